"""What a line of an article is besides running text: its date, its own publication date, a byline, a caption.

A leaf: `articles` reads the date of an article with it, `sentences` the date in force and the role of each line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache
from pathlib import Path

from timeline.dates import EdtfError, bounds
from timeline.languages import Language, load_language

DATE_LINE = re.compile(r"[ \t]*date[ \t]+(\d{4}(?:-\d\d){0,2})(?![\w-])[ \t]*(.*)", re.IGNORECASE)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")


@dataclass(frozen=True)
class DateLine:
    """A line `date YYYY[-MM[-DD]] title`: the date, the title and where the title begins in the line."""

    date: str
    title: str
    title_start: int


def date_line(line: str) -> DateLine | None:
    """Read a header line; `None` for any other line. A date that no calendar has comes back as `""`.

    >>> date_line(" date 2017-11 IS krijgt klappen")
    DateLine(date='2017-11', title='IS krijgt klappen', title_start=14)
    """
    found = DATE_LINE.match(line)
    if not found:
        return None
    return DateLine(found[1] if is_edtf(found[1]) else "", found[2].rstrip(), found.start(2))


def is_edtf(text: str) -> bool:
    """Whether a date is of the EDTF subset and in the calendar."""
    try:
        bounds(text)
    except EdtfError:
        return False
    return bool(text)


AT_START = "(?i:^"
"""How a pattern begins that a line must begin with."""

CHRONOLOGY = 2
"""How many lines that hold a date and nothing else make a chronology; a single one dates the article."""

LONGEST = 80
"""Characters of a line that holds nothing but a date: most lines are running text, and are seen to be by this."""

FINAL = tuple('.!?…:;,"”»')
"""Marks that running text ends a line with, and a heading does not."""


def is_heading(line: str) -> bool:
    """Whether a line by itself has the look of a heading: short, with no final mark.

    >>> is_heading("Gevechten in Irak"), is_heading("De stad viel.")
    (True, False)
    """
    return bool(line) and len(line) <= 90 and line.count(" ") <= 14 and not line.endswith(FINAL)


@dataclass(frozen=True, eq=False)
class Lines:
    """The rows of a language's `lines.csv`, compiled."""

    roles: tuple[tuple[str, re.Pattern[str]], ...]
    published: re.Pattern[str]
    months: dict[str, int]
    full_date: re.Pattern[str]
    month_alone: re.Pattern[str]
    entry_date: re.Pattern[str]
    weekdays: dict[str, int]

    def role(self, line: str) -> str:
        """`byline`, `caption` or `""`; a byline has no sentence in it.

        >>> lines_of("nl").role("Foto: Turkse tanks. (Deltapers)"), lines_of("nl").role("Door de aanval viel de stad.")
        ('caption', '')
        """
        if self.published_on(line):
            return "byline"
        sentence = len(line) > 70 or (line[-1:] in ".!?" and line.count(" ") > 4)
        for role, found in self._shapes:
            if not (role == "byline" and sentence) and found(line):
                return role
        return ""

    @cached_property
    def _shapes(self) -> tuple[tuple[str, Callable[[str], re.Match[str] | None]], ...]:
        """The look for each role: from the start of a line only, where the pattern stands there."""
        return tuple((role, p.match if p.pattern.startswith(AT_START) else p.search) for role, p in self.roles)

    def published_on(self, line: str) -> str:
        """The full date that a line shows as the article's own publication date (EDTF), else `""`.

        >>> lines_of("nl").published_on("Gepubliceerd op 3 november 2017 om 14.05 uur")
        '2017-11-03'
        >>> lines_of("nl").published_on("Op 3 november 2017 viel de stad.")
        ''
        """
        cue = self.published.match(line)
        return self._date_in(line[cue.end() :]) if cue and len(line) <= 100 else ""

    def date_alone(self, line: str) -> str:
        """The date of a line that holds a full date and at most a weekday and a time of day; else `""`.

        >>> [lines_of("nl").date_alone(line) for line in ("vrijdag 3 november 2017, 14:05", "3 november 2017 viel")]
        ['2017-11-03', '']
        """
        if len(line) > 45 or not line[-1:].isalnum():
            return ""
        shown = next(filter(None, (p.search(line) for p in (_ISO, _DAY_FIRST, self.full_date))), None)
        if shown is None:
            return ""
        words, after = re.findall(r"[^\W\d_]+", line[: shown.start()]), line[shown.end() :]
        time_of_day = not any(c.isalpha() for c in after) or any(c.isdigit() for c in after)
        return self._date_in(line) if len(words) <= 1 and time_of_day else ""

    def stamp(self, line: str) -> str:
        """The date of a line that is nothing else, as the items of a chronology begin with; a month or year will do.

        >>> [lines_of("nl").stamp(line) for line in ("28 december 2015", "Oktober 2014", "2014:", "2014 was zwaar")]
        ['2015-12-28', '2014-10', '2014', '']
        """
        line = line.strip(" \t:–-")
        if found := self.month_alone.fullmatch(line):
            month = f"-{self.months[found[1].lower()]:02}" if found[1] else ""
            return found[2] + month
        return self.date_alone(line)

    def head(self, line: str, published: str) -> str:
        """The date of a line that is nothing else: in an article of a known date also a weekday, or without a year.

        >>> [lines_of("nl").head(line, "2016-01-09") for line in ("28 december 2015", "Mei:", "Zondag", "Op zondag")]
        ['2015-12-28', '2015-05', '2016-01-03', '']
        """
        bare = line.strip(" \t:–-")
        if len(bare) > LONGEST:
            return ""
        alone = self.entry_date.fullmatch(f"{bare}:")
        stamp = self.stamp(line) or (self.entry(f"{bare}:", published) if alone else "")
        number = self.weekdays.get(bare.lower())
        if stamp or number is None:
            return stamp
        first, last = bounds(published)
        if first is None or first != last:
            return ""
        return (last - timedelta((last.weekday() - number) % 7)).isoformat()

    def entry(self, text: str, reference: str) -> str:
        """The date that heads an entry of a chronology, told apart by a mark or a capital; without a year the latest.

        >>> heads = "6 augustus. Zaranj valt.", "1-2 juli: Bagram leeg.", "2014 - In mei valt X.", "Op 6 mei viel X"
        >>> [lines_of("nl").entry(text, "2021-08-17") for text in heads]
        ['2021-08-06', '2021-07-01/2021-07-02', '2014', '']
        """
        found = self.entry_date.match(text)
        if not found:
            return ""
        day, until, month, year, first, final = found.groups()
        if first:
            return f"{first}/{final}" if final and final > first else first
        last = bounds(reference)[1] if reference else None
        if not year and last is None:
            return ""
        for past in (0, 1):
            start = f"{int(year) if year else last.year - past:04}-{self.months[month.lower()]:02}"
            edtf = "/".join(f"{start}-{int(number):02}" for number in (day, until) if number) or start
            if is_edtf(edtf) and (year or bounds(edtf)[0] <= last):
                return edtf
        return ""

    def _date_in(self, text: str) -> str:
        if found := _ISO.search(text):
            year, month, day = map(int, found.groups())
        elif found := _DAY_FIRST.search(text):
            day, month, year = map(int, found.groups())
        elif found := self.full_date.search(text):
            day, month, year = int(found[1]), self.months[found[2].lower()], int(found[3])
        else:
            return ""
        edtf = f"{year:04}-{month:02}-{day:02}"
        return edtf if is_edtf(edtf) else ""


