"""One cell of a person's table as the value it stands for, whatever a spreadsheet made of it on the way.

Each cell is read beside the value that the program wrote there (`known`). A spreadsheet that only redressed that value
(`2017-11-03` to `3-11-2017`, `80 %` to `80%`, `007` to `7`, `36.345` to `36345`) has not edited it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from ..dates import bounds, precision_of, to_edtf
from ..languages import shared_table
from ..schema import CERTAINTIES, DATE_BASES, DEGREES, PLACE_KINDS, PRECISIONS, STATUSES, TYPES
from ..tables_io import ERROR_CELL

DAYS = ("date_earliest", "date_latest")
EDTFS = ("date_edtf", "published")
INTS = ("evidence_start", "evidence_end")
CHOICES = {
    "type": TYPES, "place_kind": PLACE_KINDS, "precision": PRECISIONS, "status": STATUSES,
    "date_basis": DATE_BASES, "certainty": CERTAINTIES,
}  # fmt: skip

_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})([-.])(\d{1,2})\2(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_NAMED_MONTH = re.compile(r"([^\W\d]+)\.?[-/. ]+(\d{2}|\d{4})")


class CellError(ValueError):
    """A cell that cannot be read for certain; says what is wrong and what to write."""


def squash(text: str) -> str:
    """Text without what programs change unasked: Unicode form, kinds and runs of space, control characters.

    >>> squash(" Raqqa\\r\\n stad") == squash("Raqqa\\u00a0stad")
    True
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    kept = (" " if c.isspace() else "" if unicodedata.category(c) in ("Cc", "Cf") else c for c in text)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def day_order(pairs: Iterable[tuple[str, str]]) -> str:
    """Which way round `a/b/2017` is in a table: "dm", "md", or "" where the cells do not tell.

    `pairs` are (cell, known value) of the date columns.

    >>> day_order([("03/11/2017", "2017-11-03")]), day_order([("11/30/2017", "")]), day_order([("03/11/2017", "")])
    ('dm', 'md', '')
    """
    votes = set()
    for cell, known in pairs:
        match = _SLASHED.fullmatch(cell.strip())
        if match:
            a, b, year = map(int, match.groups())
            ways = {w: d for w, d in (("dm", _day(year, b, a)), ("md", _day(year, a, b))) if d}
            right = [way for way, day in ways.items() if day == known] or list(ways)
            votes |= set(right) if len(right) == 1 else set()
    return votes.pop() if len(votes) == 1 else ""


def read_cell(column: str, cell: str, known: str = "", order: str = "") -> str:
    """The value of a cell in its canonical form; `known` where it is that value in other dress.

    Raises `CellError` where the cell cannot be read for certain.

    >>> read_cell("date_earliest", "3-11-2017"), read_cell("date_edtf", "nov-17", "2017-11")
    ('2017-11-03', '2017-11')
    >>> read_cell("latitude", "36,34"), read_cell("extent", "80%", "80 %"), read_cell("type", "Capture ")
    ('36.34', '80 %', 'capture')
    """
    if cell == known:
        return known
    text = squash(cell)
    if text == squash(known) or (re.search(r"[\t\r\n]", known) and text.replace(" ", "") == "".join(known.split())):
        return known  # .ods files lose tabs and line ends altogether
    if ERROR_CELL.fullmatch(text) or "\ufffd" in text:
        raise CellError(f"{text[:40]!r} is what a spreadsheet leaves of a value that it could not show; put it back.")
    if not text:
        if column in ("type", "status"):
            raise CellError(f"is empty; write one of {', '.join(CHOICES[column])}.")
        return ""
    if column in DAYS:
        return _read_day(text, order)
    if column in EDTFS:
        return _read_edtf(text, known, order)
    if column in DEGREES:
        return _read_float(text, known, DEGREES[column])
    if column in INTS:
        return _read_int(text, known)
    if column in CHOICES:
        return _read_choice(text, CHOICES[column])
    return known if _redressed(text, known) else text


def float_text(value: float | str) -> str:
    """A coordinate as text: shortest form that reads back the same; "" for none.

    >>> float_text(36.5), float_text(12), float_text(float("nan"))
    ('36.5', '12', '')
    """
    number = float(value) if value != "" else math.nan
    if math.isnan(number):
        return ""
    return repr(int(number)) if number == int(number) else repr(number)


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _read_day(text: str, order: str) -> str:
    text = _MIDNIGHT.sub("", text)
    day, slashed = "", _SLASHED.fullmatch(text)
    if match := _YEAR_FIRST.fullmatch(text):
        day = _day(int(match[1]), int(match[3]), int(match[4]))
    elif match := _DAY_FIRST.fullmatch(text):
        day = _day(int(match[4]), int(match[3]), int(match[1]))
    elif slashed:
        a, b, year = map(int, slashed.groups())
        ways = [d for w, d in (("dm", _day(year, b, a)), ("md", _day(year, a, b))) if d and order in ("", w)]
        if len(set(ways)) > 1:
            raise CellError(f"{text!r} may be {ways[0]} or {ways[1]}; write the one you mean.")
        day = ways[0] if ways else ""
    if not day:
        raise CellError(f"{text[:40]!r} is not a day that can be read for certain; write it as 2017-11-03.")
    return day


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """What Excel makes of `2017-11` ("nov-17"), by the first letters of the month."""
    return {word: int(row["month"]) for row in shared_table("spreadsheet_months") for word in row["words"].split()}


