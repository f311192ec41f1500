"""Drawing costs of the same spans: ours, `px.timeline` (plotly) and vis-timeline, in one headless Chromium, one run.

    npm install --prefix <folder> vis-timeline@8 vis-data   # once, online
    python benchmarks/drawing.py <folder> [100 1000 10000]

Each page is opened from disk in a fresh context. Told per page: bytes on disk, seconds from navigation to the first
drawn bar, and seconds for one pan and one zoom (the call and the frame after it).
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import plotly.express as px
from playwright.sync_api import sync_playwright

from timeline.figures import CONFIG, plot_cities
from timeline.languages import RESOURCES

ACTORS = ["Islamic State", "SDF", "Syria", "Iraq", "Taliban", "rebels (Syria)", "Turkey", "Ukraine"]
PLOTLY = RESOURCES / "page" / "plotly-basic.min.js"


def spans(count: int) -> pd.DataFrame:
    """Control rows that tile time, 10 a place, the same for the same count."""
    rng, rows = random.Random(count), []
    for n in range(count // 10):
        day = date(2011, 1, 1)
        for _ in range(10):
            end = day + timedelta(days=rng.randint(20, 900))
            holder = rng.choice(ACTORS)
            rows.append(
                {
                    "place": f"Place {n}",
                    "holder": holder,
                    "state": "held",
                    "start_earliest": str(day),
                    "start_latest": str(day),
                    "end_earliest": str(end),
                    "end_latest": str(end),
                    "claims": 1,
                    "sources": 1,
                }
            )
            day = end
        rows[-1].update(end_earliest="", end_latest="")
    return pd.DataFrame(rows)


def pages(count: int, folder: Path, vis: Path) -> dict[str, tuple[Path, str, str, str]]:
    """Per library: file, what is there when a bar is drawn, a pan and a zoom."""
    table = spans(count)
    ours, express = folder / f"ours-{count}.html", folder / f"px-{count}.html"
    figure = plot_cities(table)
    figure.write_html(ours, include_plotlyjs=str(PLOTLY), config=CONFIG, div_id="c", full_html=True)
    known = table.assign(end_earliest=table["end_earliest"].replace("", "2027-01-01"))
    px.timeline(
        known, x_start="start_latest", x_end="end_earliest", y="place", color="holder", height=figure.layout.height
    ).write_html(express, include_plotlyjs=str(PLOTLY), div_id="c", full_html=True)
    move = "Plotly.relayout('c', {{'xaxis.range': ['{}', '{}']}})"
    steps = (".barlayer path", move.format("2013-01-01", "2020-01-01"), move.format("2014-01-01", "2015-01-01"))
    page = folder / f"vis-{count}.html"
    items = [
        {
            "id": i,
            "group": r.place,
            "content": r.holder,
            "start": r.start_latest,
            "end": r.end_earliest,
            "type": "range",
        }
        for i, r in enumerate(known.itertuples())
    ]
    groups = [{"id": p, "content": p} for p in known["place"].unique()]
    library = (vis / "vis-timeline" / "standalone" / "umd" / "vis-timeline-graph2d.min.js").read_text(encoding="utf-8")
    page.write_text(
        f"""<!doctype html><meta charset=utf-8><div id=c></div><script>{library}</script><script>
var t = new vis.Timeline(document.getElementById("c"),
new vis.DataSet({json.dumps(items)}), new vis.DataSet({json.dumps(groups)}), {{stack: false}});
</script>""",
        encoding="utf-8",
    )
    window = "t.setWindow('{}', '{}', {{animation: false}})"
    return {
        "ours": (ours, *steps),
        "px.timeline": (express, *steps),
        "vis-timeline": (
            page,
            ".vis-item",
            window.format("2013-01-01", "2020-01-01"),
            window.format("2014-01-01", "2015-01-01"),
        ),
    }


def timed(tab, call: str) -> float:
    """Seconds for a call and the two frames after it, measured in the page."""
    return tab.evaluate(f"""async () => {{ const a = performance.now(); await ({call});
        await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
        return (performance.now() - a) / 1000; }}""")


def main(vis: Path, counts: list[int]) -> None:
    path = next(p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p)
    print("| spans | drawn by | page, kB | first bar, s | pan, s | zoom, s |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for count in counts:
            for name, (page, bar, pan, zoom) in pages(count, Path(folder), vis).items():
                context = browser.new_context(viewport={"width": 1280, "height": 900})
                tab = context.new_page()
                tab.set_default_timeout(240_000)
                begin = time.perf_counter()
                try:
                    tab.goto(page.as_uri(), wait_until="commit")
                    tab.wait_for_selector(bar, state="attached")
                    tab.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
                    first = f"{time.perf_counter() - begin:.2f}"
                    rest = [f"{timed(tab, call):.2f}" for call in (pan, zoom)]
                except Exception as error:  # a page that never draws is a result too
                    first, rest = f"none ({type(error).__name__})", ["", ""]
                print(
                    f"| {count:,} | {name} | {page.stat().st_size // 1000:,} | {first} | {' | '.join(rest)} |",
                    flush=True,
                )
                context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) / "node_modules", [int(n) for n in sys.argv[2:]] or [100, 1000, 10_000])
