"""What a frame needs of the clause around it (triggers.csv, column needs), beyond its places and parties."""

from __future__ import annotations

from .clauses import Clause
from .fitting import Case
from .focus import active_in, is_state
from .items import Item, is_common, item_at
from .roles import Filled
from .slots import stands_for_government

BINDING = frozenset(("of", "for", "on", "over", "during"))  # what they govern says what else a word is about
TIMES = ("after", "since")  # prepositions before a noun that only tells when
GOVERNED = 3  # items behind a preposition among which its noun stands


def lacks_need(case: Case, filled: Filled) -> bool:
    """Whether a frame does not find in its clause what it needs."""
    clause = case.clause
    if case.needs("opponent") and not filled.opponent and not clause.has("objectpronoun"):
        return True  # "put the families out of X"
    if case.needs("once") and any(i.cue("adverb") == "often" for i in clause.items):
        return True  # "changes hands all the time"
    if case.needs("town") and any(item is not None and stands_for_government(item) for _, item in filled.places):
        return True  # "Kyiv was attacked in the papers"
    if case.needs("unbound") and binds(case):
        return True  # "cut off from gas", "appeared in X for a parade"
    governing = _governing(case) if case.kind == "noun" and case.frame.companions else ""
    if governing in TIMES or (governing and case.needs("bare")):
        return True  # "after the capture of X a march began", "in the battle for X they lost a hundred men"
    if case.kind == "noun" and case.type == "offensive" and _aims_elsewhere(case, filled):
        return True  # "began an operation against the mosquitoes in X"
    if case.needs("dated") and not any(i.kind == "time" and i.mention.precision == "day" for i in clause.times):
        return True  # "claims X" as its own, at no stated day, is no news
    if case.needs("still") and not (clause.has("still") or clause.has("adverb")):
        return True
    return case.needs("plain") and not _plain(clause, filled)


def _aims_elsewhere(case: Case, filled: Filled) -> bool:
    """Whether an attack is one on a thing that is no place, and its place only tells where."""
    if any(item is None or item.prep != "in" for _, item in filled.places):
        return False
    behind = [i for i in case.clause.items if i.index > case.span[-1].index][: GOVERNED + 1]
    return bool(behind) and behind[0].cue("prep") in ("on", "against") and _governs_noun(behind[1:])


def _governing(case: Case) -> str:
    """The preposition that governs a noun, over its article and an adjective; the empty string where none does."""
    last = case.span[0].index
    for item in reversed([i for i in case.clause.items if last - GOVERNED < i.index < last]):
        if item.cue("prep") or (item.kind == "time" and item.mention.shift):  # "two days after"
            return item.cue("prep") or TIMES[0]
        if not (item.cue("det") or item.cue("indefinite") or is_common(item)):
            break
    return ""


def _plain(clause: Clause, filled: Filled) -> bool:
    """Whether the place is bare and no common noun stands behind it: not "keeps X under fire", "has a base in X"."""
    places = [item for _, item in filled.places if item is not None]
    if not places or any(item.prep for item in places):
        return False
    return not any(is_common(i) for i in clause.items if i.index > places[-1].index)


def binds(case: Case) -> bool:
    """Whether a preposition over a common noun says what the words are about; that of a noun stands behind it.

    What stands before the finite verb of a main clause only sets the scene ("On the first day of the war ...").
    """
    clause, last = case.clause, case.span[-1].index
    over = BINDING - {"over"} if case.type == "entry" else BINDING  # "drove into X over the bridge"
    start = clause.finite.index if clause.kind == "main" and clause.finite is not None else -1
    for item, behind in zip(clause.items, (clause.items[k + 1 :] for k in range(len(clause.items))), strict=True):
        next_to = item.index == last + 1
        near = next_to or (case.kind != "noun" and item.index > start and not _owned(item, clause))
        if near and item not in case.span and item.cue("prep") in over and _governs_noun(behind[:GOVERNED]):
            return True
    return False


def _owned(prep: Item, clause: Clause) -> bool:
    """Whether "of" belongs to a noun or a name before it, not to a verb or a predicate."""
    before = next((i for i in clause.items if i.index == prep.index - 1), None)
    free = before is None or before.verb is not None or before.kind == "time" or before.readings
    return prep.cue("prep") == "of" and not free and not before.cue("adverb")


def _governs_noun(behind: list[Item]) -> bool:
    """Whether the first of these that is no grammar word is a common noun."""
    if any(item.cue("part") for item in behind):
        return False  # "master of ninety percent of X"
    for item in behind:
        if is_common(item) or item.cue("elsewhere"):
            return True
        if item.kind != "word" or item.readings or item.cue("prep"):
            return False
    return False


def travels(case: Case, filled: Filled, actors: list[Item], items: list[Item]) -> bool:
    """ "The minister left X": a leader or an office-holder goes in or out alone, not a party that holds ground.

    Only the leader of a group, in a country where that fights, is taken for the group.
    """
    moved = any(map(case.needs, ("reflexive", "object", "sends")))  # who moves others, need not go himself
    if case.type not in ("entry", "withdrawal") or moved or not actors:
        return False
    if not all(_person(item, items) for item in actors):
        return False
    country = filled.places[0][0].country  # none where no table knows the place
    return is_state(filled.actor) or binds(case) or not country or not active_in(filled.actor, country)


def _person(party: Item, items: list[Item]) -> bool:
    """Whether a party is a leader, by name, by office or in a compound ("Taliban leaders")."""
    last = item_at(items, party.index + 2)
    compound = party.alt == "compound" and last is not None and bool(last.cue("leader"))
    return party.alt == "person" or compound


def at_war(parties: list[tuple], actor: str) -> bool:
    """Whether the article has named an armed group so far, or two parties; one of them may be who acts here."""
    named = {party[0] for party in parties}
    return not all(map(is_state, named)) or len(named | ({actor} if is_state(actor) else set())) > 1
