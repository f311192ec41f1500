"""A sentence cut into units: the entries of the lexicon and the places of the gazetteer that begin at each word."""

from __future__ import annotations

from timeline.lexicon import KEPT, SPLIT, Entry, Lexicon, Word
from timeline.words import cut as cut_words

GAPS = (" ", "\u00a0")
_PLAIN = str.maketrans("’‑‐", "'--")
_NO_CAPITAL = (False,)  # the data of a word that cannot be part of a name

UNASKED = object()  # of a memory whose answer may be None

Unit = tuple  # (start, end, tag, data, low, rule)


class Tokens:
    """The words of a sentence and where they stand; a compound is cut in parts where those say more."""

    __slots__ = ("ends", "starts", "text", "words")

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        written, self.starts, self.ends = cut_words(text, SPLIT)
        known = lexicon.known
        if len(known) > KEPT:
            known.clear()
            lexicon.parted.clear()
        self.words = [known.get(word) or _look_up(word, lexicon) for word in written]
        if not lexicon.parted.keys().isdisjoint(written):
            self._part(written, lexicon.parted)

    def _part(self, written: list[str], parted: dict[str, tuple[Word, ...]]) -> None:
        words, starts = [], []
        for text, whole, start in zip(written, self.words, self.starts, strict=True):
            for word in parted.get(text) or (whole,):
                words.append(word)
                starts.append(start + word.at)
        self.words, self.starts = words, starts
        self.ends = [start + len(word.text) for word, start in zip(words, starts, strict=True)]


def _look_up(written: str, lexicon: Lexicon) -> Word:
    """What is known of a word, or of the first part of one that is cut; remembered by the word."""
    parts = tuple(_word(at, text, low, lexicon) for at, text, low in _parts(written, lexicon))
    if len(parts) > 1:
        lexicon.parted[written] = parts
    return lexicon.known.setdefault(written, parts[0])


def _word(at: int, text: str, low: str, lexicon: Lexicon) -> Word:
    entries = lexicon.entries(low)
    seconds = dict.fromkeys(x.words[0] for x in entries if x.words)
    longer = {second: tuple(x for x in entries if not x.words or x.words[0] == second) for second in seconds}
    bare = tuple(x for x in entries if not x.words)
    return Word(at, text, low, bare, longer, not entries and text.islower(), _capital(text))


def _parts(word: str, lexicon: Lexicon) -> list[tuple[int, str, str]]:
    """The parts of a word with their plain lower case; "IS-bolwerk", "Huturebellen" are cut before a known noun."""
    low = word.lower()
    if low.isalnum():
        head = next((h for h in lexicon.prefixes if low.startswith(h)), "") if word[0].isupper() else ""
        joined = bool(head) and any(x.tag == "P" for x in lexicon.phrases.get(low[len(head) :], ()))
        cuts = (0, len(head)) if joined else (0,)
        return [(a, word[a:b], low[a:b]) for a, b in zip(cuts, (*cuts[1:], len(low)), strict=True)]
    low = low.translate(_PLAIN)
    if "/" in low:
        parts, at = [], 0
        for part in word.split("/"):
            parts.append((at, part, part.lower().translate(_PLAIN)))
            at += len(part) + 1
        return parts
    whole = any(not x.words for x in lexicon.entries(low)) or bool(lexicon.gazetteer.lookup(word))
    if "-" in low and not whole:  # "Koeweit-Stad" is a name of its own
        left, _, right = low.rpartition("-")
        head = word[: len(left)]
        known = any(not x.words and _fits(x, head) for x in lexicon.phrases.get(left, ()))
        named = _capital(head) and left not in lexicon.not_names and _noun(right, lexicon)
        if left not in lexicon.compass and (known or named):
            return [(0, head, left), (len(left) + 1, word[len(left) + 1 :], right)]
    return [(0, word, low)]


def _noun(low: str, lexicon: Lexicon) -> bool:
    return low in lexicon.roles["stronghold"] or any(x.tag in "PLT" for x in lexicon.entries(low))


