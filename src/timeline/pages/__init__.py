"""Tables to offline HTML: an index and a page per place, or one file; nothing in it asks the network for anything."""

from __future__ import annotations

import base64
from hashlib import sha256
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from timeline.figures import words
from timeline.figures.tables import frame_of, full_control, full_events, places_of
from timeline.languages import RESOURCES

from .slugs import slugs
from .views import Book, city_view, index_view, page

__all__ = ["write_html", "write_image"]

GENERATOR = b'<meta name="generator" content="conflict-timeline">'  # in page.html: how our own pages are told
ASSETS = ("plotly-basic.min.js", "plotly-LICENSE.txt", "page.js", "page.css")
_POLICY = (
    "default-src 'none'; script-src {script}; style-src {style}; img-src data: blob:; "
    "connect-src 'none'; base-uri 'none'; form-action 'none'"
)


def write_html(
    control: pd.DataFrame,
    folder: str | Path,
    events: pd.DataFrame | None = None,
    articles: pd.DataFrame | None = None,
    *,
    single_file: bool = False,
    lang: str = "en",
) -> Path:
    """Write the timelines as HTML that opens from disk, and return the path of the index.

    In: `control` (schema.CONTROL), `events` (schema.EVENTS) for marks and evidence, `articles` (schema.ARTICLES) for
    the paragraph around each sentence and the link to its article. Out: `folder/index.html`, one page per place and a
    folder `assets` that they share; with `single_file` only the index, with everything in it. Pages of places that an
    earlier writing left there and that are gone are removed. `lang` is a column of labels.csv. The same tables give the
    same bytes. Raises `ValueError` for a missing column or an unknown language.

    >>> events = pd.DataFrame({"event_id": ["e"], "place": ["Rawa"], "type": ["capture"], "actor": ["Iraq"],
    ...                        "date_earliest": ["2017-11-17"], "date_latest": ["2017-11-17"]})
    >>> import tempfile, timeline
    >>> control = timeline.control_spans(events)
    >>> index = write_html(control, tempfile.mkdtemp(), events)
    >>> index.name, (index.parent / "rawa.html").exists()
    ('index.html', True)
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    book = _book(control, events, articles, lang, single_file)
    names = book.places["place"].tolist()
    if single_file:
        views = [index_view(book), *(city_view(book, place) for place in names)]
        return _write(folder / "index.html", page(book, views, *_inline()))
    assets = folder / "assets"
    assets.mkdir(exist_ok=True)
    for name in ASSETS:
        (assets / name).write_bytes((RESOURCES / "page" / name).read_bytes())
    written = {
        _write(folder / f"{book.slugs[place]}.html", page(book, [city_view(book, place)], *_linked()))
        for place in names
    }
    index = _write(folder / "index.html", page(book, [index_view(book)], *_linked()))
    _remove_earlier(folder, {*written, index})
    return index


def _remove_earlier(folder: Path, written: set[Path]) -> None:
    """Remove the pages of an earlier writing whose place is gone; a page that is not ours stays."""
    for path in folder.glob("*.html"):
        if path not in written and GENERATOR in path.read_bytes()[:2000]:
            path.unlink()


def _book(control, events, articles, lang: str, single: bool) -> Book:
    control = full_control(control)
    told = full_events(events, control)
    places = places_of(control, told)
    return Book(
        control,
        told,
        articles,
        places,
        slugs(places["place"].tolist()),
        frame_of(control, told),
        words.labels(lang),
        lang,
        single,
    )


def _linked() -> tuple[str, str, str]:
    """Policy, head and scripts of a page beside a shared `assets` folder (`file:` is what `'self'` means on disk)."""
    policy = _POLICY.format(script="'self' file:", style="'self' file: 'unsafe-inline'")
    head = '<link rel="stylesheet" href="assets/page.css">'
    return policy, head, '<script src="assets/plotly-basic.min.js"></script>\n<script src="assets/page.js"></script>'


def _inline() -> tuple[str, str, str]:
    """The same for one file: the two scripts stand in the page, and the policy names them by hash."""
    scripts = [_asset("plotly-basic.min.js"), _asset("page.js")]
    hashes = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in scripts]
    policy = _POLICY.format(script=" ".join(f"'sha256-{h}'" for h in hashes), style="'unsafe-inline'")
    head = f"<style>{_asset('page.css')}</style>"
    return policy, head, "\n".join(f"<script>{text}</script>" for text in scripts)


def _asset(name: str) -> str:
    text = (RESOURCES / "page" / name).read_text(encoding="utf-8")
    if "</script" in text.lower() or "</style" in text.lower():
        raise ValueError(f"resources/page/{name} ends its own element and cannot stand within a page.")
    return text


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def write_image(figure: go.Figure, path: str | Path, **options) -> Path:
    """Write a figure as SVG, PNG or PDF, by the ending of `path`; needs kaleido and Chrome.

    Raises `RuntimeError` that says what is missing and what works without it.
    """
    try:
        figure.write_image(str(path), **options)
    except Exception as error:
        raise RuntimeError(
            f"{path} was not written: static images need the package kaleido and an installed Chrome "
            f"({error.__class__.__name__}). "
            "Without them, use the camera button of the figure or of the page: it saves PNG and SVG."
        ) from error
    return Path(path)
