"""Event rows as plain tuples, grouped by place, with dates as day numbers; districts rolled up to their city.

A day number counts from 1970-01-01. `LOW` and `HIGH` stand for an unbounded side.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from timeline.dates import bounds

from .rules import speaks_for

LOW, HIGH = -(10**6), 10**6
_EPOCH = date(1970, 1, 1).toordinal()
_UNIT = {"day": 1, "week": 7, "month": 31, "season": 122, "year": 366, "unknown": 0}
_NEEDED = ("place", "type", "actor", "date_earliest", "date_latest")
_TEXT = (
    "event_id", "article_id", "place", "place_kind", "parent", "type", "actor", "opponent", "date_earliest",
    "date_latest", "precision", "status", "attribution", "extent", "evidence", "place_id", "country", "published",
    "source",
)  # fmt: skip


class Row(NamedTuple):
    """One statement, as the rules need it. The order of the fields is the order in which rows are sorted."""

    first: int
    last: int
    type: str
    actor: str
    opponent: str
    event_id: str
    article: str
    extent: str
    status: str
    claimed: bool
    source: str
    evidence: str
    published: int
    offset: float
    unit: int


class Place(NamedTuple):
    """What the spans of a place carry along."""

    place: str
    place_id: str
    place_kind: str
    parent: str
    country: str
    latitude: float
    longitude: float


def day_of(text: str) -> int:
    """An ISO day as a day number.

    >>> day_of("1970-01-31")
    30
    """
    return date.fromisoformat(text).toordinal() - _EPOCH


@lru_cache(maxsize=65536)
def iso_of(day: int) -> str:
    """A day number as ISO text; an unbounded side is empty.

    >>> iso_of(30), iso_of(LOW)
    ('1970-01-31', '')
    """
    return "" if day in (LOW, HIGH) else (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def filled(events: pd.DataFrame) -> pd.DataFrame:
    """The events with every column that the rules read, as text without missing values.

    Raises `ValueError` where a column that nothing can stand in for is missing.
    """
    missing = [c for c in _NEEDED if c not in events.columns]
    if missing:
        raise ValueError(
            f"The events table has no column {', '.join(missing)}: it needs at least {', '.join(_NEEDED)}."
        )
    out = pd.DataFrame(index=pd.RangeIndex(len(events)))
    for name in _TEXT:  # Python strings, made once: Arrow would make them anew at each step
        text = events[name].fillna("").astype(str).to_numpy(object) if name in events else [""] * len(events)
        out[name] = pd.Series(text, dtype=object)
    if "event_id" not in events:
        out["event_id"] = [f"row{i}" for i in range(len(out))]
    out["status"] = out["status"].where(out["status"] != "", "reported")
    for name in ("latitude", "longitude"):
        out[name] = pd.to_numeric(events[name], errors="coerce").to_numpy(float) if name in events else np.nan
    begin = events["evidence_start"] if "evidence_start" in events else pd.Series(np.nan, index=events.index)
    out["offset"] = pd.to_numeric(begin, errors="coerce").fillna(0).to_numpy(float)
    return out


def numbered(column: pd.Series, side: int, empty: int) -> np.ndarray:
    """EDTF or ISO texts as the day number of their first (side 0) or last (side 1) day."""
    codes, texts = pd.factorize(column)
    days = []
    for text in texts:
        bound = bounds(text)[side]
        days.append(empty if bound is None else bound.toordinal() - _EPOCH)
    return np.array([*days, empty], dtype=np.int64)[codes]


def with_district_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The rows, and for each row of a district one more that says what it means for the whole city.

    A quarter taken is a `partial_capture` of the city, a quarter held a `control` of part of it; the district's name
    (and part) is the extent. A siege of or a withdrawal from one quarter says nothing of the city.
    """
    of_city = (table["place_kind"] == "district") & (table["parent"] != "")
    of_city &= ~table["type"].isin(("siege", "siege_end", "withdrawal"))
    if not of_city.any():
        return table
    rows = table[of_city].copy()
    part = rows["extent"].where(rows["extent"] == "", " (" + rows["extent"] + ")")
    rows["extent"] = rows["place"] + part
    rows["type"] = rows["type"].where(rows["type"] != "capture", "partial_capture")
    rows["place"], rows["parent"], rows["place_kind"] = rows["parent"], "", "city"
    rows[["place_id", "latitude", "longitude"]] = "", np.nan, np.nan
    return pd.concat([table, rows], ignore_index=True)


