"""Take the pictures in docs/img from the sample corpus, with Playwright for Python and Chromium.

timeline build data/articles build/html && python scripts/screenshots.py build/html docs/img
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from playwright.sync_api import sync_playwright

from timeline.figures.palette import looks
from timeline.pages import write_html

SHOTS = {  # name: page, width, height, element (empty: the window), colour scheme
    "overview": ("index.html", 1280, 900, "", "light"),
    "overview-phone": ("index.html", 390, 844, "", "light"),
    "map": ("index.html#day=2016-07-01", 1280, 900, ".mapped", "light"),
    "mosul": ("mosul.html", 1280, 900, "", "light"),
    "mosul-phone": ("mosul.html", 390, 1400, "", "light"),
    "raqqa": ("raqqa.html", 1280, 900, "", "light"),
    "raqqa-panel": ("raqqa.html", 1280, 900, "", "light"),
    "raqqa-dark": ("raqqa.html", 1280, 900, "", "dark"),
    "aleppo": ("aleppo.html", 1280, 900, "", "light"),
}
PRINTED = ("index", "raqqa")


def forty_cities(folder: Path) -> None:
    """Forty invented cities and twelve parties: does the overview still read?"""
    rng = random.Random(4)
    actors, rows = list(looks())[:1] + rng.sample(list(looks())[1:], 11), []
    for n in range(40):
        day = date(2012, 1, 1) + timedelta(days=rng.randint(0, 500))
        for k in range(rng.randint(2, 6)):
            end = day + timedelta(days=rng.randint(60, 1100))
            sure = day + timedelta(days=rng.choice([0, 0, 30, 120]))
            state = rng.choice(["held", "held", "held", "contested", "besieged"])
            holder = "; ".join(rng.sample(actors, 2 if state == "contested" else 1))
            rows.append(
                {
                    "place": f"City {n + 1}",
                    "holder": holder,
                    "state": state,
                    "start_earliest": str(day),
                    "start_latest": str(sure),
                    "end_earliest": str(end),
                    "end_latest": str(end),
                    "claims": k + 1,
                    "sources": 1,
                }
            )
            day = end
        rows[-1].update(end_earliest="", end_latest="")
    write_html(pd.DataFrame(rows), folder)


def main(site: Path, out: Path) -> None:
    path = next(p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        forty_cities(Path(folder))
        shots = {name: (site, *shot) for name, shot in SHOTS.items()}
        shots["forty-cities"] = (Path(folder), "index.html#most=all", 1280, 900, ".figure", "light")
        for name, (where, page, width, height, element, scheme) in shots.items():
            tab = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            tab.goto(where.resolve().as_uri() + "/" + page)
            tab.wait_for_selector(".chart[data-ready=yes]")
            tab.wait_for_timeout(700)
            if name.endswith("-panel"):  # open the longest bar
                tab.locator(".hot button").evaluate_all("""bs => bs.sort((a, b) => b.offsetWidth - a.offsetWidth)
                    .find(b => b.offsetHeight > 20).click()""")
                tab.wait_for_timeout(500)
            target = tab.locator(element).first if element else tab
            target.screenshot(path=out / f"{name}.png")
            tab.close()
        for name in PRINTED:
            tab = browser.new_page()
            tab.goto((site / f"{name}.html").resolve().as_uri())
            tab.wait_for_selector(".chart[data-ready=yes]")
            tab.pdf(path=Path(folder) / "page.pdf", prefer_css_page_size=True)
            subprocess.run(
                ["pdftoppm", "-r", "110", "-png", "-singlefile", Path(folder) / "page.pdf", out / f"{name}-print"],
                check=True,
            )
            tab.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
