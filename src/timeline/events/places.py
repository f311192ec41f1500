"""What the words around a place say: whether a pronoun, a part or a thing in it is meant, and how much of it."""

from __future__ import annotations

import itertools

from .clauses import Clause
from .fitting import Case
from .focus import ANAPHOR, is_group, is_state
from .items import NOUNS, UNKNOWN, Item, extent_words, is_common, is_number
from .needing import at_war, lacks_need, travels
from .roles import Filled
from .slots import bare_parties, place_items, resolve_places

NO = "no"  # the indefinite article of a noun that is denied
HUNDREDS = 3  # digits of a number below a thousand
SHARES = frozenset(("%", "half", "a quarter", "a third", "two thirds", "three quarters"))  # parts that are numbers
QUARTERS = "@districts"  # a plural noun of quarters
NEAR = 5  # items from a place to a clause that speaks of it


class PlaceReader:
    """How the coder reads the words around a place."""

    def _part_beside(self, places: list, clause: Clause) -> list:
        """ "holds in X the centre and the airport": beside a base of X, a part of X is held as well."""
        if "part" not in clause.cues or any(place.kind != "base" for place, _ in places):
            return places
        city = next((i for i in place_items(clause) if i.prep == "in" and not i.extent), None)
        part = next((i for i in clause.items if i.cue("part") and i.antecedent is None and not i.prep), None)
        if city is None or part is None:
            return places
        city.extent = extent_words(self.items, part)
        return [*resolve_places([city], self.focus), *places]

    @staticmethod
    def _cleft(clause: Clause) -> bool:
        """ "in X it is local groups that rule": what is said under the relative clause is said of the main clause."""
        parent = clause.parent
        if parent is None or parent.finite is None or parent.finite.verb.role != "copula":
            return False
        if any(i.value in ("@city", "@region") and not i.prep for i in parent.places):
            return False  # "it is the only town in X that they hold" speaks of the town
        at = parent.items.index(parent.finite)
        return any(item.cue("itpronoun") and item.cue("det") for item in parent.items[max(0, at - 1) : at + 2])

    def _object_of(self, place: Item) -> bool:
        """Whether a place under "of" or "in" belongs to a bare common noun ("the stadium of X")."""
        k = place.prep_index - 1
        if place.prep not in ("of", "in") or (place.prep == "in" and place.kind == "place"):
            return False
        if k < 1 or not is_common(self.items[k]):
            return False
        while k > 0 and is_common(self.items[k]):
            k -= 1
        return bool(self.items[k].cue("det") or self.items[k].cue("indefinite")) and not (
            k and (self.items[k - 1].cue("prep") or self.items[k - 1].cue("reference"))
        )

    @staticmethod
    def _goes(case: Case, part: Item) -> bool:
        """ "they went into the centre": a part under the preposition that the frame's place takes."""
        return case.type == "entry" and case.may(part.prep, "place")

    def _holds_object(self, case: Case, part: Item) -> bool:
        """ "took the town hall in the centre": a part that a bare common noun, the object, lies in."""
        takes = case.kind == "verb" and case.type in ("capture", "entry") and case.may("obj", "place")
        return takes and part.prep == "in" and self._object_of(part)

    def _has_object(self, clause: Clause) -> bool:
        """Whether the clause has a determined common noun that no preposition governs, not "the Kurdish led A"."""
        nouns = [item for item in clause.items if not item.cue("former")]
        for first, second in itertools.pairwise(nouns):
            determined = (first.cue("det") or first.cue("indefinite")) and first.index
            if determined and (is_common(second) or second.alt == "unknown"):
                before = self.items[first.index - 1]
                behind = self.items[second.index + 1 : second.index + 3]
                named = next((i for i in behind if i.kind != "word" or i.cue("prep")), None)
                ground = "place" if not first.cue("possessive") else ""  # "sends their sons X in"
                describes = named is not None and named.kind in ("actor", ground) and not second.low.isdigit()
                if not before.cue("prep") and not before.cue("reference") and not describes:
                    return True
        return False

    def _unfit(self, case: Case, filled: Filled, actors: list[Item]) -> bool:
        """Whether what fills a frame is not what it needs, or another thing in the place is what it speaks of."""
        clause = case.clause
        if case.needs("proper") and any(i is None or i.value.startswith(ANAPHOR) for _, i in filled.places):
            return True
        if case.passive and case.drives and not filled.opponent and self._others_driven(filled, clause):
            return True
        if case.type == "siege" and case.passive and not filled.actor and self._by_things(clause):
            return True  # "shut in by mountains", "besieged by photographers"
        if case.needs("people") and any(i.value == "@vehicles" for i in actors):
            return True  # "the column left X": on its way
        if case.type == "entry" and clause.has("civilian") and any(i.value in ("@vehicles", "@group") for i in actors):
            return True  # "the convoy with food drove into X", "a group of migrants"
        if case.type == "withdrawal" and not case.needs("reflexive") and any(map(self._crowd, actors)):
            return True  # "a hundred thousand Armenians fled from X"
        if case.needs("foe") and not is_group(filled.opponent):
            return True  # "attacked a convoy in X" is a raid, "attacked A in X" an attack on the place
        if clause.kind == "rel" and case.active and case.frame.subject == "place" and self._has_object(clause):
            return True  # "..., so that elsewhere a gap fell"
        if case.needs("known") and any(i is not None and i.alt in UNKNOWN for _, i in filled.places):
            return True
        compound = case.kind == "noun" and self.items[case.trigger.index - 1].low == "-"  # "the A capital" in one word
        if case.needs("group") and not compound and not any(i.kind == "actor" for i in actors):
            return True
        if case.needs("foreign") and filled.actor == self._country(filled) and not clause.has("we"):
            return True  # "soldiers go to X", a town of their own country: a move, no attack
        whole = any(
            item is not None and not item.prep for _, item in filled.places
        )  # "has the port and X under control"
        if (case.needs("itself") or (case.needs("sole") and not whole)) and self._has_object(clause):
            return True  # "runs a hospital in X"
        if filled.places[0][1] is None and not filled.extent and (self._holds_thing(case) or self._of_land(clause)):
            return True
        if case.needs("war") and not at_war(self.focus.parties, filled.actor):
            return True
        if lacks_need(case, filled) or travels(case, filled, actors, self.items):
            return True
        if case.needs("object") and case.active and self._has_object(clause):  # "withdrew its ambassador"
            return len(bare_parties(clause)) < 2
        return case.type == "entry" and "obj" in case.frame.roles and self._house_entered(filled, clause)

    def _others_driven(self, filled: Filled, clause: Clause) -> bool:
        """ "Most Christians were driven out of X", "A drove the inhabitants out of X": people who are no party."""
        return self._civilians(clause) or (not filled.actor and self._has_object(clause))

    def _of_land(self, clause: Clause) -> bool:
        """ "have half of the country in hand", "two thirds of Syria": a part of something that is no place."""
        if "part" not in clause.cues or place_items(clause):
            return False
        return any(i.cue("part") and self._of_thing(i) for i in clause.items)

    def _by_things(self, clause: Clause) -> bool:
        """Whether a common noun, and no time, stands behind the "by" of a passive."""
        by = next((i for i in clause.items if i.cue("prep") == "by"), None)
        behind = [i for i in self.items[by.index + 1 : by.index + 4] if i.cues.keys() <= NOUNS] if by else ()
        return bool(behind) and is_common(behind[0])

    def _holds_thing(self, case: Case) -> bool:
        """ "they have the news in hand", "took the lead in hand": a thing right before the phrase is what they hold."""
        at = case.span[0].index
        if case.kind != "phrase" or not case.active or not case.may("obj", "place") or at < 2:
            return False
        owner, thing = self.items[at - 2 : at]
        behind = case.clause.finite is not None and case.clause.finite.index < owner.index  # not the subject
        governed = bool(self.items[at - 3].cue("prep"))  # "most of the countryside in hand"
        return (
            behind
            and not governed
            and bool(owner.cue("det"))
            and is_common(thing)
            and owner.clause == case.clause.number
        )

    def _crowd(self, party: Item) -> bool:
        """Whether a nationality is counted by thousands: "120,000 Serbs" that flee are no troops."""
        before = self.items[party.index - 1] if party.index else None
        if before is None or not is_state(party.value) or " " in party.low:
            return False
        return bool(before.cue("crowd")) or (before.low.replace(".", "").isdigit() and len(before.low) > HUNDREDS)

    def _house_entered(self, filled: Filled, clause: Clause) -> bool:
        """Whether it is a building in the place that is entered ("raided two houses in X")."""
        counted = any(
            (a.cue("amount") or a.low.isdigit()) and is_common(b) and not a.cue("prep")
            for a, b in itertools.pairwise(clause.items)
        )
        inside = all(item is not None and item.prep == "in" and not item.extent for _, item in filled.places)
        return inside and (counted or self._has_object(clause))

    def _under_preposition(self, trigger: Item) -> bool:
        """ "after an advance through the desert": a noun under such a preposition is no news of its own."""
        begun = False  # a determiner has begun the trigger's own phrase: a noun before that belongs to another
        for item in reversed(self.items[max(0, trigger.index - 4) : trigger.index]):
            if begun and is_common(item):
                return False
            begun = begun or bool(item.cue("det"))
            if item.cue("prep") and item.cue("prep") not in ("with", "to"):
                return not any(i.cue("start") for i in self.items[max(0, item.index - 2) : item.index])
            if item.readings or item.kind != "word":
                return False
        return False

    def _points(self, clause: Clause) -> bool:
        """Whether a clause points back to a place: by "there" or "it"."""
        return self._there(clause) or clause.pronoun("itpronoun")

    @staticmethod
    def _she(case: Case) -> bool:
        """ "She was taken by the army": what is taken, where the frame takes only places, is the town."""
        clause, finite = case.clause, case.clause.finite
        taken = case.passive or (case.kind == "phrase" and clause.role("copula", "passive") is not None)
        if not taken or case.type not in ("capture", "siege", "siege_end"):
            return False
        places_only = case.may("obj", "place") and not case.may("obj", "opponent")
        pronoun = bool(clause.has("subjectpronoun")) and finite is not None and bool(finite.cue("singular"))
        return places_only and pronoun

    def _there(self, clause: Clause) -> bool:
        """Whether "there" points to a place; in "there are no troops leaving" it only holds the subject's room."""
        if clause.has("toward"):
            return False  # "fled there": X is where they went to
        following = {i.index + 1: i for i in clause.items if i.cue("there")} if "there" in clause.cues else {}
        empty = sum(self.items[k].cue("indefinite") == NO for k in following if k < len(self.items))
        return len(following) > empty

    def _antecedent(self, clause: Clause) -> Item | None:
        """The place that a relative clause or an apposition speaks of: the one before it, or what that is."""
        parent, first = clause.parent, clause.items[0].index
        if parent is None:  # a sentence cut off before "which ..."
            return None
        beside = self.items[first - 2] if clause.kind == "rel" and first > 1 else None
        near = beside is not None and beside.kind == "place" and beside.prep == "@near"
        if near and not beside.value.startswith("country:") and self._alone(beside):
            return beside  # "opposite X, which fell in May": a point of reference that the clause then speaks of
        heads = [i for i in place_items(parent, unknown=bool(parent.role("copula", "passive"))) if i.index < first]
        aside = parent.kind == "apposition" and parent.parent is not None
        if aside and heads and (described := self._described(parent, heads)):
            return described
        if aside and all(i.prep not in ("", "by") for i in heads):  # "followed by X, where ..."
            return self._antecedent(parent) or (heads[-1] if heads else None)
        if not heads:
            return None
        if len(heads) > 1 and heads[-1].prep in ("in", "of") and heads[-2].index == heads[-1].prep_index - 1:
            heads.pop()  # "the last town in the province, which ..." is the town
        if parent.role("copula") and heads[-1].value.startswith(ANAPHOR):
            named = [i for i in heads if not i.value.startswith(ANAPHOR) and not i.prep]
            named = named or [i for i in place_items(parent) if i.index > first and not i.prep]  # "..., is X"
            return named[0] if named else heads[-1]
        if parent.role("copula") and not heads[-1].prep and self.focus.nouns.is_plural(self.items[first - 1].low):
            return heads[-1]  # "X was one of the towns that A took"
        return heads[-1] if first - heads[-1].index <= NEAR else None

    @staticmethod
    def _described(apposition: Clause, heads: list[Item]) -> Item | None:
        """ "seen at X, the town where ...": the name that an apposition which begins with a place noun describes."""
        if heads[0] is not apposition.items[0] or not heads[-1].cue("definite"):
            return None
        named = [i for i in place_items(apposition.parent) if i.index < apposition.items[0].index]
        return named[-1] if named and not named[-1].value.startswith(ANAPHOR) else None

    def _alone(self, reference: Item) -> bool:
        """Whether a point of reference locates no other place ("the base A east of B, which ..." speaks of A)."""
        located = self.items[reference.prep_index - 1] if reference.prep_index > 0 else None
        named = reference.value[:1] != ANAPHOR and not reference.value.startswith("country:")
        return named and (located is None or located.kind != "place")

    @staticmethod
    def _counts(apposition: Clause) -> bool:
        """ "X and Y, two towns on the road to Z, which ...": what is counted is the list before it."""
        return apposition.kind == "apposition" and apposition.parent is not None and bool(apposition.has("count"))

    @staticmethod
    def _of_apposition(clause: Clause, item: Item) -> bool:
        """ "in the streets of X, the citadel, which fell": what is told of the name is told of the whole place."""
        parent = clause.parent
        return clause.kind == "rel" and parent is not None and parent.kind == "apposition" and item not in parent.items

    def _extent(self, filled: Filled, clause: Clause) -> None:
        """Fill in the part that is meant: of its place, or else by an adverb ("partly", "for 90 per cent")."""
        for place, item in filled.places:
            if item is not None and place.kind == "district" and place.name.lower() == item.extent:
                continue  # "the old city of X", a place of its own
            if item is not None and item.extent and not self._of_apposition(clause, item):
                filled.extent, filled.last = item.extent, item.last
        if not filled.extent:
            adverb = clause.first("extent")
            parts = clause.items if "part" in clause.cues else ()
            share = next((i for i in parts if i.prep == "for" and i.cue("part") in SHARES), None)
            driven = next((i for i in parts if i.prep == "from" and i.antecedent is None), None)
            if adverb is not None:
                filled.extent = adverb.cue("extent")
            elif driven is not None and clause.kind == "rel":  # "X, where the army drove A out of the centre"
                filled.extent = extent_words(self.items, driven)
            elif share is not None:  # "taken for 90 per cent"
                filled.extent = extent_words(self.items, share)
            else:
                filled.extent = _counted_out(clause)


def _counted_out(clause: Clause) -> str:
    """ "Of the 29 districts 27 of them have been retaken": how many parts of those counted before the verb."""
    items, finite = clause.items, clause.finite
    if finite is None or not clause.has("there") or items[0].cue("prep") != "of":
        return ""
    before = [i for i in items if i.index < finite.index]
    listed = next((i for i in before if i.value == QUARTERS and i.count > 1), None)
    whole = next((i.cue("count") or i.low for i in before if is_number(i)), str(listed.count) if listed else "")
    part = next((i.cue("part") for i in before if i.cue("part")), QUARTERS.lstrip(ANAPHOR) if listed else "")
    taken = next((i.cue("count") or i.low for i in items if i.index > finite.index and is_number(i)), "")
    return f"{taken} of {whole} {part}" if whole and part and taken else ""
