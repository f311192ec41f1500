"""Which frame a trigger takes in its clause, and what fills the frame's roles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..gazetteer import Place
from ..grammar import Frame, Grammar
from .clauses import Clause, readable
from .focus import ANAPHOR, Focus
from .items import UNKNOWN, Item, is_common

REFERENCE = frozenset(("@near", "@round"))
SUPPORT = frozenset(("@support", "@led"))


@dataclass
class Filled:
    """What fills a frame: places with the item that names them, parties in canonical English, and how it was found."""

    places: list[tuple[Place, Item]] = field(default_factory=list)
    actor: str = ""
    opponent: str = ""
    extent: str = ""
    last: bool = False
    certainty: str = "clause"


def fitting_frames(trigger: Item, rules: str, clause: Clause, grammar: Grammar) -> Iterator[Frame]:
    """The frames whose verb, companions and reflexive stand in the clause; frames with companions go first."""
    frames, verb = grammar.answering(rules)
    lemmas = clause.lemmas(but=trigger if verb else None) if frames[0].companions else set()
    own = {r.lemma for r in readable(trigger, clause.items)}
    for frame in frames:
        if frame.kind == "verb" and own.isdisjoint(frame.words):
            continue
        if frame.companions and lemmas.isdisjoint(frame.companions):
            continue
        if "reflexive" in frame.needs and not clause.has("reflexive"):
            continue
        if "predicate" in frame.needs and not _is_predicate(trigger, clause):
            continue
        yield frame


def _is_predicate(trigger: Item, clause: Clause) -> bool:
    """Whether a trigger is what a copula says of its subject: "X is of A", "X is Russian", "X is free"."""
    verbs = [i for i in clause.verbs if i is not trigger and not _is_noun(i)]
    at = next(k for k, item in enumerate(clause.items) if item is trigger)
    before, rest = clause.items[at - 1] if at else None, clause.items[at + 1 :]
    if before is None or not verbs or any(item.verb.role not in ("copula", "passive") for item in verbs):
        return False
    if clause.kind == "main" and trigger.index < verbs[0].index:
        return False
    if before.kind == "actor" or before.cue("prep") or before.cue("part") or before.cue("edge") or _plain(before):
        return False
    if before.kind == "place" and sum(not item.prep for item in clause.places) > 1:
        return False  # "X is bigger than the camp of A"
    owned = bool(trigger.cue("prep"))
    if owned:
        party = next((item for item in rest if item.kind == "actor" or item.cue("objectpronoun")), None)
        if party is None or (party.kind == "actor" and party.prep_index != trigger.index):
            return False
        rest = [item for item in rest if item.index > party.index and item.group != party.group]
    first = next((item for item in rest if item.kind != "time"), None)
    return first is None or first.kind == "punct" or bool(first.verb or (first.cue("prep") and not owned))


def _is_noun(item: Item) -> bool:
    """An infinitive beside a copula is a noun ("after a week of fighting X was theirs")."""
    return item.verb.role != "copula" and any(r.form == "infinitive" for r in item.readings)


def _plain(item: Item) -> bool:
    """Whether an item is a common noun or the like, that an "of" behind it belongs to."""
    return item.kind == "word" and not item.cues and item.verb is None


def voice_of(trigger: Item, clause: Clause, grammar: Grammar) -> str:
    """`active`, `passive` or `attributive` ("the retaken X")."""
    readings = readable(trigger, clause.items)
    if not readings:
        return "active"
    verb, forms = readings[0], {r.form for r in readings}
    if _before_noun(trigger, clause, forms):
        return "attributive"
    at = next((k for k, item in enumerate(clause.items) if item is trigger), 0)
    if "participle" not in forms or (at and clause.items[at - 1].cue("marker")):
        return "active"
    if trigger is clause.items[0] and any(i is not trigger and i.verb.form == "participle" for i in clause.verbs):
        return "passive"  # "driven from X, A has ...": a participle before the verb of the clause
    for candidate in (clause, clause.before if clause.kind == "coord" else None):
        if candidate is None:
            continue
        roles = {item.verb.role for item in candidate.verbs if item is not trigger}
        if "passive" in roles:
            return "passive"
        if roles & {"have", "keep"}:
            return "active"
        if roles & {"copula", "light"}:
            auxiliary = grammar.readings.get(grammar.auxiliary.get(verb.lemma, ""), ())
            return "active" if any(reading.role == "copula" for reading in auxiliary) else "passive"
    if forms & {"present", "past"} and clause.kind != "apposition":
        return "active"
    return (
        "active"
        if any(i.kind == "actor" and not i.prep for i in clause.names) and clause.kind == "coord"
        else "passive"
    )


def _before_noun(trigger: Item, clause: Clause, forms: set[str]) -> bool:
    """A participle between a determiner and a place name stands before the noun, not in the verb cluster."""
    if not forms & {"participle", "attributive"}:
        return False
    at = next(k for k, item in enumerate(clause.items) if item is trigger)
    following = clause.items[at + 1] if at + 1 < len(clause.items) else None
    if (
        following is None
        or following.kind != "place"
        or following.cue("definite")
        or following.value.startswith("country:")
        or (following.prep not in ("", clause.items[at].prep) and following.prep_index > trigger.index)
    ):
        return False
    for item in reversed(clause.items[max(0, at - 6) : at]):
        if item.cue("det") and not item.readings:
            return True
        if (
            item.readings
            or (item.kind == "place" and not stands_for_government(item))
            or (item.kind == "actor" and not item.prep)
        ):
            return False
    return False


NO_STATE = frozenset(("", "dateline", *UNKNOWN))


def stands_for_government(item: Item) -> bool:
    """Whether a place can be a party: a country, or a capital for its government."""
    return item.kind == "place" and item.alt not in NO_STATE


def parties(clause: Clause, skip: set[int]) -> list[Item]:
    """Items of a clause that can be a party: actors, and countries or capitals that stand for a government."""
    if clause.sides is None:
        beside = SUPPORT | REFERENCE
        clause.sides = [
            i for i in clause.names if i.prep not in beside and (i.kind == "actor" or stands_for_government(i))
        ]
    return [item for item in clause.sides if item.index not in skip]


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
    if slot in ("subj", "obj", "bare"):
        return [item for item in items if not item.prep]
    return [item for item in items if item.prep.lstrip("@") == slot]


def group_of(item: Item, items: list[Item]) -> list[Item]:
    """The item with those it is listed with."""
    return [other for other in items if other.group == item.group] or [item]


def find_places(frame: Frame, trigger: Item, clause: Clause, voice: str) -> list[Item]:
    """Items for the frame's place, by slot, the nearest to the trigger; names of no table come last."""
    items = place_items(clause)
    if voice == "attributive":
        return [item for item in items if item.index > trigger.index][:1]
    found = _in_slots(frame, trigger, clause, voice, items)
    if found or frame.type == "same":
        return found
    pronouns = [i for i in clause.items if i.cue("subjectpronoun")] if "subjectpronoun" in clause.cues else []
    acting = [*pronouns, *(i for i in clause.names if i.kind == "actor" or stands_for_government(i))]
    led = voice != "passive" and any(not i.prep for i in acting)  # the clause has a party for its subject
    names = [i for i in place_items(clause, unknown=True) if i.prep or i.alt == "unknown" or not led]
    if any(i.alt == "unknown" and not i.prep for i in names):
        names = [i for i in names if i.prep or i.alt != "initial" or i.group in {n.group for n in names if n is not i}]
    if not acting and voice != "passive" and "place" not in frame.roles.get("subj", ()):
        return []
    return _in_slots(frame, trigger, clause, voice, names)


