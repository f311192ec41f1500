"""Every row of the tables of names fires on its own example."""

from __future__ import annotations

import pytest

from timeline.gazetteer import load_gazetteer
from timeline.languages import load_language, shared_table
from timeline.lexicon import load_lexicon
from timeline.names import Memory, names_in

NL = load_language("nl")
COUNTRIES = {row["country"] for row in shared_table("countries")} | {"Yugoslavia", "Soviet Union"}


def rows(table):
    return [pytest.param(row, id=row.rule) for row in NL.table(table)]


def read(text):
    """Hits with their text, places settled: (kind, text, value, rule, alt)."""
    lexicon, memory = load_lexicon("nl"), Memory()
    out = []
    for s, e, kind, value, rule, alt in names_in(text, lexicon, memory):
        if not isinstance(value, str):
            kind, value, rule, alt = memory.settle(value, rule, alt, lexicon)
        out.append((kind, text[s:e], value, rule, alt))
    return out


@pytest.mark.parametrize("row", rows("actors"))
def test_actor(row):
    found = [h for h in read(row["example"]) if h[2] == row["actor"] and h[0] in ("actor", "source")]
    assert found, f"{row.rule}: {row['actor']} is not read from {row['example']!r}: {read(row['example'])}"


@pytest.mark.parametrize("row", rows("actors"))
def test_every_alias_is_read(row):
    for alias in row["aliases"].split("|"):
        text = f"Vorig jaar vertrok {alias} uit het dorp."
        values = [h[2] for h in read(text) if h[0] in ("actor", "source")]
        assert row["actor"] in values, f"{row.rule}: alias {alias!r} reads as {values}"


@pytest.mark.parametrize("row", rows("demonyms"))
def test_demonym(row):
    found = read(row["example"])
    wanted = row["country"] or row["english"]
    assert any(wanted in h[2] for h in found), f"{row.rule}: {found}"


@pytest.mark.parametrize("row", [r for r in rows("demonyms") if r.values[0]["country"]])
def test_every_adjective_makes_an_army(row):
    for adjective in row["adjectives"].split("|"):
        assert [h[2] for h in read(f"Toen trokken {adjective} troepen het dorp binnen.") if h[0] == "actor"] == [
            row["country"]
        ]
    for name in filter(None, row["names"].split("|")):
        values = [h[2] for h in read(f"Dat gebeurde in {name}.")]
        assert f"country:{row['country']}" in values or row["country"] in values, (row.rule, name, values)


@pytest.mark.parametrize("row", rows("party_nouns"))
def test_party_noun(row):
    found = [h for h in read(row["example"]) if h[0] == "actor" and h[3] == row.rule]
    assert found, f"{row.rule}: {read(row['example'])}"
    assert found[0][2] == f"@{row['class']}" or found[0][2] in ("Turkey", "United Nations"), found
    assert row["state"] in ("yes", "no") and row["number"] in ("singular", "plural")


@pytest.mark.parametrize("row", rows("place_nouns"))
def test_place_noun(row):
    found = [h for h in read(row["example"]) if h[0] == "place"]
    if row["kind"] == "none":
        assert not found
        return
    plural = "@cities" if row["kind"] == "city" else f"@{row['kind']}s"
    assert [(h[2], h[3]) for h in found] == [(f"@{row['kind']}" if row["number"] == "singular" else plural, row.rule)]


@pytest.mark.parametrize("row", rows("persons"))
def test_title_makes_a_person(row):
    assert not [h for h in read(row["example"]) if h[0] in ("place", "name") and h[1] in ("Mosul", "Mei")]


@pytest.mark.parametrize("row", rows("modifiers"))
def test_modifier(row):
    found = [h for h in read(row["example"]) if h[0] == "actor"]
    assert found, row.rule
    if row["role"] == "plain":
        assert found[0][1].lower().startswith(row["example"].split()[0].lower()), f"{row.rule}: {found}"
    if row["english"] and row["role"] == "plain":
        assert found[0][2].startswith(row["english"]), f"{row.rule}: {found}"
    elif row["role"] == "backed":
        assert found[0][2] in ("US-led militias", "Turkish-backed rebels", "Libya"), found


@pytest.mark.parametrize("row", rows("compass"))
def test_compass(row):
    found = read(row["example"])
    assert found and row["word"] in found[-1][1].lower(), f"{row.rule}: {found}"


@pytest.mark.parametrize("row", rows("particles"))
def test_particle(row):
    text = row["example"].lower()
    assert any(word.endswith(w) for word in text.replace(",", " ").split() for w in row["words"].split("|")), row.rule
    assert read(row["example"]), row.rule


def test_words_that_are_no_names():
    for row in NL.table("not_names"):
        assert not [h for h in read(row["example"]) if h[0] in ("place", "name")], row.rule


@pytest.mark.parametrize("row", rows("places"))
def test_dutch_place_name(row):
    gazetteer = load_gazetteer()
    found = [gazetteer.place(h[2]).name for h in read(row["example"]) if h[0] == "place"]
    assert row["place"] in found, f"{row.rule}: {found}"
    assert row["name"] in row["example"]


def test_actors_of_the_language_are_in_the_shared_table():
    shared = {row["actor"] for row in shared_table("actors")}
    unknown = [r.rule for r in NL.table("actors") if r["alt"] != "source" and r["actor"] not in shared | COUNTRIES]
    assert not unknown


def test_shared_actors():
    classes = set(NL.words("party_nouns", "class"))
    named = {r["actor"] for r in NL.table("actors")}
    for row in shared_table("actors"):
        assert row["kind"] in ("group", "description"), row.rule
        assert set(filter(None, row["country"].split(";"))) <= COUNTRIES, row.rule
        assert row["classes"].split(), row.rule
        assert row["kind"] == "description" or row["actor"] in named, f"{row.rule}: no Dutch name for {row['actor']}"
    assert {"rebels", "jihadists", "army", "militia"} <= classes
