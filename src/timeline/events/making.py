"""A sentence as a row of items: its words and marks, and the mentions that stand over them."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from ..grammar import KEPT, SPLIT, WORD, CuePhrase, Grammar, Reading
from ..words import Cut, cut_lower
from .governing import govern
from .items import NONE, Item, is_common, item_at

MEASURED = "measured"  # value of the cues that tell a distance only where no definite article stands before
COMMON = "common"  # the determiner behind which no finite verb can stand
OPENING = 5  # items at the start of a sentence among which "that town" is what was named last
QUOTES = frozenset("\"“”„«»‘’'")
PARTS = frozenset(("@districts", "@cities"))  # plain words here: parts of a place, or places that are not named
COUNTED = PARTS | {"@regions", "@bases"}  # nouns that may point back to several places
SHARED = PARTS | {"@regions"}  # nouns of which a number may be told
ATTRIBUTES = frozenset(("participle", "attributive"))  # forms of a verb that may stand before a noun
SECOND = 2  # the item behind a dateline and its dash
ADVERBS_OF_TIME = ("past", "already")  # cues that a time expression keeps
DASHES = frozenset("-–—|")
ITEM_KINDS = ("place", "actor", "time", "name")  # kinds of mentions that become items


class Fact(NamedTuple):
    """What a word in lower case may be: its kind (empty for a quotation mark), its cues and its readings as a verb."""

    kind: str
    cues: dict[str, str]
    readings: tuple[Reading, ...]
    joins: bool  # whether a cue of several words may begin with it


class Words:
    """The words and marks of a sentence: in lower case, and where they stand."""

    def __init__(self, text: str):
        self.text = text
        self.lows, self.starts, self.ends = cut_lower(text, SPLIT)

    def between(self, start: int, end: int) -> Cut:
        """Those between two offsets; one that an offset cuts in two is cut there."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        if (first and self.ends[first - 1] > start) or (last > first and self.ends[last - 1] > end):
            lows, starts, ends = cut_lower(self.text[start:end], SPLIT)
            return lows, [start + at for at in starts], [start + at for at in ends]
        return self.lows[first:last], self.starts[first:last], self.ends[first:last]


def make_items(words: Words, mentions, offset: int, grammar: Grammar) -> list[Item]:
    """Items of a sentence. `mentions` are its mention rows (named tuples with article offsets), of any kind."""
    text = words.text
    items: list[Item] = []
    position = 0
    spans = sorted([m for m in mentions if m.kind in ITEM_KINDS and not _of_somebody(m)], key=_longest_first)
    durations = False
    for mention in spans:
        durations = durations or mention.time_kind == "duration"
        start, end = mention.start - offset, mention.end - offset
        if start < position:
            continue
        _add_words(items, words, position, start, grammar)
        if mention.kind == "place":
            start = _after_compound(words, _after_conjunction(words, start, end, items, grammar), end, items, grammar)
        if start < end and (_only_words(text, start, end, mention, grammar) or _share(items, mention)):
            _add_words(items, words, start, end, grammar)
        elif start < end:
            items.append(_named(text, start, end, mention, len(items), grammar))
        position = end
    _add_words(items, words, position, len(text), grammar)
    _voices(items, mentions, offset)
    _settle_readings(items, grammar)
    _attributes(items)
    _owned_nouns(items)
    _nouns_of_phrases(items, mentions, offset)
    _correlate(items)
    if durations:
        _nouns_of_time(items)
    govern(items, grammar)
    _exceptions(items)
    _opening(items)
    if len(items) > 1 and items[0].kind == "place" and items[1].low in DASHES and items[1].start > items[0].end:
        items[0].alt = "dateline"
        if len(items) > SECOND and items[SECOND].alt == "unknown" and " " not in items[SECOND].text:
            items[SECOND].alt = "initial"  # a sentence has a capital whatever it begins with
    return items


def _voices(items: list[Item], mentions, offset: int) -> None:
    """The first word of a source by name ("the Syrian Observatory") is a voice, as "residents" are."""
    for mention in mentions:
        if mention.kind == "source":
            for item in items:
                if item.start == mention.start - offset and item.kind == "word":
                    item.cues = {**item.cues, "voice": mention.value}


def _opening(items: list[Item]) -> None:
    """ "That town was ...", "the attack on that town ...": before the verb it is the place that was named last."""
    for item in items[:OPENING]:
        if item.readings and any(r.form in ("present", "past") for r in item.readings):
            return
        if item.kind == "place" and item.cue("demonstrative"):
            item.cues = {**item.cues, "opening": "opening"}


