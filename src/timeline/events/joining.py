"""Items that belong together: a part and its place, a base and its city, a time and its place, a source's seat."""

from __future__ import annotations

from .items import Item, extent_words, is_last, item_at


def join(items: list[Item], places: list[Item]) -> None:
    """Join the items of a sentence, of which some are places, once each has its preposition."""
    _seats(items, places)
    _join_units(items)
    if any(item.kind == "time" for item in items):
        _join_times(items)
    _join_whole(items, places)
    _join_bases(items, places)
    _join_parts(items, places)


def _seats(items: list[Item], places: list[Item]) -> None:
    """ "according to a spokesman in X": where a source sits is no place of the event."""
    for item in places:
        if item.prep == "in" and item.prep_index > 0:
            before = items[max(0, item.prep_index - 5) : item.prep_index]
            said = next((k for k, other in enumerate(before) if other.cue("attribution")), None)
            if said is not None and all(i.kind != "time" and not i.readings for i in before[said + 1 :]):
                item.prep = "@near"


def _join_units(items: list[Item]) -> None:
    """ "soldiers of A and of B": the preposition within a party's name, told once more, gives no role."""
    for coord in items[1:-2]:
        if "coord" not in coord.cues or items[coord.index - 1].kind != "actor":
            continue
        first, again = items[coord.index - 1], items[coord.index + 1]
        if again.cue("prep") != "of" or again.low not in first.low.split()[1:]:
            continue
        second = next((i for i in items[again.index + 1 : again.index + 4] if not i.cue("det")), None)
        if second is not None and second.kind in ("actor", "place") and second.prep_index == again.index:
            second.prep, second.prep_index, second.group = first.prep, first.prep_index, first.group


def _join_times(items: list[Item]) -> None:
    """ "X (4 October)": a time in brackets is that of the place before it."""
    for bracket in items[1:-1]:
        if bracket.low == "(":
            before, after = items[bracket.index - 1], items[bracket.index + 1]
            if before.kind == "place" and after.kind == "time":
                before.own_time = after
    for word in items[1:-2]:
        if "coord" in word.cues:
            _pair_times(items, word.index)
    for time in items[2:-1]:
        if time.kind == "time" and time.prep and _of_noun(items, time):
            time.inside = True


def _of_noun(items: list[Item], time: Item) -> bool:
    """ "the in 2014 destroyed airport", "the in May taken X": behind an article a preposition opens a noun's phrase."""
    article = item_at(items, items[time.index - 1].index - 1)
    if article is None or not article.cue("det") or article.readings or not items[time.index - 1].cue("prep"):
        return False
    return not any(article.cue(kind) for kind in ("itpronoun", "demonstrative", "sub", "rel", "prep"))


def _pair_times(items: list[Item], k: int) -> None:
    """ "has taken in May X and in June Y": each of two places, or lists of places, has the time before it."""
    if items[k - 1].kind == "time" and k > 1 and items[k - 2].kind == "place" == items[k + 1].kind:
        if items[k + 2].kind == "time":  # "has taken X in May and Y in June"
            items[k - 2].own_time, items[k + 1].own_time = items[k - 1], items[k + 2]
        return
    second = next((i for i in items[k + 1 : k + 3] if i.kind == "time"), None)
    first = next((i for i in reversed(items[:k]) if i.kind in ("time", "punct") or i.cue("coord")), None)
    before = items[k - 1]
    if second is None or first is None or first.kind != "time" or before.kind != "place":
        return
    place = next((i for i in items[second.index + 1 : second.index + 4] if i.kind == "place"), None)
    if place is None or not first.value or not second.value or place.prep != before.prep:
        return
    if all(not i.readings or i.cue("det") for i in items[second.index + 1 : place.index]):
        for other, time in ((before, first), (place, second)):
            for item in items:
                if item.kind == "place" and item.group == other.group and item.index > time.index:
                    item.own_time = time


def _join_whole(items: list[Item], places: list[Item]) -> None:
    """ "almost the whole city": the amount before a place noun is its extent."""
    for place in places:
        if "definite" in place.cues and place.index and items[place.index - 1].cue("amount") == "almost":
            place.extent = "almost all"


def _join_bases(items: list[Item], places: list[Item]) -> None:
    """ "the airport of the city": the base noun takes the city as what it is named after."""
    for base in places:
        if base.value not in ("@base", "@crossing"):
            continue
        near = item_at(items, base.index + 2)
        if near is not None and _base_at(base, near):
            base.value, near.prep = f"{base.value[1:]}:{near.value}", "@near"
            continue
        for city in items[base.index + 1 : base.index + 4]:
            if city.kind == "place" and city.prep == "of" and city.prep_index == base.index + 1:
                base.antecedent, city.prep = city, "@near"
                break


def _base_at(base: Item, near: Item) -> bool:
    """ "the base at X" goes by the name of X."""
    return (
        near.kind == "place"
        and near.prep_index == base.index + 1
        and near.prep not in ("of", "in")
        and near.value[:3] in ("gn:", "tl:")
    )


def _join_parts(items: list[Item], places: list[Item]) -> None:
    """ "the centre of X": the place takes the part as its extent, and the preposition before the part."""
    for place in places:
        while (part := _part_before(items, place)) is not None:
            extent = extent_words(items, part)
            place.extent = f"{extent} of the {place.extent}" if place.extent else extent
            place.prep, place.prep_index = part.prep, part.prep_index
            place.last = place.last or is_last(items, part)
            if part.cue("suburb"):
                place.cues = {**place.cues, "suburb": "suburb"}
            part.antecedent = place
            for other in places:
                if other.group == place.group and other.index > place.index:
                    other.prep, other.prep_index = place.prep, place.prep_index
        if (part := _part_behind(items, place)) is not None:
            place.extent, place.last = extent_words(items, part), is_last(items, part)
            place.prep, place.prep_index, part.antecedent = "", -1, place


def _part_behind(items: list[Item], place: Item) -> Item | None:
    """ "Of X the army holds only the centre": the bare part behind the verb of a clause that begins with its place."""
    start = place.prep_index
    begins = start == 0 or (start > 0 and (items[start - 1].kind == "punct" or bool(items[start - 1].cue("coord"))))
    verb = item_at(items, place.index + 1)
    if place.prep != "of" or not begins or place.extent or verb is None:
        return None
    if not any(r.form in ("present", "past") for r in verb.readings):
        return None
    for item in items[verb.index + 1 :]:
        if item.kind == "punct" or item.cue("sub") or item.kind == "place":
            return None
        if item.cue("part") and item.antecedent is None:
            return item if not item.prep else None
    return None


def _part_before(items: list[Item], place: Item) -> Item | None:
    if place.prep not in ("of", "in") or place.prep_index < 1:
        return None
    part = items[place.prep_index - 1]
    return part if part.cue("part") or part.cue("edge") else None
