"""Step 4, code_events: sentences and mentions -> events, one row per statement (CODEBOOK.md).

Reading order, as a sentence passes: `coder` (one article), `survey` (what it says as a whole), `focus` (what "the city"
and "the army" mean) and `noticing` (which names go there). A sentence becomes `items` by `making`, `governing` (which
preposition governs a name) and `joining`; items become `clauses` by `pieces` and `splitting`. A trigger in its clause
is a case of a frame (`fitting`); `filling` finds its places and parties with `slots`, `roles`, `places`, `whereabouts`
with `partly`, `actors` and `subjects`. `telling` makes rows of it, by `types`, `status` with `mood`, `attribution`,
`times` with `dating`. `ellipsis` reads what has no verb of its own, `merge` joins one event told twice.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import pandas as pd

from ..grammar import Grammar, compile_grammar
from ..languages import Language, load_language
from ..schema import EVENTS, MENTIONS, SENTENCES, require
from .coder import ArticleCoder
from .survey import without_first_word

__all__ = ["code_events"]


NEEDED = MENTIONS[:8]  # of mentions; the other columns only some kinds have
READ = frozenset(("place", "actor", "name", "time", "trigger", "source"))  # kinds of mentions that the coder reads


class Mention(NamedTuple):
    """The columns of the mentions table that the coder reads."""

    article_id: str
    sentence: int
    start: int
    end: int
    kind: str
    text: str
    value: str
    rule: str
    earliest: str
    latest: str
    precision: str
    date_basis: str
    shift: str
    time_kind: str
    alt: str


class Sentence(NamedTuple):
    """The columns of the sentences table that the coder reads."""

    article_id: str
    sentence: int
    start: int
    end: int
    text: str
    role: str
    paragraph: int
    section: int
    reference: str


KIND = Mention._fields.index("kind")


def code_events(sentences: pd.DataFrame, mentions: pd.DataFrame, language: Language | str = "nl") -> pd.DataFrame:
    """Code the events that sentences tell, one row per statement.

    Takes the sentences table and the mentions of all kinds (`schema.SENTENCES`, `schema.MENTIONS`); gives an events
    table (`schema.EVENTS`), articles and sentences in the order of the input. Raises nothing on text it cannot read:
    a sentence that tells no event gives no row. Raises `ValueError` for a table that lacks a column.
    """
    require(sentences, "sentences", SENTENCES)
    require(mentions, "mentions", NEEDED)
    loaded = load_language(language) if isinstance(language, str) else language
    grammar = compile_grammar(loaded)
    by_article: dict[str, list[tuple]] = defaultdict(list)  # bare tuples: of text alone they cost no garbage collection
    for row in _rows(mentions, Mention):
        if row[KIND] in READ:
            by_article[row[0]].append(row)
    return _table(
        row
        for article_id, group in groupby(_rows(sentences, Sentence), key=itemgetter(0))
        for row in _code_article(
            article_id,
            [tuple.__new__(Sentence, row) for row in group],
            _by_sentence(by_article.get(article_id, ()), grammar),
            loaded,
        )
    )


def _by_sentence(rows: Iterable[tuple], grammar: Grammar) -> dict[tuple[str, int], list[Mention]]:
    """The mentions of one article by their sentence."""
    found: dict[tuple[str, int], list[Mention]] = defaultdict(list)
    for row in rows:
        mention = tuple.__new__(Mention, row)  # not `_make`, which counts the cells again
        if mention.kind == "name":
            mention = without_first_word(mention, grammar)
        found[row[:2]].append(mention)
    return found


def _code_article(article_id: str, article: list, by_sentence: dict, language: Language) -> list[dict]:
    """The rows of one article; it is read again where an event has shown that an unknown name is a place."""
    towns: frozenset[str] = frozenset()
    for _ in range(2):
        coder = ArticleCoder(article_id, language, article, by_sentence, towns)
        for sentence in article:
            coder.read(sentence, by_sentence.get((article_id, sentence.sentence), []))
        towns = coder.new_towns()
        if not towns:
            break
    return coder.finish()


def _rows(table: pd.DataFrame, kind: type[NamedTuple]) -> Iterator[tuple]:
    """The rows of a table in the order of a kind's fields; a column that the table need not have is empty."""
    empty = [""] * len(table)
    columns = (table[c].tolist() if c in table else empty for c in kind._fields)
    return zip(*columns, strict=True)


def _table(rows: Iterable[dict]) -> pd.DataFrame:
    """The events table of rows, each of which is forgotten once its cells are taken."""
    seen: dict[str, int] = {}
    records, empty, in_order = [], dict.fromkeys(EVENTS, ""), itemgetter(*EVENTS)
    for row in rows:
        place = row["place_"]
        key = hashlib.sha256(
            "\x1f".join((row["article_id"], row["evidence"], place.name, row["type"])).encode()
        ).hexdigest()[:12]
        seen[key] = seen.get(key, 0) + 1
        own = {
            "event_id": key if seen[key] == 1 else f"{key}-{seen[key]}",
            "place": place.name, "place_kind": place.kind, "parent": place.parent, "place_id": place.place_id,
            "country": place.country, "latitude": place.latitude, "longitude": place.longitude,
            "date_earliest": row["earliest"].isoformat() if row["earliest"] else "",
            "date_latest": row["latest"].isoformat() if row["latest"] else "",
        }  # fmt: skip
        records.append(in_order({**empty, **row, **own}))
    table = pd.DataFrame(records, columns=list(EVENTS))
    if table.empty:
        table = table.astype({"latitude": float, "longitude": float})
    return table.fillna(dict.fromkeys(("latitude", "longitude"), math.nan))
