"""The names and cue nouns of one language, compiled for lookup by `names.find_names`. A leaf: tables in, dicts out.

A phrase is stored under its first word in lower case; the entries there go from long to short. Tags: `A` a named
party, `C` a country, `D` a nationality, `P` a noun for an armed party, `L` a noun for a place, `T` a title before a
person's name, `M` a modifier of a party noun, and `-` a word that is never a name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from timeline.gazetteer import Gazetteer, fold, load_gazetteer
from timeline.languages import Language, LanguageError, load_language, shared_table
from timeline.words import splitter

_TOKEN = r"[^\W_]+(?:[-‐‑'’./][^\W_]+)*"
TOKEN, SPLIT = re.compile(_TOKEN), splitter(_TOKEN)
KEPT = 200_000  # words that a memory keeps before it begins anew
_APOSTROPHES = str.maketrans("’‑‐", "'--")


class Entry(NamedTuple):
    """One spelling: its words after the first in lower case, how its capitals must be, its tag and what it means."""

    words: tuple[str, ...]
    case: str  # "any", "capital" (a capital in the text), "exact" (an abbreviation)
    surface: str
    tag: str
    data: tuple
    rule: str


class Word(NamedTuple):
    """What is known of a word by itself, `at` so many characters into the word as it is written.

    `bare` are its entries of one word, `longer` those to try before each second word, the bare ones among them.
    `plain`: it has small letters only and begins no entry. `capital`: a name may begin here.
    """

    at: int
    text: str
    low: str
    bare: tuple[Entry, ...]
    longer: dict[str, tuple[Entry, ...]]
    plain: bool
    capital: bool


def words_of(text: str) -> list[str]:
    """The tokens of a phrase, apostrophes and hyphens made plain."""
    return [m.group().translate(_APOSTROPHES) for m in TOKEN.finditer(text)]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """What `find_names` looks words up in; `tag(word)` answers for one word, `phrases` for longer ones."""

    phrases: dict[str, tuple[Entry, ...]]
    suffixes: tuple[tuple[str, Entry], ...]
    prefixes: tuple[str, ...]  # peoples whose name stands before a noun in one word ("Huturebellen")
    roles: dict[str, frozenset[str]]
    compass: dict[str, str]
    ordinals: dict[str, str]  # "sixth": "6"
    not_names: frozenset[str]
    actors: dict[str, str]  # party -> the one country where it fights, "" for none or several
    patterns: dict[str, str]  # rule of a place noun -> how a base is named after its city ("%s airport")
    capitals: dict[str, str]  # folded name of a capital -> country
    capital_of: dict[str, str]  # country, or English adjective of a people -> a name of its capital
    seats: dict[str, tuple[str, str]]  # region -> its capital, and the country that both lie in
    english: dict[str, str]  # country -> adjective
    gazetteer: Gazetteer
    cache: dict[str, tuple[Entry, ...]]
    known: dict[str, Word]  # the words that were looked up, as they are written
    placed: dict[tuple, tuple | None]  # what names are as places, as `names` has found them to be
    parted: dict[str, tuple[Word, ...]]  # those of them that are cut in parts ("IS-bolwerk")

    def entries(self, low: str) -> tuple[Entry, ...]:
        """Entries that begin with this lower-case word; for a compound those of its last part (`grensplaats`)."""
        found = self.cache.get(low)
        if found is None:
            found = self.phrases.get(low, ())
            if not any(not e.words for e in found) and "-" not in low and low not in self.not_names:
                for suffix, entry in self.suffixes:
                    if len(low) > len(suffix) + 2 and low.endswith(suffix):
                        found = (*found, entry)
                        break
            if len(self.cache) < KEPT:
                self.cache[low] = found
        return found


def _entry(surface: str, tag: str, data: tuple, rule: str, case: str = "") -> tuple[str, Entry]:
    words = words_of(surface)
    if not words:
        raise LanguageError(f"{rule}: the name {surface!r} has no letter: mend or remove it.")
    if not case:
        letters = surface.replace("-", "").replace("'", "")
        case = "exact" if letters.isupper() and len(letters) <= 6 else "capital" if words[0][0].isupper() else "any"
    return words[0].lower(), Entry(tuple(w.lower() for w in words[1:]), case, " ".join(words), tag, data, rule)


def _variants(name: str) -> list[str]:
    """The name, and its twin with a space for its last hyphen, where `names` cuts a compound ("Tawhid-brigade")."""
    head, hyphen, last = name.rpartition("-")
    return [name, f"{head} {last}"] if hyphen and head.lower() not in ("al", "el") else [name]


@lru_cache(maxsize=8)
def load_lexicon(source: str | Path | Language = "nl") -> Lexicon:
    """Compile the tables of a language once."""
    return compile_lexicon(load_language(source), load_gazetteer().copy())


def compile_lexicon(language: Language, gazetteer: Gazetteer) -> Lexicon:
    """Compile a language's tables of names over a gazetteer. Raises `LanguageError` for a row that cannot be used."""
    found: dict[str, list[Entry]] = {}
    suffixes: list[tuple[str, Entry]] = []

    def add(surface: str, tag: str, data: tuple, rule: str, case: str = "") -> None:
        first, entry = _entry(surface, tag, data, rule, case)
        found.setdefault(first, []).append(entry)

    for row in language.table("actors"):
        own = [row["actor"]] if " " in row["actor"] and "(" not in row["actor"] and not row["alt"] else []
        for alias in dict.fromkeys((*row["aliases"].split("|"), *own)):  # papers write the English name as well
            for name in _variants(alias):
                add(name, "A", (row["actor"], row["alt"]), row.rule)
    capitals: dict[str, str] = {}
    capital_of: dict[str, str] = {}
    english: dict[str, str] = {}
    for row in language.table("demonyms"):
        country = row["country"]
        for name in filter(None, row["names"].split("|")):
            add(name, "C", (country,), row.rule)
        for name in filter(None, row["adjectives"].split("|")):
            add(name.rstrip("-"), "D", (country, row["english"], "adjective"), row.rule, "capital")
        for name in filter(None, row["people"].split("|")):
            add(name, "D", (country, row["english"], "people"), row.rule, "capital" if name[0].isupper() else "any")
        if country:
            english[country] = row["english"]
        for name in filter(None, row["capitals"].split("|")):
            if country:  # the seat of a people stands for no government
                capitals[fold(name)] = country
            capital_of.setdefault(country or row["english"], name)
    for table, tag, columns in (
        ("party_nouns", "P", ("class", "state", "english", "number")),
        ("place_nouns", "L", ("kind", "number", "open", "of")),
        ("persons", "T", ("leader",)),
    ):
        for row in language.table(table):
            word = row[{"party_nouns": "word", "place_nouns": "noun", "persons": "cue"}[table]]
            data = tuple(row[c] for c in columns)
            if word.startswith("-"):
                suffixes.append((word[1:], Entry((), "any", word[1:], tag, data, row.rule)))
            else:
                add(word, tag, data, row.rule, "any" if word[0].islower() else "")
    for word, rule in [(r["word"], r.rule) for r in language.table("not_names") if r["why"] == "phrase"]:
        add(word, "-", (), rule)
    for row in language.table("modifiers"):
        for word in row["words"].split("|"):
            add(word, "M", (row["english"], row["role"]), row.rule, "any")
    for name in language.table("places"):
        if not any(fold(gazetteer.place(i).name) == fold(name["place"]) for i in gazetteer.lookup(name["name"])):
            if not (ids := gazetteer.lookup(name["place"])):
                raise LanguageError(
                    f"{name.rule}: column place: {name['place']!r} is in no table: add it to places.csv."
                )
            gazetteer.add_alias(name["name"], ids[0])
    order = {first: tuple(sorted(entries, key=lambda e: -len(e.words))) for first, entries in found.items()}
    return Lexicon(
        phrases=order,
        suffixes=tuple(sorted(suffixes, key=lambda s: -len(s[0]))),
        prefixes=tuple(
            name[:-1].lower()
            for row in language.table("demonyms")
            for name in row["adjectives"].split("|")
            if name.endswith("-")
        ),
        roles=defaultdict(
            frozenset, {r["role"]: frozenset(r["words"].split("|")) for r in language.table("particles")}
        ),
        ordinals={
            word: str(number)
            for row in language.table("particles")
            if row["role"] == "ordinal"
            for number, word in enumerate(row["words"].split("|"), 1)
        },
        compass={row["word"]: row["english"] for row in language.table("compass")},
        not_names=frozenset(r["word"] for r in language.table("not_names") if r["why"] != "phrase"),
        actors={r["actor"]: r["country"] if ";" not in r["country"] else "" for r in shared_table("actors")},
        patterns={row.rule: row["of"] for row in language.table("place_nouns") if row["of"]},
        capitals=capitals,
        capital_of=capital_of,
        seats={r["region"]: (r["capital"], r["country"]) for r in shared_table("seats")},
        english=english,
        gazetteer=gazetteer,
        cache={},
        known={},
        placed={},
        parted={},
    )
