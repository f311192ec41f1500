"""Who says so: the source that a sentence names for what a clause tells."""

from __future__ import annotations

from collections.abc import Iterator

from .clauses import Clause
from .focus import ANAPHOR
from .items import Item, is_common
from .slots import stands_for_government

SAYING = ("report", "announce")  # roles of verbs
REACH = 6  # items behind "according to" among which the source stands


def attribution_of(clause: Clause, clauses: list[Clause], denied: bool = False) -> str:
    """Who says so: the subject of the reporting verb that the clause hangs on, or the name after "according to"."""
    if source := next(filter(None, _cited(clause)), ""):
        return source
    behind = [c for c in clauses if c.before is clause or c.parent is clause]
    for other in (clause, clause.parent, clause.before, *behind):
        roles = SAYING if other in behind and not denied else (*SAYING, "deny")  # who denies a claim has not made it
        own = other in behind and any(c.kind == "sub" and c.parent is other for c in clauses)  # "but B insists that"
        says = other is not None and other.role(*roles) is not None and not own
        if says and (source := sayer(other) or _spoken_for(other, clauses)):
            return source
    return next((source for other in clauses if "attribution" in other.cues for source in _cited(other)), "")


def saying(clause: Clause, clauses: list[Clause]) -> list[Clause]:
    """The clauses that may tell who says what a clause tells: itself, those around it, and those behind it."""
    behind = [c for c in clauses if c.before is clause or c.parent is clause]
    return list(dict.fromkeys(c for c in (clause, clause.parent, clause.before, *behind) if c is not None))


def voice_of_people(clause: Clause, clauses: list[Clause]) -> str:
    """Who says so that is no party: the Observatory, residents, an agency ("says a doctor", "according to AFP")."""
    for other in saying(clause, clauses) if any("voice" in c.cues for c in clauses) else ():
        says = other.role(*SAYING, "deny") is not None
        for item in other.items:
            if item.cue("voice") and (_behind_citing(other.items, item) or (says and _acts(other.items, item))):
                named = next((i for i in other.items if i.index == item.index + 1), item)
                return named.cue("voice") or item.cue("voice")  # "the state agency SANA" is SANA
    return ""


def _behind_citing(items: list[Item], voice: Item) -> bool:
    """Whether a voice stands behind "according to", over its own words only."""
    before = [i for i in items if voice.index - REACH <= i.index < voice.index]
    cites = next((k for k in reversed(range(len(before))) if before[k].cue("attribution")), None)
    return cites is not None and all(i.cue("det") or (i.kind == "word" and not i.readings) for i in before[cites + 1 :])


def _acts(items: list[Item], voice: Item) -> bool:
    """Whether a voice is the subject: no preposition governs it, and none stands before the verb that it is behind."""
    before = next((i for i in reversed(items) if i.index < voice.index and not (i.cue("det") or is_common(i))), None)
    if before is None or not before.cue("prep"):
        verb = next((i.index for i in items if any(r.role in SAYING for r in i.readings)), voice.index)
        told = any(i.cue("det") or i.kind == "actor" or i.cue("subjectpronoun") for i in items if i.index < verb)
        return voice.index < verb or not told
    return False


def _cited(clause: Clause) -> Iterator[str]:
    """The name behind each "according to" of a clause, or the empty string where none follows."""
    for item in clause.items if clause.has("attribution") else ():
        if item.cue("attribution"):
            yield _after(clause.items, item)


def sayer(clause: Clause) -> str:
    """The subject of a clause with a verb of saying; in the passive its agent."""
    slot = "by" if clause.role("passive") is not None else ""
    for item in clause.names:
        if item.prep == slot and (item.kind == "actor" or stands_for_government(item)):
            return _seated(clause.items, item) or _name(item)
    return ""


def _seated(items: list[Item], party: Item) -> str:
    """ "The ministry of defence in Moscow": a body without a name is that of the state in whose capital it sits."""
    if not party.value.startswith(ANAPHOR):
        return ""
    at = items.index(party)
    seat = items[at + 2] if len(items) > at + 2 and items[at + 1].cue("prep") == "in" else None
    return seat.alt if seat is not None and stands_for_government(seat) else ""


def _spoken_for(clause: Clause, clauses: list[Clause]) -> str:
    """ "A spokesman of A says", "X, commander of A, says": the party of whom somebody speaks for it."""
    asides = (c for c in clauses if c.kind == "apposition" and c.parent is clause)
    for other in (clause, *asides):
        at = {item.index: item for item in other.items}
        for item in other.names:
            noun = at.get(item.prep_index - 1) if item.kind == "actor" and item.prep == "of" else None
            if noun is not None and (noun.cue("leader") or noun.cue("official")):
                return item.value
    return ""


def _name(item: Item) -> str:
    """The name of a party, or of the state that a place stands for."""
    return item.alt if item.kind == "place" else item.value


def _after(items: list[Item], cue: Item) -> str:
    """The first party behind a cue, before any verb."""
    for item in items[next(k for k, i in enumerate(items) if i is cue) + 1 :][:REACH]:
        if item.kind == "actor" or stands_for_government(item):
            return _seated(items, item) or _name(item)
        if (item.readings or item.cue("voice")) and not item.cue("det"):
            break
    return ""
