"""A person's table on disk: spreadsheet habits, refusals, crashes, round trips through LibreOffice and Excel files."""

from __future__ import annotations

import csv
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pandas as pd
import pytest

import timeline.edits as ed
from timeline.schema import EVENTS
from timeline.tables_io import TableError

GOLD = Path(__file__).parents[1] / "data" / "gold"
COORDINATES = {"Raqqa": (35.95283, 39.00788), "Mosul": (36.335, 43.11889), "Aleppo": (36.345, 37.0)}


@pytest.fixture
def events() -> pd.DataFrame:
    """The hand-coded rows of the development articles as an extraction would give them, with ids that tempt Excel."""
    part = {r["article_id"]: r["part"] for r in csv.DictReader((GOLD / "split.csv").open(encoding="utf-8"))}
    rows = []
    for n, gold in enumerate(csv.DictReader((GOLD / "gold.csv").open(encoding="utf-8"))):
        if part[gold["article_id"]] != "development":
            continue
        row = dict.fromkeys(EVENTS, "") | {c: v.split("|")[0].replace("*", "") for c, v in gold.items() if c in EVENTS}
        latitude, longitude = COORDINATES.get(row["place"], (float("nan"), float("nan")))
        event_id = [f"{n:010d}", f"{n}e5", f"ev-{n:04d}"][n % 3]
        row |= {"event_id": event_id, "evidence_start": n * 1000, "evidence_end": n * 1000 + len(row["evidence"]),
                "latitude": latitude, "longitude": longitude, "rule": f"nl/frames.csv:{n}"}  # fmt: skip
        rows.append(row)
    rows[0] |= {"attribution": "=SUM(A1)", "extent": "80 %"}
    rows[1] |= {"attribution": "'s Lands leger", "extent": "1"}
    rows[2] |= {"attribution": '-2; @x, "y"', "evidence": "Twee\nregels\tmet een harde\u00a0spatie"}
    return pd.DataFrame(rows, columns=list(EVENTS))


@pytest.fixture
def path(tmp_path: Path, events: pd.DataFrame) -> Path:
    ed.merge_edits(events, tmp_path / "events.csv")
    return tmp_path / "events.csv"


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def save(
    path: Path, table: list[list[str]], delimiter: str = ",", encoding: str = "utf-8", newline: str = "\n"
) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator=newline).writerows(table)


def edit(path: Path, line: int, column: str, value: str) -> str:
    """Change one cell as an editor would; the event_id of the row comes back."""
    table = cells(path)
    table[line][table[0].index(column)] = value
    save(path, table)
    return table[line][table[0].index("event_id")]


def row_of(events: pd.DataFrame, event_id: str) -> pd.Series:
    return events.set_index("event_id").loc[event_id]


def folder_bytes(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def test_merging_again_changes_no_byte(path, events):
    before = folder_bytes(path.parent)
    merged = ed.merge_edits(events, path)
    assert folder_bytes(path.parent) == before
    pd.testing.assert_frame_equal(merged[list(EVENTS)], events, check_dtype=False)
    assert merged.latitude.dtype == "float64" and merged.evidence_start.dtype == "int64"


def test_no_cell_is_a_formula_for_a_spreadsheet(path):
    numbers = {"latitude", "longitude"}
    header, *rows = cells(path)
    for row in rows:
        for column, cell in zip(header, row, strict=True):
            assert column in numbers or cell[:1] not in {"=", "+", "-", "@", "\t", "\r"}, (column, cell)


def test_an_edit_stays_and_the_rest_follows_the_machine(path, events):
    event_id = edit(path, 5, "actor", "Peshmerga")
    events["attribution"] = "SOHR"
    merged = ed.merge_edits(events, path)
    assert row_of(merged, event_id).actor == "Peshmerga"
    assert set(merged.attribution) == {"SOHR"}
    assert row_of(ed.read_events(path), event_id).actor == "Peshmerga"


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("date_edtf", "2017-11-05", ("2017-11-05", "2017-11-05", "2017-11-05", "day")),
        ("date_edtf", "2017-11/..", ("2017-11-01", "", "2017-11/..", "unknown")),
        ("date_edtf", "", ("", "", "", "unknown")),
    ],
)
def test_the_other_date_columns_follow_the_one_that_was_edited_twice(path, events, column, value, expected):
    edit(path, 4, "date_edtf", "2001-02")
    ed.merge_edits(events, path)
    event_id = edit(path, 4, column, value)
    row = row_of(ed.merge_edits(events, path), event_id)
    assert tuple(row[["date_earliest", "date_latest", "date_edtf", "precision"]]) == expected