def _in_slots(frame: Frame, trigger: Item, clause: Clause, voice: str, items: list[Item]) -> list[Item]:
    slots = list(frame.slots)
    if "round" in slots:
        items = [
            *items,
            *(i for i in clause.places if i.prep == "@round" and not i.value.startswith("country:")),
        ]
    if "near" in slots:
        items = [*items, *(i for i in clause.places if i.prep == "@near" and i.alt != "dateline")]
    if "obj" in slots and clause.role("manage") is not None and not slot_items(items, "obj"):
        slots.append("in")  # "managed to take X": the preposition belongs to the verb
    for slot in slots:
        found = slot_items(items, slot)
        if frame.kind == "noun" and slot not in ("subj", "obj", "bare"):
            found = _behind(frame, trigger, slot, found, items, clause)
        if slot in ("subj", "obj", "bare") and found:
            found = _not_government(found, frame, clause, voice)
        if found:
            if slot in ("subj", "obj") and frame.kind != "noun":
                return [item for item in found if item.value[:1] != ANAPHOR or len(found) == 1 or item.cue("definite")]
            nearest = min(found, key=lambda item: abs(item.index - trigger.index))
            return group_of(nearest, found)
    return []


def goes_on(trigger: Item, prep: str, clause: Clause) -> bool:
    """Whether a preposition that governs no name follows right behind a phrase ("control of the budget in X")."""
    behind = [i for i in clause.items if trigger.index < i.index]
    at = next((k for k, i in enumerate(behind[:3]) if i.cue("prep") == prep), None)
    if at is None or slot_items(place_items(clause, unknown=True), prep):
        return False
    governed = next((i for i in behind[at + 1 :] if not i.cue("det") and not i.cue("indefinite")), None)
    return prep != "of" or (governed is not None and is_common(governed))


