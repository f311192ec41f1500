"""The map: who held each place on the day of the slider. It needs no network: borders are lines of our own."""

from __future__ import annotations

import json
import math
from datetime import date
from functools import lru_cache

import pandas as pd
import plotly.graph_objects as go

from timeline.dates import move
from timeline.languages import RESOURCES

from .draw import FONT, PAPER, TEXT, Spec, merged, scatter
from .palette import INK, look_of
from .tables import Frame, day, frame_of, full_control, full_events, iso, places_of
from .words import day_words, holders_of, labels, safe

WIDTH, HEIGHT = 900, 560
_POSITIONS = (
    "middle right",
    "middle left",
    "top center",
    "bottom center",
    "top right",
    "bottom right",
    "top left",
    "bottom left",
)


@lru_cache(maxsize=1)
def _borders() -> dict:
    return json.loads((RESOURCES / "page" / "borders.json").read_text(encoding="utf-8"))


def plot_map(
    control: pd.DataFrame, events: pd.DataFrame | None = None, *, lang: str = "en", country: str = ""
) -> go.Figure:
    """The places on a map, with a date slider and a play button; a ring is a second party that contests the place.

    In: as `plot_cities`; `country` shows the places of one country only. Places need latitude and longitude (degrees,
    WGS 84); how many have none stands in the caption. Out: a Figure with one frame per date. The last two traces are
    the rings and the places, in the order of `figure.layout.meta["places"]`.

    >>> spans = pd.DataFrame({"place": ["Mosul"], "holder": ["Iraq"], "state": ["held"], "latitude": [36.3],
    ...                       "longitude": [43.1], "start_latest": ["2017-07-31"], "end_earliest": [""]})
    >>> plot_map(spans).layout.meta["places"]
    ['Mosul']
    """
    spec, days, there, spans = map_spec(control, events, lang, country)
    last = len(spec["data"]) - 1
    figure = go.Figure(spec)
    figure.add_traces(_legend(spec["layout"]["meta"]["actors"], labels(lang)))
    figure.frames = [
        go.Frame(
            name=iso(d), data=[_paint(there, spans, d, lang, ring) for ring in (True, False)], traces=[last - 1, last]
        )
        for d in days
    ]
    return figure


def map_spec(
    control: pd.DataFrame, events: pd.DataFrame | None, lang: str, country: str = ""
) -> tuple[Spec, list[int], pd.DataFrame, dict]:
    """The map on its last day as plain data, the days of the slider, the places on it and their spans.

    Where places share a spot (a district and its city, a base known by its town), the most reported stands there; the
    most reported are drawn last, on top. Regions are no spot.
    """
    control = full_control(control)
    told = full_events(events, control)
    frame = frame_of(control, told)
    places = places_of(control, told)
    if country:
        places = places[places["country"] == country]
    there = places.dropna(subset=["latitude", "longitude"])
    there = there[(there["spans"] > 0) & (there["kind"] != "region")]
    there = there.sort_values(["events", "spans", "place"], ascending=[False, False, True], kind="stable")
    there = there.drop_duplicates(["latitude", "longitude"]).iloc[::-1].reset_index(drop=True)
    box = _box(there)
    days = slider_days(control, frame)
    spans = {place: list(rows.itertuples()) for place, rows in control.groupby("place", sort=False)}
    data = [*_land(box, there), *_dots(there, spans, days[-1], lang, box)]
    layout = _style(box, days, labels(lang), lang, int((places["kind"] != "region").sum()) - len(there))
    shown = control[control["place"].isin(there["place"])]
    layout["meta"] |= {
        "places": there["place"].tolist(),
        "days": [iso(d) for d in days],
        "actors": sorted({a for holder in shown["holder"] for a in holders_of(holder)}),
    }
    return {"data": data, "layout": layout}, days, there, spans


