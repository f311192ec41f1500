"""When an event happened: the time expression of its own clause, one that is carried to it, or the reference date."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ..dates import bounds, following, precision_of, to_edtf
from .clauses import Clause
from .items import Item

NOUN_TIMES = frozenset(("since", "of"))  # "since the invasion of 2001", "the accord of 2015": no time of the clause
UNBOUNDING = frozenset(("duration", "set", "vague"))


class When(NamedTuple):
    """The time of an event: inclusive bounds (None: unbounded), its EDTF, precision, the words, basis and rule."""

    earliest: date | None
    latest: date | None
    edtf: str
    precision: str
    text: str
    basis: str
    rule: str

    @property
    def told(self) -> bool:
        """Whether the clause itself gives the time; one that is carried from the sentence before has no words."""
        return self.basis in ("explicit", "relative") and bool(self.text)

    def cells(self) -> dict:
        """The cells of a row that tell its time; `of_row` reads them back."""
        return {
            "earliest": self.earliest, "latest": self.latest, "date_edtf": self.edtf, "precision": self.precision,
            "date_text": self.text, "date_basis": self.basis, "told": self.told,
        }  # fmt: skip

    @classmethod
    def of_row(cls, row: dict, rule: str = "") -> When:
        """The time of a row."""
        return cls(
            row["earliest"],
            row["latest"],
            row["date_edtf"],
            row["precision"],
            row["date_text"],
            row["date_basis"],
            rule,
        )


NEVER = When(None, None, "", "unknown", "", "none", "")


def of_mention(item: Item) -> When:
    """The time of a time mention."""
    m = item.mention
    return When(_day(m.earliest), _day(m.latest), m.value, m.precision, item.text, m.date_basis, m.rule)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def at_reference(reference: str) -> When:
    """The reference date itself."""
    if not reference:
        return NEVER
    earliest, latest = bounds(reference)
    return When(earliest, latest, reference, precision_of(reference), "", "reference", "CODEBOOK.md#dates")


def precedes(when: When, day: date) -> bool:
    """Whether a month or day without a year of its own ends before a day."""
    yearless = when.basis == "relative" and when.precision in ("day", "month")
    return yearless and when.earliest is not None and when.latest is not None and when.latest < day


def next_year(when: When) -> When:
    """The same month or day a year later; a day that the next year lacks stays as it is."""
    try:
        earliest, latest = (day.replace(year=day.year + 1) for day in (when.earliest, when.latest))
    except ValueError:
        return when
    return when._replace(earliest=earliest, latest=latest, edtf=to_edtf(earliest, latest))


def behind(when: When, reference: str) -> bool:
    """Whether a time begins after the reference date."""
    today = bounds(reference)[1] if reference else None
    return today is not None and when.earliest is not None and when.earliest > today


def ahead(when: When, reference: str) -> bool:
    """Whether a told time lies wholly after the reference date ("by 1 December"): what is said of it is a plan."""
    today = bounds(reference)[1] if reference else None
    if not when.told or today is None or when.latest is None or when.latest <= today:
        return False
    return when.earliest is None or when.earliest > today


def reaches(when: When, reference: str) -> bool:
    """Whether a told week, month or year goes on to the reference date or past it: what begins in it is to come."""
    today = bounds(reference)[1] if reference else None
    unit = when.told and when.precision in ("week", "month", "season", "year")
    return bool(
        unit
        and when.basis == "relative"
        and today
        and when.latest
        and when.earliest
        and when.latest >= today
        and "/.." not in when.edtf
    )


def until_reference(reference: str) -> When:
    """Some time up to the reference date."""
    latest = bounds(reference)[1] if reference else None
    if latest is None:
        return NEVER
    return When(None, latest, to_edtf(None, latest), "unknown", "", "reference", "CODEBOOK.md#dates")


def from_reference(reference: str) -> When:
    """From the reference date on (a plan)."""
    earliest = bounds(reference)[0] if reference else None
    if earliest is None:
        return NEVER
    return When(earliest, None, f"{reference}/..", "unknown", "", "reference", "CODEBOOK.md#dates")


def inside(when: When, wider: When) -> bool:
    """Whether a bounded time lies within another, and is shorter."""
    bounds = (when.earliest, when.latest, wider.earliest, wider.latest)
    if None in bounds or bounds[:2] == bounds[2:]:
        return False
    return wider.earliest <= when.earliest and when.latest <= wider.latest


def holds(wider: When, when: When) -> bool:
    """Whether a bounded time lies within another that is open on one side."""
    sides = (wider.earliest, wider.latest)
    if None in (when.earliest, when.latest) or None not in sides:
        return False
    return (wider.earliest or when.earliest) <= when.earliest and when.latest <= (wider.latest or when.latest)


def onward(when: When) -> When:
    """From a time on (a plan announced at that time)."""
    if when.earliest is None:
        return NEVER
    start = when.edtf.partition("/")[0]
    return when._replace(latest=None, edtf=f"{start}/..", precision="unknown")


def begun(when: When) -> When:
    """The unit in which a state began ("in their hands since June, when the army fled": it fled in June)."""
    unit = when.edtf.partition("/")[0]
    earliest, latest = bounds(unit)
    return when._replace(earliest=earliest, latest=latest, edtf=unit, precision=precision_of(unit))


def shifted(when: When, item: Item, onward: bool = False) -> When:
    """The time of an event that another, at `when`, follows by the offset of `item` ("two days after the fall")."""
    if when.earliest is None or when.latest is None:
        return NEVER
    shift = item.mention.shift
    count, unit = int(shift[:-1]) if onward else -int(shift[:-1]), shift[-1]
    earliest, latest = following(when.earliest, when.latest, count, unit)
    edtf = to_edtf(earliest, latest)
    return When(earliest, latest, edtf, precision_of(edtf), item.text, "relative", item.mention.rule)


def times_of(clause: Clause, state: bool = True, inside: bool = False) -> list[Item]:
    """Time mentions of a clause that bound something; "since" dates a state only.

    With `inside`, those within the phrase of a noun, where there are any ("the in May taken X fell on Friday").
    """
    kinds = UNBOUNDING if state else UNBOUNDING | {"since"}
    times = [
        i
        for i in clause.times
        if i.mention.time_kind not in kinds and (i.value or not i.mention.shift) and i.prep not in NOUN_TIMES
    ]
    return [i for i in times if i.inside == inside] or (times if inside else [])


def nearest(times: list[Item], trigger: Item) -> Item | None:
    """The time expression that a trigger takes: none that holds another ("earlier, on 3 May"), of these the nearest."""
    bound = [t for t in times if t.value]
    if len(bound) < 2:
        return bound[0] if bound else None
    whens = [of_mention(t) for t in bound]

    def rank(time: Item) -> tuple[bool, bool, int]:
        wider = time.mention.time_kind != "since" and any(holds(of_mention(time), when) for when in whens)
        return wider, time.mention.time_kind in ("before", "until"), abs(time.index - trigger.index)

    return min(bound, key=rank)
