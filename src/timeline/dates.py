"""EDTF strings and the inclusive day bounds they stand for: the only date arithmetic of the product.

The subset of EDTF (ISO 8601-2:2019): `2017-11-03`, `2017-11`, `2017`, the seasons `2016-21` to `2016-24`
(meteorological: spring is March to May, winter runs into the next year) and the intervals `a/b`, `a/..`, `../b`.
The empty string means that nothing is known. A bound that is `None` is open.

>>> bounds("2017-11")
(datetime.date(2017, 11, 1), datetime.date(2017, 11, 30))
>>> to_edtf(date(2016, 3, 1), date(2016, 5, 31))
'2016-03/2016-05'
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

Bounds = tuple[date | None, date | None]

_PART = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\Z", re.ASCII)
_SHIFT = re.compile(r"([+-])(\d{1,4})([DWMY])\Z", re.ASCII)
_LAST = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ORDER = ("day", "week", "month", "season", "year", "unknown")
_LONGEST = ((1, "day"), (10, "week"), (31, "month"), (153, "season"))


class EdtfError(ValueError):
    """A string that is not of the EDTF subset, or a pair of bounds in the wrong order."""


def bounds(edtf: str) -> Bounds:
    """First and last day (inclusive) of an EDTF string; `None` for an open side, `(None, None)` for `""`.

    Raises `EdtfError` for anything else.

    >>> bounds("2014/..")
    (datetime.date(2014, 1, 1), None)
    >>> bounds("2016-24")[1]
    datetime.date(2017, 2, 28)
    """
    if not edtf:
        return None, None
    left, slash, right = edtf.partition("/")
    if not slash:
        return _part(left, edtf)
    if left == right == "..":
        raise EdtfError(f"{edtf!r} is open on both sides: write an empty string where nothing is known.")
    first = None if left == ".." else _part(left, edtf)[0]
    last = None if right == ".." else _part(right, edtf)[1]
    if first and last and first > last:
        raise EdtfError(f"{edtf!r} ends before it begins: swap the two sides.")
    return first, last


def _part(text: str, edtf: str) -> tuple[date, date]:
    found = _PART.match(text)
    try:
        if found:
            year, month, day = found.groups()
            if day:
                one = date(int(year), int(month), int(day))
                return one, one
            if not month:
                return date(int(year), 1, 1), date(int(year), 12, 31)
            if month > "20":
                return season(int(year), int(month))
            return month_of(int(year), int(month))
    except (ValueError, IndexError, OverflowError):
        pass
    raise EdtfError(f"{edtf!r} is no date that we read: write 2017-11-03, 2017-11, 2017, a/b, a/.. or ../b.")


def month_of(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month (1 to 12)."""
    last = 29 if month == 2 and monthrange(year, 2)[1] == 29 else _LAST[month]
    return date(year, month, 1), date(year, month, last)


def season(year: int, code: int) -> tuple[date, date]:
    """First and last day of a season, by its EDTF number: 21 spring, 22 summer, 23 autumn, 24 winter.

    >>> season(2015, 21)
    (datetime.date(2015, 3, 1), datetime.date(2015, 5, 31))
    """
    if code not in (21, 22, 23, 24):
        raise ValueError(f"{code} is no season: 21 to 24.")
    if code == 24:
        return date(year, 12, 1), month_of(year + 1, 2)[1]
    return date(year, 3 * (code - 20), 1), month_of(year, 3 * (code - 20) + 2)[1]


def to_edtf(earliest: date | None, latest: date | None) -> str:
    """The shortest EDTF string with exactly these bounds. Raises `EdtfError` where they are in the wrong order.

    >>> to_edtf(date(2017, 1, 1), date(2017, 12, 31)), to_edtf(None, date(2017, 11, 30)), to_edtf(None, None)
    ('2017', '../2017-11', '')
    """
    if earliest is None and latest is None:
        return ""
    if latest is None:
        return f"{_head(earliest)}/.."
    if earliest is None:
        return f"../{_tail(latest)}"
    if earliest == latest:
        return earliest.isoformat()
    if earliest > latest:
        raise EdtfError(f"{earliest} is after {latest}: swap the two bounds.")
    if earliest.day == 1 and _is_month_end(latest):
        if earliest.month == 1 and latest.month == 12:
            a, b = f"{earliest.year:04d}", f"{latest.year:04d}"
        else:
            a, b = earliest.isoformat()[:7], latest.isoformat()[:7]
        return a if a == b else f"{a}/{b}"
    return f"{earliest.isoformat()}/{latest.isoformat()}"


def _head(day: date) -> str:
    text = day.isoformat()
    return text if day.day > 1 else text[:7] if day.month > 1 else text[:4]


def _tail(day: date) -> str:
    text = day.isoformat()
    return text if not _is_month_end(day) else text[:7] if day.month < 12 else text[:4]


def _is_month_end(day: date) -> bool:
    return day.day >= 28 and day == month_of(day.year, day.month)[1]


