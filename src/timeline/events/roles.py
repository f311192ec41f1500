"""What fills the roles of a frame: which items of its clause are its place, its actor and its opponent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..gazetteer import Place
from .clauses import Clause
from .fitting import PARTIES, Case
from .focus import ANAPHOR
from .items import NOUNS, UNKNOWN, Item, is_common, item_at
from .slots import BARE, bare_parties, group_of, parties, place_items, slot_items, stands_for_government

CAPITAL = "@capital"  # in words of a frame ("calls it its capital") it is no place of its own
BESIEGED = frozenset(("siege", "siege_end"))  # what nobody but a place undergoes: "the siege of X was lifted"
SUBJECT = 2  # items behind the finite verb among which its subject begins: "the army" is one, with its article two


@dataclass
class Filled:
    """What fills a frame: places with the item that names them, parties in canonical English, and how it was found."""

    places: list[tuple[Place, Item]] = field(default_factory=list)
    actor: str = ""
    opponent: str = ""
    extent: str = ""
    last: bool = False
    certainty: str = "clause"


def find_places(case: Case, told: Callable[[], bool], proper: Callable[[Clause], frozenset[str]]) -> list[Item]:
    """Items for the frame's place, by slot, the nearest to the trigger; names of no table come last.

    `told` says, when asked, whether an event was told just before: then what "followed" may be such a name too.
    `proper` gives the names that the article writes with a capital within a sentence, as a clause reads them.
    """
    if not case.clause.places:
        return []  # as often as not the place is told elsewhere
    items = [i for i in place_items(case.clause) if i.value != CAPITAL or i not in case.span]
    if case.voice == "attributive":
        return [item for item in items if item.index > case.trigger.index][:1] or _governed_behind(case)
    found = _in_slots(case, items)
    if found or (case.type == "same" and not (told() and _names_agree(case.clause))):
        return found
    names = _names_of_no_table(case, proper)
    return _in_slots(case, names) if names is not None else []


def _names_of_no_table(case: Case, proper: Callable[[Clause], frozenset[str]]) -> list[Item] | None:
    """Items that can be the place once names of no table are taken for one; None where nobody acts on a place."""
    clause = case.clause
    spoken_of = [kind for kind in ("subjectpronoun", "person") if kind in clause.cues]
    pronouns = [i for i in clause.items if any(i.cue(kind) for kind in spoken_of)] if spoken_of else []
    acting = [*pronouns, *(i for i in clause.names if i.kind == "actor" or stands_for_government(i))]
    acting = acting or _acting_outside(clause)
    if not acting and not case.passive and not case.may("subj", "place") and case.type not in BESIEGED:
        return None
    plural = clause.finite is not None and clause.finite.verb.plural
    if plural and (case.passive or case.may("subj", "place")):  # "Ministries are held by A": one name is no plural
        several = {i.group for i in clause.places if i.group != i.index + 1}
        lone = [i for i in clause.places if i.alt == "initial" and not i.prep and i.group not in several]
    else:
        lone = []
    led = not case.passive and any(not i.prep for i in acting)  # the clause has a party for its subject
    fronted = _fronted(case, acting, proper) if led else None
    names = [i for i in place_items(clause, unknown=True) if i.prep or i.alt == "unknown" or not led or i is fronted]
    if any(i.alt == "unknown" and not i.prep for i in names):
        names = [i for i in names if i.prep or i.alt != "initial" or i.group in {n.group for n in names if n is not i}]
    return [i for i in names if i not in lone]


def _names_agree(clause: Clause) -> bool:
    """Whether names of no table can be what "followed" at a time: one, or a list of them where the verb is plural."""
    bare = [i for i in clause.places if not i.prep]
    plural = clause.finite is not None and clause.finite.verb.plural
    return bool(clause.times) and plural == (len(bare) > 1)


def _acting_outside(clause: Clause) -> list[Item]:
    """Who acts in a clause that names nobody: what it hangs on, "it", or the subject it shares with the one before."""
    if clause.kind == "rel" and clause.parent is not None:  # "the army, which took X"
        heads = [i for i in clause.parent.items if i.index < clause.items[0].index and i.low != ","]
        return [i for i in heads[-1:] if i.kind == "actor"]
    if clause.kind == "coord" and clause.before is not None and clause.finite is not None:
        return bare_parties(clause.before)
    if clause.pronoun("itpronoun"):
        return [i for k, i in enumerate(clause.items) if i.cue("itpronoun") and _stands_first(clause, k)]
    return []


def _stands_first(clause: Clause, k: int) -> bool:
    """Whether the subject may stand at k: at the start of its clause, behind a conjunction or the finite verb."""
    before = item_at(clause.items, k - 1)
    return before is None or before is clause.finite or bool(before.cue("sub") or before.cue("coord"))


def _fronted(case: Case, acting: list[Item], proper: Callable[[Clause], frozenset[str]]) -> Item | None:
    """ "X they have held since August": a name before a verb whose subject stands right behind that."""
    first, finite = case.clause.items[0], case.clause.finite
    if first.kind != "place" or first.alt != "initial" or finite is None or case.clause.items[1] is not finite:
        return None
    if not (" " in first.text or first.text in proper(case.clause)):
        return None  # "Mercenaries have taken the army by surprise": a sentence begins with any word
    takes = case.may("obj", "place") and not case.may("obj", "opponent") and not case.may("obj", "actor")
    near = [i for i in acting if not i.prep and finite.index < i.index <= finite.index + SUBJECT]
    return first if takes and near else None


def _in_slots(case: Case, items: list[Item]) -> list[Item]:
    """The items in the first of the frame's slots for a place that has any."""
    clause, slots = case.clause, list(case.frame.slots)
    if "round" in slots:
        items = [*items, *(i for i in clause.places if i.prep == "@round" and not i.value.startswith("country:"))]
    if "near" in slots:
        items = [*items, *(i for i in clause.places if i.prep == "@near" and i.alt != "dateline")]
    if "obj" in slots and clause.role("manage") is not None and not slot_items(items, "obj"):
        slots.append("in")  # "managed to take X": the preposition belongs to the verb
    for slot in slots:
        found = slot_items(items, slot)
        if case.kind == "noun" and slot == "bare" and not found:  # "from their stronghold X"
            found = _governed_behind(case)
        if case.kind == "noun" and slot not in BARE:
            found = _behind(case, slot, found, items)
        if slot in BARE and found:
            found = _not_government(case, found)
        if found:
            if slot in ("subj", "obj") and case.kind != "noun":
                return [item for item in found if item.value[:1] != ANAPHOR or len(found) == 1 or item.cue("definite")]
            nearest = min(found, key=lambda item: abs(item.index - case.trigger.index))
            return group_of(nearest, found)
    return []


