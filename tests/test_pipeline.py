"""The steps strung together: what is set aside, what order rows have, and folders written whole."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest

from timeline import pipeline
from timeline.articles import ArticlesWarning
from timeline.explanation import UnknownEvent, explain
from timeline.pipeline import MANIFEST, BuildError, build, check_out, extract_events, extract_tables, write_folder
from timeline.schema import ARTICLES, EVENTS, MENTIONS, SENTENCES

TEXT = "Het Iraakse leger heeft {} heroverd op IS."


def articles(*rows: dict) -> pd.DataFrame:
    blank = dict.fromkeys(ARTICLES, "") | {"language": "nl", "published": "2017-11-03"}
    return pd.DataFrame([blank | row for row in rows], columns=list(ARTICLES), dtype="str")


def test_every_table_has_its_columns_and_offsets_point_into_the_text():
    table = articles({"article_id": "a", "text": f"Kop\n\n{TEXT.format('Al-Qaim')}\nDaarna {TEXT.format('Hawija')}"})
    tables = extract_tables(table)
    assert tuple(tables["sentences"].columns) == SENTENCES and tuple(tables["events"].columns) == EVENTS
    assert set(MENTIONS) <= set(tables["mentions"].columns)
    text = table["text"][0]
    for row in tables["mentions"].itertuples():
        assert text[row.start : row.end] == row.text
    for row in tables["events"].itertuples():
        assert text[row.evidence_start : row.evidence_end] == row.evidence


def test_no_articles_give_empty_tables():
    tables = extract_tables(articles())
    assert {name: len(t) for name, t in tables.items()} == {"sentences": 0, "mentions": 0, "events": 0}
    assert tuple(tables["events"].columns) == EVENTS


def test_events_do_not_depend_on_what_stands_in_the_same_batch(monkeypatch):
    places = ["Al-Qaim", "Hawija", "Mosul", "Tikrit", "Fallujah"]
    table = articles(*({"article_id": p, "text": TEXT.format(p)} for p in places))
    whole = extract_events(table)
    monkeypatch.setattr(pipeline, "BATCH", 2)
    pd.testing.assert_frame_equal(extract_events(table), whole)
    alone = pd.concat([extract_events(table.iloc[[n]]) for n in range(len(table))], ignore_index=True)
    pd.testing.assert_frame_equal(alone, whole, check_like=True)
    assert whole["article_id"].tolist() == places


def test_an_article_in_a_language_without_tables_is_set_aside_and_the_others_go_on():
    table = articles(
        {"article_id": "a", "text": "Text.", "language": "tlh"}, {"article_id": "b", "text": TEXT.format("Hawija")}
    )
    with pytest.warns(ArticlesWarning, match="no tables for the language 'tlh'"):
        events = extract_events(table)
    assert events["article_id"].tolist() == ["b"] and events.attrs["set_aside"][0][0] == "a"


def test_an_article_that_a_step_fails_on_is_set_aside_by_name():
    table = articles(
        {"article_id": "good", "text": TEXT.format("Hawija")}, {"article_id": "bad", "text": TEXT.format("Mosul")}
    )
    table.loc[1, "published"] = "no date at all"  # what read_articles never lets through
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        events = extract_events(table)
    assert events["article_id"].tolist() == ["good"]
    assert [name for name, _ in events.attrs["set_aside"]] == ["bad"]
    with pytest.raises(RuntimeError, match=r"No article could be coded\. bad"):
        extract_events(table.iloc[[1]])


def test_published_is_the_date_in_force_at_the_evidence_and_source_the_articles_own():
    text = f"date 2017-11 Kop\n\n{TEXT.format('Al-Qaim')}\n\ndate 2017-12-05\n\n{TEXT.format('Hawija')}"
    events = extract_events(articles({"article_id": "a", "text": text, "published": "2017-11", "source": "Deltapers"}))
    assert events[["place", "published", "source"]].values.tolist() == [
        ["Al-Qaim", "2017-11", "Deltapers"],
        ["Hawija", "2017-12-05", "Deltapers"],
    ]


def test_undated_articles_are_listed():
    table = articles(
        {"article_id": "a", "text": TEXT.format("Mosul"), "published": ""}, {"article_id": "b", "text": "Stil."}
    )
    assert extract_events(table).attrs["undated"] == ["a"]


def test_a_folder_is_written_whole_or_not_at_all(tmp_path):
    out = tmp_path / "out"
    write_folder(out, lambda folder: (folder / MANIFEST).write_text("1", encoding="utf-8"))

    def fail(folder):
        (folder / MANIFEST).write_text("2", encoding="utf-8")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        write_folder(out, fail)
    assert (out / MANIFEST).read_text(encoding="utf-8") == "1"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_no_build_has_made_is_not_replaced(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(BuildError, match="is a file"):
        check_out(tmp_path / "file")
    with pytest.raises(BuildError, match="holds files"):
        check_out(tmp_path)
    check_out(tmp_path / "new")


def test_text_of_an_article_reaches_the_pages_escaped(tmp_path):
    text = "date 2017-11-03 Kop\n\nHet Iraakse leger heeft <script>alert(1)</script> Al-Qaim heroverd op IS.\n"
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a<b>.txt").write_text(text, encoding="utf-8")
    build(tmp_path / "articles", tmp_path / "out")
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*.html")]
    assert pages and not any("<script>alert" in page or "a<b>" in page for page in pages)


def test_explain_names_an_unknown_and_an_ambiguous_id():
    table = articles({"article_id": "a", "text": f"{TEXT.format('Al-Qaim')} {TEXT.format('Hawija')}"})
    with pytest.raises(UnknownEvent, match="No article tells an event 'zzz'"):
        explain("zzz", table)
    with pytest.raises(UnknownEvent, match="2 events have an id that begins with ''"):
        explain("", table, extract_events(table))


def test_an_entry_of_a_chronology_was_published_with_its_article():
    text = (
        "date 2019-03-23 Het kalifaat in jaartallen\n\nJanuari 2014: IS verovert Raqqa.\n\n"
        "10 juni 2014: Mosul valt.\n\nMei 2015: IS neemt Ramadi in.\n\nJuli 2017: het leger herovert Mosul."
    )
    article = {"article_id": "a", "title": "", "published": "2019-03-23", "language": "nl", "source": "", "url": "",
               "text": text, "digest": ""}  # fmt: skip
    events = extract_events(pd.DataFrame([article]))
    assert set(events["date_edtf"]) == {"2014-01", "2014-06-10", "2015-05", "2017-07"}
    assert set(events["published"]) == {"2019-03-23"}


def test_what_stands_below_a_year_is_of_that_year():
    text = (
        "date 2019-03-23 Terugblik\n\n2014\n\n10 juni – Mosul valt, een dag later Tikrit.\n\n2015\n\n"
        "In mei neemt IS Ramadi in.\n\n2016 - De belegering van Aleppo.\n\n2017 - Op 9 juli valt Mosul.\n\n"
        "En nu?\n\nGisteren veroverde het leger Hajin."
    )
    article = {"article_id": "a", "title": "", "published": "2019-03-23", "language": "nl", "source": "", "url": "",
               "text": text, "digest": ""}  # fmt: skip
    found = extract_events(pd.DataFrame([article]))["date_edtf"].tolist()
    assert found == ["2014-06-10", "2014-06-11", "2015-05", "2016", "2017-07-09", "2019-03-22"]


def test_a_story_below_a_date_line_of_its_own_was_published_then():
    text = "date 2019-03-23 A\n\nDe SDF namen Baghouz in.\n\ndate 2019-03-25 B\n\nHet leger nam Gao in."
    article = {"article_id": "a", "title": "", "published": "2019-03-23", "language": "nl", "source": "", "url": "",
               "text": text, "digest": ""}  # fmt: skip
    assert extract_events(pd.DataFrame([article]))["published"].tolist() == ["2019-03-23", "2019-03-25"]
