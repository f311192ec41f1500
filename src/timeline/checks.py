"""Check a language: every row of its tables fires on its own example and reads as annotated (`timeline check nl`).

Like `pipeline`, this module strings the steps together; no step imports it.
"""

from __future__ import annotations

import pandas as pd

from .events import code_events
from .grammar import WORD, compile_grammar
from .languages import Language, Row, load_language
from .lines import lines_of
from .names import find_names
from .schema import SENTENCES
from .sentences import split_sentences
from .timex import find_times
from .triggers import find_triggers

REFERENCE = "2020-06-15"


def check_language(language: Language | str = "nl") -> pd.DataFrame:
    """Run every row's example; gives a table of problems (rule, example, expected, found), empty where all is well."""
    loaded = load_language(language) if isinstance(language, str) else language
    parts = (_check_lines, _check_abbreviations, _check_times, _check_verbs, _check_cues, _check_triggers)
    problems = [problem for part in parts for problem in part(loaded)]
    return pd.DataFrame(problems, columns=["rule", "example", "expected", "found"])


def read_examples(texts: list[str], language: Language | str = "nl", reference: str = REFERENCE) -> list[list[str]]:
    """What each text tells, as `type/place/actor/opponent`, with `/status` where that is not `reported`."""
    articles = pd.DataFrame({"article_id": [f"{k:05d}" for k in range(len(texts))], "text": texts,
                             "published": reference, "language": "nl",
                             "title": "", "source": "", "url": "", "digest": ""})  # fmt: skip
    sentences = split_sentences(articles).reindex(columns=list(SENTENCES))
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
        for parts, _, _, rule in grammar.phrases.get(word, ()):
            if rule == row.rule and tuple(words[k : k + len(parts)]) == parts:
                return True
    return False
