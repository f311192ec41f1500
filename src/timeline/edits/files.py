"""The two files behind an edited table, always written as a pair.

`events.csv` is the person's. `events.machine.csv` beside it is what the machine last said, and what of that the person
has not looked at: without it an edit cannot be told from a better rule, so it is committed along. `events.before.csv`
is the person's table as it was before the last write.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ..schema import EVENTS
from ..tables_io import Dialect, Table, TableError, digest_of, read_table, table_bytes, write_bytes
from .cells import DAYS, EDTFS, CellError, day_order, read_cell, settle_dates, squash
from .merge import DATA, Base, Row

OWN = ("reason", "who")
STATE = ("state", "flag", "unseen", "reason", "who")
_UNSEEN = ("new", "told", "heard", "changed", "clash", "wrote")


def machine_path(path: Path) -> Path:
    """Where the machine's last table of `path` is kept.

    >>> machine_path(Path("data/events.xlsx")).as_posix()
    'data/events.machine.csv'
    """
    return path.with_name(f"{path.stem}.machine.csv")


def before_path(path: Path) -> Path:
    """Where the version before the last write of `path` is kept."""
    return path.with_name(f"{path.stem}.before{path.suffix}")


def _journal_path(path: Path) -> Path:
    return path.with_name(f".{path.stem}.next")


# --- the machine's table -------------------------------------------------------------------------------------------


def read_base(path: Path) -> dict[str, Base]:
    """The machine's last table of the person's table `path`, by event_id; empty where there is none."""
    machine = machine_path(path)
    return _parse_base(read_table(machine, "event_id")) if machine.exists() else {}


def _parse_base(table: Table) -> dict[str, Base]:
    base = {}
    for n, row in enumerate(table.rows):
        try:
            unseen = json.loads(row["unseen"] or "{}")
            base[row["event_id"]] = Base(
                {c: row[c] for c in (*DATA, "review")}, row["state"], row["flag"], reason=row["reason"], who=row["who"],
                **{k: unseen[k] for k in _UNSEEN if k in unseen},
            )  # fmt: skip
        except (KeyError, ValueError, TypeError) as error:
            raise table.refuse(
                n, "unseen", f"{error!r}; this file belongs to the program, put its committed version back."
            ) from error
    return base


def _base_bytes(base: dict[str, Base]) -> bytes:
    rows = []
    for event_id, b in sorted(base.items()):
        unseen = {k: v for k, v in asdict(b).items() if k in _UNSEEN and v}
        rows.append({
            "event_id": event_id, **b.row, "state": b.state, "flag": b.flag, "reason": b.reason, "who": b.who,
            "unseen": json.dumps(unseen, ensure_ascii=False, sort_keys=True) if unseen else "",
        })  # fmt: skip
    return table_bytes(Path("machine.csv"), (*EVENTS, *STATE), rows, Dialect())


# --- the person's table --------------------------------------------------------------------------------------------


def read_person(path: Path, base: dict[str, Base]) -> tuple[dict[str, Row], Table]:
    """The person's table by event_id, every cell in canonical form, read beside what the program wrote there.

    A row without event_id is one that the person added: it gets one. Raises `TableError` with line and column where
    a cell cannot be read for certain.
    """
    table = read_table(path, "event_id", OWN)
    if not table.rows and any(b.state != "deleted" for b in base.values()):
        raise TableError(
            f"{path} has a header and no rows; put {before_path(path).name} back, or delete the file to begin again. "
            "Nothing was changed."
        )
    ids = _ids(table, base)
    order = day_order(
        (row.get(c, ""), base[i].shown[c] if i in base else "")
        for i, row in zip(ids, table.rows, strict=True)
        for c in (*DAYS, *EDTFS)
    )
    rows: dict[str, Row] = {}
    for n, event_id in enumerate(ids):
        row = _row(table, n, base.get(event_id), order, bool(base) or not event_id)
        if not event_id:
            event_id = _hand_id(row, {*rows, *base, *ids})
        rows[event_id] = {"event_id": event_id, **row}
    return rows, table


def _ids(table: Table, base: dict[str, Base]) -> list[str]:
    """The event_id of each row, where a spreadsheet took one for a number ("007", "12e5") as it was before."""
    numeric: dict[float, list[str]] = {}
    for event_id in base:
        if (number := _number(event_id)) is not None:
            numeric.setdefault(number, []).append(event_id)
    ids: dict[str, int] = {}
    found: list[str] = []
    for n, row in enumerate(table.rows):
        event_id = squash(row["event_id"])
        if event_id not in base and (number := _number(event_id)) is not None:
            like = numeric.get(number, [])
            if len(like) > 1:
                raise table.refuse(n, "event_id", f"{event_id!r} may be {' or '.join(like)}; write the one it was.")
            event_id = like[0] if like else event_id
        if event_id and event_id in ids:
            raise table.refuse(
                n, "event_id",
                f"{event_id!r} stands in line {table.lines[ids[event_id]]} too; empty it in the row that you added.",
            )  # fmt: skip
        ids[event_id] = n
        found.append(event_id)
    return found


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _row(table: Table, n: int, base: Base | None, order: str, settle: bool) -> Row:
    """One row; `settle` is off where the machine's table is lost: then its cells are taken as they stand."""
    cells, known = table.rows[n], base.shown if base else {}
    row: Row = {}
    hand = _defaults(cells) if base is None and settle else {}
    for column in DATA:
        was = known.get(column, "")
        try:
            row[column] = read_cell(column, cells.get(column, was) or hand.get(column, ""), was, order)
        except CellError as error:
            raise table.refuse(n, column, str(error)) from error
    try:
        if settle:
            settle_dates(row, known)
    except CellError as error:
        raise table.refuse(n, "date_edtf", str(error)) from error
    if base is None and not row["place"]:
        raise table.refuse(n, "place", "a row of your own needs a place; write one.")
    flag = base.flag if base else ""
    review = cells.get("review", flag)
    row["review"] = flag if squash(review) == squash(flag) else squash(review)
    own = {c: squash(v) for c, v in cells.items() if c not in EVENTS}
    return row | dict.fromkeys(OWN, "") | own


