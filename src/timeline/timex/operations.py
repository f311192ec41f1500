"""The operations of `timex.csv`: what a row computes for one day that the reference may be. A closed list.

An operation gets its row, the values of the slots, the answers of the times inside it and the day it may lean on. It
gives first day, last day (`None`: open) and unit, or raises `Unknown` where text and reference do not fix it. The rules
are those of CODEBOOK.md, section Dates. All operations move forward with their reference day, which is why the first
and the last day of an interval are enough to ask for (tested).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from dateparser.date import DateDataParser

from timeline import dates
from timeline.timex.grammar import Rule

UNITS = {"H": "day", "D": "day", "W": "week", "M": "month", "Y": "year"}
Answer = tuple[date | None, date | None, str]
Told = tuple[date, date, str]


class Unknown(Exception):
    """What the text does not fix: no reference date, or no date told before."""


class Day(NamedTuple):
    """One day that the reference may be, and what else an expression may lean on."""

    day: date | None
    whole: tuple[date, date] | None
    future: bool
    told: Told | None

    def need(self) -> date:
        if self.day is None:
            raise Unknown
        return self.day

    def need_told(self) -> Told:
        if self.told is None:
            raise Unknown
        return self.told


Operation = Callable[[Rule, dict[str, str], list[Answer], Day], Answer]
OPERATIONS: dict[str, Operation] = {}


def operation(function: Operation) -> Operation:
    """Register an operation of `timex.csv` under its own name."""
    OPERATIONS[function.__name__.rstrip("_")] = function
    return function


# ---- what the text itself fixes


@lru_cache(maxsize=1)
def _reader() -> DateDataParser:
    return DateDataParser(languages=["nl"], settings={"DATE_ORDER": "DMY", "PARSERS": ["absolute-time"]})


@lru_cache(maxsize=65536)
def _plain(expression: str) -> date | None:
    found = _reader().get_date_data(expression).date_obj
    return found.date() if found else None


def _year(text: str) -> int:
    year = int(text)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


@operation
def plain(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """Day, month and year, or month and year: read by dateparser, once for each."""
    year = _year(f.get("year") or f["shortyear"])
    if "month" not in f and "monthnumber" not in f:
        return date(year, 1, 1), date(year, 12, 31), "year"
    if "monthnumber" in f:
        found = _plain(f"{int(f['day']):02d}-{int(f['monthnumber']):02d}-{year}")
    else:
        found = _plain(f"{int(f.get('day', 1))} {f['month']} {year}")
    if found is None:
        raise Unknown
    return (found, found, "day") if "day" in f else (*dates.unit_of(found, "M"), "month")


@operation
def decade(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    first = int(f["decade"]) if "decade" in f else 1900 + int(f["shortyear"]) // 10 * 10
    return date(first, 1, 1), date(first + 9, 12, 31), "year"


@operation
def century(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    last = 100 * int(f["centuryordinal"])
    return date(last - 99, 1, 1), date(last, 12, 31), "year"


@operation
def first(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """The first `n` units of the time inside; argument `last`: the last."""
    start, end, _ = inner[0]
    count, name = amount(f)
    if rule.argument == "last":
        start = max(start, dates.move(end + timedelta(days=1), -count, name))
    else:
        end = min(end, dates.move(start, count, name) - timedelta(days=1))
    return start, end, "season" if name == "M" and count > 1 else UNITS[name]


@operation
def nth(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """The first to fourth weekday, weekend or day of the time inside; argument `last`: the last one."""
    start, end, _ = inner[0]
    number = int(f["weekday"]) if "weekday" in f else 5 if "weekendname" in f else None
    step = timedelta(days=1 if number is None else 7)
    if rule.argument == "last":
        found = end if number is None else _weekday(end, number)
    else:
        first = start if number is None else _weekday(start - timedelta(days=1), number, True)
        found = first + (int(f["ordinal"]) - 1) * step
    if not start <= found <= end:
        raise Unknown
    return found, found + timedelta(days="weekendname" in f), "day"


@operation
def quarter(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """A quarter of the year that is written or (`rel`) leant on."""
    year, number = _which_year(f, at), int(f["ordinal"])
    if not 1 <= number <= 4:
        raise Unknown
    return date(year, 3 * number - 2, 1), dates.month_of(year, 3 * number)[1], "season"


# ---- what leans on the reference


def _which_year(f: dict, at: Day) -> int:
    if "year" in f or "shortyear" in f:
        return _year(f.get("year") or f["shortyear"])
    if "rel" in f:
        return at.need().year + int(f["rel"])
    return at.need().year


@operation
def month(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """A month, or a day of one, without a year: the latest not after the reference, in the future the next.

    Argument `rel`: of the year that is said. `told`, `toldnext`, `toldlast`: of the year last told, the one after it
    or before it. `past` and `next`: whatever the tense.
    """
    number = _plain(f"1 {f['month']} 2000").month
    if rule.argument == "rel":
        return _in_year(f, number, at.need().year + int(f["rel"]))
    if rule.argument == "told":
        first, last, _ = at.need_told()
        return (*_in_year(f, number, first.year)[:1], *_in_year(f, number, last.year)[1:])
    if rule.argument in ("toldnext", "toldlast"):
        return _in_year(f, number, at.need_told()[1].year + (1 if rule.argument == "toldnext" else -1))
    day = at.need()
    future = rule.argument == "next" or (at.future and rule.argument != "past")
    if at.whole and "day" in f and at.whole[0].month != at.whole[1].month and not future:
        return _in_year(f, number, day.year)  # "on 1 April" under a year is that year's
    if at.whole and "day" in f and at.whole[0] != at.whole[1]:
        key, now = number, day.month
    else:
        key, now = (number, int(f.get("day", 0))), (day.month, day.day if "day" in f else 0)
    if future:
        return _in_year(f, number, day.year + (key < now or (rule.argument == "next" and key == now)))
    return _in_year(f, number, day.year - (key > now))


def _in_year(f: dict, number: int, year: int) -> Answer:
    if "day" not in f:
        return (*dates.month_of(year, number), "month")
    try:
        day = date(year, number, int(f["day"]))
    except ValueError as error:
        raise Unknown from error
    return day, day, "day"


@operation
def season(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """A season: of a year that is written, or the latest begun; argument `next`, `ended`, `this` (of this year)."""
    code = int(f["season"])
    if rule.argument == "told":
        first, last, _ = at.need_told()
        return dates.season(first.year, code)[0], dates.season(last.year, code)[1], "season"
    if f.keys() & {"year", "shortyear", "rel"}:
        return (*dates.season(_which_year(f, at), code), "season")
    day = at.need()
    if rule.argument == "this":
        year = day.year - (code == 24 and day.month <= 6)
        return (*dates.season(year, code), "season")
    year = day.year + 1
    if rule.argument == "next" or (at.future and not rule.argument):
        return (*next(s for y in range(year - 2, year + 2) if (s := dates.season(y, code))[0] > day), "season")
    side = 1 if rule.argument == "ended" else 0
    return (*next(s for y in range(year, year - 4, -1) if (s := dates.season(y, code))[side] <= day), "season")


@operation
def day(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """So many days from the reference (argument, or the value of the slot `deictic`)."""
    moved = at.need() + timedelta(days=int(rule.argument or f["deictic"]))
    return moved, moved, "day"


@operation
def weekday(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """The latest such day not after the reference; in the future tense or with argument `next`, the next one."""
    first = at.need()
    moved = _weekday(first, int(f["weekday"]), rule.argument == "next" or (at.future and rule.argument != "past"))
    return moved, moved, "day"


def _weekday(day: date, number: int, future: bool = False) -> date:
    return day + timedelta(days=1 + (number - day.weekday() - 1) % 7 if future else -((day.weekday() - number) % 7))


@operation
def night(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """The night from one day to the next: both days. One weekday in it gives the other."""
    if inner:
        return inner[0][0], inner[-1][1], "day"
    if "day" in f:
        last = _day_of(f, "day2" if "day2" in f else "day", at) if "month" in f else None
        if last is None:
            raise Unknown
        return last - timedelta(days=1), last, "day"
    future = at.future and rule.argument != "past"
    if "weekday2" in f:
        last = _weekday(at.need(), int(f["weekday2"]), future)
    else:
        last = _weekday(at.need(), int(f["weekday"]), future)
    return last - timedelta(days=1), last, "day"


@operation
def weekend(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """Saturday and Sunday: the latest begun, `past`: over, `next`: to come; with a time inside: those of its week."""
    if inner:
        sunday = dates.unit_of(inner[0][0], "W")[1]
        return sunday - timedelta(days=1), sunday, "day"
    now = at.need()
    if rule.argument == "next" or (at.future and not rule.argument):
        sunday = _weekday(now, 5, True) + timedelta(days=1)
    elif rule.argument == "past":
        sunday = _weekday(now, 6)
    else:
        sunday = _weekday(now, 5) + timedelta(days=1)
    return sunday - timedelta(days=1), sunday, "day"


@operation
def unit(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """The calendar week, month or year of the reference, moved by `rel`; with a weekday, that day of the week."""
    name = f.get("unit", "W")
    moved = dates.move(at.need(), int(f["rel"]), name if name in "WMY" else "D")
    first, last = dates.unit_of(moved, name if name in "WMY" else "D")
    if "weekday" in f:
        first = last = first + timedelta(days=int(f["weekday"]))
        return first, last, "day"
    return first, last, UNITS[name]


@operation
def weeks(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """The latest such weekday and `n` weeks before it (argument -1), or the next one and `n` weeks after (1)."""
    later_on = rule.argument == "1"
    count = int(float(f["n"])) * int(rule.argument)
    moved = _weekday(at.need(), int(f["weekday"]), later_on) + timedelta(weeks=count)
    return moved, moved, "day"


@operation
def within(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """Argument `before`: from the first day of this unit to the reference; `after`: from there to its last day."""
    now = at.need()
    first, last = dates.unit_of(now, f["unit"])
    return (first, now, UNITS[f["unit"]]) if rule.argument == "before" else (now, last, UNITS[f["unit"]])


@operation
def ago(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """`n` units before (argument -1) or after (argument 1) the reference; a few: bounded on one side only."""
    now = at.need()
    if f.get("n") == "few":
        return (None, now, "") if rule.argument == "-1" else (now, None, "")
    count, name = amount(f)
    return _precise(*dates.offset(now, now, int(rule.argument) * count, name), name, f)


def amount(f: dict) -> tuple[int, str]:
    """Number and unit, in whole units: a year and a half is 18 months, half a year (S) 6, a half week 4 days.

    Hours are no days."""
    name, number = f.get("unit", "D"), float(f.get("n", "1"))
    if name == "H":
        return round(number / 24) if number >= 24 else 0, "D"
    if name in "ST":
        return round(number * {"S": 6, "T": 10}[name]), {"S": "M", "T": "Y"}[name]
    if number % 1:
        if name == "Y":
            return round(number * 12), "M"
        return round(number * {"M": 30, "W": 7, "D": 1}[name]), "D"
    return int(number), name


def _precise(first: date, last: date, name: str, f: dict) -> Answer:
    """The number of days said: exact up to a week; "zo'n tien dagen" or half weeks and months are widened."""
    said = f.get("unit", "D")
    if name == "D" and said == "M":
        return dates.unit_of(first, "M")[0], dates.unit_of(last, "M")[1], "month"
    if name == "D" and (said == "W" or ("about" in f and float(f["n"]) >= 7)):
        return first - timedelta(days=3), last + timedelta(days=3), "week"
    return first, last, UNITS[name]


def _following(first: date, last: date, rule: Rule, f: dict) -> Answer:
    """What follows another time: a number of weeks to the day ("two weeks later"), "the week after" only about."""
    count, name = amount(f)
    count *= int(rule.argument)
    if name == "W" and "n" in f and "about" not in f:
        return *dates.following(first, last, count, name), "day"
    return _precise(*dates.offset(first, last, count, name), name, f)


@operation
def past(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """The past `n` units, up to the reference; argument `al`: whole units from the first day of that one."""
    now = at.need()
    if f.get("n") == "few" or (rule.argument == "few"):
        return None, now, ""
    count, name = amount(f)
    first = dates.move(now, -count, name)
    if (rule.argument == "al" or "n" in f) and name in "MY":
        first = dates.unit_of(first, name)[0]
    return first, now, UNITS[name]


@operation
def coming(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """The next `n` units, from the reference on."""
    now = at.need()
    if f.get("n") == "few" or rule.argument == "few":
        return now, None, ""
    count, name = amount(f)
    return now, dates.move(now, count, name), UNITS[name]


@operation
def upto(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """At some time up to the reference."""
    return None, at.need(), ""


# ---- what leans on the date last told


@operation
def told(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """The day, week, month or year of the date last told, or that day of its month.

    "Earlier in the day" is of the reference day where no date has been told.
    """
    name = f.get("unit", "D")
    if at.told is None and name == "D" and rule.argument in ("before", "after") and "weekday" not in f:
        return at.need(), at.need(), "day"
    first, last, precision = at.need_told()
    if "day" in f:
        if (first.year, first.month) != (last.year, last.month):
            raise Unknown
        first = last = first.replace(day=int(f["day"]))
        return first, last, "day"
    if name == "D":
        if "weekday" in f and (first == last or (last - first).days < 7):
            first = last = _weekday(last, int(f["weekday"]))
        elif not (f or rule.argument) and (last - first).days == 1:
            first = last  # "that day", behind a night
        return first, last, precision
    if rule.argument in ("before", "after"):
        a, b = dates.unit_of(first, name)[0], dates.unit_of(last, name)[1]
        return (a, last, UNITS[name]) if rule.argument == "before" else (first, b, UNITS[name])
    return dates.unit_of(first, name)[0], dates.unit_of(last, name)[1], dates.coarser(precision, UNITS[name])


@operation
def later(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """`n` units after (argument 1) or before (argument -1) the date last told; a few: bounded on one side only.

    Argument `within`: from that date to a unit after it.
    """
    first, last, precision = at.need_told()
    if rule.argument == "within":
        count, name = amount(f)
        return first, dates.move(last, count, name), dates.coarser(precision, UNITS[name])
    if f.get("n") == "few" and f["unit"] == "H":
        return first, last, precision
    if f.get("n") == "few":
        return (first, None, "") if rule.argument == "1" else (None, last, "")
    a, b, own = _following(first, last, rule, f)
    return a, b, dates.coarser(precision, own)


@operation
def next_(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """The first such weekday (or season, month) after the date last told; argument -1: the last before it."""
    first, last, precision = at.need_told()
    after = rule.argument == "1"
    if "month" in f:
        ask = Day(first, None, after, None), Day(last, None, after, None)
        number = _plain(f"1 {f['month']} 2000").month
        a, b = (_in_year(f, number, d.day.year + ((number <= d.day.month) if after else -(number >= d.day.month)))
                for d in ask)  # fmt: skip
        return a[0], b[1], dates.coarser(precision, "month")
    if "season" in f:
        return _season_beside(first if after else last, int(f["season"]), after)
    number = int(f["weekday"])
    a, b = (_weekday(d, number, True) if after else _weekday(d - timedelta(days=1), number) for d in (first, last))
    return a, b, precision


def _season_beside(day: date, code: int, after: bool) -> Answer:
    """The first such season that begins after a day, or the last that was over by then."""
    seasons = [dates.season(year, code) for year in range(day.year - 2, day.year + 3)]
    found = next(s for s in seasons if s[0] > day) if after else [s for s in seasons if s[1] < day][-1]
    return *found, "season"


@operation
def shift(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """`n` units from a time that is written behind it; without one, only the shift is known."""
    if not inner:
        raise Unknown
    first, last, precision = inner[0]
    a, b, own = _following(first, last, rule, f)
    return a, b, dates.coarser(precision, own)


@operation
def anniversary(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """`n` units before a time, to the day: "today ten years ago"."""
    first, last, precision = inner[0]
    count, name = amount(f)
    return dates.move(first, -count, name), dates.move(last, -count, name), precision


# ---- what is made of other times


@operation
def same(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """The time inside, as it is; argument `about`: a day plus and minus three; `week`: the week that it is in.

    `before`: as far as it has gone by the reference.
    """
    first, last, precision = inner[0]
    if rule.argument == "before" and at.day and first and last and first <= at.day < last:
        return first, at.day, precision
    if rule.argument == "week":
        return dates.unit_of(first, "W")[0], dates.unit_of(last, "W")[1], "week"
    if rule.argument == "about" and precision == "day" and first == last:
        return first - timedelta(days=3), last + timedelta(days=3), "week"
    return first, last, precision


@operation
def span(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """From the first time inside to the second. A first one without year or month takes those of the second."""
    if len(inner) == 2:
        (first, _, unit1), (_, last, unit2) = inner
        if first > last:
            raise Unknown
        return first, last, dates.coarser(unit1, unit2)
    if "year2" in f:
        first, last = date(_year(f["year"]), 1, 1), date(_span_year(f), 12, 31)
        unit1 = "year"
    elif "month2" in f:
        last_month = month_or_plain(rule, {**f, "month": f["month2"]}, at)
        number = _plain(f"1 {f['month']} 2000").month
        end = last_month[0]
        first = dates.month_of(end.year - (number > end.month), number)[0]
        last, unit1 = last_month[1], "month"
    else:
        last = _day_of(f, "day2", at)
        first, unit1 = _day_of(f, "day", at, last), "day"
    if first > last:
        raise Unknown
    return first, last, unit1


def _span_year(f: dict) -> int:
    year = int(f["year2"])
    return year if year > 99 else _year(f["year"]) // 100 * 100 + year


def month_or_plain(rule: Rule, f: dict, at: Day) -> Answer:
    """A month with its year if there is one."""
    return plain(rule, {k: v for k, v in f.items() if k != "day"}, [], at) if "year" in f else month(rule, f, [], at)


def _day_of(f: dict, slot: str, at: Day, near: date | None = None) -> date:
    """The day in `slot` with the month and year of the expression."""
    if near is not None and not ("year" in f and "month2" not in f):
        try:
            return near.replace(day=int(f[slot]))
        except ValueError as error:
            raise Unknown from error
    fields = {**f, "day": f[slot]}
    rule = _NO_RULE
    return (plain(rule, fields, [], at) if "year" in f else month(rule, fields, [], at))[0]


_NO_RULE = Rule(-1, None, (), "", "", "", "", "")


@operation
def part(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """The beginning, middle or end of the time inside: thirds of a month, a year, a decade; halves; first weeks."""
    first, last, precision = inner[0]
    name = f["part"]
    days = (last - first).days + 1
    if name.startswith("half"):
        if 28 <= days <= 31:
            middle = first + timedelta(days=14)
        elif days >= 365:
            years = last.year - first.year + 1
            middle = dates.move(first, 6 * years, "M") - timedelta(days=1)
        else:
            middle = first + timedelta(days=days // 2 - 1)
        return (first, middle, precision) if name == "half1" else (middle + timedelta(days=1), last, precision)
    if name.startswith("week"):
        if name == "weeklast":
            return last - timedelta(days=6), last, "week"
        start = first + timedelta(weeks=int(name[4:]) - 1)
        return start, start + timedelta(days=6), "week"
    cuts = _cuts(first, last, days)
    if cuts is None:
        return first, last, precision
    at_first, at_last = {"begin": (0, 1), "mid": (1, 2), "end": (2, 3)}[name]
    unit_name = "season" if 300 < days < 400 else precision
    return cuts[at_first], (*cuts, last + timedelta(days=1))[at_last] - timedelta(days=1), unit_name


@operation
def partof(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """The beginning, middle or end of the week, month or year of the reference."""
    first, last = dates.unit_of(at.need(), f["unit"])
    return part(rule, f, [(first, last, UNITS[f["unit"]])], at)


def _cuts(first: date, last: date, days: int) -> tuple[date, date, date] | None:
    if days < 5:
        return None
    if days < 8:
        return first, first + timedelta(days=2), first + timedelta(days=4)
    if days <= 31:
        return first, first + timedelta(days=10), first + timedelta(days=20)
    if days < 100:
        return first, dates.move(first, 1, "M"), dates.move(first, 2, "M")
    if days < 400:
        return first, dates.move(first, 4, "M"), dates.move(first, 8, "M")
    years = last.year - first.year + 1
    return first, date(first.year + round(years * 0.4), 1, 1), date(first.year + round(years * 0.7), 1, 1)


@operation
def since(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """From the time inside to the reference; without a reference, or from the future on, open."""
    first, _, precision = inner[0]
    end = at.whole[1] if at.whole else at.day
    last = max(at.day, first) if at.day and first and first <= end else None
    return first, last, precision


@operation
def inside(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """A month or season of the year before it; where that is no year, the time before it stands."""
    first, last, precision = inner[0]
    if precision != "year" or first.year != last.year:
        return inner[0]
    if "season" in f:
        return (*dates.season(first.year, int(f["season"])), "season")
    return _in_year(f, _plain(f"1 {f['month']} 2000").month, first.year)


@operation
def until(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    return None, inner[0][1], inner[0][2]


@operation
def before(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    return None, inner[0][0] - timedelta(days=1), inner[0][2]


@operation
def after(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    return inner[0][1] + timedelta(days=1), None, inner[0][2]


@operation
def nothing(rule: Rule, f: dict, inner: list, at: Day) -> Answer:
    """Recognised, bounding nothing: durations, sets, vague words."""
    raise Unknown
