"""Step 5: a person's edits. Machine table + edited table -> events; nothing that a person changed is ever lost.

`merge_edits` is what a notebook calls. The rest lists edits, carries them to another checkout and takes them back.
docs/editing.md tells it for the people who edit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ..gazetteer import load_gazetteer
from ..schema import DEGREES, EVENTS
from ..tables_io import TableError, locked
from .cells import INTS, CellError, float_text, read_cell, settle_dates
from .files import OWN, read_base, read_person, recover, sort_rows, write_pair
from .merge import DATA, UNITS, Base, Merged, Row, differing, merge, touched

__all__ = ["EDITS", "TableError", "apply_edits", "change_rows", "delete_rows", "list_edits", "merge_edits",
           "read_events", "restore_rows"]  # fmt: skip

EDITS = ("kind", "event_id", "article_id", "place", "column", "machine", "value", "reason", "who")
"""Columns of the table of edits. kind: changed, conflict (the machine has changed its value since), gone (so has the
sentence), added, deleted, accepted. machine and value: the two values of a cell."""


def merge_edits(events: pd.DataFrame, path: str | Path = "data/events.csv") -> pd.DataFrame:
    """Merge fresh events into the table that a person edits, write it, and return the events that result.

    events: a table of schema.EVENTS from the extraction, event_id unique.
    path: the person's table, .csv or .xlsx; it is made where there is none. `<name>.machine.csv` beside it holds what
    the machine last said, `<name>.before.csv` the table before this write. An added, changed or deleted row stays so;
    what the person has not seen yet is told in `review` until that cell is emptied.

    Returns events with the columns of schema.EVENTS, then `reason`, `who`, the person's own columns and `edited`: which
    cells are the person's ("place; actor"), or `added` for a row of their own. `.attrs["edits"]` says in one line what
    the merge did. Raises `TableError`, with line and column, where the table cannot be read for certain; then no file
    has been changed.

    >>> row = dict.fromkeys(EVENTS, "") | {"event_id": "e1", "place": "Rawa", "type": "capture", "status": "reported"}
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "events.csv"
    >>> _ = merge_edits(pd.DataFrame([row]), path)
    >>> change_rows({"e1": {"actor": "Iraq"}}, path, reason="named in the headline")
    >>> merge_edits(pd.DataFrame([row]), path)[["place", "actor", "reason"]].values.tolist()
    [['Rawa', 'Iraq', 'named in the headline']]
    """
    path = Path(path)
    machine = _machine_rows(events)
    with locked(path.parent):
        recover(path)
        base = read_base(path)
        person, table = (None, None) if not path.exists() else read_person(path, base)
        if person is None:
            base = {}
        else:
            machine |= _not_read(events, base, machine)
            _settle_places(person, base, machine)
        merged = merge(base, person, machine)
        rows = sort_rows(merged.rows, list(events["article_id"]))
        write_pair(path, rows, merged.base, table)
    result = _frame(rows, merged.base)
    result.attrs["edits"] = _summary(merged, path, person is None)
    return result


def read_events(path: str | Path = "data/events.csv") -> pd.DataFrame:
    """The person's table as it stands, as events; nothing is written. Raises as `merge_edits` does.

    >>> row = dict.fromkeys(EVENTS, "") | {"event_id": "e1", "place": "Rawa", "type": "capture", "status": "reported"}
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "events.csv"
    >>> _ = merge_edits(pd.DataFrame([row]), path)
    >>> read_events(path)["place"].tolist()
    ['Rawa']
    """
    base = read_base(Path(path))
    return _frame(read_person(Path(path), base)[0], base)


def list_edits(path: str | Path = "data/events.csv") -> pd.DataFrame:
    """All edits in a person's table (EDITS): a row per changed cell, per cell of an added row, and per deleted row.

    >>> row = dict.fromkeys(EVENTS, "") | {"event_id": "e1", "place": "Rawa", "type": "capture", "status": "reported"}
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "events.csv"
    >>> _ = merge_edits(pd.DataFrame([row]), path)
    >>> change_rows({"e1": {"actor": "Iraq"}}, path, who="mb")
    >>> list_edits(path)[["kind", "column", "machine", "value", "who"]].values.tolist()
    [['changed', 'actor', '', 'Iraq', 'mb']]
    """
    path = Path(path)
    base = read_base(path)
    person = read_person(path, base)[0]
    rows = []
    for event_id, row in person.items():
        b = base.get(event_id)
        head = {"event_id": event_id, "article_id": row["article_id"], "place": row["place"],
                "reason": row.get("reason", ""), "who": row.get("who", "")}  # fmt: skip
        added = b is None or b.state == "hand"
        kind = "added" if added else "gone" if b.state == "gone" else "changed"
        was = dict.fromkeys(DATA, "") if added else b.row
        cells = differing(row, was)
        for c, value in cells.items():
            clash = kind == "changed" and c in b.clash
            rows.append(head | {"kind": "conflict" if clash else kind, "column": c, "machine": was[c], "value": value})
        if not cells and (head["reason"] or head["who"]):
            rows.append(head | {"kind": "accepted", "column": "", "machine": "", "value": ""})
    for event_id, b in base.items():
        if event_id not in person and b.state != "hand":
            cells = {c: b.row[c] for c in ("article_id", "place")} | dict.fromkeys(("column", "machine", "value"), "")
            rows.append({"kind": "deleted", "event_id": event_id, **cells, "reason": b.reason, "who": b.who})
    return pd.DataFrame(rows, columns=list(EDITS), dtype="str")


def apply_edits(edits: pd.DataFrame, path: str | Path = "data/events.csv") -> pd.DataFrame:
    """Apply edits that `list_edits` gave in another checkout to this person's table.

    Returns the edits that were not applied, with a column `why`: the event is not here, or the cell holds another edit
    already, which stays. A cell whose machine value differs here shows as a conflict at the next `merge_edits`.

    >>> row = dict.fromkeys(EVENTS, "") | {"event_id": "e1", "place": "Rawa", "type": "capture", "status": "reported"}
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "events.csv"
    >>> _ = merge_edits(pd.DataFrame([row]), path)
    >>> change_rows({"e1": {"actor": "Iraq"}}, path)
    >>> there = path.with_name("there.csv")
    >>> _ = merge_edits(pd.DataFrame([row]), there)
    >>> len(apply_edits(list_edits(path), there)), read_events(there)["actor"].tolist()
    (0, ['Iraq'])
    """
    missing = [c for c in EDITS if c not in edits.columns]
    if missing:
        raise TableError(f"The table of edits has no column {missing[0]!r}; make it with `timeline edits`.")
    left: list[dict[str, str]] = []

    def change(person: dict[str, Row], base: dict[str, Base]) -> None:
        for event_id, group in edits.fillna("").astype(str).groupby("event_id", sort=False):
            rows = group.to_dict("records")
            _apply_one(event_id, rows, person, base, left)

    _update(Path(path), change)
    return pd.DataFrame(left, columns=[*EDITS, "why"], dtype="str")


def _apply_one(event_id: str, edits: list[dict], person: dict[str, Row], base: dict[str, Base], left: list) -> None:
    first, b, row = edits[0], base.get(event_id), person.get(event_id)
    if first["kind"] == "added":
        if row is None:
            blank = dict.fromkeys((*DATA, "review"), "")
            person[event_id] = {"event_id": event_id, **blank, **{e["column"]: e["value"] for e in edits},
                                "reason": first["reason"], "who": first["who"]}  # fmt: skip
        elif any(row[e["column"]] != e["value"] for e in edits):
            left += [e | {"why": "another row has this event_id"} for e in edits]
        return
    if first["kind"] == "deleted":
        if row is None and b is not None:
            return
        if b is None or any(row[c] != b.row[c] for c in DATA):
            left.append(first | {"why": "no such event here" if b is None else "the row is edited here"})
            return
        del person[event_id]
        base[event_id] = replace(b, state="deleted", reason=first["reason"], who=first["who"])
        return
    if row is None or b is None:
        left += [e | {"why": "no such event here" if b is None else "the row is deleted here"} for e in edits]
        return
    clash = dict(b.clash)
    for e in edits:
        column = e["column"]
        if not column or row[column] == e["value"]:
            continue
        if row[column] != b.row[column]:
            left.append(e | {"why": f"edited here to {row[column]!r}"})
            continue
        row[column] = e["value"]
        if e["machine"] != b.row[column]:
            clash[column] = e["machine"]
    base[event_id] = replace(b, clash=clash)
    for column in OWN:
        row[column] = row.get(column, "") or first[column]


def change_rows(
    changes: Mapping[str, Mapping[str, str]], path: str | Path = "data/events.csv", reason: str = "", who: str = ""
) -> None:
    """Write cells into the person's table: {event_id: {column: value}}. An empty dict accepts the row as it stands.

    What stood in `review` of these rows is taken as looked at. Raises `TableError` for an unknown event or a value
    that cannot be read; then nothing is changed.

    >>> row = dict.fromkeys(EVENTS, "") | {"event_id": "e1", "place": "Rawa", "type": "capture", "status": "reported"}
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "events.csv"
    >>> _ = merge_edits(pd.DataFrame([row]), path)
    >>> change_rows({"e1": {"date_edtf": "2017-11"}}, path)
    >>> read_events(path)[["date_earliest", "date_latest", "precision"]].values.tolist()
    [['2017-11-01', '2017-11-30', 'month']]
    """

    def change(person: dict[str, Row], base: dict[str, Base]) -> None:
        for event_id, cells in changes.items():
            row = _known(person, event_id, path)
            known = base[event_id].shown if event_id in base else {}
            try:
                for column, value in cells.items():
                    row[column] = read_cell(column, str(value), known.get(column, "")) if column in DATA else str(value)
                settle_dates(row, known)
            except CellError as error:
                raise TableError(f"{path}, event {event_id}: {error} Nothing was changed.") from error
            row["review"] = ""
            row["reason"], row["who"] = reason or row.get("reason", ""), who or row.get("who", "")
        _settle_places(person, base, {})

    _update(Path(path), change)


def delete_rows(ids: Iterable[str], path: str | Path = "data/events.csv", reason: str = "", who: str = "") -> None:
    """Delete rows for good: the machine may find these events again, they stay out, with the reason kept.

    Raises `TableError` for an unknown event; then nothing is changed.

    >>> row = dict.fromkeys(EVENTS, "") | {"event_id": "e1", "place": "Rawa", "type": "capture", "status": "reported"}
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "events.csv"
    >>> _ = merge_edits(pd.DataFrame([row]), path)
    >>> delete_rows(["e1"], path, reason="no such village")
    >>> len(merge_edits(pd.DataFrame([row]), path)), list_edits(path)["reason"].tolist()
    (0, ['no such village'])
    """

    def change(person: dict[str, Row], base: dict[str, Base]) -> None:
        for event_id in ids:
            _known(person, event_id, path)
            del person[event_id]
            if event_id in base and base[event_id].state != "hand":
                base[event_id] = replace(base[event_id], state="deleted", reason=reason, who=who)

    _update(Path(path), change)


def restore_rows(ids: Iterable[str], path: str | Path = "data/events.csv") -> None:
    """Take deletions back: the rows return as the machine last had them.

    Raises `TableError` for an event that is not deleted; then nothing is changed.

    >>> row = dict.fromkeys(EVENTS, "") | {"event_id": "e1", "place": "Rawa", "type": "capture", "status": "reported"}
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "events.csv"
    >>> _ = merge_edits(pd.DataFrame([row]), path)
    >>> delete_rows(["e1"], path)
    >>> restore_rows(["e1"], path)
    >>> read_events(path)["place"].tolist()
    ['Rawa']
    """

    def change(person: dict[str, Row], base: dict[str, Base]) -> None:
        for event_id in ids:
            if event_id not in base or event_id in person:
                raise TableError(f"{path} has no deleted event {event_id!r}; `list_edits` shows those that it has.")
            base[event_id] = replace(base[event_id], state="", reason="", who="")
            person[event_id] = {"event_id": event_id, **base[event_id].row, "review": base[event_id].flag}

    _update(Path(path), change)


def _known(person: dict[str, Row], event_id: str, path: str | Path) -> Row:
    if event_id not in person:
        raise TableError(f"{path} has no event {event_id!r}; it may have been deleted or renamed since you looked.")
    return person[event_id]


def _update(path: Path, change: Callable[[dict[str, Row], dict[str, Base]], None]) -> None:
    with locked(path.parent):
        recover(path)
        base = read_base(path)
        person, table = read_person(path, base)
        change(person, base)
        for event_id, row in person.items():
            if event_id in base:
                base[event_id] = replace(base[event_id], wrote=differing(row, base[event_id].row))
        write_pair(path, sort_rows(person, [r["article_id"] for r in person.values()]), base, table)


def _machine_rows(events: pd.DataFrame) -> dict[str, Row]:
    missing = [c for c in EVENTS if c not in events.columns]
    if missing:
        raise ValueError(f"The events have no column {missing[0]!r}; hand over what extract_events returned.")
    columns = []
    for column in EVENTS:
        cells = events[column].tolist()
        if column in DEGREES:
            columns.append(["" if c is None else float_text(c) for c in cells])
        elif column in INTS:
            columns.append(["" if pd.isna(c) or c == "" else str(int(c)) for c in cells])
        else:
            columns.append(["" if c is None or c != c else str(c) for c in cells])
    rows: dict[str, Row] = {}
    for cells in zip(*columns, strict=True):
        row = dict(zip(EVENTS, cells, strict=True))
        if row["event_id"] in rows or not row["event_id"]:
            raise ValueError(f"The events have event_id {row['event_id']!r} twice or empty; each needs one of its own.")
        rows[row["event_id"]] = row
    return rows


def _not_read(events: pd.DataFrame, base: dict[str, Base], machine: dict[str, Row]) -> dict[str, Row]:
    """What the machine last said of articles that it could not read this time: they have not changed their minds."""
    aside = {str(name) for name, _ in events.attrs.get("set_aside", ())}
    here = {row["article_id"] for row in machine.values()}
    return {
        i: b.row | {"event_id": i}
        for i, b in base.items()
        if b.state == "" and b.row["article_id"] in aside - here and i not in machine
    }


def _edited(row: Row, base: Base | None) -> str:
    """Which cells of a row a person has written; cells that go together by the first of them (`UNITS`)."""
    if base is None or base.state == "hand":
        return "added"
    return "; ".join(dict.fromkeys(UNITS.get(c, (c,))[0] for c in differing(row, base.row)))


def _frame(rows: dict[str, Row], base: dict[str, Base]) -> pd.DataFrame:
    """The rows as a table with the columns' types, and `edited` behind them."""
    told = {i: _edited(row, base.get(i)) if base else "" for i, row in rows.items()}  # without a base nobody knows
    rows = {event_id: row | {"edited": told[event_id]} for event_id, row in rows.items()}
    extra = dict.fromkeys(c for row in rows.values() for c in row if c not in EVENTS)
    columns = list(dict.fromkeys([*EVENTS, *OWN, *extra]))
    table = pd.DataFrame([[row.get(c, "") for c in columns] for row in rows.values()], columns=columns, dtype="str")
    for column in DEGREES:
        table[column] = pd.to_numeric(table[column].replace("", None)).astype("float64")
    for column in INTS:
        table[column] = table[column].replace("", "0").astype("int64")
    return table


