"""Names that no table knows, in English letters."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.explanation import explain
from timeline.languages import load_language
from timeline.pipeline import extract_tables
from timeline.spelling import Letters, english_spelling

NL = load_language("nl")
COUNTRIES = sorted({c for row in NL.table("spellings") for c in row["countries"].split("|")})


@pytest.mark.parametrize("row", NL.table("spellings"), ids=lambda row: row.rule)
def test_rows(row):
    assert Letters(row).spell(row["example"]) == row["reads"]


@given(st.text(), st.sampled_from([*COUNTRIES, "Belgium", ""]))
def test_any_name_keeps_its_words_and_says_its_rule_when_it_changes(name, country):
    spelled, rule = english_spelling(name, country, NL)
    assert spelled.count(" ") == name.count(" ")
    assert bool(rule) == (spelled != name)
    assert spelled == name or country in COUNTRIES


def test_no_country_stands_in_two_rows():
    assert len(COUNTRIES) == sum(len(row["countries"].split("|")) for row in NL.table("spellings"))


def test_an_open_place_is_named_in_english_and_traced_to_its_words():
    article = dict.fromkeys(("title", "published", "source", "url", "digest"), "")
    text = "Het Russische leger nam op 3 november 2022 in Oekraïne het dorp Tsjoedovske in."
    articles = pd.DataFrame([{**article, "article_id": "a", "language": "nl", "text": text}])
    event = extract_tables(articles)["events"].iloc[0]
    assert (event["place"], event["place_id"], event["evidence"]) == ("Chudovske", "open:city:Chudovske", text)
    told = explain(event["event_id"], articles)
    assert f"'dorp Tsjoedovske' ({text.index('dorp')} to {text.index(' in.')})" in told
    assert "in English letters by nl/spellings.csv:" in told
