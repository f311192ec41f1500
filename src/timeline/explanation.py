"""Where each cell of an event comes from: its sentence, the mentions in it, the words and rule rows behind each cell.

Like `pipeline`, which it runs again on one article, this module strings steps together; no step imports it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from timeline.articles import ArticlesWarning
from timeline.languages import RESOURCES, Row, read_table
from timeline.pipeline import BATCH, extract_tables
from timeline.spelling import Letters

CELLS = ("place", "type", "actor", "opponent", "date_edtf", "status", "attribution", "extent")
KINDS = {"place": ("place",), "actor": ("actor",), "opponent": ("actor",), "attribution": ("source", "actor")}
_RULE = re.compile(r"(.+\.csv):(\d+)")


class UnknownEvent(ValueError):
    """No event has this id; the message says what to do."""


def explain(
    event_id: str, articles: pd.DataFrame, events: pd.DataFrame | None = None, language: str | Path | None = None
) -> str:
    """Explain one event.

    Args:
        event_id: the event's id, or as much of its beginning as no other event shares.
        articles: the articles that it was read from (`read_articles`).
        events: the table that the event stands in; with it only one article is read, and a cell that a person changed
            is told as such. Without it the articles are read until one tells the event.
        language: as for `extract_events`.

    Returns:
        Text for a terminal or a notebook: the sentence, its mentions, the words and rules behind each cell, and the
        rows of those rules.

    Raises:
        UnknownEvent: no event of these articles has this id, or several have.

    >>> text = "Het Iraakse leger heeft op 3 november 2017 Al-Qaim heroverd op IS."
    >>> article = {"article_id": "a", "title": "", "published": "", "language": "nl", "source": "", "url": "",
    ...            "text": text, "digest": ""}
    >>> articles = pd.DataFrame([article])
    >>> event_id = extract_tables(articles)["events"]["event_id"][0]
    >>> print("\\n".join(explain(event_id, articles).splitlines()[2:5]))
    sentence 0 (body, characters 0 to 66; no reference date)
      Het Iraakse leger heeft op 3 november 2017 Al-Qaim heroverd op IS.
    <BLANKLINE>
    """
    edited = None
    if events is not None:
        edited = _one(event_id, events)
        event_id, article_id = edited["event_id"], edited["article_id"]
        articles = articles[articles["article_id"] == article_id]
        if articles.empty:
            raise UnknownEvent(f"Event {event_id} is of article {article_id!r}, which is not among these articles.")
    tables = _read_until(event_id, articles, language)
    if tables is None:
        if edited is None:
            raise UnknownEvent(
                f"No article tells an event {event_id!r}; {len(articles)} were read. Say where its own articles are "
                "(on the command line after the id); `timeline extract` lists the events of a folder."
            )
        return f"event {event_id}: a person added it, or its sentence has gone; no rule stands behind it.\n"
    event = _one(event_id, tables["events"])
    own = {name: t[t["article_id"] == event["article_id"]] for name, t in tables.items()}
    return "\n".join(_lines(event, own["sentences"], own["mentions"], edited)) + "\n"


def _one(event_id: str, events: pd.DataFrame) -> pd.Series:
    found = events[events["event_id"] == event_id]
    if found.empty:
        found = events[events["event_id"].str.startswith(event_id)]
    if len(found) != 1:
        raise UnknownEvent(f"{len(found) or 'No'} events have an id that begins with {event_id!r}; give all of one id.")
    return found.iloc[0]


def _read_until(event_id: str, articles: pd.DataFrame, language: str | Path | None) -> dict[str, pd.DataFrame] | None:
    for start in range(0, len(articles), BATCH):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ArticlesWarning)
            tables = extract_tables(articles.iloc[start : start + BATCH], language)
        if tables["events"]["event_id"].str.startswith(event_id).any():
            return tables
    return None


def _lines(
    event: pd.Series, sentences: pd.DataFrame, mentions: pd.DataFrame, edited: pd.Series | None
) -> Iterator[str]:
    sentence = sentences[sentences["start"] == event["evidence_start"]].iloc[0]
    event = event.copy()
    event["place_id"] = _written(event, mentions)
    reference = f"reference date {sentence['reference']}" if sentence["reference"] else "no reference date"
    yield f"event {event['event_id']} of article {event['article_id']}"
    yield ""
    where = f"{sentence['role']}, characters {sentence['start']} to {sentence['end']}"
    yield f"sentence {sentence['sentence']} ({where}; {reference})"
    yield f"  {sentence['text']}"
    yield ""
    yield "mentions"
    here = mentions[mentions["sentence"] == sentence["sentence"]]
    for row in here.itertuples():
        meaning, rules = row.value or row.shift or "-", " ".join(dict.fromkeys(row.rule.split()))
        yield f"  {row.start:>5}-{row.end:<5} {row.kind:8} {row.text:32} {meaning:28} {rules}"
    yield ""
    yield "cells"
    for column in CELLS:
        value = event[column] or "-"
        if column == "date_edtf":
            bounds = f"{event['date_earliest'] or '..'} to {event['date_latest'] or '..'}"
            value = f"{value} ({bounds}; {event['precision']}, {event['date_basis']})"
        yield f"  {column:12} {value}"
        for words in _behind(column, event, sentence, mentions):
            yield f"  {'':12}   {words}"
        if edited is not None and str(edited[column]) != str(event[column]):
            yield f"  {'':12}   a person changed it to: {edited[column] or '(empty)'}"
    yield ""
    yield "rules"
    rules = [*event["rule"].split(), *(r for m in _named(event, sentence, mentions) for r in m.rule.split())]
    for rule in dict.fromkeys(rules):
        yield f"  {rule:24} {rule_text(rule)}"


def _behind(column: str, event: pd.Series, sentence: pd.Series, mentions: pd.DataFrame) -> Iterator[str]:
    """The words behind one cell, with the rule that read them."""
    number = sentence["sentence"]
    if column in ("place", "actor", "opponent", "attribution"):
        wanted = [event["place_id"]] if column == "place" else [v for v in event[column].split("; ") if v]
        for value in wanted:
            named = mentions[mentions["kind"].isin(KINDS[column]) & (mentions["value"] == value)]
            row = _nearest(named, number)
            if row is None:
                yield "from the words of the sentence and the party or place last in that role"
                continue
            if row.sentence != number and (stand_in := _stand_in(KINDS[column], number, mentions)) is not None:
                yield f"{_told(stand_in, number)}: stands for what was named last, namely"
            yield _told(row, number)
            for also in named[named["sentence"] == number].iloc[1:].itertuples():  # two words for one: both are told
                yield f"also {_told(also, number)}"
        if column == "place" and (spelling := _spelling(event)):
            yield f"in English letters by {spelling}"
    elif column == "type":
        rules = {r for r in event["rule"].split() if "triggers.csv" in r}
        triggers = mentions[
            (mentions["kind"] == "trigger") & mentions["rule"].map(lambda r: bool(rules & set(r.split())))
        ]
        row = _nearest(triggers, number)
        if row is not None:
            both = " ".join(r for r in dict.fromkeys(row.rule.split()) if r in rules)
            yield _told(row, number, both)
    elif column == "date_edtf":
        row = _time(event, number, mentions)
        if row is not None:
            yield _told(row, number)
        elif event["date_basis"] == "reference":
            yield f"no time expression: by the reference date {event['published'] or '-'} (CODEBOOK.md#dates)"
    elif column == "status" and event["status"] != "reported":
        for row in mentions[(mentions["sentence"] == number) & (mentions["kind"] == "cue")].itertuples():
            yield _told(row, number)
    elif column == "extent" and event["extent"]:
        here = event["extent"] in sentence["text"]
        yield "in the words of the sentence" if here else "English for a part named in this sentence or one before it"


def _spelling(event: pd.Series) -> str:
    """The rule by which an event's place is spelled in English; empty where it stands as in the text."""
    return next((rule for rule in event["rule"].split() if "/spellings.csv:" in rule), "")


