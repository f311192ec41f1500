"""A sentence cut into units: the entries of the lexicon and the places of the gazetteer that begin at each word."""

from __future__ import annotations

from functools import lru_cache

from timeline.lexicon import TOKEN, Entry, Lexicon

GAPS = (" ", "\u00a0")
_PLAIN = str.maketrans("’‑‐", "'--")

Unit = tuple  # (start, end, tag, data, low, rule)


def _tokens(text: str, lexicon: Lexicon) -> list[tuple[int, int, str, str]]:
    """Tokens with their plain lower case; "IS-bolwerk" and "M23-rebellen" are cut at the hyphen before a known noun."""
    out = []
    for match in TOKEN.finditer(text):
        s, e = match.span()
        word = match.group()
        low = word.lower()
        if not low.isalnum():
            low = low.translate(_PLAIN)
            if "/" in low:
                at = s
                for part in word.split("/"):
                    out.append((at, at + len(part), part, part.lower().translate(_PLAIN)))
                    at += len(part) + 1
                continue
            whole = any(not x.words for x in lexicon.entries(low)) or bool(lexicon.gazetteer.lookup(word))
            if "-" in low and not whole:  # "Koeweit-Stad" is a name of its own
                left, _, right = low.rpartition("-")
                cut = s + len(left)
                head = text[s:cut]
                known = any(not x.words and _fits(x, head) for x in lexicon.phrases.get(left, ()))
                named = _capital(head) and left not in lexicon.not_names and _noun(right, lexicon)
                if left not in lexicon.compass and (known or named):
                    out.append((s, cut, head, left))
                    out.append((cut + 1, e, text[cut + 1 : e], right))
                    continue
        out.append((s, e, word, low))
    return out


def _noun(low: str, lexicon: Lexicon) -> bool:
    return any(x.tag in "PLT" for x in lexicon.entries(low))


@lru_cache(maxsize=200_000)
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
    tokens = _tokens(text, lexicon)
    lows = [token[3] for token in tokens]
    units: list[Unit] = []
    shout = text.isupper()
    count = len(tokens)
    entries = lexicon.cache.get
    worth = False
    i = 0
    while i < count:
        s, e, word, low = tokens[i]
        found = entries(low)
        if found is None:
            found = lexicon.entries(low)
        if not found and word.islower():  # a plain word
            units.append((s, e, "w", (False,), low, ""))
            i += 1
            continue
        taken = None
        for entry in found:
            n = len(entry.words)
            if n and tuple(lows[i + 1 : i + 1 + n]) != entry.words:
                continue
            if not _fits(entry, word) or (shout and entry.case == "exact"):
                continue
            taken = (entry, i + 1 + n)
            break
        capital = _capital(word)
        if taken is None and capital and "-" in low and (people := _compass_people(low, lexicon)):
            taken = (people, i + 1)
        if capital:
            place = _place(text, tokens, i, lexicon, i == 0 or text[s - 1 : s] in "\"'“‘(«")
            if place and (
                taken is None
                or (place[0] > taken[1] and taken[0].tag != "-")
                or (taken[0].tag in "PL" and taken[0].surface != low)
            ):
                j, unit = place
                units.append(unit)
                worth = True
                i = j
                continue
        if taken:
            entry, j = taken
            if entry.tag == "-":
                units.append((s, tokens[j - 1][1], "w", (False,), low, ""))
            else:
                units.append((s, tokens[j - 1][1], entry.tag, entry.data, low, entry.rule))
            worth = True
            i = j
            continue
        if capital and low not in lexicon.not_names and len(word) > 1:
            units.append((s, e, "N", (i == 0,), low, ""))
            worth = True
        else:
            units.append((s, e, "w", (capital and i > 0,), low, ""))
        i += 1
    return units if worth else []


def _place(text: str, tokens: list[tuple], i: int, lexicon: Lexicon, initial: bool) -> tuple[int, Unit] | None:
    """The longest place name that begins at token i, as (next token, unit)."""
    s = tokens[i][0]
    last = i
    while last + 1 < len(tokens) and last - i < 3 and text[tokens[last][1] : tokens[last + 1][0]] in GAPS:
        word = tokens[last + 1][2]
        if not (_capital(word) or word in lexicon.roles["article"] or word in lexicon.roles["inname"]):
            break
        last += 1
    gazetteer = lexicon.gazetteer
    for j in range(last, i - 1, -1):
        e = tokens[j][1]
        if j > i and not _capital(tokens[j][2]):
            continue
        name = text[s:e]
        low = name.lower()
        if len(name) < 2:
            continue
        ids = gazetteer.lookup(name)
        if ids and (low in lexicon.not_names or (initial and tokens[i][3] in lexicon.not_names)):
            ids = () if initial else curated(ids, gazetteer)  # Hit and Van are towns, but words first
        shape = ""
        if not ids and "-" in name:
            head, _, rest = name.partition("-")
            compass = lexicon.compass.get(head.lower())
            if compass is not None:
                if any(x.tag == "C" and _fits(x, rest) for x in lexicon.entries(rest.lower())):
                    country = next(x.data[0] for x in lexicon.entries(rest.lower()) if x.tag == "C")
                    return j + 1, (s, e, "C", (country,), low, "nl/compass.csv")
                ids, shape = gazetteer.lookup(rest), compass
            elif rest.islower() and (ids := strong(gazetteer.lookup(head), gazetteer)):
                return j + 1, (s, s + len(head), "G", (ids, "", head), head.lower(), "")
        if not ids and name.endswith("s") and len(name) > 5 and " " not in name:
            ids = strong(gazetteer.lookup(name[:-1]), gazetteer)
        if ids and initial and j == i and not shape:
            ids = strong(ids, gazetteer)
        if ids:
            return j + 1, (s, e, "G", (ids, shape, name), low, "")
    return None


def curated(ids: tuple[str, ...], gazetteer) -> tuple[str, ...]:
    return tuple(i for i in ids if gazetteer.places[i].rule != "geonames")


def strong(ids: tuple[str, ...], gazetteer) -> tuple[str, ...]:
    """Those well enough known to be believed where a capital proves nothing."""
    return tuple(i for i in ids if gazetteer.places[i].rule != "geonames" or gazetteer.places[i].population >= 50_000)