def _governed_behind(case: Case) -> list[Item]:
    """ "from the [by A] held X", "in their stronghold X": the place right behind a word, both under a preposition."""
    behind = (i for i in case.clause.places if i.index == case.trigger.index + 1 and i.prep_index < case.trigger.index)
    return [i for i in behind if i.alt not in UNKNOWN and i.value[:1] != ANAPHOR and i.alt != "dateline"]


def goes_on(trigger: Item, prep: str, clause: Clause) -> bool:
    """Whether a preposition that governs no name follows right behind a phrase ("control of the budget in X")."""
    behind = [i for i in clause.items if trigger.index < i.index]
    at = next((k for k, i in enumerate(behind[:3]) if i.cue("prep") == prep), None)
    if at is None or slot_items(place_items(clause, unknown=True), prep):
        return False
    governed = next((i for i in behind[at + 1 :] if not i.cue("det") and not i.cue("indefinite")), None)
    return prep != "of" or (governed is not None and is_common(governed))


def _behind(case: Case, slot: str, found: list[Item], items: list[Item]) -> list[Item]:
    """What a noun governs stands behind it, but for a fronted phrase beside a verb of beginning or of the frame."""
    at = case.trigger.index
    behind = [item for item in found if item.index > at and (slot != "of" or _adjoins(case, item))]
    if not behind and slot == "of":  # "Capture Aleppo complete": headlines leave the preposition out
        behind = [item for item in items if item.index == at + 1 and not item.prep and item.value[:1] != ANAPHOR]
    if not behind and (case.clause.begins or case.frame.companions) and slot not in ("of", "by"):
        behind = [item for item in found if item.index < at]
    return behind


