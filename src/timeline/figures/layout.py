"""Layout: every span and event of the tables becomes rows of one table of marks, which drawing only has to copy.

A mark is one shape: `item` says which span or event it stands for, `kind` what it is, and the rest where it lies.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from .tables import Frame, day
from .words import holders_of

BAR = 0.5
THIN, FAINT = 0.13, 0.05
MARKS = ("item", "kind", "place", "actor", "other", "state", "y", "height", "x0", "x1")
SPAN_KINDS = ("core", "tick", "silence")


class Mark(NamedTuple):
    """One shape. `x0`, `x1` are day numbers, `y` the middle and `height` the size in rows.

    Kinds of a span, exactly one of which each span has for each of its holders: `core` (certain, full), `tick` (too
    short for a bar), `silence` (nobody known). Beside it: `window` (changes hands in these days, `other` is who had
    it), `steady` (the same party before and after such days), `carried` (no newer report), `arrow`, `siege`, `dissent`.
    Kinds of an event: `event`, and `reach`, its date window.
    """

    item: str
    kind: str
    place: str
    actor: str
    other: str
    state: str
    y: float
    height: float
    x0: float
    x1: float


class Part(NamedTuple):
    """One stretch of time of a span, before it is put in a row or lane."""

    n: int
    kind: str
    x0: float
    x1: float


def table_of(marks: list[Mark]) -> pd.DataFrame:
    """The marks as a table."""
    return pd.DataFrame(marks, columns=list(MARKS))


def stretches(spans: list, frame: Frame) -> list[Part]:
    """The spans of one place (rows of the control table in order of time) cut into stretches of time.

    Every span has exactly one `core`, `tick` or `silence`, however short and however open it is.
    """
    out: list[Part] = []
    last = frame.last.get(spans[0].place, frame.as_of) if spans else 0
    for n, span in enumerate(spans):
        s0, s1, e0, e1 = (day(t) for t in (span.start_earliest, span.start_latest, span.end_earliest, span.end_latest))
        begin = s1 if s1 is not None else s0 if s0 is not None else frame.lo
        if s1 is not None and (s0 is not None or n):
            left = max(frame.lo, s1 - frame.stub) if s0 is None else s0
            if left < s1:
                out.append(Part(n, "window", left, s1))
        open_end = e0 is None and e1 is None
        if open_end:
            end = frame.as_of if not span.holder else min(max(begin, last), frame.as_of)
        else:
            end = max(frame.lo, e1 - frame.stub) if e0 is None else e0
        if end > begin:
            out.append(Part(n, "core" if span.holder else "silence", begin, end))
        else:
            middle = begin if end == begin else ((begin if s0 is None else s0) + (end if e1 is None else e1)) / 2
            out.append(Part(n, "tick", middle, middle))
        if open_end and span.holder:
            if frame.as_of > max(begin, end):
                out.append(Part(n, "carried", max(begin, end), frame.as_of))
            out.append(Part(n, "arrow", max(frame.as_of, begin), max(frame.as_of, begin)))
        if span.dissent or span.standing in ("claimed", "disputed"):
            out.append(Part(n, "dissent", begin, begin))
    return out


def overview(control: pd.DataFrame, events: pd.DataFrame, rows: dict[str, float], frame: Frame) -> pd.DataFrame:
    """The marks of the overview: one row per place (`rows`: place -> y), contested spans as lanes within the bar."""
    marks: list[Mark] = []
    for place, spans in control.groupby("place", sort=False):
        if place in rows:
            marks += _bar(list(spans.itertuples()), rows[place] + 0.18, frame)
    for place, told in events.groupby("shown", sort=False):
        if place in rows:
            marks += _glyphs(list(told.itertuples()), place, rows[place] + 0.18 - BAR / 2, frame)
    return table_of(marks)


def _slots(spans: list) -> list[list[str]]:
    """The holders of each span, a party in the same order all the way."""
    rank: dict[str, int] = {}
    for span in spans:
        for actor in holders_of(span.holder):
            rank.setdefault(actor, len(rank))
    return [sorted(holders_of(span.holder), key=rank.__getitem__) for span in spans]


def _bar(spans: list, y: float, frame: Frame) -> list[Mark]:
    held = _slots(spans)
    marks = []
    for part in stretches(spans, frame):
        span, mine = spans[part.n], held[part.n] or [""]
        before = (held[part.n - 1] if part.n else []) or [""]

        def mark(kind: str, actor: str, other: str, at: float, height: float, part=part, span=span) -> Mark:
            return Mark(span.item, kind, span.place, actor, other, span.state, at, height, part.x0, part.x1)

        if part.kind == "window":
            lanes = max(len(mine), len(before))
            for i in range(lanes):
                new, old = mine[i * len(mine) // lanes], before[i * len(before) // lanes]
                kind = "steady" if new == old else "window"
                marks.append(mark(kind, new, old, y + BAR * ((i + 0.5) / lanes - 0.5), BAR / lanes))
        elif part.kind == "dissent":
            marks.append(mark("dissent", mine[0], "", y + BAR / 2 + 0.09, 0))
        else:
            size = {"carried": THIN, "silence": FAINT}.get(part.kind, BAR)
            for i, actor in enumerate(mine):
                at = y + size * ((i + 0.5) / len(mine) - 0.5)
                marks.append(mark(part.kind, actor, "", at, size / len(mine)))
            if part.kind == "core" and span.state == "besieged":
                marks += [mark("siege", mine[0], "", y + side * (BAR / 2 + 0.035), 0.07) for side in (-1, 1)]
    return marks


def when(event, frame: Frame) -> tuple[float, float, float]:
    """Where an event stands: its point and the two ends of its window, open sides as stubs.

    An event without any date stands at the right edge, past the last report.
    """
    a, b = day(event.date_earliest), day(event.date_latest)
    if a is None and b is None:
        return (frame.hi,) * 3
    if a is None:
        return b, b - frame.stub, b
    if b is None:
        return a, a, a + frame.stub
    return (a + b) / 2, a, b


def lanes(extents: list[tuple[float, float]], gap: float) -> list[int]:
    """The lowest lane for each extent (in the order given) in which it keeps `gap` from all that lie there.

    >>> lanes([(0, 0), (0, 0), (5, 9), (6, 6)], gap=1)
    [0, 1, 0, 1]
    """
    ends: list[float] = []
    out = []
    for left, right in extents:
        free = next((i for i, end in enumerate(ends) if left - end > gap), len(ends))
        ends[free : free + 1] = [right]
        out.append(free)
    return out


def _glyphs(told: list, place: str, top: float, frame: Frame) -> list[Mark]:
    """Small glyphs above a bar, those of the same days on top of each other."""
    placed = sorted(((when(e, frame)[0], e.item, e) for e in told), key=lambda t: t[:2])
    lane = lanes([(x, x) for x, _, _ in placed], (frame.hi - frame.lo) / 85)
    step = min(0.16, 0.36 / max(1, max(lane, default=0)))
    return [
        Mark(e.item, "event", place, _first(e.actor), e.status, e.type, top - 0.11 - step * at, 0, x, x)
        for (x, _, e), at in zip(placed, lane, strict=True)
    ]


def _first(actor: str) -> str:
    return (holders_of(actor) or [""])[0]


class Lane(NamedTuple):
    """One row of a city's figure: `kind` is actor, silence, heading or source."""

    kind: str
    name: str
    y: float