def _capital(word: str) -> bool:
    """A name may begin here: a capital, also after an article ("al-Bab")."""
    return word[0].isupper() or ("-" in word[:5] and word[word.find("-") + 1 : word.find("-") + 2].isupper())


def _compass_people(low: str, lexicon: Lexicon) -> Entry | None:
    """ "North Syrian" is the nationality behind its compass word."""
    head, hyphen, rest = low.partition("-")
    if not hyphen or head not in lexicon.compass:
        return None
    return next((x for x in lexicon.entries(rest) if x.tag == "D" and not x.words), None)


def _fits(entry: Entry, word: str) -> bool:
    if entry.case == "any":
        return True
    if entry.case == "capital":
        return _capital(word)
    return word.translate(_PLAIN) == entry.surface.split(" ")[0]


def cut(text: str, lexicon: Lexicon) -> list[Unit]:
    """Cut a sentence into tagged units; the empty list where nothing in it can be a name."""
    tokens = Tokens(text, lexicon)
    words, starts, ends = tokens.words, tokens.starts, tokens.ends
    units: list[Unit] = []
    shout = text.isupper()
    worth = False
    i, count = 0, len(words)
    while i < count:
        word = words[i]
        if word.plain:
            units.append((starts[i], ends[i], "w", _NO_CAPITAL, word.low, ""))
            i += 1
            continue
        taken = _entry_at(words, i, shout, lexicon)
        if word.capital:
            place = _place(tokens, i, lexicon, i == 0 or text[starts[i] - 1 : starts[i]] in "\"'“‘(«")
            if taken is None and (not place or not lexicon.gazetteer.lookup(word.text)):
                taken = _genitive(word.low, i, lexicon)
            if place and (
                taken is None
                or (place[0] > taken[1] and taken[0].tag != "-")
                or (taken[0].tag in "PL" and taken[0].surface != word.low)
            ):
                i, unit = place
                units.append(unit)
                worth = True
                continue
        if taken:
            entry, j = taken
            told = (
                ("w", _NO_CAPITAL, word.low, "") if entry.tag == "-" else (entry.tag, entry.data, word.low, entry.rule)
            )
            units.append((starts[i], ends[j - 1], *told))
            worth = True
            i = j
            continue
        noun = bool(units) and units[-1][2] == "L" and text[units[-1][1] : starts[i]] in GAPS  # "the town Hit"
        if word.capital and (noun or word.low not in lexicon.not_names) and len(word.text) > 1:
            day = units.pop() if _day_of_quarter(units) else None
            low = f"{day[4]} {word.low}" if day else word.low
            units.append((day[0] if day else starts[i], ends[i], "N", (i == 0,), low, ""))
            worth = True
        else:
            units.append((starts[i], ends[i], "w", (word.capital and i > 0,), word.low, ""))
        i += 1
    return units if worth else []


def _day_of_quarter(units: list[Unit]) -> bool:
    """Whether a name goes on with a number before it: quarters are named after a day ("the quarter 17 July")."""
    numbered = len(units) > 1 and units[-1][4].isdigit() and len(units[-1][4]) < 3
    return numbered and units[-2][2] == "L" and units[-2][3][:2] == ("district", "singular")


def _genitive(low: str, i: int, lexicon: Lexicon) -> tuple[Entry, int] | None:
    """The name of a leader or country with the ending of the genitive: "Haftars", "Hadi's", "Ruslands"."""
    if not low.endswith("s") or len(low) < 5:
        return None
    entries = lexicon.phrases.get(low[:-1].rstrip("'"), ())
    found = next(
        (x for x in entries if not x.words and (x.tag == "C" or (x.tag == "A" and x.data[1] == "person"))), None
    )
    return (found, i + 1) if found else None