def test_a_renamed_place_takes_its_coordinates_along(path, events):
    line = next(n for n, row in enumerate(cells(path)) if "Raqqa" in row)
    for place in ("Mosul", "Aleppo"):
        event_id = edit(path, line, "place", place)
        row = row_of(ed.merge_edits(events, path), event_id)
        assert (row.latitude, row.longitude) == COORDINATES[place]
    event_id = edit(path, line, "place", "Nergenshuizen")
    assert pd.isna(row_of(ed.merge_edits(events, path), event_id).latitude)


def test_the_table_tells_which_cells_are_a_persons(path, events):
    """A place and its coordinates are one edit, as are a day and its bounds; the file gets no column for it."""
    event_id = edit(path, 5, "place", "Mosul")
    edit(path, 5, "date_edtf", "2016-01-02")
    for table in (ed.merge_edits(events, path), ed.read_events(path)):
        assert row_of(table, event_id).edited == "place; date_edtf"
        assert table.loc[table.event_id.ne(event_id), "edited"].eq("").all()
    assert "edited" not in cells(path)[0]


def test_rows_added_and_deleted_by_hand_stay_so(path, events):
    table = cells(path)
    gone = table.pop(3)[0]
    own = dict.fromkeys(table[0], "") | {
        "place": "Hama",
        "type": "capture",
        "actor": "Syria",
        "date_edtf": "2016-01-02",
    }
    table.append(list(own.values()))
    save(path, table)
    for _ in range(2):
        merged = ed.merge_edits(events, path)
        assert gone not in set(merged.event_id)
        added = merged[merged.place.eq("Hama") & merged.date_edtf.eq("2016-01-02")].iloc[0]
        assert (added.date_earliest, added.status, added.place_kind) == ("2016-01-02", "reported", "city")
        assert added.event_id.startswith("hand-") and added.latitude > 0 and added.edited == "added"
    ed.restore_rows([gone], path)
    assert gone in set(ed.merge_edits(events, path).event_id)


def excel_nl(table: list[list[str]]) -> list[list[str]]:
    """What Excel with Dutch settings writes after opening and saving: days, months, numbers, an empty column."""
    months = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
    out = []
    for row in table:
        cells = []
        for cell in row:
            parts = cell.split("-")
            if cell.isdigit():
                cell = str(int(cell))
            elif len(parts) == 3 and all(p.isdigit() for p in parts):
                cell = f"{int(parts[2])}-{int(parts[1])}-{parts[0]}"
            elif len(parts) == 2 and all(p.isdigit() for p in parts) and 1 <= int(parts[1]) <= 12:
                cell = f"{months[int(parts[1]) - 1]}-{parts[0][2:]}"
            elif cell.endswith(" %"):
                cell = cell.replace(" %", "%")
            elif cell.replace(".", "").isdigit() and len(cell.split(".")[1]) == 3:
                cell = cell.replace(".", "")
            cells.append(cell)
        out.append([*cells, ""])
    return out


def excel_us(table: list[list[str]]) -> list[list[str]]:
    """The same with American settings."""
    out = []
    for row in table:
        parts = [cell.split("-") for cell in row]
        out.append([
            f"{int(p[1])}/{int(p[2])}/{p[0]}" if len(p) == 3 and all(x.isdigit() for x in p)
            else f"{int(cell[:-2]) * 10.0**5:.2E}" if cell[-2:] == "e5" and cell[:-2].isdigit() else cell
            for cell, p in zip(row, parts, strict=True)
        ])  # fmt: skip
    return out


