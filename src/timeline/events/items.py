"""A sentence as a row of items: words with what they may be, and the mentions that stand over them."""

from __future__ import annotations

from bisect import bisect_left

from ..grammar import WORD, CuePhrase, Grammar, Reading

NONE: dict[str, str] = {}
QUOTES = frozenset("\"“”„«»‘’'")
PARTS = frozenset(("@districts", "@cities"))  # plain words here: parts of a place, or places that are not named
UNKNOWN = frozenset(
    ("unknown", "initial")
)  # names that no table knows; a capital at the start of a sentence says least
DASHES = frozenset("-–—|")
LOOSE = frozenset(
    ("after", "during", "with", "because", "despite", "without", "thanks", "at", "according")
)  # "after heavy fighting X ..."
BEFORE_INFINITIVES = frozenset(("after", "by"))
OBJECT = "@object"  # what such an infinitive governs: a place is its bare object, a party is no subject
BREAKING = frozenset(("already", "still", "neg", "adverb", "extent"))  # no preposition governs a name across these
ACROSS = 6  # words that may stand between a preposition and the name it governs


class Item:
    """One item of a sentence; `kind` is word, punct, place, actor or time. Offsets count from the sentence."""

    __slots__ = (
        "alt", "antecedent", "clause", "count", "cues", "end", "extent", "group", "index", "kind", "last", "low",
        "mention", "own_time", "prep", "prep_index", "readings", "separable", "start", "text", "value", "verb",
    )  # fmt: skip

    def __init__(self, kind, start, end, text, value="", mention=None):
        self.kind, self.start, self.end, self.text, self.value = kind, start, end, text, value
        self.low = text.lower()
        self.readings: tuple[Reading, ...] = ()
        self.cues: dict[str, str] = NONE
        self.prep = self.extent = self.alt = ""
        self.last = False
        self.group = self.index = 0
        self.prep_index = self.clause = -1
        self.separable = False  # whether a particle stands in the sentence that the form may belong to
        self.verb: Reading | None = None
        self.mention = mention
        self.antecedent: Item | None = None
        self.count = 1
        self.own_time: Item | None = None

    def __repr__(self):
        return f"<{self.kind} {self.text!r} {self.prep} {self.value}>"

    def cue(self, kind: str) -> str:
        """The value of a cue of this kind, or the empty string."""
        return self.cues.get(kind, "")


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
    spans = sorted(
        (m for m in mentions if m.kind in ("place", "actor", "time", "name")), key=lambda m: (m.start, -m.end)
    )
    items: list[Item] = []
    position = 0
    for mention in spans:
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
    lows = {item.low for item in items}
    for index, item in enumerate(items):
        item.index = index
        if item.readings and item.low in grammar.separable:
            item.readings = tuple(r for r in item.readings if not r.particle or r.particle in lows)
            item.separable = any(r.particle for r in item.readings)
    _nouns_of_time(items)
    _govern(items, grammar)
    _exceptions(items)
    if len(items) > 1 and items[0].kind == "place" and items[1].low in DASHES and items[1].start > items[0].end:
        items[0].alt = "dateline"
    return items


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
        low = item.low.split()
        first = grammar.functions.get(low[0], NONE)
        item.cues = {k: v for k, v in first.items() if k == "demonstrative"}
        if "det" in first:
            item.cues["definite"] = "definite"
        if quarter := _quarter(item.low, grammar):
            item.cues["quarter"] = quarter
        if any("namesake" in grammar.functions.get(word, NONE) for word in low):
            item.cues["namesake"] = "namesake"
    return item


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


def _seats(items: list[Item]) -> None:
    """ "according to a spokesman in X": where a source sits is no place of the event."""
    for item in items:
        if item.kind == "place" and item.prep == "in" and item.prep_index > 0:
            before = items[max(0, item.prep_index - 5) : item.prep_index]
            said = next((k for k, other in enumerate(before) if other.cue("attribution")), None)
            if said is not None and all(i.kind != "time" and not i.readings for i in before[said + 1 :]):
                item.prep = "@near"


def _fraction(items: list[Item], k: int) -> bool:
    """ "27 of the 29 districts of X": the "of" between two numbers governs nothing."""
    first, second = items[k - 1 : k], items[k + 1 : k + 3]
    numbers = all(i.low.isdigit() or i.cue("count") for i in (*first, *second[1:]))
    return bool(first) and len(second) == 2 and bool(second[0].cue("det")) and numbers


