"""What an article as a whole says before it is read: which unknown names are places, which country it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from ..gazetteer import load_gazetteer
from ..grammar import Grammar
from .focus import ANAPHOR, home_of, is_state

LOCAL = frozenset(("in", "from", "toward"))  # functions of prepositions before which a name is a place
STRONG = 2  # a place of a country, or what happens in it, says more than its name
HEADED = 10  # a heading that begins with the name of a country
LEAD = 2  # how much more the headline and the first sentence count
CAPITALISED = re.compile(r"[A-ZÀ-Þ]\w+(?:-\w+)?")
SECTION = 4  # how much more that counts for the section than for the rest of the article


def find_towns(sentences: list, by_sentence: dict, grammar: Grammar) -> frozenset[str]:
    """Names that no table knows and that are places in this article: after a place noun or under a preposition."""
    towns, people = set(), set()
    for sentence in sentences:
        for m in by_sentence.get((sentence.article_id, sentence.sentence), ()):
            if m.kind == "place" and m.value.startswith("open:"):
                towns.add(m.value.rpartition(":")[2])
            elif m.kind == "name" and _preposition(sentence, m, grammar) in LOCAL:
                towns.add(m.text)
            elif m.kind == "name" and m.alt == "run":
                people.update(m.text.split())
    return frozenset(towns - people)


def find_proper(sentences: list, by_sentence: dict) -> frozenset[str]:
    """Names that no table knows and that are surely names: they have a capital within a sentence."""
    said = (m for s in sentences for m in by_sentence.get((s.article_id, s.sentence), ()))
    return frozenset(m.text for m in said if m.kind == "name" and m.alt != "initial")


def without_first_word(name, grammar: Grammar):
    """An unknown name, "Falls X", without the verb or grammar word that the sentence begins with."""
    first, _, rest = name.text.partition(" ")
    if name.alt != "initial" or not rest:
        return name
    if first.lower() not in grammar.functions and first.lower() not in grammar.readings:
        return name
    return name._replace(start=name.end - len(rest), text=rest, value=f"open:city:{rest}", alt="")


def find_homes(sentences: list, by_sentence: dict, grammar: Grammar) -> dict[int, str]:
    """The country that each section is about, by the countries, places and parties that it and the article name."""
    sections: dict[int, Counter[str]] = {}
    whole: Counter[str] = Counter()
    for number, sentence in enumerate(sentences):
        here = sections.setdefault(sentence.section, Counter())
        lead = LEAD if sentence.role == "headline" or number < 2 else 1
        mentions = by_sentence.get((sentence.article_id, sentence.sentence), ())
        for country, weight in _countries_of(sentence, mentions, grammar):
            whole[country] += weight * lead
            here[country] += weight if weight >= STRONG else 0
    del whole[""]
    if not whole:
        return {}
    return {k: max(whole, key=lambda c, seen=seen: whole[c] + SECTION * seen[c]) for k, seen in sections.items()}


def _countries_of(sentence, mentions, grammar: Grammar) -> Iterator[tuple[str, int]]:
    """The countries that a sentence points to, and how strongly."""
    grounds = []
    for m in mentions:
        if m.kind in ("place", "actor"):
            yield _points_to(sentence, m, grammar)
        if m.kind in ("place", "name"):
            grounds.append((m.start - sentence.start - 1, m.end - sentence.start))
    words = CAPITALISED.findall(sentence.text) if grounds else ()
    if not any(word.lower() in grammar.adjectives for word in words):
        return
    for word in CAPITALISED.finditer(sentence.text):
        country = grammar.adjectives.get(word.group().lower(), "")
        if country and any(start <= word.end() <= end for start, end in grounds):
            yield country, STRONG  # "the Syrian town X"


def scene_of(sentence, mentions, grammar: Grammar) -> str:
    """The country in which a sentence says that it happens ("In the east of Syria ..."); else the empty string."""
    countries = (m for m in mentions if m.kind == "place" and m.value.startswith("country:"))
    return next((m.value[8:] for m in countries if _within(sentence, m, grammar)), "")


def _points_to(sentence, m, grammar: Grammar) -> tuple[str, int]:
    """The country that a mention points to, and how strongly; the empty string where it points to none."""
    if m.kind == "place" and m.value.startswith("country:"):
        headed = sentence.role == "heading" and m.start == sentence.start
        return m.value[8:], HEADED if headed else STRONG if _within(sentence, m, grammar) else 1
    if m.kind == "place" and not m.value.startswith(("open:", ANAPHOR)):
        return load_gazetteer().place(m.value).country, 1 if m.alt else STRONG  # a capital may stand for its government
    if m.kind != "actor":
        return "", 0
    return _party_points_to(m.value)


@lru_cache(maxsize=10_000)
def _party_points_to(party: str) -> tuple[str, int]:
    """The country of a party, and how strongly it points there."""
    return home_of(party) or party.partition(" (")[2].rstrip(")"), 1 if is_state(party) else STRONG


def _within(sentence, m, grammar: Grammar) -> bool:
    """ "in Syria", "in the north of Syria": what is told happens there."""
    before = sentence.text[: m.start - sentence.start].rsplit(None, 2)[-2:]
    cues = [grammar.functions.get(word.lower(), {}) for word in before]
    if cues and cues[-1].get("prep") == "of":
        return len(cues) > 1 and "part" in cues[0]
    return bool(cues) and cues[-1].get("prep") == "in"


def _preposition(sentence, m, grammar: Grammar) -> str:
    """The function of the preposition right before a mention."""
    before = sentence.text[: m.start - sentence.start].rsplit(None, 1)[-1:]
    return grammar.functions.get(before[0].lower(), {}).get("prep", "") if before else ""
