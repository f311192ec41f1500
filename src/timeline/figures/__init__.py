"""Step 7: control spans and events to plotly Figures: an overview, one place, a map with a date slider.

The tables become a table of marks first (`layout`), and drawing only copies that (`draw`). Colours stand in
`resources/colours.csv`, words in `resources/labels.csv`.
"""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

from . import layout
from .draw import CONFIG, Spec, draw, merged
from .maps import map_spec, plot_map
from .palette import look_of
from .tables import Frame, frame_of, full_control, full_events, iso, places_of
from .words import day_words, event_hover, labels, safe, span_hover

__all__ = [
    "CONFIG",
    "cities_spec",
    "city_spec",
    "map_spec",
    "marks_of_cities",
    "marks_of_city",
    "plot_cities",
    "plot_city",
    "plot_map",
]

ROW, LANE, HEAD = 46, 44, 0.62

for _renderer in ("plotly_mimetype", "notebook", "notebook_connected", "browser", "jupyterlab", "vscode"):
    if _renderer in pio.renderers and hasattr(pio.renderers[_renderer], "config"):
        pio.renderers[_renderer].config = {**(pio.renderers[_renderer].config or {}), **CONFIG}


def marks_of_cities(
    control: pd.DataFrame, events: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, list[tuple[str, str, float]], Frame]:
    """The layout of the overview: the table of marks (layout.MARKS), its rows (kind, name, y) and the frame of time."""
    control = full_control(control)
    told = full_events(events, control)
    frame = frame_of(control, told)
    rows, y, country = [], 0.0, None
    places = places_of(control, told)
    for place in places.itertuples():
        if place.country != country and places["country"].nunique() > 1:
            rows.append(("country", place.country, y))
            y += HEAD
        country = place.country
        rows.append(("place", place.place, y))
        y += 1
    return layout.overview(control, told, {n: at for kind, n, at in rows if kind == "place"}, frame), rows, frame


def plot_cities(control: pd.DataFrame, events: pd.DataFrame | None = None, *, lang: str = "en") -> go.Figure:
    """The overview: a row per place, grouped by country, most reported first.

    In: `control` (schema.CONTROL; needed are place, holder, state, start_latest, end_earliest) and, for the small
    glyphs above the bars, `events` (schema.EVENTS). `lang` names a column of labels.csv. Out: a Figure whose traces
    carry the item of each mark in `customdata`. Raises `ValueError` for a missing column or an unknown language.

    >>> spans = pd.DataFrame({"place": ["Mosul"], "holder": ["Iraq"], "state": ["held"],
    ...                       "start_latest": ["2017-07-31"], "end_earliest": [""]})
    >>> [trace.name for trace in plot_cities(spans).data if trace.meta["kind"] == "arrow"]
    ['Iraq']
    """
    return go.Figure(cities_spec(control, events, lang))


def cities_spec(control: pd.DataFrame, events: pd.DataFrame | None, lang: str) -> Spec:
    """The overview as plain data."""
    marks, rows, frame = marks_of_cities(control, events)
    figure = draw(marks, _hover(marks, control, events, lang), frame, ROW, lang)
    word = labels(lang)
    text = [f"<b>{safe(n or word['no_country'])}</b>" if k == "country" else safe(n) for k, n, _ in rows]
    last = rows[-1][2] if rows else 0
    return _finish(
        figure,
        [y + (0.18 if k == "place" else 0.1) for k, _, y in rows],
        text,
        [-0.62, last + 0.62],
        ROW,
        word["title_cities"],
        frame,
        lang,
    )


def marks_of_city(
    control: pd.DataFrame, place: str, events: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, list[layout.Lane], Frame]:
    """The layout of one place: the table of marks (layout.MARKS), its lanes and the frame of time.

    Raises `KeyError` with the nearest names where neither table has the place.
    """
    control = full_control(control)
    told = full_events(events, control)
    names = sorted({*control["place"], *told["shown"]})
    if place not in names:
        from difflib import get_close_matches

        near = get_close_matches(place, names, 5, 0.5) or names[:5]
        raise KeyError(
            f"No place {place!r} in the tables; did you mean {', '.join(near) or 'another table (this is empty)'}?"
        )
    control = control[control["place"] == place]
    told = told[(told["shown"] == place) | (told["parent"] == place)]
    frame = frame_of(control, told.assign(shown=place))
    marks, rows = layout.city(control, told, frame)
    return marks, rows, frame