def _govern(items: list[Item], grammar: Grammar) -> None:
    """Give every place, actor and part noun the preposition that governs it, and join lists ("X, Y en Z").

    `outer` is the preposition before a nested one ("besieged by the [to A linked] group B").
    """
    prep, since, at = "", 0, -1
    outer: tuple[str, int] | None = None
    previous: Item | None = None
    for item in items:
        cue = item.cues.get
        if item.kind == "word" and not item.cues:
            since += not item.readings
            if item.readings or since > ACROSS:
                prep = ""
        elif item.kind == "word" and not cue("part") and not cue("edge"):
            found = _governs(item)
            if found and not found.startswith("@") and _ends(items, item.index):
                found = ""
            if found == "of" and _fraction(items, item.index):
                found = ""
            clause_begins = cue("sub") and (items[item.index - 1].low == "," if item.index else _verbs_last(items))
            if (found and clause_begins) or (
                found and cue("purpose") and any(later.cue("marker") for later in items[item.index : item.index + 12])
            ):
                prep = ""
            elif found in BEFORE_INFINITIVES and _infinitive_ahead(items, item.index):
                prep, since, at = OBJECT, 0, item.index
            elif found == "@round" and item.index and _around(items[item.index - 1]):
                noun = items[item.index - 1]
                if noun.kind == "place":  # "the area around X" is X
                    prep, since, at = noun.prep, 0, noun.prep_index
                    noun.value, noun.kind = "", "word"
            elif found:
                outer = (prep, at) if prep and since and all(i.cue("det") for i in items[at + 1 : item.index]) else None
                prep, since, at = found, 0, item.index
            elif prep and cue("det") and since and is_common(items[item.index - 1]):
                prep = ""  # a determiner behind a noun begins a new phrase
            elif (
                not BREAKING.isdisjoint(item.cues)
                or (item.readings and not cue("det"))
                or cue("sub")
                or (cue("rel") and not cue("det"))
            ):
                prep = ""
            else:
                since += 1
                if since > ACROSS:
                    prep = ""
        elif item.kind == "time" or item.kind == "punct":
            if item.kind == "time":
                item.prep = prep
            if item.low != "-":
                prep = ""
            if item.kind == "time" and (after := _last_prep(item, grammar)) in LOOSE:
                prep, since, at = after, 0, item.index  # "a day after X"
        elif item.kind in ("place", "actor") or cue("part") or cue("edge"):
            ends = cue("definite") or (prep in LOOSE and (item.kind == "place" or bool(cue("part"))))
            if prep and since and ends and is_common(items[item.index - 1]):
                prep, at = "", -1  # a new phrase begins behind a noun
            item.prep, item.prep_index = prep, at
            if (
                previous is not None
                and _alike(previous, item)
                and _listed(items, previous.index, item.index)
                and not _closed(items, previous, item)
            ):
                item.group = previous.group
                if not prep or item.prep_index < previous.index:
                    item.prep, item.prep_index = previous.prep, previous.prep_index
            else:
                item.group = item.index + 1
            if previous is not None and previous.group == item.group:
                _promote(previous, item)
            if item.kind in ("place", "actor") and not _in_country(previous, item):
                previous = item
            prep, at = outer if outer is not None else ("", -1)
            outer, since = None, 0
    places = [item for item in items if item.kind == "place"]
    for place in places:
        if place.prep == OBJECT:
            place.prep, place.prep_index = "", -1
    _seats(items)
    _join_times(items)
    _join_whole(items, places)
    _join_bases(items, places)
    _join_parts(items, places)


def _governs(item: Item) -> str:
    """The function under which a word governs the name behind it, or the empty string."""
    if reference := item.cue("reference"):
        return item.cue("prep") or ("@round" if reference == "round" else "@near")
    if support := item.cue("support"):
        return item.cue("prep") or ("@led" if support == "led" else "@support")
    return item.cue("prep")


def _verbs_last(items: list[Item]) -> bool:
    """Whether the verbs of a sentence's first clause all stand before its comma ("since X was taken, ...")."""
    comma = next((item.index for item in items if item.low == ","), 0)
    first = next((item.index for item in items if item.readings and not item.cue("det")), comma)
    return first > 0 and all(item.readings for item in items[first:comma]) and first < comma


def _last_prep(time: Item, grammar: Grammar) -> str:
    """The preposition that a time expression ends in."""
    return grammar.functions.get(time.low.split()[-1], NONE).get("prep", "")


def _infinitive_ahead(items: list[Item], k: int) -> bool:
    """Whether a preposition begins a clause, and its infinitive comes before any finite verb ("by taking X")."""
    if k and not (items[k - 1].kind == "punct" or items[k - 1].cue("coord")):
        return False
    for item in items[k + 1 : k + 11]:
        if item.cue("marker"):
            return True
        if item.kind == "punct" or (item.readings and not item.cue("det") and not item.cue("prep")):
            return False
    return False


def _ends(items: list[Item], k: int) -> bool:
    """Whether a preposition stands before a co-ordinating word, and none behind that: a particle ("came over and")."""
    after = items[k + 1 : k + 3]
    return len(after) == 2 and bool(after[0].cue("coord")) and not (after[1].cue("prep") or after[1].cue("reference"))


def item_at(items: list[Item], k: int) -> Item | None:
    """The item at k, or None where there is none."""
    return items[k] if 0 <= k < len(items) else None


def is_common(item: Item) -> bool:
    """Whether an item is a plain word: no grammar word, no verb form, no name."""
    return item.kind == "word" and not item.cues and not item.readings


def _promote(first: Item, second: Item) -> None:
    """An unknown name that is listed with a known place is a place too."""
    if (first.alt in UNKNOWN) != (second.alt in UNKNOWN):
        for item in (first, second):
            item.alt = "" if item.alt in UNKNOWN else item.alt


