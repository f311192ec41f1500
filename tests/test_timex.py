"""Time expressions: every row by its example, every word, the newswire cases, interval references, tables, errors."""

import csv
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline import schema
from timeline.dates import EdtfError, bounds
from timeline.languages import RESOURCES, LanguageError, load_language
from timeline.timex import COLUMNS, find_times

FOLDER = Path(__file__).parent / "timex"
NL = load_language("nl")
WORDS_REFERENCE = "2017-11-22"


def cases(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def named(row):
    return row.rule


def over(case, times):
    """The answer that covers most of the case's expression."""
    start = case["sentence"].find(case["expression"])
    end = start + len(case["expression"])
    shared = times.end.clip(upper=end) - times.start.clip(lower=start)
    return times.loc[shared.idxmax()] if len(times) and shared.max() > 0 else None


def wrong(case):
    """Why a case is not read as the codebook asks; empty where it is."""
    times = find_times(case["sentence"], case["reference"])
    if not case["expression"]:
        dated = times[times.edtf != ""]
        return "" if dated.empty else f"dated: {dated.text.tolist()}"
    best = over(case, times)
    if best is None:
        return "" if not case["edtf"] else "not found"
    got = (best.earliest, best.latest)
    return "" if got == (case["earliest"], case["latest"]) else f"{best.text!r} reads {best.edtf!r} {got}"


@pytest.mark.parametrize("row", NL.table("timex"), ids=named)
def test_a_rule_reads_its_own_example(row):
    times = find_times(row["example"], row["reference"])
    mine = times[times.rule == row.rule]
    assert not mine.empty, f"{row['pattern']} does not fire; found {times[['text', 'rule']].values.tolist()}"
    assert mine.iloc[-1].edtf == row["expected"]
    assert not row["kind"] or mine.iloc[-1].kind in (row["kind"], "offset")


@pytest.mark.parametrize("case", cases("variants"), ids=lambda c: c["expression"])
def test_every_way_to_say_it_is_read_whole(case):
    times = find_times(case["sentence"], case["reference"])
    start = case["sentence"].rfind(case["expression"])
    whole = times[(times.start <= start) & (times.end >= start + len(case["expression"]))]
    assert whole.edtf.tolist() == [case["edtf"]]


@pytest.mark.parametrize("row", NL.table("timewords"), ids=named)
def test_a_word_means_what_its_row_says(row):
    times = find_times(row["example"], WORDS_REFERENCE)
    word = row["word"] if not row["word"].startswith("/") else ""
    if row["slot"] == "countnoun":
        assert times[times.edtf != ""].empty
    elif row["slot"] == "preposition":
        assert "2014" in "".join(times[times.edtf != ""].text)
    else:
        mine = times[(times.edtf == row["expected"]) & times.text.str.lower().str.contains(word.lower(), regex=False)]
        assert not mine.empty, times[["text", "edtf"]].values.tolist()
        assert mine.note.tolist() == [""]


@pytest.mark.parametrize("row", NL.table("timetraps"), ids=named)
def test_a_trap_is_no_time_and_would_be_one_without_its_row(row, tmp_path):
    assert find_times(row["example"], WORDS_REFERENCE).empty
    folder = shutil.copytree(RESOURCES / "nl", tmp_path / "nl")
    lines = (folder / "timetraps.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    del lines[int(row.rule.rpartition(":")[2]) - 1]
    (folder / "timetraps.csv").write_text("".join(lines), encoding="utf-8")
    assert not find_times(row["example"], WORDS_REFERENCE, folder).empty


@pytest.mark.parametrize("row", NL.table("tense"), ids=named)
def test_a_word_of_tense_decides_the_weekday(row):
    assert find_times(row["example"], row["reference"]).edtf.tolist()[-1] == row["expected"]


@pytest.mark.parametrize("case", cases("newswire"), ids=lambda c: c["sentence"][:50])
def test_newswire(case):
    assert not wrong(case)


@pytest.mark.parametrize("case", cases("references"), ids=lambda c: f"{c['reference'] or 'none'}: {c['expression']}")
def test_month_year_interval_and_missing_reference(case):
    times = find_times(case["sentence"], case["reference"])
    best = over(case, times)
    asked = tuple(case[c] for c in ("edtf", "earliest", "latest", "precision", "kind"))
    assert (best.edtf, best.earliest, best.latest, best.precision, best.kind) == asked


def test_the_set_written_blind_to_the_rules():
    table = cases("blind")
    timed = [c for c in table if c["expression"]]
    traps = [c for c in table if not c["expression"]]
    assert len(table) >= 120
    missed = [f"{c['sentence']}: {why}" for c in timed if (why := wrong(c))]
    assert len(missed) <= 0.02 * len(timed), missed
    assert sum(bool(wrong(c)) for c in traps) * 40 <= len(traps)


def test_the_sets_are_as_large_and_as_mixed_as_they_should_be():
    table = [*cases("newswire"), *cases("blind")]
    assert len({(c["sentence"], c["expression"], c["reference"]) for c in table}) == len(table) >= 250
    assert sum(not c["expression"] for c in table) >= 60


REFERENCES = st.dates(bounds("2008")[0], bounds("2025")[1]).flatmap(
    lambda d: st.sampled_from([str(d)[:7], f"{d}/{d + timedelta(days=9)}", str(d)[:4]])
)


MONTHS = "|".join(r["word"] for r in NL.table("timewords") if r["slot"] == "monthname")
DAY_OF_A_MONTH = re.compile(rf"\d ({MONTHS})(?! [12']?\d)")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([r for r in NL.table("timex") if r["expected"]]), REFERENCES, st.integers(0, 365))
def test_an_interval_reference_contains_the_answer_of_every_day_in_it(row, reference, at):
    first, last = bounds(reference)
    day = min(last, first + timedelta(days=at))
    if DAY_OF_A_MONTH.search(row["example"]) or "{feast}" in row["pattern"]:
        return  # CODEBOOK.md: "3 November" in an article dated 2017-11 is that November's
    whole, one = (
        find_times(row["example"], r)[lambda t: t.rule == row.rule].edtf.iloc[-1] for r in (reference, str(day))
    )
    if not whole or not one:
        assert not whole, "what is not fixed for one of the days is not fixed for the interval"
        return
    (a, b), (c, d) = bounds(whole), bounds(one)
    assert (a is None or (c is not None and a <= c)) and (b is None or (d is not None and d <= b))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["", "2017-11", "2017-11-22"]))