def _of_somebody(mention) -> bool:
    """ "a militia of Hema's", "Lubanga's men": a name of no table in the plural or the genitive is no place."""
    return mention.kind == "name" and mention.text.endswith(("'s", "’s"))


def _longest_first(mention) -> tuple[int, int]:
    return mention.start, -mention.end


def _correlate(items: list[Item]) -> None:
    """ "both X and Y", where the second word is a conjunction elsewhere: it joins the two names here."""
    for both in [item for item in items if "both" in item.cues]:
        for item in items[both.index + 1 : both.index + 8]:
            if item.cue("cond"):
                item.cues, item.readings = {"coord": item.low, "both": item.low}, ()
                break
            if item.readings and not item.cue("det"):
                break


def _after_compound(words: Words, start: int, end: int, items: list[Item], grammar: Grammar) -> int:
    """Where a place begins whose noun is the last part of a compound with a trigger for its noun ("A-capital X")."""
    text = words.text
    space = text.find(" ", start, end)
    if space < 0 or text[start - 1 : start] != "-" or text[start:space].lower() not in grammar.noun_frames:
        return start
    if len(items) > 1 and items[-2].kind == "actor":
        items[-2].alt = "compound"
    _add_words(items, words, start, space, grammar)
    return space + 1


def _settle_readings(items: list[Item], grammar: Grammar) -> None:
    """Drop the readings of verb forms whose particle is nowhere in the sentence."""
    forms = [item for item in items if item.readings and item.low in grammar.separable]
    lows = [item.low for item in items] if forms else []
    for item in forms:
        particles, without = grammar.separable[item.low]
        item.separable = not particles.isdisjoint(lows)
        item.readings = (
            tuple([r for r in item.readings if not r.particle or r.particle in lows]) if item.separable else without
        )


def _attributes(items: list[Item]) -> None:
    """ "a deserted base", "the failed attack": a participle between an article and a common noun is no verb."""
    for before, item, after in zip(items, items[1:], items[2:], strict=False):
        if not item.readings or before.readings:
            continue
        if after.kind == "actor" and before.cue("det") == COMMON and all(r.role != "trigger" for r in item.readings):
            item.readings = ()  # "the recognised government"
            continue
        if not is_common(after):
            continue
        forms = {r.form for r in item.readings}
        article = not any(before.cue(kind) for kind in ("demonstrative", "rel", "itpronoun"))
        weak = "past" in forms and article  # "the failed attack": of many verbs the form is that of the past
        if (before.cue("det") or before.cue("indefinite")) and (weak or not forms.isdisjoint(ATTRIBUTES)):
            item.readings = ()


def _owned_nouns(items: list[Item]) -> None:
    """ "in their possession", "without heavy losses": behind such words what may be a finite verb is a noun."""
    for before, owner, noun in zip(items, items[1:], items[2:], strict=False):
        if not noun.readings or "prep" not in before.cues:
            continue
        owned = owner.cue("possessive") and all(r.form == "present" for r in noun.readings)
        if owned or (before.cue("prep") == "without" and _is_loss(owner, noun, items)):
            noun.readings = ()


def _is_loss(adjective: Item, noun: Item, items: list[Item]) -> bool:
    """Whether an infinitive behind an adjective is a noun: the verb of the clause stands right behind it."""
    verb = item_at(items, noun.index + 1)
    plural = all(r.form in ("present", "infinitive") for r in noun.readings)
    return is_common(adjective) and plural and verb is not None and bool(verb.readings)


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


def _share(items: list[Item], mention) -> bool:
    """ "nine of | the ten districts": what a number before it counts is a part of a place, and points back to none."""
    if mention.kind != "place" or mention.value not in SHARED or len(items) < 2 or items[-1].cue("prep") != "of":
        return False
    return bool(items[-2].cue("count")) or items[-2].low.isdigit()


def _named(text: str, start: int, end: int, mention, index: int, grammar: Grammar) -> Item:
    """The item of a place, party or time; a noun that points back keeps the cues of its first words."""
    name = mention.kind == "name"
    kind, said = "place" if name else mention.kind, text[start:end]
    item = Item(kind, start, end, said, said.lower(), index, value=mention.value, mention=mention)
    item.alt = ("initial" if mention.alt == "initial" else "unknown") if name else mention.alt
    if kind == "time":  # "formerly", "by now"
        item.cues = {k: v for k, v in grammar.functions.get(item.low, NONE).items() if k in ADVERBS_OF_TIME}
    if kind == "time" and mention.shift and "sub" in grammar.functions.get(item.low.rpartition(" ")[2], NONE):
        item.cues = {**item.cues, "sub": item.low}  # "two days after they had ..."
    if mention.value in COUNTED:
        item.count = _counted(item.text, grammar)
    if mention.value.startswith("@"):
        item.cues = _pointing_cues(item.low, grammar)
    return item