def _behind(frame: Frame, trigger: Item, slot: str, found: list[Item], items: list[Item], clause: Clause) -> list[Item]:
    """What a noun governs stands behind it, but for a fronted phrase beside a verb of beginning or of the frame."""
    behind = [
        item for item in found if item.index > trigger.index and (slot != "of" or _adjoins(trigger, item, clause))
    ]
    if not behind and slot == "of":  # "Capture Aleppo complete": headlines leave the preposition out
        behind = [
            item for item in items if item.index == trigger.index + 1 and not item.prep and item.value[:1] != ANAPHOR
        ]
    if not behind and (clause.role("begin") or frame.companions) and slot not in ("of", "by"):
        behind = [item for item in found if item.index < trigger.index]
    return behind


def _not_government(found: list[Item], frame: Frame, clause: Clause, voice: str) -> list[Item]:
    """A capital that stands for its government is no object where another place is, or where only it can act."""
    named = [item for item in found if not stands_for_government(item)]
    others = bool(clause.has("subjectpronoun")) or any(i.kind == "actor" and not i.prep for i in clause.names)
    if clause.kind == "coord" and clause.before is not None:  # "advanced and took Tripoli"
        others = others or any(i.kind == "actor" and not i.prep for i in clause.before.names)
    if clause.kind == "rel" and clause.parent is not None:  # "the Houthis, who control Sanaa"
        heads = [i for i in clause.parent.items if i.index < clause.items[0].index and i.low != ","]
        others = others or bool(heads and heads[-1].kind == "actor")
    if not named and voice == "active" and frame.subject and not others:
        return found[1:]
    return named or found


def _adjoins(trigger: Item, item: Item, clause: Clause) -> bool:
    """ "of X" belongs to the noun where nothing but names, times and grammar words stand between."""
    between = [i for i in clause.items if trigger.index < i.index < item.prep_index]
    return all(i.kind in ("place", "actor", "time") or (i.cues and not i.readings) for i in between)


def _aimed(trigger: Item, item: Item, clause: Clause) -> bool:
    """ "the attack on A", "opened the attack on A", but not "the advance met with A": no verb of its own between."""
    between = [i for i in clause.verbs if trigger.index < i.index < item.index]
    return all(i.verb.role in ("begin", "light", "have", "copula", "passive") for i in between)