def _defaults(cells: Row) -> Row:
    """What a row that a person added says where it is silent."""
    dated = any(cells.get(c, "").strip() for c in ("date_edtf", *DAYS))
    return {
        "place_kind": "city", "status": "reported", "rule": "by hand", "certainty": "clause", "evidence_start": "0",
        "evidence_end": "0", "date_basis": "explicit" if dated else "none", "precision": "" if dated else "unknown",
    }  # fmt: skip


def _hand_id(row: Row, taken: set[str]) -> str:
    name = digest_of("\x1f".join(row[c] for c in DATA).encode())[:10]
    event_id, n = f"hand-{name}", 2
    while event_id in taken:
        event_id, n = f"hand-{name}-{n}", n + 1
    return event_id


def header_of(table: Table | None, rows: dict[str, Row]) -> tuple[str, ...]:
    """The columns to write: the person's own order, then what is missing from it."""
    first = table.header if table else ()
    return tuple(dict.fromkeys([*first, *EVENTS, *OWN, *(c for row in rows.values() for c in row)]))


# --- both ----------------------------------------------------------------------------------------------------------


def write_pair(path: Path, rows: dict[str, Row], base: dict[str, Base], table: Table | None) -> None:
    """Write the person's table and the machine's together; what is as it was is not written at all.

    Between the two renames a journal tells the next run which machine's table belongs to the table that it finds.
    Raises `TableError` where someone has saved the table since it was read.
    """
    header = header_of(table, rows)
    blank = dict.fromkeys(header, "")
    full = [blank | row for row in rows.values()]
    same = table is not None and table.header == header and _same_cells(table, full)
    machine, new_base = machine_path(path), _base_bytes(base)
    old_base = machine.read_bytes() if machine.exists() else None
    if same:
        if new_base != old_base:
            write_bytes(machine, new_base)
        return
    data = table_bytes(path, header, full, table.dialect if table else Dialect())
    old = path.read_bytes() if path.exists() else b""
    if digest_of(old) != (table.digest if table else digest_of(b"")):
        raise TableError(
            f"{path} was saved by another program while it was being merged; run again. Nothing was changed."
        )
    journal = _journal_path(path)
    record = {"old": digest_of(old), "new": digest_of(data), "machine": new_base.decode("utf-8")}
    write_bytes(journal, json.dumps(record).encode())
    if old:
        write_bytes(before_path(path), old)
    write_bytes(path, data)
    write_bytes(machine, new_base)
    journal.unlink()


def _same_cells(table: Table, rows: list[Row]) -> bool:
    return len(table.rows) == len(rows) and all(a == b for a, b in zip(table.rows, rows, strict=True))


def recover(path: Path) -> None:
    """Finish or undo a write that was cut off between its two files."""
    journal = _journal_path(path)
    if not journal.exists():
        return
    record = json.loads(journal.read_bytes())
    found = digest_of(path.read_bytes()) if path.exists() else ""
    if found == record["new"] or (found != record["old"] and _fits_better(path, record["machine"])):
        write_bytes(machine_path(path), record["machine"].encode("utf-8"))
    journal.unlink()


def _fits_better(path: Path, machine: str) -> bool:
    """Someone has edited the table after the cut: it belongs to the machine's table from which fewer cells differ."""
    if not path.exists():
        return False
    beside = path.with_name(f".{path.stem}.machine.tmp.csv")
    beside.write_bytes(machine.encode("utf-8"))
    try:
        rows = {row["event_id"]: row for row in read_table(path, "event_id", OWN).rows}
        tables = [read_base(path), _parse_base(read_table(beside, "event_id"))]
    finally:
        beside.unlink()
    apart = [
        Counter(rows[i].get(c, "") != v for i, b in t.items() if i in rows for c, v in b.row.items())[True]
        + len({i for i, b in t.items() if b.state != "deleted"} ^ rows.keys())
        for t in tables
    ]
    return apart[1] < apart[0]


def sort_rows(rows: dict[str, Row], articles: Sequence[str]) -> dict[str, Row]:
    """Rows in the order of the articles and of the text; those of articles that are not there come last."""
    rank = {a: n for n, a in enumerate(dict.fromkeys(articles))}
    place_in_run = {i: n for n, i in enumerate(rows)}

    def key(item: tuple[str, Row]):
        event_id, row = item
        article = row["article_id"]
        return rank.get(article, len(rank)), article, int(row["evidence_start"] or 0), place_in_run[event_id]

    return dict(sorted(rows.items(), key=key))
