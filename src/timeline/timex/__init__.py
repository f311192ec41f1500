"""Step 3a: time expressions. A text or a table of sentences goes in, a table of dated expressions comes out.

`grammar` finds expressions by the rows of `resources/<language>/timex.csv`; `operations` and `resolve` say what they
mean.

>>> times = find_times("Sinds 2014 was de stad in handen van IS; maandag viel ze.", reference="2017-11-20")
>>> times[["text", "edtf", "kind"]].values.tolist()
[['Sinds 2014', '2014/..', 'since'], ['maandag', '2017-11-20', 'date']]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pandas as pd

from timeline.dates import bounds
from timeline.languages import Language, load_language
from timeline.schema import MENTIONS
from timeline.timex.grammar import Grammar, Match, Node
from timeline.timex.operations import Told
from timeline.timex.resolve import Resolved, grammar, resolve, yearless

__all__ = ["COLUMNS", "find_times"]

COLUMNS = (
    "start", "end", "text", "kind", "edtf", "earliest", "latest", "precision", "date_basis", "shift", "rule", "note",
)  # fmt: skip
_WIDER = frozenset(("unit", "single", "period", "day", "weekday", "month"))  # slots of what points to no day alone
_ODD = (("’", "'"), ("‘", "'"), ("`", "'"), ("´", "'"), ("\u00a0", " "))  # marks that tables write in one way


def find_times(text: str | pd.DataFrame, reference: str = "", language: str | Path | Language = "nl") -> pd.DataFrame:
    """Find and date the time expressions of a text, or of a table of sentences.

    Args:
        text: a text, or a sentences table (columns of `schema.SENTENCES`; each row has its own `reference`).
        reference: the date of the article as EDTF: a day, month, year or interval, or `""` where there is none.
            Not used for a table.
        language: a language code, or a folder of tables (see `languages.load_language`).

    Returns:
        For a text the columns `COLUMNS`, a row for each expression: its place in characters, `kind`
        (`date`, `range`, `since`, `until`, `before`, `after`, `past`, `duration`, `set`, `vague`, `offset`), the answer
        as EDTF, its inclusive day bounds as ISO strings (`""`: open), precision, `date_basis` (`explicit`: fixed by the
        text, `relative`: leans on the reference or on a date told before, `none`: not fixed), `shift` (such as `+2D`,
        for "twee dagen na ..."), the rule's place in its file and a `note` where weekday and date contradict.
        For sentences the columns of `schema.MENTIONS` with kind `time`, offsets in the article, and `time_kind`.
        Nothing is dated that the text and the reference do not fix.

    Raises:
        EdtfError: a reference that is not EDTF.
        LanguageError: an unknown language or a malformed row.

    >>> find_times("Twee dagen later viel de stad.").edtf.tolist()
    ['']
    >>> find_times("Donderdag viel de stad.", reference="2017-11")[["edtf", "precision"]].values.tolist()
    [['2017-10-26/2017-11-30', 'month']]
    """
    rules = grammar(language)
    if isinstance(text, str):
        bounds(reference)
        rows = [
            (m.start, m.end, text[m.start : m.end], r.kind, r.edtf, r.earliest, r.latest, r.precision, r.date_basis,
             r.shift, rules.rules[m.node.row].source.rule, r.note)
            for m, r in _Reader(rules, language).read(text, reference)
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(COLUMNS))
    return _mentions(text, rules, language)


def _mentions(sentences: pd.DataFrame, rules: Grammar, language: str | Path | Language) -> pd.DataFrame:
    """The mentions table of a sentences table. What was told last is forgotten at each new article or dated section."""
    rows: list[tuple] = []
    columns = ("article_id", "section", "sentence", "start", "text", "reference")
    reader, here, own = _Reader(rules, language), None, ""
    below = -1
    for article, section, number, offset, text, reference in zip(
        *(sentences[c].tolist() for c in columns), strict=True
    ):
        part = section if reference else -1  # a story without a date goes on below a heading
        if (article, part) != here:
            heading = "" if text.strip() == reference else reference  # a year heads what it dates, not the article
            own = own if here and article == here[0] else heading
            reader, here = _Reader(rules, language), (article, part)
        elif section != below:
            reader.day = None
        below = section
        for m, r in reader.read(text, reference, reference != own):
            rows.append(
                (article, number, offset + m.start, offset + m.end, "time", text[m.start : m.end], r.edtf,
                 rules.rules[m.node.row].source.rule, r.earliest, r.latest, r.precision, r.date_basis, r.shift, r.kind)
            )  # fmt: skip
    names = [c for c in MENTIONS if c != "time_kind"]
    return pd.DataFrame(rows, columns=[*names, "time_kind"])


class _Reader:
    """Reads sentences in the order of the text and remembers the date last told."""

    def __init__(self, rules: Grammar, language: str | Path | Language) -> None:
        self.rules, self.tense, self.told = rules, _tense(language), None
        self.day: Told | None = None  # the last day told: "later that day" is of no month told since

    def read(self, text: str, reference: str, stamped: bool = False) -> Iterator[tuple[Match, Resolved]]:
        """The expressions of a sentence; `stamped` where the reference is not the article's own date.

        Below a year that an article is dated by, "in May" may be of the year before; below one that it tells of not.
        """
        end = f"{reference}-12-31" if stamped and len(reference) == len("2014") else reference
        plain = text
        for odd, common in _ODD:
            plain = plain.replace(odd, common)
        matches = self.rules.matches(plain)
        ahead = bool(matches) and self.tense.ahead(text)
        before: tuple[Match, Resolved] | None = None
        for match in matches:
            if match.kind == "trap":
                continue
            future = ahead and end == reference and self.tense.future(text, match.start, match.end)
            told = self.day if self.day and self._of_day(match.node) else self.told
            bare = yearless(self.rules, match.node)
            answer = resolve(self.rules, match.node, end if bare else reference, future, told)
            if bare:
                if before is not None:
                    answer = self._same_story(text, match, answer, before) or answer
                if not answer.edtf and not reference:
                    answer = self._same_year(match) or answer
            kept = answer.kind == "since" and answer.told is not None and self._stands(before, answer)
            if answer.told and not kept:
                before, self.told = (match, answer), answer.told
                self.day = answer.told if answer.told[2] == "day" else self.day
            yield match, answer

    def _of_day(self, node: Node) -> bool:
        """ "later that day", "the same evening": what points back to a day, not to a month or a year."""
        pointing = self.rules.rules[node.row].operation == "told"
        return pointing and not any(name in _WIDER for name, _ in node.fields)

    def _stands(self, before: tuple[Match, Resolved] | None, since: Resolved) -> bool:
        """ "on 5 May they fled X, theirs since April": a day later is 6 May; a year in passing dates no "that day".

        But "on Tuesday they attacked X, on three sides closed since Wednesday": that day is the Wednesday.
        """
        beside = before is not None and before[1].told is not None
        if beside and before[1].told[2] == since.told[2]:
            return before[1].told > since.told
        return beside or (self.day is not None and self.told[2] == "day" != since.told[2])

    def _same_story(self, text: str, match: Match, answer: Resolved, before: tuple[Match, Resolved]) -> Resolved | None:
        """A month without a year behind a dated one in one enumeration: "in January 2014 X fell and in June Y".

        So too in a relative clause of the past: "in the autumn of 1991 X was besieged by A, which took it on 3 May".

        It is the first such month after the one before it, where that is not later than the latest such month.
        """
        earlier, said = before
        between, behind = text[earlier.end : match.start], text[match.end :]
        joined = self.tense.joined(between) and not self.tense.news(behind)
        inner = not joined and self.tense.inner(between) and not self.tense.now(behind)
        if not (joined or inner) or said.told is None or said.kind != "date" or said.precision == "year":
            return None
        again = resolve(self.rules, match.node, said.told[joined].isoformat(), True, self.told)
        return again if again.earliest and again.earliest < answer.earliest else None

    def _same_year(self, match: Match) -> Resolved | None:
        """A month without a year, in a text without a date, that the year told last goes on to have."""
        if self.told is None:
            return None
        first, last, _ = self.told
        again = resolve(self.rules, match.node, first.isoformat(), True, self.told)
        return again._replace(date_basis="relative") if again.earliest[:4] == str(last.year) else None


class _Tense:
    """Whether a clause speaks of the future, by the words of `tense.csv`."""

    def __init__(self, language: str | Path | Language) -> None:
        rows = load_language(language).table("tense")
        words = {
            k: "|".join(r["pattern"] for r in rows if r["kind"] == k) or "(?!)"
            for k in ("future", "past", "break", "join", "inner", "news", "announce")
        }
        self.marks = re.compile(rf"\b(?:{words['future']})\b", re.IGNORECASE)
        self.announced = re.compile(rf"\b(?:{words['announce']})", re.IGNORECASE)
        self.past = re.compile(rf"\b(?:{words['past']})\b", re.IGNORECASE)
        self.join = re.compile(rf"(?:{words['join']})\Z", re.IGNORECASE)
        self.inside = re.compile(rf"(?:{words['inner']})\Z", re.IGNORECASE)
        self.present = re.compile(rf"\s+(?:{words['news']})\b", re.IGNORECASE)
        self.edge = re.compile(rf"[,;:.!?]\s|\b(?:{words['break']})\b", re.IGNORECASE)
        either = rf"\b(?:(?:{words['future']})\b|(?:{words['announce']}))"
        self.either = re.compile(either, re.IGNORECASE if either != either.lower() else 0)  # at half the cost without

    def joined(self, between: str) -> bool:
        """Whether the words between two expressions of a sentence put them in one enumeration."""
        return self.join.search(between.rstrip()) is not None and not re.search(r"[;:.()]", between)

    def inner(self, between: str) -> bool:
        """Whether the second of two expressions stands in a relative clause, the first in the one that it hangs on."""
        return self.inside.search(between.rstrip()) is not None and not re.search(r"[;:.()]", between)

    def now(self, after: str) -> bool:
        """Whether the clause goes on, behind an expression, with a verb of the present."""
        edge = self.edge.search(after)
        return self.present.search(after[: edge.start() if edge else None]) is not None

    def news(self, after: str) -> bool:
        """Whether a verb of the present stands right behind an expression: the article's own news begins there."""
        return self.present.match(after) is not None

    def ahead(self, text: str) -> bool:
        """Whether a sentence has a word of the future at all."""
        return self.either.search(text.lower()) is not None

    def future(self, text: str, start: int, end: int) -> bool:
        """The clause around the expression has a word of the future and none that makes it past again.

        What is announced or promised in a clause of the present ("announced that it attacks in July") is to come.
        """
        left = max((m.end() for m in self.edge.finditer(text, 0, start)), default=0)
        right = self.edge.search(text, end)
        stop = right.start() if right else len(text)
        clause = text[left:stop]
        announced = any(m.end() == left for m in self.announced.finditer(text))
        marked = any(m.end() <= stop for m in self.marks.finditer(text, left))  # a mark may ask for what comes behind
        return (announced or marked) and not self.past.search(clause)


@lru_cache(maxsize=8)
def _tense(language: str | Path | Language) -> _Tense:
    return _Tense(language)