def resolve_places(items: list[Item], focus: Focus) -> list[tuple[Place, Item]]:
    """Places of the items; place nouns point back to the focus."""
    found = []
    for item in items:
        if item.value == "@base" and item.antecedent is not None:
            city = resolve_places([item.antecedent], focus)
            place = focus.part_of(city[0][0], item.mention.shift) if city else None
            if place is not None:
                found.append((place, item))
        elif item.value == "@base" and focus.nouns.kinds.get(item.low.split()[-1]):
            city = focus.find_place(ANAPHOR + focus.nouns.kinds[item.low.split()[-1]])
            place = focus.part_of(city, item.mention.shift)
            if place is not None:
                found.append((place, item))
        elif item.count > 1:
            found.extend((place, item) for place in focus.last_cities(item.count))
        elif item.value == "@base" and found and item.mention.shift:  # "X and the airport"
            city = found[-1][0]
            found.append((focus.part_of(city, item.mention.shift) or city, item))
        elif item.cue("namesake"):
            if place := focus.namesake(item.value.lstrip(ANAPHOR)):
                found.append((place, item))
        elif item.value.startswith(ANAPHOR):
            place = focus.find_place(
                item.value, bool(item.cue("demonstrative")), item.low.split()[-1], item.mention.shift
            )
            if place is not None and item.cue("quarter"):
                district = focus.quarter_of(place, item.cue("quarter"))
                item.extent = item.extent or ("" if district is not None else item.cue("quarter"))
                place = district or place
            if place is not None:
                found.append((place, item))
        else:
            found.append((focus.gazetteer.place(item.value), item))
    return found


def find_parties(frame: Frame, trigger: Item, clause: Clause, voice: str, used: set[int]) -> dict[str, list[Item]]:
    """Items for actor and opponent."""
    items = parties(clause, used)
    bare = [item for item in items if not item.prep]
    found: dict[str, list[Item]] = {"actor": [], "opponent": []}
    subject, object_ = frame.subject, frame.object
    if voice in ("passive", "attributive"):
        agent = slot_items(items, "by")
        if subject and agent:
            found[subject] = group_of(agent[0], items)
        if object_ and bare and voice == "passive":
            found[object_] = group_of(bare[0], bare)
    else:
        if subject and bare:
            forced = frame.kind == "verb" and clause.role("force") not in (None, trigger)
            others = [item for item in bare if item.group != bare[0].group]
            first = others[0] if forced and others else bare[0]
            if first is not bare[0]:  # "A forced B to leave X": B leaves, against A
                found["opponent"] = group_of(bare[0], bare)
            if object_ and len(bare) == 1 and _is_object(clause):
                found[object_] = group_of(first, bare)
            else:
                found[subject] = group_of(first, bare)
                rest = [item for item in bare if item.group != first.group]
                if object_ and object_ != subject and rest:
                    found[object_] = group_of(rest[0], rest)
        elif object_ and bare:
            found[object_] = group_of(bare[0], bare)
    for slot, roles in frame.roles.items():
        if slot in ("subj", "obj"):
            continue
        for role in roles:
            if role in found and not found[role]:
                candidates = slot_items(items, slot)
                dative = slot == "bare" and bool(frame.companions)  # "the town fell the rebels into the hands"
                if slot == "bare" and not dative:
                    candidates = [item for item in candidates if trigger.start <= item.start]
                if frame.kind != "verb" and slot != "by" and not dative:
                    candidates = [item for item in candidates if item.start > trigger.start]
                if frame.kind == "noun" and slot == "on":
                    candidates = [item for item in candidates if _aimed(trigger, item, clause)]
                taken = {i.index for group in found.values() for i in group}
                candidates = [item for item in candidates if item.index not in taken]
                if candidates:
                    found[role] = group_of(candidates[0], items)
    return found


def _is_object(clause: Clause) -> bool:
    """A lone party is the object where a pronoun is the subject, or the clause shares that of the one before it."""
    if clause.kind == "coord" and len(clause.items) > 1 and clause.items[0].cue("coord"):
        return clause.items[1] is clause.finite  # "took X and | drove A out of Y"
    return bool(clause.has("subjectpronoun")) or clause.kind == "rel" or clause.pronoun("itpronoun")
