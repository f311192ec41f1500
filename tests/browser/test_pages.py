"""The pages as a reader meets them: mouse, keyboard, address, filters, downloads, print."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from figure_sample import sample


def ready(page):
    page.wait_for_timeout(250)


def mark_of(page, item: str):
    """The middle of a mark's button, in page coordinates."""
    box = page.locator(f'.view:not([hidden]) .hot button[data-item="{item}"]').first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def spans_of(place: str) -> pd.DataFrame:
    control, _, _ = sample()
    return control[control["place"] == place].reset_index(drop=True)


def held_span() -> tuple[str, pd.Series]:
    """Item and row of the span in which Islamic State held Raqqa."""
    table = spans_of("Raqqa")
    n = table.index[(table["holder"] == "Islamic State") & (table["state"] == "held")][0]
    return f"Raqqa/{n + 1}", table.loc[n]


def an_event(**where) -> pd.Series:
    _, events, _ = sample()
    for column, value in where.items():
        events = events[events[column] == value]
    return events.iloc[0]


def test_hover_tells_who_when_and_the_sentence(visit):
    page = visit("raqqa.html")
    page.mouse.move(*mark_of(page, held_span()[0]))
    page.wait_for_selector(".hoverlayer .hovertext")
    said = page.locator(".hoverlayer").text_content()
    assert "Raqqa: held by Islamic State" in said and "until: 6 Jun 2017" in said
    event = an_event(place="Raqqa", attribution="SOHR", type="partial_capture")
    page.mouse.move(*mark_of(page, event["event_id"]))
    page.wait_for_function(
        "t => document.querySelector('.hoverlayer').textContent.includes(t)", arg=event["evidence"][:25]
    )


def test_click_on_a_bar_and_on_an_event_open_their_sentences(visit):
    page = visit("raqqa.html")
    page.mouse.click(*mark_of(page, held_span()[0]))
    page.wait_for_selector("#panel:not([hidden])")
    assert page.locator("#panel-title").inner_text() == "Raqqa: held by Islamic State"
    _, events, _ = sample()
    opened = held_span()[1]["opened_by"].split()
    marked = page.locator("#panel mark").all_inner_texts()
    assert set(events.set_index("event_id").loc[opened, "evidence"]) <= set(marked)
    event = an_event(place="Raqqa", attribution="SOHR", type="partial_capture")
    ready(page)  # the chart made room for the panel
    page.mouse.click(*mark_of(page, event["event_id"]))
    page.wait_for_function("t => document.querySelector('#panel mark')?.textContent === t", arg=event["evidence"])
    quote = page.locator("#panel blockquote").inner_text()
    assert event["evidence"] in quote and len(quote) > len(event["evidence"])
    assert page.locator("#panel a").get_attribute("href") == f"https://example.org/{event['article_id']}"
    assert {"Date as resolved", "Status", "Says who"} <= set(page.locator("#panel dt").all_inner_texts())


def test_the_keyboard_reaches_every_mark_and_enter_opens_it(visit):
    page = visit("raqqa.html")
    _, events, _ = sample()
    wanted = {f"Raqqa/{n + 1}" for n in range(len(spans_of("Raqqa")))} | set(
        events.loc[events["place"] == "Raqqa", "event_id"]
    )
    page.locator(".hot button[tabindex='0']").focus()
    seen = set()
    for _ in range(len(wanted) + 2):
        seen.add(page.evaluate("document.activeElement.dataset.item"))
        page.keyboard.press("ArrowRight")
    assert seen == wanted
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    item, label = page.evaluate(
        "[document.activeElement.dataset.item, document.activeElement.getAttribute('aria-label')]"
    )
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel:not([hidden])")
    assert label.startswith(page.locator("#panel-title").inner_text()) and "from" in label
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Escape")
    page.wait_for_selector("#panel", state="hidden")
    ready(page)
    assert page.evaluate("document.activeElement.dataset.item") == item


def test_the_view_lives_in_the_address_and_back_goes_back(visit, browser, site):
    page = visit("index.html")
    page.select_option("select[name=country]", "Iraq")
    page.select_option("select[name=actor]", "Peshmerga")
    ready(page)
    shown = page.locator(".counts").first.inner_text()
    rows = page.locator("table.places tbody tr:visible").count()
    address = page.evaluate("location.hash")
    assert "country=Iraq" in address and "actor=Peshmerga" in address
    again = visit("index.html" + address)
    assert again.locator(".counts").first.inner_text() == shown
    assert again.locator("select[name=actor]").input_value() == "Peshmerga"
    page.go_back()
    ready(page)
    assert page.locator("select[name=actor]").input_value() == ""
    assert page.locator("table.places tbody tr:visible").count() > rows
    chosen = visit(f"raqqa.html#sel={held_span()[0]}")
    assert chosen.locator("#panel-title").inner_text() == "Raqqa: held by Islamic State"