@pytest.mark.parametrize("habit", [excel_nl, excel_us, list], ids=["nl", "us", "plain"])
@pytest.mark.parametrize(
    ("delimiter", "encoding", "newline"),
    [(";", "utf-8-sig", "\r\n"), (",", "utf-8", "\n"), ("\t", "utf-16", "\r\n"), (",", "utf-8-sig", "\r\n")],
)
def test_a_spreadsheets_habits_are_no_edits(path, events, habit, delimiter, encoding, newline):
    save(path, habit(cells(path)), delimiter, encoding, newline)
    merged = ed.merge_edits(events, path)
    assert ed.list_edits(path).values.tolist() == []
    pd.testing.assert_frame_equal(merged[list(EVENTS)], events, check_dtype=False)
    assert ed.merge_edits(events, path).attrs["edits"].endswith("no edits.")
    first = path.read_bytes().decode(encoding).split("\n")[0]
    assert first.count(delimiter) >= len(EVENTS) and first.endswith("\r") == (newline == "\r\n")  # goes back as it came


def test_a_sep_line_and_pandas_row_numbers_are_read(path, events):
    pd.read_csv(path, dtype=str).to_csv(path)
    assert ed.merge_edits(events, path).attrs["edits"].endswith("no edits.")
    save(path, cells(path), ";")
    path.write_text("sep=;\n" + path.read_text("utf-8"), "utf-8")
    assert ed.merge_edits(events, path).attrs["edits"].endswith("no edits.")
    assert ed.list_edits(path).values.tolist() == []


REFUSED = {
    "ambiguous day": ("date_earliest", "03/04/2017", "may be 2017-04-03 or 2017-03-04"),
    "two-digit year": ("date_earliest", "3-11-17", "not a day that can be read for certain"),
    "no such day": ("date_latest", "2017-02-30", "not a day that can be read for certain"),
    "days the wrong way round": ("date_earliest", "2099-01-01", "is after the latest day"),
    "month or day": ("date_edtf", "nov-17", "may be a month or a day"),
    "unknown type": ("type", "captured", "is not one of capture, partial_capture"),
    "emptied type": ("type", "", "is empty; write one of"),
    "broken formula": ("attribution", "#NAME?", "what a spreadsheet leaves"),
    "lost letters": ("actor", "Ahrar al-Sh\ufffdm", "what a spreadsheet leaves"),
    "off the map": ("latitude", "363.4", "not a number of degrees up to 90"),
    "repeated id": ("event_id", "ev-0002", "stands in line"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_certain_is_refused_and_nothing_is_touched(path, events, case):
    column, value, words = REFUSED[case]
    table = cells(path)
    if case == "repeated id":
        value = next(row[0] for row in table[1:] if row[0].startswith("ev-"))
    line = next(n for n in range(20, len(table)) if table[n][0] != value and table[n][8] and table[n][9])
    edit(path, line, column, value)
    before = folder_bytes(path.parent)
    row = next(
        n for n, text in enumerate(csv_lines(path), 1) if text.startswith(cells(path)[line][0] + ",") and n >= line
    )
    with pytest.raises(TableError, match=words) as error:
        ed.merge_edits(events, path)
    named = {"days the wrong way round": "date_edtf"}.get(case, column)
    assert f"line {row}, column {named}:" in str(error.value) and "\n" not in str(error.value)
    assert folder_bytes(path.parent) == before


def csv_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda text: text.replace("event_id", "id", 1), "no column 'event_id'"),
        (lambda text: text + '"unclosed', "close the quotes"),
        (lambda text: text.replace("\n", ",x\n", 3).replace(",x", "", 1), "cells where the header has|without a name"),
        (lambda text: text.replace("actor", "place", 1), "stands there twice"),
        (lambda text: text.split("\n")[0] + "\n", "a header and no rows"),
        (lambda text: "", "is empty"),
        (lambda text: text.split("\n")[0] + "\nx,y\n", "2 cells where the header has"),
    ],
)
def test_a_damaged_file_is_refused_whole(path, events, damage, words):
    path.write_text(damage(path.read_text("utf-8")), "utf-8")
    before = folder_bytes(path.parent)
    with pytest.raises(TableError, match=words):
        ed.merge_edits(events, path)
    assert folder_bytes(path.parent) == before


