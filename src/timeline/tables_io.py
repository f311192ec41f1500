"""Tables that people edit: read whatever a spreadsheet made of them, write them whole or not at all.

A CSV comes back from Excel or LibreOffice with semicolons, a byte order mark, CRLF, `sep=;`, UTF-16, padding columns or
quoted everything. All of that is read; what is not certain is refused with line and column, and the file is left as it
was. This module knows nothing of events: cells leave it as text.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

GUARDED = "=+-@\t\r"
"""A cell that begins with one of these is run as a formula by a spreadsheet (OWASP: CSV injection)."""
ERROR_CELL = re.compile(r"#(NAME\?|REF!|VALUE!|DIV/0!|N/A|NUM!|NULL!|#+)|Err:\d+")
_PADDING = re.compile(r"(Unnamed: \d+(_level_\d+)?)?")


class TableError(ValueError):
    """A table that cannot be read for certain; the message names file, line, column, value and what to do."""


@dataclass(frozen=True)
class Dialect:
    """How a file was written, so that it goes back the way its owner's program likes it."""

    delimiter: str = ","
    encoding: str = "utf-8"
    newline: str = "\n"
    sep_line: bool = False


@dataclass(frozen=True)
class Table:
    """A table as text: `rows[i]` was read from line `lines[i]` of `path`; `digest` is that of the file's bytes."""

    path: Path
    header: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    lines: tuple[int, ...]
    dialect: Dialect
    digest: str

    def refuse(self, row: int, column: str, problem: str) -> TableError:
        """The error for one cell."""
        return TableError(f"{self.path} line {self.lines[row]}, column {column}: {problem} Nothing was changed.")


def digest_of(data: bytes) -> str:
    """The name of these bytes.

    >>> digest_of(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def guard(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; `unguard` undoes it.

    >>> guard("=1+1"), guard("Raqqa"), guard("'s Avonds")
    ("'=1+1", 'Raqqa', "'s Avonds")
    """
    bare = text.lstrip("'")
    return f"'{text}" if bare[:1] and bare[0] in GUARDED else text


def unguard(text: str) -> str:
    """The text behind `guard`.

    >>> unguard("'=1+1"), unguard("'s Avonds"), unguard(guard("'-")) == "'-"
    ('=1+1', "'s Avonds", True)
    """
    bare = text.lstrip("'")
    return text[1:] if text[:1] == "'" and bare[:1] and bare[0] in GUARDED else text


def read_table(path: str | Path, key: str, own: Sequence[str] = ()) -> Table:
    """Read a CSV, TSV or XLSX table that a person may have edited; `key` is a column that it must have.

    Cells are text with the formula guard taken off; empty rows and padding columns are left out; a line may be short
    of the columns named in `own` (spreadsheets drop what is empty at the end of a line). Raises `TableError` where
    a line does not fit the header or cannot be decoded, and `FileNotFoundError` where there is no such file.
    """
    path = Path(path)
    data = path.read_bytes()
    if path.suffix.lower() == ".xlsx":
        records, dialect = list(_xlsx_records(path, data)), Dialect()
    elif path.suffix.lower() in (".csv", ".tsv", ".txt"):
        text, dialect = _decode(path, data, key)
        records = list(_csv_records(path, text, dialect))
    else:
        raise TableError(f"{path}: a {path.suffix or 'nameless'} file is not read; save it as .csv (UTF-8) or .xlsx.")
    if not records:
        raise TableError(f"{path} is empty; put the version before back, or delete the file to begin again.")
    return _fit(path, records, dialect, digest_of(data), key, own)


def _fit(path: Path, records: list, dialect: Dialect, digest: str, key: str, own: Sequence[str]) -> Table:
    line, names = records[0]
    header = tuple(name.strip() for name in names)
    if key not in header:
        raise TableError(f"{path} line {line}: no column {key!r} among {', '.join(filter(None, header))}; put it back.")
    twice = next((n for i, n in enumerate(header) if not _PADDING.fullmatch(n) and n in header[:i]), None)
    if twice:
        raise TableError(f"{path} line {line}, column {twice}: the column stands there twice; remove one.")
    keep = [i for i, name in enumerate(header) if not _PADDING.fullmatch(name)]
    last_machine = max(i for i in keep if header[i] not in own)
    rows, lines = [], []
    for line, cells in records[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) <= last_machine or any(cell.strip() for cell in cells[len(header) :]):
            raise TableError(
                f"{path} line {line}: {len(cells)} cells where the header has {len(header)} (first cell "
                f"{cells[0][:40]!r}); a delimiter or a quote was lost or added there. Nothing was changed."
            )
        cells = [*cells, *[""] * (len(header) - len(cells))]
        rows.append({header[i]: unguard(cells[i]) for i in keep} | {"": [cells[i] for i in range(len(header))]})
        lines.append(line)
    _drop_padding(path, header, rows, lines)
    return Table(path, tuple(header[i] for i in keep), tuple(rows), tuple(lines), dialect, digest)


