"""A real browser on the pages of the sample, from `file://`, with the network off."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Folder with the pages of the sample, and `one/index.html` with all of it in one Dutch file."""
    from figure_sample import sample

    from timeline.pages import write_html

    control, events, articles = sample()
    folder = tmp_path_factory.mktemp("pages")
    write_html(control, folder, events, articles)
    write_html(control, folder / "one", events, articles, single_file=True, lang="nl")
    return folder


@pytest.fixture
def visit(browser, site):
    """Open a page; afterwards there was no console message, no error and no request but for its own files."""
    heard: list[str] = []
    contexts = []

    def open_page(name: str, width: int = 1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: heard.append(f"console: {m.text}"))
        page.on("pageerror", lambda e: heard.append(f"error: {e}"))
        home = site.as_uri()
        page.on("request", lambda r: r.url.startswith((home, "data:", "blob:")) or heard.append(f"request: {r.url}"))
        page.goto(f"{home}/{name}")
        page.wait_for_selector(".view:not([hidden]) .chart[data-figure=chart][data-ready=yes]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert heard == []
