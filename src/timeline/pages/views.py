"""The pages: an index view, a view per place, and the frame of HTML around them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from string import Template
from typing import Any

import pandas as pd

from timeline.figures import CONFIG, cities_spec, city_spec, map_spec, words
from timeline.figures.draw import FONT, Spec, merged
from timeline.figures.palette import look_of
from timeline.figures.tables import Frame
from timeline.languages import RESOURCES

from . import parts
from .parts import esc
from .records import event_rows, span_rows

MOST = 25
WITH_PARAGRAPHS = 1500
_SCRIPT_WORDS = (
    "months",
    "shown",
    "shown_city",
    "close",
    "sentence",
    "source",
    "told",
    "resolved",
    "precision",
    "status",
    "attribution",
    "extent",
    "rule",
    "by_hand",
    "article",
    "published",
    "to_article",
    "opened",
    "closed",
    "dissent",
    "no_evidence",
    "from",
    "to",
    "says",
    "reports",
    "claims",
    "agreement",
    "unknown",
    "contested",
    "besieged",
    "actor_unknown",
    "copied",
    "pause",
    "play",
    "reported",
    "planned",
    "denied",
    "day",
    "week",
    "month",
    "season",
    "year",
    "precision_unknown",
    "uncertain",
    "nobody",
)


@dataclass(frozen=True, eq=False)
class Book:
    """All that the pages of one export share."""

    control: pd.DataFrame
    events: pd.DataFrame
    articles: pd.DataFrame | None
    places: pd.DataFrame
    slugs: dict[str, str]
    frame: Frame
    word: dict[str, str]
    lang: str
    single: bool

    def link(self, place: str) -> str:
        """Where a place's view is."""
        return f"#view={self.slugs[place]}" if self.single else f"{self.slugs[place]}.html"

    @property
    def urls(self) -> dict[str, str]:
        """Article id to url."""
        return {} if self.articles is None else {a.article_id: str(a.url or "") for a in self.articles.itertuples()}


@dataclass(frozen=True, eq=False)
class View:
    """One screen: its name in the address, its HTML, its figures and the rows it needs."""

    name: str
    title: str
    body: str
    figures: dict[str, Any]
    control: pd.DataFrame
    events: pd.DataFrame


_TRACE_OUT = {"hovertext", "name", "legendgroup", "showlegend", "cliponaxis", "hoverinfo"}
_LAYOUT_OUT = {"template", "title", "legend", "legend2", "legend3", "sliders", "updatemenus"}


def slim(spec: Spec) -> Spec:
    """A figure for a page: no legend or title (the page has its own), hover and defaults filled in by the script."""
    data = [{k: v for k, v in t.items() if k not in _TRACE_OUT} for t in spec["data"] if t["meta"]["kind"] != "key"]
    return {"data": data, "layout": {k: v for k, v in spec["layout"].items() if k not in _LAYOUT_OUT}}


def index_view(book: Book) -> View:
    """Overview, map and the list of places."""
    word, lang = book.word, book.lang
    overview = cities_spec(book.control, book.events, lang)
    overview["layout"] = merged(overview["layout"], {"meta": {"rows": _rows_of(overview["layout"]["yaxis"], book)}})
    the_map = map_spec(book.control, book.events, lang)[0]
    days = the_map["layout"]["meta"]["days"]
    marks = {t["meta"]["kind"] for t in overview["data"]}
    actors = sorted({a for h in book.control["holder"] for a in words.holders_of(h)})
    template = Template((RESOURCES / "page" / "index.html").read_text(encoding="utf-8"))
    n = len(book.places)
    body = template.substitute(
        _labels(word),
        count=n,
        intro_text=esc(word["intro"]),
        made=esc(_made(book)),
        actor_options="".join(parts.option(a, a) for a in actors),
        country_options="".join(parts.option(c, c) for c in sorted(set(book.places["country"]) - {""})),
        most_hidden="" if n > MOST else " hidden",
        most_count=min(MOST, n),
        days=esc(json.dumps(days)),
        last=len(days) - 1,
        legend=parts.legend(actors, _mark_keys(marks, "mark_lanes"), book.events["type"], word),
        places_table=_places_table(book),
        borders_text=the_map["layout"]["annotations"][0]["text"],
        span_table=parts.span_table(book.control, word, lang, word["spans"], with_place=True),
    )
    figures = {"chart": slim(overview), "map": slim(the_map)}
    return View("index", word["title_cities"], body, figures, book.control, book.events)


def city_view(book: Book, place: str) -> View:
    """One place: its lanes, its spans and its evidence."""
    word, lang = book.word, book.lang
    figure = city_spec(book.control, place, book.events, lang)
    control = book.control[book.control["place"] == place]
    events = book.events[(book.events["shown"] == place) | (book.events["parent"] == place)].copy()
    events.attrs["place"] = place
    marks = {t["meta"]["kind"] for t in figure["data"]}
    holders = dict.fromkeys(a for h in control["holder"] for a in words.holders_of(h))
    actors = list(holders) + sorted({words.holders_of(a)[0] for a in events["actor"] if a} - set(holders))
    near = book.places[(book.places["parent"] == place)]["place"].tolist()
    parent = book.places.loc[book.places["place"] == place, "parent"].iloc[0]
    links = [p for p in [parent, *near] if p in book.slugs]
    template = Template((RESOURCES / "page" / "city.html").read_text(encoding="utf-8"))
    body = template.substitute(
        _labels(word),
        name=book.slugs[place],
        place_name=esc(place),
        summary=esc(_summary(control, book)),
        home="#view=index" if book.single else "index.html",
        links="".join(f'<a href="{book.link(p)}">{esc(p)}</a> ' for p in links),
        legend=parts.legend(actors, _mark_keys(marks, "mark_half"), events["type"], word),
        span_table=parts.span_table(control, word, lang, word["spans"]),
        event_table=parts.event_table(events, word, lang, book.urls, with_place=True),
    )
    return View(
        book.slugs[place], word["title_city"].format(place=place), body, {"chart": slim(figure)}, control, events
    )


