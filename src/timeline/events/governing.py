"""Which preposition governs each name of a sentence, and which names stand in one list."""

from __future__ import annotations

from ..grammar import Grammar
from .items import NONE, SUPPORT, UNKNOWN, Item, announces, is_common, item_at
from .joining import join

LOOSE = frozenset(
    ("after", "during", "with", "because", "despite", "without", "thanks", "at", "according")
)  # "after heavy fighting X ..."
BEFORE_INFINITIVES = frozenset(("after", "by"))
TOGETHER = "together"  # the function of "together with", "beside"
OBJECT = "@object"  # what such an infinitive governs: a place is its bare object, a party is no subject
BREAKING = frozenset(("already", "still", "neg", "adverb", "extent"))  # no preposition governs a name across these
LISTED = frozenset(("det", "prep", "adverb", "nearby"))  # cues of words that may stand within a list
NOUN_PHRASE = frozenset(("det", "coord"))  # cues of words before the adjective of a listed name
DESCRIBING = frozenset(("@capital", "@city", "@region"))  # place nouns that may describe the name before them
ACROSS = 6  # words that may stand between a preposition and the name it governs
GOVERNING = frozenset(("prep", "reference", "support"))  # cues of words that may govern a name
FULL = 2  # words of a person's full name
CLAUSAL = "because"  # the function of a co-ordinating word that joins clauses only
PLAIN = frozenset(("word", "punct"))  # kinds of items of which most say nothing where no preposition is in force
TELLING = GOVERNING | {"part", "edge"}  # cues of words of which the governor takes note, whatever is in force
COUNTING = frozenset(("crowd", "count", "amount"))  # cues of words that tell how many there are of a party
LISTING = 2  # items of a comma and a determiner
PURPOSE = 12  # words within which the infinitive of a purpose stands


def govern(items: list[Item], grammar: Grammar) -> None:
    """Give every place, actor, time and part noun the preposition that governs it, and join lists ("X, Y and Z")."""
    governor = Governor(items, grammar)
    for item in items:
        if governor.prep or item.kind not in PLAIN or not TELLING.isdisjoint(item.cues):
            governor.read(item)  # of all other words nothing is to be noted
    places = [item for item in items if item.kind == "place"]
    for place in places:
        if place.prep == OBJECT or (place.prep == TOGETHER and place.value[:1] != "@"):  # "beside X, Y was taken too"
            place.prep, place.prep_index, place.alt = "", -1, place.alt if place.alt in UNKNOWN else ""
    join(items, places)


