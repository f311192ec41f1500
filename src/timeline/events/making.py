"""A sentence as a row of items: its words and marks, and the mentions that stand over them."""

from __future__ import annotations

from bisect import bisect_left

from ..grammar import WORD, CuePhrase, Grammar
from .governing import govern
from .items import NONE, Item, item_at

QUOTES = frozenset("\"“”„«»‘’'")
PARTS = frozenset(("@districts", "@cities"))  # plain words here: parts of a place, or places that are not named
DASHES = frozenset("-–—|")
NAMED = ("place", "actor", "time", "name")  # kinds of mentions that become items


class Words:
    """The words and marks of a sentence: in lower case, and where they stand."""

    def __init__(self, text: str):
        self.text = text
        self.spans = [match.span() for match in WORD.finditer(text)]
        self.lows = [text[start:end].lower() for start, end in self.spans]

    def between(self, start: int, end: int) -> tuple[list[tuple[int, int]], list[str]]:
        """Those between two offsets; one that an offset cuts in two is cut there."""
        first, last = bisect_left(self.spans, (start,)), bisect_left(self.spans, (end,))
        if (first and self.spans[first - 1][1] > start) or (last > first and self.spans[last - 1][1] > end):
            spans = [match.span() for match in WORD.finditer(self.text, start, end)]
            return spans, [self.text[a:b].lower() for a, b in spans]
        return self.spans[first:last], self.lows[first:last]


def make_items(words: Words, mentions, offset: int, grammar: Grammar) -> list[Item]:
    """Items of a sentence. `mentions` are its mention rows (named tuples with article offsets), of any kind."""
    text = words.text
    items: list[Item] = []
    position = 0
    for mention in sorted((m for m in mentions if m.kind in NAMED), key=lambda m: (m.start, -m.end)):
        start, end = mention.start - offset, mention.end - offset
        if start < position:
            continue
        _add_words(items, words, position, start, grammar)
        if mention.kind == "place":
            start = _after_conjunction(words, start, end, items, grammar)
        if start < end and _only_words(text, start, end, mention, grammar):
            _add_words(items, words, start, end, grammar)
        elif start < end:
            items.append(_named(text, start, end, mention, grammar))
        position = end
    _add_words(items, words, position, len(text), grammar)
    _settle_readings(items, grammar)
    _nouns_of_time(items)
    govern(items, grammar)
    _exceptions(items)
    if len(items) > 1 and items[0].kind == "place" and items[1].low in DASHES and items[1].start > items[0].end:
        items[0].alt = "dateline"
    return items


def _settle_readings(items: list[Item], grammar: Grammar) -> None:
    """Number the items, and drop the readings of verb forms whose particle is nowhere in the sentence."""
    lows = {item.low for item in items}
    for index, item in enumerate(items):
        item.index = index
        if item.readings and item.low in grammar.separable:
            item.readings = tuple(r for r in item.readings if not r.particle or r.particle in lows)
            item.separable = any(r.particle for r in item.readings)


def _only_words(text: str, start: int, end: int, mention, grammar: Grammar) -> bool:
    """Whether a mention stands for nothing but its words here."""
    if mention.kind == "name":
        low = text[start:end].lower()
        return low in grammar.functions or low in grammar.readings
    if mention.kind == "place":
        counted = mention.value not in PARTS or _counted(text[start:end], grammar)
        if _compound(text, end, grammar) or not counted or _indefinite(text[start:end], mention, grammar):
            return True
    return False


def _named(text: str, start: int, end: int, mention, grammar: Grammar) -> Item:
    """The item of a place, party or time; a noun that points back keeps the cues of its first words."""
    name = mention.kind == "name"
    item = Item("place" if name else mention.kind, start, end, text[start:end], mention.value, mention)
    item.alt = ("initial" if mention.alt == "initial" else "unknown") if name else mention.alt
    if item.kind == "time":
        item.cues = {k: v for k, v in grammar.functions.get(item.low, NONE).items() if k == "past"}
    if mention.value in PARTS:
        item.count = _counted(item.text, grammar)
    if mention.value.startswith("@"):
        item.cues = _pointing_cues(item.low, grammar)
    return item


def _pointing_cues(low: str, grammar: Grammar) -> dict[str, str]:
    """What the words of a noun that points back say of it ("that town", "the old city", "of the same name")."""
    words = low.split()
    first = grammar.functions.get(words[0], NONE)
    cues = {k: v for k, v in first.items() if k == "demonstrative"}
    if "det" in first:
        cues["definite"] = "definite"
    if quarter := _quarter(low, grammar):
        cues["quarter"] = quarter
    if any("namesake" in grammar.functions.get(word, NONE) for word in words):
        cues["namesake"] = "namesake"
    return cues