def slider_days(control: pd.DataFrame, frame: Frame, most: int = 60) -> list[int]:
    """The days of the slider: the first of each month, quarter, half-year or year, so that there are at most 60."""
    dated = [d for row in control.itertuples() for d in (day(row.start_latest), day(row.end_earliest)) if d]
    first = date.fromordinal(max(min(dated, default=frame.lo), frame.focus))
    for months in (1, 2, 3, 6, 12, 24, 60, 120):
        begin = date(first.year, 1 if months >= 12 else (first.month - 1) // months * months + 1, 1)
        days, at = [], begin
        while at.toordinal() < frame.as_of:
            days.append(at.toordinal())
            at = move(at, months, "M")
        if len(days) < most:
            break
    return [*days, frame.as_of]


def held_on(spans: list, at: int) -> tuple[object, bool]:
    """The span of a place that covers a day, and whether the day is within a window in which that changed.

    A change counts from the last day of its window on.
    """
    current, unsure = None, False
    for span in spans:
        s0, s1 = day(span.start_earliest), day(span.start_latest)
        begin = s1 if s1 is not None else s0
        if begin is None or begin <= at:
            current, unsure = span, False
        elif s0 is not None and s0 <= at:
            unsure = True
    return current, unsure


def _box(there: pd.DataFrame) -> tuple[float, float, float, float]:
    """West, east, south, north of what is shown, with a margin, in the proportions of the drawing."""
    if there.empty:
        return 30.0, 50.0, 28.0, 40.0
    west, east = there["longitude"].min(), there["longitude"].max()
    south, north = there["latitude"].min(), there["latitude"].max()
    x, y = (west + east) / 2, (south + north) / 2
    squeeze = max(0.3, math.cos(math.radians(y)))
    tall = max(north - south, (east - west) * squeeze * HEIGHT / WIDTH, 2.0) * 1.16
    wide = tall * WIDTH / HEIGHT / squeeze
    return x - wide / 2, x + wide / 2, y - tall / 2, y + tall / 2


def clipped(lines: list[list[int]], box: tuple[float, float, float, float]) -> tuple[list, list]:
    """The packed lines within a box (and a little around it) as coordinates with gaps, thinned to what can be seen."""
    west, east, south, north = box
    pad = (east - west) * 0.25
    least = (east - west) / 700
    xs, ys = [], []
    for line in lines:
        x = y = 0
        open_line, kept = False, None
        for i in range(0, len(line), 2):
            x, y = x + line[i], y + line[i + 1]
            lon, lat = x / 100, y / 100
            if west - pad <= lon <= east + pad and south - pad <= lat <= north + pad:
                ends = i == 0 or i == len(line) - 2
                if kept is None or ends or max(abs(lon - kept[0]), abs(lat - kept[1])) >= least:
                    xs.append(lon)
                    ys.append(lat)
                    kept, open_line = (lon, lat), True
            elif open_line:
                xs.append(None)
                ys.append(None)
                open_line, kept = False, None
        if open_line:
            xs.append(None)
            ys.append(None)
    return xs, ys


def _land(box: tuple, there: pd.DataFrame) -> list[Spec]:
    out = []
    for name, line in (
        ("border", {"color": "#8C939E", "width": 1, "dash": "dot"}),
        ("coast", {"color": "#5B8DB0", "width": 1.2}),
    ):
        x, y = clipped(_borders()[name], box)
        out.append(scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False, meta={"kind": name}))
    west, east, south, north = box
    names = [n for n in _borders()["names"] if n[1] is not None and west < n[1] < east and south < n[2] < north]
    if len(names) > 12:
        names = [n for n in names if n[0] in set(there["country"])]
    out.append(
        scatter(
            x=[n[1] for n in names],
            y=[n[2] for n in names],
            text=[safe(n[0]).upper() for n in names],
            mode="text",
            textfont={"size": 10, "color": "#6B727D"},
            hoverinfo="skip",
            showlegend=False,
            meta={"kind": "country"},
        )
    )
    return out


def _paint(there: pd.DataFrame, spans: dict, at: int, lang: str, ring: bool) -> Spec:
    """What changes from day to day: colours, rings and words, of one trace."""
    fill, edge, width, text, ids = [], [], [], [], []
    for place in there["place"]:
        span, unsure = held_on(spans[place], at)
        holders = holders_of(span.holder) if span is not None else []
        first = look_of(holders[0]).colour if holders else "#FFFFFF"
        fill.append(first if not ring else look_of(holders[1]).colour if len(holders) > 1 else "rgba(0,0,0,0)")
        edge.append(("#7A828E" if not holders else INK) if not ring or len(holders) > 1 else "rgba(0,0,0,0)")
        width.append(2.4 if span is not None and span.state == "besieged" else 1)
        word = labels(lang)
        state = {"besieged": word["besieged"], "contested": word["contested"]}.get(
            span.state if span is not None else "", ""
        )
        who = ", ".join(holders) or word["unknown"]
        text.append(
            f"<b>{safe(place)}</b><br>{safe(who)}"
            + (f" ({state})" if state else "")
            + (f"<br>{word['mark_window']}" if unsure else "")
        )
        ids.append(span.item if span is not None else "")
    if ring:
        return scatter(marker={"color": fill, "line": {"color": edge, "width": 1}})
    return scatter(marker={"color": fill, "line": {"color": edge, "width": width}}, hovertext=text, customdata=ids)


def _dots(there: pd.DataFrame, spans: dict, at: int, lang: str, box: tuple) -> list[Spec]:
    common = {"x": there["longitude"].tolist(), "y": there["latitude"].tolist(), "showlegend": False}
    position, text = place_labels(there, box)
    ring = scatter(
        **common, mode="markers", hoverinfo="skip", meta={"kind": "ring"}, marker={"size": 20, "symbol": "circle"}
    )
    dots = scatter(
        **common,
        mode="markers+text",
        hoverinfo="text",
        text=text,
        textposition=position,
        cliponaxis=True,
        textfont={"size": 11.5, "color": TEXT},
        marker={"size": 12},
        meta={"kind": "place"},
    )
    return [merged(ring, _paint(there, spans, at, lang, True)), merged(dots, _paint(there, spans, at, lang, False))]