def plot_city(control: pd.DataFrame, place: str, events: pd.DataFrame | None = None, *, lang: str = "en") -> go.Figure:
    """One place: a lane per actor, and below it every event in the lane of who says so.

    In and out as `plot_cities`; events of the place's districts are shown too. Raises `KeyError` for an unknown place.

    >>> spans = pd.DataFrame({"place": ["Mosul"], "holder": ["Iraq"], "state": ["held"],
    ...                       "start_latest": ["2017-07-31"], "end_earliest": [""]})
    >>> plot_city(spans, "Mosul").layout.title.text
    'Mosul: who held it?'
    """
    return go.Figure(city_spec(control, place, events, lang))


def city_spec(control: pd.DataFrame, place: str, events: pd.DataFrame | None, lang: str) -> Spec:
    """The figure of one place as plain data."""
    marks, rows, frame = marks_of_city(control, place, events)
    figure = draw(marks, _hover(marks, control, events, lang), frame, LANE, lang)
    word = labels(lang)
    names = {"silence": word["unknown"], "heading": f"<b>{word['claims_by']}</b>"}
    text = [
        names.get(r.kind) or safe(look_of(r.name).short if r.kind == "actor" else r.name or word["own_report"])
        for r in rows
    ]
    low = max([r.y for r in rows] + marks["y"].tolist()) + 0.5
    return _finish(
        figure, [r.y for r in rows], text, [-0.6, low], LANE, word["title_city"].format(place=safe(place)), frame, lang
    )


def _hover(marks: pd.DataFrame, control: pd.DataFrame, events: pd.DataFrame | None, lang: str) -> dict[str, str]:
    """The hover text of every item that is drawn."""
    full = full_control(control)
    told = full_events(events, full)
    drawn = set(marks["item"])
    hover = {span.item: span_hover(span, lang) for span in full[full["item"].isin(drawn)].itertuples()}
    return hover | {event.item: event_hover(event, lang) for event in told[told["item"].isin(drawn)].itertuples()}


def _finish(
    spec: Spec, at: list[float], text: list[str], y_range: list[float], row_px: int, title: str, frame: Frame, lang: str
) -> Spec:
    """The figure with its rows, title, height and the notes above it."""
    body, word, long = round((y_range[1] - y_range[0]) * row_px), labels(lang), len(at) > 14
    up, small = 24 if long else 0, {"size": 11, "color": "#5F6772"}
    note = {"y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False, "font": small}
    notes = [
        {
            **note,
            "text": word["as_of"].format(date=_words(frame.as_of, lang)),
            "x": iso(frame.as_of),
            "xref": "x",
            "xanchor": "right",
            "yshift": up,
        }
    ]
    if frame.early:
        earlier = word["earlier"].format(n=frame.early, date=_words(frame.focus, lang))
        notes.append({**note, "text": earlier, "x": 0, "xref": "paper", "xanchor": "left", "yshift": up})
    if any(t["meta"]["kind"] == "event" and iso(frame.hi) in t["x"] for t in spec["data"]):
        notes.append(
            {**note, "text": word["undated"], "x": iso(frame.hi), "xref": "x", "xanchor": "right", "yshift": up + 13}
        )
    if not at:
        body, notes = 60, [{**note, "text": word["empty"], "x": 0.5, "y": 0.5, "xref": "paper"}]
    top = 100 if long else 78
    # fixed, because plotly's automargin takes seconds for a thousand labels
    left = 16 + round(7.3 * max((len(unescape(re.sub(r"<[^>]+>", "", t))) for t in text), default=0))
    changes = {
        "title": {
            "text": title,
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 14},
            "font": {"size": 19},
        },
        "height": body + top + 180,
        "margin": {"l": left, "t": top, "b": 180},
        "annotations": notes,
        "meta": {"row": row_px},
        "yaxis": {"range": y_range[::-1], "tickvals": [round(y, 4) for y in at], "ticktext": text},
        "xaxis": {"side": "top" if long else "bottom"},
        "legend2": {"y": -46 / max(body, 1)},
        "legend3": {"y": -104 / max(body, 1)},
    }
    return {"data": spec["data"], "layout": merged(spec["layout"], changes)}


def _words(number: int, lang: str) -> str:
    return day_words(date.fromordinal(number), lang)