@lru_cache(maxsize=8)
def lines_of(language: str | Path | Language = "nl") -> Lines:
    """Compile the lines of a language once. Months are those of its `timewords.csv`, in the order of the year."""
    loaded = load_language(language)
    rows = loaded.table("lines")
    shapes = {"start": AT_START + "(?:{}))", "all": AT_START + "(?:{})$)", "end": "(?:{})[.\\s]*$"}
    roles = tuple(
        (r["role"], re.compile(shapes[r["where"]].format(r["pattern"]))) for r in rows if r["role"] != "published"
    )
    cues = "|".join(r["pattern"] for r in rows if r["role"] == "published") or "(?!)"
    words = [r for r in loaded.table("timewords") if r["slot"] == "month"]
    order = list(dict.fromkeys(r["value"] for r in words))
    months = {r["word"].lower(): order.index(r["value"]) + 1 for r in words if not r["word"].startswith("/")}
    months |= {r["word"].lower(): int(r["value"]) for r in loaded.table("timewords") if r["slot"] == "season"}
    names = "|".join(sorted(map(re.escape, months), key=len, reverse=True)) or "(?!)"
    full_date = re.compile(rf"(?<!\d)(\d{{1,2}})\s+({names})\s+(\d{{4}})(?!\d)", re.I)
    month_alone = re.compile(rf"(?:({names})\s+)?((?:19|20)\d\d)", re.I)
    dash, year, capital = r"\s?[-–/]\s?", r"(?:19|20)\d\d", r"(?-i:[\"'“‘(]*[^\W\d_a-zß-öø-ÿ])"
    entry = re.compile(
        rf"(?:[-–•*▪]\s*)?(?:(?:[^\W\d_]+\s+)?(?:(\d{{1,2}})(?:{dash}(\d{{1,2}}))?\s+)?({names})(?:\s+({year}))?"
        rf"|({year})(?:{dash}({year}))?)(?:\s*[.:|–—-](?!\S)|(?<=\d)\s+(?={capital}))",
        re.I,
    )
    weekdays = {r["word"].lower(): int(r["value"]) for r in loaded.table("timewords") if r["slot"] == "weekday"}
    cue = re.compile(rf"(?:{cues})(?=\W|\d)", re.I)
    return Lines(roles, cue, months, full_date, month_alone, entry, weekdays)