def _read_edtf(text: str, known: str, order: str) -> str:
    if match := _NAMED_MONTH.fullmatch(text):
        month, year = _months().get(match[1].lower()), match[2]
        if month and known == f"{known[:4]}-{month:02}" and known[:4].endswith(year):
            return known
        if month and len(year) == 4:
            return f"{year}-{month:02}"
        raise CellError(f"{text[:40]!r} may be a month or a day; write it as 2017-11 or 2017-11-17.")
    parts = text.split("/")
    if len(parts) == 3 or (len(parts) == 1 and not _MONTH.fullmatch(text) and not re.fullmatch(r"\d{4}|", text)):
        day = _read_day(text, order)
        # a spreadsheet that took 2017-11 for a date shows its first day
        return known if _MONTH.fullmatch(known) and day == f"{known}-01" and "-" not in text else day
    value = "/".join(re.sub(r"-(\d)(?=-|$)", r"-0\1", part.strip()) for part in parts)
    try:
        bounds(value)
    except ValueError as error:
        raise CellError(f"{text[:40]!r} is no date ({error}); write 2017-11-03, 2017-11, 2017, a/b or a/..") from error
    return value


def _read_float(text: str, known: str, limit: float) -> str:
    digits = re.sub(r"\D", "", text).strip("0")
    if known and digits == re.sub(r"\D", "", known).strip("0") and text.startswith("-") == known.startswith("-"):
        return known  # a thousands point made of a decimal one, or zeros added or lost
    plain = text.replace(",", ".") if text.count(",") + text.count(".") == 1 else text
    try:
        number = float(plain)
    except ValueError:
        number = math.nan
    if not abs(number) <= limit:
        raise CellError(f"{text[:40]!r} is not a number of degrees up to {limit:g}; write it as 36.34.")
    # Excel keeps 15 figures
    return known if known and math.isclose(number, float(known), rel_tol=1e-12) else float_text(number)


def _read_int(text: str, known: str) -> str:
    plain = re.sub(r"\.0+$", "", text)
    if known and re.sub(r"\D", "", plain) == known:
        return known
    if not plain.isascii() or not plain.isdigit():
        raise CellError(f"{text[:40]!r} is not a whole number.")
    return str(int(plain))


def _read_choice(text: str, allowed: tuple[str, ...]) -> str:
    value = text.lower().replace(" ", "_")
    if value not in allowed:
        raise CellError(f"{text[:40]!r} is not one of {', '.join(allowed)}; write one of these.")
    return value


def _redressed(text: str, known: str) -> bool:
    """The same number or percentage in another dress: a lost leading zero, `80%`, `1.0`."""
    if not known or not re.search(r"\d", known):
        return False
    if "%" in known and re.sub(r"\s|[.,]0+(?=%)", "", text) == re.sub(r"\s", "", known).replace(",", "."):
        return True
    number = r"\d+([.,]\d+)?"
    if not re.fullmatch(number, text) or not re.fullmatch(number, known):
        return False
    return float(text.replace(",", ".")) == float(known.replace(",", "."))


def settle_dates(row: dict[str, str], known: dict[str, str]) -> None:
    """Let the date columns that a person left alone follow the one that was changed, in place.

    Raises `CellError` where two changed columns contradict each other, or the days are the wrong way round.
    """
    edited = {c for c in ("date_edtf", *DAYS) if row[c] != known.get(c, "")}
    if "date_edtf" in edited and not edited & set(DAYS):
        first, last = bounds(row["date_edtf"])
        row["date_earliest"], row["date_latest"] = (d.isoformat() if d else "" for d in (first, last))
    elif edited & set(DAYS):
        first, last = (date.fromisoformat(row[c]) if row[c] else None for c in DAYS)
        if first and last and first > last:
            raise CellError(f"the earliest day {first} is after the latest day {last}; change one of the two.")
        said = bounds(row["date_edtf"]) if row["date_edtf"] else None
        if known and "date_edtf" in edited and said and said != (first, last):
            raise CellError(
                f"{row['date_edtf']!r} and the days {row['date_earliest'] or '..'} to {row['date_latest'] or '..'} "
                "were both written and contradict each other; put one of them back."
            )
        if said != (first, last) and (known or not said):
            row["date_edtf"] = to_edtf(first, last)
    if edited and row["precision"] == known.get("precision", ""):
        row["precision"] = precision_of(row["date_edtf"])
