"""Step 7b: events and control spans in the forms that other programs read. The column maps stand in `docs/exports.md`.

CSV and Parquet hold the tables as they are; GeoJSON the spans of all time or the state on one day; the ACLED-shaped and
UCDP-like tables the events; TimelineJS3 the spans as slides; `datapackage.json` describes the CSV files (Frictionless).
Every function is pure; `write_exports` alone writes. Cells that a spreadsheet would run are guarded with an apostrophe.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import pandas as pd

from .frames import frame_bytes
from .languages import shared_table
from .schema import CONTROL, EVENTS, FLOATS, INTS
from .tables_io import write_bytes

DAYS = (
    "date_earliest", "date_latest", "start_earliest", "start_latest", "end_earliest", "end_latest", "event_date",
    "event_date_earliest", "event_date_latest", "date_start", "date_end",
)  # fmt: skip
INTEGERS = (*INTS, "year", "time_precision", "geo_precision", "where_prec", "date_prec", "type_of_violence")
ACLED = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "actor2", "country", "location", "latitude", "longitude", "geo_precision", "source", "notes", "event_date_earliest",
    "event_date_latest",
)  # fmt: skip
UCDP = (
    "id", "year", "type_of_violence", "side_a", "side_b", "country", "where_coordinates", "where_prec", "latitude",
    "longitude", "date_start", "date_end", "date_prec", "event_type", "source_article", "source_original",
)  # fmt: skip
_CLASH = ("Political violence", "Battles", "Armed clash")
_STRATEGIC = ("Strategic developments", "Strategic developments")
_ACLED_TYPES = {
    "offensive": _CLASH, "entry": _CLASH, "partial_capture": _CLASH,
    "siege": (*_STRATEGIC, "Other"), "siege_end": (*_STRATEGIC, "Other"),
    "withdrawal": (*_STRATEGIC, "Non-violent transfer of territory"),
}  # fmt: skip
_GEO_PRECISION = {"region": 3, "district": 1, "city": 1, "base": 1, "crossing": 1}
_WHERE_PRECISION = {"region": 4, "district": 1, "city": 1, "base": 1, "crossing": 1}


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    return {row["code"]: row["country"] for row in shared_table("countries")}


def country_name(country: str) -> str:
    """The English name of a country given as ISO code or name.

    >>> country_name("IQ"), country_name("Iraq"), country_name("")
    ('Iraq', 'Iraq', '')
    """
    return _countries().get(country, country)


def by_state(actor: str) -> bool:
    """True where the first party named is a country, and so its state forces.

    >>> by_state("Iraq; Peshmerga"), by_state("Islamic State"), by_state("")
    (True, False, False)
    """
    return actor.split(";")[0].strip() in _countries().values()


def to_acled(events: pd.DataFrame) -> pd.DataFrame:
    """Reported changes in the shape of an ACLED export, one row an event, sorted by date and id.

    In: schema.EVENTS. Out: the columns of `ACLED`. `event_date` is the middle of the window (the bound, where the
    other is open), `time_precision` 1 for a day, 2 up to a week, 3 beyond; the window itself stands in the last two
    columns. Left out, and listed in `attrs["left_out"]`: `control` rows (no change), `planned`, `denied`, undated ones.
    """
    used, left_out = _usable(events, need_both=False)
    rows = []
    for row in used.to_dict("records"):
        first, last = row["date_earliest"], row["date_latest"]
        day = _middle(first, last)
        disorder, kind, sub = _acled_type(row)
        rows.append((
            row["event_id"], day, int(day[:4]), _time_precision(first, last), disorder, kind, sub, row["actor"],
            row["opponent"], country_name(row["country"]), row["place"], row["latitude"], row["longitude"],
            _GEO_PRECISION.get(row["place_kind"], 1), row["attribution"] or row["source"] or row["article_id"],
            row["evidence"], first, last,
        ))  # fmt: skip
    return _table(rows, ACLED, ["event_date", "event_id_cnty"], left_out)


def to_ucdp(events: pd.DataFrame) -> pd.DataFrame:
    """Reported changes in the manner of UCDP GED, one row an event, sorted by date and id.

    In: schema.EVENTS. Out: the columns of `UCDP`. `date_prec` 1 a day, 2 two to six days, 3 a week, 4 up to a month, 5
    longer; `where_prec` 1 the place itself, 4 a province; `type_of_violence` 1 where a state is on either side, else 2.
    No deaths are counted. Left out and listed in `attrs["left_out"]` as in `to_acled`, and rows with an open bound.
    """
    used, left_out = _usable(events, need_both=True)
    rows = [
        (
            row["event_id"], int(row["date_earliest"][:4]), 2 - (by_state(row["actor"]) or by_state(row["opponent"])),
            row["actor"], row["opponent"], country_name(row["country"]), row["place"],
            _WHERE_PRECISION.get(row["place_kind"], 1), row["latitude"], row["longitude"], row["date_earliest"],
            row["date_latest"], _date_precision(row["date_earliest"], row["date_latest"]), row["type"],
            row["article_id"], row["attribution"] or row["source"],
        )
        for row in used.to_dict("records")
    ]  # fmt: skip
    return _table(rows, UCDP, ["date_start", "id"], left_out)


def _usable(events: pd.DataFrame, need_both: bool) -> tuple[pd.DataFrame, list[str]]:
    table = events.copy()
    for name in EVENTS:
        if name not in table:
            table[name] = float("nan") if name in FLOATS else ""
    text = table.columns.difference([*FLOATS, *INTEGERS])
    table[text] = table[text].fillna("").astype(str)
    first, last = table["date_earliest"] != "", table["date_latest"] != ""
    dated = first & last if need_both else first | last
    keep = dated & table["status"].isin(("", "reported")) & (table["type"] != "control")
    return table[keep], sorted(table["event_id"][~keep])


def _table(rows: list[tuple], columns: tuple[str, ...], by: list[str], left_out: list[str]) -> pd.DataFrame:
    out = pd.DataFrame(rows, columns=list(columns)).sort_values(by, kind="stable").reset_index(drop=True)
    out = out.astype({c: "int64" for c in columns if c in INTEGERS} | {c: "float64" for c in columns if c in FLOATS})
    out.attrs["left_out"] = left_out
    return out


def _acled_type(row: dict) -> tuple[str, str, str]:
    """disorder_type, event_type and sub_event_type; a foreign state that takes a place does not "regain" it."""
    if row["type"] in _ACLED_TYPES:
        return _ACLED_TYPES[row["type"]]
    home = country_name(row["country"])
    regains = by_state(row["actor"]) and home in ("", row["actor"].split(";")[0].strip())
    return (*_CLASH[:2], "Government regains territory" if regains else "Non-state actor overtakes territory")


def _days(first: str, last: str) -> int | None:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1 if first and last else None


def _time_precision(first: str, last: str) -> int:
    days = _days(first, last)
    return 3 if days is None or days > 7 else 1 if days == 1 else 2


def _date_precision(first: str, last: str) -> int:
    days = _days(first, last) or 0
    return next((code for most, code in ((1, 1), (6, 2), (7, 3), (31, 4)) if days <= most), 5)


def _middle(first: str, last: str) -> str:
    if not first or not last:
        return first or last
    a, b = date.fromisoformat(first), date.fromisoformat(last)
    return (a + (b - a) / 2).isoformat()


def to_geojson(control: pd.DataFrame, day: str | date = "") -> dict:
    """The spans as a GeoJSON FeatureCollection (RFC 7946): all of them, or those that may have lasted on a `day`.

    A feature is a span with the columns of schema.CONTROL as properties; with a `day` also `day` and `certain` (false
    within the windows in which it began or ended: then more than one feature may stand for a place). A place without
    coordinates keeps its features, with geometry null. Raises `ValueError` for a day that is none.

    >>> spans = pd.DataFrame({"place": ["Mosul"], "holder": ["Iraq"], "state": ["held"], "latitude": [36.3],
    ...     "longitude": [43.1], "start_earliest": ["2017-07-01"], "start_latest": ["2017-07-10"], "end_earliest": [""],
    ...     "end_latest": [""]})
    >>> [f["properties"]["certain"] for f in to_geojson(spans, "2017-07-05")["features"]]
    [False]
    >>> to_geojson(spans, "2016-01-01")["features"]
    []
    """
    on = date.fromisoformat(str(day)).isoformat() if day else ""
    features = []
    for row in control.to_dict("records"):
        if on and not _lasts(row, on, possible=True):
            continue
        cells = {k: None if pd.isna(v) else v for k, v in row.items() if k not in ("latitude", "longitude")}
        if on:
            cells |= {"day": on, "certain": _lasts(row, on, possible=False)}
        place = [row.get("longitude"), row.get("latitude")]
        point = None if any(v is None or pd.isna(v) for v in place) else {"type": "Point", "coordinates": place}
        features.append({"type": "Feature", "geometry": point, "properties": cells})
    return {"type": "FeatureCollection", "features": features}


def _lasts(row: dict, day: str, possible: bool) -> bool:
    """True where a span may have lasted, or certainly did, on a day. The first span has no start, the last no end."""
    starts, ends = (row["start_earliest"], row["start_latest"]), (row["end_earliest"], row["end_latest"])
    if possible:
        return starts[0] <= day and (not ends[1] or day <= ends[1])
    began = starts[1] <= day and (starts[1] or not starts[0])
    return bool(began or not any(starts)) and (not any(ends) or day < (ends[0] or day))


def to_timelinejs(control: pd.DataFrame, title: str = "Territorial control") -> dict:
    """The spans as TimelineJS3 JSON: one slide a span, one group a place; all text escaped, for TimelineJS reads HTML.

    A date has only the parts that the window fixes (a month-wide window is a month); `display_date` shows the window.
    Spans without any start (before the first report) are left out.
    """
    slides = []
    for n, row in enumerate(control.to_dict("records")):
        start = row["start_latest"] or row["start_earliest"]
        if not start:
            continue
        slide = {
            "unique_id": f"span-{n}",
            "group": row["place"],
            "start_date": _js_date(row["start_earliest"], row["start_latest"]),
            "display_date": f"{_window(row, 'start') or '?'} – {_window(row, 'end') or 'still so'}",
            "text": {"headline": html.escape(_headline(row)), "text": html.escape(_account(row))},
        }
        if row["end_latest"]:
            slide["end_date"] = _js_date(row["end_earliest"], row["end_latest"])
        slides.append(slide)
    return {"title": {"text": {"headline": html.escape(title)}}, "events": slides}


def _js_date(first: str, last: str) -> dict[str, int]:
    first, last = first or last, last or first
    year, month, day = map(int, last.split("-"))
    if first == last:
        return {"year": year, "month": month, "day": day}
    if first[:7] == last[:7]:
        return {"year": year, "month": month}
    return {"year": year} if first[:4] == last[:4] else {"year": year, "month": month}


def _window(row: dict, side: str) -> str:
    first, last = row[f"{side}_earliest"], row[f"{side}_latest"]
    return first if first == last else f"{first or '?'} / {last}"


def _headline(row: dict) -> str:
    who = {"held": "held by ", "unknown": ""}.get(row["state"], f"{row['state']}: ")
    return f"{row['place']}: {who}{row['holder'] or 'unknown'}"


def _account(row: dict) -> str:
    parts = [f"{row['claims']} article(s), {row['sources']} source(s)."] if row.get("claims") else ["No report."]
    parts += [f"{row['standing'].capitalize()}."] if row.get("standing") in ("claimed", "disputed") else []
    parts += [f"{row['extent']}."] if row.get("extent") else []
    return " ".join(parts)


def to_datapackage(files: dict[str, tuple[bytes, pd.DataFrame | None]], name: str = "conflict-timeline-export") -> dict:
    """A Frictionless Data Package (v1) that describes the files: path, bytes, hash, and the fields of the tables.

    In: file name to its bytes and, for a CSV file, the table in it.
    """
    resources = []
    for path, (data, table) in sorted(files.items()):
        stem, _, ending = path.partition(".")
        one = {"name": f"{stem}-{ending}".lower().replace("_", "-").replace(".", "-"), "path": path}
        one |= {"hash": f"sha256:{sha256(data).hexdigest()}", "format": ending.rpartition(".")[2]}
        if table is not None:
            one |= {"profile": "tabular-data-resource", "encoding": "utf-8", "mediatype": "text/csv"}
            one["bytes"] = len(data)
            one["schema"] = {"fields": [_field(c) for c in table.columns], "missingValues": [""]}
        else:
            one["profile"] = "data-resource"
        resources.append(one)
    return {
        "profile": "data-package",
        "name": name,
        "title": "Territorial control, from news text",
        "sources": [{"title": "GeoNames (coordinates of places), CC BY 4.0", "path": "https://www.geonames.org"}],
        "resources": resources,
    }


def _field(column: str) -> dict:
    kind = "date" if column in DAYS else "integer" if column in INTEGERS else "number" if column in FLOATS else "string"
    return {"name": column, "type": kind}


def parquet_bytes(table: pd.DataFrame) -> bytes:
    """A table as Parquet; the columns of days are dates there, empty where unbounded."""
    out = table.copy()
    out.attrs = {}
    for column in out.columns.intersection(DAYS):
        days = [date.fromisoformat(cell) if cell else None for cell in out[column].fillna("")]
        out[column] = pd.Series(days, index=out.index, dtype="date32[day][pyarrow]")
    return out.to_parquet(index=False)


def _json_bytes(value: dict) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def write_exports(control: pd.DataFrame, events: pd.DataFrame, folder: str | Path, day: str | date = "") -> list[Path]:
    """Write every form into a folder, and `datapackage.json` that describes them; returns the paths, sorted.

    With a `day`, also `control-<day>.geojson`. The same tables give the same bytes. Raises `OSError` where the folder
    cannot be written.

    >>> events = pd.DataFrame({"event_id": ["e"], "place": ["Rawa"], "type": ["capture"], "actor": ["Iraq"],
    ...                        "date_earliest": ["2017-11-17"], "date_latest": ["2017-11-17"]})
    >>> import tempfile, timeline
    >>> control = timeline.control_spans(events)
    >>> [path.name for path in write_exports(control, events, tempfile.mkdtemp())][:4]
    ['acled.csv', 'control.csv', 'control.geojson', 'control.parquet']
    """
    tables: dict[str, pd.DataFrame] = {
        "events.csv": events[[c for c in EVENTS if c in events]],
        "control.csv": control[[c for c in CONTROL if c in control]],
        "acled.csv": to_acled(events),
        "ucdp.csv": to_ucdp(events),
    }
    files: dict[str, tuple[bytes, pd.DataFrame | None]] = {n: (frame_bytes(t), t) for n, t in tables.items()}
    made: dict[str, Callable[[], bytes]] = {
        "events.parquet": lambda: parquet_bytes(tables["events.csv"]),
        "control.parquet": lambda: parquet_bytes(tables["control.csv"]),
        "control.geojson": lambda: _json_bytes(to_geojson(control)),
        "timeline.json": lambda: _json_bytes(to_timelinejs(control)),
    }
    if day:
        made[f"control-{day}.geojson"] = lambda: _json_bytes(to_geojson(control, day))
    files |= {name: (make(), None) for name, make in made.items()}
    files["datapackage.json"] = (_json_bytes(to_datapackage(files)), None)
    root = Path(folder)
    root.mkdir(parents=True, exist_ok=True)
    for name, (data, _) in files.items():
        write_bytes(root / name, data)
    return sorted(root / name for name in files)