def _pointing_cues(low: str, grammar: Grammar) -> dict[str, str]:
    """What the words of a noun that points back say of it ("that town", "of the same name"), remembered by the noun."""
    if len(grammar.pointing) > KEPT:
        grammar.pointing.clear()
    found = grammar.pointing.get(low)
    return grammar.pointing.setdefault(low, _cues_of_noun(low, grammar)) if found is None else found


def _cues_of_noun(low: str, grammar: Grammar) -> dict[str, str]:
    words = low.split()
    first = grammar.functions.get(words[0], NONE)
    cues = {k: v for k, v in first.items() if k == "demonstrative"}
    if "det" in first:
        cues["definite"] = "definite"
    if quarter := _quarter(low, grammar):
        cues["quarter"] = quarter
    if any("namesake" in grammar.functions.get(word, NONE) for word in words):
        cues["namesake"] = "namesake"
    if nth := next((c["nth"] for word in words[1:] if "nth" in (c := grammar.functions.get(word, NONE))), ""):
        cues["nth"] = nth
    return cues


def _nouns_of_phrases(items: list[Item], mentions, offset: int) -> None:
    """ "in the possession of" as one phrase: what looks like a finite verb within it is a noun."""
    for phrase in mentions:
        if phrase.kind != "trigger" or phrase.value != "phrase":
            continue
        start, end = phrase.start - offset, phrase.end - offset
        for item in items:
            if start < item.start < end and any(r.form in ("present", "past") for r in item.readings):
                item.readings = tuple(r for r in item.readings if r.form in ("participle", "attributive"))


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
            and all(r.role in ("plain", "seem") for r in item.readings)
            and any(r.form == "infinitive" for r in item.readings)
        ):
            item.readings = ()


def _exceptions(items: list[Item]) -> None:
    """ "taken but for a few streets": a bracket of two prepositions tells that almost all is meant."""
    for opening in [item for item in items if item.cues and item.cues.get("prep") == "on"]:
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
    said = words.text[start:end]
    if said.isalpha():
        return start  # a single word
    first = _first_cues(said, grammar)
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
    if start >= end:
        return
    text, facts = words.text, grammar.facts
    lows, starts, ends = words.between(start, end)
    skip = 0  # the words up to this one are in a phrase
    for i, low in enumerate(lows):
        if i < skip:
            continue
        kind, cues, readings, joins = facts.get(low) or _look_up(low, grammar)
        first, last = starts[i], ends[i]
        if joins and (phrase := _phrase_at(lows, i, grammar)):
            parts, cue, value, _ = phrase
            skip = i + len(parts)
            last = ends[skip - 1]
            said = text[first:last]
            items.append(Item("word", first, last, said, said.lower(), len(items), {cue: value}))
        elif kind:
            items.append(Item(kind, first, last, text[first:last], low, len(items), cues, readings))


def _look_up(low: str, grammar: Grammar) -> Fact:
    """What a word may be, remembered by the word."""
    if len(grammar.facts) > KEPT:
        grammar.facts.clear()
    kind = "" if low in QUOTES else "word" if low[0].isalnum() else "punct"
    cues, readings = grammar.functions.get(low, NONE), grammar.readings.get(low, ())
    return grammar.facts.setdefault(low, Fact(kind, cues, readings, low in grammar.joining))


def _phrase_at(lows: list[str], i: int, grammar: Grammar) -> CuePhrase | None:
    """The longest cue phrase that begins at word i."""
    found = grammar.phrases.get((lows[i], lows[i + 1])) if i + 1 < len(lows) else None
    phrase = next((p for p in found if tuple(lows[i : i + len(p[0])]) == p[0]), None) if found else None
    if phrase and phrase[2] == MEASURED:
        before = (grammar.functions.get(word, NONE) for word in lows[max(0, i - 2) : i])
        if any("det" in cues and "indefinite" not in cues for cues in before):
            return None  # "every metre of X", "the last hours of X": no distance
    return phrase
