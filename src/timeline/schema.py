"""The columns of every table, their allowed values, and `check`. CODEBOOK.md says what a row means."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from .dates import EdtfError, bounds

TYPES = ("capture", "partial_capture", "entry", "offensive", "siege", "siege_end", "withdrawal", "control")
FAMILY = {
    "capture": "take", "partial_capture": "take", "entry": "attack", "offensive": "attack", "siege": "siege",
    "siege_end": "siege", "withdrawal": "leave", "control": "hold",
}  # fmt: skip
PLACE_KINDS = ("city", "district", "base", "crossing", "region")
PRECISIONS = ("day", "week", "month", "season", "year", "unknown")
STATUSES = ("reported", "planned", "denied")
DATE_BASES = ("explicit", "relative", "reference", "none")
CERTAINTIES = ("clause", "context", "open")
STATES = ("held", "contested", "besieged", "unknown")
STANDINGS = ("", "reported", "claimed", "disputed")  # of the change that opened a span

ARTICLES = ("article_id", "title", "published", "language", "source", "url", "text", "digest")
SENTENCES = ("article_id", "sentence", "start", "end", "text", "role", "paragraph", "section", "reference")
MENTIONS = (
    "article_id", "sentence", "start", "end", "kind", "text", "value", "rule",
    "earliest", "latest", "precision", "date_basis", "shift", "time_kind",
)  # fmt: skip
EVENTS = (
    "event_id", "article_id", "place", "place_kind", "parent", "type", "actor", "opponent", "date_earliest",
    "date_latest", "date_edtf", "precision", "status", "attribution", "extent", "evidence", "evidence_start",
    "evidence_end", "place_id", "country", "latitude", "longitude", "date_text", "date_basis", "certainty", "rule",
    "published", "source", "review",
)  # fmt: skip
BY_HAND = ("reason", "who", "edited")  # behind EVENTS in a table that a person edits: why, who, and which cells
CONTROL = (
    "place", "place_id", "place_kind", "parent", "country", "latitude", "longitude", "holder", "state",
    "start_earliest", "start_latest", "end_earliest", "end_latest", "opened_by", "closed_by", "claims", "sources",
    "standing", "agreement", "dissent", "extent", "rule",
)  # fmt: skip
DEGREES = {"latitude": 90.0, "longitude": 180.0}  # column -> the largest value, either way
FLOATS = (*DEGREES, "agreement")
INTS = ("sentence", "start", "end", "paragraph", "section", "evidence_start", "evidence_end", "claims", "sources")
"""Columns of numbers; every other column of every table is text."""
TABLES = {"articles": ARTICLES, "sentences": SENTENCES, "mentions": MENTIONS, "events": EVENTS, "control": CONTROL}

PROBLEMS = ("row", "file", "line", "column", "value", "problem")
_MAKERS = {
    "articles": "read_articles", "sentences": "split_sentences", "mentions": "find_times, find_names and find_triggers",
}  # fmt: skip
_NEEDED = {
    "events": ("place", "type", "actor", "date_earliest", "date_latest"),
    "control": ("place", "holder", "state", "start_earliest", "start_latest", "end_earliest", "end_latest"),
}
_CHOICES = {
    "type": TYPES, "place_kind": ("", *PLACE_KINDS), "precision": ("", *PRECISIONS), "status": ("", *STATUSES),
    "state": STATES, "standing": STANDINGS,
}  # fmt: skip
_DAYS = ("date_earliest", "date_latest", "start_earliest", "start_latest", "end_earliest", "end_latest")
_PAIRS = (("date_earliest", "date_latest"), ("start_earliest", "start_latest"), ("end_earliest", "end_latest"))


def check(table: pd.DataFrame, name: str = "events", file: str = "") -> pd.DataFrame:
    """What is wrong with a table of events or control spans, a row a problem; empty where all is well.

    Out: `row` (position in the table, -1 for the header), `file` (as given, else `table.attrs["file"]`), `line` (of the
    CSV file, header = 1, line breaks inside cells counted), `column`, `value` and `problem` (what to do). A row
    without a problem may be used. Raises `ValueError` for a table that has no rules.

    >>> wrong = pd.DataFrame({"place": ["Mosul"], "type": ["conquest"], "actor": [""], "date_earliest": ["2017-02-30"],
    ...                       "date_latest": [""]})
    >>> check(wrong, file="events.csv")[["line", "column", "value"]].values.tolist()
    [[2, 'type', 'conquest'], [2, 'date_earliest', '2017-02-30']]
    """
    if name not in _NEEDED:
        raise ValueError(f"There are no rules for a table {name!r}: choose one of {', '.join(_NEEDED)}.")
    missing = [
        (-1, column, "", f"Add the column {column!r}, or rename the one that holds it.")
        for column in _NEEDED[name]
        if column not in table.columns
    ]
    order = {column: n for n, column in enumerate(table.columns)}
    found = sorted(_cell_problems(table, name), key=lambda p: (p[0], order[p[1]]))
    found = missing + found
    file = file or str(table.attrs.get("file", ""))
    lines = _lines(table, [p[0] for p in found])
    rows = [(row, file, line, *rest) for (row, *rest), line in zip(found, lines, strict=True)]
    return pd.DataFrame(rows, columns=list(PROBLEMS))


def require(table: pd.DataFrame, name: str, columns: tuple[str, ...]) -> None:
    """Raise `ValueError` where a table that a step reads lacks one of these columns; the message says what to do.

    >>> require(pd.DataFrame({"article_id": ["a"]}), "articles", ("article_id", "text"))
    Traceback (most recent call last):
    ValueError: The articles table has no column 'text': hand over what read_articles returned, or add that column.
    """
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise ValueError(
            f"The {name} table has no column {missing[0]!r}: "
            f"hand over what {_MAKERS[name]} returned, or add that column."
        )


def _cell_problems(table: pd.DataFrame, name: str) -> Iterator[tuple[int, str, str, str]]:
    """Each distinct value is looked at once, so that a million rows take a second."""
    for column in table.columns.intersection(TABLES[name]):
        judge = _judge(column)
        if judge is None:
            continue
        codes, values = pd.factorize(table[column], use_na_sentinel=False)
        told = {code: judge("" if pd.isna(value) else str(value)) for code, value in enumerate(values)}
        if any(told.values()):
            for row, code in enumerate(codes):
                if told[code]:
                    yield row, column, "" if pd.isna(values[code]) else str(values[code]), told[code]
    for first, last in _PAIRS:
        if first in table and last in table:
            a, b = (table[c].fillna("").astype(str) for c in (first, last))
            both = (a.str.len() == 10) & (b.str.len() == 10)
            for row in (both & (a > b)).to_numpy().nonzero()[0]:
                yield int(row), first, a.iloc[row], f"It is after {last} {b.iloc[row]}: swap the two, or empty one."


def _judge(column: str):
    """The rule of a column: a value to what is wrong with it, or to the empty text."""
    if column == "place":
        return lambda value: "" if value.strip() else "Write the name of a place."
    if column in _CHOICES:
        allowed = _CHOICES[column]
        return lambda value: "" if value in allowed else f"Write one of {', '.join(filter(None, allowed))}."
    if column in _DAYS:
        return lambda value: "" if _is_day(value) else "Write a day as 2017-11-03, or leave it empty where unknown."
    if column in ("date_edtf", "published"):
        return _judge_edtf
    if column in DEGREES:
        return lambda value: _judge_number(value, DEGREES[column])
    return None


def _is_day(value: str) -> bool:
    try:
        first, last = bounds(value)
    except EdtfError:
        return False
    return not value or (len(value) == 10 and first == last and first is not None)


def _judge_edtf(value: str) -> str:
    try:
        bounds(value)
    except EdtfError as error:
        return str(error)
    return ""


def _judge_number(value: str, limit: float) -> str:
    try:
        fits = not value or -limit <= float(value) <= limit
    except ValueError:
        fits = False
    return "" if fits else f"Write degrees from {-limit:.0f} to {limit:.0f} with a decimal point, or leave it empty."


def _lines(table: pd.DataFrame, rows: list[int]) -> list[int]:
    """The line of the CSV file on which each of these rows begins."""
    if not rows:
        return []
    breaks = pd.Series(0, index=range(len(table)))
    for column in table.columns:
        if not pd.api.types.is_numeric_dtype(table[column]):
            breaks += table[column].fillna("").astype(str).str.count("\n").to_numpy()
    before = breaks.cumsum().shift(fill_value=0)
    return [1 if row < 0 else row + 2 + int(before.iloc[row]) for row in rows]