class Governor:
    """The preposition in force, as a sentence is read from left to right: its function, place, and how long ago.

    `outer` is the preposition before a nested one ("besieged by the [to A linked] group B").
    """

    def __init__(self, items: list[Item], grammar: Grammar):
        self.items, self.grammar = items, grammar
        self.prep, self.since, self.at = "", 0, -1
        self.outer: tuple[str, int] | None = None
        self.previous: Item | None = None  # the name or part before

    def read(self, item: Item) -> None:
        """Take note of one item, and govern it where it is a name, a time or a part."""
        cues = item.cues
        if item.kind == "word" and "part" not in cues and "edge" not in cues:
            if not GOVERNING.isdisjoint(cues) and (found := _function_of(self.items, item)):
                self._begin(item, found)
            elif self.prep:
                self._read_word(item)
        elif item.kind == "time" or item.kind == "punct":
            self._read_pause(item)
        else:
            self._govern(item)

    def _take(self, prep: str, at: int) -> None:
        self.prep, self.since, self.at = prep, 0, at

    def _begin(self, item: Item, found: str) -> None:
        """A word that governs comes in force, unless it is a conjunction here."""
        items = self.items
        before = items[item.index - 1] if item.index else None
        if _opens_clause(items, item):
            self.prep = ""
        elif found in BEFORE_INFINITIVES and _infinitive_ahead(items, item.index):
            self._take(OBJECT, item.index)
        elif found == "of" and before is not None and before.kind == "time" and _distance(before):
            self._take("@near", item.index)  # "at half an hour from X"
        elif found == "from" and self.prep == "by" and self.since and any(i.cue("there") for i in items[: self.at]):
            self._take("@near", item.index)  # "driven out there by the men from X"
        elif found == "@round" and before is not None and _around(before):
            if before.kind == "place":  # "the area around X" is X
                self._take(before.prep, before.prep_index)
                before.value, before.kind = "", "word"
        elif _governs_pronoun(items, item.index):
            self.prep = ""
        elif found == "of" and before is not None and before.cue("remains"):
            self.since = 0  # "the ruins of X" are X: what governs them governs it
        else:
            nested = self.prep and self.since and all(i.cue("det") for i in items[self.at + 1 : item.index])
            self.outer = (self.prep, self.at) if nested else None
            self._take(found, item.index)

    def _read_word(self, item: Item) -> None:
        """A word between a preposition and its name, which may end it; across too many it governs nothing."""
        cues = item.cues
        if not cues:
            self.prep = self.prep if self._qualifies(item) or not item.readings else ""
        elif "closing" in cues and item.kind == "word":
            self.prep = ""  # "with great effort rebels took X": no name stands in apposition to such a noun
        elif _breaks(item) or ("det" in cues and self.since and is_common(self.items[item.index - 1])):
            self.prep = ""  # a determiner behind a noun begins a new phrase
        self.since += 1
        if self.since > ACROSS:
            self.prep = ""

    def _qualifies(self, item: Item) -> bool:
        """ "in the [by A] besieged X", "from the fled police": a participle before a name is in its phrase."""
        before, after = self.items[item.index - 1], item_at(self.items, item.index + 1)
        named = after is not None and (after.kind == "place" or (after.kind == "actor" and bool(before.cue("det"))))
        return named and any(r.form == "attributive" for r in item.readings)

    def _read_pause(self, item: Item) -> None:
        """A time is governed and ends a preposition, as a mark does; it may end in one itself ("a day after X")."""
        if item.kind == "time":
            item.prep = self.prep
        if item.low != "-":
            self.prep = ""
        if item.kind == "time" and (after := _last_prep(item, self.grammar)) in LOOSE:
            self._take(after, item.index)

    def _govern(self, item: Item) -> None:
        """A name or a part takes the preposition in force, or that of the list it goes on."""
        items, previous = self.items, self.previous
        if self.prep and self.since and is_common(items[item.index - 1]):
            place = item.kind == "place" or "part" in item.cues
            if "definite" in item.cues or (self.prep in LOOSE and place):
                self.prep, self.at = "", -1  # a new phrase begins behind a noun
        if self.prep and self._named_before(item):
            self.prep, self.at = "", -1  # "fighters of A B entered X"
        item.prep, item.prep_index, item.group = self.prep, self.at, item.index + 1
        if self.prep == "of" and item.kind == "place" and _one_of(items, self.at):
            item.prep, item.prep_index = "", -1
        if previous is not None and _goes_on(items, previous, item):
            item.group = previous.group
            if not self.prep or item.prep_index < previous.index:
                item.prep, item.prep_index = previous.prep, previous.prep_index
            _promote(previous, item)
        if item.kind in ("place", "actor") and not _in_country(previous, item):
            self.previous = item
        if item.alt != "compound":  # "in the A stronghold X": all of it is governed
            self.prep, self.at = self.outer if self.outer is not None else ("", -1)
        self.outer, self.since = None, 0

    def _named_before(self, item: Item) -> bool:
        """Whether a person of two names, whom no table knows, stands right before a name: the preposition is theirs."""
        words = self.items[max(self.at + 1, item.index - FULL) : item.index]
        known = (self.grammar.adjectives, self.grammar.peoples)
        names = [i for i in words if i.kind == "word" and i.text[:1].isupper() and not any(i.low in k for k in known)]
        return len(names) == FULL and not any(i.cues for i in names)


def _goes_on(items: list[Item], previous: Item, item: Item) -> bool:
    """Whether a name goes on the list that the name before it stands in."""
    lands = [i.kind == "place" and i.value.startswith("country:") for i in (previous, item)]
    comma = any(i.low == "," for i in items[previous.index + 1 : item.index])
    if lands == [True, False] and previous.prep == "@near" and item.kind == "place" and comma:
        return False  # "X, on the border with A, and Y"
    if item.value in DESCRIBING and _describes(items, previous, item):
        return False
    if previous.prep == "of" and previous.value in DESCRIBING and comma and item.value[:1] != "@":
        return False  # "the main town of the region, X": the name of the town
    if previous.prep and (_begins_clause(items, previous, item) or _behind_aside(items, previous, item)):
        return False
    return _alike(previous, item) and _listed(items, previous.index, item.index) and not _closed(items, previous, item)