def _not_government(case: Case, found: list[Item]) -> list[Item]:
    """A capital that stands for its government is no object where another place is, or where only it can act."""
    clause = case.clause
    towns = {item.group for item in found if not stands_for_government(item)}  # a capital among towns is one
    named = [item for item in found if item.group in towns]
    others = bool(clause.has("subjectpronoun")) or any(i.kind == "actor" and not i.prep for i in clause.names)
    if clause.kind == "coord" and clause.before is not None:  # "advanced and took Tripoli"
        others = others or any(i.kind == "actor" and not i.prep for i in clause.before.names)
    if clause.kind == "rel" and clause.parent is not None:  # "the Houthis, who control Sanaa"
        heads = [i for i in clause.parent.items if i.index < clause.items[0].index and i.low != ","]
        others = others or bool(heads and heads[-1].kind == "actor")
    robs = case.may("obj", "opponent") and found[0] is clause.items[0] and clause.finite in clause.items[1:2]
    if not named and case.active and case.frame.subject and (robs or not others):
        return found[1:]  # "Kyiv takes from the rebels their town": a government, whoever else is named
    return named or found


def _adjoins(case: Case, item: Item) -> bool:
    """ "of X" belongs to the noun where nothing but names, times, grammar words and its verb stand between."""
    between = [i for i in case.clause.items if case.trigger.index < i.index < item.prep_index]
    if between and between[0].verb is not None and between[0].verb.form in ("participle", "infinitive"):
        del between[0]  # "had the capture reported of X"
    return all(i.kind in ("place", "actor", "time") or (not i.cues.keys() <= NOUNS and not i.readings) for i in between)


def _aimed(case: Case, item: Item) -> bool:
    """ "the attack on A", "opened the attack on A", but not "the advance met with A": no verb of its own between."""
    between = [i for i in case.clause.verbs if case.trigger.index < i.index < item.index]
    return all(i.verb.role in ("begin", "light", "have", "copula", "passive") for i in between)


def find_parties(case: Case, used: set[int]) -> dict[str, list[Item]]:
    """Items for actor and opponent; `used` are indexes of items that are the place."""
    items = parties(case.clause, used)
    bare = [item for item in items if not item.prep]
    found = {"actor": [], "opponent": []} | (_subject_and_object(case, bare) if case.active else _agent(case, items))
    for slot, roles in case.frame.roles.items():
        for role in roles if items and slot not in ("subj", "obj") else ():
            if role in PARTIES and not found[role]:
                taken = {i.index for group in found.values() for i in group}
                candidates = [item for item in _under(case, slot, items) if item.index not in taken]
                if candidates:
                    found[role] = group_of(candidates[0], items)
    if case.type == "siege_end" and case.kind == "noun":
        _besieger(case, found, slot_items(items, "by"))
    return found


def _besieger(case: Case, found: dict[str, list[Item]], agents: list[Item]) -> None:
    """ "A broke the siege of X by B", "the siege of X by B was broken by A": the agent of the noun is the opponent."""
    finite, start = case.clause.finite, case.trigger.index
    bare = any(not item.prep for item in found["actor"])
    own = [i for i in agents if i.index > start and (bare or (finite is not None and i.index < finite.index))]
    if own:
        found["opponent"] = group_of(own[0], agents)
        if not bare:
            found["actor"] = [i for i in agents if i.group != own[0].group]


