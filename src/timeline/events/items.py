"""An item of a sentence: a word with what it may be, or a mention; what it says of a part."""

from __future__ import annotations

from ..grammar import Reading

NONE: dict[str, str] = {}
UNKNOWN = frozenset(("unknown", "initial"))  # names of no table; a capital at the start of a sentence says least


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


def item_at(items: list[Item], k: int) -> Item | None:
    """The item at k, or None where there is none."""
    return items[k] if 0 <= k < len(items) else None


def is_common(item: Item) -> bool:
    """Whether an item is a plain word: no grammar word, no verb form, no name."""
    return item.kind == "word" and not item.cues and not item.readings


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
