"""The three-way merge against a plain model of what a person means, over random edits, extractions and orders."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from timeline.edits.merge import DATA, UNITS, Base, Merged, Row, merge, touched
from timeline.schema import EVENTS

IDS = [f"e{n}" for n in range(4)]
COLUMNS = ("actor", "opponent", "extent", "date_edtf", "date_latest", "place_id", "evidence_start")
VALUES = ("", "a", "b", "c")
KINDS = ("change", "change", "change", "delete", "look", "sign", "add")

# One whole number stands for a row or an edit: 10,000 histories drawn piece by piece would take minutes.
codes = st.integers(0, len(VALUES) ** len(COLUMNS) - 1)
machines = st.lists(st.none() | codes, min_size=len(IDS), max_size=len(IDS))
"""What an extraction finds: each event or not, each with some cells."""
edits = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(["hand-1", *IDS]), codes), max_size=3)
histories = st.lists(st.tuples(machines, edits), min_size=1, max_size=3)


def cells_of(code: int) -> dict[str, str]:
    return {c: VALUES[code // len(VALUES) ** n % len(VALUES)] for n, c in enumerate(COLUMNS)}


def found_by(codes: list[int | None]) -> dict[str, Row]:
    return machine_table({i: cells_of(code) for i, code in zip(IDS, codes, strict=True) if code is not None})


def machine_table(found: dict[str, dict[str, str]]) -> dict[str, Row]:
    """Rows that only their id makes alike: the sentence is told by the id, so that no two are taken for one event."""
    blank = dict.fromkeys(EVENTS, "")
    return {
        i: blank | {"event_id": i, "place": i, "evidence": i * 9, "article_id": "x", "type": "capture"} | row
        for i, row in found.items()
    }


def apply(kind: str, event_id: str, code: int, person: dict[str, Row]) -> None:
    row = person.get(event_id)
    if kind == "add" and row is None:
        person[event_id] = dict.fromkeys(EVENTS, "") | {"event_id": event_id, "place": event_id, "who": ""}
        person[event_id] |= cells_of(code)
    elif kind == "change" and row:
        column = COLUMNS[code % len(COLUMNS)]
        row[column] = VALUES[code // len(COLUMNS) % len(VALUES)]
    elif kind == "delete":
        person.pop(event_id, None)
    elif kind == "look" and row:
        row["review"] = ""
    elif kind == "sign" and row:
        row["who"] = "me"


def check_step(base: dict[str, Base], person: dict[str, Row], machine: dict[str, Row], out: Merged) -> None:
    for i, row in person.items():
        b = base.get(i)
        if b is None or b.state == "hand":  # the person's own row: every cell of it stays
            assert {c: out.rows[i][c] for c in DATA} == {c: row[c] for c in DATA}
            if i in machine:
                differing = {c for c in DATA if row[c] != machine[i][c]}
                assert {c for e, c in out.conflicts if e == i} == differing
            continue
        own = touched(row, b.row)
        if i not in machine:
            if own or row.get("who"):  # kept, to the letter, and told
                assert {c: out.rows[i][c] for c in DATA} == {c: row[c] for c in DATA}
                assert "sentence gone" in out.rows[i]["review"] or b.told or (b.flag and not row["review"])
                assert i in out.gone
            else:
                assert i not in out.rows and i in out.left
            continue
        for c in DATA:
            if c in own:  # no edit lost
                assert out.rows[i][c] == row[c], (i, c)
            else:  # no update of the machine suppressed
                assert out.rows[i][c] == machine[i][c], (i, c)
        for c in own:  # conflicts complete: in the list and in the review cell, with both values
            looked = b.flag and not row["review"]
            seen = b.row[c] if looked else b.clash.get(c, b.row[c])  # what the machine said when the person edited
            if machine[i][c] not in (seen, row[c]):
                assert (i, c) in out.conflicts
                assert f"{c} yours '{row[c]}', machine '{machine[i][c]}'" in out.rows[i]["review"]
        for e, c in out.conflicts:
            if e == i:
                assert c in own and machine[i][c] != row[c]
    for i, b in base.items():
        if i not in person and b.state != "hand":  # deleted stays deleted, and is listed
            assert i not in out.rows and i in out.deleted and out.base[i].state == "deleted"
    for i in machine.keys() - base.keys() - person.keys():
        assert {c: out.rows[i][c] for c in DATA} == {c: machine[i][c] for c in DATA}
        assert out.rows[i]["review"] == "new"
    assert out.rows.keys() <= machine.keys() | person.keys()


@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(machines, histories, st.randoms(use_true_random=False))
def test_any_history_of_edits_and_extractions(first, history, shuffle):
    start = merge({}, None, found_by(first))
    base, person = start.base, start.rows
    assert all(not row["review"] for row in person.values())
    for found, changes in history:
        person = {i: dict(row) for i, row in person.items()}
        for change in changes:
            apply(*change, person)
        machine = found_by(found)
        before = [{i: dict(row) for i, row in table.items()} for table in (person, machine)]
        out = merge(base, person, machine)
        assert [person, machine] == before  # the inputs are not touched
        check_step(base, person, machine, out)
        again = merge(out.base, out.rows, machine)
        assert (again.rows, again.base) == (out.rows, out.base)  # idempotent
        last, base, person = (base, person, machine), out.base, out.rows
    base, person, machine = last
    shuffled = list(person.items())
    shuffle.shuffle(shuffled)
    other = merge(base, dict(shuffled), dict(reversed(machine.items())))
    assert (other.rows, other.base) == (out.rows, out.base)  # the order of rows means nothing


def one(**cells: str) -> dict[str, Row]:
    return machine_table({"e0": cells})


def test_an_edit_that_the_machine_comes_to_agree_with_is_retired_and_follows_it_from_then_on():
    start = merge({}, None, one(actor="Syria"))
    start.rows["e0"]["actor"] = "SDF"
    agreed = merge(start.base, start.rows, one(actor="SDF"))
    assert agreed.retired == [("e0", "actor")] and agreed.rows["e0"]["review"] == ""
    later = merge(agreed.base, agreed.rows, one(actor="YPG"))
    assert later.rows["e0"]["actor"] == "YPG"


def test_a_conflict_stays_until_the_review_cell_is_emptied_and_returns_with_the_next_change():
    start = merge({}, None, one(actor="Syria"))
    start.rows["e0"]["actor"] = "SDF"
    flag = "conflict: actor yours 'SDF', machine 'Iraq' (was 'Syria')"
    out = merge(start.base, start.rows, one(actor="Iraq"))
    out = merge(out.base, out.rows, one(actor="Iraq"))
    assert out.rows["e0"]["review"] == flag
    out.rows["e0"]["review"] = ""
    out = merge(out.base, out.rows, one(actor="Iraq"))
    assert (out.rows["e0"]["actor"], out.rows["e0"]["review"], out.conflicts) == ("SDF", "", [])
    out = merge(out.base, out.rows, one(actor="Turkey"))
    assert out.rows["e0"]["review"] == "conflict: actor yours 'SDF', machine 'Turkey' (was 'Iraq')"
    out = merge(out.base, out.rows, one(actor="Iraq"))  # and the machine changes its mind back
    assert out.rows["e0"]["review"] == ""


def test_cells_that_hang_together_are_one_edit():
    start = merge({}, None, one(date_edtf="2017-11", date_earliest="2017-11-01", date_latest="2017-11-30"))
    start.rows["e0"] |= {"date_earliest": "2017-11-03", "date_edtf": "2017-11-03/2017-11-30"}
    out = merge(start.base, start.rows, one(date_edtf="2017-10", date_earliest="2017-10-01", date_latest="2017-10-31"))
    assert out.rows["e0"]["date_latest"] == "2017-11-30"
    assert {c for _, c in out.conflicts} == {"date_edtf", "date_earliest", "date_latest"}
    assert set(UNITS["date_edtf"]) > {c for _, c in out.conflicts}


def test_a_changed_cell_that_nobody_edited_is_told_once_the_row_has_been_seen():
    start = merge({}, None, one(actor="Syria", evidence_start="3"))
    out = merge(start.base, start.rows, one(actor="Iraq", evidence_start="9"))
    assert out.rows["e0"]["review"] == "changed: actor 'Syria' > 'Iraq'"
    assert merge(start.base, start.rows, one(actor="Syria", evidence_start="9")).rows["e0"]["review"] == ""


def sentence(event_id: str, text: str, **cells: str) -> dict[str, Row]:
    row = {"evidence": text, "place": "Rawa", "actor": "Iraq", **cells}
    return {event_id: machine_table({event_id: row})[event_id]}


def test_edits_and_deletions_go_along_when_a_sentence_is_touched_up():
    old, new = "Het Iraakse leger heeft Rawa vrijdag ingenomen.", "Het Iraakse leger heeft Rawa op vrijdag ingenomen."
    start = merge({}, None, sentence("a", old))
    start.rows["a"]["actor"] = "Peshmerga"
    out = merge(start.base, start.rows, sentence("b", new))
    assert list(out.rows) == ["b"] and out.moved == {"a": "b"}
    assert out.rows["b"]["actor"] == "Peshmerga" and out.rows["b"]["review"].startswith("changed: evidence")
    out = merge(start.base, {}, sentence("b", new))
    assert out.rows == {} and out.base["b"].state == "deleted"


def test_a_better_rule_for_the_type_takes_the_row_with_it_but_no_deletion():
    start = merge({}, None, sentence("a", "Het leger rukte Rawa binnen.", type="capture"))
    start.rows["a"]["type"] = "entry"
    better = sentence("b", "Het leger rukte Rawa binnen.", type="entry")
    out = merge(start.base, start.rows, better)
    assert list(out.rows) == ["b"] and ("b", "type") in out.retired
    assert list(merge(start.base, {}, better).rows) == ["b"]


def test_two_sentences_that_could_both_be_meant_are_not_matched():
    start = merge({}, None, sentence("a", "Het leger nam Rawa in."))
    start.rows["a"]["actor"] = "SDF"
    now = sentence("b", "Het leger nam Rawa toen in.") | sentence("c", "Het leger nam Rawa weer in.")
    out = merge(start.base, start.rows, now)
    assert out.moved == {} and out.gone == ["a"] and out.rows["a"]["review"] == "sentence gone"


def test_a_sentence_that_comes_back_finds_its_edit():
    start = merge({}, None, one(actor="Syria"))
    start.rows["e0"]["actor"] = "SDF"
    gone = merge(start.base, start.rows, {})
    assert gone.rows["e0"]["review"] == "sentence gone"
    back = merge(gone.base, gone.rows, one(actor="Syria"))
    assert (back.rows["e0"]["actor"], back.rows["e0"]["review"]) == ("SDF", "")


def test_what_a_person_writes_into_review_becomes_a_reason():
    start = merge({}, None, one(actor="Syria"))
    start.rows["e0"]["review"] = "ask Jan"
    out = merge(start.base, start.rows, one(actor="Syria"))
    assert (out.rows["e0"]["review"], out.rows["e0"]["reason"]) == ("", "ask Jan")