def precision_of(edtf: str) -> str:
    """The unit of an EDTF string: day, week, month, season or year; `unknown` where a side is open or it is empty.

    An interval has the smallest unit that it fits in (7 to 10 days are a week, up to 31 a month, 5 months a season).

    >>> precision_of("2017-11"), precision_of("2017-10-05/2017-10-08"), precision_of("2014/..")
    ('month', 'week', 'unknown')
    """
    first, last = bounds(edtf)
    if first is None or last is None:
        return "unknown"
    days = (last - first).days + 1
    return next((unit for most, unit in _LONGEST if days <= most), "year")


def coarser(*precisions: str) -> str:
    """The coarsest of some precisions.

    >>> coarser("day", "month")
    'month'
    """
    return max(precisions, key=ORDER.index)


def hull(*edtfs: str) -> str:
    """The shortest EDTF string that contains all of these; an open side stays open, `""` makes it `""`.

    >>> hull("2017-11-03", "2017-11-10")
    '2017-11-03/2017-11-10'
    """
    if not edtfs:
        return ""
    firsts, lasts = zip(*map(bounds, edtfs), strict=True)
    return to_edtf(None if None in firsts else min(firsts), None if None in lasts else max(lasts))


def intersection(a: str, b: str) -> str | None:
    """The days that two EDTF strings share, as EDTF; `None` where they share no day. `""` excludes nothing.

    >>> intersection("2017", "2017-11/.."), intersection("2016", "2017")
    ('2017-11/2017-12', None)
    """
    if not a or not b:
        return a or b
    (a1, a2), (b1, b2) = bounds(a), bounds(b)
    first = a1 if b1 is None else b1 if a1 is None else max(a1, b1)
    last = a2 if b2 is None else b2 if a2 is None else min(a2, b2)
    if first and last and first > last:
        return None
    return to_edtf(first, last)


def move(day: date, count: int, unit: str) -> date:
    """A day moved by `count` units (`D`, `W`, `M`, `Y`); the 31st becomes the last day of a shorter month.

    >>> move(date(2017, 3, 31), -1, "M")
    datetime.date(2017, 2, 28)
    """
    if unit == "D":
        return day + timedelta(days=count)
    if unit == "W":
        return day + timedelta(weeks=count)
    months = day.year * 12 + day.month - 1 + (count if unit == "M" else 12 * count)
    year, month = divmod(months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError(f"{day} moved by {count} {unit} leaves the calendar.")
    return date(year, month + 1, min(day.day, month_of(year, month + 1)[1].day))


def unit_of(day: date, unit: str) -> tuple[date, date]:
    """First and last day of the calendar unit (`D`, `W` from Monday, `M`, `Y`) that a day lies in.

    >>> unit_of(date(2017, 11, 5), "W")
    (datetime.date(2017, 10, 30), datetime.date(2017, 11, 5))
    """
    if unit == "D":
        return day, day
    if unit == "W":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return month_of(day.year, day.month) if unit == "M" else (date(day.year, 1, 1), date(day.year, 12, 31))


def offset(first: date, last: date, count: int, unit: str) -> tuple[date, date]:
    """What lies `count` units from a time: days exactly, weeks plus and minus three days, else the calendar unit.

    CODEBOOK.md, Dates: "a week ago" is a day plus and minus three, "two months ago" that calendar month.

    >>> offset(date(2017, 11, 3), date(2017, 11, 3), -1, "W")
    (datetime.date(2017, 10, 24), datetime.date(2017, 10, 30))
    """
    a, b = move(first, count, unit), move(last, count, unit)
    if unit == "W":
        return a - timedelta(days=3), b + timedelta(days=3)
    return unit_of(a, unit)[0], unit_of(b, unit)[1]


def following(first: date, last: date, count: int, unit: str) -> tuple[date, date]:
    """What follows another event by `count` units: days and weeks exactly, else the calendar unit.

    CODEBOOK.md, Dates: "a day later" counts from the event that it follows, precision `day`.

    >>> following(date(2017, 11, 3), date(2017, 11, 3), 2, "W")[0]
    datetime.date(2017, 11, 17)
    """
    return (move(first, count, unit), move(last, count, unit)) if unit == "W" else offset(first, last, count, unit)


def shifted(edtf: str, shift: str) -> str:
    """An EDTF string moved by a shift such as `+2D`, `-1W`, `+3M`, `-1Y` (the `shift` column of the mentions).

    Raises `EdtfError` for a shift of another form.

    >>> shifted("2017-11-03", "+2D"), shifted("2017-11-03", "-2M")
    ('2017-11-05', '2017-09')
    """
    found = _SHIFT.match(shift)
    if not found:
        raise EdtfError(f"{shift!r} is no shift: write a sign, a number and D, W, M or Y, such as +2D.")
    count, unit = int(found[1] + found[2]), found[3]
    first, last = bounds(edtf)
    a = None if first is None else following(first, first, count, unit)[0]
    b = None if last is None else following(last, last, count, unit)[1]
    return to_edtf(a, b)
