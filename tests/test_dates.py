"""EDTF strings and day bounds: round trips, calendars, hulls, and agreement with the `edtf` package."""

from datetime import date, timedelta

import edtf as reference
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import dates
from timeline.dates import EdtfError, bounds, hull, intersection, precision_of, shifted, to_edtf

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
SIDES = st.one_of(st.none(), DAYS)
PAIRS = st.tuples(SIDES, SIDES).map(lambda p: p if None in p or p[0] <= p[1] else (p[1], p[0]))
UNITS = st.sampled_from("DWMY")
POINTS = st.one_of(DAYS.map(str), DAYS.map(lambda d: str(d)[:7]), DAYS.map(lambda d: str(d)[:4]))


def inside(inner: str, outer: str) -> bool:
    (a, b), (first, last) = bounds(inner), bounds(outer)
    return (first is None or (a is not None and first <= a)) and (last is None or (b is not None and b <= last))


@given(PAIRS)
def test_every_printed_string_has_the_bounds_it_was_made_of(pair):
    assert bounds(to_edtf(*pair)) == pair


@given(POINTS)
def test_a_day_month_or_year_is_printed_as_it_was_read(text):
    assert to_edtf(*bounds(text)) == text


@given(st.lists(PAIRS.map(lambda p: to_edtf(*p)), min_size=1, max_size=4))
def test_the_hull_contains_every_part(parts):
    assert all(inside(part, hull(*parts)) for part in parts)


@given(PAIRS, PAIRS, DAYS)
def test_the_intersection_holds_exactly_the_shared_days(one, two, day):
    a, b = to_edtf(*one), to_edtf(*two)
    shared = intersection(a, b)
    assert shared == intersection(b, a)
    both = inside(str(day), a) and inside(str(day), b)
    assert both == (shared is not None and inside(str(day), shared))


@given(DAYS, UNITS)
def test_a_calendar_unit_holds_its_day_and_meets_the_next(day, unit):
    first, last = dates.unit_of(day, unit)
    assert first <= day <= last
    assert dates.unit_of(last + timedelta(days=1), unit)[0] == last + timedelta(days=1)
    assert {"D": 1, "W": 7}.get(unit, (last - first).days + 1) == (last - first).days + 1


@given(DAYS, st.integers(-40, 40), UNITS)
def test_moving_by_units_lands_in_the_right_unit(day, count, unit):
    moved = dates.move(day, count, unit)
    if unit in "DW":
        assert (moved - day).days == count * (7 if unit == "W" else 1)
    else:
        months = (moved.year - day.year) * 12 + moved.month - day.month
        assert months == count * (12 if unit == "Y" else 1)
        assert moved.day == day.day or moved == dates.unit_of(moved, "M")[1]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("2017-04", "2017-04-01", "2017-04-30"),
        ("2016-21", "2016-03-01", "2016-05-31"),
        ("2016-22", "2016-06-01", "2016-08-31"),
        ("2016-23", "2016-09-01", "2016-11-30"),
        ("2015-24", "2015-12-01", "2016-02-29"),
        ("2016-12-28/2017-01", "2016-12-28", "2017-01-31"),
        ("2014/..", "2014-01-01", ""),
        ("../2017-11", "", "2017-11-30"),
        ("", "", ""),
    ],
)
def test_bounds(text, first, last):
    assert tuple(b.isoformat() if b else "" for b in bounds(text)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "2017-13",
        "2017-00",
        "2017-11-31",
        "2017-25",
        "17-11",
        "2017-1",
        "2017/2016",
        "../..",
        "/2017",
        "2017/",
        "mei 2017",
        "2017-11-03T10",
        "2017~",
        " 2017",
        "2017\n",
        "٢٠١٧",
        "0000-01-01",
        "2017/2018/2019",
        "9999-24",
    ],
)
def test_what_is_no_edtf_of_ours_is_named(text):
    with pytest.raises(EdtfError, match=r"is no date that we read|open on both sides|ends before"):
        bounds(text)


def test_bounds_in_the_wrong_order_are_refused():
    with pytest.raises(EdtfError, match="2017-01-02 is after 2017-01-01"):
        to_edtf(date(2017, 1, 2), date(2017, 1, 1))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("2017-11-03", "day"),
        ("2017-11", "month"),
        ("2017", "year"),
        ("2016-22", "season"),
        ("2017-10-05/2017-10-08", "week"),
        ("2016-03/2016-05", "season"),
        ("2014/2016", "year"),
        ("2014/..", "unknown"),
        ("", "unknown"),
    ],
)
def test_precision(text, unit):
    assert precision_of(text) == unit


@pytest.mark.parametrize(
    ("text", "shift", "moved"),
    [
        ("2017-11-03", "+2D", "2017-11-05"),
        ("2016-02-28", "+1D", "2016-02-29"),
        ("2017-11-03", "-1W", "2017-10-27"),
        ("2017-01-31", "+1M", "2017-02"),
        ("2017-11", "-1Y", "2016"),
        ("2014/..", "+1D", "2014-01-02/.."),
        ("", "+1D", ""),
        ("2017-10-05/2017-10-08", "+3D", "2017-10-08/2017-10-11"),
        ("2016-12-31", "+1M", "2017-01"),
    ],
)
def test_a_shift_counts_as_the_codebook_does(text, shift, moved):
    assert shifted(text, shift) == moved


def test_a_shift_of_another_form_is_named():
    with pytest.raises(EdtfError, match="'2D'"):
        shifted("2017", "2D")


@given(POINTS)
def test_the_edtf_package_gives_a_point_the_same_bounds(text):
    parsed = reference.parse_edtf(text)
    days = tuple(date(*side[:3]) for side in (parsed.lower_strict(), parsed.upper_strict()))
    assert days == bounds(text)


@given(POINTS, POINTS)
def test_the_edtf_package_gives_an_interval_the_same_bounds(one, two):
    first, last = sorted((one, two), key=bounds)
    if bounds(first)[0] > bounds(last)[1]:
        return
    parsed = reference.parse_edtf(f"{first}/{last}")
    days = tuple(date(*side[:3]) for side in (parsed.lower_strict(), parsed.upper_strict()))
    assert days == bounds(f"{first}/{last}")
