"""Exports open in the programs they are made for: frictionless, shapely, pyarrow, a JSON schema of TimelineJS3."""

from __future__ import annotations

import json

import frictionless
import jsonschema
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely.geometry
from control_stand_in import gold_events

from timeline import export
from timeline.control import control_spans
from timeline.frames import frame_bytes, read_frame
from timeline.schema import CONTROL

PLACES = {"Mosul": ("IQ", 36.34, 43.13), "Palmyra": ("SY", 34.55, 38.27), "Kirkuk": ("IQ", 35.47, 44.39)}


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    table = gold_events()
    for n, column in enumerate(("country", "latitude", "longitude")):
        empty = "" if column == "country" else float("nan")
        table[column] = [PLACES[p][n] if p in PLACES else empty for p in table["place"]]
    return table


@pytest.fixture(scope="module")
def control(events) -> pd.DataFrame:
    return control_spans(events)


@pytest.fixture(scope="module")
def folder(events, control, tmp_path_factory):
    root = tmp_path_factory.mktemp("exports")
    export.write_exports(control, events, root, day="2017-01-01")
    return root


def test_datapackage_validates_and_every_file_is_in_it(folder):
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    named = {resource["path"] for resource in package["resources"]}
    assert named == {p.name for p in folder.iterdir()} - {"datapackage.json"}


def test_datapackage_finds_a_cell_that_is_no_date(folder, tmp_path):
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / "ucdp.csv").read_text(encoding="utf-8")
    (tmp_path / "ucdp.csv").write_text(text.replace("2017-07-10", "10 July"), encoding="utf-8")
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert "type-error" in {problem[0] for problem in report.flatten(["type"])}


def test_same_tables_give_the_same_bytes(folder, events, control, tmp_path):
    shuffled = control_spans(events.sample(frac=1, random_state=3).reset_index(drop=True))
    export.write_exports(shuffled, events, tmp_path, day="2017-01-01")
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_geojson_of_all_spans_has_points_that_shapely_reads(control):
    collection = json.loads(json.dumps(export.to_geojson(control), allow_nan=False))
    assert len(collection["features"]) == len(control)
    for feature in collection["features"]:
        cells = feature["properties"]
        assert set(CONTROL) - {"latitude", "longitude"} == set(cells)
        if cells["place"] in PLACES:
            point = shapely.geometry.shape(feature["geometry"])
            assert (point.y, point.x) == PLACES[cells["place"]][1:]
        else:
            assert feature["geometry"] is None


@pytest.mark.parametrize(
    ("day", "holder", "certain"),
    [("2016-01-01", "Islamic State", True), ("2016-03-27", "Islamic State", False), ("2017-03-02", "Syria", True),
     ("2020-01-01", "Syria", True), ("2015-01-01", "Syria", False)],
)  # fmt: skip
def test_geojson_of_a_day_says_who_held_it_and_whether_that_is_certain(control, day, holder, certain):
    features = export.to_geojson(control[control["place"] == "Palmyra"], day)["features"]
    assert (holder, certain) in [(f["properties"]["holder"], f["properties"]["certain"]) for f in features]
    assert sum(f["properties"]["certain"] for f in features) <= 1


def test_acled_names_who_regains_and_who_overtakes(events):
    table = export.to_acled(events).set_index("event_id_cnty")
    ids = {(r.place, r.actor, r.date_edtf): r.event_id for r in events[events["type"] == "capture"].itertuples()}
    mosul = table.loc[ids["Mosul", "Iraq", "2017-07-10"]]
    assert mosul["sub_event_type"] == "Government regains territory"
    assert (mosul["event_date"], mosul["time_precision"], mosul["country"]) == ("2017-07-10", 1, "Iraq")
    fall = table.loc[ids["Mosul", "Islamic State", "2014-06"]]
    assert fall["sub_event_type"] == "Non-state actor overtakes territory"
    assert (fall["event_date"], fall["time_precision"]) == ("2014-06-15", 3)
    assert (fall["event_date_earliest"], fall["event_date_latest"]) == ("2014-06-01", "2014-06-30")


