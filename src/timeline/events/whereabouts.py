"""The place of an event that its clause does not name: what it hangs on, a pronoun, a part, the city in focus.

Each step gives the places with their items, the empty list where it knows that there is none, or None where it does not
know: then the next is asked.
"""

from __future__ import annotations

import itertools

from ..gazetteer import Place
from .clauses import Clause
from .fitting import PARTIES, Case
from .focus import ANAPHOR
from .items import NOUNS, UNKNOWN, Item, extent_words, is_common, is_last, item_at
from .partly import Found, PartReader
from .roles import Filled
from .slots import bare_parties, group_of, parties, place_items, resolve_places

SIEGES = frozenset(("siege", "siege_end"))
PEOPLE = frozenset(("common", "who"))  # relatives that may speak of people; all others speak of things

WHEREOF = "whereof"  # the relative word for a place of which the clause tells a part
WHEREBY = "whereby"  # conjunctions of what an event brings about
ARRIVALS = ("capture", "partial_capture", "entry")  # events by which a party comes into a place


class ContextReader(PartReader):
    """How the coder finds the place of an event that its clause does not name."""

    def _place_from_context(self, case: Case, filled: Filled) -> list[tuple[Place, Item | None]]:
        """The place of a clause that names none; how it was found, and which part it is, goes into `filled`."""
        clause = case.clause
        if clause.kind == "rel" and clause.items[0].cue("rel") == "whence":
            return []  # "X, from where the attack was opened": X is not what was attacked
        if (found := self._part_head(case, filled)) is not None:
            return found
        for step in (
            self._named_behind,
            self._counted_pronoun,
            self._fronted_pronoun,
            self._shared_object,
            self._told_of_them,
            self._left_behind,
            self._shared_head,
            self._garrison,
            self._cleft_place,
            self._siege_told,
            self._head_place,
            self._whereby,
        ):
            if (found := step(case)) is not None:
                self._part_whereof(case, filled)
                return found
        part = self._part_told(case)
        for step in (self._thing_taken, self._building_taken, self._place_inside, self._town_taken, self._needed_place):
            if (found := step(case, filled, part)) is not None:
                return found
        return [] if self._elsewhere_told(case, part) else self._in_focus(case, filled, part)

    def _part_whereof(self, case: Case, filled: Filled) -> None:
        """ "X, of which they hold the centre": the part of the place that the relative clause hangs on."""
        clause = case.clause
        if clause.kind != "rel" or clause.items[0].cue("rel") != WHEREOF:
            return
        if (part := self._part_told(case)) is not None:
            filled.extent, filled.last = extent_words(self.items, part), is_last(self.items, part)

    def _named_behind(self, case: Case) -> Found:
        """What an apposition names, where the clause that it stands in does not."""
        named = self._apposed(case)
        return resolve_places(named, self.focus) if named else None

    def _apposed(self, case: Case) -> list[Item]:
        """ "Their last stronghold, the town X, was taken": the names behind a phrase that could be the frame's place.

        Behind a noun of control they name what the noun tells of ("the last stronghold of A, X, is quiet").
        """
        asides = (c for c in self.clauses if c.kind == "apposition" and c.parent is case.clause)
        for aside in (c for c in asides if not c.verbs and not parties(c)):
            at = aside.items[0].index
            phrase = self._phrase_before(at - 1, case.clause) if self.items[at - 1].low == "," else []
            if not phrase or not self._may_be_place(case, phrase):
                continue
            head = _head(phrase)
            ground = head.kind == "place" or head.low in self.grammar.noun_frames
            named = [i for i in place_items(aside, unknown=ground) if i.prep_index < at and i.value[:1] != ANAPHOR]
            if named and named[0].index <= at + 1:
                return named
        return []

    def _phrase_before(self, end: int, clause: Clause) -> list[Item]:
        """The items of a noun's phrase up to a comma, with the preposition that governs it; [] where there is none."""
        for k in range(end - 1, clause.items[0].index - 1, -1):
            item, before = self.items[k], item_at(self.items, k - 1) if k else None
            begins = "definite" in item.cues or "det" in item.cues
            if (item.kind == "punct" and item.low != "-") or (item.readings and not begins):
                return []
            if not begins:
                continue
            if before is None or not before.cue("prep"):
                return self.items[k:end]
            if before.cue("prep") not in ("of", "in", "on") or k < 2 or not _is_noun(self.items[k - 2]):
                return self.items[k - 1 : end]
        return []

    @staticmethod
    def _may_be_place(case: Case, phrase: list[Item]) -> bool:
        """Whether what stands in a phrase without a name could be the place of a frame."""
        first, clause, finite, head = phrase[0], case.clause, case.clause.finite, _head(phrase)
        if case.kind == "noun" and case.type == "control":
            return case.trigger in phrase
        prep = first.cue("prep")
        if not (is_common(head) or head.value[:1] == ANAPHOR):
            return False
        if prep or case.kind == "noun":
            return bool(prep) and case.may(prep, "place") and (case.kind == "verb" or first.index > case.trigger.index)
        if case.passive:
            return case.may("obj", "place")
        fronted = finite is None or first.index < finite.index
        if case.may("subj", "place"):
            return fronted or not bare_parties(clause)
        return case.may("obj", "place") and (first is not clause.items[0] or bool(bare_parties(clause)))

    def _fronted_pronoun(self, case: Case) -> Found:
        """ "That had B taken in May", "The latter fell": a demonstrative before the verb is the place named last."""
        clause = case.clause
        behind = 2 if len(clause.items) > 1 and clause.items[1].cue("last") else 1
        pointing = clause.kind == "main" and clause.items[0].cue("demonstrative")
        fronted = pointing and clause.finite is not None and clause.finite in clause.items[behind : behind + 1]
        if not fronted and not (_takes_pronoun(case) and _that_behind(clause)):
            return None
        if not (_takes_pronoun(case) if bare_parties(clause) else _speaks_of_pronoun(case)):
            return None
        at, place = self.focus.places[-1] if self.focus.places else (-1, None)
        if place is None or place.kind not in ("city", "district", "base") or at < self.focus.now - 1:
            return None
        return [(place, None)]

    def _counted_pronoun(self, case: Case) -> Found:
        """ "All three were retaken by A", "A took those two as well": a number by itself counts the places before."""
        takes = case.may("obj", "place") or (case.kind != "noun" and case.may("subj", "place"))
        counted = next((i for i in case.clause.items if i.cue("count")), None) if "count" in case.clause.cues else None
        if (
            counted is None
            or not takes
            or case.clause.kind == "rel"
            or case.voice == "attributive"
            or not self._by_itself(counted)
        ):
            return None
        places = self.focus.last_places("", int(counted.cue("count")))
        return [(place, None) for place in places] if len(places) == int(counted.cue("count")) else None

    def _by_itself(self, number: Item) -> bool:
        """Whether a number behind "all" or "those" ("both" needs neither) counts no noun of its own."""
        before, after = item_at(self.items, number.index - 1), item_at(self.items, number.index + 1)
        free = after is None or after.kind in ("punct", "time") or (after.readings and not after.cue("det"))
        free = free or (after.kind == "word" and bool(after.cues.keys() - NOUNS))
        pointing = before is not None and (before.cue("demonstrative") or before.cue("amount") == "all")
        return bool((pointing or number.cue("det")) and free)

    def _shared_object(self, case: Case) -> Found:
        """ "X was taken and later lost again": a passive shares what the clause before it speaks of."""
        head = case.clause.before
        clause = case.clause
        if clause.kind not in ("coord", "inf") or head is None:
            return None
        while head.kind == "apposition" and head.before is not None:
            head = head.before
        told = case.kind == "phrase" or (case.kind == "verb" and case.active)
        same = told and case.may("subj", "place") and clause.items[1:2] == [clause.finite]
        if not case.passive and (not same or bare_parties(head)) and not self._goes_on_to(case, head):
            return None
        if shared := [i for i in place_items(head) if not i.prep]:
            return resolve_places(shared, self.focus)
        told = self.fresh[-1] if self.fresh and case.passive else None  # "it was taken by A and retaken by B"
        spoken = told is not None and told["placeless"] and told["clause"] == head.number
        return [(told["place_"], None)] if spoken else None

    @staticmethod
    def _goes_on_to(case: Case, head: Clause) -> bool:
        """ "A went X in and took": a verb with nothing but its conjunction has the object of the one before."""
        alone = all(i.kind == "punct" or i.readings or i.cue("coord") for i in case.clause.items)
        return alone and case.active and case.type == "capture" and case.may("obj", "place") and bool(head.verbs)

    def _told_of_them(self, case: Case) -> Found:
        """ "X and Y fell, but A has retaken them": an object pronoun behind the subject means the places told last."""
        clause, finite = case.clause, case.clause.finite
        if (
            not case.active
            or case.kind == "noun"
            or not case.may("obj", "place")
            or "subjectpronoun" not in clause.cues
        ):
            return None
        they = next((i for i in clause.items if i.cue("subjectpronoun") == "they"), None)
        subject = next((i for i in bare_parties(clause)), None)
        shared = clause.shares_subject and subject is None
        shared = shared and not any(is_common(i) for i in clause.items if i not in case.span)
        if they is None or finite is None or not (shared or subject is not None) or they.index < finite.index:
            return None
        if subject is not None and they.index < subject.index:
            return None
        told = self.fresh or self.rows
        last = [row for row in told if row["sentence"] == told[-1]["sentence"]] if told else []
        near = bool(last) and last[-1]["sentence"] >= self.sentence.sentence - 1
        return [(place, None) for place in dict.fromkeys(row["place_"] for row in last)] if near else None

    def _left_behind(self, case: Case) -> Found:
        """ "A had taken X, but left after eleven days": who leaves, leaves the place of the event before."""
        clause = case.clause
        if not self.fresh and (case.type == "withdrawal" or (case.drives and case.passive)):
            return self._left_again(case)
        if case.type != "withdrawal" or any(i.cue("prep") in case.frame.roles for i in clause.items):
            return None
        sides = parties(clause)
        if clause.kind == "sub" and sides:
            return self._made_room(case, sides)
        own = any(i.value == self.fresh[-1]["actor"] or i.value[:1] == ANAPHOR for i in sides)
        they = bool(clause.has("subjectpronoun")) and "obj" not in case.frame.roles
        sure = case.needs("reflexive") or not any(i.cue("civilian") for i in self.items)
        reflexive = (case.needs("reflexive") and own) or (they and sure)
        shared = clause.kind in ("coord", "inf") and case.kind == "verb" and "obj" not in case.frame.roles and not sides
        return [(self.fresh[-1]["place_"], None)] if reflexive or shared else None

    def _made_room(self, case: Case, sides: list[Item]) -> Found:
        """ "A went X in, after B had left": B left X; where A took it, B is whom it was taken from (CODEBOOK.md)."""
        last, head = self.fresh[-1], case.clause.parent
        if last["type"] not in ARRIVALS or head is None or last["clause"] != head.number or sides[0].prep:
            return None
        loser = self._one_party(sides[0], last["place_"].country)
        if not loser or loser == last["actor"]:
            return None
        if last["type"] == "entry":
            return [(last["place_"], None)]
        last["opponent"] = last["opponent"] or loser
        return []

    def _garrison(self, case: Case) -> Found:
        """ "The garrison was surrounded": who is shut in, in a story of a town, is shut in there."""
        inside = [i for i in bare_parties(case.clause) if i.value in ("@troops", "@soldiers")]
        near = self.focus.topic is not None and self.focus.now - self.focus.topic_at <= 1
        if case.type != "siege" or not case.passive or not inside or not near or case.clause.places:
            return None
        place = self.focus.whole(self.focus.topic)
        return [(place, None)] if place.kind in ("city", "base") else None

    def _left_again(self, case: Case) -> Found:
        """ "A occupied X. They left again": who came, by the sentence before, leaves that place where none is named."""
        clause, last = case.clause, self.rows[-1] if self.rows else None
        they = clause.kind == "main" and bool(clause.has("subjectpronoun")) and not clause.names
        near = last is not None and last["sentence"] == self.sentence.sentence - 1 and last["status"] == "reported"
        driven = case.drives and case.passive and not any(i.cue("prep") in case.frame.slots for i in clause.items)
        if not they or not near or not (clause.has("again") or driven) or last["actor"] != self.focus.subject:
            return None
        return [(last["place_"], None)] if last["type"] in ARRIVALS else None

    def _shared_head(self, case: Case) -> Found:
        """ "X, which fell in June and was retaken in May": both clauses speak of X."""
        clause = case.clause
        if not clause.shares_head or case.voice == "attributive" or clause.has("subjectpronoun"):
            return None
        head = self._antecedent(clause.parent)
        subject = clause.parent.has("subjectpronoun") or bool(bare_parties(clause.parent))
        if head is None or not (subject or case.passive or case.may("subj", "place")):
            return None
        return resolve_places([head], self.focus)

    def _cleft_place(self, case: Case) -> Found:
        """ "in X it is local groups that rule": the place stands in the main clause."""
        if case.clause.kind != "rel" or not self._cleft(case.clause):
            return None
        inside = [i for i in place_items(case.clause.parent) if i.prep == "in"]
        return resolve_places(inside[:1], self.focus) if inside else None

    def _siege_told(self, case: Case) -> Found:
        """ "On Sunday the siege was broken": that of the town whose siege was told last, or denied to be over."""
        ends = case.kind == "noun" and case.type == "siege_end"
        if not ends or case.clause.kind == "rel" or self._under_preposition(case.trigger):
            return None
        told = (row for row in reversed(self.rows) if row["section"] == self.section and row["type"] in SIEGES)
        last = next(told, None)
        return [(last["place_"], None)] if last is not None else None

    def _head_place(self, case: Case) -> Found:
        """ "X, which fell in June": the place that a relative clause or an apposition hangs on."""
        clause, relative = case.clause, case.clause.kind == "rel"
        if not (relative or clause.kind == "apposition") or clause.parent is None or case.voice == "attributive":
            return None
        if case.kind == "noun" and self._under_preposition(case.trigger):
            return None
        if relative and clause.items[0].cue("rel") == "toward" and "toward" not in case.frame.roles:
            return []  # "X, to which many have fled"
        undergone = case.kind == "noun" and clause.role("passive") is not None  # "X, whose siege was broken in May"
        acts = case.active and not undergone and any(case.may("subj", role) for role in PARTIES)
        bare = not parties(clause) and not clause.has("subjectpronoun")
        if relative and acts and bare and not self._points(clause):
            return None if self._part_told(case) is not None else []  # "A, who went into the centre"
        head = self._name_before(case) or self._antecedent(clause)
        if head is not None and head.value == "@region" and self._counted_up(clause) and self.focus.topic is not None:
            return [(self.focus.topic, None)]
        if head is not None:
            return resolve_places(self._heads_of(clause, head), self.focus)
        return [] if relative and not self._points(clause) else None

    def _whereby(self, case: Case) -> Found:
        """ "A reached X, whereby the siege came to an end": what an event brings about is told of its place."""
        clause = case.clause
        thereby = clause.kind == "sub" and clause.items[0].cue("sub") == WHEREBY and clause.parent is not None
        if not thereby or case.type not in ("capture", "siege", "siege_end"):
            return None
        before = next((row for row in self.fresh if row["clause"] == clause.parent.number), None)
        return [(before["place_"], None)] if before is not None and not place_items(clause) else None

    @staticmethod
    def _counted_up(clause: Clause) -> bool:
        """ "It is the second district that ...": what was told last, a town or a region, is one more of its kind."""
        parent = clause.parent
        said = parent is not None and parent.finite is not None and parent.finite.verb.role == "copula"
        return said and any(i.cue("itpronoun") or i.cue("demonstrative") for i in parent.items[:1])

    def _part_head(self, case: Case, filled: Filled) -> Found:
        """ "in the western part, which A holds, ...": a part of the city that was named last."""
        clause = case.clause
        at = clause.items[0].index
        part = self.items[at - 2] if clause.kind == "rel" and at > 1 and self.items[at - 1].low == "," else None
        known = part is not None and part.kind == "word" and part.cue("part") and part.antecedent is None
        if not known or self.clauses[part.clause].kind == "apposition":  # "X, in the west, which A holds" is X
            return None
        said, last = self.focus.places[-1] if self.focus.places else (-1, None)
        city = self.focus.whole(last if said == self.focus.now else self._town())
        if city is None or city.kind != "city":
            return None
        filled.extent, filled.certainty = extent_words(self.items, part), "context"
        return [(city, None)]

    def _heads_of(self, clause: Clause, head: Item) -> list[Item]:
        """The places that a clause hangs on: a list that is counted, or one that its relative word is the plural of."""
        if self._counts(clause.parent):
            return group_of(head, clause.parent.parent.items)
        first = clause.items[0]
        one = first.cue("neuter") or (clause.finite is not None and clause.finite.cue("singular"))
        listed = place_items(clause.parent)
        plural = (clause.kind == "rel" and not one) or (clause.kind == "apposition" and clause.has("count"))
        return group_of(head, listed) if plural and head in listed else [head]

    def _name_before(self, case: Case) -> Item | None:
        """ "X, dat in mei viel", "X, besieged since May": a name of no table right before what only places undergo."""
        clause, first = case.clause, case.clause.items[0]
        name = self.items[first.index - 2] if first.index > 1 and self.items[first.index - 1].low == "," else None
        if name is None or name.kind != "place" or name.alt not in UNKNOWN:
            return None
        if name.alt == "initial" and " " in name.text and not parties(clause):
            return None  # "Jane Smith, besieged by photographers, ..."
        if clause.kind == "rel":
            return name if first.cue("rel") not in PEOPLE else None
        return name if case.passive and case.may("obj", "place") and not case.may("obj", "opponent") else None


