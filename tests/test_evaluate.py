"""Scores: hand-made pairs of rows, and figures that another scorer of the same rules gave for the stored tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.evaluate import LEVELS, name_key, score
from timeline.frames import read_frame

HERE = Path(__file__).parent / "evaluate"
GOLD = {
    "article_id": "a", "place": "Raqqa", "type": "capture", "actor": "SDF", "opponent": "Islamic State",
    "date_earliest": "2017-10-17", "date_latest": "2017-10-17", "date_edtf": "2017-10-17", "status": "reported",
    "required": "yes",
}  # fmt: skip


def table(*changes: dict) -> pd.DataFrame:
    return pd.DataFrame([GOLD | change for change in changes], columns=list(GOLD))


def found(events: pd.DataFrame, gold: pd.DataFrame) -> list[tuple[int, ...]]:
    return [tuple(score(events, gold).counts[level]) for level in LEVELS]


def test_the_figures_and_lists_of_the_stored_tables():
    result = score(read_frame(HERE / "events.csv", "place"), read_frame(HERE / "gold.csv", "place"))
    told = [line.rstrip() for line in f"{result.listing()}\n{result}".splitlines()]
    assert told == (HERE / "expected.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("change", "levels"),
    [
        ({}, 3),
        ({"date_latest": "2017-10-18"}, 2),
        ({"actor": "YPG"}, 1),
        ({"type": "partial_capture"}, 1),
        ({"type": "entry"}, 0),
        ({"status": "denied"}, 0),
        ({"status": ""}, 3),
        ({"place": "Mosul"}, 0),
        ({"place": "Ar-Raqqa"}, 3),
        ({"opponent": "rebels (Syria)"}, 3),
        ({"date_latest": "2017-10-17T00:00:00"}, 3),
        ({"article_id": "b"}, 0),
    ],
)
def test_how_far_a_row_answers(change, levels):
    expected = [(1, 0, 0) if n < levels else (0, 1, 1) for n in range(3)]
    assert found(table(change), table({})) == expected


def test_alternatives_stars_and_joined_parties():
    gold = table(
        {"actor": "Syria; Russia|Syria", "type": "capture|partial_capture", "opponent": "*", "date_latest": "*"}
    )
    for actor in ("Russia; Syria", "Syria"):
        assert found(table({"actor": actor, "type": "partial_capture", "date_latest": "2020-01-01"}), gold)[2] == (
            1,
            0,
            0,
        )
    assert found(table({"actor": "Russia"}), gold)[1] == (0, 1, 1)


def test_an_optional_row_counts_neither_way():
    gold = table({}, {"place": "Mosul", "required": "no"})
    assert found(table({}, {"place": "Mosul"}), gold) == [(1, 0, 0)] * 3
    assert found(table({}), gold) == [(1, 0, 0)] * 3


def test_a_row_answers_one_gold_row_and_the_better_one():
    gold = table({"date_earliest": "2017-01-01"}, {})
    assert found(table({}), gold) == [(1, 1, 0), (1, 1, 0), (1, 1, 0)]
    assert found(table({}, {}), table({}))[0] == (1, 0, 1)


def test_opponents_are_counted_among_the_matched():
    result = score(table({"opponent": "YPG"}, {"place": "Mosul"}), table({}, {"place": "Mosul"}))
    assert (result.matched, result.right_opponents, result.right_dates) == (2, 1, 2)


def test_aliases_and_choice_of_articles():
    events = table({"actor": "Syrian Democratic Forces"}, {"article_id": "b", "place": "X"})
    assert score(events, table({}), ["a"]).counts["event"] == [0, 1, 1]
    assert score(events, table({}), ["a"], [["SDF", "Syrian Democratic Forces"]]).counts["dated"] == [1, 0, 0]


def test_a_missing_column_and_a_strange_type_are_named():
    with pytest.raises(ValueError, match="events: no column 'actor'"):
        score(table({}).drop(columns="actor"), table({}))
    with pytest.raises(ValueError, match="article a, column type: 'conquest'"):
        score(table({}), table({"type": "conquest"}))


def test_no_rows_at_all():
    assert str(score(table(), table())).startswith("place  precision 0.000")


ROWS = st.lists(
    st.builds(
        lambda **cells: GOLD | cells,
        article_id=st.sampled_from("ab"),
        place=st.sampled_from(["Raqqa", "Mosul"]),
        type=st.sampled_from(["capture", "partial_capture", "entry"]),
        actor=st.sampled_from(["SDF", "", "Iraq"]),
        required=st.sampled_from(["yes", "yes", "no"]),
    ),
    max_size=6,
)


@given(ROWS, ROWS)
def test_every_required_row_is_found_or_missed_and_levels_shrink(gold, events):
    result = score(table(*events), table(*gold))
    required = sum(row["required"] == "yes" for row in gold)
    assert all(found + missed == required for found, missed, _ in result.counts.values())
    assert result.counts["place"][0] >= result.counts["event"][0] >= result.counts["dated"][0]
    assert all(found + extra <= len(events) for found, _, extra in result.counts.values())


@given(ROWS)
def test_gold_against_itself_is_perfect(gold):
    result = score(table(*gold), table(*gold))
    assert not result.misses and not result.extras and result.counts["dated"][1:] == [0, 0]


@given(st.text())
def test_folding_twice_changes_nothing_more(name):
    assert set(name_key(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789;")
