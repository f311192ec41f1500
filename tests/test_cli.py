"""The command line as it is called: output, messages, exit codes, and what stands on disk afterwards."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest

from timeline.cli import main

ROOT = Path(__file__).parent.parent
GOOD = "date 2017-11-03 Al-Qaim heroverd\n\nHet Iraakse leger heeft vrijdag Al-Qaim heroverd op IS.\n"
UNDATED = "Het Syrische leger heeft gisteren Palmyra heroverd op IS.\n"


@dataclass
class Ran:
    """What a call left behind."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str | Path) -> Ran:
    """Call the console script's own function, so that the tables of the language are read once for all tests."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    code = 0
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setattr(sys, "argv", ["timeline", *map(str, arguments)])
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        out.flush()
        err.flush()
    return Ran(code, out.buffer.getvalue().decode("utf-8"), err.buffer.getvalue().decode("utf-8"))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def data(tmp_path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def events(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("events")
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    assert run("extract", folder, folder / "events.csv").returncode == 0
    return folder / "events.csv"


def test_extract_gives_csv_on_standard_output_and_nothing_else(data):
    ran = run("extract", data, "-")
    assert (ran.returncode, ran.stderr) == (0, "")
    (row,) = rows(ran.stdout)
    assert [row[c] for c in ("place", "type", "actor", "opponent", "date_edtf", "published")] == [
        "Al-Qaim", "capture", "Iraq", "Islamic State", "2017-11-03", "2017-11-03",
    ]  # fmt: skip


def test_the_script_itself_runs_in_a_pipe(data):
    command = f"{sys.executable} -m timeline.cli extract {data} - | head -c 8"
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=300)
    assert (ran.stdout, ran.stderr) == ("event_id", "")


def test_build_sets_bad_articles_aside_by_name_and_builds_the_good_ones(data, tmp_path):
    (data / "empty.txt").write_text("", encoding="utf-8")
    (data / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    (data / "old.txt").write_bytes(
        "date 2017-11-02 Syrië\n\nHet Syrische leger heeft Palmyra heroverd.\n".encode("cp1252")
    )
    (data / "more").mkdir()
    (data / "more" / "good.txt").write_text("Een andere tekst.", encoding="utf-8")
    ran = run("build", data, tmp_path / "out")
    assert ran.returncode == 1
    for name in (
        "empty.txt: it is empty",
        "picture.txt: it is a PNG",
        "more/good.txt: the id 'good' is taken by good.txt",
    ):
        assert f"set aside: {name}" in ran.stderr
    assert "note: old.txt: read as Windows-1252" in ran.stderr
    assert "2 articles" in ran.stderr and "index.html" in ran.stderr
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"index.html", "al-qaim.html", "palmyra.html", "events.csv", "control.csv", "set_aside.csv"} <= names
    assert {path.name for path in tmp_path.iterdir()} == {"data", "out"}
    aside = rows((tmp_path / "out" / "set_aside.csv").read_text(encoding="utf-8"))
    assert {row["name"] for row in aside if row["kind"] == "set aside"} == {"empty.txt", "picture.txt", "more/good.txt"}


def test_build_says_how_many_places_have_a_timeline_where_some_have_none(data, tmp_path):
    (data / "plan.txt").write_text(
        "date 2017-11-02 Syrië\n\nHet Syrische leger zal Palmyra heroveren, zei een generaal.\n", encoding="utf-8"
    )
    ran = run("build", data, tmp_path / "out")
    assert "2 articles, 2 events, 2 places, 1 of them with a timeline." in ran.stderr


def test_the_same_input_gives_the_same_bytes_and_replaces_the_earlier_result(data, tmp_path):
    def bytes_of(folder: Path) -> dict[str, bytes]:
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    assert run("build", data, tmp_path / "one").returncode == run("build", data, tmp_path / "two").returncode == 0
    first = bytes_of(tmp_path / "one")
    assert first == bytes_of(tmp_path / "two")
    (data / "good.txt").write_text(GOOD.replace("Al-Qaim", "Hawija"), encoding="utf-8")
    assert run("build", data, tmp_path / "one").returncode == 0
    assert {name for name in bytes_of(tmp_path / "one") if name.endswith(".html")} == {"index.html", "hawija.html"}


def test_a_folder_that_is_no_earlier_result_is_left_alone(data, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    ran = run("build", data, tmp_path / "mine")
    assert ran.returncode == 2 and "no build has made" in ran.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_an_undated_article_keeps_its_rows_and_articles_csv_dates_them(data):
    (data / "later.txt").write_text(UNDATED, encoding="utf-8")
    ran = run("extract", data)
    row = next(r for r in rows(ran.stdout) if r["article_id"] == "later")
    assert (row["place"], row["date_earliest"], row["date_latest"], row["precision"]) == ("Palmyra", "", "", "unknown")
    (line,) = ran.stderr.splitlines()
    assert "later" in line and "articles.csv" in line and "article_id,published" in line and ran.returncode == 0
    (data / "articles.csv").write_text("article_id,published\nlater,2017-03-03\n", encoding="utf-8")
    ran = run("extract", data)
    row = next(r for r in rows(ran.stdout) if r["article_id"] == "later")
    assert (row["date_earliest"], row["date_latest"], row["precision"], ran.stderr) == (
        "2017-03-02",
        "2017-03-02",
        "day",
        "",
    )


def test_an_edited_table_is_kept(data, tmp_path):
    table = tmp_path / "events.csv"
    assert run("build", data, tmp_path / "out", "--edits", table).returncode == 0
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace(",Iraq,Islamic State,", ",Hashd al-Shaabi,Islamic State,"), encoding="utf-8")
    ran = run("build", data, tmp_path / "out", "--edits", table)
    assert ran.returncode == 0 and "1 edited" in ran.stderr
    assert "Hashd al-Shaabi" in table.read_text(encoding="utf-8")
    (edit,) = rows(run("edits", table).stdout)
    assert (edit["column"], edit["machine"], edit["value"]) == ("actor", "Iraq", "Hashd al-Shaabi")


def test_control_and_export(events, tmp_path):
    (unknown, held) = [r for r in rows(run("control", events).stdout) if r["holder"] != "Islamic State"]
    assert (unknown["state"], held["holder"], held["start_earliest"]) == ("unknown", "Iraq", "2017-11-03")
    for out, made in (("pages", "pages/al-qaim.html"), ("one.html", "one.html"), ("events.jsonl", "events.jsonl")):
        assert run("export", events, tmp_path / out).returncode == 0
        assert (tmp_path / made).stat().st_size > 100
    assert json.loads((tmp_path / "events.jsonl").read_text(encoding="utf-8"))["place"] == "Al-Qaim"
    assert run("export", events, tmp_path / "data", "--data-only", "--day", "2018-01-01").returncode == 0
    assert {"acled.csv", "control.geojson", "control-2018-01-01.geojson"} <= {
        p.name for p in (tmp_path / "data").iterdir()
    }


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".jsonl", ".parquet"])
def test_a_table_comes_back_from_every_form(events, tmp_path, ending):
    pytest.importorskip("openpyxl")
    assert run("export", events, tmp_path / f"t{ending}").returncode == 0
    assert run("export", tmp_path / f"t{ending}", tmp_path / "back.csv").returncode == 0
    assert (tmp_path / "back.csv").read_bytes() == events.read_bytes()


def test_a_cell_that_looks_like_a_formula_is_guarded_and_comes_back(events, tmp_path):
    wild = events.read_text(encoding="utf-8").replace(",Iraq,Islamic State,", ",'=HYPERLINK(1),'+IS,")
    (tmp_path / "wild.csv").write_text(wild, encoding="utf-8")
    run("export", tmp_path / "wild.csv", tmp_path / "wild.jsonl")
    row = json.loads((tmp_path / "wild.jsonl").read_text(encoding="utf-8"))
    assert (row["actor"], row["opponent"]) == ("=HYPERLINK(1)", "+IS")
    run("export", tmp_path / "wild.jsonl", tmp_path / "back.csv")
    assert (tmp_path / "back.csv").read_text(encoding="utf-8") == wild


def test_an_article_that_only_a_line_half_way_dates_is_not_called_undated(data):
    (data / "good.txt").write_text(f"Gevechten in Irak\n\n{GOOD}", encoding="utf-8")
    ran = run("extract", data, "-")
    assert [row["date_edtf"] for row in rows(ran.stdout)] == ["2017-11-03"]
    assert ran.returncode == 0 and "without a date" not in ran.stderr


def test_explain_names_the_column_that_a_table_lacks(data, tmp_path):
    (tmp_path / "bare.csv").write_text("place,type\nMosul,capture\n", encoding="utf-8")
    ran = run("explain", "5a84", data, "--events", tmp_path / "bare.csv")
    assert ran.returncode == 2 and "no column 'event_id' among place, type" in ran.stderr


def test_explain_prints_the_sentence_the_mentions_and_the_rules(data, events):
    (row,) = rows(events.read_text(encoding="utf-8"))
    for call in ((row["event_id"], data), (row["event_id"][:6], data, "--events", events)):
        ran = run("explain", *call)
        assert ran.returncode == 0, ran.stderr
        rules = ("nl/triggers.csv:", "nl/timex.csv:")
        for told in (row["evidence"], "reference date 2017-11-03", "'heroverd'", "'vrijdag'", "Islamic State", *rules):
            assert told in ran.stdout
    ran = run("explain", "ffffffffffff", data)
    assert ran.returncode == 2 and "no article tells an event 'ffffffffffff'" in ran.stderr.lower()


def test_explain_tells_what_a_person_changed(data, events, tmp_path):
    edited = tmp_path / "edited.csv"
    edited.write_text(
        events.read_text(encoding="utf-8").replace(",Iraq,Islamic", ",Peshmerga,Islamic"), encoding="utf-8"
    )
    (row,) = rows(edited.read_text(encoding="utf-8"))
    assert "a person changed it to: Peshmerga" in run("explain", row["event_id"], data, "--events", edited).stdout


def test_score_tells_equal_from_different(events, tmp_path):
    ran = run("score", events, events)
    assert ran.returncode == 0 and "dated  precision 1.000  recall 1.000  F1 1.000" in ran.stdout
    other = tmp_path / "gold.csv"
    other.write_text(
        events.read_text(encoding="utf-8").replace(",Iraq,Islamic", ",Peshmerga,Islamic"), encoding="utf-8"
    )
    (tmp_path / "split.csv").write_text("article_id,part\ngood,development\n", encoding="utf-8")
    ran = run("score", events, other, "--split", tmp_path / "split.csv")
    assert ran.returncode == 1 and "== development, 1 articles" in ran.stdout
    assert "missed good: capture Al-Qaim Peshmerga 2017-11-03 reported   near: capture Iraq 2017-11-03" in ran.stdout


def test_check_turns_red_by_one_word_of_one_row(tmp_path):
    toy = ROOT / "tests" / "toy"
    assert run("check", toy).returncode == 0
    shutil.copytree(toy, tmp_path / "toy")
    table = tmp_path / "toy" / "triggers.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("/Raqqa/SDF", "/Raqqa/Iraq"), encoding="utf-8")
    ran = run("check", tmp_path / "toy")
    assert ran.returncode == 1 and "toy/triggers.csv:2" in ran.stdout and "1 that do not fire" in ran.stderr


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (("extract", "nowhere"), "There is no nowhere"),
        (("control", "nowhere.csv"), "There is no nowhere.csv"),
        (("extract", ".", "--language", "xx"), "no articles"),
        (("check", "xx"), "no language 'xx'"),
        (("fly",), "No such command"),
        (("build",), "Missing argument"),
    ],
)
def test_a_call_that_cannot_be_done_is_told_in_a_line_with_code_2(call, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = run(*call)
    assert ran.returncode == 2 and told in ran.stderr and "Traceback" not in ran.stderr and ran.stdout == ""


def test_help_teaches_every_command():
    told = run("--help").stdout
    for command in ("build", "extract", "control", "export", "explain", "edits", "score", "check"):
        assert command in told
        assert "Usage:" in run(command, "--help").stdout


def test_build_tells_in_a_sentence_which_edited_row_it_sets_aside(data, tmp_path):
    table = tmp_path / "events.csv"
    assert run("build", data, tmp_path / "out", "--edits", table).returncode == 0
    table.write_text(table.read_text(encoding="utf-8").replace(",Al-Qaim,", ",,"), encoding="utf-8")
    ran = run("build", data, tmp_path / "out", "--edits", table)
    assert ran.returncode == 1
    assert "line 2, column place, value '': Write the name of a place." in ran.stderr
    assert "Warning" not in ran.stderr and ".py" not in ran.stderr
