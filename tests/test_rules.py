"""Every row of the tables of a language fires on its own example and reads as annotated: one test a row."""

import pandas as pd
import pytest

from timeline.checks import REFERENCE, check_language, read_examples
from timeline.grammar import WORD, compile_grammar
from timeline.languages import Language, LanguageError, Row, load_language

NL = load_language("nl")
GRAMMAR = compile_grammar(NL)


@pytest.fixture(scope="module")
def told() -> dict[str, list[str]]:
    rows = NL.table("triggers")
    return dict(zip((row.rule for row in rows), read_examples([row["example"] for row in rows], NL), strict=True))


@pytest.mark.parametrize("row", NL.table("triggers"), ids=lambda row: f"{row.rule} {row['trigger'][:20]}")
def test_a_frame_reads_its_example(row, told):
    wanted = sorted(part.strip() for part in row["reads"].split(";") if part.strip())
    assert sorted(told[row.rule]) == wanted, row["example"]


@pytest.mark.parametrize("row", NL.table("triggers"), ids=lambda row: row.rule)
def test_a_frame_is_what_its_example_fires(row):
    from timeline.triggers import triggers_in

    fired = {
        rule
        for _, _, kind, _, rules in triggers_in(row["example"], GRAMMAR)
        if kind == "trigger"
        for rule in rules.split()
    }
    assert row.rule in fired


@pytest.mark.parametrize("row", NL.table("verbs"), ids=lambda row: row.rule)
def test_a_verb_has_the_form_of_its_example(row):
    word, _, form = row["form"].partition(":")
    found = {
        "finite" if r.form in ("present", "past") else r.form for r in GRAMMAR.readings[word] if r.lemma == row["lemma"]
    }
    assert form in found
    assert word in {match.group().lower() for match in WORD.finditer(row["example"])}


@pytest.mark.parametrize("row", NL.table("cues"), ids=lambda row: row.rule)
def test_a_cue_is_found_in_its_example(row):
    words = [match.group().lower() for match in WORD.finditer(row["example"])]
    cue = row["cue"].lower().split()
    assert any(words[k : k + len(cue)] == cue for k in range(len(words)))
    if len(cue) == 1:
        assert (row["kind"], row["value"]) in {(kind, value) for kind, value, _ in GRAMMAR.cues[cue[0]]}


def changed(table: str, number: int, column: str, value: str) -> Language:
    """The language with one cell of one row changed."""
    rows = list(NL.tables[table])
    row = rows[number]
    rows[number] = Row(tuple((c, value if c == column else v) for c, v in row.cells), row.rule)
    return Language("nl", {**NL.tables, table: tuple(rows)})


def number_of(table: str, column: str, value: str) -> int:
    return next(k for k, row in enumerate(NL.tables[table]) if row[column] == value)


@pytest.mark.parametrize(
    ("table", "key", "column", "value", "sentence"),
    [
        (
            "triggers",
            ("trigger", "heroveren"),
            "type",
            "entry",
            "Het Nigeriaanse leger heeft Bama heroverd op Boko Haram.",
        ),
        ("verbs", ("lemma", "omsingelen"), "participle", "omcirkelt", "Taiz is omsingeld door de Houthi's."),
        ("cues", ("cue", "door"), "value", "from", "Sirte werd door rebellen op Islamitische Staat veroverd."),
    ],
)
def test_a_changed_word_changes_what_is_read(table, key, column, value, sentence):
    before = read_examples([sentence], NL)[0]
    assert before and before != read_examples([sentence], changed(table, number_of(table, *key), column, value))[0]


@pytest.mark.parametrize(
    ("column", "value", "named"),
    [
        ("roles", "subj:actor", "roles"),
        ("roles", "subj=winner", "roles"),
        ("kind", "adverb", "kind"),
        ("trigger", "innemmen", "trigger"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(column, value, named):
    with pytest.raises(LanguageError, match=rf"nl/triggers\.csv:\d+: column {named}: .*{value.split('=')[0]}"):
        compile_grammar(changed("triggers", number_of("triggers", "trigger", "innemen"), column, value))


@pytest.mark.parametrize(
    ("table", "key", "column", "value"),
    [
        ("actors", ("actor", "Northern Alliance"), "aliases", "Noordelijke Aliantie"),
        ("demonyms", ("country", "Iraq"), "adjectives", "Irakisch"),
        ("party_nouns", ("word", "leger"), "word", "legger"),
        ("places", ("name", "Mosoel"), "place", "Raqqa"),
        ("timewords", ("word", "dinsdag"), "word", "dinsdach"),
        ("timetraps", ("pattern", "{year} {countnoun}"), "pattern", "{year} {unit}"),
    ],
)
def test_the_check_of_a_language_names_a_row_that_no_longer_fires(table, key, column, value):
    number = number_of(table, *key)
    problems = check_language(changed(table, number, column, value))
    assert NL.tables[table][number].rule in problems["rule"].tolist()


def test_the_reference_of_the_examples_is_a_day():
    assert pd.Timestamp(REFERENCE).isoformat().startswith(REFERENCE)
