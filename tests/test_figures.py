"""Figures: every span and event is drawn exactly once, doubt is drawn as doubt, and colours and words hold."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import plotly.express as px
import pytest
from figure_sample import awkward_events, sample
from hypothesis import HealthCheck, given, settings

from timeline.control import control_spans
from timeline.figures import (
    cities_spec,
    city_spec,
    layout,
    marks_of_cities,
    marks_of_city,
    plot_cities,
    plot_city,
    plot_map,
)
from timeline.figures.maps import _area, _meets, held_on, place_labels
from timeline.figures.palette import PATTERNS, look_of, looks, plain_colours
from timeline.figures.tables import full_control, full_events
from timeline.figures.words import holders_of, labels
from timeline.languages import shared_table
from timeline.schema import STATUSES, TYPES

SHORT = {
    "holder": "Iraq",
    "state": "held",
    "start_earliest": "",
    "start_latest": "",
    "end_earliest": "",
    "end_latest": "",
}


def spans(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([{"place": "Mosul", **SHORT, **row} for row in rows])


def drawn(data, kinds) -> list[str]:
    return sorted(item for t in data if t["meta"]["kind"] in kinds for item in t["customdata"])


def expected_spans(control: pd.DataFrame) -> list[str]:
    return sorted(s.item for s in full_control(control).itertuples() for _ in holders_of(s.holder) or [""])


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=awkward_events())
def test_every_span_and_event_is_drawn_exactly_once(events):
    control = full_control(control_spans(events))
    told = full_events(events, control)
    whole = cities_spec(control, told, "en")["data"]
    assert drawn(whole, layout.SPAN_KINDS) == expected_spans(control)
    assert drawn(whole, ("event",)) == sorted(told["item"])
    in_cities = [city_spec(control, place, told, "en")["data"] for place in sorted({*control["place"], *told["shown"]})]
    assert sorted(i for data in in_cities for i in drawn(data, layout.SPAN_KINDS)) == expected_spans(control)
    assert sorted(i for data in in_cities for i in drawn(data, ("event",))) == sorted(told["item"])


def test_the_figures_of_the_sample_hold_every_span_and_event_once():
    control, events, _ = sample()
    figure = plot_cities(control, events)
    assert drawn(figure.data, layout.SPAN_KINDS) == expected_spans(control)
    assert drawn(figure.data, ("event",)) == sorted(events["event_id"])


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=awkward_events())
def test_plotly_accepts_whatever_is_drawn(events):
    control = control_spans(events)
    assert plot_cities(control, events).data and plot_city(control, events["place"][0], events).data


def test_plotly_knows_each_symbol_in_each_status():
    rows = [
        {"event_id": f"{t}{s}", "place": "Mosul", "type": t, "status": s, "actor": "Iraq", "date_latest": "2017-07-10"}
        for t in TYPES
        for s in STATUSES
    ]
    figure = plot_city(spans({}), "Mosul", pd.DataFrame(rows))
    looks_of = {(t.name, symbol) for t in figure.data if t.meta["kind"] == "event" for symbol in t.marker.symbol}
    assert len(looks_of) == len(rows)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=awkward_events())
def test_marks_lie_within_the_frame_and_bars_run_forward(events):
    control = control_spans(events)
    marks, _, frame = marks_of_cities(control, events)
    assert (marks["x1"] >= marks["x0"]).all()
    points = marks[marks["kind"] != "reach"]
    assert points["x0"].between(frame.lo, frame.hi).all() and points["x1"].between(frame.lo, frame.hi).all()
    bars = marks[marks["kind"].isin(["core", "window", "carried", "silence"])]
    assert (bars["x1"] > bars["x0"]).all() and (bars["height"] > 0).all()


def test_open_and_short_spans_are_drawn_where_px_timeline_drops_them():
    control = spans(
        {"end_earliest": "2014-06-10", "end_latest": "2014-06-10", "holder": "", "state": "unknown"},
        {
            "start_earliest": "2014-06-10",
            "start_latest": "2014-06-10",
            "end_earliest": "2014-06-10",
            "end_latest": "2014-06-10",
        },
        {
            "start_earliest": "2014-06-10",
            "start_latest": "2014-06-10",
            "end_earliest": "2017-07-10",
            "end_latest": "2017-07-10",
        },
        {"start_earliest": "2017-07-10", "start_latest": "2017-07-10"},
    )
    assert drawn(plot_city(control, "Mosul").data, layout.SPAN_KINDS) == [f"Mosul/{n}" for n in (1, 2, 3, 4)]
    express = px.timeline(control, x_start="start_latest", x_end="end_earliest", y="place")
    visible = [x for t in express.data for x, base in zip(t.x, t.base, strict=True) if not pd.isna(base) and x > 0]
    assert len(visible) == 1  # of four: the open start, the open end and the day's span are lost


def test_contested_spans_are_lanes_and_share_the_bar():
    control = spans(
        {
            "holder": "Iraq; Islamic State; Peshmerga",
            "state": "contested",
            "start_latest": "2016-10-17",
            "end_earliest": "2017-07-01",
        },
        {"start_earliest": "2017-07-01", "start_latest": "2017-07-31"},
    )
    marks, _, _ = marks_of_cities(control)
    lanes = marks[(marks["kind"] == "core") & (marks["item"] == "Mosul/1")]
    assert sorted(lanes["actor"]) == ["Iraq", "Islamic State", "Peshmerga"]
    assert lanes["height"].sum() == pytest.approx(layout.BAR)
    edges = sorted((y - h / 2, y + h / 2) for y, h in zip(lanes["y"], lanes["height"], strict=True))
    assert all(a[1] <= b[0] + 1e-9 for a, b in pairwise(edges))
    window = marks[
        (marks["item"] == "Mosul/2") & (marks["x1"] > marks["x0"]) & marks["kind"].isin(["window", "steady"])
    ]
    assert set(zip(window["kind"], window["other"], window["actor"], strict=True)) == {
        ("steady", "Iraq", "Iraq"),
        ("window", "Islamic State", "Iraq"),
        ("window", "Peshmerga", "Iraq"),
    }


def test_doubt_has_its_own_marks():
    control = spans(
        {"end_latest": "2014-06-30", "end_earliest": "2014-06-01", "holder": "", "state": "unknown"},
        {
            "start_earliest": "2014-06-01",
            "start_latest": "2014-06-30",
            "end_earliest": "2016-01-01",
            "end_latest": "2016-01-01",
            "state": "besieged",
            "dissent": "e9",
        },
        {"start_earliest": "2016-01-01", "start_latest": "2016-01-01"},
    )
    marks, _, _ = marks_of_cities(control)
    kinds = {k: set(rows["item"]) for k, rows in marks.groupby("kind")}
    assert kinds == {
        "silence": {"Mosul/1"},
        "window": {"Mosul/2"},
        "core": {"Mosul/2"},
        "siege": {"Mosul/2"},
        "dissent": {"Mosul/2"},
        "tick": {"Mosul/3"},
        "arrow": {"Mosul/3"},
    }
    window = next(t for t in plot_cities(control).data if t.meta["kind"] == "window")
    assert window.marker.pattern.shape == "/" and window.base == ("2014-06-01",) and window.x == (29 * 86_400_000,)


def test_nothing_is_carried_on_in_silence():
    control = spans(
        {"start_earliest": "2017-07-10", "start_latest": "2017-07-10"},
        {"place": "Raqqa", "start_earliest": "2019-01-01", "start_latest": "2019-01-01"},
    )
    marks, _, frame = marks_of_cities(control)
    carried = marks[marks["kind"] == "carried"].iloc[0]
    assert (carried["item"], carried["x1"]) == ("Mosul/1", frame.as_of) and carried["height"] < layout.BAR / 2


def test_events_of_one_day_are_stacked_not_hidden():
    events = pd.DataFrame(
        [
            {
                "event_id": f"e{n}",
                "place": "Mosul",
                "type": "capture",
                "actor": "Iraq",
                "date_earliest": "2017-07-10",
                "date_latest": "2017-07-10",
            }
            for n in range(6)
        ]
    )
    for marks in (marks_of_cities(spans({}), events)[0], marks_of_city(spans({}), "Mosul", events)[0]):
        told = marks[marks["kind"] == "event"]
        assert len(set(zip(told["x0"], told["y"], strict=True))) == 6


def test_a_district_s_events_stand_in_its_city_too():
    control, events, _ = sample()
    told = drawn(plot_city(control, "Mosul", events).data, ("event",))
    ours = events[(events["place"] == "Mosul") | (events["parent"] == "Mosul")]
    assert (ours["parent"] == "Mosul").any() and told == sorted(ours["event_id"])


def test_article_text_is_text():
    events = pd.DataFrame(
        [
            {
                "event_id": "e1",
                "place": "<b>X</b>",
                "type": "capture",
                "actor": "<img src=x>",
                "date_latest": "2017-07-10",
                "date_earliest": "2017-07-10",
                "evidence": "<script>alert(1)</script> & <a href='javascript:x'>y</a>",
            }
        ]
    )
    control = control_spans(events)
    for figure in (plot_cities(control, events), plot_city(control, "<b>X</b>", events)):
        texts = [str(h) for t in figure.data for h in t.hovertext or ()] + [t.name or "" for t in figure.data]
        texts += [*list(figure.layout.yaxis.ticktext), figure.layout.title.text]
        assert not re.search(r"<(script|img|a|b>X)", " ".join(texts))
        assert any("&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in t for t in texts)


def test_hover_lines_are_short_enough_to_read():
    control, events, _ = sample()
    lines = [line for t in plot_cities(control, events).data for h in t.hovertext or () for line in h.split("<br>")]
    assert max(len(re.sub(r"<[^>]+>|&\w+;", "", line)) for line in lines if line.startswith(("<i>", "</i>"))) <= 64


def test_the_same_tables_give_the_same_figure():
    control, events, _ = sample()
    assert plot_cities(control, events).to_json() == plot_cities(control.copy(), events.copy()).to_json()
    assert plot_map(control, events).to_json() == plot_map(control, events).to_json()


def test_input_is_not_changed():
    control, events, _ = sample()
    before = control.copy(), events.copy()
    plot_city(control, "Raqqa", events)
    pd.testing.assert_frame_equal(control, before[0])
    pd.testing.assert_frame_equal(events, before[1])


def test_errors_say_what_to_do():
    with pytest.raises(KeyError, match="did you mean Mosul"):
        plot_city(spans({"start_latest": "2017-07-10"}), "Mosoel")
    with pytest.raises(ValueError, match="no column holder"):
        plot_cities(pd.DataFrame({"place": ["Mosul"], "state": ["held"], "start_latest": [""], "end_earliest": [""]}))
    with pytest.raises(ValueError, match="lang='xx' has no labels"):
        plot_cities(spans({}), lang="xx")


def test_empty_and_undated_tables_still_give_a_figure():
    assert "no rows" in plot_cities(spans({}).iloc[:0]).layout.annotations[0].text
    assert drawn(plot_cities(spans({})).data, layout.SPAN_KINDS) == ["Mosul/1"]
    assert plot_map(spans({}).iloc[:0]).layout.meta["places"] == []


def test_the_first_view_is_not_squeezed_by_one_old_date():
    rows = [
        {"place": f"P{n}", "start_earliest": f"2017-0{n}-01", "start_latest": f"2017-0{n}-01"} for n in range(1, 10)
    ] * 8
    control = spans({"place": "Old", "start_earliest": "1948-05-14", "start_latest": "1948-05-14"}, *rows)
    figure = plot_cities(control)
    assert figure.layout.xaxis.range[0] > "2016" and figure.layout.meta["from"] < "1949"
    assert any("older dates" in a.text for a in figure.layout.annotations)


# ---- map ----


def test_the_map_shows_who_held_each_place_on_each_day():
    control, events, _ = sample()
    figure = plot_map(control, events)
    places = figure.layout.meta["places"]
    raqqa = places.index("Raqqa")
    colours = {f.name: f.data[-1].marker.color[raqqa] for f in figure.frames}
    assert colours["2015-04-01" if "2015-04-01" in colours else "2015-01-01"] == look_of("Islamic State").colour
    assert list(colours.values())[-1] == look_of("SDF").colour
    assert len(figure.frames) <= 61 and all(f.traces == figure.frames[0].traces for f in figure.frames)


def test_a_ring_is_the_second_party():
    control = spans(
        {
            "holder": "Islamic State; Iraq",
            "state": "contested",
            "start_latest": "2016-10-17",
            "latitude": 36.3,
            "longitude": 43.1,
        }
    )
    ring, dot = plot_map(control).frames[-1].data
    assert (dot.marker.color[0], ring.marker.color[0]) == (look_of("Islamic State").colour, look_of("Iraq").colour)


def test_a_change_counts_from_the_end_of_its_window():
    rows = list(
        spans(
            {"holder": "", "end_earliest": "2017-07-01", "end_latest": "2017-07-31"},
            {"start_earliest": "2017-07-01", "start_latest": "2017-07-31"},
        ).itertuples()
    )
    day = pd.Timestamp("2017-07-15").toordinal()
    assert held_on(rows, day)[0].holder == "" and held_on(rows, day)[1]
    assert held_on(rows, day + 16)[0].holder == "Iraq"


def test_names_on_the_map_do_not_collide():
    rng = np.random.default_rng(7)
    there = pd.DataFrame(
        {
            "place": [f"Place number {n}" for n in range(60)],
            "longitude": rng.uniform(38, 44, 60),
            "latitude": rng.uniform(33, 37, 60),
            "events": 1,
            "spans": 1,
        }
    )
    position, text = place_labels(there, (37, 45, 32, 38))
    spots = [
        ((x - 37) / 8 * 900, (38 - y) / 6 * 560) for x, y in zip(there["longitude"], there["latitude"], strict=True)
    ]
    areas = [_area(p, *s, 6.4 * len(t) + 4) for p, s, t in zip(position, spots, text, strict=True) if t]
    assert len(areas) > 15 and not any(_meets(a, b) for a, b in combinations(areas, 2))


# ---- colours and words ----

_DEFICIENCY = {  # Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def _lab(colour: str, deficiency: list) -> np.ndarray:
    c = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(deficiency) @ linear, 0, 1)
    to_xyz = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    xyz = to_xyz @ linear / np.array([0.95047, 1, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one: np.ndarray, two: np.ndarray) -> float:
    """Sharma, Wu and Dalal (2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    g = 1.5 - 0.5 * np.sqrt(c7 / (c7 + 25**7))
    c1, c2 = np.hypot(g * a1, b1), np.hypot(g * a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, g * a1)) % 360, np.degrees(np.arctan2(b2, g * a2)) % 360
    dh = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0
    hm = h1 + h2 if not c1 * c2 else (h1 + h2) / 2 + (180 if abs(h1 - h2) > 180 else 0)
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * np.cos(np.radians(hm - 30))
        + 0.24 * np.cos(np.radians(2 * hm))
        + 0.32 * np.cos(np.radians(3 * hm + 6))
        - 0.20 * np.cos(np.radians(4 * hm - 63))
    )
    sl, sc, sh = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2), 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rt = -2 * np.sqrt(cm**7 / (cm**7 + 25**7)) * np.sin(np.radians(60 * np.exp(-(((hm % 360 - 275) / 25) ** 2))))
    x, y, z = (l2 - l1) / sl, (c2 - c1) / sc, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh / 2)) / sh
    return float(np.sqrt(x * x + y * y + z * z + rt * y * z))


