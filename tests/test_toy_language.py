"""A language of ten rows runs the whole flow: nothing of a language stands in the code."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from timeline.articles import read_articles
from timeline.checks import check_language
from timeline.languages import LanguageError, load_language
from timeline.pipeline import build, extract_events

TOY = Path(__file__).parent / "toy"
TEXT = "date 2018-01-01 Novaĵo\n\nDiras gen. Silo: SDF prenis Rako de IS en 2017. Poste silentis.\n"
EVENT = ("Raqqa", "capture", "SDF", "Islamic State", "2017", "Diras gen. Silo: SDF prenis Rako de IS en 2017.")
COLUMNS = ["place", "type", "actor", "opponent", "date_edtf", "evidence"]


def rows() -> list[tuple[str, int]]:
    found = []
    for path in sorted(TOY.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            found += [(path.name, number) for number, _ in enumerate(csv.reader(lines)) if number]
    return found


@pytest.fixture
def articles(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "articles"


def told(articles, language) -> list[tuple]:
    return [tuple(row) for row in extract_events(read_articles(articles), language)[COLUMNS].values.tolist()]


def test_ten_rows_are_enough(articles, tmp_path):
    assert len(rows()) <= 10
    tables = build(articles, tmp_path / "out", language=TOY)
    assert [tuple(row) for row in tables["events"][COLUMNS].values.tolist()] == [EVENT]
    page = (tmp_path / "out" / "raqqa.html").read_text(encoding="utf-8")
    assert "SDF prenis Rako" in page
    held = tables["control"][tables["control"]["holder"] == "SDF"]
    assert held[["place", "start_earliest", "start_latest"]].values.tolist() == [["Raqqa", "2017-01-01", "2017-12-31"]]


def test_every_row_of_it_fires_on_its_own_example():
    assert check_language(load_language(TOY)).empty


@pytest.mark.parametrize(("name", "number"), rows(), ids=lambda part: str(part))
def test_without_any_one_row_the_event_is_another(articles, tmp_path, name, number):
    less = tmp_path / f"without-{Path(name).stem}-{number}"
    shutil.copytree(TOY, less)
    lines = (less / name).read_text(encoding="utf-8").splitlines(keepends=True)
    (less / name).write_text("".join(lines[:number] + lines[number + 1 :]), encoding="utf-8")
    try:
        events = told(articles, less)
    except LanguageError as error:
        assert less.name in str(error)  # another row needs it, and the error says which
    else:
        assert events != [EVENT]
