"""What the layouts read: the control and events tables as plain rows, one list of places, one frame of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from timeline.dates import bounds
from timeline.schema import BY_HAND, CONTROL, EVENTS

_NUMBERS = {"latitude", "longitude", "agreement", "claims", "sources", "evidence_start", "evidence_end"}


def day(text: str) -> int | None:
    """An ISO date as a day number, `None` for `""`."""
    return date.fromisoformat(text).toordinal() if text else None


def iso(number: int) -> str:
    """A day number as an ISO date."""
    return date.fromordinal(number).isoformat()


def completed(table: pd.DataFrame | None, name: str, columns: tuple[str, ...], needed: tuple[str, ...]) -> pd.DataFrame:
    """The table with every column of the schema; text without missing values.

    Raises `ValueError` where a column that nothing can stand in for is missing.
    """
    table = pd.DataFrame(columns=list(columns)) if table is None else table
    missing = [c for c in needed if c not in table.columns]
    if missing:
        raise ValueError(f"The {name} table has no column {', '.join(missing)}: it needs at least {', '.join(needed)}.")
    out = {}
    for column in columns:
        if column in _NUMBERS:
            cells = (
                pd.to_numeric(table[column], errors="coerce")
                if column in table
                else pd.Series(float("nan"), table.index)
            )
            out[column] = cells.to_numpy(float)
        else:
            cells = table[column].fillna("").astype(str) if column in table else pd.Series("", table.index)
            out[column] = cells.to_numpy(object)
    return pd.DataFrame(out)


def full_control(control: pd.DataFrame) -> pd.DataFrame:
    """The control table with all its columns and an `item` for each span: its place and its number there.

    A table that has them already is given back as it is.
    """
    if "item" in control.columns:
        return control
    out = completed(control, "control", CONTROL, ("place", "holder", "state", "start_latest", "end_earliest"))
    for column in ("claims", "sources"):
        out[column] = out[column].fillna(0).astype(int)
    number = out.groupby("place", sort=False).cumcount() + 1
    out.insert(0, "item", [f"{place}/{n}" for place, n in zip(out["place"], number, strict=True)])
    return out


def full_events(events: pd.DataFrame | None, control: pd.DataFrame) -> pd.DataFrame:
    """The events with all their columns, an `item` each, and `shown`: the name of their place in the control table."""
    if events is not None and "shown" in events.columns:
        return events
    out = completed(events, "events", (*EVENTS, *BY_HAND), ("place", "type") if events is not None else ())
    by_hand = out["edited"].astype(str).str.contains("date_edtf")
    out.loc[by_hand, "date_text"] = ""  # the words of the text are not what this date was read from
    ids = [e or f"row{i}" for i, e in enumerate(out["event_id"])]
    out["event_id"] = ids
    out.insert(0, "item", _unique(ids))
    by_name: dict[str, list] = {}
    for row in control.drop_duplicates("place").itertuples():
        by_name.setdefault(row.place, []).append(row)
        if row.place.endswith(")"):
            by_name.setdefault(row.place.partition(" (")[0], []).append(row)
    out["shown"] = [_shown(e, by_name.get(e.place, [])) for e in out.itertuples()]
    return out


def _unique(ids: Iterable[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for one in ids:
        seen[one] = seen.get(one, 0) + 1
        out.append(one if seen[one] == 1 else f"{one}~{seen[one]}")
    return out


def _shown(event, places: list) -> str:
    """The control place that an event belongs to: same id, else same kind and country, else same name."""

    def fit(place) -> tuple:
        region = place.place_kind == "region"
        return (
            bool(event.place_id) and place.place_id == event.place_id,
            region == (event.place_kind == "region"),
            bool(event.country) and place.country == event.country,
            place.place == event.place,
        )

    return max(places, key=fit).place if places else event.place


@dataclass(frozen=True)
class Frame:
    """The time that a figure shows, in day numbers: first and last day, and the day of the last report.

    `last` has the day of each place's last report. `focus` is where the first view begins: later than `lo` where a few
    very old dates (`early` of them) would squeeze all the rest into a corner.
    """

    lo: int
    hi: int
    as_of: int
    last: dict[str, int]
    focus: int = 0
    early: int = 0

    @property
    def stub(self) -> int:
        """How far an open side is drawn."""
        return max(1, (self.hi - self.focus) // 40)


def frame_of(control: pd.DataFrame, events: pd.DataFrame) -> Frame:
    """The frame that holds every dated thing of these tables, with a margin; 2000 where nothing is dated."""
    dated, said, last = [], [], {}
    for row in control.itertuples():
        days = [day(t) for t in (row.start_earliest, row.start_latest, row.end_earliest, row.end_latest) if t]
        dated += days
        last[row.place] = max([last.get(row.place, 0), *days])
    for row in events.itertuples():
        days = [day(t) for t in (row.date_earliest, row.date_latest) if t]
        published = bounds(row.published)[1]
        if published:
            said.append(published.toordinal())
            days = [min(d, said[-1]) for d in days] + [said[-1]] * (row.type == "control" and not days)
        elif days and row.status == "reported":
            said.append(days[-1])  # an article without a date is no older than what it tells
        dated += [day(t) for t in (row.date_earliest, row.date_latest) if t]
        last[row.shown] = max([last.get(row.shown, 0), *days])
    if not dated + said:
        year = date(2000, 1, 1).toordinal()
        return Frame(year, year + 365, year + 365, last, year)
    as_of = max(said or dated)
    lo, hi = min(dated or said), max([*dated, as_of])
    ordered = sorted(dated or said)
    focus = ordered[len(ordered) // 25]
    if len(ordered) < 60 or hi - focus > 0.65 * (hi - lo):
        focus = lo
    margin = max(5, (hi - focus) // 33)
    last = {k: v or lo for k, v in last.items()}
    return Frame(lo - margin, hi + margin, as_of, last, focus - margin, sum(d < focus for d in ordered))


def places_of(control: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Every place of either table, once, in drawing order: by country, the most reported first, districts below a city.

    Columns: place, country, kind, parent, latitude, longitude, spans, events.
    """
    rows: dict[str, dict] = {}
    for table, name in ((control, "place"), (events, "shown")):
        for row in table.itertuples():
            at = rows.setdefault(
                getattr(row, name),
                {
                    "country": "",
                    "kind": "",
                    "parent": "",
                    "latitude": float("nan"),
                    "longitude": float("nan"),
                    "spans": 0,
                    "events": 0,
                },
            )
            at["spans" if name == "place" else "events"] += 1
            for column, value in (("country", row.country), ("kind", row.place_kind), ("parent", row.parent)):
                at[column] = at[column] or value
            if at["latitude"] != at["latitude"] and row.latitude == row.latitude:
                at["latitude"], at["longitude"] = row.latitude, row.longitude
    weight = {place: (at["events"], at["spans"]) for place, at in rows.items()}
    total: dict[str, int] = {}
    for at in rows.values():
        total[at["country"]] = total.get(at["country"], 0) + at["events"] + at["spans"]

    def order(item: tuple[str, dict]) -> tuple:
        place, at = item
        head = at["parent"] if at["parent"] in rows else place
        events_, spans = weight[head]
        return (not at["country"], -total[at["country"]], at["country"], -events_, -spans, head, place != head, place)

    ordered = sorted(rows.items(), key=order)
    columns = ["place", "country", "kind", "parent", "latitude", "longitude", "spans", "events"]
    return pd.DataFrame([{"place": place, **at} for place, at in ordered], columns=columns)
