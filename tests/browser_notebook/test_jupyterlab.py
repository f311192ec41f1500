"""A person at work in a real JupyterLab: run all, edit the table, run again, edit an article, run again."""

from __future__ import annotations

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},  # every output stays in the page
    "docmanager-extension/plugin": {"autosave": False},
}
TRACES = "() => [...document.querySelectorAll('.js-plotly-plot')].map(g => g.data.map(t => t.name))"
NEW_FIGURES = "() => document.querySelectorAll('.js-plotly-plot:not([data-old])').length >= 3"
QUIET = "() => ![...document.querySelectorAll('.jp-InputPrompt')].some(p => p.textContent.includes('*'))"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy to work on: the notebooks, and the development articles of two cities."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    (tmp_path / "data" / "articles").mkdir(parents=True)
    for name in ("raqqa-2017-10", "aleppo-2016-12"):
        shutil.copy(ROOT / "data" / "articles" / f"{name}.txt", tmp_path / "data" / "articles")
    return tmp_path


@pytest.fixture
def lab(browser, project: Path) -> Iterator[str]:
    """The address of a JupyterLab on that copy, with settings, kernels' files and history of its own."""
    own = project / ".jupyter"
    for name, setting in SETTINGS.items():
        file = own / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(setting))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {"JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython",
              "JUPYTER_CONFIG_DIR": "config", "JUPYTER_RUNTIME_DIR": "runtime", "HOME": "home"}  # fmt: skip
    (own / "home").mkdir()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
               f"--notebook-dir={project}", "--IdentityProvider.token=", "--ServerApp.port_retries=0"]  # fmt: skip
    with (own / "log").open("wb") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=log, env=os.environ | {k: str(own / v) for k, v in places.items()}
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(lambda: _get(f"{address}/api/status") is not None, "JupyterLab did not start")
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _get(address: str):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return json.load(answer)
    except OSError:
        return None


def _wait_for(true, what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.2)


def kernel_is_idle(lab: str) -> bool:
    kernels = [session["kernel"] for session in _get(f"{lab}/api/sessions") or []]
    return any(kernel["execution_state"] == "idle" and kernel["connections"] for kernel in kernels)


def run_all(page) -> list[list[str]]:
    """Run All Cells; the names of the traces of each figure that this run drew."""
    page.evaluate("() => document.querySelectorAll('.js-plotly-plot').forEach(g => g.setAttribute('data-old', ''))")
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    page.wait_for_function(NEW_FIGURES, timeout=60_000)
    page.wait_for_function(QUIET, timeout=60_000)
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert page.locator(".js-plotly-plot[data-old]").count() == 0
    return page.evaluate(TRACES)


def bars(page, figure: int, actor: str) -> list[list[float]]:
    """Where the bars of an actor begin and end in a figure, in figure units, sorted."""
    return page.evaluate(
        "([n, actor]) => { const g = document.querySelectorAll('.js-plotly-plot')[n]; const out = [];"
        "for (const t of g.calcdata.filter(c => c[0].trace.type === 'bar' && c[0].trace.name === actor))"
        "  for (const b of t) out.push([b.b, b.b + b.s]);"
        "return out.sort(); }",
        [figure, actor],
    )


def test_edit_the_table_and_an_article_and_run_again(browser, project: Path, lab: str):
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(f"{lab}/lab/tree/notebooks/02-city-timelines.ipynb")
    _wait_for(lambda: kernel_is_idle(lab), "the kernel did not start")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    first = run_all(page)
    assert "Peshmerga" not in first[1]

    table = project / "data" / "events.csv"
    rows = list(csv.DictReader(table.open(encoding="utf-8", newline="")))
    mine = next(r for r in rows if r["place"] == "Raqqa" and r["type"] == "capture" and r["status"] == "reported")
    mine |= {"actor": "Peshmerga", "date_edtf": "2017-10-05"}
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    second = run_all(page)
    assert "Peshmerga" in second[1]
    early = bars(page, 1, "Peshmerga")
    assert early

    article = project / "data" / "articles" / "aleppo-2016-12.txt"
    article.write_text(
        article.read_text("utf-8") + "\nHet Syrische leger heeft vrijdag de stad Hama heroverd op de rebellen.\n",
        "utf-8",
    )
    third = run_all(page)
    assert "Hama" in page.locator(".js-plotly-plot").first.text_content()
    assert "Peshmerga" in third[1]
    kept = next(r for r in csv.DictReader(table.open(encoding="utf-8")) if r["event_id"] == mine["event_id"])
    assert (kept["actor"], kept["date_earliest"]) == ("Peshmerga", "2017-10-05")

    mine["date_edtf"] = "2017-09-05"
    rows = [
        kept | mine if r["event_id"] == mine["event_id"] else r for r in csv.DictReader(table.open(encoding="utf-8"))
    ]
    for row in rows:
        if row["event_id"] == mine["event_id"]:
            row |= {c: kept[c] for c in ("date_earliest", "date_latest", "precision")}
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    run_all(page)
    assert bars(page, 1, "Peshmerga") != early  # the bar moved with the date
    page.close()
