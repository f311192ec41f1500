"""What an article as a whole says before it is read: which unknown names are places, which country it is about."""

from __future__ import annotations

from collections import Counter

from ..gazetteer import load_gazetteer
from ..grammar import Grammar
from .focus import ANAPHOR, home_of

LOCAL = frozenset(("in", "from", "toward"))  # functions of prepositions before which a name is a place
STRONG = 2  # a place of a country, or what happens in it, says more than its name
SECTION = 2  # how much more that counts for the section than for the rest of the article


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


def find_homes(sentences: list, by_sentence: dict, grammar: Grammar) -> dict[int, str]:
    """The country that each section is about, by the countries, places and parties that it and the article name."""
    sections: dict[int, Counter[str]] = {}
    whole: Counter[str] = Counter()
    for sentence in sentences:
        here = sections.setdefault(sentence.section, Counter())
        for m in by_sentence.get((sentence.article_id, sentence.sentence), ()):
            if m.kind not in ("place", "actor"):
                continue
            country, weight = _points_to(sentence, m, grammar)
            whole[country] += weight
            here[country] += weight if weight == STRONG else 0
    del whole[""]
    if not whole:
        return {}
    return {k: max(whole, key=lambda c, seen=seen: whole[c] + SECTION * seen[c]) for k, seen in sections.items()}


def _points_to(sentence, m, grammar: Grammar) -> tuple[str, int]:
    """The country that a mention points to, and how strongly; the empty string where it points to none."""
    if m.kind == "place" and m.value.startswith("country:"):
        return m.value[8:], STRONG if _preposition(sentence, m, grammar) == "in" else 1
    if m.kind == "place" and not m.value.startswith(("open:", ANAPHOR)):
        return load_gazetteer().place(m.value).country, 1 if m.alt else STRONG  # a capital may stand for its government
    return (home_of(m.value), 1) if m.kind == "actor" else ("", 0)


def _preposition(sentence, m, grammar: Grammar) -> str:
    """The function of the preposition right before a mention."""
    before = sentence.text[: m.start - sentence.start].rsplit(None, 1)[-1:]
    return grammar.functions.get(before[0].lower(), {}).get("prep", "") if before else ""
