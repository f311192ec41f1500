"""A language is a folder of CSV tables: `resources/<code>/*.csv`. This module reads one into a frozen `Language`.

No other module knows a file's name on disk, and no word of a language stands in Python. Every row keeps the place it
came from (`nl/triggers.csv:12`), which is what `explain` prints and what an error names.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

RESOURCES = Path(str(resources.files("timeline") / "resources"))


class LanguageError(ValueError):
    """A row of a language's tables that cannot be used; the message names file, line, column and value."""


@dataclass(frozen=True)
class Row:
    """One line of a table: `row["pattern"]` gives a cell, `row.rule` the place it came from."""

    cells: tuple[tuple[str, str], ...]
    rule: str

    def __getitem__(self, column: str) -> str:
        for name, value in self.cells:
            if name == column:
                return value
        raise KeyError(column)

    def get(self, column: str, default: str = "") -> str:
        """The cell, or `default` where the table has no such column."""
        return dict(self.cells).get(column, default)


@dataclass(frozen=True, eq=False)
class Language:
    """The tables of one language, by file name without its ending. A missing table reads as empty.

    >>> nl = load_language("nl")
    >>> nl.code
    'nl'
    >>> nl.table("no-such-table")
    ()
    """

    code: str
    tables: Mapping[str, tuple[Row, ...]]

    def table(self, name: str) -> tuple[Row, ...]:
        """All rows of `<name>.csv` in the order of the file; empty where the language has no such table."""
        return self.tables.get(name, ())

    def words(self, name: str, column: str) -> tuple[str, ...]:
        """One column of a table."""
        return tuple(row[column] for row in self.table(name))


def read_table(path: Path, label: str) -> tuple[Row, ...]:
    """Read one CSV table (UTF-8, comma, header line; lines that begin with `#` are comments).

    Raises `LanguageError` where a line has more or fewer cells than the header.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        header: list[str] | None = None
        rows = []
        for cells in reader:
            if not cells or cells[0].startswith("#"):
                continue
            if header is None:
                header = cells
                continue
            if len(cells) != len(header):
                raise LanguageError(
                    f"{label}:{reader.line_num}: {len(cells)} cells where the header has {len(header)} "
                    f"({', '.join(header)}); first cell {cells[0]!r}: add or remove commas, or quote the cell."
                )
            rows.append(Row(tuple(zip(header, (c.strip() for c in cells), strict=True)), f"{label}:{reader.line_num}"))
    return tuple(rows)


def load_language(source: str | Path | Language = "nl") -> Language:
    """Load a language by its code (`"nl"`) or from a folder of CSV tables of your own; a loaded one is given back.

    Raises `LanguageError` where there is no such language or a row is malformed.
    """
    if isinstance(source, Language):
        return source
    folder = Path(source) if isinstance(source, Path) else RESOURCES / source
    return _load(folder.resolve())


@lru_cache(maxsize=8)
def _load(folder: Path) -> Language:
    if not folder.is_dir():
        known = ", ".join(sorted(p.name for p in RESOURCES.iterdir() if (p / "timex.csv").exists()))
        raise LanguageError(f"There is no language {folder.name!r}; known: {known}. Give a code or a folder of tables.")
    tables = {p.stem: read_table(p, f"{folder.name}/{p.name}") for p in sorted(folder.glob("*.csv"))}
    return Language(folder.name, tables)


def shared_table(name: str) -> tuple[Row, ...]:
    """A table that belongs to no language: `resources/<name>.csv` (places, actors)."""
    return read_table(RESOURCES / f"{name}.csv", f"{name}.csv")
