"""The place of an event that its clause does not name: a pronoun, a part, the noun before, the city in focus."""

from __future__ import annotations

import itertools

from ..grammar import Frame
from .clauses import Clause
from .focus import ANAPHOR
from .items import Item, extent_words, is_common, is_last
from .roles import Filled, group_of, parties, place_items, resolve_places

NO = "no"  # the indefinite article of a noun that is denied


class PlaceReader:
    """How the coder finds the place of an event that its clause does not name."""

    def _place_from_context(self, frame: Frame, trigger: Item, clause: Clause, voice: str, filled: Filled):
        """The place of a clause that names none: the noun it hangs on, "there", a part, or the city in focus."""
        if clause.kind == "rel" and clause.items[0].cue("rel") == "whence":
            return []  # "X, from where the attack was opened": X is not what was attacked
        if clause.kind in ("coord", "inf") and voice == "passive" and clause.before is not None:
            head = clause.before
            while head.kind == "apposition" and head.before is not None:
                head = head.before
            shared = [i for i in place_items(head) if not i.prep]
            if shared:
                return resolve_places(shared, self.focus)
        own = self.fresh and any(
            i.value == self.fresh[-1]["actor"] or i.value[:1] == ANAPHOR for i in parties(clause, set())
        )
        reflexive = "reflexive" in frame.needs and (clause.has("subjectpronoun") or own)
        shared = (
            clause.kind == "coord" and frame.kind == "verb" and "obj" not in frame.roles and not parties(clause, set())
        )
        leaves = frame.type == "withdrawal" and (reflexive or shared)  # "had taken X, but left after eleven days"
        if leaves and self.fresh and not any(i.cue("prep") in frame.roles for i in clause.items):
            return [(self.fresh[-1]["place_"], None)]
        if clause.shares_head and voice != "attributive" and not clause.has("subjectpronoun"):
            head = self._antecedent(clause.parent)
            subject = clause.parent.has("subjectpronoun") or any(not i.prep for i in parties(clause.parent, set()))
            if head is not None and (subject or voice == "passive" or "place" in frame.roles.get("subj", ())):
                return resolve_places([head], self.focus)
        if clause.kind == "rel" and self._cleft(clause):
            inside = [i for i in place_items(clause.parent) if i.prep == "in"]
            if inside:
                return resolve_places(inside[:1], self.focus)
        if (
            clause.kind in ("rel", "apposition")
            and clause.parent is not None
            and voice != "attributive"
            and not (frame.kind == "noun" and self._under_preposition(trigger))
        ):
            if clause.kind == "rel" and clause.items[0].cue("rel") == "toward" and "toward" not in frame.roles:
                return []  # "X, to which many have fled"
            active = voice == "active" and {"actor", "opponent"} & set(frame.roles.get("subj", ()))
            bare = not parties(clause, set()) and not clause.has("subjectpronoun")
            if clause.kind == "rel" and active and bare and not self._points(clause):
                return []
            head = self._antecedent(clause)
            if head is not None:
                heads = group_of(head, clause.parent.parent.items) if self._counts(clause.parent) else [head]
                return resolve_places(heads, self.focus)
            if clause.kind == "rel" and not self._points(clause):
                return []
        inside = [i for i in place_items(clause) if i.prep in ("in", "of")]
        part = next(
            (
                i
                for i in clause.items
                if (i.cue("part") or i.cue("edge"))
                and i.antecedent is None
                and (
                    i.prep in ("", "from", "toward", "until", "on")
                    or self._holds_object(frame, i)
                    or self._goes(frame, i)
                )
            ),
            None,
        )
        if (
            part is None
            and frame.type in ("capture", "control", "siege")
            and frame.kind == "verb"
            and inside
            and "place" in frame.roles.get("obj", ())
        ):
            whole = next((i for i in inside if self._object_of(i)), None)
            if whole is not None:
                filled.extent, filled.certainty = whole.extent or ("" if frame.type == "siege" else "part"), "clause"
                return resolve_places([whole], self.focus)
            taker = any(i.kind == "actor" and i.prep in ("", "by") for i in clause.names)
            if (
                inside[0].extent or (taker and inside[0].prep == "in" and self._has_object(clause))
            ) and not self._points(clause):
                filled.extent, filled.certainty = inside[0].extent or "part", "context"
                return resolve_places(inside[:1], self.focus)
        if part is not None and part.prep == "in" and not self._goes(frame, part):
            city = self.focus.topic or self.focus.find_place("@city")
            if city is None or city.kind != "city":
                return []
            filled.extent, filled.certainty = extent_words(self.items, part), "context"
            return [(city, None)]
        if self._she(frame, clause, voice):
            filled.certainty = "context"
            place = self.focus.whole(self.focus.topic or self.focus.find_place("@city"))
            return [(place, None)] if place is not None else []
        named = part is not None and (not part.prep or self._goes(frame, part)) and frame.kind == "verb"
        if "place" in frame.needs and not named and not self._points(clause):
            fronted = [i for i in place_items(clause) if i.prep in ("of", "in") and i.index < trigger.index]
            free = next((i for i in clause.items if i.cue("part") and i.antecedent is None and not i.prep), None)
            if part is not None and part.prep == "until" and "place" in frame.roles.get(part.prep, ()):
                filled.extent, filled.certainty = extent_words(self.items, part), "context"
                topic = self.focus.whole(self.focus.topic)
                place = topic if topic is not None and topic.kind == "city" else self.focus.find_place("@city")
                return [(place, None)] if place is not None else []
            if frame.kind == "verb" and fronted and free is not None:
                filled.extent, filled.last = extent_words(self.items, free), is_last(self.items, free)
                return resolve_places(fronted[:1], self.focus)
            return []
        subject_only = not any(
            "place" in roles for slot, roles in frame.roles.items() if slot != "subj" and slot not in ("with", "by")
        )
        if subject_only and (clause.has("there") or not clause.pronoun("itpronoun")):
            return []
        if any(i.value.startswith("country:") and i.prep == "in" for i in clause.places):
            return []
        filled.certainty = "context"
        if part is not None:
            filled.extent, filled.last = extent_words(self.items, part), is_last(self.items, part)
            if inside:
                return resolve_places(inside[:1], self.focus)
        if frame.kind == "noun" and ((part is None and not clause.role("begin")) or self._under_preposition(trigger)):
            return []
        if part is None and frame.kind == "verb" and not self._points(clause):
            return []
        place = self.focus.whole(self.focus.topic or self.focus.find_place("@city"))
        if frame.kind == "noun" and place is not None and place.kind == "base":
            told = (row["place_"] for row in reversed(self.rows) if row["place_"].kind == "city")
            place = next(told, None) or self.focus.main_city() or place
        if part is not None and place is not None and place.kind in ("base", "crossing"):
            place = self.focus.find_place("@city")  # the quarters are those of the city beside it
        return [(place, None)] if place is not None else []

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
    def _goes(frame: Frame, part: Item) -> bool:
        """ "they went into the centre": a part under the preposition that the frame's place takes."""
        return frame.type == "entry" and "place" in frame.roles.get(part.prep, ())

    def _holds_object(self, frame: Frame, part: Item) -> bool:
        """ "took the town hall in the centre": a part that a bare common noun, the object, lies in."""
        return (
            frame.kind == "verb"
            and frame.type == "capture"
            and part.prep == "in"
            and "place" in frame.roles.get("obj", ())
            and self._object_of(part)
        )

    def _has_object(self, clause: Clause) -> bool:
        """Whether the clause has a determined common noun that no preposition governs."""
        for first, second in zip(clause.items, clause.items[1:], strict=False):
            if (
                (first.cue("det") or first.cue("indefinite"))
                and (is_common(second) or second.alt == "unknown")
                and first.index
            ):
                before = self.items[first.index - 1]
                if not before.cue("prep") and not before.cue("reference"):
                    return True
        return False

    def _unfit(self, frame: Frame, filled: Filled, actors: list[Item], clause: Clause, voice: str) -> bool:
        """Whether what fills a frame is not what it needs, or another thing in the place is what it speaks of."""
        if "proper" in frame.needs and any(i is None or i.value.startswith(ANAPHOR) for _, i in filled.places):
            return True
        if "group" in frame.needs and not any(i.kind == "actor" for i in actors):
            return True
        if "foreign" in frame.needs and filled.actor == self._country(filled) and not clause.has("we"):
            return True  # "soldiers go to X", a town of their own country: a move, no attack
        if "object" in frame.needs and voice == "active" and self._has_object(clause):  # "withdrew its ambassador"
            return len([i for i in parties(clause, set()) if not i.prep]) < 2
        return frame.type == "entry" and "obj" in frame.roles and self._house_entered(filled, clause)

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
        return self._there(clause) or clause.pronoun("itpronoun")

    def _she(self, frame: Frame, clause: Clause, voice: str) -> bool:
        """ "She was taken by the army": what is taken, where the frame takes only places, is the town."""
        taken = frame.roles.get("obj", ())
        finite = clause.finite
        return (
            (voice == "passive" or (frame.kind == "phrase" and clause.role("copula", "passive") is not None))
            and "place" in taken
            and "opponent" not in taken
            and frame.type in ("capture", "siege", "siege_end")
            and bool(clause.has("subjectpronoun"))
            and finite is not None
            and bool(finite.cue("singular"))
        )

    def _there(self, clause: Clause) -> bool:
        """Whether "there" points to a place; in "there are no troops leaving" it only holds the subject's room."""
        following = {i.index + 1: i for i in clause.items if i.cue("there")} if "there" in clause.cues else {}
        empty = sum(self.items[k].cue("indefinite") == NO for k in following if k < len(self.items))
        return len(following) > empty

    def _antecedent(self, clause: Clause) -> Item | None:
        """The place that a relative clause or an apposition speaks of: the one before it, or what that is."""
        parent = clause.parent
        beside = self.items[clause.items[0].index - 2] if clause.kind == "rel" and clause.items[0].index > 1 else None
        if beside is not None and beside.kind == "place" and beside.prep == "@near" and self._alone(beside):
            return beside  # "opposite X, which fell in May": a point of reference that the clause then speaks of
        heads = [i for i in place_items(parent, unknown=bool(parent.role("copula"))) if i.index < clause.items[0].index]
        if (
            parent.kind == "apposition"
            and parent.parent is not None
            and heads
            and heads[0] is parent.items[0]
            and heads[-1].cue("definite")
            and (named := [i for i in place_items(parent.parent) if i.index < parent.items[0].index])
            and not named[-1].value.startswith(ANAPHOR)
        ):
            return named[-1]  # "seen at X, the town where ..."
        if parent.kind == "apposition" and parent.parent is not None and not any(not i.prep for i in heads):
            return self._antecedent(parent) or (heads[-1] if heads else None)
        if not heads:
            return None
        if len(heads) > 1 and heads[-1].prep in ("in", "of") and heads[-2].index == heads[-1].prep_index - 1:
            heads.pop()  # "the last town in the province, which ..." is the town
        if parent.role("copula") and heads[-1].value.startswith(ANAPHOR):
            named = [i for i in heads if not i.value.startswith(ANAPHOR) and not i.prep]
            return named[0] if named else heads[-1]
        near = clause.items[0].index - heads[-1].index <= 5
        return heads[-1] if near else None

    def _alone(self, reference: Item) -> bool:
        """Whether a point of reference locates no other place ("the base A east of B, which ..." speaks of A)."""
        located = self.items[reference.prep_index - 1] if reference.prep_index > 0 else None
        return reference.value[:1] != ANAPHOR and (located is None or located.kind != "place")

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
        for _, item in filled.places:
            if item is not None and item.extent and not self._of_apposition(clause, item):
                filled.extent, filled.last = item.extent, item.last
        if not filled.extent:
            adverb = clause.first("extent")
            parts = clause.items if "part" in clause.cues else ()
            share = next((i for i in parts if i.prep == "for" and i.cue("part") == "%"), None)
            if adverb is not None:
                filled.extent = adverb.cue("extent")
            elif share is not None:  # "taken for 90 per cent"
                filled.extent = extent_words(self.items, share)