def _written(event: pd.Series, mentions: pd.DataFrame) -> str:
    """The value that the mentions of an event's place have: its id, but where its name was spelled in English."""
    row = _row(_spelling(event))
    for value in mentions["value"] if row is not None else ():
        if value.startswith("open:"):
            head, _, name = value.rpartition(":")
            if event["place_id"] == f"{head}:{Letters(row).spell(name)}":
                return value
    return event["place_id"]


def _stand_in(kinds: tuple[str, ...], number: int, mentions: pd.DataFrame):
    """The one word of this sentence that stands for a name told before ("the army"), if there is just one."""
    here = mentions[
        (mentions["sentence"] == number) & mentions["kind"].isin(kinds) & mentions["value"].str.startswith("@")
    ]
    return next(here.itertuples()) if len(here) == 1 else None


def _time(event: pd.Series, number: int, mentions: pd.DataFrame):
    if not event["date_text"]:
        return None
    same = mentions[(mentions["kind"] == "time") & (mentions["text"] == event["date_text"])]
    return _nearest(same, number)


def _nearest(rows: pd.DataFrame, number: int):
    """The mention in this sentence, else the last before it, else the first after it."""
    before = rows[rows["sentence"] <= number]
    pool = before.iloc[::-1] if len(before) else rows
    same = rows[rows["sentence"] == number]
    return next((same if len(same) else pool).itertuples(), None)


def _told(row, number: int, rule: str = "") -> str:
    place = "" if row.sentence == number else f" in sentence {row.sentence}"
    return f"{row.text!r}{place} ({row.start} to {row.end}), by {rule or ' '.join(dict.fromkeys(row.rule.split()))}"


def _named(event: pd.Series, sentence: pd.Series, mentions: pd.DataFrame) -> list:
    """The mentions that name the event's place, parties and time."""
    wanted = {("place", event["place_id"])}
    wanted |= {(c, v) for c in ("actor", "opponent", "attribution") for v in event[c].split("; ") if v}
    number = sentence["sentence"]
    found = [
        _nearest(mentions[mentions["kind"].isin(KINDS[c]) & (mentions["value"] == v)], number)
        for c, v in sorted(wanted)
    ]
    return [m for m in (*found, _time(event, number, mentions)) if m is not None]


def rule_text(rule: str) -> str:
    """The row of a rule, by its place (`nl/triggers.csv:12`): each cell that is not empty, under its column's name.

    >>> rule_text("CODEBOOK.md#dates")
    'the codebook, section dates'
    """
    if rule.startswith("CODEBOOK.md#"):
        return f"the codebook, section {rule.partition('#')[2]}"
    row = _row(rule)
    return "; ".join(f"{name}: {value}" for name, value in row.cells if value) if row else ""


def _row(rule: str) -> Row | None:
    """The row that a rule names, or None where there is none."""
    found = _RULE.fullmatch(rule)
    path = RESOURCES / found[1] if found else None
    if path is None or not path.exists():
        return None
    return next((row for row in read_table(path, found[1]) if row.rule == rule), None)