def _is_noun(item: Item) -> bool:
    """Whether an item may be the noun that "of" and another noun go with."""
    return item.kind in ("place", "actor") or is_common(item)


def _head(phrase: list[Item]) -> Item:
    """The noun of a phrase, before what "of" or "in" adds to it."""
    begun = next(i for i in phrase if not i.cue("prep")).index
    return next((a for a, b in itertools.pairwise(phrase) if b.cue("prep") and a.index >= begun), phrase[-1])


def _takes_pronoun(case: Case) -> bool:
    """Whether a pronoun before the verb is the object of a frame that a party fills the subject of."""
    return case.active and case.may("obj", "place")


def _that_behind(clause: Clause) -> bool:
    """ "The army retook that within a week": a neuter demonstrative by itself behind the verb and its subject."""
    that = next((i for i in clause.items if i.cue("neuter") and i.cue("demonstrative")), None)
    if that is None or clause.kind != "main" or clause.finite is None or not bare_parties(clause):
        return False
    behind = next((i for i in clause.items if i.index == that.index + 1), None)
    alone = behind is None or behind.kind in ("time", "punct") or bool(behind.cue("prep") or behind.cue("adverb"))
    return alone and clause.finite.index < that.index and not any(map(is_common, clause.items))


def _speaks_of_pronoun(case: Case) -> bool:
    """Whether a pronoun before the verb is the place that a passive, a phrase or "fell" tells of."""
    if case.clause.finite.verb.plural:
        return False
    if case.kind == "verb" and case.active:
        return case.may("subj", "place") and bool(case.clause.times) and not any(map(is_common, case.clause.items))
    return case.may("obj", "place") if case.passive else case.kind == "phrase" and case.may("subj", "place")