def _nouns_of_time(items: list[Item]) -> None:
    """ "an hour's walk from", "after ten days of fighting": an infinitive behind a duration is a noun."""
    for time in items[1:-1]:
        if time.kind != "time" or time.mention.time_kind != "duration":
            continue
        before, item = items[time.index - 1], items[time.index + 1]
        after = item_at(items, item.index + 1)
        governed = before.cue("prep") or (after is not None and (after.cue("prep") or after.cue("reference")))
        if (
            governed
            and item.readings
            and all(r.role == "plain" for r in item.readings)
            and any(r.form == "infinitive" for r in item.readings)
        ):
            item.readings = ()


def _exceptions(items: list[Item]) -> None:
    """ "taken but for a few streets": a bracket of two prepositions tells that almost all is meant."""
    for opening in items:
        if not opening.cues or opening.cue("prep") != "on":
            continue
        for item in items[opening.index + 2 : opening.index + 9]:
            if item.readings or item.kind in ("punct", "time", "place", "actor"):
                break
            after = item_at(items, item.index + 1)
            ends = after is None or after.kind == "punct" or (after.readings and not after.cue("det"))
            if item.cue("prep") == "after" and ends:
                opening.cues = {"extent": "almost all"}
                for inner in items[opening.index + 1 : item.index + 1]:
                    inner.cues = {}
                break


def _compound(text: str, end: int, grammar: Grammar) -> bool:
    """ "the Ouagadougou conference centre" as one word with a hyphen is no place; before a trigger noun it is."""
    if text[end : end + 1] != "-" or not text[end + 1 : end + 2].islower():
        return False
    word = WORD.match(text, end + 1)
    return word is not None and word.group().lower() not in grammar.noun_frames


def _quarter(low: str, grammar: Grammar) -> str:
    """ "the old city": the part that the last words of a place noun name, which may be a district of its own."""
    words = tuple(low.split()[-2:])
    return next((v for phrase, kind, v, _ in grammar.phrases.get(words, ()) if phrase == words and kind == "part"), "")


def _first_cues(text: str, grammar: Grammar) -> list[dict[str, str]]:
    return [grammar.functions.get(word, NONE) for word in text.lower().split()[:2]]


def _counted(text: str, grammar: Grammar) -> int:
    """How many "both cities", "those three towns" are; 0 where no number is told."""
    words = [grammar.functions.get(word, NONE) for word in text.lower().split()]
    for word in words:
        if count := word.get("count"):
            return int(count)
    return 2 if words and "demonstrative" in words[0] else 0


def _indefinite(text: str, mention, grammar: Grammar) -> bool:
    """ "a district" points back to nothing."""
    return mention.value.startswith("@") and "indefinite" in _first_cues(text, grammar)[0]


def _after_conjunction(words: Words, start: int, end: int, items: list[Item], grammar: Grammar) -> int:
    """Where a place noun begins, once a conjunction that looks like its determiner is cut off ("that | a district")."""
    first = _first_cues(words.text[start:end], grammar)
    if len(first) < 2 or not ("sub" in first[0] or "rel" in first[0]):
        return start
    if "cond" in first[1] or "prep" in first[1]:
        _add_words(items, words, start, end, grammar)
        return end
    if "det" in first[1] or "indefinite" in first[1]:
        space = words.text.index(" ", start)
        _add_words(items, words, start, space, grammar)
        return space + 1
    return start


def _add_words(items: list[Item], words: Words, start: int, end: int, grammar: Grammar) -> None:
    """Add what stands between two offsets: cue phrases of several words, words and punctuation."""
    text = words.text
    spans, lows = words.between(start, end)
    i = 0
    while i < len(lows):
        low, (first, last) = lows[i], spans[i]
        if low in grammar.joining and (phrase := _phrase_at(lows, i, grammar)):
            parts, kind, value, _ = phrase
            i += len(parts)
            last = spans[i - 1][1]
            items.append(Item("word", first, last, text[first:last]))
            items[-1].cues = {kind: value}
            continue
        i += 1
        if low not in QUOTES:
            item = Item("word" if low[0].isalnum() else "punct", first, last, text[first:last])
            item.cues, item.readings = grammar.functions.get(low, NONE), grammar.readings.get(low, ())
            items.append(item)


def _phrase_at(lows: list[str], i: int, grammar: Grammar) -> CuePhrase | None:
    """The longest cue phrase that begins at word i."""
    found = grammar.phrases.get(tuple(lows[i : i + 2]), ())
    return next((phrase for phrase in found if tuple(lows[i : i + len(phrase[0])]) == phrase[0]), None)
