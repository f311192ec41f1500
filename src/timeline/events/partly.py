"""A part, a thing in a town or nothing but the town in focus: places of events that their clause does not name.

The last steps of `whereabouts`, asked where no other place is told.
"""

from __future__ import annotations

from ..gazetteer import Place
from .clauses import Clause
from .fitting import Case
from .items import UNKNOWN, Item, extent_words, is_common, is_last, item_at
from .roles import Filled
from .slots import place_items, resolve_places

Found = list[tuple[Place, Item | None]] | None


class PartReader:
    """How the coder finds the place of an event that tells a part of it, or nothing."""

    def _part_told(self, case: Case) -> Item | None:
        """The first part of a place that the clause names without its place ("the centre")."""
        cues = case.clause.cues
        for item in case.clause.items if "part" in cues or "edge" in cues else ():
            if not (item.cue("part") or item.cue("edge")) or item.antecedent is not None or self._of_thing(item):
                continue
            free = item.prep in ("", "from", "toward", "until", "on") or _of_noun(case, item)
            if free or self._holds_object(case, item) or self._goes(case, item):
                return item
        return None

    def _of_thing(self, part: Item) -> bool:
        """ "a large part of the border": a part of something that is no place."""
        behind = self.items[part.index + 1 : part.index + 4]
        noun = behind[2] if len(behind) == 3 and behind[1].cue("det") else behind[1] if len(behind) > 1 else None
        land = noun is not None and noun.value.startswith("country:")
        known = noun is not None and (land or is_common(noun) or bool(noun.cue("reference")))
        along = bool(behind) and bool(behind[0].cue("reference"))  # "a strip along the border"
        return along or (known and behind[0].cue("prep") == "of")

    def _thing_taken(self, case: Case, filled: Filled, part: Item | None) -> Found:
        """ "took the stadium of X", "took three villages in X": who takes a thing in a place takes a part of it."""
        inside = _inside(case.clause)
        takes = case.kind == "verb" and case.type in ("capture", "control", "siege") and case.may("obj", "place")
        if part is not None or not inside or not takes:
            return None
        whole = next((i for i in inside if self._object_of(i)), None)
        if whole is not None:
            filled.extent, filled.certainty = whole.extent or ("" if case.type == "siege" else "part"), "clause"
            return resolve_places([whole], self.focus)
        taker = any(i.kind == "actor" and i.prep in ("", "by") and i.alt != "person" for i in case.clause.names)
        sure = case.may("subj", "actor") and case.type != "siege" and not case.needs("dated")
        thing = taker and inside[0].prep == "in" and self._has_object(case.clause)
        thing = thing and (sure or case.clause.has("building"))  # in X one loses an ally and claims a prize
        if not (inside[0].extent or thing) or self._points(case.clause):
            return None
        if case.type == "siege" and not inside[0].extent:
            return []  # "surrounded an office in X" is no siege of X
        filled.extent, filled.certainty = inside[0].extent or "part", "context"
        return resolve_places(inside[:1], self.focus)

    def _building_taken(self, case: Case, filled: Filled, part: Item | None) -> Found:
        """ "they occupied the station": who takes a public building takes a part of the city in focus."""
        clause = case.clause
        takes = (
            case.kind == "verb" and case.type == "capture" and case.may("obj", "place") and "building" in clause.cues
        )
        if not takes or part is not None or place_items(clause):
            return None
        taken = [i for i in clause.items if i.cue("building") and i.index and self.items[i.index - 1].cue("det")]
        free = [i for i in taken if i.index < 2 or not self.items[i.index - 2].cue("prep")]
        city = self._town() if free else None
        if city is None or city.kind != "city":
            return None
        filled.extent, filled.certainty = "part", "context"
        return [(city, None)]

    def _place_inside(self, case: Case, filled: Filled, part: Item | None) -> Found:
        """ "took the town hall in the centre": the part is one of the city in focus."""
        if part is None or part.prep != "in" or self._goes(case, part):
            return None
        city = self._town()
        if city is None or city.kind != "city":
            return []
        filled.extent, filled.certainty = extent_words(self.items, part), "context"
        return [(city, None)]

    def _town_taken(self, case: Case, filled: Filled, _part: Item | None) -> Found:
        """ "She was taken by the army": the town in focus."""
        if not self._she(case):
            return None
        filled.certainty = "context"
        place = self.focus.whole(self._town())
        return [(place, None)] if place is not None else []

    def _needed_place(self, case: Case, filled: Filled, part: Item | None) -> Found:
        """What a frame takes that needs its place in the clause: one in front, or the city that a part is one of."""
        clause = case.clause
        goes = part is not None and (self._goes(case, part) or _of_noun(case, part))
        own = case.kind == "verb" or part in case.span or goes  # "they are in the centre" is a phrase
        named = part is not None and (not part.prep or goes) and own
        over = case.kind == "noun" and clause.has("ended")  # "the siege is over"
        if not case.needs("place") or named or over or self._points(clause):
            return None
        if part is not None and part.prep == "until" and case.may("until", "place"):
            filled.extent, filled.certainty = extent_words(self.items, part), "context"
            topic = self.focus.whole(self.focus.topic)
            place = topic if topic is not None and topic.kind == "city" else self.focus.find_place("@city")
            return [(place, None)] if place is not None else []
        if beside := self._went_on_there(case):
            return beside
        fronted = [i for i in place_items(clause) if i.prep in ("of", "in") and i.index < case.trigger.index]
        parts = clause.items if case.kind == "verb" and fronted and "part" in clause.cues else ()
        free = next((i for i in parts if i.cue("part") and i.antecedent is None and not i.prep), None)
        if free is not None:
            filled.extent, filled.last = extent_words(self.items, free), is_last(self.items, free)
            return resolve_places(fronted[:1], self.focus)
        return []

    def _went_on_there(self, case: Case) -> list[tuple[Place, None]]:
        """ "In May he attacked X, in July he proclaimed the victory": what one has nowhere else is where one fought."""
        inside = case.type == "capture" and set(case.frame.slots).isdisjoint(("obj", "subj", "bare"))
        last = self.fresh[-1] if self.fresh and inside and case.clause.kind in ("main", "coord") else None
        fought = last is not None and last["type"] in ("offensive", "siege", "entry") and last["status"] == "reported"
        return [(last["place_"], None)] if fought and not _slot_taken(case) else []

    def _stands_for(self, part: Item) -> bool:
        """Whether a part is a noun of its own: "the centre", not "the third town"."""
        after = item_at(self.items, part.index + 1)
        return after is None or not (after.kind == "place" or is_common(after))

    def _elsewhere_told(self, case: Case, part: Item | None) -> bool:
        """Whether a place in focus cannot be meant: nothing stands for it, or a country tells where it is."""
        clause, subject_only = case.clause, all(slot in ("subj", "with", "by") for slot in case.frame.slots)
        whole = part is None or part.prep or case.kind == "noun"
        held = not whole and (case.kind == "phrase" or self._stands_for(part))  # "the centre fell", "is in A's hands"
        if subject_only and not held and (clause.has("there") or not clause.pronoun("itpronoun")):
            return True
        return any(i.value.startswith("country:") and i.prep == "in" for i in clause.places)

    def _in_focus(self, case: Case, filled: Filled, part: Item | None) -> list[tuple[Place, Item | None]]:
        """The place in focus, where a part of it, a pronoun or a verb of beginning points to it."""
        clause = case.clause
        filled.certainty = "context"
        if part is not None:
            filled.extent, filled.last = extent_words(self.items, part), is_last(self.items, part)
            if inside := _inside(clause):
                return resolve_places(inside[:1], self.focus)
        behind = item_at(self.items, case.trigger.index + 1)
        begun = part is not None or clause.begins or clause.has("ended") or (behind is not None and behind.cue("there"))
        begun = begun or (case.frame.companions and (self._there(clause) or not _slot_taken(case)))  # "broke the siege"
        unknown = any(i.alt in UNKNOWN and i.prep in case.frame.slots for i in clause.places)  # "an attack on Xyz"
        if case.kind == "noun" and (not begun or unknown or self._under_preposition(case.trigger)):
            return []
        if part is None and case.kind == "verb" and not self._points(clause):
            return []
        place = self._main_place(case, part)
        return [(place, None)] if place is not None else []

    def _main_place(self, case: Case, part: Item | None) -> Place | None:
        """The city in focus; a base is meant by a verb only, and without quarters of its own."""
        said, last = self.focus.places[-1] if self.focus.places else (-1, None)
        it = part is None and case.kind == "verb" and case.clause.pronoun("itpronoun") and not self._there(case.clause)
        if it and last is not None and last.kind in ("base", "crossing") and said >= self.focus.now - 1:
            return last  # "the battle for X began at its airport. They took it on Monday"
        place = self._town() if case.clause.has("thereof") else self.focus.whole(self._town())
        if part is None and case.kind != "noun" and (beside := self._just_named(case.clause)) is not None:
            return beside
        just_told = self.focus.topic_at >= self.focus.now - 1
        if part is None and case.kind == "verb" and just_told and self._there(case.clause):
            return self._town()  # "went into the camp. They have left there": a district of its own
        if case.kind == "noun" and place is not None and place.kind == "base":
            told = (row["place_"] for row in reversed(self.rows) if row["place_"].kind == "city")
            place = next(told, None) or self.focus.main_city() or place
        if part is not None and place is not None and place.kind in ("base", "crossing"):
            return self.focus.find_place("@city")  # the quarters are those of the city beside it
        return place

    def _just_named(self, clause: Clause) -> Place | None:
        """ "There ..." at the start of a sentence is the place that the sentence before named last, if it told none."""
        first = clause.items[0]
        if clause.number or not first.cue("there") or not first.cue("opening"):
            return None
        named = [place for at, place in self.focus.places[-1:] if at == self.focus.now - 1]
        return named[0] if named and self.focus.topic_at < self.focus.now - 1 else None

    def _town(self) -> Place | None:
        """The place that the last event was told of, else what "the city" means."""
        return self.focus.topic or self.focus.find_place("@city")


def _slot_taken(case: Case) -> bool:
    """Whether a preposition that may govern the place of a frame governs something else, but for a time."""
    timed = {time.index - 1 for time in case.clause.times}
    slots = (i for i in case.clause.items if i.cue("prep") in case.frame.slots and i not in case.span)
    return any(i.index not in timed for i in slots)


def _of_noun(case: Case, part: Item) -> bool:
    """ "the siege of the eastern quarters": a part right behind the noun of the frame, as its place would be."""
    near = 0 <= part.prep_index - case.trigger.index <= 1
    return case.kind == "noun" and near and case.may(part.prep, "place")


def _inside(clause: Clause) -> list[Item]:
    """Places under "in" or "of"."""
    return [i for i in place_items(clause) if i.prep in ("in", "of")]