def test_events_without_change_or_date_are_left_out_by_name(events):
    for table, key in ((export.to_acled(events), "event_id_cnty"), (export.to_ucdp(events), "id")):
        assert set(table[key]) | set(table.attrs["left_out"]) == set(events["event_id"])
        assert not set(table[key]) & set(table.attrs["left_out"])
        out = events.set_index("event_id").loc[list(table[key])]
        assert set(out["status"]) == {"reported"} and "control" not in set(out["type"])


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [("2017-01-01", "2017-01-01", 1), ("2017-01-01", "2017-01-06", 2), ("2017-01-01", "2017-01-07", 3),
     ("2017-01-01", "2017-01-31", 4), ("2017-01-01", "2017-12-31", 5)],
)  # fmt: skip
def test_ucdp_date_precision(first, last, code):
    event = {"event_id": "e", "place": "X", "type": "capture", "actor": "Iraq", "opponent": "Islamic State",
             "status": "reported", "date_earliest": first, "date_latest": last}  # fmt: skip
    row = export.to_ucdp(pd.DataFrame([event])).iloc[0]
    assert (row["date_prec"], row["type_of_violence"], row["where_prec"]) == (code, 1, 1)


_JS_DATE = {
    "type": "object", "required": ["year"], "additionalProperties": False,
    "properties": {"year": {"type": "integer"}, "month": {"type": "integer", "minimum": 1, "maximum": 12},
                   "day": {"type": "integer", "minimum": 1, "maximum": 31}},
    "dependentRequired": {"day": ["month"]},
}  # fmt: skip
TIMELINEJS = {
    "type": "object", "required": ["events"], "additionalProperties": False,
    "properties": {
        "title": {"type": "object", "required": ["text"]},
        "events": {"type": "array", "minItems": 1, "items": {
            "type": "object", "required": ["start_date", "text"], "additionalProperties": False,
            "properties": {
                "start_date": _JS_DATE, "end_date": _JS_DATE, "group": {"type": "string"},
                "display_date": {"type": "string"}, "unique_id": {"type": "string"},
                "text": {"type": "object", "properties": {"headline": {"type": "string"}, "text": {"type": "string"}}},
            },
        }},
    },
}  # fmt: skip


def test_timelinejs_fits_its_schema_and_dates_no_month_to_a_day(folder):
    story = json.loads((folder / "timeline.json").read_text(encoding="utf-8"))
    jsonschema.validate(story, TIMELINEJS)
    slides = [s for s in story["events"] if s["group"] == "Deir ez-Zor"]
    assert slides[-1]["start_date"] == {"year": 2017, "month": 11}
    assert len({s["unique_id"] for s in story["events"]}) == len(story["events"])


def test_text_of_articles_reaches_no_page_and_no_formula_unescaped():
    row = {"event_id": "e", "article_id": "a", "place": "<script>x</script>", "type": "capture",
           "actor": "=HYPERLINK(1)", "date_earliest": "2017-01-01", "date_latest": "2017-01-01",
           "evidence": "+1"}  # fmt: skip
    events = pd.DataFrame([row])
    control = control_spans(events)
    assert "<" not in json.dumps([s["text"] for s in export.to_timelinejs(control)["events"]])
    for table in (events, control, export.to_acled(events)):
        cells = frame_bytes(table).decode().replace("\n", ",").split(",")
        assert not [c for c in cells if c.lstrip('"')[:1] in ("=", "+", "-", "@")]


def test_parquet_has_dates_and_comes_back_whole(folder, control):
    table = pq.read_table(folder / "control.parquet")
    assert str(table.schema.field("start_latest").type) == "date32[day]"
    back = table.to_pandas()
    assert back["holder"].tolist() == control["holder"].tolist()
    assert ["" if pd.isna(d) else d.isoformat() for d in back["end_latest"]] == control["end_latest"].tolist()


@pytest.mark.parametrize(("name", "key"), [("events", "event_id"), ("control", "place")])
def test_our_own_parquet_reads_as_our_own_csv_does(folder, name, key):
    own, csv = read_frame(folder / f"{name}.parquet", key), read_frame(folder / f"{name}.csv", key)
    pd.testing.assert_frame_equal(own, csv)
