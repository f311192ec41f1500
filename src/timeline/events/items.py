"""An item of a sentence: a word with what it may be, or a mention; what it says of a part."""

from __future__ import annotations

import itertools

from ..grammar import Reading

NONE: dict[str, str] = {}
SAYING = frozenset(("announce", "report"))  # roles of verbs behind which an infinitive tells what is said
# cues of common nouns, and of "second" before one
NOUNS = frozenset(("another", "building", "chief", "gain", "closing", "evident", "voice", "nth"))
UNKNOWN = frozenset(("unknown", "initial"))  # names of no table; a capital at the start of a sentence says least
SUPPORT = frozenset(("@support", "@led"))  # what governs a name of who only backs a party or leads it


class Item:
    """One item of a sentence; `kind` is word, punct, place, actor or time. Offsets count from the sentence."""

    # what few items have stands in the class: an item is made for every word, and half the cost is in what it sets
    alt = extent = ""
    last = False
    group = 0
    prep_index = clause = -1
    separable = False  # whether a particle stands in the sentence that the form may belong to
    verb: Reading | None = None  # how its clause reads it
    antecedent: Item | None = None
    own_time: Item | None = None
    inside = False  # of a time: whether it stands within the phrase of a noun ("the in May taken X")
    count = 1

    def __init__(self, kind, start, end, text, low, index=0, cues=NONE, readings=(), value="", mention=None):
        self.kind, self.start, self.end, self.text, self.low, self.index = kind, start, end, text, low, index
        self.cues: dict[str, str] = cues
        self.readings: tuple[Reading, ...] = readings
        self.value, self.mention, self.prep = value, mention, ""

    def __repr__(self):
        return f"<{self.kind} {self.text!r} {self.prep} {self.value}>"

    def cue(self, kind: str) -> str:
        """The value of a cue of this kind, or the empty string."""
        return self.cues.get(kind, "")


def item_at(items: list[Item], k: int) -> Item | None:
    """The item at k, or None where there is none."""
    return items[k] if 0 <= k < len(items) else None


def is_common(item: Item) -> bool:
    """Whether an item is a plain word: no grammar word, no verb form, no name."""
    return item.kind == "word" and item.cues.keys() <= NOUNS and not item.readings


def announces(items: list[Item], k: int) -> bool:
    """ "announced to free X": the particle of a verb of saying before an infinitive, and none behind it."""
    low, behind = items[k].low, items[k + 1 :]
    if not any("marker" in i.cues for i in behind):
        return False
    if not any(r.particle == low and r.role in SAYING for i in items[:k] for r in i.readings):
        return False
    return all(i.low != low or after.cue("marker") for i, after in itertools.pairwise(behind))


def extent_words(items: list[Item], part: Item) -> str:
    """What the text says of a part, in the English of the cue table, with its number ("more than 80 %")."""
    value = part.cue("part") or part.cue("edge")
    if value == "%" and part.index:
        number = items[part.index - 1]
        value = f"{number.text} %"
        before = items[part.index - 2] if part.index > 1 else None
        if before is not None and before.cue("amount"):
            value = f"{before.cue('amount')} {value}"
    elif share := _share_of(items, part):
        value = f"{share} {value}"
    elif part.index and items[part.index - 1].cue("amount"):
        value = f"{items[part.index - 1].cue('amount')} {value}"
    return value


def _share_of(items: list[Item], part: Item) -> str:
    """ "nine of the ten" before "districts"; the empty string elsewhere."""
    start = next((k for k in range(part.index - 1, max(part.index - 4, 0), -1) if items[k].cue("prep") == "of"), 0)
    numbers = [i.cue("count") or i.low for i in items[max(0, start - 1) : part.index] if is_number(i)]
    return " of ".join(numbers) if start and is_number(items[start - 1]) else ""


def is_number(item: Item) -> bool:
    return bool(item.cue("count")) or item.low.isdigit()


def is_last(items: list[Item], part: Item) -> bool:
    """Whether it is the last part that is spoken of: who takes the last part has the whole."""
    return any(item.cue("last") for item in items[max(0, part.index - 3) : part.index + 1])