def with_place_keys(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with a `key` for each place: its name, whether it is a region, its `place_id` where two share a name."""
    table = table.copy()
    table["region"] = table["place_kind"] == "region"
    named = table[["place", "region", "country", "place_id"]].drop_duplicates()
    known = named[named["place_id"] != ""]
    by_name = known.groupby(["place", "region"])["place_id"].agg(["nunique", "min"])
    by_country = (
        known[known["country"] != ""].groupby(["place", "region", "country"])["place_id"].agg(["nunique", "min"])
    )
    one = {k: v for k, n, v in by_name.itertuples() if n == 1}
    one |= {k: v for k, n, v in by_country.itertuples() if n == 1}
    keys = {
        row: (row[0], row[1], row[3] or one.get(row[:2]) or one.get(row[:3]) or "")
        for row in named.itertuples(index=False, name=None)
    }
    order = sorted(set(keys.values()))
    codes = {key: n for n, key in enumerate(order)}
    merged = named.assign(key=[codes[keys[row]] for row in named.itertuples(index=False, name=None)])
    table["key"] = table.merge(merged, on=["place", "region", "country", "place_id"], how="left")["key"].to_numpy()
    return table


def describe_places(table: pd.DataFrame) -> dict[int, Place]:
    """What is known of each place, whatever the order of its rows; a name that two places share is told apart."""
    out = table[["key", "place", "region"]].drop_duplicates().set_index("key").sort_index()
    for name in ("place_id", "place_kind", "parent", "country"):
        seen = table.loc[table[name] != "", ["key", name]].drop_duplicates().sort_values(["key", name])
        out[name] = seen.drop_duplicates("key").set_index("key")[name].reindex(out.index).fillna("")
    there = table.loc[table["latitude"].notna() & table["longitude"].notna(), ["key", "latitude", "longitude"]]
    there = (
        there.drop_duplicates().sort_values(["key", "latitude", "longitude"]).drop_duplicates("key").set_index("key")
    )
    out[["latitude", "longitude"]] = there.reindex(out.index)
    shared = out["place"].duplicated(keep=False)
    other = shared & ~out["place_kind"].isin(("city", ""))  # the town keeps its name: "El Fasher", "El Fasher (base)"
    names = out["place"].where(~other, out["place"] + " (" + out["place_kind"] + ")")
    twice = names.duplicated(keep=False) & (out["country"] != "")
    names = names.where(~twice, names + " (" + out["country"] + ")")
    twice = names.duplicated(keep=False) & (out["place_id"] != "")
    out["place"] = names.where(~twice, names + " (" + out["place_id"] + ")")
    columns = ["place", "place_id", "place_kind", "parent", "country", "latitude", "longitude"]
    return {key: Place(*cells) for key, *cells in out[columns].itertuples(name=None)}


def by_place(table: pd.DataFrame) -> tuple[Iterator[tuple[int, list[Row]]], list[str], int]:
    """Place key and rows of one place after the other; the ids of undated rows; the last day anything is said of."""
    published = numbered(table["published"], 1, LOW)
    first, last = numbered(table["date_earliest"], 0, LOW), numbered(table["date_latest"], 1, HIGH)
    # nothing is reported before it happens: an open end is closed by the day of publication
    last = np.where((last == HIGH) & (published > LOW), np.maximum(published, first), last)
    dated = (first > LOW) | (last < HIGH)
    order = np.flatnonzero(dated)
    order = order[np.argsort(table["key"].to_numpy()[order], kind="stable")]
    said = zip(table["type"], table["actor"], table["opponent"], table["attribution"], strict=True)
    claimed = [bool(who) and speaks_for(who, opponent if kind == "withdrawal" else actor or opponent)
               for kind, actor, opponent, who in said]  # fmt: skip
    source = table["attribution"].where(table["attribution"] != "", table["source"])
    columns = [
        first, last, table["type"], table["actor"], table["opponent"], table["event_id"], table["article_id"],
        table["extent"], table["status"], np.array(claimed, dtype=bool),
        source.where(source != "", table["article_id"]), table["evidence"], published,
        table["offset"], table["precision"].map(_UNIT).fillna(0).astype(int),
    ]  # fmt: skip
    lists = [column.to_numpy() if isinstance(column, pd.Series) else column for column in columns]
    lists = [column[order].tolist() for column in lists]
    keys = table["key"].to_numpy()[order]
    undated = sorted(set(table["event_id"].to_numpy()[~dated]))
    days = np.concatenate([published, last])
    latest = int(days[(days > LOW) & (days < HIGH)].max(initial=LOW))
    return _grouped(keys, lists), undated, latest


def _grouped(keys: np.ndarray, lists: list[list]) -> Iterator[tuple[int, list[Row]]]:
    """Rows are made place by place: a million of them alive at once would keep the garbage collector busy."""
    edges = np.flatnonzero(np.diff(keys)) + 1
    for begin, end in pairwise([0, *edges.tolist(), len(keys)]):
        if end > begin:
            yield int(keys[begin]), sorted(map(Row._make, zip(*(column[begin:end] for column in lists), strict=True)))
