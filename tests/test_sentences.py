"""Sentences: where they end, what role they have and which reference date is in force."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.languages import load_language
from timeline.schema import SENTENCES
from timeline.sentences import split_sentences


def split(text: str, published: str = "") -> pd.DataFrame:
    return split_sentences(pd.DataFrame({"article_id": ["a"], "text": [text], "published": [published]}))


def texts(text: str) -> list[str]:
    return split(text)["text"].tolist()


@pytest.mark.parametrize(
    "sentences",
    [
        ["De stad viel.", "Het leger trok verder."],
        ["Viel de stad?", "Ja!", "Dat meldt het leger…", "Later meer."],
        ["De hoofdstad van de olieproductie.", '"Het leger is er", zegt de televisie.'],
        ['"De stad is vrij", zei generaal J. de Vries.', "De VS zwegen."],
        ['"De stad is vrij."', "Dat zei hij."],
        ['Hij zei: "De stad is vrij.', 'Wij gaan door."', "Het leger trok verder."],
        ["Er zijn 1.500 strijders in 30.000 huizen.", "In 2014 viel de stad."],
        ["De stad viel in 2014.", "Het leger trok verder."],
        ['De slag is voorbij", zei hij.', "'s Ochtends viel de wijk."],
        ["Dat zei dr. A.B. Jansen van de U.S. Army in Raqqa.", "Meer niet."],
        ["3. Het leger nam de stad in.", "Daarna was het stil."],
        ["GOMA - De rebellen namen de stad in.", "Het leger vluchtte."],
        ["Het leger (Syrië) won.", "(IS verloor.)", "Zo ging het."],
        ["Zie www.leger.Nl en leger.nl/Nieuws voor meer.", "Het is stil."],
        ["De stad viel donderdag jl.", "Het leger trok verder."],
        ["Één stad viel.", "Übermacht won."],
    ],
    ids=lambda sentences: sentences[0][:30],
)
def test_where_sentences_end(sentences):
    assert texts(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Er zijn 1.500 jihadisten.Vanuit die stad viel IS aan.",
            ["Er zijn 1.500 jihadisten.", "Vanuit die stad viel IS aan."],
        ),
        ('De olieproductie."Het leger won", zei hij.', ["De olieproductie.", '"Het leger won", zei hij.']),
        ('"Het leger won."Daarna bleef het stil.', ['"Het leger won."', "Daarna bleef het stil."]),
    ],
)
def test_a_forgotten_space_still_ends_a_sentence(text, expected):
    assert texts(text) == expected


@pytest.mark.parametrize("row", load_language("nl").table("abbreviations"), ids=lambda row: row.rule)
def test_an_abbreviation_reads_its_own_example(row):
    assert row["abbreviation"].lower() in row["example"].lower()
    assert len(texts(row["example"])) == int(row["sentences"])


ARTICLE = """ date 2017-11 IS krijgt klappen

Bron: Noorderpers
Van onze redactie

GOMA - De stad viel. Het leger trok
verder naar het noorden, waar IS nog altijd een dorp bezet houdt, en nam
Hawija in.

Gevechten in Irak

Het leger vocht.
Januari 2014: IS verjaagt de rebellen.
10 juni 2014: Mosul valt.

Foto: soldaten bij de stad. © Reuters

date 2017-12-05 Tweede stuk

Raqqa

Een dag later viel Raqqa. Beeld AFP
"""


LONG = "Het leger trok verder naar het noorden, waar IS nog altijd een dorp bezet houdt, en nam Hawija in."


def test_roles_paragraphs_sections_and_reference_dates():
    table = split(ARTICLE, "2017-11")
    assert tuple(table.columns) == SENTENCES
    assert table[["role", "paragraph", "section", "reference", "text"]].values.tolist() == [
        ["headline", 0, 0, "2017-11", "IS krijgt klappen"],
        ["byline", 1, 0, "2017-11", "Bron: Noorderpers"],
        ["byline", 1, 0, "2017-11", "Van onze redactie"],
        ["body", 1, 0, "2017-11", "GOMA - De stad viel."],
        ["body", 1, 0, "2017-11", LONG],
        ["heading", 2, 1, "2017-11", "Gevechten in Irak"],
        ["body", 2, 1, "2017-11", "Het leger vocht."],
        ["body", 3, 1, "2014-01", "Januari 2014: IS verjaagt de rebellen."],
        ["body", 4, 1, "2014-06-10", "10 juni 2014: Mosul valt."],
        ["caption", 5, 1, "2017-11", "Foto: soldaten bij de stad. © Reuters"],
        ["headline", 4, 2, "2017-12-05", "Tweede stuk"],
        ["heading", 5, 3, "2017-12-05", "Raqqa"],
        ["caption", 5, 3, "2017-12-05", "Een dag later viel Raqqa."],
        ["caption", 5, 3, "2017-12-05", "Beeld AFP"],
    ]  # fmt: skip
    assert table["sentence"].tolist() == list(range(14))


def test_a_line_that_mixes_source_and_caption_is_body():
    line = "Bron: Belga 4 AFP Iraakse troepen rukken op naar al-Qaim, in het noordwesten van het land."
    assert split(f"{line} IS verliest.")["role"].tolist() == ["body", "body"]


def test_the_published_date_goes_before_the_header_and_a_later_date_line_before_both():
    later = "date 2017-12\n\nHet leger won.\n\nGepubliceerd op 4 december 2017\n\nEinde."
    text = f"date 2017-11 Kop\n\nDe stad viel.\n\n{later}"
    table = split(text, "2017-11-03")
    body = table[table["role"] == "body"]
    assert body["reference"].tolist() == ["2017-11-03", "2017-12", "2017-12-04"]


def test_no_date_no_reference_and_a_date_line_half_way():
    table = split("De stad viel. Het leger won.\n\ndate 2017-12-05\n\nDaarna bleef het stil.")
    assert table[["section", "reference"]].values.tolist() == [[0, ""], [0, ""], [1, "2017-12-05"]]


CHRONOLOGY = """De strijd om Ramadi