def _agent(case: Case, items: list[Item]) -> dict[str, list[Item]]:
    """The parties of a passive: who stands under "by" is the frame's subject, who is bare its object."""
    found, (subject, object_) = {}, (case.frame.subject, case.frame.object)
    agent, bare = slot_items(items, "by"), slot_items(items, "obj")
    if case.voice == "attributive":
        agent = [item for item in agent if _qualifying(case, item)] or agent
    else:
        agent = [item for item in agent if not _qualifying(case, item)]
    if subject and agent:
        found[subject] = group_of(agent[0], items)
    if object_ and bare and case.passive:
        found[object_] = group_of(bare[0], bare)
    return found


def _qualifying(case: Case, agent: Item) -> bool:
    """Whether an agent belongs to a participle before a place ("the [by A] occupied X was surrounded by B")."""
    at = case.clause.items.index(agent)
    verb, place = (*case.clause.items[at + 1 : at + 3], None, None)[:2]
    return place is not None and place.kind == "place" and any(r.form == "attributive" for r in verb.readings)


def _subject_and_object(case: Case, bare: list[Item]) -> dict[str, list[Item]]:
    """The parties that an active verb, phrase or noun has without a preposition: first its subject, then its object."""
    subject, object_ = case.frame.subject, case.frame.object
    if not bare or not (subject or object_):
        return {}
    if not subject:
        return {object_: group_of(bare[0], bare)}
    if (agent := _agent_behind(case)) is not None:
        return {subject: group_of(agent, case.clause.names)}
    found: dict[str, list[Item]] = {}
    forced = case.kind == "verb" and case.clause.role("force") not in (None, case.trigger)
    others = [item for item in bare if item.group != bare[0].group]
    first = others[0] if forced and others else bare[0]
    if first is not bare[0]:  # "A forced B to leave X": B leaves, against A
        found["opponent"] = group_of(bare[0], bare)
    if object_ and not others and _is_object(case.clause):
        found[object_] = group_of(first, bare)
        return found
    found[subject] = group_of(first, bare)
    rest = [item for item in bare if item.group != first.group]
    if object_ and object_ != subject and rest:
        found[object_] = group_of(rest[0], rest)
    return found


def _agent_behind(case: Case) -> Item | None:
    """ "Moscow reports the capture of X by Wagner": who reports a deed that a noun says another did has not done it."""
    if case.kind != "noun" or not case.may("by", case.frame.subject) or not case.clause.role("report", "announce"):
        return None
    return next((i for i in slot_items(parties(case.clause), "by") if i.index > case.trigger.index), None)


def _under(case: Case, slot: str, items: list[Item]) -> list[Item]:
    """The parties in a slot, where those of this kind of frame stand behind their trigger."""
    start, found = case.trigger.start, slot_items(items, slot)
    if slot == "bare" and case.kind == "phrase":  # headlines leave "of" out: "in hands rebels"
        found = found or [i for i in items if i.prep and i.prep_index in [word.index for word in case.span]]
    dative = slot == "bare" and bool(case.frame.companions)  # "the town fell the rebels into the hands"
    if dative:
        return found
    if slot == "bare":
        found = [item for item in found if start <= item.start]
    if case.kind != "verb" and slot != "by":
        found = [item for item in found if item.start > start]
    if slot == "of":  # "taken by the AFDL of Kabila": whose they are
        led = {i.index + 1 for i in items if i.kind == "actor"}
        found = [item for item in found if item.alt != "person" or item.prep_index not in led]
    if case.kind == "noun" and slot == "on":
        found = [item for item in found if _aimed(case, item)]
    return found


def _is_object(clause: Clause) -> bool:
    """A lone party is the object where a pronoun is the subject, or the clause shares that of the one before it."""
    if clause.kind == "coord" and len(clause.items) > 1 and clause.items[0].cue("coord"):
        return clause.items[1] is clause.finite  # "took X and | drove A out of Y"
    if clause.has("subjectpronoun") or clause.kind == "rel":
        return True
    object_ = any(i.cue("itpronoun") and i.cue("objectpronoun") for i in clause.items)  # "wrested her from A"
    return clause.pronoun("itpronoun") and not object_
