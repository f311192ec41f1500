"""Step 2, split_sentences: articles -> sentences, each with its role, its paragraph and the reference date in force.

One regular expression proposes ends of sentences; the rows of `abbreviations.csv` refuse some. Lines are read first:
date lines, headings, bylines and captions are no running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from timeline.dates import bounds
from timeline.languages import Language, load_language
from timeline.lines import CHRONOLOGY, FINAL, Lines, date_line, is_heading, lines_of
from timeline.schema import SENTENCES

_CLOSE, _OPEN = "\"”’'»)\\]", "\"“„‘'«(\\["
# An end of sentence: final marks, closing quotes, space before a capital or figure; or no space at all ("viel.Het").
# Both begin with the same mark, outside of the choice: then a search jumps from mark to mark.
_END = re.compile(
    rf"[.!?…](?:[.!?…]*[{_CLOSE}]*(?P<space>\s+)(?=[{_OPEN}]*(?P<next>[^\W_a-zß-öø-ÿ]|['’][a-z]\s+[A-ZÀ-Ý]))"
    rf"|(?<=[a-zß-öø-ÿ]{{3}}[.!?])(?P<joined>[\"”“„]?)(?=[A-ZÀ-Ý]))"
)
_WORD_BEFORE = re.compile(r"[^\s\"“„‘'«(\[]*\Z")


class _Line(NamedTuple):
    start: int
    end: int
    text: str


class _Block(NamedTuple):
    """A paragraph, heading or other unit of lines that belong together."""

    start: int
    end: int
    role: str
    date: str | None = None  # of a date line


def split_sentences(articles: pd.DataFrame, language: str | Path | Language = "nl") -> pd.DataFrame:
    """Split articles into sentences.

    Args:
        articles: the columns `article_id`, `text` and `published` of `schema.ARTICLES`.
        language: a language code, a folder of tables or a loaded language; gives the abbreviations and the words of
            bylines and captions.

    Returns:
        The columns `schema.SENTENCES`. `sentence` counts within the article from 0; `start` and `end` are offsets in
        the article's `text`; `text` is that stretch with line ends as spaces. `role`: `headline`, `heading`, `body`,
        `caption` or `byline`. `paragraph`: 0 for the headline, 1 for the first paragraph of running text and so on;
        a heading, byline or caption has the number of the paragraph below it. `section`: one more at each heading
        and date line. `reference`: the reference date in force (EDTF), `""` where there is none.

    >>> article = {"article_id": "a", "published": "2017-11", "text": "date 2017-11 IS weg\\n\\nHet viel. \\"Ja.\\""}
    >>> split_sentences(pd.DataFrame([article]))[["role", "text", "reference"]].values.tolist()
    [['headline', 'IS weg', '2017-11'], ['body', 'Het viel.', '2017-11'], ['body', '"Ja."', '2017-11']]
    """
    loaded = load_language(language)
    lines, abbreviations = lines_of(loaded), _abbreviations(loaded)
    rows: list[tuple] = []
    for article, text, published in zip(articles["article_id"], articles["text"], articles["published"], strict=True):
        rows += _sentences_of(article, text, published, lines, abbreviations)
    return pd.DataFrame(rows, columns=list(SENTENCES))


def _sentences_of(
    article: str, text: str, published: str, lines: Lines, abbreviations: dict[str, bool]
) -> Iterator[tuple]:
    number, paragraph, section, reference, year, begun, stamped = 0, 0, 0, published, "", False, False
    chronology = sum(bool(lines.head(line, published)) for line in text.split("\n")) >= CHRONOLOGY
    blocks = list(_blocks(text, lines, published if chronology else None))
    entries = sum(bool(lines.entry_date.match(text, b.start, b.end)) for b in blocks if b.role == "body") >= CHRONOLOGY
    for block in blocks:
        if block.date is not None:
            if begun:  # the first date line is the article's own: `published` says so, or says better
                reference, section = block.date, section + 1
            begun = True
        elif block.role == "heading":
            section += begun
            stamp = lines.head(text[block.start : block.end], year or published) if chronology else ""
            if len(stamp) == len("2014") or not stamp:
                year = stamp  # below it "3 May" is of that year
            if stamp and published.startswith(stamp):
                stamp = published  # below the article's own year, "last week" leans on its date
            if stamp or stamped:
                reference, stamped = stamp or published, bool(stamp)
        if block.role == "byline" and section and (own := lines.published_on(text[block.start : block.end])):
            reference = _better(reference, own)
        if block.start == block.end:
            continue
        begun = True
        paragraph += block.role == "body"
        here = paragraph if block.role in ("body", "headline") else paragraph + 1
        entry = ""
        for start, end in _split(text, block, abbreviations):
            words = text[start:end].replace("\n", " ")
            if entries and block.role == "body":
                entry = lines.entry(words, reference) or entry
            yield article, number, start, end, words, block.role, here, section, entry or reference
            number += 1


def _better(reference: str, own: str) -> str:
    """A full date shown as the publication date is better than the month or year that it lies in."""
    first, last = bounds(reference)
    inside = not reference or (first and last and first <= bounds(own)[0] <= last)
    return own if inside else reference


def _blocks(text: str, lines: Lines, stamps: str | None) -> Iterator[_Block]:
    """The units of an article in order, each with its role.

    In a chronology, whose publication date is `stamps`, a line that is a date is a heading by whatever mark it ends.
    """
    groups, signed = list(_groups(text)), False
    for i, (group, joined) in enumerate(groups):
        first = group[0]
        header = date_line(first.text)
        if header:
            start = first.start + header.title_start
            yield _Block(start, start + len(header.title), "headline", header.date)
            continue
        stretch = _Block(first.start, group[-1].end, "body")
        role = lines.role(first.text) if len(group) == 1 else ""
        if role == "byline" or role == "caption":
            yield stretch._replace(role=role)
        elif stamps is not None and len(group) == 1 and (lines.head(first.text, stamps) or _asks(first.text)):
            yield stretch._replace(role="heading")
        elif len(group) == 1 and not joined and i + 1 < len(groups) and is_heading(first.text):
            dateline = signed and first.text.isupper()  # "GAZIANTEP" below the reporter's name
            yield stretch._replace(role="headline" if i == 0 else "byline" if dateline else "heading")
        else:
            yield stretch
        signed = role == "byline"


def _asks(line: str) -> bool:
    """Whether a line is a heading that asks, as one does behind a chronology ("And now?")."""
    return line.endswith("?") and len(line) <= 30 and is_heading(line.rstrip("?"))


def _groups(text: str) -> Iterator[tuple[list[_Line], bool]]:
    """Lines that belong together: a hard-wrapped paragraph is one group, else each line is. Blank lines part groups."""
    block: list[_Line] = []
    for line in [*_lines(text), None]:
        if line is not None and line.text:
            block.append(line)
        elif block:
            width = max(len(x.text) for x in block)
            group = [block[0]]
            for before, after in pairwise(block):
                if _wraps(before.text, after.text, width):
                    group.append(after)
                else:
                    yield group, False
                    group = [after]
            yield group, False
            block = []


def _lines(text: str) -> Iterator[_Line]:
    at = 0
    for raw in text.split("\n"):
        line = raw.strip()
        start = at + len(raw) - len(raw.lstrip())
        yield _Line(start, start + len(line), line)
        at += len(raw) + 1


def _wraps(before: str, after: str, width: int) -> bool:
    """Whether a line goes on in the next one: a small letter follows, or it is as full as lines of up to 100 are."""
    if date_line(before) or date_line(after):
        return False
    if before.endswith(FINAL[:4]):
        return 60 <= len(before) <= width <= 100 and len(before) > 0.85 * width
    return after[0].islower() or (50 <= len(before) <= width <= 100 and len(before) > 0.75 * width)


@lru_cache(maxsize=8)
def _abbreviations(language: Language) -> dict[str, bool]:
    """Abbreviation in lower case -> whether it can end a sentence."""
    return {row["abbreviation"].lower(): row["ends"] == "yes" for row in language.table("abbreviations")}


def _split(text: str, block: _Block, abbreviations: dict[str, bool]) -> Iterator[tuple[int, int]]:
    """The sentences of a block as offsets."""
    start = block.start
    for found in _END.finditer(text, block.start, block.end):
        if found["space"] is None:
            stop = found.start() + 1
            word = _word_before(text, start, stop)
            if "/" in word or "@" in word or word.lower().startswith("www."):
                continue
            if found["joined"] == "”" or (found["joined"] == '"' and text.count('"', block.start, stop) % 2):
                stop += 1
            after = stop
        else:
            stop, after = found.start("space"), found.end("space")
            if text[found.start()] == "." and not _ends(text, start, found, abbreviations):
                continue
        yield start, stop
        start = after
    if start < block.end:
        yield start, block.end


def _word_before(text: str, start: int, stop: int) -> str:
    return _WORD_BEFORE.search(text, max(start, stop - 40), stop)[0]


def _ends(text: str, start: int, found: re.Match[str], abbreviations: dict[str, bool]) -> bool:
    """Whether a period with space behind it ends a sentence."""
    stop = found.start() + 1
    word = _word_before(text, start, stop)
    known = abbreviations.get(word.lower())
    if known is not None:
        return known and found["next"].isalpha()
    if len(word) == 2 and word[0].isupper():  # an initial
        return False
    bare = word[:-1]
    if bare.isdigit() and len(bare) <= 2 and not text[start : stop - len(word)].strip():  # "3. Het leger ..."
        return False
    return not (bare.count(".") and all(len(part) == 1 for part in bare.split(".")) and bare.replace(".", "").isupper())
