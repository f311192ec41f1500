"""The three-way merge of event tables, on plain rows: what the machine said, what a person made of it, what it says.

Files, spreadsheets and pandas stay outside. A row is a dict of canonical text by column; a table is a dict of rows by
event_id. For each cell: the person changed it -> the person's value stays; else -> the machine's new value.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from ..schema import EVENTS

Row = dict[str, str]
DATA = tuple(c for c in EVENTS if c not in ("event_id", "review"))
UNITS = {
    c: unit
    for unit in (("date_edtf", "date_earliest", "date_latest", "precision"),
                 ("place", "place_id", "country", "latitude", "longitude"))
    for c in unit
}  # fmt: skip
"""Cells that mean nothing apart: whoever changes one of them has changed them all."""
SILENT = {
    "evidence_start", "evidence_end", "rule", "latitude", "longitude", "place_id", "country", "date_text", "date_basis",
    "certainty", "published", "source", "date_earliest", "date_latest",
}  # fmt: skip
"""A machine's change of these alone asks for no second look at a row that nobody edited."""
LIKENESS = 0.75
"""Two sentences at least this alike (difflib ratio) are one sentence before and after an article was touched up."""


@dataclass(frozen=True)
class Base:
    """What the machine last said of one event, and what of it the person has not looked at yet."""

    row: Row
    state: str = ""  # "" found; "gone": not found last time; "deleted" by the person; "hand": added by the person
    flag: str = ""  # the review cell as it was last written
    new: bool = False  # added since the person's table began, and not looked at
    told: bool = False  # the person knows that the sentence has gone
    heard: str = ""  # the machine's own remark that the person has looked at
    changed: Row = field(default_factory=dict)  # value last looked at, where an untouched cell followed the machine
    clash: Row = field(default_factory=dict)  # value that the person edited, where the machine has changed it since
    wrote: Row = field(
        default_factory=dict
    )  # the person's values as they were last written, where they differ from `row`
    reason: str = ""  # of a deletion
    who: str = ""

    @property
    def shown(self) -> Row:
        """The row as the person last found it in the table."""
        return self.row | self.wrote


@dataclass
class Merged:
    """The outcome: the person's table, the next base, and the ids that each kind of thing happened to."""

    rows: dict[str, Row]
    base: dict[str, Base]
    added: list[str] = field(default_factory=list)  # new from the machine
    left: list[str] = field(default_factory=list)  # gone from the machine, and nobody had touched them
    gone: list[str] = field(default_factory=list)  # gone from the machine, kept because someone had
    deleted: list[str] = field(default_factory=list)  # deleted by the person
    conflicts: list[tuple[str, str]] = field(default_factory=list)  # event_id, column
    retired: list[tuple[str, str]] = field(default_factory=list)  # edits that the machine has come to agree with
    moved: dict[str, str] = field(default_factory=dict)  # old id -> new id


def touched(row: Row, last: Row) -> set[str]:
    """The columns that the person has changed, with those that hang together with them.

    >>> sorted(touched(dict.fromkeys(DATA, "") | {"place": "Hama"}, dict.fromkeys(DATA, "")))
    ['country', 'latitude', 'longitude', 'place', 'place_id']
    """
    own = {c for c in DATA if row[c] != last[c]}
    for lead in ("date_edtf", "date_earliest", "date_latest", "precision", "place"):
        if lead in own:
            own |= set(UNITS[lead])
    return own


def differing(row: Row, says: Row) -> Row:
    """The cells of `row` that are not what the machine says."""
    return {c: row[c] for c in DATA if row[c] != says[c]}


def is_edited(row: Row, base: Base) -> bool:
    """Has a person put anything into this row: a cell, a reason, a name, a note of their own?"""
    return bool(differing(row, base.row)) or any(v for c, v in row.items() if c not in EVENTS)


def merge(base: dict[str, Base], person: dict[str, Row] | None, machine: dict[str, Row]) -> Merged:
    """Merge three tables; none is changed. `person` is None where there is no table yet: then nothing is new."""
    if person is None:
        return Merged(
            {i: m | {"event_id": i} for i, m in machine.items()},
            {i: Base({c: m[c] for c in DATA} | {"review": m["review"]}, flag=m["review"]) for i, m in machine.items()},
        )
    moved = rematch(base, person, machine)
    base = {moved.get(i, i): b for i, b in base.items()}
    person = {moved.get(i, i): r | {"event_id": moved.get(i, i)} for i, r in person.items()}
    out = Merged({}, {}, moved=moved)
    for event_id in dict.fromkeys([*machine, *person, *base]):
        _merge_one(out, event_id, base.get(event_id), person.get(event_id), machine.get(event_id))
    return out