def test_the_colour_distance_agrees_with_its_paper():
    assert ciede2000(np.array([50, 2.6772, -79.7751]), np.array([50, 0, -82.7485])) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000(np.array([2.0776, 0.0795, -1.1350]), np.array([0.9033, -0.0636, -0.5514])) == pytest.approx(
        0.9082, abs=1e-4
    )


@pytest.mark.parametrize("name", _DEFICIENCY)
def test_eight_plain_colours_stay_apart(name):
    labs = [_lab(colour, _DEFICIENCY[name]) for colour in plain_colours()]
    assert len(labs) == 8
    assert min(ciede2000(a, b) for a, b in combinations(labs, 2)) >= 15


def test_each_look_of_the_table_is_told_apart_within_its_country():
    fights = {row["actor"]: row["country"].split(";") for row in shared_table("actors")}
    for country in ("Syria", "Iraq", "Afghanistan", "Yemen", "Ukraine"):
        there = [a for a in looks() if a == country or country in fights.get(a, [])]
        seen = [(look_of(a).colour, look_of(a).pattern) for a in there]
        assert len(seen) == len(set(seen)), (country, there)


def test_unknown_actors_keep_their_look_and_have_a_pattern():
    looks_now = {name: look_of(name) for name in ("Zwarte Brigade", "Front van het Noorden", "Militie 7")}
    assert all(look.pattern in PATTERNS and look.short == name for name, look in looks_now.items())
    assert (looks_now["Zwarte Brigade"].colour, looks_now["Zwarte Brigade"].pattern) == ("#DFA200", "x")