28 december 2015
Het leger nam de stad in.

Maart 2016
De wijken vielen.

2016
Het bleef rustig.

Nu
De stad ligt in puin."""


@pytest.mark.parametrize(
    ("published", "references"),
    [
        ("", ["2015-12-28", "2016-03", "2016", ""]),
        ("2017-11-05", ["2015-12-28", "2016-03", "2016", "2017-11-05"]),
        ("2016-11-05", ["2015-12-28", "2016-03", *["2016-11-05"] * 2]),  # its own year is no better than its day
    ],
)
def test_items_of_a_chronology_have_the_date_above_them(published, references):
    table = split(CHRONOLOGY, published)
    assert table.loc[table["role"] == "body", "reference"].tolist() == references


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("Kop\n\nMaandag\n\nEen.\n\nWoensdag 29 oktober:\n\nTwee.\n\nVerder\n\nDrie.", ["10-27", "10-29", "10-31"]),
        ("Kop\n\n6 oktober - Een. Twee.\n\n8 oktober: Drie.\n\nVier.", ["10-06", "10-06", "10-08", "10-31"]),
        ("Kop\n\nZondag\n\nEen.\n\nVerder\n\nTwee.", ["10-31", "10-31"]),
        ("Kop\n\n2024\n\nMei: Een.\n\n2025\n\n3 juni - Twee.\n\nEn nu?\n\nDrie.", ["05", "06-03", "10-31"]),
        ("Kop\n\n6 oktober 2025 Een.\n\n7-8 oktober - Twee.", ["10-06", "10-07/2025-10-08"]),
    ],
    ids=["headings", "openings", "only one", "below years", "without a mark"],
)
def test_days_without_a_year_date_the_items_of_a_chronology(text, references):
    table = split(text, "2025-10-31")
    assert table.loc[table["role"] == "body", "reference"].str[5:].tolist() == references


def test_a_place_in_capitals_below_the_name_of_the_reporter_is_no_heading():
    table = split("Kop\n\nDoor onze redacteur\nGAZIANTEP\n\nDe stad viel.\n\nHOMS\n\nHet bleef stil.")
    assert table[table["text"].str.isupper()]["role"].tolist() == ["byline", "heading"]


def test_articles_are_apart():
    articles = pd.DataFrame({"article_id": ["a", "b"], "text": ["Een. Twee.", "Drie."], "published": ["2017", ""]})
    table = split_sentences(articles)
    assert table[["article_id", "sentence", "reference"]].values.tolist() == [
        ["a", 0, "2017"],
        ["a", 1, "2017"],
        ["b", 0, ""],
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "date 2017-11", "Kop", "...", "\u2028", "a\n\nb", "'s "])
def test_odd_texts_are_read(text):
    table = split(text)
    assert all(table["text"].str.strip() == table["text"]) and tuple(table.columns) == SENTENCES


LINES = st.sampled_from(
    ["De stad viel.", "Het leger trok verder. IS vluchtte.", "", "Gevechten in Irak", "date 2017-11 Kop",
     "Foto: x. © AFP", "Bron: Belga", "- \"Ja.\" Nee", "naar Hawija en nam", "3. Het leger...", "J. de Vries"]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)  # fmt: skip


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_offsets_give_the_text_and_every_letter_of_it(text):
    text = text.replace("\r", "\n")
    table = split(text, "2017-11")
    spans = list(zip(table["start"], table["end"], table["text"], strict=True))
    assert all(text[start:end].replace("\n", " ") == told and told.strip() for start, end, told in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    kept = "".join(text[start:end] for start, end, _ in spans)
    lost = "".join(line for line in text.split("\n") if not line.strip().lower().startswith("date"))
    assert sum(c.isalnum() for c in kept) >= sum(c.isalnum() for c in lost)


ENTRIES = """De maand in het kort

7 maart. Cuito valt. De rebellen trekken weg.

31 maart: Menongue is omsingeld.

29 december. Luena houdt stand.
"""


def test_an_entry_of_a_chronology_is_read_as_of_its_own_date():
    table = split(ENTRIES, "1993-04-02")
    assert list(zip(table["reference"], table["text"], strict=True))[1:] == [
        ("1993-03-07", "7 maart."),
        ("1993-03-07", "Cuito valt."),
        ("1993-03-07", "De rebellen trekken weg."),
        ("1993-03-31", "31 maart: Menongue is omsingeld."),
        ("1992-12-29", "29 december."),
        ("1992-12-29", "Luena houdt stand."),
    ]
