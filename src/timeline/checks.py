"""Check a language: every row of its tables fires on its own example and reads as annotated (`timeline check nl`).

Like `pipeline`, this module strings the steps together; no step imports it.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .events import code_events
from .gazetteer import load_gazetteer
from .grammar import WORD, compile_grammar
from .languages import Language, Row, load_language
from .lines import lines_of
from .names import find_names
from .schema import SENTENCES
from .sentences import split_sentences
from .spelling import english_spelling
from .timex import find_times
from .triggers import find_triggers

REFERENCE = "2020-06-15"
WORDS_REFERENCE = "2017-11-22"
"""The reference under which the examples of `timewords.csv` and `timetraps.csv` are read."""


def check_language(language: str | Path | Language = "nl") -> pd.DataFrame:
    """Run every row's example; gives a table of problems (rule, example, expected, found), empty where all is well.

    Raises `LanguageError` where there is no such language or a row cannot be read at all.

    >>> check_language("nl").columns.tolist()
    ['rule', 'example', 'expected', 'found']
    """
    loaded = load_language(language)
    parts = (_check_lines, _check_abbreviations, _check_times, _check_time_words, _check_names, _check_spellings,
             _check_verbs, _check_cues, _check_triggers)  # fmt: skip
    problems = [problem for part in parts for problem in part(loaded)]
    return pd.DataFrame(problems, columns=["rule", "example", "expected", "found"])


def read_examples(
    texts: list[str], language: str | Path | Language = "nl", reference: str = REFERENCE
) -> list[list[str]]:
    """What each text tells, as `type/place/actor/opponent`, with `/status` where that is not `reported`."""
    articles = pd.DataFrame({"article_id": [f"{k:05d}" for k in range(len(texts))], "text": texts,
                             "published": reference})  # fmt: skip
    sentences = split_sentences(articles, language).reindex(columns=list(SENTENCES))
    sentences["role"] = "body"
    mentions = pd.concat(
        [step(sentences, language=language) for step in (find_times, find_names, find_triggers)], ignore_index=True
    ).fillna("")
    events = code_events(sentences, mentions, language)
    told: list[list[str]] = [[] for _ in texts]
    for row in events.itertuples(index=False):
        cells = [row.type, row.place, row.actor, row.opponent] + ([row.status] if row.status != "reported" else [])
        told[int(row.article_id)].append("/".join(cells))
    return told


def _check_lines(language: Language):
    lines = lines_of(language)
    for row in language.table("lines"):
        own = row["role"] == "published"
        found = bool(lines.published_on(row["example"])) if own else lines.role(row["example"]) == row["role"]
        if not found:
            yield row.rule, row["example"], row["role"], lines.role(row["example"])


def _check_abbreviations(language: Language):
    rows = language.table("abbreviations")
    texts = [row["example"] for row in rows]
    articles = pd.DataFrame({"article_id": [row.rule for row in rows], "text": texts, "published": ""})
    counts = split_sentences(articles, language)["article_id"].value_counts()
    for row in rows:
        if row["abbreviation"].lower() not in row["example"].lower() or str(counts[row.rule]) != row["sentences"]:
            yield row.rule, row["example"], f"{row['sentences']} sentences", f"{counts[row.rule]} sentences"


def _check_times(language: Language):
    for table in ("timex", "tense"):
        for row in language.table(table):
            times = find_times(row["example"], row["reference"], language)
            mine = times[times["rule"] == row.rule] if table == "timex" else times
            found = mine["edtf"].iloc[-1] if len(mine) else "no time"
            if found != row["expected"]:
                yield row.rule, row["example"], row["expected"], found


def _check_time_words(language: Language):
    """A word is part of what its row says it means; a trap stays without a date, and so does a noun that is counted."""
    rows = [(row, row["expected"]) for row in language.table("timewords")]
    rows += [(row, "") for row in language.table("timetraps")]
    for row, expected in rows:
        found = find_times(row["example"], WORDS_REFERENCE, language)["edtf"].tolist()
        if expected not in found if expected else any(found):
            yield row.rule, row["example"], expected or "no date", " ".join(found) or "no time"


NAMES = {
    "actors": lambda row, found: any(value == row["actor"] for _, value, _ in found),
    "demonyms": lambda row, found: any((row["country"] or row["english"]) in value for _, value, _ in found),
    "party_nouns": lambda row, found: any(row.rule in rules for _, _, rules in found),
    "place_nouns": lambda row, found: any(row.rule in rules for _, _, rules in found) != (row["kind"] == "none"),
    "places": lambda row, found: row["place"] in [_place(value) for kind, value, _ in found if kind == "place"],
    "modifiers": lambda row, found: any(kind == "actor" for kind, _, _ in found),
    "compass": lambda row, found: bool(found),
    "particles": lambda row, found: bool(found),
    "persons": lambda row, found: all(value.startswith("@") for kind, value, _ in found if kind == "place"),
    "not_names": lambda row, found: not any(kind == "place" for kind, _, _ in found),
}
"""What a row of each table of names must do in its own example: (row, its mentions as kind, value, rules) -> bool."""


def _place(value: str) -> str:
    return "" if value.startswith(("@", "country:")) else load_gazetteer().place(value).name


def _check_names(language: Language):
    rows = [(row, fires) for table, fires in NAMES.items() for row in language.table(table)]
    articles = pd.DataFrame({"article_id": [row.rule for row, _ in rows], "text": [row["example"] for row, _ in rows],
                             "published": ""}, dtype="str")  # fmt: skip
    mentions = find_names(split_sentences(articles, language), language)
    found: dict[str, list] = {row.rule: [] for row, _ in rows}
    for mention in mentions.itertuples():
        found[mention.article_id].append((mention.kind, mention.value, mention.rule.split()))
    for row, fires in rows:
        if not fires(row, found[row.rule]):
            told = "; ".join(f"{kind} {value}" for kind, value, _ in found[row.rule])
            yield row.rule, row["example"], row.cells[0][1], told or "no name"


def _check_spellings(language: Language):
    for row in language.table("spellings"):
        for country in row["countries"].split("|"):
            found, _ = english_spelling(row["example"], country, language)
            if found != row["reads"]:
                yield row.rule, row["example"], row["reads"], found


def _check_triggers(language: Language):
    rows = language.table("triggers")
    mine = {row.rule: row for row in rows}
    told = read_examples([row["example"] for row in rows], language)
    for row, found in zip(mine.values(), told, strict=True):
        expected = sorted(part.strip() for part in row["reads"].split(";") if part.strip())
        if sorted(found) != expected:
            yield row.rule, row["example"], "; ".join(expected), "; ".join(found)


def _check_verbs(language: Language):
    grammar = compile_grammar(language)
    for row in language.table("verbs"):
        word, _, form = row["form"].partition(":")
        words = {match.group().lower() for match in WORD.finditer(row["example"])}
        forms = {"present": "finite", "past": "finite"}
        found = {forms.get(r.form, r.form) for r in grammar.readings.get(word, ()) if r.lemma == row["lemma"]}
        if word not in words or form not in found:
            yield row.rule, row["example"], row["form"], " ".join(sorted(found))


def _check_cues(language: Language):
    grammar = compile_grammar(language)
    for row in language.table("cues"):
        if not _has_cue(row, grammar):
            yield row.rule, row["example"], row["kind"], ""


def _has_cue(row: Row, grammar) -> bool:
    words = [match.group().lower() for match in WORD.finditer(row["example"])]
    for k, word in enumerate(words):
        if any(rule == row.rule for _, _, rule in grammar.cues.get(word, ())):
            return True
        for parts, _, _, rule in grammar.phrases.get(tuple(words[k : k + 2]), ()):
            if rule == row.rule and tuple(words[k : k + len(parts)]) == parts:
                return True
    return False