def place_labels(there: pd.DataFrame, box: tuple) -> tuple[list[str], list[str]]:
    """A position for each place's name at which it covers no dot and no other name; `""` where there is none.

    The most reported place chooses first. Hidden names are in the hover.
    """
    west, east, south, north = box
    spots = [
        ((lon - west) / (east - west) * WIDTH, (north - lat) / (north - south) * HEIGHT)
        for lon, lat in zip(there["longitude"], there["latitude"], strict=True)
    ]
    taken = [(x - 8, y - 8, x + 8, y + 8) for x, y in spots]
    position, text = ["middle right"] * len(there), [""] * len(there)
    order = sorted(range(len(there)), key=lambda i: (-there["events"].iloc[i] - there["spans"].iloc[i], i))
    for i in order:
        name = there["place"].iloc[i]
        x, y = spots[i]
        for at in _POSITIONS:
            area = _area(at, x, y, 6.4 * len(name) + 4)
            mine = taken[i]
            if not any(_meets(area, other) for other in taken if other is not mine):
                position[i], text[i] = at, safe(name)
                taken.append(area)
                break
    return position, text


def _area(at: str, x: float, y: float, wide: float) -> tuple[float, float, float, float]:
    upright, side = at.split()
    top = {"middle": y - 7, "top": y - 21, "bottom": y + 8}[upright]
    left = {"right": x + 9, "left": x - 9 - wide, "center": x - wide / 2}[side]
    return left, top, left + wide, top + 14


def _meets(a: tuple, b: tuple) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _legend(actors: list[str], word: dict[str, str]) -> list[Spec]:
    common = {"x": [None], "y": [None], "mode": "markers", "hoverinfo": "skip", "meta": {"kind": "key"}}
    keys = [
        scatter(
            **common,
            name=safe(look_of(actor).short),
            marker={"size": 12, "color": look_of(actor).colour, "line": {"width": 1, "color": INK}},
        )
        for actor in actors
    ]
    ring = {"size": 14, "symbol": "circle-open", "color": INK, "line": {"width": 3}}
    return [*keys, scatter(**common, name=word["mark_ring"], marker=ring)]


def _style(box: tuple, days: list[int], word: dict, lang: str, without: int) -> Spec:
    west, east, south, north = box
    squeeze = max(0.3, math.cos(math.radians((south + north) / 2)))
    axis = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": "", "showline": False}
    caption = word["borders"] + (" " + word["without_place"].format(n=without) if without else "")
    still = {"frame": {"duration": 0, "redraw": False}, "mode": "immediate", "transition": {"duration": 0}}
    going = {"frame": {"duration": 350, "redraw": False}, "fromcurrent": True, "transition": {"duration": 0}}
    steps = [
        {"label": day_words(date.fromordinal(d), lang), "method": "animate", "args": [[iso(d)], still]} for d in days
    ]
    return {
        "template": "none",
        "paper_bgcolor": PAPER,
        "plot_bgcolor": "#F7F6F1",
        "height": HEIGHT + 190,
        "dragmode": "pan",
        "hovermode": "closest",
        "font": {"family": FONT, "size": 13, "color": TEXT},
        "margin": {"l": 10, "r": 10, "t": 60, "b": 130},
        "title": {"text": word["title_map"], "x": 0, "xref": "paper", "xanchor": "left", "font": {"size": 19}},
        "xaxis": {**axis, "range": [west, east]},
        "yaxis": {**axis, "range": [south, north], "scaleanchor": "x", "scaleratio": round(1 / squeeze, 4)},
        "legend": {"x": 1.01, "y": 1, "itemclick": False, "itemdoubleclick": False, "itemsizing": "trace"},
        "hoverlabel": {"align": "left", "bgcolor": "#FFFFFF", "font": {"color": TEXT}},
        "annotations": [
            {
                "text": safe(caption),
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": 0,
                "yanchor": "top",
                "xanchor": "left",
                "yshift": -4,
                "showarrow": False,
                "font": {"size": 11, "color": "#5F6772"},
            }
        ],
        "sliders": [
            {
                "steps": steps,
                "active": len(days) - 1,
                "x": 0.16,
                "len": 0.84,
                "y": -0.06,
                "pad": {"t": 10},
                "currentvalue": {"font": {"size": 15}, "xanchor": "right"},
                "transition": {"duration": 0},
                "minorticklen": 0,
                "font": {"size": 10},
            }
        ],
        "updatemenus": [
            {
                "type": "buttons",
                "direction": "left",
                "x": 0,
                "y": -0.06,
                "xanchor": "left",
                "yanchor": "top",
                "pad": {"t": 28},
                "showactive": False,
                "buttons": [
                    {"label": word["play"], "method": "animate", "args": [None, going]},
                    {"label": word["pause"], "method": "animate", "args": [[None], still]},
                ],
            }
        ],
        "meta": {"lang": lang},
    }
