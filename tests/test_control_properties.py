"""What holds for control spans whatever the reports say."""

from __future__ import annotations

import random
from itertools import pairwise

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.control import compare, control_spans
from timeline.control.spans import SETTLE
from timeline.schema import TYPES

PARTIES = ("", "A", "B", "C", "A; B", "rebels (X)")
DAYS = [f"2016-{m:02d}-{d:02d}" for m in (1, 2, 3, 4) for d in (1, 9, 28)]


@st.composite
def report(draw) -> dict:
    first, last = sorted((draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))))
    if draw(st.booleans()):
        last = first
    if draw(st.integers(0, 9)) == 0:
        first = ""
    return {
        "article_id": draw(st.sampled_from("abcd")), "place": "X", "place_kind": "city",
        "type": draw(st.sampled_from(TYPES)), "actor": draw(st.sampled_from(PARTIES)),
        "opponent": draw(st.sampled_from(PARTIES)), "date_earliest": first, "date_latest": last,
        "precision": draw(st.sampled_from(("day", "month", "year", "unknown"))),
        "status": draw(st.sampled_from(("reported", "reported", "reported", "planned", "denied"))),
        "attribution": draw(st.sampled_from(("", "", "A", "SOHR"))), "extent": draw(st.sampled_from(("", "", "80 %"))),
        "published": draw(st.sampled_from(["", *DAYS])), "source": "", "evidence": "",
    }  # fmt: skip


def table(rows: list[dict]) -> pd.DataFrame:
    out = pd.DataFrame(rows)
    out["event_id"] = [f"e{i:02d}" for i in range(len(out))]
    return out


reports = st.lists(report(), min_size=1, max_size=10).map(table)
rules = st.sampled_from(SETTLE)


def windows(control: pd.DataFrame) -> list[list]:
    return control[["holder", "state", "start_earliest", "start_latest", "end_earliest", "end_latest"]].values.tolist()


@settings(max_examples=60, deadline=None)
@given(reports, rules, st.sampled_from(("", "earliest", "latest", "middle")), st.sampled_from((None, 20)))
def test_spans_of_a_place_tile_time(events, rule, dates, stale):
    control = control_spans(events, settle=rule, dates=dates, stale_after=stale)
    for _, rows in control.groupby("place"):
        spans = list(rows.itertuples())
        assert (spans[0].state, spans[0].start_earliest, spans[0].start_latest) == ("unknown", "", "")
        assert spans[0].claims == 0
        assert (spans[-1].end_earliest, spans[-1].end_latest) == ("", "")
        for one, after in pairwise(spans):
            assert (one.end_earliest, one.end_latest) == (after.start_earliest, after.start_latest)
            assert one.closed_by == after.opened_by
        for span in spans[1:]:  # windows are in order, and so are the starts of the spans
            assert span.start_earliest <= span.start_latest
            assert not span.end_latest or span.start_latest <= span.end_latest
            assert not span.end_latest or span.start_earliest <= (span.end_earliest or span.end_latest)
        for span in spans:
            assert (span.state == "unknown") == (span.holder == "") or span.state in ("contested", "besieged")
            assert span.claims >= span.sources >= 0 or span.sources > 0
            assert span.agreement != span.agreement or 0 <= span.agreement <= 1


@settings(max_examples=60, deadline=None)
@given(reports, rules, st.randoms(use_true_random=False))
def test_order_of_rows_and_articles_does_not_matter(events, rule, chance: random.Random):
    order = list(range(len(events)))
    chance.shuffle(order)
    pd.testing.assert_frame_equal(
        control_spans(events, settle=rule), control_spans(events.iloc[order].reset_index(drop=True), settle=rule)
    )


@settings(max_examples=60, deadline=None)
@given(reports, st.sampled_from("abcd"))
def test_repeated_article_changes_no_date(events, article):
    again = events[events["article_id"] == article]
    again = again.assign(article_id="z", event_id=again["event_id"] + "z")
    more = pd.concat([events, again], ignore_index=True)
    assert windows(control_spans(events)) == windows(control_spans(more))


@settings(max_examples=60, deadline=None)
@given(reports, report(), rules)
def test_denial_never_removes_a_row(events, denial, rule):
    more = pd.concat([events, pd.DataFrame([denial | {"status": "denied", "event_id": "no"}])], ignore_index=True)
    before, after = control_spans(events, settle=rule), control_spans(more, settle=rule)
    assert len(after) >= len(before)
    if len(before):
        assert windows(before) == windows(after)


@settings(max_examples=60, deadline=None)
@given(reports, st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_known_by_uses_more_the_later_the_day(events, one, other):
    first, last = sorted((one, other))
    used = []
    for day in (first, last):
        control = control_spans(events, known_by=day)
        ids = set(" ".join([*control["opened_by"], *control["dissent"]]).split())
        told = events[(events["published"] != "") & (events["published"] <= day)]
        assert ids <= set(told["event_id"])
        again = control_spans(told)
        pd.testing.assert_frame_equal(control, again)
        used.append(set(told["event_id"]))
    assert used[0] <= used[1]


@settings(max_examples=60, deadline=None)
@given(reports, reports)
def test_compare_is_empty_for_the_same_and_mirrors_when_swapped(a, b):
    one, other = control_spans(a), control_spans(b)
    assert compare(one, one).empty
    there, back = compare(one, other), compare(other, one)
    assert (there["change"] == "added").sum() - (there["change"] == "removed").sum() == len(other) - len(one)
    assert there.empty == back.empty