def test_another_encoding_is_refused_with_its_line(path, events):
    edit(path, 1, "actor", "Café")
    path.write_bytes(path.read_text("utf-8").encode("cp1252", "replace"))
    with pytest.raises(TableError, match=r"line \d+, column \d+: byte 0x\w\w is not utf-8.*CSV UTF-8"):
        ed.merge_edits(events, path)


def test_edits_are_listed_with_reason_and_carried_to_another_checkout(path, events, tmp_path):
    changed = edit(path, 2, "actor", "Peshmerga")
    edit(path, 2, "reason", "read the sentence again")
    ed.merge_edits(events, path)
    gone = cells(path)[6][0]
    ed.delete_rows([gone], path, reason="a film, not a war", who="jan")
    listed = ed.list_edits(path)
    assert listed[["kind", "event_id", "column", "value", "reason"]].values.tolist() == [
        ["changed", changed, "actor", "Peshmerga", "read the sentence again"],
        ["deleted", gone, "", "", "a film, not a war"],
    ]
    other = tmp_path / "other" / "events.csv"
    ed.merge_edits(events, other)
    assert ed.apply_edits(listed, other).empty
    ed.merge_edits(events, other)
    pd.testing.assert_frame_equal(ed.list_edits(other), listed)
    edit(other, 2, "actor", "Turkey")
    left = ed.apply_edits(listed, other)
    assert left.why.tolist() == ["edited here to 'Turkey'"]
    assert row_of(ed.merge_edits(events, other), changed).actor == "Turkey"


def test_reviewing_from_a_program_is_as_good_as_editing_by_hand(path, events):
    event_id = cells(path)[3][0]
    ed.change_rows({event_id: {"date_edtf": "2010-05"}}, path, reason="typo", who="ann")
    row = row_of(ed.merge_edits(events, path), event_id)
    assert (row.date_earliest, row.date_latest, row.reason, row.who) == ("2010-05-01", "2010-05-31", "typo", "ann")
    with pytest.raises(TableError, match="not one of"):
        ed.change_rows({event_id: {"type": "taken"}}, path)
    with pytest.raises(TableError, match="has no event"):
        ed.delete_rows(["nope"], path)


def test_the_version_before_is_kept(path, events):
    edit(path, 1, "actor", "Peshmerga")
    edited = path.read_bytes()
    events["attribution"] = "SOHR"
    ed.merge_edits(events, path)
    assert (path.parent / "events.before.csv").read_bytes() == edited != path.read_bytes()


def test_an_article_that_was_set_aside_keeps_its_rows(path, events):
    article = events.article_id.iloc[0]
    event_id = edit(path, 1, "actor", "Peshmerga")
    fewer = events[events.article_id != article].copy()
    fewer.attrs["set_aside"] = [[article, "a step failed on it"]]
    merged = ed.merge_edits(fewer, path)
    assert len(merged) == len(events) and row_of(merged, event_id).actor == "Peshmerga"
    assert set(ed.merge_edits(events, path).review) == {""}


def test_without_the_machines_table_nothing_of_the_person_is_lost(tmp_path, events):
    events.loc[2, "evidence"] = "Een zin."  # odd spaces are put straight where there is nothing to compare with
    path = tmp_path / "events.csv"
    ed.merge_edits(events, path)
    event_id = edit(path, 2, "actor", "Peshmerga")
    (path.parent / "events.machine.csv").unlink()
    row = row_of(ed.merge_edits(events, path), event_id)
    assert row.actor == "Peshmerga" and "conflict: actor yours 'Peshmerga'" in row.review
    assert len(ed.list_edits(path)) == 1


