"""Control spans: contradictions told as stories, and the histories of seven cities against a table of true changes."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from control_stand_in import gold_events

from timeline.control import compare, control_spans, history
from timeline.control.rules import RULES, speaks_for
from timeline.schema import CONTROL, TYPES

TRUE_CHANGES = Path(__file__).parent / "control" / "true_changes.csv"


def told(*rows: dict) -> pd.DataFrame:
    """Event rows of X with what a story leaves out filled in; `on` is a day, or first and last day."""
    out = []
    for i, row in enumerate(rows):
        row = dict(row)
        on = row.pop("on")
        first, last = (on, on) if isinstance(on, str) else on
        out.append({
            "event_id": f"e{i}", "article_id": f"a{i}", "place": "X", "place_kind": "city", "parent": "",
            "type": "capture", "actor": "", "opponent": "", "date_earliest": first, "date_latest": last,
            "precision": "day",
            "status": "reported", "attribution": "", "extent": "", "evidence": f"Sentence {i}.", "published": last,
            "source": f"paper {i}",
        } | row)  # fmt: skip
    return pd.DataFrame(out)


def spans(events: pd.DataFrame, **options) -> list[tuple]:
    """(state, holder, start window) of each span after the first, which is always `unknown`."""
    control = control_spans(events, **options)
    control = control[control["place"] == "X"]
    assert control.iloc[0]["state"] == "unknown" and control.iloc[0]["start_latest"] == ""
    return [(r.state, r.holder, r.start_earliest, r.start_latest) for r in control.iloc[1:].itertuples()]


def last_row(events: pd.DataFrame, **options) -> pd.Series:
    return control_spans(events, **options).iloc[-1]


# ------------------------------------------------------------------ the rules


def test_rules_name_every_type_and_quote_the_codebook():
    codebook = (Path(__file__).parent.parent / "CODEBOOK.md").read_text(encoding="utf-8")
    assert set(RULES) == set(TYPES)
    table = Path(__file__).parent.parent / "src/timeline/resources/control_rules.csv"
    rows = csv.DictReader(line for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    for row in rows:
        assert f"| `{row['type']}` |" in codebook
        assert row["codebook"].split(":")[0] in codebook


@pytest.mark.parametrize("kind", [t for t in TYPES if t not in ("capture", "control")])
def test_each_rule_does_what_its_example_says(kind):
    before = {"actor": "B", "on": "2016-01-01"}
    after = {"type": kind, "actor": "A", "on": "2016-06-01"}
    if kind == "withdrawal":
        after["actor"] = "B"
    if kind == "siege_end":
        rows = [before, {"type": "siege", "actor": "A", "on": "2016-03-01"}, after]
    else:
        rows = [before, after]
    state, holder, *_ = spans(told(*rows))[-1]
    expected = {
        "partial_capture": ("contested", "B; A"), "entry": ("contested", "B; A"), "offensive": ("contested", "B; A"),
        "siege": ("besieged", "B"), "siege_end": ("held", "B"), "withdrawal": ("unknown", ""),
    }  # fmt: skip
    assert (state, holder) == expected[kind]


def test_every_span_cites_its_rule_and_the_rule_that_settles():
    control = control_spans(told({"actor": "A", "opponent": "B", "on": "2016-01-01"}), settle="majority")
    assert list(control.columns) == list(CONTROL)
    assert [r.split()[0] for r in control["rule"]] == ["majority"] * 3
    assert control.iloc[-1]["rule"].split()[1] == RULES["capture"].rule


# ------------------------------------------------------------------ stories


def test_before_the_first_report_it_is_unknown_and_the_loser_held_it_until_then():
    assert spans(told({"actor": "A", "opponent": "B", "on": ("2017-07-01", "2017-07-31")})) == [
        ("held", "B", "", "2017-07-01"),
        ("held", "A", "2017-07-01", "2017-07-31"),
    ]


def test_reports_that_overlap_are_one_change_with_the_days_they_share():
    events = told(
        {"actor": "A", "on": ("2016-06-01", "2016-06-30")},
        {"actor": "A", "on": ("2016-06-07", "2016-06-13")},
        {"opponent": "B", "on": ("2016-06-10", "2016-07-10")},  # "B lost X", no winner named
    )
    assert spans(events)[-1] == ("held", "A", "2016-06-10", "2016-06-13")
    assert last_row(events)["claims"] == 3


def test_two_captures_of_one_year_do_not_swallow_a_report_of_that_year():
    events = told(
        {"actor": "A", "on": "2016-02-01"},
        {"actor": "B", "opponent": "A", "on": "2016-05-01"},
        {"actor": "A", "opponent": "B", "on": "2016-09-01"},
        {"actor": "A", "on": ("2016-01-01", "2016-12-31"), "precision": "year"},
    )
    assert [s[1:3] for s in spans(events)] == [("A", "2016-02-01"), ("B", "2016-05-01"), ("A", "2016-09-01")]


def test_claim_alone_does_not_make_the_claimant_the_holder():
    before = {"actor": "Syria", "on": "2016-01-01"}
    claim = {"actor": "Islamic State", "attribution": "Amaq", "on": "2016-05-01"}
    control = control_spans(told(before, claim))
    assert spans(told(before, claim))[-1] == ("contested", "Syria; Islamic State", "2016-05-01", "2016-05-01")
    assert control.iloc[-1]["standing"] == "claimed"


@pytest.mark.parametrize("witness", ["SOHR", "Syrian army"])
def test_claim_is_believed_once_another_source_or_the_losing_side_says_so(witness):
    events = told(
        {"actor": "Syria", "on": "2016-01-01"},
        {"actor": "Islamic State", "attribution": "Amaq", "on": "2016-05-01"},
        {"actor": "Islamic State", "opponent": "Syria", "attribution": witness, "on": ("2016-05-01", "2016-05-03")},
    )
    assert spans(events)[-1] == ("held", "Islamic State", "2016-05-01", "2016-05-01")
    assert last_row(events)["standing"] == "reported"


def test_claim_against_denial_stands_as_disputed_and_names_the_denial():
    events = told(
        {"actor": "Syria", "on": "2016-01-01"},
        {"actor": "Islamic State", "on": "2016-05-01"},
        {"actor": "Islamic State", "status": "denied", "attribution": "Syria", "on": "2016-05-01"},
    )
    last = last_row(events)
    assert (last["holder"], last["standing"]) == ("Islamic State", "disputed")
    assert (last["dissent"], last["agreement"]) == ("e2", 0.5)


def test_plan_never_changes_control():
    events = told({"actor": "A", "on": "2016-01-01"}, {"actor": "B", "status": "planned", "on": ("2016-02-01", "")})
    assert spans(events) == [("held", "A", "2016-01-01", "2016-01-01")]


def test_two_dates_a_week_apart_both_stand():
    events = told(
        {"actor": "A", "opponent": "B", "on": "2016-06-10"},
        {"actor": "A", "opponent": "B", "on": "2016-06-17"},
        {"actor": "A", "opponent": "B", "on": "2016-06-17"},
    )
    last = last_row(events)
    assert (last["start_earliest"], last["start_latest"]) == ("2016-06-10", "2016-06-17")
    assert (last["dissent"], last["agreement"]) == ("e0", 0.667)
    chosen = last_row(events, settle="majority")
    assert (chosen["start_earliest"], chosen["start_latest"], chosen["dissent"]) == ("2016-06-17", "2016-06-17", "e0")


def test_latest_and_independent_choose_by_publication_and_by_source():
    events = told(
        {"actor": "A", "on": "2016-06-10", "published": "2016-06-20"},
        {"actor": "A", "on": "2016-06-17", "published": "2016-06-18", "source": "wire", "evidence": "Same."},
        {"actor": "A", "on": "2016-06-17", "published": "2016-06-18", "source": "wire", "evidence": "Same."},
        {"actor": "A", "on": "2016-06-10", "published": "2016-06-11"},
    )
    assert last_row(events, settle="latest")["start_latest"] == "2016-06-10"
    assert last_row(events, settle="independent")["start_latest"] == "2016-06-10"
    assert last_row(events, settle="majority")["start_earliest"] == "2016-06-10"  # two against two: both stand
    assert last_row(events, settle="majority")["start_latest"] == "2016-06-17"


def test_two_holders_on_one_day_are_both_named():
    events = told({"actor": "A", "on": "2016-06-10"}, {"actor": "B", "on": "2016-06-10"})
    last = last_row(events)
    assert (last["state"], last["holder"], last["agreement"]) == ("contested", "A; B", 0.5)
    assert last["dissent"]


def test_a_place_that_changed_hands_twice_on_one_day_keeps_both():
    events = told({"actor": "A", "on": "2016-06-10"}, {"actor": "B", "opponent": "A", "on": "2016-06-10"})
    assert [s[1] for s in spans(events)] == ["A", "B"]


def test_partial_against_whole_is_held_with_a_dissent():
    events = told(
        {"actor": "A", "opponent": "B", "on": "2016-06-10"},
        {"type": "partial_capture", "actor": "A", "extent": "centre", "on": "2016-06-12"},
    )
    last = last_row(events)
    assert (last["state"], last["holder"], last["dissent"]) == ("held", "A", "e1")


def test_withdrawal_with_no_taker_leaves_nobody_and_with_an_attacker_inside_leaves_the_place_to_it():
    left = {"type": "withdrawal", "actor": "B", "on": "2016-06-10"}
    assert spans(told(left)) == [("held", "B", "", "2016-06-10"), ("unknown", "", "2016-06-10", "2016-06-10")]
    entry = {"type": "entry", "actor": "A", "opponent": "B", "on": "2016-06-01"}
    assert spans(told(entry, left))[-1] == ("held", "A", "2016-06-10", "2016-06-10")


def test_withdrawal_in_the_days_of_the_capture_is_the_loser_admitting_it():
    events = told(
        {"actor": "B", "on": "2016-01-01"},
        {"actor": "Syria", "opponent": "B", "attribution": "Syria", "on": "2016-06-10"},
        {"type": "withdrawal", "actor": "B", "attribution": "B", "on": ("2016-06-09", "2016-06-10")},
    )
    assert spans(events)[-1] == ("held", "Syria", "2016-06-10", "2016-06-10")
    assert last_row(events)["standing"] == "reported"


def test_repelled_attack_ends_where_the_holder_is_later_said_to_hold_it_alone():
    events = told(
        {"actor": "B", "on": "2015-01-01"},
        {"type": "offensive", "actor": "A", "on": "2015-06-01"},
        {"type": "control", "actor": "B", "on": "2016-06-01"},
    )
    assert spans(events)[-1] == ("held", "B", "2015-06-01", "2016-06-01")


def test_stronghold_named_in_passing_does_not_end_a_battle_that_goes_on():
    events = told(
        {"actor": "B", "on": "2015-01-01"},
        {"type": "offensive", "actor": "A", "on": "2015-06-01"},
        {"type": "control", "actor": "B", "on": "2015-07-01"},
        {"type": "partial_capture", "actor": "A", "on": "2015-08-01"},
    )
    assert [s[0] for s in spans(events)] == ["held", "contested"]


def test_state_opens_a_span_where_nobody_was_known():
    events = told({"type": "control", "actor": "A", "on": "2016-05-05"}, {"actor": "B", "on": "2017-01-01"})
    assert spans(events)[0] == ("held", "A", "", "2016-05-05")


def test_state_that_contradicts_a_holder_dissents_where_the_holder_is_heard_of_later():
    events = told(
        {"actor": "A", "on": "2014-01-01"},
        {"type": "control", "actor": "C", "on": "2015-01-01"},
        {"actor": "B", "opponent": "A", "on": "2016-01-01"},
    )
    control = control_spans(events)
    assert control["holder"].tolist() == ["", "A", "B"]
    assert control.iloc[1]["dissent"] == "e1"


def test_state_after_the_last_word_on_a_holder_tells_of_a_change_nobody_reported():
    events = told({"actor": "A", "on": "2014-01-01"}, {"type": "control", "actor": "C", "on": "2019-01-01"})
    assert spans(events)[-1] == ("held", "C", "2014-01-01", "2019-01-01")


def test_state_narrows_the_start_of_its_span():
    events = told(
        {"actor": "A", "opponent": "B", "on": ("2017-11-01", "2017-11-30"), "precision": "month"},
        {"type": "control", "actor": "A", "on": "2017-11-20"},
    )
    assert spans(events)[-1] == ("held", "A", "2017-11-01", "2017-11-20")


def test_capture_known_only_to_lie_before_a_day_does_not_break_what_is_dated():
    events = told(
        {"actor": "B", "opponent": "A", "on": "2016-06-10"},
        {"actor": "A", "on": ("", "2017-11-30"), "precision": "unknown"},
    )
    assert spans(events) == [("held", "A", "", "2016-06-10"), ("held", "B", "2016-06-10", "2016-06-10")]
    assert spans(told({"actor": "A", "on": ("", "2016-10-20")})) == [("held", "A", "", "2016-10-20")]


def test_ring_around_a_place_keeps_its_holder():
    events = told(
        {"actor": "B", "on": "2014-01-01"},
        {"type": "siege", "actor": "A", "on": ("2015-01-01", "2017-09-30"), "precision": "month"},
        {"type": "siege_end", "actor": "B", "on": "2017-09-05"},
    )
    assert spans(events) == [
        ("held", "B", "2014-01-01", "2014-01-01"),
        ("besieged", "B", "2015-01-01", "2015-01-31"),
        ("held", "B", "2017-09-05", "2017-09-05"),
    ]


def test_district_is_part_of_its_city_and_a_region_is_not():
    events = told(
        {"actor": "B", "on": "2016-01-01"},
        {"place": "Old Town", "place_kind": "district", "parent": "X", "actor": "A", "on": "2016-06-01"},
        {"place_kind": "region", "actor": "C", "on": "2016-08-01"},
    )
    assert spans(events)[-1] == ("contested", "B; A", "2016-06-01", "2016-06-01")
    control = control_spans(events)
    assert control[control["place"] == "X"].iloc[-1]["extent"] == "A: Old Town"
    assert set(control["place"]) == {"X", "Old Town", "X (region)"}


def test_silence_fades_to_unknown_only_where_asked_for():
    events = told({"actor": "A", "on": "2014-01-01"}, {"actor": "B", "on": "2016-01-01"})
    assert len(spans(events)) == 2
    assert spans(events, stale_after=365) == [
        ("held", "A", "2014-01-01", "2014-01-01"),
        ("unknown", "", "2015-01-01", "2015-01-01"),
        ("held", "B", "2016-01-01", "2016-01-01"),
    ]


def test_as_known_on_a_day_uses_only_what_was_published_by_then():
    events = told(
        {"actor": "A", "on": "2014-01-01"},
        {"actor": "B", "opponent": "A", "on": "2014-02-01", "published": "2014-03"},
        {"actor": "C", "on": "2014-01-05", "published": ""},
    )
    assert [s[1] for s in spans(events, known_by="2014-03-30")] == ["A"]
    assert [s[1] for s in spans(events, known_by="2014-03-31")] == ["A", "B"]
    changes = compare(control_spans(events, known_by="2014-03-30"), control_spans(events, known_by="2014-03-31"))
    assert changes[["change", "holder_b"]].values.tolist() == [["redated", "A"], ["added", "B"]]


def test_replay_puts_every_change_on_one_end():
    events = told({"actor": "A", "opponent": "B", "on": ("2017-07-01", "2017-07-31")})
    ends = {d: last_row(events, dates=d)["start_latest"] for d in ("earliest", "latest", "middle")}
    assert ends == {"earliest": "2017-07-01", "latest": "2017-07-31", "middle": "2017-07-16"}


def test_replay_keeps_the_order_of_changes_that_have_no_first_day():
    events = told({"actor": "A", "on": ("", "2016-01-09")}, {"actor": "B", "on": ("2016-01-01", "2016-01-28")})
    assert [s[1:3] for s in spans(events, dates="earliest")] == [("A", "2016-01-01"), ("B", "2016-01-01")]


def test_bad_rows_are_named_and_the_good_go_on():
    events = told(
        {"actor": "A", "on": "2016-01-01"},
        {"type": "conquest", "actor": "B", "on": "2016-02-01"},
        {"actor": "C", "on": ("2016-03-02", "2016-03-01")},
        {"actor": "D", "on": "2016-02-30", "published": "2016-03"},
    )
    events.attrs["file"] = "events.csv"
    with pytest.warns(UserWarning, match=r"3 of 4 event rows .* events.csv line 3, column type, value 'conquest'"):
        control = control_spans(events)
    assert control["holder"].tolist() == ["", "A"]
    found = [(p["line"], p["column"], p["value"]) for p in control.attrs["problems"]]
    assert found == [
        (3, "type", "conquest"), (4, "date_earliest", "2016-03-02"), (5, "date_earliest", "2016-02-30"),
        (5, "date_latest", "2016-02-30"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="no column actor"):
        control_spans(events.head(1).drop(columns="actor"))


def test_rows_without_any_date_are_listed():
    control = control_spans(told({"actor": "A", "on": ("", ""), "published": ""}, {"actor": "B", "on": "2016-01-01"}))
    assert control.attrs["undated"] == ["e0"]
    assert control["holder"].tolist() == ["", "B"]


@pytest.mark.parametrize("option", [{"settle": "vote"}, {"dates": "mean"}, {"known_by": "May"}, {"stale_after": 0}])
def test_unknown_options_are_refused(option):
    with pytest.raises(ValueError, match=next(iter(option))):
        control_spans(told({"actor": "A", "on": "2016-01-01"}), **option)


def test_sources_count_reprints_and_quoted_witnesses_once():
    events = told(
        {"actor": "A", "on": "2016-01-01", "evidence": "Same words."},
        {"actor": "A", "on": "2016-01-01", "evidence": "Same words."},
        {"actor": "A", "on": "2016-01-01", "attribution": "SOHR"},
        {"actor": "A", "on": "2016-01-01", "attribution": "SOHR", "evidence": "Other words."},
    )
    assert last_row(events)[["claims", "sources"]].tolist() == [4, 3]


def test_who_speaks_for_whom():
    assert speaks_for("Haider al-Abadi", "Iraq") and speaks_for("Turkish army", "Turkey; rebels (Syria)")
    assert not speaks_for("SOHR", "Syria") and not speaks_for("Kurdish sources", "Turkey")


# ------------------------------------------------------------------ the sample corpus

SEVEN = ("Mosul", "Raqqa", "Palmyra", "Deir ez-Zor", "Kirkuk", "Fallujah", "Sinjar")


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return control_spans(gold_events())


@pytest.mark.parametrize("place", SEVEN)
def test_every_true_change_of_hand_is_found_and_none_invented(sample, place):
    with TRUE_CHANGES.open(encoding="utf-8", newline="") as lines:
        true = [row for row in csv.DictReader(lines) if row["place"] == place]
    rows = sample[(sample["place"] == place) & (sample["state"] == "held")]
    rows = rows[rows["holder"] != rows["holder"].shift()]  # a fight that the holder survived is no change of hand
    rows = rows[rows["start_earliest"] != ""]  # who held it before the first change: since a day nobody tells
    print(history(sample, place))
    assert rows["holder"].tolist() == [row["holder"] for row in true]
    for row, change in zip(rows.itertuples(), true, strict=True):
        assert row.start_earliest <= change["day"] <= row.start_latest, f"{place}: {change}"
        assert row.start_latest[:7] >= change["month"] >= row.start_earliest[:7]


def test_history_reads_as_lines(sample):
    lines = history(sample, "Palmyra").splitlines()
    assert lines[0] == "Palmyra"
    assert lines[-1].startswith("  2017-03-02 to still so: held by Syria (reported; 1 article, 1 source")
    with pytest.raises(ValueError, match="no span of 'Atlantis'"):
        history(sample, "Atlantis")


@pytest.mark.parametrize(
    ("opponent", "between"), [("", ("unknown", "")), ("DR Congo", ("held", "DR Congo"))], ids=["nobody", "loser named"]
)
def test_a_place_taken_once_more_years_later_was_lost_in_between(opponent, between):
    """M23 took Goma in 2012 and in 2025; that it left in 2012 no article need tell."""
    events = told({"actor": "M23", "on": "2012-11-20"}, {"actor": "M23", "opponent": opponent, "on": "2025-01-27"})
    assert spans(events)[-3:] == [
        ("held", "M23", "2012-11-20", "2012-11-20"),
        (*between, "2012-11-20", "2025-01-27"),
        ("held", "M23", "2025-01-27", "2025-01-27"),
    ]


def test_a_second_date_within_half_a_year_is_the_same_capture_and_dissents():
    events = told({"actor": "M23", "on": "2012-11-20"}, {"actor": "M23", "on": "2013-03-20"})
    assert spans(events) == [("held", "M23", "2012-11-20", "2012-11-20")]
    assert last_row(events)["dissent"] == "e1"


def test_a_state_told_in_between_is_the_last_word_before_a_place_is_taken_again():
    events = told(
        {"actor": "M23", "on": "2012-11-20"},
        {"type": "control", "actor": "M23", "on": "2024-12-01"},
        {"actor": "M23", "on": "2025-01-27"},
    )
    assert spans(events) == [("held", "M23", "2012-11-20", "2012-11-20")]


def test_a_base_that_bears_the_name_of_its_town_is_told_apart():
    events = told(
        {"actor": "RSF", "on": "2025-10-26", "place_id": "gn:1", "country": "Sudan"},
        {"actor": "RSF", "on": "2025-10-27", "place_id": "base:gn:1", "place_kind": "base", "country": "Sudan"},
    )
    assert set(control_spans(events)["place"]) == {"X", "X (base)"}