def city(control: pd.DataFrame, events: pd.DataFrame, frame: Frame) -> tuple[pd.DataFrame, list[Lane]]:
    """The marks and the rows of one place: a lane per actor, then a lane per source with its claims."""
    spans = list(control.itertuples())
    actors = list(dict.fromkeys(actor for held in _slots(spans) for actor in held))
    rows = [Lane("actor", actor, n) for n, actor in enumerate(actors)]
    if any(not span.holder for span in spans) or not rows:
        rows.append(Lane("silence", "", len(rows) - 0.2))
    at = {row.name: row.y for row in rows}
    marks = _actor_lanes(spans, at, frame)
    y = rows[-1].y + 0.9
    if len(events):
        rows.append(Lane("heading", "", y))
        y += 0.62
    for source, told in _by_source(events):
        placed = sorted(((*when(e, frame), e.item, e) for e in told), key=lambda t: (t[1], t[2], t[3]))
        lane = lanes([(left, right) for _, left, right, _, _ in placed], (frame.hi - frame.lo) / 60)
        rows.append(Lane("source", source, y + 0.2 * max(lane)))
        for (x, left, right, _, e), n in zip(placed, lane, strict=True):
            mark = Mark(e.item, "event", e.shown, _first(e.actor), e.status, e.type, y + 0.4 * n, 0, x, x)
            marks.append(mark)
            if right > left:
                marks.append(mark._replace(kind="reach", x0=left, x1=right))
        y += 0.4 * max(lane) + 0.58
    return table_of(marks), rows


def _by_source(events: pd.DataFrame) -> list[tuple[str, list]]:
    """The events by who says so, the unnamed first, then the most quoted."""
    groups: dict[str, list] = {}
    for event in events.itertuples():
        groups.setdefault(event.attribution, []).append(event)
    return sorted(groups.items(), key=lambda g: (bool(g[0]), -len(g[1]), g[0]))


def _actor_lanes(spans: list, at: dict[str, float], frame: Frame) -> list[Mark]:
    marks = []
    for part in stretches(spans, frame):
        span = spans[part.n]
        mine = holders_of(span.holder) or [""]
        before = (holders_of(spans[part.n - 1].holder) or [""]) if part.n else []
        size = {"carried": THIN, "silence": FAINT}.get(part.kind, 0.62 if len(mine) == 1 else 0.31)

        def mark(
            kind: str,
            actor: str,
            other: str,
            shift: float = 0,
            height: float | None = None,
            part=part,
            span=span,
            size=size,
        ) -> Mark:
            return Mark(
                span.item,
                kind,
                span.place,
                actor,
                other,
                span.state,
                at[actor] + shift,
                size if height is None else height,
                part.x0,
                part.x1,
            )

        if part.kind == "window":
            marks += [
                mark(
                    "steady" if actor in before else "window",
                    actor,
                    actor if actor in before else "",
                    height=size if actor else THIN,
                )
                for actor in mine
            ]
            marks += [
                mark("window", actor, actor, height=THIN if not actor else 0.62 if len(before) == 1 else 0.31)
                for actor in before
                if actor not in mine
            ]
        elif part.kind == "dissent":
            marks.append(mark("dissent", mine[0], "", 0.42, 0))
        else:
            marks += [mark(part.kind, actor, "") for actor in mine]
            if part.kind == "core" and span.state == "besieged":
                marks += [mark("siege", mine[0], "", side * (size / 2 + 0.045), 0.09) for side in (-1, 1)]
    return marks