def test_any_text_is_read_without_an_error(text, reference):
    times = find_times(text, reference)
    assert [text[a:b] for a, b in zip(times.start, times.end, strict=True)] == times.text.tolist()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *(r["example"] for r in NL.table("timex")),
                "In '16.",
                "op 31 februari 2017 en",
                "over 999 jaar",
                "900 jaar geleden",
                "op 30 februari",
                "29 februari vorig jaar",
            ]
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["", "2017-11", "0001-01-01", "9999-12-31", "2016-02-29"]),
)
def test_answers_agree_with_their_own_edtf(sentences, reference):
    times = find_times(" ".join(sentences), reference)
    for time in times.itertuples():
        first, last = bounds(time.edtf)
        assert time.earliest == (str(first) if first else "")
        if time.kind != "since":
            assert time.latest == (str(last) if last else "")
        assert time.precision in schema.PRECISIONS and time.date_basis in schema.DATE_BASES
        assert (time.precision == "unknown") == (not time.earliest or not time.latest)
        assert (time.date_basis == "none") == (time.edtf == "")
    assert (times.start[1:].values >= times.end[:-1].values).all()


def table(*rows):
    names = ("article_id", "sentence", "start", "end", "text", "role", "paragraph", "section", "reference")
    return pd.DataFrame([dict(zip(names, row, strict=True)) for row in rows], columns=list(names))