def page(book: Book, views: list[View], policy: str, head: str, scripts: str) -> str:
    """The HTML of one file with these views."""
    first = views[0]
    control, events = (book.control, book.events) if len(views) > 1 else (first.control, first.events)
    articles = book.articles if len(views) > 1 or first.name != "index" or len(events) <= WITH_PARAGRAPHS else None
    rows, paragraphs = event_rows(events, articles, book.lang)
    shown = set(control["place"]) | set(events["shown"])
    actors = sorted({a for h in [*control["holder"], *events["actor"]] for a in words.holders_of(h)})
    data = {
        "lang": book.lang,
        "single": book.single,
        "words": {k: book.word[k] for k in _SCRIPT_WORDS},
        "views": {v.name: {"title": v.title, "figures": v.figures} for v in views},
        "spans": span_rows(control, book.lang),
        "events": rows,
        "paragraphs": paragraphs,
        "places": {
            p.place: {"slug": book.slugs[p.place], "country": p.country, "parent": p.parent, "n": p.events + p.spans}
            for p in book.places.itertuples()
            if p.place in shown
        },
        "looks": {a: [look_of(a).short, look_of(a).colour] for a in actors},
        "config": CONFIG,
        "most": MOST,
        "font": FONT,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    template = Template((RESOURCES / "page" / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        lang=book.lang,
        title=esc(first.title),
        policy=esc(policy).replace("&#x27;", "'"),
        head=head,
        scripts=scripts,
        skip=esc(book.word["skip"]),
        close=esc(book.word["close"]),
        details=esc(book.word["details"]),
        views="\n".join(v.body for v in views),
        data=text,
    )


def _labels(word: dict[str, str]) -> dict[str, str]:
    return {f"w_{key}": esc(value) for key, value in word.items()}


def _mark_keys(kinds: set[str], lanes: str) -> list[str]:
    pairs = [
        ("core", "mark_solid"),
        ("core", lanes),
        ("window", "mark_window"),
        ("siege", "mark_siege"),
        ("tick", "mark_tick"),
        ("carried", "mark_carried"),
        ("silence", "mark_unknown"),
        ("dissent", "mark_dissent"),
        ("event", "mark_open"),
    ]
    return [key for kind, key in pairs if kind in kinds]


def _made(book: Book) -> str:
    """How many articles the events come from, and of how many that were read."""
    told = len(set(book.events["article_id"]) - {""})
    read = told if book.articles is None else len(book.articles)
    count = book.word["some_of"].format(some=told, all=read) if told < read else str(told)
    return book.word["made_with"].format(articles=count, date=_as_of(book)) if told else ""


def _as_of(book: Book) -> str:
    return words.day_words(date.fromordinal(book.frame.as_of), book.lang)


def _last(control: pd.DataFrame):
    """The last span of a place that has a holder, and whether it is the present one."""
    held = [s for s in control.itertuples() if s.holder]
    return (held[-1], held[-1].Index == control.index[-1]) if held else (None, False)


def _summary(control: pd.DataFrame, book: Book) -> str:
    if control.empty:
        return ""
    span = list(control.itertuples())[-1]
    first, last = words.span_dates(span, book.lang)
    title = words.span_title(span, book.lang)
    return f"{title}. {book.word['from'].capitalize()}: {first}; {book.word['to']}: {last}."


def _places_table(book: Book) -> str:
    """Every place with its last known holder and when that began."""
    word = book.word
    by_place = dict(iter(book.control.groupby("place", sort=False)))
    rows = []
    for p in book.places.itertuples():
        control = by_place.get(p.place)
        span, now = _last(control) if control is not None else (None, False)
        since = words.span_dates(span, book.lang)[0] if span is not None else "–"
        holder = (
            (parts.parties(span.holder) + ("" if now else f" ({esc(word['unknown'])})")) if span is not None else "–"
        )
        state = esc(words.span_state(span, book.lang)) if span is not None else "–"
        cells = [
            f'<a href="{book.link(p.place)}">{esc(p.place)}</a>',
            esc(p.country or "–"),
            holder,
            state,
            esc(since),
            str(p.spans),
            str(p.events),
        ]
        rows.append((f' data-place="{esc(p.place)}"', cells))
    head = [word[k] for k in ("place", "country", "present_holder", "state", "last_change", "spans", "events")]
    return parts.table(word["places"], head, rows, "places")


def _rows_of(axis: Spec, book: Book) -> list:
    """The rows of the overview for the script: place (empty for a country's heading), text, y, link."""
    out = []
    names = iter(book.places["place"])
    for y, text in zip(axis["tickvals"], axis["ticktext"], strict=True):
        if text.startswith("<b>"):
            out.append(["", text, y, ""])
        else:
            place = next(names)
            out.append([place, text, y, book.link(place)])
    return out
