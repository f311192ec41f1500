"""Names that a sentence lists after it has counted them: "took three towns: X, Y and Z", "towns, among them X"."""

from __future__ import annotations

from .clauses import Clause
from .focus import ANAPHOR, Nouns
from .items import Item, is_common
from .splitting import gather

LISTING = ("coord", "adverb", "det", "including", "already")  # cues of words that may stand in a list of names
DETERMINING = ("count", "indefinite", "amount", "det")  # cues of the words that a counted noun begins with


def take_in_lists(clauses: list[Clause], nouns: Nouns) -> None:
    """Let the names of a list stand in the clause that counts them, where the counting noun stands."""
    for k, piece in enumerate(clauses):
        if not k or piece.verbs or not piece.places or not _is_list(piece):
            continue
        head = next((c for c in reversed(clauses[:k]) if c.verbs), None)
        if head is None or not _announced(piece, clauses[head.number + 1 : k]):
            continue
        noun = _counting_noun(head, nouns)
        if noun is not None:
            _move(piece, head, noun)


def _is_list(piece: Clause) -> bool:
    """Whether a piece holds nothing but names of places, and times where a colon stands before it."""
    if any(place.value.startswith(("country:", ANAPHOR)) for place in piece.places):
        return False
    return all(
        item.kind in ("place", "punct", "time") or any(item.cue(kind) for kind in LISTING) or _of_time(piece, item)
        for item in piece.items
    )


def _of_time(piece: Clause, item: Item) -> bool:
    return bool(item.cue("prep")) and any(time.index == item.index + 1 for time in piece.times)


def _announced(piece: Clause, between: list[Clause]) -> bool:
    """Whether a colon, a word like "among them" or a comma alone opens the list; behind a comma times open a gap."""
    if any(clause.verbs for clause in between):
        return False
    colon = piece.strong == ":" or any(clause.strong == ":" for clause in between)
    return colon or (not piece.times and not piece.strong and (piece.kind == "apposition" or bool(_including(piece))))


def _including(piece: Clause) -> str:
    return piece.items[0].cue("including")


def _counting_noun(head: Clause, nouns: Nouns) -> Item | None:
    """The last plural place noun of a clause that is no name's ("three towns", "several villages")."""
    words = (item for item in reversed(head.items) if item.kind == "word" and not item.readings)
    return next((item for item in words if nouns.is_plural(item.low)), None)


def _move(piece: Clause, head: Clause, noun: Item) -> None:
    """Put the names of a list behind the noun that counts them, under its preposition, each with its own time."""
    at = next(k for k, item in enumerate(head.items) if item is noun)
    prep, prep_index = _preposition_of(head.items, at)
    leading = bool(piece.times) and piece.times[0].index < piece.places[0].index
    for place in piece.places:
        place.prep, place.prep_index, place.group = prep, prep_index, noun.index + 1
        near = [t for t in piece.times if (t.index < place.index) == leading and t.value]
        if near and place.own_time is None:
            place.own_time = near[-1] if leading else near[0]
    head.items[at + 1 : at + 1] = piece.places
    piece.items = [item for item in piece.items if item.kind not in ("place", "time")] or piece.items
    gather(piece)
    gather(head)


def _preposition_of(items: list[Item], at: int) -> tuple[str, int]:
    """The preposition before a noun, its adjectives and its determiner, and where it stands."""
    begun = False  # a number or an article has begun the noun's phrase: only a preposition can still belong to it
    for item in reversed(items[max(0, at - 4) : at]):
        if item.cue("prep") and not item.cue("det"):
            return item.cue("prep"), item.index
        if begun or not (is_common(item) or item.low.isdigit() or any(item.cue(kind) for kind in DETERMINING)):
            break
        begun = not is_common(item)
    return "", -1