def _entry_at(words: list[Word], i: int, shout: bool, lexicon: Lexicon) -> tuple[Entry, int] | None:
    """The longest entry that begins at word i, and the word behind it."""
    word = words[i]
    entries = word.bare
    if word.longer and i + 1 < len(words):
        entries = word.longer.get(words[i + 1].low, entries)
    for entry in entries:
        n = len(entry.words)
        if n and tuple([w.low for w in words[i + 1 : i + 1 + n]]) != entry.words:
            continue
        if _fits(entry, word.text) and not (shout and entry.case == "exact"):
            return entry, i + 1 + n
    if word.capital and "-" in word.low and (people := _compass_people(word.low, lexicon)):
        return people, i + 1
    return None


def _place(tokens: Tokens, i: int, lexicon: Lexicon, initial: bool) -> tuple[int, Unit] | None:
    """The longest place name that begins at token i, as (next token, unit)."""
    text, words, starts, ends = tokens.text, tokens.words, tokens.starts, tokens.ends
    article, inname = lexicon.roles["article"], lexicon.roles["inname"]  # small words that can stand in a name
    s = starts[i]
    last = i
    while last + 1 < len(words) and last - i < 3 and text[ends[last] : starts[last + 1]] in GAPS:
        word = words[last + 1]
        if not (word.capital or word.text in article or word.text in inname):
            break
        last += 1
    known, first = lexicon.placed, words[i].low
    for j in range(last, i - 1, -1):
        if j > i and not words[j].capital:
            continue
        name = text[s : ends[j]]
        key = name, first, initial, j == i
        found = known.get(key, UNASKED)
        if found is UNASKED:
            if len(known) > KEPT:
                known.clear()
            found = known[key] = _place_named(*key, lexicon)
        if found is not None:
            length, *told = found
            return j + 1, (s, s + length, *told)
    return None


def _place_named(name: str, first: str, initial: bool, alone: bool, lexicon: Lexicon) -> tuple | None:
    """What a name is as a place: its length and the rest of its unit; None where it is none.

    `first` is its first word in plain lower case, `initial` says that a sentence or quotation begins with it, `alone`
    that it is a single word.
    """
    if len(name) < 2:
        return None
    gazetteer, low = lexicon.gazetteer, name.lower()
    ids = gazetteer.lookup(name)
    if ids and (low in lexicon.not_names or (initial and first in lexicon.not_names)):
        ids = () if initial else curated(ids, gazetteer)  # Hit and Van are towns, but words first
    shape = ""
    if not ids and "-" in name:
        head, _, rest = name.partition("-")
        compass = lexicon.compass.get(head.lower())
        if compass is not None:
            if any(x.tag == "C" and _fits(x, rest) for x in lexicon.entries(rest.lower())):
                country = next(x.data[0] for x in lexicon.entries(rest.lower()) if x.tag == "C")
                return len(name), "C", (country,), low, "nl/compass.csv"
            ids, shape = gazetteer.lookup(rest), compass
            if ids and not compass:  # "Greater Tripoli", "Northeast Aleppo": the place itself
                return len(name), "G", (ids, "", rest), low, ""
        elif rest.islower() and (ids := strong(gazetteer.lookup(head), gazetteer)):
            return len(head), "G", (ids, "", head), head.lower(), ""
    if not ids and name.endswith("s") and len(name) > 5 and " " not in name:
        ids = strong(gazetteer.lookup(name[:-1]), gazetteer)
    if ids and initial and alone and not shape:
        ids = strong(ids, gazetteer)
    return (len(name), "G", (ids, shape, name), low, "") if ids else None


def curated(ids: tuple[str, ...], gazetteer) -> tuple[str, ...]:
    return tuple(i for i in ids if gazetteer.places[i].rule != "geonames")


def strong(ids: tuple[str, ...], gazetteer) -> tuple[str, ...]:
    """Those well enough known to be believed where a capital proves nothing."""
    return tuple(i for i in ids if gazetteer.places[i].rule != "geonames" or gazetteer.places[i].population >= 50_000)
