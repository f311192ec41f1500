"""Items of a clause that can be a party or a place, and the slots that they stand in."""

from __future__ import annotations

from collections.abc import Collection

from ..gazetteer import Place
from .clauses import Clause
from .focus import ANAPHOR, Focus
from .items import SUPPORT, UNKNOWN, Item

REFERENCE = frozenset(("@near", "@round"))
KINDS = {
    "@regions": "region",
    "@bases": "base",
    "@districts": "district",
}  # what several places are that a noun points back to
BARE = ("subj", "obj", "bare")  # the slots of what no preposition governs
NO_STATE = frozenset(("", "dateline", *UNKNOWN))
LISTED = 2  # towns of which one is "the first" and the other "the second"
QUARTER = "a district"  # the extent of a quarter without a name


def stands_for_government(item: Item) -> bool:
    """Whether a place can be a party: a country, or a capital for its government."""
    return item.kind == "place" and item.alt not in NO_STATE


def parties(clause: Clause, skip: Collection[int] = ()) -> list[Item]:
    """Items of a clause that can be a party: actors, and countries or capitals that stand for governments.

    `skip` are indexes of items that are something else already.
    """
    if clause.sides is None:
        beside = SUPPORT | REFERENCE
        clause.sides = [
            i for i in clause.names if i.prep not in beside and (i.kind == "actor" or stands_for_government(i))
        ]
    return [item for item in clause.sides if item.index not in skip] if skip else clause.sides


def bare_parties(clause: Clause) -> list[Item]:
    """Parties of a clause that no preposition governs: its subject and object."""
    return [item for item in parties(clause) if not item.prep]


def place_items(clause: Clause, unknown: bool = False) -> list[Item]:
    """Items of a clause that can be the place of an event; countries and points of reference are not.

    With `unknown`, also a name that no table knows: as the object of a party that takes something it is a place.
    """
    if clause.grounds is None:
        clause.grounds = [
            item
            for item in clause.places
            if item.prep not in REFERENCE and not item.value.startswith("country:") and item.alt != "dateline"
        ]
    return [item for item in clause.grounds if unknown or item.alt not in UNKNOWN]


def slot_items(items: list[Item], slot: str) -> list[Item]:
    """Items that stand in a slot: bare ones for subj, obj and bare, else those under that preposition."""
    if slot in BARE:
        return [item for item in items if not item.prep]
    return [item for item in items if item.prep.lstrip("@") == slot]


def group_of(item: Item, items: list[Item]) -> list[Item]:
    """The item with those it is listed with."""
    return [other for other in items if other.group == item.group] or [item]


def resolve_places(items: list[Item], focus: Focus) -> list[tuple[Place, Item]]:
    """Places of the items; place nouns point back to the focus."""
    found: list[tuple[Place, Item]] = []
    for item in items:
        found.extend((place, item) for place in _resolve(item, focus, found[-1][0] if found else None))
    return found


def _resolve(item: Item, focus: Focus, before: Place | None) -> list[Place]:
    """The places that one item means; `before` is that of the item before it. A country is none (CODEBOOK.md)."""
    if item.value.startswith("country:"):
        return []
    beside = item.value == "@base" and (item.antecedent is not None or focus.nouns.kinds.get(item.low.split()[-1]))
    if beside:
        place = _base_place(item, focus)
    elif item.count > 1:
        return focus.last_places(KINDS.get(item.value, "city"), item.count)
    elif item.value == "@base" and before is not None and item.mention.shift:  # "X and the airport"
        place = focus.part_of(before, item.mention.shift) or before
    elif item.cue("suburb") and (place := focus.suburb_of(focus.gazetteer.place(item.value))) is not None:
        item.extent = ""  # "went into the suburb of X", right after that was named
    elif item.cue("namesake"):
        place = focus.namesake(item.value.lstrip(ANAPHOR))
    elif item.value.startswith(ANAPHOR):
        place = _pointed(item, focus)
    else:
        place = focus.own_quarter(focus.gazetteer.place(item.value), item.text)
        quarter = focus.quarter_of(place, item.extent) if item.extent and place.kind == "city" else None
        place = quarter or place  # "the old city of X" is a district where the tables know it
    return [place] if place is not None else []


def _base_place(item: Item, focus: Focus) -> Place | None:
    """ "the airport of the city", "the capital's airport": the base of the city that the words name."""
    if item.antecedent is not None:
        named = resolve_places([item.antecedent], focus)
        return focus.part_of(named[0][0], item.mention.shift) if named else None
    city = focus.find_place(ANAPHOR + focus.nouns.kinds[item.low.split()[-1]])
    return focus.part_of(city, item.mention.shift)


def _pointed(item: Item, focus: Focus) -> Place | None:
    """What a place noun points back to; "the old city" is a district where the tables know it, else a part."""
    place = focus.find_place(
        item.value, item.cue("opening") or bool(item.cue("demonstrative")), item.low.split()[-1], item.mention.shift
    )
    if item.cue("nth") and item.cue("demonstrative"):  # "attacked X and Y. That first town fell"
        named = focus.last_places(item.value.lstrip(ANAPHOR), LISTED)
        return named[int(item.cue("nth")) - 1] if len(named) == LISTED else place
    city = focus.whole(focus.topic)
    described = item.value == "@district" and item.cue("definite") and item.low.count(" ") > 1
    if place is None and described and city is not None and city.kind == "city":
        item.extent = item.extent or QUARTER  # "the northern quarter" of the town in focus
        return city
    if place is None or not item.cue("quarter"):
        return place
    district = focus.quarter_of(place, item.cue("quarter"))
    item.extent = item.extent or ("" if district is not None else item.cue("quarter"))
    return district or place
