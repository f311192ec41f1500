"""Step 6: events to control spans: who held each place, from when to when, and how sure the sources are.

The rules stand in `resources/control_rules.csv` and follow the codebook; `docs/control.md` tells them in prose.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pandas as pd

from timeline.schema import CONTROL, check

from .compare import compare, history
from .rows import HIGH, LOW, by_place, day_of, describe_places, filled, iso_of, with_district_rows, with_place_keys
from .spans import SETTLE, Span, articles, faded, sources, spans_of

__all__ = ["compare", "control_spans", "history"]


def control_spans(
    events: pd.DataFrame,
    *,
    settle: str = "all",
    known_by: str | date = "",
    stale_after: int | None = None,
    dates: str = "",
) -> pd.DataFrame:
    """Control spans of every place in the events table, sorted by place and time.

    In: `events` (schema.EVENTS; needed are place, type, actor, date_earliest, date_latest). `settle` names the rule for
    disagreement: `all` (both stand), `majority` (more articles), `independent` (more independent sources), `latest`
    (the later article). `known_by`: only articles published by that day. `stale_after`: days of silence after which
    a span fades to `unknown`. `dates`: `earliest`, `latest` or `middle` puts every change on one end of its window.

    Out: schema.CONTROL. Dates are ISO text, empty where unbounded. The spans of a place tile all time: the window in
    which one ends (end_earliest to end_latest) is the window in which the next begins. The first is `unknown` and has
    no start, the last has no end: still so. `attrs["problems"]` lists the rows that were set aside (schema.check), with
    a warning; `attrs["undated"]` the ids of events without any date, which no timeline can hold.

    Raises `ValueError` for an option that does not exist or a missing column.

    >>> events = pd.DataFrame({"place": ["Mosul"], "type": ["capture"], "actor": ["Iraq"],
    ...     "opponent": ["Islamic State"], "date_earliest": ["2017-07-01"], "date_latest": ["2017-07-31"]})
    >>> control_spans(events)[["holder", "state", "start_earliest", "start_latest", "end_latest"]].values.tolist()
    [['', 'unknown', '', '', '2017-07-01'], ['Islamic State', 'held', '', '2017-07-01', '2017-07-31'], \
['Iraq', 'held', '2017-07-01', '2017-07-31', '']]
    """
    until = _check_options(settle, dates, known_by, stale_after)
    good, problems = _good_rows(events)
    table = with_place_keys(with_district_rows(filled(good)))
    places = describe_places(table)
    grouped, undated, latest = by_place(table)
    out: list[tuple] = []
    with _collector_paused():
        for key, rows in grouped:
            told = [r for r in rows if r.status != "planned" and (until == HIGH or LOW < r.published <= until)]
            if told:
                spans = spans_of(told, settle, dates)
                if stale_after is not None:
                    spans = faded(spans, stale_after, min(until, latest))
                out += _table_rows(places[key], spans, settle)
        control = pd.DataFrame(out, columns=list(CONTROL))
    control = control.astype({"claims": "int64", "sources": "int64", "agreement": "float64"})
    order = control["place"].argsort(kind="stable")
    control = control.iloc[order].reset_index(drop=True)
    control.attrs |= {"problems": problems, "undated": undated}
    return control


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No garbage collection in a loop that makes millions of small objects and no cycles: it halves the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _check_options(settle: str, dates: str, known_by: str | date, stale_after: int | None) -> int:
    """The day number of `known_by`."""
    if settle not in SETTLE:
        raise ValueError(f"settle={settle!r} is no rule: choose one of {', '.join(SETTLE)}.")
    if dates not in ("", "earliest", "latest", "middle"):
        raise ValueError(f"dates={dates!r} is no end: choose 'earliest', 'latest' or 'middle', or leave it out.")
    if stale_after is not None and stale_after < 1:
        raise ValueError(f"stale_after={stale_after} is no number of days: write 1 or more, or leave it out.")
    try:
        return day_of(str(known_by)) if known_by else HIGH
    except ValueError:
        raise ValueError(f"known_by={known_by!r} is no day: write it as 2017-10-31.") from None


def _good_rows(events: pd.DataFrame) -> tuple[pd.DataFrame, list[dict]]:
    """The rows that can be used, and the problems of those that cannot."""
    found = check(events, "events")
    bad = sorted(set(found["row"]) - {-1})
    if not bad:
        return events, []
    first = found[found["row"] == bad[0]].iloc[0]
    warnings.warn(
        f"{len(bad)} of {len(events)} event rows are set aside, the first in {first['file'] or 'the table'} line "
        f"{first['line']}, column {first['column']}, value {first['value']!r}: {first['problem']}",
        stacklevel=3,
    )
    keep = pd.Series(True, index=range(len(events)))
    keep[bad] = False
    return events[keep.to_numpy()], found.to_dict("records")


def _ids(rows: list) -> str:
    if len(rows) < 2:
        return rows[0].event_id if rows else ""
    return " ".join(sorted({row.event_id for row in rows}))


def _table_rows(place, spans: list[Span], settle: str) -> list[tuple]:
    out = []
    for i, span in enumerate(spans):
        last = i + 1 == len(spans)
        end = (HIGH, HIGH) if last else (spans[i + 1].first, spans[i + 1].last)
        dissent = [row for row in span.dissent if row not in span.opened] if span.dissent else []
        said, against = articles(span.rows), articles(dissent)
        out.append((
            place.place, place.place_id, place.place_kind, place.parent, place.country, place.latitude, place.longitude,
            "; ".join(span.holders), span.state, iso_of(span.first), iso_of(span.last), iso_of(end[0]), iso_of(end[1]),
            _ids(span.opened), "" if last else _ids(spans[i + 1].opened), said, sources(span.rows),
            span.standing, round(said / (said + against), 3) if said else float("nan"), _ids(dissent),
            "; ".join(sorted(span.extents)), f"{settle} {span.rule}".strip(),
        ))  # fmt: skip
    return out
