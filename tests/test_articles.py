"""Reading articles: headers, dates, encodings, sidecars, tables, and what is set aside."""

from __future__ import annotations

import json
import warnings

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.articles import ArticlesError, ArticlesWarning, read_articles, set_aside
from timeline.languages import load_language
from timeline.lines import date_line, lines_of
from timeline.schema import ARTICLES

TEXT = "De stad viel. Het leger trok verder."


def read(path, **options) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ArticlesWarning)
        return read_articles(path, **options)


def write(folder, name: str, text: str | bytes):
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


def one(folder, text: str | bytes) -> dict[str, str]:
    return read(write(folder, "a.txt", text)).iloc[0].to_dict()


@pytest.mark.parametrize(
    ("text", "published", "title"),
    [
        (f" date 2017-11 Stad valt\n\n{TEXT}", "2017-11", "Stad valt"),
        (f"date 2017-11-03\n\n{TEXT}", "2017-11-03", ""),
        (f"\n\n   date 2017 Jaaroverzicht\n{TEXT}", "2017", "Jaaroverzicht"),
        (TEXT, "", ""),
        (f"Een kop zonder datum\n\n{TEXT}", "", "Een kop zonder datum"),
        (f"date 2017-13 Stad valt\n\n{TEXT}", "", "Stad valt"),
        (
            f"date 2017-11 Stad valt\n\nGepubliceerd op 3 november 2017 om 14.05 uur\n\n{TEXT}",
            "2017-11-03",
            "Stad valt",
        ),
        (f"Een kop\n\nvrijdag 3 november 2017, 14:05\n\n{TEXT}", "2017-11-03", "Een kop"),
        (f"Een kop\n\nDatum: 3-11-2017\n\n{TEXT}", "2017-11-03", "Een kop"),
        (f"Een kop\n\nLaatste update: 4 november 2017\n\n{TEXT}", "", "Een kop"),
        (f"date 2017-10 Kop\n\n{TEXT}\n\ndate 2017-11-03\n\nGepubliceerd op 4 november 2017", "2017-10", "Kop"),
        ("Op 3 november 2017 viel de stad.", "", ""),
    ],
)
def test_the_date_and_title_of_a_text(tmp_path, text, published, title):
    row = one(tmp_path, text)
    assert (row["published"], row["title"]) == (published, title)


def test_a_publication_line_that_contradicts_the_header_is_noted(tmp_path):
    articles = read(write(tmp_path, "a.txt", f"date 2017-11 Kop\n\nGepubliceerd op 3 mei 2015\n\n{TEXT}"))
    assert articles["published"].tolist() == ["2017-11"]
    assert set_aside(articles)[["kind", "name"]].values.tolist() == [["note", "a.txt"]]


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffSyrië viel.\r\nHet leger.\r\n".encode(),
        "Syrië viel.\rHet leger.\r".encode(),
        "Syri\u0065\u0308 viel.\nHet leger.\n".encode(),
        "Syrië viel.\r\nHet leger.\r\n".encode("cp1252"),
        "Syrië viel.\nHet leger.\n".encode("utf-16"),
    ],
    ids=["bom-crlf", "cr", "decomposed", "cp1252", "utf-16"],
)
def test_encodings_and_line_ends_read_as_one_text(tmp_path, data):
    assert one(tmp_path, data)["text"] == "Syrië viel.\nHet leger.\n"


def test_windows_1252_is_said(tmp_path):
    articles = read(write(tmp_path, "a.txt", "Syrië – “viel”.".encode("cp1252")))
    assert articles["text"][0] == "Syrië – “viel”."
    assert "Windows-1252" in set_aside(articles)["reason"][0]


def test_bad_files_are_named_and_the_others_go_on(tmp_path):
    write(tmp_path, "good.txt", TEXT)
    write(tmp_path, "empty.txt", " \n")
    write(tmp_path, "picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00")
    write(tmp_path, "zeros.txt", b"De stad\x00viel")
    write(tmp_path, "damaged.txt", "Syrië, Irak, één, twee, Koerdië ".encode() + b"\xff viel")
    write(tmp_path, "strange.txt", b"De stad \x81 viel")
    write(tmp_path, "twin.txt", TEXT)
    (tmp_path / "sub").mkdir()
    write(tmp_path / "sub", "good.txt", "Een andere tekst.")
    with pytest.warns(ArticlesWarning, match="7 set aside"):
        articles = read_articles(tmp_path)
    assert articles["article_id"].tolist() == ["good"]
    reasons = dict(set_aside(articles)[["name", "reason"]].values.tolist())
    assert {name: reason.split(";")[0] for name, reason in reasons.items()} == {
        "empty.txt": "it is empty",
        "picture.txt": "it is a PNG picture, not text",
        "zeros.txt": "it holds NUL bytes: it is binary, not text",
        "damaged.txt": "line 1: byte 0xff is not UTF-8 among text that is",
        "strange.txt": "line 1: byte 0x81 is neither UTF-8 nor Windows-1252",
        "twin.txt": "the same text as good.txt",
        "sub/good.txt": "the id 'good' is taken by good.txt",
    }