def test_zoom_is_kept_in_the_address(visit):
    page = visit("raqqa.html")
    page.evaluate("Plotly.relayout('chart-raqqa', {'xaxis.range[0]': '2017-05-01', 'xaxis.range[1]': '2017-11-30'})")
    ready(page)
    assert page.evaluate("location.hash") == "#from=2017-05-01&to=2017-11-30"
    again = visit("raqqa.html#from=2017-05-01&to=2017-11-30")
    first, last = again.evaluate("document.getElementById('chart-raqqa').layout.xaxis.range")
    assert (first, last) == ("2017-05-01", "2017-11-30")


def test_short_spans_stay_visible_at_every_zoom(visit):
    page = visit("raqqa.html#from=2005-01-01&to=2035-01-01")
    narrow = page.evaluate(
        """() => [...document.querySelectorAll('.hot button')].map(b => b.getBoundingClientRect().width)"""
    )
    assert len(narrow) == len(spans_of("Raqqa")) + (sample()[1]["place"] == "Raqqa").sum() and min(narrow) >= 6


def test_a_place_is_found_as_its_articles_spell_it(visit):
    page = visit("index.html")
    page.fill("input[name=q]", "cherson")
    ready(page)
    names = page.locator("table.places tbody tr:visible th").all_inner_texts()
    assert names == ["Kherson", "Kherson Oblast"]


def test_filters_show_and_count_the_same_places(visit):
    page = visit("index.html")
    page.fill("input[name=q]", "raqqa")
    ready(page)
    names = page.locator("table.places tbody tr:visible th").all_inner_texts()
    assert "Raqqa" in names
    assert page.locator(".counts").first.inner_text().startswith(f"{len(names)} of ")
    drawn = page.evaluate(
        "document.getElementById('chart-index').layout.yaxis.ticktext.filter(t => t.includes('href')).length"
    )
    assert drawn == len(names)
    page.fill("input[name=q]", "zzzz")
    ready(page)
    assert page.locator(".counts").first.inner_text().startswith("0 of ")


@pytest.mark.parametrize(
    "name", ["index.html#country=Iraq&from=2016-01-01&to=2017-12-31", "raqqa.html#from=2017-01-01&to=2017-12-31"]
)
def test_the_csv_is_what_is_shown(visit, name):
    page = visit(name)
    counts = page.locator(".counts").first.inner_text()
    control, events, _ = sample()
    for kind, whole in (("spans", control), ("events", events)):
        with page.expect_download() as download:
            page.click(f".view:not([hidden]) [data-do={kind}]")
        text = Path(download.value.path()).read_text(encoding="utf-8-sig")
        table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
        chart, kinds = f"chart-{name.split('.')[0]}", ["event"] if kind == "events" else ["core", "tick", "silence"]
        shown = page.evaluate(
            """([chart, kinds]) => new Set(document.getElementById(chart).data
            .filter(t => kinds.includes(t.meta.kind)).flatMap(t => t.customdata)).size""",
            [chart, kinds],
        )
        assert 0 < len(table) <= shown and f"{len(table)} {kind}" in counts
        if kind == "events":
            expected = whole.set_index("event_id").loc[table["event_id"]]
            assert list(table["evidence"]) == list(expected["evidence"])
            assert ((table["date_latest"] == "") | (table["date_latest"] >= name.split("from=")[1][:10])).all()
        else:
            same = table.merge(
                whole[["place", "holder", "state", "start_latest", "end_earliest"]].astype(str), how="inner"
            )
            assert len(same) == len(table)


def test_a_formula_in_a_cell_stays_text(browser, tmp_path):
    from timeline.control import control_spans
    from timeline.pages import write_html

    events = pd.DataFrame(
        [
            {
                "event_id": "e1",
                "article_id": "a",
                "place": "Mosul",
                "type": "capture",
                "actor": "=HYPERLINK(1)",
                "opponent": "",
                "date_earliest": "2017-07-10",
                "date_latest": "2017-07-10",
                "evidence": "@x",
            }
        ]
    )
    write_html(control_spans(events), tmp_path, events)
    page = browser.new_page()
    page.goto((tmp_path / "mosul.html").as_uri())
    page.wait_for_selector(".chart[data-ready=yes]")
    with page.expect_download() as download:
        page.click("[data-do=events]")
    table = pd.read_csv(download.value.path(), dtype=str, keep_default_na=False)
    assert (table["actor"][0], table["evidence"][0]) == ("'=HYPERLINK(1)", "'@x")
    page.close()