def _describes(items: list[Item], previous: Item, item: Item) -> bool:
    """ "near X, its capital, A took the base": a place noun behind a name and a comma says what that is."""
    between, after = items[previous.index + 1 : item.index], item_at(items, item.index + 1)
    named = previous.kind == "place" and previous.value[:1] != "@" and bool(between) and between[0].low == ","
    listed = any(i.cue("coord") for i in between) or (after is not None and bool(after.cue("coord")))
    return named and not listed


def _begins_clause(items: list[Item], previous: Item, item: Item) -> bool:
    """ "X is in the hands of A, but B says": behind a comma and a conjunction a name before its verb is a subject."""
    between, behind = items[previous.index + 1 : item.index], item_at(items, item.index + 1)
    if any(i.cue("coord") == CLAUSAL for i in between):
        return True  # "... of the province, for X itself is still theirs": such a word joins no names
    opens = bool(between) and between[0].low == "," and any(i.cue("coord") for i in between[1:2])
    finite = behind is not None and any(r.form in ("present", "past") for r in behind.readings)
    return opens and finite and not behind.cue("det")


def _behind_aside(items: list[Item], previous: Item, item: Item) -> bool:
    """ "A drove, united in the council of B, the C out of X": behind its comma a determined party is in no list."""
    comma, verb = max(0, previous.prep_index - 2), previous.prep_index - 1
    if items[comma].low != "," or not items[verb].readings or item.kind != "actor":
        return False
    between, behind = items[previous.index + 1 : item.index], items[item.index + 1 : item.index + 6]
    apart = len(between) == LISTING and between[0].low == "," and bool(between[1].cue("det"))
    return apart and not any(i.cue("coord") for i in behind)


def _function_of(items: list[Item], item: Item) -> str:
    """The function under which a word governs what follows here; "" where it is a particle."""
    found = _governs(item)
    if found == "of" and _away(items, item.index):
        return "@near"
    if found and not found.startswith("@") and (_ends(items, item.index) or announces(items, item.index)):
        return ""
    return "" if found == "of" and _fraction(items, item.index) else found


def _away(items: list[Item], k: int) -> bool:
    """ "half an hour from X": a duration before "of", behind "on" or a mark, is a distance."""
    time, before = item_at(items, k - 1), item_at(items, k - 2)
    if time is None or time.kind != "time" or time.mention.time_kind != "duration" or before is None:
        return False
    return before.kind == "punct" or before.cue("prep") == "on"


def _governs(item: Item) -> str:
    """The function under which a word governs the name behind it, or the empty string."""
    cues = item.cues
    if "prep" in cues:
        return cues["prep"]
    if "reference" in cues:
        return "@round" if cues["reference"] == "round" else "@near"
    return "@led" if cues.get("support") == "led" else "@support" if "support" in cues else ""


def _governs_pronoun(items: list[Item], k: int) -> bool:
    """ "according to him the whole town": the pronoun right behind a preposition is all that it governs."""
    pronoun, after = item_at(items, k + 1), item_at(items, k + 2)
    if pronoun is None or pronoun.kind != "word" or "objectpronoun" not in pronoun.cues:
        return False
    if not pronoun.cue("det") or after is None:
        return True
    return after.kind in ("time", "punct") or bool(after.cue("det") or after.cue("adverb"))


def _opens_clause(items: list[Item], item: Item) -> bool:
    """Whether a word that may be a preposition is a conjunction here ("since A took X", "to take X")."""
    k = item.index
    if "sub" in item.cues and (items[k - 1].low == "," if k else _verbs_last(items)):
        return True
    return "purpose" in item.cues and any("marker" in later.cues for later in items[k : k + PURPOSE])


def _breaks(item: Item) -> bool:
    """Whether no preposition governs a name across this word: a verb, an adverb of time, a conjunction."""
    cues = item.cues
    if not BREAKING.isdisjoint(cues) or "sub" in cues:
        return True
    return "det" not in cues and (bool(item.readings) or "rel" in cues)