def _around(noun: Item) -> bool:
    return bool(noun.cue("around")) or (noun.kind == "place" and noun.value == "@region")


def _in_country(previous: Item | None, item: Item) -> bool:
    """ "Ramadi in Iraq and Palmyra in Syria": the country right behind a place does not break the list."""
    return (
        previous is not None
        and item.value.startswith("country:")
        and item.prep in ("in", "of")
        and item.index - previous.index == 2
    )


def _without_asides(items: list[Item]) -> list[Item]:
    """Items without what stands in brackets."""
    kept, inside = [], 0
    for item in items:
        inside += item.low == "("
        if not inside:
            kept.append(item)
        inside = max(0, inside - (item.low == ")"))
    return kept


def _alike(first: Item, second: Item) -> bool:
    """Two names can stand in one list: two places, or two parties, of which one may be a country."""
    if first.kind == second.kind:
        return True
    return {first.kind, second.kind} == {"place", "actor"} and (
        first if first.kind == "place" else second
    ).value.startswith("country:")


def _listed(items: list[Item], first: int, second: int) -> bool:
    """Whether only list words stand between two items: a comma, a co-ordinating word, a determiner, a preposition."""
    between = _without_asides(items[first + 1 : second])
    if not between or len(between) > 4:
        return False
    joined = False
    for item in between:
        if item.low == "," or item.cue("coord"):
            joined = True
        elif item.value.startswith("country:"):
            continue
        elif not (item.cue("det") or item.cue("prep") or item.cue("adverb")) or (item.readings and not item.cue("det")):
            return False
    return joined


def _closed(items: list[Item], last: Item, item: Item) -> bool:
    """ "after X, Y and Z, also W": behind its co-ordinating word a list goes on by another one only."""
    if any(between.cue("coord") for between in items[last.index + 1 : item.index]):
        return False
    before = next((i for i in reversed(items[: last.index]) if i.kind == last.kind and i.group == last.group), None)
    return before is not None and any(i.cue("coord") for i in items[before.index + 1 : last.index])


def _join_parts(items: list[Item], places: list[Item]) -> None:
    """ "the centre of X": the place takes the part as its extent, and the preposition before the part."""
    for place in places:
        while (part := _part_before(items, place)) is not None:
            extent = extent_words(items, part)
            place.extent = f"{extent} of the {place.extent}" if place.extent else extent
            place.prep, place.prep_index = part.prep, part.prep_index
            place.last = place.last or is_last(items, part)
            part.antecedent = place
            for other in places:
                if other.group == place.group and other.index > place.index:
                    other.prep, other.prep_index = place.prep, place.prep_index


def _join_whole(items: list[Item], places: list[Item]) -> None:
    """ "almost the whole city": the amount before a place noun is its extent."""
    for place in places:
        if place.cue("definite") and place.index and items[place.index - 1].cue("amount") == "almost":
            place.extent = "almost all"


def _join_times(items: list[Item]) -> None:
    """ "X (4 October)": a time in brackets is that of the place before it."""
    for bracket in items[1:-1]:
        if bracket.low == "(":
            before, after = items[bracket.index - 1], items[bracket.index + 1]
            if before.kind == "place" and after.kind == "time":
                before.own_time = after


def _join_bases(items: list[Item], places: list[Item]) -> None:
    """ "the airport of the city": the base noun takes the city as what it is named after."""
    for base in places:
        if base.value in ("@base", "@crossing"):
            near = item_at(items, base.index + 2)
            if (
                near is not None
                and near.kind == "place"
                and near.prep_index == base.index + 1
                and near.prep not in ("of", "in")
                and near.value[:3] in ("gn:", "tl:")
            ):
                base.value, near.prep = (
                    f"{base.value[1:]}:{near.value}",
                    "@near",
                )  # "the base at X" goes by the name of X
                continue
            for city in items[base.index + 1 : base.index + 4]:
                if city.kind == "place" and city.prep == "of" and city.prep_index == base.index + 1:
                    base.antecedent, city.prep = city, "@near"
                    break


def _part_before(items: list[Item], place: Item) -> Item | None:
    if place.prep not in ("of", "in") or place.prep_index < 1:
        return None
    part = items[place.prep_index - 1]
    return part if part.cue("part") or part.cue("edge") else None


def extent_words(items: list[Item], part: Item) -> str:
    """What the text says of a part, in the English of the cue table, with its number ("more than 80 %")."""
    value = part.cue("part") or part.cue("edge")
    if value == "%" and part.index:
        number = items[part.index - 1]
        value = f"{number.text} %"
        before = items[part.index - 2] if part.index > 1 else None
        if before is not None and before.cue("amount"):
            value = f"{before.cue('amount')} {value}"
    elif part.index and items[part.index - 1].cue("amount"):
        value = f"{items[part.index - 1].cue('amount')} {value}"
    return value


def is_last(items: list[Item], part: Item) -> bool:
    """Whether it is the last part that is spoken of: who takes the last part has the whole."""
    return any(item.cue("last") for item in items[max(0, part.index - 3) : part.index + 1])
