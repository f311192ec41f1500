"""Events against gold: precision, recall and F1 at three levels, what was missed and what is extra.

A row of the events table can answer one gold row of the same article. Levels, each stricter than the one before:

- `place`: place and status agree, and the types belong to one family (`schema.FAMILY`);
- `event`: place, type, status and actor agree;
- `dated`: event, and both date bounds agree to the day.

In a gold cell `|` joins answers that are equally right and `*` is not scored. A gold row with `required` = `no` counts
neither for nor against.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pandas as pd

from timeline.schema import FAMILY

LEVELS = ("place", "event", "dated")
_ARTICLE = re.compile(r"\b(al|el|ar|as|at|az|ad|an|the)[- ]")
Row = Mapping[str, str]


@dataclass
class Score:
    """The outcome: per level found, missed and extra rows; of the matched events right dates and opponents."""

    counts: dict[str, list[int]] = field(default_factory=lambda: {level: [0, 0, 0] for level in LEVELS})
    matched: int = 0
    right_dates: int = 0
    right_opponents: int = 0
    misses: list[tuple[Row, Row | None]] = field(default_factory=list)
    extras: list[Row] = field(default_factory=list)

    def precision(self, level: str) -> float:
        """Of the rows given, the part that is right; 0 where there is none. `level`: one of `LEVELS`."""
        found, _, extra = self.counts[level]
        return _ratio(found, found + extra)

    def recall(self, level: str) -> float:
        """Of the required gold rows, the part that was found; 0 where there is none."""
        found, missed, _ = self.counts[level]
        return _ratio(found, found + missed)

    def f1(self, level: str) -> float:
        """The harmonic mean of precision and recall."""
        precision, recall = self.precision(level), self.recall(level)
        return _ratio(2 * precision * recall, precision + recall)

    @property
    def perfect(self) -> bool:
        """Nothing missed, nothing extra, every date right."""
        return not self.misses and not self.extras and self.f1("dated") == 1.0

    def table(self) -> pd.DataFrame:
        """A row for each level: level, precision, recall, f1, found, missed, extra."""
        rows = [(n, self.precision(n), self.recall(n), self.f1(n), *self.counts[n]) for n in LEVELS]
        return pd.DataFrame(rows, columns=["level", "precision", "recall", "f1", "found", "missed", "extra"])

    def __str__(self) -> str:
        lines = [
            f"{n:6} precision {self.precision(n):.3f}  recall {self.recall(n):.3f}  F1 {self.f1(n):.3f}  "
            f"({found} found, {missed} missed, {extra} extra)"
            for n, (found, missed, extra) in self.counts.items()
        ]
        dates, opponents = _ratio(self.right_dates, self.matched), _ratio(self.right_opponents, self.matched)
        lines.append(f"among {self.matched} matched events: dates right {dates:.3f}, opponents right {opponents:.3f}")
        return "\n".join(lines)

    def listing(self) -> str:
        """What was missed, with the row that came near, and what is extra: a line each."""
        lines = []
        for gold, near in self.misses:
            beside = f"   near: {near['type']} {near['actor']} {near.get('date_edtf', '')}" if near else ""
            lines.append(f"missed {_line(gold)}{beside}")
        lines += [f"extra  {_line(row)}" for row in self.extras]
        return "\n".join(lines)


def _line(row: Row) -> str:
    told = (row["type"], row["place"], row["actor"], row.get("date_edtf", ""), row.get("status", ""))
    return f"{row['article_id']}: {' '.join(told)}"


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def score(
    events: pd.DataFrame,
    gold: pd.DataFrame,
    articles: Iterable[str] | None = None,
    aliases: Iterable[Iterable[str]] = (),
) -> Score:
    """Score events against gold.

    Args:
        events: the columns `article_id, place, type, status, actor, opponent, date_earliest, date_latest`.
        gold: the same columns, and `required`.
        articles: score these articles alone; without it, all of both tables.
        aliases: rows of spellings that name one place or party.

    Raises:
        ValueError: a table lacks a column, or a gold row has a type that the codebook does not have.

    >>> gold = pd.DataFrame([{"article_id": "a", "place": "Al-Qaim", "type": "capture", "status": "reported",
    ...     "actor": "Iraq|Iraqi army", "opponent": "*", "date_earliest": "2017-11-03", "date_latest": "2017-11-03"}])
    >>> print(score(gold.assign(place="al Qaim", actor="Iraq", date_latest="2017-11-30"), gold))
    place  precision 1.000  recall 1.000  F1 1.000  (1 found, 0 missed, 0 extra)
    event  precision 1.000  recall 1.000  F1 1.000  (1 found, 0 missed, 0 extra)
    dated  precision 0.000  recall 0.000  F1 0.000  (0 found, 1 missed, 1 extra)
    among 1 matched events: dates right 0.000, opponents right 1.000
    """
    wanted = None if articles is None else set(articles)
    names = _aliases(aliases)
    by_article: dict[str, tuple[list[Row], list[Row]]] = {}
    for which, rows in enumerate((_rows(gold, "gold"), _rows(events, "events"))):
        for row in rows:
            if wanted is None or row["article_id"] in wanted:
                by_article.setdefault(row["article_id"], ([], []))[which].append(row)
    for gold_rows, _ in by_article.values():
        for row in gold_rows:
            if strange := set(row["type"].split("|")) - FAMILY.keys():
                raise ValueError(
                    f"gold, article {row['article_id']}, column type: {strange.pop()!r} is no type; mend it."
                )
    result = Score()
    for article in sorted(by_article):
        _score_article(*by_article[article], names, result)
    return result


def _rows(table: pd.DataFrame, what: str) -> list[Row]:
    needed = ("article_id", "place", "type", "actor", "date_earliest", "date_latest")
    if missing := [c for c in needed if c not in table.columns]:
        raise ValueError(f"{what}: no column {missing[0]!r}; it needs {', '.join(needed)}.")
    cells = {c: [_text(v) for v in table[c].tolist()] for c in table.columns}
    return [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value).strip()


def _aliases(rows: Iterable[Iterable[str]]) -> dict[str, str]:
    found = {}
    for row in rows:
        spellings = [name for name in row if name.strip()]
        found |= {name_key(name): name_key(spellings[0]) for name in spellings}
    return found


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """A name without case, marks, article and spaces, as the yardstick compares them.

    >>> name_key("Deir ez-Zor"), name_key("Al-Qaïm")
    ('deirezzor', 'qaim')
    """
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9;]", "", _ARTICLE.sub("", text))


def _score_article(gold: list[Row], found: list[Row], names: dict[str, str], result: Score) -> None:
    """Pair rows greedily: the highest level first, then required rows, right opponents and the order of the tables."""
    pairs = sorted(
        (-level, _optional(g), not _same_place(g.get("opponent", ""), f.get("opponent", ""), names), i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if (level := _level(g, f, names))
    )
    answer: dict[int, tuple[int, int]] = {}
    used: dict[int, tuple[int, int]] = {}
    for level, _, _, i, j in pairs:
        if i not in answer and j not in used:
            answer[i], used[j] = (-level, j), (-level, i)
    for number, level in enumerate(LEVELS, start=1):
        counts = result.counts[level]
        for i, g in enumerate(gold):
            if _optional(g):
                continue
            reached = answer.get(i, (0, -1))
            counts[0 if reached[0] >= number else 1] += 1
            if level == "event" and reached[0] < number:
                result.misses.append((g, found[reached[1]] if reached[0] else None))
        for j, row in enumerate(found):
            reached = used.get(j, (0, -1))
            if reached[0] and _optional(gold[reached[1]]):
                continue
            counts[2] += reached[0] < number
            if level == "event" and not reached[0]:
                result.extras.append(row)
    for i, (level, j) in answer.items():
        if level >= 2:
            result.matched += 1
            result.right_dates += level == 3
            result.right_opponents += _same_party(gold[i].get("opponent", ""), found[j].get("opponent", ""), names)


def _optional(gold: Row) -> bool:
    return gold.get("required", "yes") == "no"


def _level(gold: Row, row: Row, names: dict[str, str]) -> int:
    """How far a row answers a gold row: 0 (not at all) to 3 (dated)."""
    if gold.get("status", "reported") != (row.get("status") or "reported"):
        return 0
    types = gold["type"].split("|")
    if FAMILY.get(row["type"]) not in {FAMILY[t] for t in types} or not _same_place(gold["place"], row["place"], names):
        return 0
    if row["type"] not in types or not _same_party(gold["actor"], row["actor"], names):
        return 1
    bounds = ("date_earliest", "date_latest")
    return 3 if all(gold[c] == "*" or row[c][:10] in gold[c].split("|") for c in bounds) else 2


def _key(name: str, names: dict[str, str]) -> str:
    return names.get(name_key(name), name_key(name))


def _same_place(gold: str, found: str, names: dict[str, str]) -> bool:
    return gold == "*" or bool({_key(n, names) for n in gold.split("|")} & {_key(n, names) for n in found.split("|")})


def _same_party(gold: str, found: str, names: dict[str, str]) -> bool:
    """`A; B|C` is answered by A and B together in any order, or by C."""
    return gold == "*" or bool(_parties(gold, names) & _parties(found, names))


def _parties(cell: str, names: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(_key(name, names) for name in group.split(";")) for group in cell.split("|")}
