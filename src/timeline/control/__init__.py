"""Step 6: events to control spans: who held each place, from when to when, and how sure the sources are.

The rules stand in `resources/control_rules.csv` and follow the codebook; `docs/control.md` tells them in prose.
"""

from __future__ import annotations

import pandas as pd

from timeline.schema import CONTROL

from .rows import HIGH, LOW, by_place, day_of, describe_places, filled, iso_of, with_district_rows, with_place_keys
from .spans import SETTLE, Span, articles, sources, spans_of

__all__ = ["control_spans"]


def control_spans(
    events: pd.DataFrame,
    *,
    settle: str = "all",
    known_by: str = "",
    stale_after: int | None = None,
    dates: str = "",
) -> pd.DataFrame:
    """Control spans of every place in the events table, sorted by place and time.

    In: `events` (schema.EVENTS; needed are place, type, actor, date_earliest, date_latest). `settle` names the rule for
    disagreement: `all` (both stand), `majority` (more articles), `independent` (more independent sources), `latest` (the
    later article). `known_by`: only articles published by that day. `stale_after`: days of silence after which a
    span fades to `unknown`. `dates`: `earliest`, `latest` or `middle` puts every change on one end of its window.

    Out: schema.CONTROL. Dates are ISO text, empty where unbounded. The spans of a place tile all time: the window in
    which one ends (end_earliest to end_latest) is the window in which the next begins. The first is `unknown` and has no
    start, the last has no end: still so. Raises `ValueError` for an option that does not exist or a missing column.

    >>> events = pd.DataFrame({"place": ["Mosul"], "type": ["capture"], "actor": ["Iraq"], "opponent": ["Islamic State"],
    ...                        "date_earliest": ["2017-07-01"], "date_latest": ["2017-07-31"]})
    >>> control_spans(events)[["holder", "state", "start_earliest", "start_latest", "end_latest"]].values.tolist()
    [['', 'unknown', '', '', '2017-07-01'], ['Islamic State', 'held', '', '2017-07-01', '2017-07-31'], \
['Iraq', 'held', '2017-07-01', '2017-07-31', '']]
    """
    _check_options(settle, dates, known_by)
    table = with_place_keys(with_district_rows(filled(events)))
    until = day_of(known_by) if known_by else HIGH
    places = describe_places(table)
    out: list[tuple] = []
    for key, rows in by_place(table):
        told = [r for r in rows if LOW < r.published <= until] if known_by else rows
        told = [r for r in told if r.status != "planned"]
        if told:
            spans = spans_of(told, settle, dates)
            out += _table_rows(places[key], spans, settle)
    control = pd.DataFrame(out, columns=list(CONTROL))
    return control


def _check_options(settle: str, dates: str, known_by: str) -> None:
    if settle not in SETTLE:
        raise ValueError(f"settle={settle!r} is no rule: choose one of {', '.join(SETTLE)}.")
    if dates not in ("", "earliest", "latest", "middle"):
        raise ValueError(f"dates={dates!r} is no end: choose 'earliest', 'latest' or 'middle', or leave it out.")
    if known_by:
        day_of(known_by)


def _ids(rows: list) -> str:
    return " ".join(sorted({row.event_id for row in rows}))


def _table_rows(place, spans: list[Span], settle: str) -> list[tuple]:
    out = []
    for i, span in enumerate(spans):
        last = i + 1 == len(spans)
        end = (HIGH, HIGH) if last else (spans[i + 1].first, spans[i + 1].last)
        dissent = [row for row in span.dissent if row not in span.opened]
        said, against = articles(span.rows), articles(dissent)
        out.append((
            place.place, place.place_id, place.place_kind, place.parent, place.country, place.latitude, place.longitude,
            "; ".join(span.holders), span.state, iso_of(span.first), iso_of(span.last), iso_of(end[0]), iso_of(end[1]),
            _ids(span.opened), "" if last else _ids(spans[i + 1].opened), said, sources(span.rows),
            span.standing, round(said / (said + against), 3) if said else float("nan"), _ids(dissent),
            "; ".join(sorted(span.extents)), f"{settle} {span.rule}".strip(),
        ))  # fmt: skip
    return out