def _drop_padding(path: Path, header: tuple[str, ...], rows: list[dict], lines: list[int]) -> None:
    """A column without a name holds nothing, or the row numbers that pandas writes unasked; else it is refused."""
    for i, name in enumerate(header):
        if _PADDING.fullmatch(name) and any(row[""][i] != str(n) for n, row in enumerate(rows)):
            for row, line in zip(rows, lines, strict=True):
                if row[""][i].strip():
                    raise TableError(
                        f"{path} line {line}, column {i + 1}: {row[''][i][:40]!r} stands in a column without a name; "
                        "name the column in the first line or empty it. Nothing was changed."
                    )
    for row in rows:
        del row[""]


def _decode(path: Path, data: bytes, key: str) -> tuple[str, Dialect]:
    encoding = "utf-8"
    if data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("latin-1")
        line, column = before.count("\n") + 1, len(re.findall("[,;\t]", before.rsplit("\n", 1)[-1])) + 1
        raise TableError(
            f"{path} line {line}, column {column}: byte {data[error.start]:#x} is not {encoding}; the file was saved "
            "in another encoding, save it as 'CSV UTF-8'. Nothing was changed."
        ) from error
    newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    first, _, rest = text.partition("\n")
    sep_line = re.fullmatch(r'"?sep=(.)"?\r?', first)
    if sep_line:
        return rest, Dialect(sep_line[1], encoding, newline, True)
    for delimiter in ",;\t":
        with contextlib.suppress(csv.Error, StopIteration):
            if key in [c.strip() for c in next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))]:
                return text, Dialect(delimiter, encoding, newline)
    return text, Dialect(",", encoding, newline)


def _csv_records(path: Path, text: str, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, strict=True)
    ahead = 1 if dialect.sep_line else 0
    line = 1 + ahead
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1 + ahead
    except csv.Error as error:
        raise TableError(
            f"{path} line {line}: {error}; close the quotes of that line, or save the table again from a spreadsheet. "
            "Nothing was changed."
        ) from error


def _xlsx_records(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    openpyxl = _openpyxl(path)
    try:
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    except Exception as error:  # whatever a broken zip or XML raises inside openpyxl
        raise TableError(
            f"{path} is not a readable .xlsx file ({error}); save it again. Nothing was changed."
        ) from error
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [_xlsx_text(path, cell) for cell in row]


def _openpyxl(path: Path):
    try:
        import openpyxl
    except ImportError as error:
        raise TableError(
            f"{path}: reading .xlsx needs openpyxl; `pip install openpyxl`, or save as CSV UTF-8."
        ) from error
    return openpyxl


def _xlsx_text(path: Path, cell) -> str:
    """One cell of a workbook as the text that its owner sees."""
    value, shown = cell.value, (cell.number_format or "").lower()
    if cell.data_type == "f":
        raise TableError(
            f"{path} line {cell.row}, column {cell.column_letter}: {str(value)[:40]!r} is a formula; put its value "
            "there. Nothing was changed."
        )
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d") if "d" in shown else value.strftime("%Y-%m")
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value * 100:.10g}%" if "%" in shown else repr(int(value) if value == int(value) else value)
    return "" if value is None else str(value)


def table_bytes(path: Path, header: Sequence[str], rows: Iterable[dict[str, str]], dialect: Dialect) -> bytes:
    """The table as the bytes of a file of `path`'s kind; every cell is guarded against being run as a formula."""
    if path.suffix.lower() == ".xlsx":
        return _xlsx_bytes(path, header, rows)
    lines = io.StringIO(newline="")
    if dialect.sep_line:
        lines.write(f"sep={dialect.delimiter}{dialect.newline}")
    writer = csv.writer(lines, delimiter=dialect.delimiter, lineterminator=dialect.newline)
    writer.writerow(header)
    writer.writerows([cell if _is_number(cell) else guard(cell) for cell in map(row.get, header)] for row in rows)
    return lines.getvalue().encode(dialect.encoding)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text) is not None


def _xlsx_bytes(path: Path, header: Sequence[str], rows: Iterable[dict[str, str]]) -> bytes:
    openpyxl = _openpyxl(path)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = path.stem[:31]
    sheet.freeze_panes = "A2"
    unwritable = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE
    for number, row in enumerate([dict(zip(header, header, strict=True)), *rows], start=1):
        for column, name in enumerate(header, start=1):
            cell = sheet.cell(number, column, unwritable.sub("", guard(row[name])) or None)
            cell.number_format = "@"  # text: Excel leaves dates and numbers in it alone
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_bytes(path: Path, data: bytes) -> None:
    """Put `data` at `path` whole: a crash at any moment leaves the old file or the new one.

    Raises `TableError` where the file is held by another program (Excel on Windows).
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")  # of its own: another run may write the same file
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
        os.replace(beside, path)
    except PermissionError as error:
        beside.unlink(missing_ok=True)
        raise TableError(f"{path} is open in another program or read-only; close it there and run again.") from error
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # a folder cannot be opened on Windows; the rename itself is still whole there
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep two runs from writing the same folder's tables at once; the lock goes with the process that holds it."""
    try:
        import fcntl
    except ImportError:  # Windows: an open file cannot be replaced there, which is guard enough
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
