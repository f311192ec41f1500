"""Drawing: the table of marks to a plotly Figure. Nothing is decided here but ink.

plotly's own `px.timeline` drops open-ended and zero-length spans and hides overlaps; here every mark is a row of an
array of one trace per actor and kind, with its height and place given. `customdata` holds the item of each mark.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from .palette import INK, NO_REPORT, look_of
from .tables import Frame, iso
from .words import labels, safe

DAY_MS = 86_400_000
GRID, TEXT, PAPER, HATCH = "#E3E6EB", "#2B2F36", "#FFFFFF", "#FEFEFE"
FONT = "system-ui, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif"
SYMBOLS = {
    "capture": "square",
    "partial_capture": "diamond",
    "entry": "triangle-right",
    "offensive": "x",
    "siege": "hexagon",
    "siege_end": "star-diamond",
    "withdrawal": "triangle-left",
    "control": "circle",
}
STATUS = {"denied": "-open", "planned": "-open-dot"}
CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
    "toImageButtonOptions": {"format": "png", "scale": 2},
}


def stamp(number: float) -> str:
    """A day number, whole or half, as the text of a date axis."""
    return iso(int(number)) + (" 12:00" if number % 1 else "")


Spec = dict[str, Any]


def scatter(**properties) -> Spec:
    """A scatter trace as plain data."""
    return {"type": "scatter", **properties}


def merged(layout: Spec, changes: Spec) -> Spec:
    """A layout with changes, as plotly's own `update_layout` merges them.

    >>> merged({"xaxis": {"type": "date"}}, {"xaxis": {"side": "top"}, "height": 9})
    {'xaxis': {'type': 'date', 'side': 'top'}, 'height': 9}
    """
    both = {
        k: merged(layout[k], v) for k, v in changes.items() if isinstance(v, dict) and isinstance(layout.get(k), dict)
    }
    return {**layout, **changes, **both}


def draw(marks: pd.DataFrame, hover: dict[str, str], frame: Frame, row_px: float, lang: str) -> Spec:
    """The figure of some marks as plain data, still without its rows: traces, legends and the time axis.

    Plain data, because plotly checks every property of a Figure: that is done once, where a Figure is handed out.
    """
    data: list[Spec] = []
    word = labels(lang)
    order = ["silence", "carried", "core", "steady", "window", "siege", "tick", "reach", "arrow", "event", "dissent"]
    groups = dict(iter(marks.groupby("kind", sort=False)))
    for kind in order:
        table = groups.get(kind)
        if table is None:
            continue
        if kind == "event":
            for name, rows in table.groupby("state", sort=False):
                data.append(_events(name, rows, hover, word))
        elif kind == "reach":
            data.append(_reach(table))
        elif kind == "dissent":
            data.append(_dissent(table, hover))
        else:
            for actor, rows in table.groupby("actor", sort=False):
                for trace in _of_actor(kind, actor, rows, hover, row_px):
                    data.append(trace)
    _legend(data, marks, word)
    return {"data": data, "layout": _style(frame, word, lang)}


def _base(kind: str, rows: pd.DataFrame, hover: dict[str, str]) -> dict:
    items = rows["item"].tolist()
    return {
        "customdata": items,
        "hovertext": [hover.get(i, "") for i in items],
        "hoverinfo": "text",
        "meta": {"kind": kind},
        "showlegend": False,
    }


def _of_actor(kind: str, actor: str, rows: pd.DataFrame, hover: dict[str, str], row_px: float) -> list:
    look = look_of(actor)
    common = {**_base(kind, rows, hover), "legendgroup": safe(actor), "name": safe(look.short)}
    if kind in ("tick", "arrow"):
        x, y = [stamp(v) for v in rows["x0"]], rows["y"].tolist()
        if kind == "arrow":
            marker = {"symbol": "triangle-right", "size": 11, "color": look.colour, "line": {"width": 1, "color": INK}}
            return [scatter(x=x, y=y, mode="markers", marker=marker, cliponaxis=False, **common)]
        size = [round(max(6.0, row_px * h) / 1.4, 1) for h in rows["height"]]
        under = {"symbol": "line-ns", "size": [round(s + 1.5, 1) for s in size], "line": {"width": 5, "color": INK}}
        over = {"symbol": "line-ns", "size": size, "line": {"width": 3, "color": look.colour}}
        silent = {"meta": {"kind": "shade"}, "showlegend": False, "legendgroup": safe(actor), "hoverinfo": "skip"}
        return [
            scatter(x=x, y=y, mode="markers", marker=under, **silent),
            scatter(x=x, y=y, mode="markers", marker=over, **common),
        ]
    bar = {
        "orientation": "h",
        "base": [stamp(v) for v in rows["x0"]],
        "y": rows["y"].round(4).tolist(),
        "x": [round((b - a) * DAY_MS) for a, b in zip(rows["x0"], rows["x1"], strict=True)],
        "width": rows["height"].round(4).tolist(),
        "offset": [round(-h / 2, 4) for h in rows["height"]],
    }
    if kind == "siege":
        marker = {
            "color": PAPER,
            "line": {"width": 0},
            "pattern": {"shape": "|", "fgcolor": INK, "bgcolor": PAPER, "size": 5, "solidity": 0.55},
        }
    elif kind == "window":
        old = [look_of(o).colour if o and o != actor else HATCH for o in rows["other"]]
        marker = {
            "color": look.colour,
            "line": {"width": 0.7, "color": INK},
            "pattern": {
                "shape": "/",
                "fgcolor": look.colour,
                "bgcolor": old,
                "size": 7,
                "solidity": 0.5,
                "fillmode": "replace",
            },
        }
    else:
        marker = {"color": look.colour, "line": {"width": 0 if kind == "silence" else 0.7, "color": INK}}
        if look.pattern and kind in ("core", "steady"):
            marker["pattern"] = {
                "shape": look.pattern,
                "bgcolor": look.colour,
                "fgcolor": look.ink,
                "size": 8,
                "solidity": 0.25,
            }
    return [{"type": "bar", **bar, "marker": marker, **common}]


def _events(name: str, rows: pd.DataFrame, hover: dict[str, str], word: dict[str, str]) -> Spec:
    symbol = SYMBOLS.get(name, "star")
    marker = {
        "symbol": [symbol + STATUS.get(s, "") for s in rows["other"]],
        "size": 9,
        "color": [INK if s in STATUS else look_of(a).colour for a, s in zip(rows["actor"], rows["other"], strict=True)],
        "line": {"width": 1.2, "color": INK},
    }
    return scatter(
        x=[stamp(v) for v in rows["x0"]],
        y=rows["y"].round(4).tolist(),
        mode="markers",
        marker=marker,
        cliponaxis=False,
        legendgroup=f"event {name}",
        name=safe(word.get(name, name)),
        **_base("event", rows, hover),
    )


def _reach(rows: pd.DataFrame) -> Spec:
    x = [v for a, b in zip(rows["x0"], rows["x1"], strict=True) for v in (stamp(a), stamp(b), None)]
    y = [v for at in rows["y"].round(4) for v in (at, at, None)]
    items = [v for item in rows["item"] for v in (item, item, None)]
    return scatter(
        x=x,
        y=y,
        mode="lines",
        line={"width": 2, "color": "#7A828E"},
        hoverinfo="skip",
        customdata=items,
        showlegend=False,
        meta={"kind": "reach"},
    )


def _dissent(rows: pd.DataFrame, hover: dict[str, str]) -> Spec:
    marker = {"symbol": "triangle-up", "size": 11, "color": "#FFFFFF", "line": {"width": 1.6, "color": "#B3261E"}}
    return scatter(
        x=[stamp(v) for v in rows["x0"]],
        y=rows["y"].round(4).tolist(),
        mode="markers+text",
        text="!",
        textfont={"size": 9, "color": "#B3261E"},
        marker=marker,
        cliponaxis=False,
        **_base("dissent", rows, hover),
    )


def _key(name: str, legend: str, group: str | None = None, **marker) -> Spec:
    return scatter(
        x=[None],
        y=[None],
        mode="markers",
        name=name,
        legend=legend,
        legendgroup=group,
        showlegend=True,
        hoverinfo="skip",
        marker={"size": 12, **marker},
        meta={"kind": "key"},
    )


def _legend(data: list[Spec], marks: pd.DataFrame, word: dict[str, str]) -> None:
    """Entries for the parties, the events and, in words, the marks that occur."""
    spans = marks[~marks["kind"].isin(("event", "reach"))]
    for actor in sorted({a for a in spans["actor"] if a}):
        look = look_of(actor)
        pattern = (
            {"shape": look.pattern, "bgcolor": look.colour, "fgcolor": look.ink, "size": 5, "solidity": 0.3}
            if look.pattern
            else None
        )
        data.append(
            {
                "type": "bar",
                "x": [None],
                "y": [None],
                "name": safe(look.short),
                "legendgroup": safe(actor),
                "meta": {"kind": "key"},
                "orientation": "h",
                "hoverinfo": "skip",
                "marker": {"color": look.colour, "line": {"width": 0.7, "color": INK}, "pattern": pattern},
            }
        )
    events = marks[marks["kind"] == "event"]
    line = {"width": 1.2, "color": INK}
    for name in [n for n in SYMBOLS if n in set(events["state"])]:
        data.append(_key(word[name], "legend2", f"event {name}", symbol=SYMBOLS[name], color="#9AA1AC", line=line))
    if set(events["other"]) & set(STATUS):
        data.append(_key(word["mark_open"], "legend2", "open", symbol="square-open", color=INK))
    there = set(marks["kind"])
    keys = {
        "core": ("mark_solid", {"symbol": "square", "color": "#7A828E"}),
        "window": ("mark_window", {"symbol": "square-cross-open", "color": "#7A828E"}),
        "siege": ("mark_siege", {"symbol": "line-ns", "line": {"width": 2, "color": INK}}),
        "tick": ("mark_tick", {"symbol": "line-ns", "line": {"width": 4, "color": INK}}),
        "carried": ("mark_carried", {"symbol": "triangle-right", "color": "#7A828E"}),
        "silence": ("mark_unknown", {"symbol": "line-ew", "line": {"width": 4, "color": NO_REPORT}}),
        "dissent": ("mark_dissent", {"symbol": "triangle-up-open", "color": "#B3261E"}),
    }
    for kind, (key, marker) in keys.items():
        if kind in there:
            data.append(_key(word[key], "legend3", f"mark {kind}", **marker))


def _style(frame: Frame, word: dict[str, str], lang: str) -> Spec:
    stops = [
        {"dtickrange": [None, 86_400_000 * 26], "value": "%-d %b\n%Y"},
        {"dtickrange": [86_400_000 * 26, "M11"], "value": "%b\n%Y"},
        {"dtickrange": ["M11", None], "value": "%Y"},
    ]
    return {
        "template": "none",
        "barmode": "overlay",
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "hovermode": "closest",
        "dragmode": "zoom",
        "font": {"family": FONT, "size": 13, "color": TEXT},
        "hoverlabel": {"align": "left", "bgcolor": "#FFFFFF", "font": {"color": TEXT, "size": 13}, "bordercolor": INK},
        "margin": {"l": 20, "r": 20, "t": 70, "b": 40},
        "hoverdistance": 12,
        "uirevision": "keep",
        "xaxis": {
            "type": "date",
            "range": [iso(frame.focus), iso(frame.hi)],
            "showgrid": True,
            "gridcolor": GRID,
            "zeroline": False,
            "tickformatstops": stops,
            "hoverformat": "%-d %b %Y",
            "ticks": "outside",
            "tickcolor": GRID,
            "linecolor": GRID,
        },
        "yaxis": {
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
            "tickangle": 0,
            "automargin": False,
            "ticklabeloverflow": "allow",
        },
        "legend": {"title": {"text": f"<b>{word['actors']}</b>"}, "x": 1.02, "y": 1, "itemsizing": "constant"},
        "legend2": {
            "title": {"text": f"<b>{word['events']}</b>"},
            "x": 0,
            "yanchor": "top",
            "orientation": "h",
            "itemsizing": "constant",
        },
        "legend3": {
            "title": {"text": f"<b>{word['marks']}</b>"},
            "x": 0,
            "yanchor": "top",
            "orientation": "h",
            "itemsizing": "constant",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "shapes": [
            {
                "type": "line",
                "xref": "x",
                "yref": "paper",
                "x0": iso(frame.as_of),
                "x1": iso(frame.as_of),
                "y0": 0,
                "y1": 1,
                "line": {"width": 1, "dash": "dot", "color": "#7A828E"},
                "layer": "below",
            }
        ],
        "meta": {"lang": lang, "from": iso(frame.lo), "to": iso(frame.hi), "as_of": iso(frame.as_of)},
    }
