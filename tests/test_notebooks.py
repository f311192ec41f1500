"""The notebooks in git: clean, readable, no code that belongs in the library; the cache and the queue behind them."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

import timeline as tl

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)


def cells(path: Path) -> list[dict]:
    return json.loads(path.read_text("utf-8"))["cells"]


def test_there_are_five():
    assert [p.stem[:2] for p in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@each
def test_no_outputs_and_the_kernel_is_named(path):
    notebook = json.loads(path.read_text("utf-8"))
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids) and notebook["nbformat_minor"] >= 5
    for cell in notebook["cells"]:
        assert not cell["metadata"]
        assert cell["cell_type"] == "markdown" or (cell["outputs"], cell["execution_count"]) == ([], None)


@each
def test_nbstripout_agrees_that_it_is_clean(path, tmp_path):
    nbstripout = pytest.importorskip("nbstripout")
    import nbformat

    before = nbformat.read(path, as_version=4)
    after = nbstripout.strip_output(
        nbformat.read(path, as_version=4), keep_output=False, keep_count=False, keep_id=True
    )
    assert after == before


@each
def test_prose_and_verbs_and_no_function_of_its_own(path):
    assert cells(path)[0]["cell_type"] == "markdown" and "".join(cells(path)[0]["source"]).startswith("# ")
    for cell in cells(path):
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
            assert not any(isinstance(node, kinds) for node in ast.walk(ast.parse(text)))
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert (path.parent / target).exists(), target


@each
def test_every_verb_that_it_uses_exists(path):
    for cell in cells(path):
        for verb in re.findall(r"\btl\.(\w+)", "".join(cell["source"])):
            assert verb in tl.__all__


@pytest.fixture
def articles(tmp_path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("raqqa-2017-10", "aleppo-2016-12"):
        shutil.copy(ROOT / "data" / "articles" / f"{name}.txt", folder)
    return folder


def same(a: pd.DataFrame, b: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(a, b)


def test_only_changed_articles_are_read_again(articles, tmp_path):
    cache = tmp_path / "cache"
    first = tl.extract_cached(tl.read_articles(articles), cache, progress=False)
    assert first.attrs["read_again"] == ["aleppo-2016-12", "raqqa-2017-10"]
    same(first, tl.extract_events(tl.read_articles(articles)))
    assert tl.extract_cached(tl.read_articles(articles), cache, progress=False).attrs["read_again"] == []
    changed = articles / "raqqa-2017-10.txt"
    changed.write_text(changed.read_text("utf-8") + "\nHet Syrische leger heeft vrijdag Hama heroverd.\n", "utf-8")
    (articles / "zonder-datum.txt").write_text("Het Iraakse leger heeft Rawa ingenomen.\n", "utf-8")
    again = tl.extract_cached(tl.read_articles(articles), cache, progress=False)
    assert again.attrs["read_again"] == ["raqqa-2017-10", "zonder-datum"]
    assert again.attrs["undated"] == ["zonder-datum"]
    same(again, tl.extract_events(tl.read_articles(articles)))
    changed.unlink()
    fewer = tl.extract_cached(tl.read_articles(articles), cache, progress=False)
    assert fewer.attrs["read_again"] == []
    same(fewer, tl.extract_events(tl.read_articles(articles)))


def test_a_damaged_cache_is_read_over(articles, tmp_path):
    cache = tmp_path / "cache"
    table = tl.read_articles(articles)
    first = tl.extract_cached(table, cache, progress=False)
    (cache / "events.parquet").write_bytes(b"PAR1 nonsense")
    again = tl.extract_cached(table, cache, progress=False)
    assert len(again.attrs["read_again"]) == 2
    same(again, first)


def test_the_queue_begins_with_conflicts(articles, tmp_path):
    events = tl.extract_events(tl.read_articles(articles))
    events["review"] = ""
    events.loc[0, "review"] = "new"
    events.loc[1, "review"] = "conflict: actor yours 'a', machine 'b' (was 'c') | changed: type 'x' > 'y'"
    events.loc[2, "review"] = "changed: type 'x' > 'y'"
    queue = tl.review_queue(events.assign(who="", certainty=["clause"] * (len(events) - 1) + ["open"]))
    assert queue["doubt"].tolist() == ["conflict", "changed", "new", "open"]


def test_an_article_is_shown_with_its_mentions_and_no_markup_of_its_own(tmp_path):
    (tmp_path / "a.txt").write_text("date 2017-11-03\n\n<script>x</script> Het Iraakse leger nam Rawa in.\n", "utf-8")
    pytest.importorskip("IPython")
    page = tl.show_article(tl.read_articles(tmp_path), "a").data
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert re.search(r'<mark [^>]*title="place: [^"]+">Rawa</mark>', page)


def test_the_review_form_accepts_corrects_and_rejects(articles, tmp_path):
    pytest.importorskip("ipywidgets")
    path = tmp_path / "events.csv"
    table = tl.read_articles(articles)
    events = tl.extract_events(table)
    events["certainty"] = "open"
    tl.merge_edits(events, path)
    form = tl.review(path, table, who="ann")
    queue = form.queue["event_id"].tolist()
    accept, correct, reject = form.box.children[3].children[:3]
    assert "<mark" in form.sentence.value
    accept.click()
    form.fields["actor"].value = "Peshmerga"
    form.reason.value = "read it again"
    correct.click()
    reject.click()
    form.fields["date_edtf"].value = "soon"
    correct.click()
    assert "not a day that can be read for certain" in form.told.value
    edits = tl.list_edits(path).set_index("event_id")
    assert edits.loc[queue[0], "kind"] == "accepted" and edits.loc[queue[0], "who"] == "ann"
    assert edits.loc[queue[1], ["column", "value", "reason"]].tolist() == ["actor", "Peshmerga", "read it again"]
    assert edits.loc[queue[2], "kind"] == "deleted"
    assert form.row.event_id == queue[3]
