"""What an article as a whole says before it is read: which unknown names are places, which country it is about."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from ..gazetteer import load_gazetteer
from ..grammar import Grammar
from .focus import ANAPHOR, home_of, homes_of, is_state

LOCAL = frozenset(("in", "from", "toward"))  # functions of prepositions before which a name is a place
LOCATED = 2  # a place of a country, or what happens in it, says more than its name
HEADED = 10  # a heading that begins with the name of a country
LEAD = 2  # how much more the headline and the first sentence count
CAPITALISED = re.compile(r"[A-ZÀ-Þ]\w+(?:-\w+)?")
SEVERAL = 2  # datelines of an article that is more than one story
KNOWN = 50_000  # people of a place that is better known than a namesake elsewhere
DATELINE = re.compile(
    r"\s*[A-ZÀ-Þ]{3}[A-ZÀ-Þ'’ /.-]+(?:\([^()]{2,40}\) ?)?[-–—] ?(?=[\"'“‘\w])"
)  # of a town no table knows
APART = 8  # the same of a section that a heading sets apart
SECTION = 4  # how much more that counts for the section than for the rest of the article


def find_towns(sentences: list, by_sentence: dict, grammar: Grammar) -> frozenset[str]:
    """Names that no table knows and that are places in this article: after a place noun, a preposition, in headings."""
    towns, people, headed, named = set(), set(), set(), set()
    for sentence in sentences:
        for m in by_sentence.get((sentence.article_id, sentence.sentence), ()):
            if m.kind == "place" and m.value.startswith("open:"):
                towns.add(m.value.rpartition(":")[2])
            elif m.kind == "name" and _preposition(sentence, m, grammar) in LOCAL:
                towns.add(m.text)
            elif m.kind == "name" and sentence.role == "heading" and sentence.text.strip() == m.text:
                headed.add(m.text)
            elif m.kind == "name" and m.alt != "initial":
                named.add(m.text)
                people.update(m.text.split() if m.alt == "run" else ())
    return frozenset((towns | headed & named) - people)


def find_proper(sentences: list, by_sentence: dict) -> frozenset[str]:
    """Names that no table knows and that are surely names: they have a capital within a sentence."""
    said = (m for s in sentences for m in by_sentence.get((s.article_id, s.sentence), ()))
    headed = frozenset(s.text.strip() for s in sentences if s.role == "heading")  # "Ramadi" above its section
    return frozenset(m.text for m in said if m.kind == "name" and (m.alt != "initial" or m.text in headed))


def without_first_word(name, grammar: Grammar):
    """An unknown name, "Falls X", without the verb or grammar word that the sentence begins with."""
    if name.alt != "initial":
        return name
    first, _, rest = name.text.partition(" ")
    if not rest:
        return name
    if first.lower() not in grammar.functions and first.lower() not in grammar.readings:
        return name
    return name._replace(start=name.end - len(rest), text=rest, value=f"open:city:{rest}", alt="")


def find_questions(sentences: list) -> frozenset[int]:
    """The numbers of sentences that ask, alone in their paragraph: the headings of a text of questions and answers."""
    count = Counter(sentence.paragraph for sentence in sentences)
    asking = (s for s in sentences if s.role == "body" and s.text.rstrip().endswith("?"))
    return frozenset(s.sentence for s in asking if count[s.paragraph] == 1)


def find_homes(sentences: list, by_sentence: dict, grammar: Grammar) -> dict[int, str]:
    """The country that each sentence is about, by the countries, places and parties that its story and all name."""
    stories: dict[tuple[int, int], Counter[str]] = {}
    of: dict[int, tuple[int, int]] = {}
    whole: Counter[str] = Counter()
    begun = find_stories(sentences, by_sentence)
    for number, sentence in enumerate(sentences):
        story = of[sentence.sentence] = sentence.section, begun.get(sentence.sentence, 0)
        if (here := stories.get(story)) is None:
            here = stories[story] = Counter()
        lead = LEAD if sentence.role == "headline" or number < 2 else 1
        mentions = by_sentence.get((sentence.article_id, sentence.sentence), ())
        for country, weight in _countries_of(sentence, mentions, grammar):
            whole[country] += min(weight, LOCATED) * lead  # what a section is headed is not what the article is about
            here[country] += weight if weight >= LOCATED or story[1] else 0
    del whole[""]
    if not whole:
        return {}
    homes = {
        story: max(
            whole,
            key=lambda c, seen=seen: whole[c] * (not story[1] or not seen) + (APART if story[0] else SECTION) * seen[c],
        )
        for story, seen in stories.items()
    }
    return {k: homes[story] for k, story in of.items()}


def find_stories(sentences: list, by_sentence: dict) -> dict[int, int]:
    """The number of the story that each sentence stands in, where an article has several, each below its dateline."""
    starts = [
        s.sentence
        for s in sentences
        if s.role == "body"
        and (DATELINE.match(s.text) or "dateline" in [m.alt for m in by_sentence.get((s.article_id, s.sentence), ())])
    ]
    if len(starts) < SEVERAL:
        return {}
    return {s.sentence: sum(start <= s.sentence for start in starts) for s in sentences}


def _countries_of(sentence, mentions, grammar: Grammar) -> list[tuple[str, int]]:
    """The countries that a sentence points to, and how strongly."""
    grounds, found = [], []
    for m in mentions:
        if m.kind == "place" or m.kind == "actor":
            found += _points_to(sentence, m, grammar)
        if m.kind == "place" or m.kind == "name":
            grounds.append((m.start - sentence.start - 1, m.end - sentence.start))
    words = [word.lower() for word in CAPITALISED.findall(sentence.text)] if grounds else ()
    if grammar.adjectives.keys().isdisjoint(words):
        return found
    for word in CAPITALISED.finditer(sentence.text):
        country = grammar.adjectives.get(word.group().lower(), "")
        if country and any(start <= word.end() <= end for start, end in grounds):
            found.append((country, LOCATED))  # "the Syrian town X"
    return found


def scene_of(sentence, mentions, grammar: Grammar) -> str:
    """The country in which a sentence says that it happens ("In the east of Syria ..."); else the empty string."""
    countries = (m for m in mentions if m.kind == "place" and m.value.startswith("country:"))
    return next((m.value[8:] for m in countries if _within(sentence, m, grammar)), "")


def _points_to(sentence, m, grammar: Grammar) -> tuple[tuple[str, int], ...]:
    """The countries that a mention points to, and how strongly."""
    if m.kind == "actor":
        return _party_points_to(m.value)
    if m.value.startswith("country:"):
        headed = sentence.role == "heading" and m.start == sentence.start
        return ((m.value[8:], HEADED if headed else LOCATED if _within(sentence, m, grammar) else 1),)
    if m.value.startswith(("open:", ANAPHOR)):
        return ()
    return _place_points_to(m.value, bool(m.alt))  # a capital may stand for its government


@lru_cache(maxsize=50_000)
def _place_points_to(place_id: str, weak: bool) -> tuple[tuple[str, int], ...]:
    """The country of a place, and how strongly it points there; a village may be the namesake of another."""
    place = load_gazetteer().place(place_id)
    weak = weak or (place.rule == "geonames" and place.population < KNOWN)
    return ((place.country, 1 if weak else LOCATED),)


@lru_cache(maxsize=10_000)
def _party_points_to(party: str) -> tuple[tuple[str, int], ...]:
    """The countries of a party, and how strongly it points there."""
    home = home_of(party) or party.partition(" (")[2].rstrip(")")
    if home:
        return ((home, 1 if is_state(party) else LOCATED),)
    return tuple((country, 1) for country in homes_of(party))


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
