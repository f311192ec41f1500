"""Pages: whole without JavaScript, safe with any text, the same bytes for the same tables."""

from __future__ import annotations

import base64
import json
import re
from hashlib import sha256
from html.parser import HTMLParser

import pandas as pd
import pytest
from figure_sample import sample
from hypothesis import given
from hypothesis import strategies as st

from timeline.control import control_spans
from timeline.figures.tables import full_control
from timeline.pages import write_html, write_image
from timeline.pages.records import locate
from timeline.pages.slugs import slug, slugs
from timeline.pipeline import build

NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> </script> {{x}} $title =1+1"


class Page(HTMLParser):
    """Tags, attributes and text of a page, and the text of each table row by its `data-item`."""

    def __init__(self, text: str):
        super().__init__()
        self.tags, self.rows, self.scripts, self._item, self._script = [], {}, [], None, False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag == "tr":
            self._item = attrs.get("data-item")
        self._script = tag == "script"
        if self._script:
            self.scripts.append([attrs, ""])

    def handle_data(self, data):
        if self._script and self.scripts:
            self.scripts[-1][1] += data
        elif self._item:
            self.rows[self._item] = self.rows.get(self._item, "") + data

    def handle_endtag(self, tag):
        if tag == "tr":
            self._item = None
        if tag == "script":
            self._script = False

    def all(self, tag):
        return [attrs for t, attrs in self.tags if t == tag]

    def data(self):
        return json.loads(next(text for attrs, text in self.scripts if attrs.get("id") == "data"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    control, events, articles = sample()
    folder = tmp_path_factory.mktemp("site")
    write_html(control, folder, events, articles)
    return folder


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    events = pd.DataFrame(
        [
            {
                "event_id": "e1",
                "article_id": NASTY,
                "place": NASTY,
                "type": "capture",
                "actor": NASTY,
                "opponent": NASTY,
                "date_earliest": "2017-07-10",
                "date_latest": "2017-07-10",
                "attribution": NASTY,
                "extent": NASTY,
                "evidence": NASTY,
                "date_text": NASTY,
                "rule": NASTY,
                "source": NASTY,
                "country": NASTY,
            }
        ]
    )
    articles = pd.DataFrame(
        [{"article_id": NASTY, "text": f"{NASTY}\n\n{NASTY}", "title": NASTY, "url": "javascript:alert(3)"}]
    )
    folder = tmp_path_factory.mktemp("nasty")
    write_html(control_spans(events), folder, events, articles)
    write_html(control_spans(events), folder / "one", events, articles, single_file=True, lang="nl")
    return folder


def test_every_span_and_event_stands_in_a_table_without_javascript(site):
    control, events, _ = sample()
    told = {}
    for path in site.glob("*.html"):
        told |= Page(path.read_text(encoding="utf-8")).rows
    assert set(full_control(control)["item"]) <= set(told) and set(events["event_id"]) <= set(told)
    for event in events.itertuples():
        assert event.evidence in told[event.event_id]


def test_pages_have_language_title_headings_and_a_policy(site):
    for name in ("index.html", "mosul.html"):
        page = Page((site / name).read_text(encoding="utf-8"))
        assert page.all("html")[0]["lang"] == "en"
        assert len(page.all("h1")) == 1 and page.all("h2") and page.all("caption") and page.all("main")
        policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
        assert "default-src 'none'" in policy and "connect-src 'none'" in policy
        script = re.search(r"script-src ([^;]+)", policy)[1]
        assert "unsafe" not in script and "http" not in script


def test_nothing_points_outside(site):
    for path in site.glob("*.html"):
        for tag, attrs in Page(path.read_text(encoding="utf-8")).tags:
            for name in ("src", "href"):
                to = attrs.get(name) or ""
                assert not to.startswith("//")
                assert not to.startswith("http") or (tag == "a" and to.startswith("https://example.org/"))
                if to and not to.startswith(("http", "#")):
                    assert (site / to).exists(), to


def test_pages_are_small_and_share_one_library(site):
    assert max(p.stat().st_size for p in site.glob("*.html") if p.name != "index.html") <= 60_000
    assert [p.name for p in site.rglob("plotly*.js")] == ["plotly-basic.min.js"]
    assert (site / "assets" / "plotly-LICENSE.txt").read_text().startswith("MIT License")


def test_a_page_keeps_a_sentence_once_in_its_data(site):
    data = Page((site / "index.html").read_text(encoding="utf-8")).data()
    _, events, _ = sample()
    text = json.dumps(data, ensure_ascii=False)
    sentences = events["evidence"].map(lambda s: json.dumps(s, ensure_ascii=False)[1:-1]).unique()
    assert sum(text.count(s) for s in sentences if len(s) > 60) == sum(len(s) > 60 for s in sentences)


def test_the_paragraph_holds_the_sentence_at_the_offsets_given(site):
    data = Page((site / "index.html").read_text(encoding="utf-8")).data()
    columns = data["events"]["columns"]
    _, events, _ = sample()
    said = dict(zip(events["event_id"], events["evidence"], strict=True))
    placed = 0
    for row in data["events"]["rows"]:
        event = dict(zip(columns, row, strict=True))
        if event["_at"]:
            key, start, end = event["_at"]
            assert data["paragraphs"][key][start:end] == said[event["event_id"]]
            placed += 1
    assert placed == len(events)


@pytest.mark.parametrize("name", ["index.html", "one/index.html"])
def test_text_from_articles_never_becomes_markup(nasty, name):
    pages = [nasty / name, *nasty.glob("script-alert*.html")]
    assert len(pages) == 2
    for path in pages:
        page = Page(path.read_text(encoding="utf-8"))
        assert not page.all("img")
        assert all(not key.startswith("on") for _, attrs in page.tags for key in attrs)
        assert all(not (a.get("href") or "").startswith("javascript") for a in page.all("a"))
        known = [a for a, _ in page.scripts]
        assert len(known) == 3 and sum(a.get("type") == "application/json" for a in known) == 1
        assert any(NASTY in str(cell) for row in page.data()["events"]["rows"] for cell in row)


def test_the_policy_of_one_file_names_its_own_scripts(nasty):
    page = Page((nasty / "one" / "index.html").read_text(encoding="utf-8"))
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    for attrs, text in page.scripts:
        if attrs.get("type") != "application/json":
            assert f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'" in policy
    assert page.all("html")[0]["lang"] == "nl" and [p.name for p in (nasty / "one").iterdir()] == ["index.html"]


def test_same_tables_same_bytes(site, tmp_path):
    control, events, articles = sample()
    write_html(control.copy(), tmp_path, events.copy(), articles.copy())
    for path in site.rglob("*.*"):
        assert (tmp_path / path.relative_to(site)).read_bytes() == path.read_bytes(), path.name


def test_the_page_of_a_place_that_is_gone_goes_and_other_files_stay(tmp_path):
    control, events, articles = sample()
    write_html(control, tmp_path, events, articles)
    (tmp_path / "notes.html").write_text("<p>mine</p>", encoding="utf-8")
    write_html(control[control["place"] != "Raqqa"], tmp_path, events[events["place"] != "Raqqa"], articles)
    assert not (tmp_path / "raqqa.html").exists()
    assert (tmp_path / "notes.html").exists() and (tmp_path / "index.html").exists()


def test_pages_work_without_events_and_without_articles(tmp_path):
    control, events, _ = sample()
    write_html(control, tmp_path / "a")
    write_html(control, tmp_path / "b", events)
    data = Page((tmp_path / "b" / "raqqa.html").read_text(encoding="utf-8")).data()
    at = data["events"]["columns"].index("evidence")
    assert data["paragraphs"] == {} and all(row[at] for row in data["events"]["rows"])
    spans = {i for i in full_control(control)["item"] if i.startswith("Raqqa/")}
    assert Page((tmp_path / "a" / "raqqa.html").read_text(encoding="utf-8")).rows.keys() == spans


@given(st.text(max_size=80))
def test_file_names_are_plain(name):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(name)) and len(slug(name)) < 80


@given(st.lists(st.text(max_size=6), unique=True, max_size=20))
def test_no_two_places_share_a_file(names):
    made = slugs(names)
    assert len(set(made.values())) == len(names) and not {"index", "assets", "con"} & set(made.values())


def test_a_sentence_is_found_where_its_offset_says():
    text = "Het viel.\n\nEerst. Het viel.\n\nSlot."
    assert locate(text, "Het viel.", 18) == (11, 27, 18)
    assert locate(text, "Het viel.", float("nan")) == (0, 9, 0)
    assert locate(text, "Weg.", 0) is None


def test_a_static_image_says_what_is_missing(tmp_path):
    control, _, _ = sample()
    from timeline.figures import plot_city

    with pytest.raises(RuntimeError, match=r"camera button"):
        write_image(plot_city(control, "Raqqa"), tmp_path / "no" / "such" / "folder.xyz")


def test_the_headline_says_where_sources_disagree(tmp_path):
    """A place whose last capture somebody denies is not drawn as plainly held: headline, table and panel say so."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "date 2023-05-21 Robotyne\n\nHet Oekraïense leger heeft Robotyne heroverd op Rusland. "
        "Het Russische ministerie van Defensie spreekt dat tegen.\n",
        encoding="utf-8",
    )
    build(folder, tmp_path / "out")
    page = (tmp_path / "out" / "robotyne.html").read_text(encoding="utf-8")
    assert "Robotyne: held by Ukraine (sources disagree). From: 21 May 2023" in page
    assert "<td>held (sources disagree)</td>" in page


def test_a_page_says_what_a_person_has_written(tmp_path):
    control, events, articles = sample()
    events = events.assign(edited="", reason="", who="", date_text="Zaterdag")
    events.loc[events.index[0], ["edited", "reason", "who"]] = ["place; date_edtf", "<b>map</b>", "mb"]
    write_html(control, tmp_path, events, articles)
    pages = [Page(path.read_text(encoding="utf-8")) for path in sorted(tmp_path.glob("*.html"))]
    told = [p.rows[events.iloc[0]["event_id"]] for p in pages if events.iloc[0]["event_id"] in p.rows]
    assert told and all("edited by hand: place, date (<b>map</b>, mb)" in text for text in told)
    assert all("Zaterdag" not in text for text in told)  # not what this date was read from
    assert sum("by hand" in text for page in pages for text in page.rows.values()) == len(told)