def _merge_one(out: Merged, event_id: str, base: Base | None, own: Row | None, now: Row | None) -> None:
    if base and base.state == "hand" and now:
        base = None  # the machine finds what was only the person's so far
    if base is None and own is None:
        out.added.append(event_id)
        base = Base({c: now[c] for c in DATA} | {"review": ""}, new=True)
        _keep(out, event_id, base, {c: now[c] for c in DATA}, now)
    elif now is None and (base is None or base.state == "hand") and own:
        out.rows[event_id] = own
        out.base[event_id] = Base({c: own[c] for c in DATA} | {"review": ""}, "hand")
    elif base is None:  # a row of the person's own that the machine finds as well, or no base to tell
        base = Base({c: now[c] if own[c] == now[c] else "?" for c in DATA} | {"review": ""})
        _keep(out, event_id, base, own, now)
    elif own is None:
        if base.state != "hand":
            out.deleted.append(event_id)
            out.base[event_id] = Base(base.row, "deleted", reason=base.reason, who=base.who)
    elif now is None and not is_edited(own, base):
        out.left.append(event_id)
    else:
        _keep(out, event_id, base, own, now)


def _notes(row: Row) -> Row:
    return {c: v for c, v in row.items() if c not in EVENTS}


def _keep(out: Merged, event_id: str, base: Base, own: Row, now: Row | None) -> None:
    """Merge one row cell by cell, and say in `review` what the person has not seen yet."""
    notes = _notes(own)
    written = own.get("review", "")
    if base.flag and not written:  # emptied: the person has looked at what stood there
        heard = base.row["review"]
        base = replace(base, new=False, told=base.state == "gone", heard=heard, changed={}, clash={})
    elif written and written != base.flag:  # a remark of the person's own
        notes["reason"] = " / ".join(filter(None, [notes.get("reason", ""), written]))
    remark = "" if now is None else now["review"]
    if now is None:
        row, changed, clash = {c: own[c] for c in DATA}, base.changed, base.clash
        out.gone.append(event_id)
        says = {c: base.row[c] for c in DATA}
    else:
        row, changed, clash = _cells(out, event_id, base, own, now)
        says = {c: now[c] for c in DATA}
    told = base.told and now is None
    flag = _flag(base.new, now is None and not told, changed, clash, row, says, "" if remark == base.heard else remark)
    out.rows[event_id] = {"event_id": event_id, **row, "review": flag, **notes}
    out.base[event_id] = Base(
        says | {"review": remark},
        "gone" if now is None else "",
        flag,
        base.new,
        told,
        base.heard,
        changed,
        clash,
        differing(row, says),
    )


def _cells(out: Merged, event_id: str, base: Base, own: Row, now: Row) -> tuple[Row, Row, Row]:
    edited = touched(own, base.row)
    row, changed, clash = {}, {}, {}
    for column in DATA:
        mine, last, new = own[column], base.row[column], now[column]
        if column not in edited:
            row[column] = new
            seen = base.changed.get(column, last)
            if seen != new and not base.new:
                changed[column] = seen
            continue
        row[column] = mine
        seen = base.clash.get(column, last)
        if mine == new:
            if mine != last:
                out.retired.append((event_id, column))
        elif seen != new:
            clash[column] = seen
            out.conflicts.append((event_id, column))
    return row, changed, clash


def _flag(new: bool, gone: bool, changed: Row, clash: Row, row: Row, says: Row, remark: str) -> str:
    parts = ["new"] if new else []
    if gone:
        parts.append("sentence gone")
    if clash:
        each = (f"{c} yours {_q(row[c])}, machine {_q(says[c])} (was {_q(seen)})" for c, seen in clash.items())
        parts.append("conflict: " + "; ".join(each))
    loud = {c: seen for c, seen in changed.items() if c not in SILENT}
    if loud:
        parts.append("changed: " + "; ".join(f"{c} {_q(seen)} > {_q(says[c])}" for c, seen in loud.items()))
    if remark:
        parts.append(remark)
    return " | ".join(parts)


def _q(value: str) -> str:
    return f"'{value}'"


def rematch(base: dict[str, Base], person: dict[str, Row], machine: dict[str, Row]) -> dict[str, str]:
    """Old id -> new id of events whose sentence was touched up or whose type the rules now read differently.

    Only where exactly one event that went and exactly one that came fit each other, in the same article: then a
    person's edits and deletions go along instead of staying behind on a row whose sentence has gone.

    >>> blank = dict.fromkeys(DATA, "") | {"review": ""}
    >>> old = blank | {"place": "Rawa", "type": "capture", "evidence": "Het leger nam Rawa in."}
    >>> rematch({"a": Base(old)}, {"a": old}, {"b": old | {"evidence": "Het leger nam vrijdag Rawa in."}})
    {'a': 'b'}
    """
    went, came = {}, {}
    for i, b in base.items():
        if i not in machine and b.state != "hand":
            went.setdefault(b.row["article_id"], []).append(i)
    for i, m in machine.items():
        if i not in base and i not in person:
            came.setdefault(m["article_id"], []).append(i)
    pairs = [
        (old, new)
        for article in went.keys() & came.keys()
        for old in went[article]
        for new in came[article]
        if _same_event(base[old].row, machine[new], old not in person)
    ]
    olds, news = [old for old, _ in pairs], [new for _, new in pairs]
    return {old: new for old, new in sorted(pairs) if olds.count(old) == 1 and news.count(new) == 1}


def _same_event(a: Row, b: Row, deleted: bool) -> bool:
    if a["place"] != b["place"]:
        return False
    if a["type"] != b["type"]:  # what was deleted for its wrong type may come back with the right one
        return a["evidence"] == b["evidence"] and not deleted
    return SequenceMatcher(None, a["evidence"], b["evidence"], False).ratio() >= LIKENESS