def test_markup_in_an_article_runs_nowhere(browser, tmp_path):
    from timeline.control import control_spans
    from timeline.pages import write_html

    bad = "<img src=x onerror=\"window.ran=1\"><script>window.ran=2</script><a href='javascript:window.ran=3'>x</a>"
    events = pd.DataFrame(
        [
            {
                "event_id": "e1",
                "article_id": bad,
                "place": bad,
                "type": "capture",
                "actor": bad,
                "opponent": bad,
                "date_earliest": "2017-07-10",
                "date_latest": "2017-07-10",
                "attribution": bad,
                "evidence": bad,
                "country": bad,
            }
        ]
    )
    for single in (False, True):
        folder = tmp_path / str(single)
        write_html(control_spans(events), folder, events, single_file=single)
        for path in folder.glob("*.html"):
            page = browser.new_page()
            page.goto(path.as_uri())
            page.wait_for_selector(".chart[data-ready=yes]")
            page.locator(".hot button").last.focus()
            page.keyboard.press("Enter")
            page.wait_for_selector("#panel:not([hidden])")
            assert page.evaluate("window.ran") is None
            assert bad in page.locator("#panel").inner_text()
            assert page.locator(".chart img, .chart a[*|href^='javascript'], #panel img, main img").count() == 0
            page.close()


def test_the_map_follows_its_slider_and_plays(visit):
    page = visit("index.html")
    page.wait_for_selector("#map-index[data-ready=yes]")
    days = page.evaluate("JSON.parse(document.querySelector('input[name=day]').dataset.days)")

    def raqqa():
        return page.evaluate("""() => {
            const g = document.getElementById('map-index'), t = g.data.find(t => t.meta.kind === 'place');
            return t.marker.color[g.layout.meta.places.indexOf('Raqqa')]; }""")

    assert raqqa() == "#FFF92A"
    page.evaluate(
        """n => { const s = document.querySelector('input[name=day]'); s.value = n;
            s.dispatchEvent(new Event('input', {bubbles: true})); }""",
        next(i for i, d in enumerate(days) if d > "2015-06"),
    )
    ready(page)
    assert raqqa() == "#333333" and "day=2015" in page.evaluate("location.hash")
    page.click("[data-do=play]")
    page.wait_for_timeout(1200)
    page.click("[data-do=play]")
    assert page.evaluate("location.hash.match(/day=([0-9-]+)/)[1]") > "2015-08"


def test_the_camera_saves_svg_and_png(visit):
    page = visit("raqqa.html")
    for kind, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        with page.expect_download() as download:
            page.click(f"[data-do={kind}]")
        assert Path(download.value.path()).read_bytes().startswith(start)
    page.mouse.move(*mark_of(page, held_span()[0]))
    titles = page.locator(".modebar-btn").evaluate_all("bs => bs.map(b => b.dataset.title || '')")
    assert any("Download" in t for t in titles) and not any(
        w in t for t in titles for w in ("cloud", "Share", "Chart Studio")
    )


def test_one_file_has_every_place_and_goes_between_them(visit):
    page = visit("one/index.html")
    assert page.locator("html").get_attribute("lang") == "nl"
    page.locator("table.places a", has_text="Raqqa").first.click()
    page.wait_for_selector("#chart-raqqa[data-ready=yes]")
    assert page.title() == "Raqqa: wie had de plaats?" and page.locator("h1:visible").inner_text() == "Raqqa"
    page.go_back()
    ready(page)
    assert page.locator("h1:visible").inner_text() == "Wie had welke plaats in handen?"


@pytest.mark.parametrize("name", ["index.html", "raqqa.html", "one/index.html"])
def test_a_phone_shows_it_without_scrolling_sideways(visit, name):
    page = visit(name, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    chart = page.locator(".view:not([hidden]) .chart[data-figure=chart]").bounding_box()
    assert chart["width"] <= 390


def test_print_is_light_and_fits_the_paper(visit, tmp_path):
    page = visit("index.html", color_scheme="dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    ready(page)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.getElementById('chart-index').layout.paper_bgcolor").upper() == "#FFFFFF"
    box = page.locator("#chart-index .main-svg").first.bounding_box()
    assert box["width"] <= 1047 and box["height"] <= 560  # A4 landscape less its margins, less the heading
    assert page.locator(".filters:visible, .tools:visible").count() == 0


def test_it_can_be_read_without_javascript(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "raqqa.html").as_uri())
    assert page.locator("noscript .note").is_visible() and page.locator("table.spans tbody tr").count() == len(
        spans_of("Raqqa")
    )
    event = an_event(place="Raqqa", attribution="SOHR", type="partial_capture")
    assert page.get_by_text(event["evidence"], exact=True).first.is_visible()
    context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, as a package of the development set-up carries it."""
    why = "axe-core is missing: pip install axe-playwright-python"
    package = pytest.importorskip("axe_playwright_python", reason=why)
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "raqqa.html", "raqqa.html#sel=Raqqa/3", "one/index.html"])
def test_axe_finds_nothing(visit, axe, name, scheme):
    page = visit(name, bypass_csp=True, color_scheme=scheme)
    page.evaluate(axe)
    found = page.evaluate("""async () => (await axe.run(document,
        {resultTypes: ['violations'], preload: false})).violations
        .map(v => `${v.impact} ${v.id}: ${v.nodes[0].html}`)""")
    assert found == []
