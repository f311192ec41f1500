"""Tables as files: CSV, TSV, XLSX, JSON Lines and Parquet, read and written whole. A leaf, used by the command line.

In CSV and XLSX a cell of text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-` or `@`) is
written with an apostrophe before it; reading takes the apostrophe off again. JSON Lines and Parquet hold the bare text.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from timeline.schema import FLOATS, INTS
from timeline.tables_io import Dialect, TableError, read_table, table_bytes, write_bytes

ENDINGS = (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet")


def read_frame(path: str | Path, key: str) -> pd.DataFrame:
    """Read a table; `key` is a column that it must have. Text columns and days are strings, `""` where a cell is empty.

    Raises `TableError` where it cannot be read, with file, line and column.
    """
    path = Path(path)
    if not path.exists():
        raise TableError(f"There is no {path}: give a table ({', '.join(ENDINGS)}).")
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv", ".xlsx"):
        table = read_table(path, key)
        frame = pd.DataFrame(list(table.rows), columns=list(table.header), dtype="str")
    elif suffix in (".jsonl", ".parquet"):
        try:
            frame = pd.read_parquet(path) if suffix == ".parquet" else pd.read_json(path, lines=True, dtype=False)
        except Exception as error:  # whatever pyarrow and the JSON reader raise on other files
            raise TableError(f"{path} cannot be read: {error}") from error
        if key not in frame.columns:
            raise TableError(f"{path}: no column {key!r} among {', '.join(map(str, frame.columns))}.")
    else:
        raise TableError(f"{path}: a {suffix or 'nameless'} file is not read; give {', '.join(ENDINGS)}.")
    return _typed(frame, path)


def _typed(frame: pd.DataFrame, path: Path) -> pd.DataFrame:
    frame = frame.copy()
    for column in frame.columns:
        if column in (*FLOATS, *INTS):
            cells = frame[column].replace("", None)
            numbers = pd.to_numeric(cells, errors="coerce")
            wrong = frame.index[numbers.isna() & cells.notna()]
            if len(wrong):
                value = frame[column][wrong[0]]
                raise TableError(f"{path} row {wrong[0] + 1}, column {column}: {value!r} is no number; write one.")
            whole = column in INTS and not numbers.isna().any()
            frame[column] = numbers.astype("int64" if whole else "float64")
        else:
            frame[column] = frame[column].astype("str").fillna("")  # text first: Parquet of ours has days as dates
    return frame


def frame_bytes(frame: pd.DataFrame, ending: str = ".csv") -> bytes:
    """A table as the bytes of a file of this kind.

    >>> frame_bytes(pd.DataFrame({"place": ["=Mosul"], "latitude": [float("nan")]}))
    b"place,latitude\\n'=Mosul,\\n"
    """
    if ending == ".jsonl":
        return frame.to_json(orient="records", lines=True, force_ascii=False).encode("utf-8")
    if ending == ".parquet":
        bare = frame.copy()
        bare.attrs = {}
        return bare.to_parquet(index=False)
    if ending not in (".csv", ".tsv", ".xlsx"):
        raise TableError(f"A {ending or 'nameless'} file is not written; give one of {', '.join(ENDINGS)}.")
    cells = {column: [_cell(v) for v in frame[column].tolist()] for column in frame.columns}
    rows = (dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True))
    dialect = Dialect(delimiter="\t" if ending == ".tsv" else ",")
    return table_bytes(Path(f"table{ending}"), [str(c) for c in frame.columns], rows, dialect)


def write_frame(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a table whole or not at all, in the form that the ending of `path` names."""
    path = Path(path)
    write_bytes(path, frame_bytes(frame, path.suffix.lower()))


def _cell(value: object) -> str:
    if value is None or value != value:
        return ""
    return repr(value) if isinstance(value, float) else str(value)