def test_a_table_of_sentences_gives_mentions_with_offsets_in_the_article():
    sentences = table(
        ("a", 0, 10, 40, "Maandag viel de stad.", "body", 0, 0, "2017-11-22"),
        ("a", 1, 41, 80, "Een dag later viel het dorp.", "body", 0, 0, "2017-11-22"),
        ("a", 2, 90, 120, "Een dag later was het stil.", "body", 1, 1, "2017-11-22"),
        ("b", 0, 0, 30, "Een dag later kwam hulp.", "body", 0, 0, ""),
    )
    mentions = find_times(sentences)
    assert tuple(mentions.columns) == schema.MENTIONS
    assert mentions.value.tolist() == ["2017-11-20", "2017-11-21", "", ""]
    assert mentions.start.tolist() == [10, 41, 90, 0] and mentions.end.tolist() == [17, 54, 103, 13]
    assert mentions.time_kind.tolist() == ["date", "date", "offset", "offset"]
    assert mentions["shift"].tolist() == ["", "+1D", "+1D", "+1D"]
    assert set(mentions.kind) == {"time"} and mentions.earliest.tolist() == mentions.value.tolist()
    assert mentions.date_basis.tolist() == ["relative", "relative", "none", "none"]
    pd.testing.assert_frame_equal(find_times(sentences), mentions)


def test_each_sentence_has_its_own_reference():
    references = ["2017-11-22", "2016-10-20", "2017", ""]
    rows = [("a", n, 0, 30, "Maandag viel de stad.", "body", 0, 0, r) for n, r in enumerate(references)]
    assert find_times(table(*rows)).value.tolist() == ["2017-11-20", "2016-10-17", "2016-12-26/2017-12-25", ""]


def test_an_empty_table_and_an_empty_text_give_empty_tables():
    assert tuple(find_times(table()).columns) == schema.MENTIONS and find_times(table()).empty
    assert tuple(find_times("").columns) == COLUMNS and find_times("").empty


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Op vrijdag 4 november 2017 viel de stad.", "2017-11-04"), ("Op vrijdag 3 november 2017 viel de stad.", "")],
)
def test_a_weekday_that_contradicts_its_date_is_reported_and_the_date_stands(text, expected):
    time = find_times(text).iloc[0]
    assert time.edtf in ("2017-11-04", "2017-11-03")
    assert (expected in time.note and "Saturday" in time.note) if expected else time.note == ""


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("Op 3 november 2017 viel X.", "explicit"),
        ("Sinds eind 2014 is X veilig.", "explicit"),
        ("Maandag viel X.", "relative"),
        ("In maart viel X.", "relative"),
        ("Drie weken duurde het.", "none"),
    ],
)
def test_what_a_date_leans_on(text, basis):
    assert find_times(text, "2017-11-22").date_basis.tolist() == [basis]


def test_a_reference_that_is_no_edtf_is_named():
    with pytest.raises(EdtfError, match="'november 2017'"):
        find_times("Maandag viel de stad.", reference="november 2017")


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ("{weekdag} viel,weekday,,date,,,x,,", ["timex.csv:2", "pattern", "{weekdag}"]),
        ("({weekday},weekday,,date,,,x,,", ["timex.csv:2", "pattern", "not closed"]),
        ("{weekday},weekdag,,date,,,x,,", ["timex.csv:2", "operation", "'weekdag'", "weekday"]),
        ("{weekday},weekday,,datum,,,x,,", ["timex.csv:2", "kind", "'datum'"]),
        ("{weekday},weekday,,date,,klein,x,,", ["timex.csv:2", "guard", "'klein'"]),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path, row, names):
    for name in ("timewords", "timetraps", "tense"):
        (tmp_path / f"{name}.csv").write_bytes((RESOURCES / "nl" / f"{name}.csv").read_bytes())
    head = "pattern,operation,argument,kind,precision,guard,example,reference,expected"
    (tmp_path / "timex.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    with pytest.raises(LanguageError) as error:
        find_times("Maandag viel de stad.", "2017", language=tmp_path)
    assert all(name in str(error.value) for name in names), error.value