def test_a_bad_colour_is_named_by_its_line(tmp_path):
    path = tmp_path / "colours.csv"
    path.write_text("actor,short,colour,pattern\nIraq,Iraq,blue,\n")
    with pytest.raises(ValueError, match=r"colours.csv:2: colour 'blue' of 'Iraq'"):
        looks(path)
    path = tmp_path / "more.csv"
    path.write_text("actor,short,colour,pattern\nIraq,Iraq,#0064A9,/\n")
    with pytest.raises(ValueError, match=r"more.csv:2: pattern '/'"):
        looks(path)


def test_labels_are_whole_in_every_language():
    rows = shared_table("labels")
    assert len({row["key"] for row in rows}) == len(rows)
    for row in rows:
        fields = {lang: sorted(re.findall(r"{\w+}", row[lang])) for lang in ("en", "nl")}
        assert row["en"] and row["nl"] and fields["en"] == fields["nl"], row.rule
        assert row["en"].count("|") == row["nl"].count("|"), row.rule


def test_dutch_figures_speak_dutch():
    control, events, _ = sample()
    figure = plot_city(control, "Raqqa", events, lang="nl")
    assert (
        figure.layout.title.text == "Raqqa: wie had de plaats?"
        and "laatste bericht" in figure.layout.annotations[0].text
    )
    assert labels("nl")["capture"] in {t.name for t in figure.data}


def test_what_an_undated_article_tells_may_be_later_than_the_last_dated_one():
    cells = {"type": "capture", "status": "reported", "precision": "day", "place_kind": "city"}
    told = [("Tikrit", "Iraq", "2025-03-26", "2025-03-26"), ("El Fasher", "Rapid Support Forces", "2025-10-26", "")]
    events = pd.DataFrame(
        [{**cells, "event_id": place, "article_id": place, "place": place, "actor": actor, "date_earliest": day,
          "date_latest": day, "published": published} for place, actor, day, published in told]
    )  # fmt: skip
    control = control_spans(events)
    marks, _, frame = marks_of_cities(control, events)
    assert frame.as_of == pd.Timestamp("2025-10-26").toordinal()
    assert (marks["x1"] >= marks["x0"]).all()