def test_what_was_set_aside_survives_a_selection(tmp_path):
    articles = read(write(write(tmp_path, "a.txt", TEXT), "b.txt", ""))
    assert len(set_aside(articles[articles["published"] == ""].reset_index(drop=True))) == 1


def test_the_sidecar_goes_before_the_header(tmp_path):
    write(tmp_path, "a.txt", f"date 2017-11 Kop\n\n{TEXT}")
    write(tmp_path, "b.txt", f"{TEXT} Nog een.")
    sidecar = "\ufeffarticle_id;published;source;title\r\na;2017-11-03;Noorderpers;\r\nb;2018;;Titel\r\n"
    articles = read(write(tmp_path, "articles.csv", sidecar))
    assert articles[["published", "source", "title"]].values.tolist() == [
        ["2017-11-03", "Noorderpers", "Kop"],
        ["2018", "", "Titel"],
    ]


def test_sidecar_lines_that_fit_nothing_are_named(tmp_path):
    write(tmp_path, "a.txt", f"date 2017-11 Kop\n\n{TEXT}")
    articles = read(write(tmp_path, "articles.csv", "article_id,published\na,3/11/2017\na,2017\nz,2017\n"))
    assert articles["published"].tolist() == ["2017-11"]
    assert set_aside(articles)["name"].tolist() == ["articles.csv line 2", "articles.csv line 3", "articles.csv: z"]


def test_a_sidecar_in_another_encoding_is_said_and_the_articles_go_on(tmp_path):
    write(write(tmp_path, "a.txt", TEXT), "articles.csv", "article_id,title\na,Syrië\n".encode("cp1252"))
    articles = read(tmp_path)
    assert len(articles) == 1 and "articles.csv" in set_aside(articles)["reason"][0]


ROWS = [
    {"article_id": "a", "text": f"date 2017-11 Kop\n\n{TEXT}", "published": "2017-11-03"},
    {"article_id": "b", "text": "Een tweede, zonder datum."},
]


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet"])
def test_a_table_has_a_row_for_each_article(tmp_path, ending):
    path, frame = tmp_path / f"news.{ending}", pd.DataFrame(ROWS)
    if ending == "parquet":
        frame.to_parquet(path)
    elif ending == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    else:
        frame.to_csv(path, index=False, sep="\t" if ending == "tsv" else ",")
    articles = read(path)
    assert tuple(articles.columns) == ARTICLES
    assert articles[["article_id", "title", "published", "language"]].values.tolist() == [
        ["a", "Kop", "2017-11-03", "nl"],
        ["b", "", "", "nl"],
    ]
    assert set_aside(articles).empty


def test_bad_rows_of_a_table_are_named(tmp_path):
    wrong_date = {"article_id": "d", "text": "Foute datum.", "published": "gisteren"}
    rows = (ROWS[0], {"article_id": "c"}, {"text": "Zonder id."}, wrong_date)
    good, textless, nameless, undated = (json.dumps(row) for row in rows)
    lines = [good, "{not json", "[1]", textless, nameless, undated]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    articles = read(path)
    assert articles["article_id"].tolist() == ["a", "news-0005"]
    assert set_aside(articles)["name"].tolist() == [f"news.jsonl line {n}" for n in (2, 3, 4, 6)]


def test_nothing_to_read_is_an_error(tmp_path):
    with pytest.raises(ArticlesError, match="There is no"):
        read_articles(tmp_path / "nowhere")
    with pytest.raises(ArticlesError, match="holds no articles"):
        read_articles(tmp_path)
    with pytest.raises(ArticlesError, match=r"a \.pdf file is not read"):
        read_articles(write(tmp_path, "a.pdf", "x") / "a.pdf")
    with pytest.raises(ArticlesError, match="no column 'text'"):
        read_articles(write(tmp_path, "a.csv", "article_id,body\na,b\n") / "a.csv")


@pytest.mark.parametrize("row", load_language("nl").table("lines"), ids=lambda row: row.rule)
def test_a_row_of_lines_knows_its_own_example(row):
    lines = lines_of("nl")
    if row["role"] == "published":
        assert lines.published_on(row["example"]) == "2017-11-03"
        return
    rules = [r.rule for r in load_language("nl").table("lines") if r["role"] != "published"]
    role, pattern = lines.roles[rules.index(row.rule)]
    assert lines.role(row["example"]) == row["role"] == role and pattern.search(row["example"])


@given(st.text(alphabet="date 0123456789-Kop\t"))
def test_a_date_line_is_read_or_left(line):
    found = date_line(line)
    assert found is None or line[found.title_start :].rstrip() == found.title


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
def test_any_text_is_read_or_set_aside(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("any")
    articles = read(write(folder, "a.txt", text))
    assert len(articles) + (set_aside(articles)["kind"] == "set aside").sum() == 1
    assert all("\r" not in t for t in articles["text"])


@given(st.binary(min_size=1, max_size=60))
def test_any_bytes_are_read_or_set_aside(tmp_path_factory, data):
    articles = read(write(tmp_path_factory.mktemp("bytes"), "a.txt", data))
    assert len(articles) + (set_aside(articles)["kind"] == "set aside").sum() == 1