def _settle_places(person: dict[str, Row], base: dict[str, Base], machine: dict[str, Row]) -> None:
    """Where a person renamed a place, let its id, country and coordinates follow."""
    columns = [c for c in UNITS["place"] if c != "place"]
    for event_id, row in person.items():
        was = base[event_id].shown if event_id in base else dict.fromkeys(DATA, "")
        if row["place"] == was["place"] or any(row[c] != was[c] for c in columns):
            continue
        row |= dict.fromkeys(columns, "")
        others = (*machine.values(), *(b.row for b in base.values()))
        same = next((other for other in others if other["place"] == row["place"]), None)
        if same:
            row |= {c: same[c] for c in columns}
        elif ids := load_gazetteer().lookup(row["place"]):
            found = [load_gazetteer().place(i) for i in ids]
            place = next((p for p in found if p.country == was["country"]), found[0])
            row |= {"place_id": place.place_id, "country": place.country, "latitude": float_text(place.latitude),
                    "longitude": float_text(place.longitude)}  # fmt: skip


def _summary(merged: Merged, path: Path, first: bool) -> str:
    if first:
        return f"{path}: written for the first time, {len(merged.rows)} events."
    edited = sum(bool(touched(r, merged.base[i].row)) for i, r in merged.rows.items() if merged.base[i].state != "hand")
    hand = sum(b.state == "hand" for b in merged.base.values())
    counts = {
        "edited": edited, "added by hand": hand, "deleted": len(merged.deleted), "new": len(merged.added),
        "in conflict": len({i for i, _ in merged.conflicts}), "kept without their sentence": len(merged.gone),
        "gone": len(merged.left), "edits now agreed with": len({i for i, _ in merged.retired}),
    }  # fmt: skip
    told = ", ".join(f"{n} {kind}" for kind, n in counts.items() if n)
    return f"{path}: {len(merged.rows)} events; {told or 'no edits'}."