# --- other programs ------------------------------------------------------------------------------------------------


def test_an_excel_file_is_a_table_like_any_other(tmp_path, events):
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "events.xlsx"
    ed.merge_edits(events, path)
    assert ed.merge_edits(events, path).attrs["edits"].endswith("no edits.")
    book = openpyxl.load_workbook(path)
    header = [c.value for c in book.active[1]]
    cell = book.active.cell(5, header.index("date_earliest") + 1)
    cell.value = pd.Timestamp("2001-02-03").to_pydatetime()
    cell.number_format = "dd-mm-yyyy"
    book.active.cell(5, header.index("date_latest") + 1).value = "3-2-2001"
    event_id = book.active.cell(5, 1).value
    book.save(path)
    assert row_of(ed.merge_edits(events, path), event_id).date_edtf == "2001-02-03"
    book = openpyxl.load_workbook(path)
    book.active.cell(7, 7).value = "=A1"
    book.save(path)
    with pytest.raises(TableError, match="line 7, column G: '=A1' is a formula"):
        ed.merge_edits(events, path)


def test_pandas_and_excel_round_trips_make_no_edits(path, events, tmp_path):
    pytest.importorskip("openpyxl")
    pd.read_csv(path).to_excel(tmp_path / "table.xlsx", index=False)  # pandas guesses the types
    pd.read_excel(tmp_path / "table.xlsx").to_csv(path, index=False)
    ed.merge_edits(events, path)
    assert ed.list_edits(path).values.tolist() == []


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_a_round_trip_through_libreoffice_makes_no_edits(path, events, tmp_path, kind):
    def convert(source: Path, target: str, folder: str) -> Path:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", target,
             "--infilter=CSV:44,34,76,1,,1043,false,true", "--outdir", tmp_path / folder, source],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return next((tmp_path / folder).iterdir())

    half_way = convert(path, "csv:Text - txt - csv (StarCalc):59,34,76,1" if kind == "csv" else kind, "there")
    back = half_way if kind == "csv" else convert(half_way, "csv:Text - txt - csv (StarCalc):44,34,76,1", "back")
    shutil.copy(back, path)
    ed.merge_edits(events, path)
    assert ed.list_edits(path).values.tolist() == []


# --- crashes -------------------------------------------------------------------------------------------------------


def start_writer(path: Path, tables: list[pd.DataFrame]) -> int:
    """A process that merges the tables by turns for ever; a fork, for 200 fresh starts would take minutes."""
    process = os.fork()
    if process:
        return process
    try:
        while True:
            for table in tables:
                ed.merge_edits(table, path)
    finally:
        os._exit(1)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_killed_at_any_moment_the_table_is_the_old_or_the_new_one(tmp_path, events):
    path = tmp_path / "events.csv"
    old = events.head(40).copy()
    new = old.copy()
    new["attribution"] = "SOHR"
    ed.merge_edits(old, path)
    event_id = edit(path, 1, "actor", "Peshmerga")
    whole = set()
    for table in (new, old, new):  # the two tables as an undisturbed run writes them (after the first look)
        ed.merge_edits(table, path)
        whole.add(path.read_bytes())
    dice = random.Random(1)
    cut = 0
    for _ in range(200):
        writer = start_writer(path, [new, old])
        time.sleep(dice.uniform(0.005, 0.06))
        os.kill(writer, signal.SIGKILL)
        assert os.waitpid(writer, 0)[1] == signal.SIGKILL  # it was still at work
        assert path.read_bytes() in whole
        cut += any(p.name.startswith(".events") for p in tmp_path.iterdir())
        merged = ed.merge_edits(old, path)
        assert ed.list_edits(path)[["event_id", "column"]].values.tolist() == [[event_id, "actor"]]
        assert len(merged) == len(old)
    assert cut > 0  # some were cut off in the middle of a write
