"""Step 3b: sentences -> mentions of places and of armed parties.

Each sentence is cut into units (a named party, a country, a nationality, a party noun, a place noun, a title, a name of
the gazetteer, an unknown name, a plain word); a few grammar rules then join units into mentions: nationality + party
noun, "noun of X", "backed by X", place noun + name, title + person. The words are all in the language's tables.

Values: a place id of the gazetteer, `open:<kind>:<name>`, `country:<name>`, or `@city`, `@region`, ... for "the town";
a party's English name, or `@<class>` for "the army", "the rebels". Column `alt` qualifies a mention: for a capital or a
country the state it may stand for; `dateline`; for a party `poss` ("his troops"), `indef`, `compound` ("IS-offensief"),
`person` (a leader) or `body` (what speaks for it). Column `shift` of `@base` holds the pattern by which an airport
is named after its city (`%s airport`), for `Gazetteer.named_after`.

Two more kinds stand beside place and actor: `name`, a capitalised name that no table knows and no noun introduces (a
place only where the grammar around it says so; alt `initial` where it only begins the sentence, `run` where it is of
several words), and `source`, an organisation that reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from timeline.languages import Language
from timeline.lexicon import Lexicon, load_lexicon
from timeline.schema import MENTIONS

from .memory import Memory
from .reader import Hit, Reader
from .units import cut

COLUMNS = MENTIONS if "alt" in MENTIONS else (*MENTIONS, "alt")


def find_names(sentences: pd.DataFrame, language: str | Path | Language = "nl") -> pd.DataFrame:
    """Mentions of places and parties, one row each, in the order of the text; offsets count in the article.

    `sentences` has the columns of schema.SENTENCES. An ambiguous name is settled per article: by the countries that
    the article speaks of, then by population.

    >>> text = "Het Iraakse leger heeft Mosoel heroverd op IS."
    >>> row = {"article_id": "a", "sentence": 0, "start": 0, "end": len(text), "text": text}
    >>> found = find_names(pd.DataFrame([row]))
    >>> list(zip(found["kind"], found["text"], found["value"]))
    [('actor', 'Iraakse leger', 'Iraq'), ('place', 'Mosoel', 'gn:99072'), ('actor', 'IS', 'Islamic State')]
    """
    lexicon = load_lexicon(language)
    rows: list[tuple] = []
    block: list[tuple] = []
    columns = ("article_id", "sentence", "start", "text")
    for row in zip(*(sentences[c].tolist() for c in columns), strict=True):
        if block and row[0] != block[-1][0]:
            rows.extend(_article(block, lexicon))
            block = []
        block.append(row)
    if block:
        rows.extend(_article(block, lexicon))
    table = pd.DataFrame(rows, columns=[*MENTIONS[:8], "alt", "shift"])
    return table.reindex(columns=list(COLUMNS), fill_value="")


def _article(block: list[tuple], lexicon: Lexicon) -> Iterator[tuple]:
    """The rows of one article: all sentences are read before an ambiguous name is settled."""
    memory = Memory()
    found = [(row, names_in(row[3], lexicon, memory)) for row in block]
    for (article_id, sentence, start, text), hits in found:
        for s, e, kind, value, rule, alt in hits:
            if type(value) is not str:
                kind, value, rule, alt = memory.settle(value, rule, alt, lexicon)
            if kind == "name" and memory.is_person(value.rpartition(":")[2].lower()):
                continue
            shift = lexicon.patterns.get(rule, "") if value in ("@base", "@crossing", "@district") else ""
            yield article_id, sentence, start + s, start + e, kind, text[s:e], value, rule, alt, shift


def names_in(text: str, lexicon: Lexicon, memory: Memory | None = None) -> list[Hit]:
    """Mentions in one sentence: (start, end, kind, value, rule, alt), not overlapping, in order.

    A value that is a tuple is a place still to be settled for the article.
    """
    memory = memory or Memory()
    units = cut(text, lexicon)
    return Reader(text, units, lexicon, memory).read() if units else []