def _fraction(items: list[Item], k: int) -> bool:
    """ "27 of the 29 districts of X": the "of" between two numbers governs nothing."""
    first, second = items[k - 1 : k], items[k + 1 : k + 3]
    numbers = all(i.low.isdigit() or i.cue("count") for i in (*first, *second[1:]))
    return bool(first) and len(second) == 2 and bool(second[0].cue("det")) and numbers


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
    if k + 2 >= len(items) or "coord" not in items[k + 1].cues:
        return False
    return "prep" not in items[k + 2].cues and "reference" not in items[k + 2].cues


def _promote(first: Item, second: Item) -> None:
    """An unknown name that is listed with a known place is a place too."""
    if (first.alt in UNKNOWN) != (second.alt in UNKNOWN):
        for item in (first, second):
            item.alt = "" if item.alt in UNKNOWN else item.alt


def _around(noun: Item) -> bool:
    return bool(noun.cue("around")) or (noun.kind == "place" and noun.value == "@region")


def _distance(time: Item) -> bool:
    """ "at half an hour from X": a duration under such a preposition tells how far it is."""
    return time.prep == "on" and time.mention.time_kind == "duration"


def _one_of(items: list[Item], k: int) -> bool:
    """ "That of X is besieged": a demonstrative before "of" at the start of a clause stands for the place there."""
    that, before = item_at(items, k - 1), item_at(items, k - 2)
    begins = before is None or before.kind == "punct" or bool(before.cue("coord"))
    return that is not None and begins and bool(that.cue("demonstrative"))


def _in_country(previous: Item | None, item: Item) -> bool:
    """ "Ramadi in Iraq and Palmyra in Syria": the country right behind a place does not break the list."""
    return (
        previous is not None
        and item.value.startswith("country:")
        and item.prep in ("in", "of")
        and item.index - previous.index == 2
    )


def _alike(first: Item, second: Item) -> bool:
    """Two names can stand in one list: two places, or two parties, of which one may be a country."""
    if first.kind == second.kind:
        return (
            first.prep not in SUPPORT or not first.value.startswith("country:") or second.value.startswith("country:")
        )
    return {first.kind, second.kind} == {"place", "actor"} and (
        first if first.kind == "place" else second
    ).value.startswith("country:")


def _listed(items: list[Item], first: int, second: int) -> bool:
    """Whether only list words stand between two items: a comma, a co-ordinating word, a determiner, a preposition."""
    between = _without_asides(items[first + 1 : second])
    if items[second].kind == "actor":  # "the police and the Shiite A"
        while len(between) > 1 and _within_phrase(between):
            between.pop()
    if not between or len(between) > 4:
        return False
    joined = False
    if between[0].low == "," and items[second].kind == "actor" and items[second - 1].cue("indefinite"):
        return False  # "A, an alliance of B and C, took X": what A is
    for item in between:
        if item.low == "," or item.cue("coord"):
            joined = True
        elif item.value.startswith("country:"):
            continue
        elif item.readings and not item.cue("det"):
            return False
        elif LISTED.isdisjoint(item.cues) or (item.cue("rel") and items[item.index - 1].low == ","):
            return False  # "X, which A attacks": a relative word behind a comma is no determiner
    return joined


def _within_phrase(between: list[Item]) -> bool:
    """ "the police and the Shiite A", "a thousand Britons and two thousand A": words that only qualify or count A."""
    word, before = between[-1], between[-2]
    if not COUNTING.isdisjoint(word.cues) or word.low.replace(".", "").isdigit():
        return not word.readings and (bool(before.cue("coord")) or not COUNTING.isdisjoint(before.cues))
    return is_common(word) and not NOUN_PHRASE.isdisjoint(before.cues)


def _closed(items: list[Item], last: Item, item: Item) -> bool:
    """ "after X, Y and Z, also W": behind its co-ordinating word a list goes on by another one only."""
    if any(between.cue("coord") for between in items[last.index + 1 : item.index]):
        return False
    before = next((i for i in reversed(items[: last.index]) if i.kind == last.kind and i.group == last.group), None)
    return before is not None and any(i.cue("coord") for i in items[before.index + 1 : last.index])


def _without_asides(items: list[Item]) -> list[Item]:
    """Items without what stands in brackets."""
    kept, inside = [], 0
    for item in items:
        inside += item.low == "("
        if not inside:
            kept.append(item)
        inside = max(0, inside - (item.low == ")"))
    return kept
