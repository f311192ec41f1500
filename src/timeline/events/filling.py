"""A frame filled: the place, the actor and the opponent of one event, or nothing where the frame does not fit."""

from __future__ import annotations

from .clauses import Clause
from .fitting import Case
from .focus import ANAPHOR, is_state
from .items import Item, is_common, item_at
from .mood import MODAL
from .roles import Filled, find_parties, find_places, goes_on
from .slots import bare_parties, group_of, parties, place_items, resolve_places, stands_for_government

LETS = "let"  # the role of a verb by which one lets something be seen, or lets a place go
MOVES = ("capture", "partial_capture", "entry", "offensive", "siege")  # what goes on where something "followed"
DEEDS = ("offensive", "siege", "withdrawal", "entry")  # events that a possessive before their noun tells the actor of
PARTS_OF_TOWN = ("@district", "@base", "@crossing")


class FrameReader:
    """How the coder fills the roles of a frame."""

    def _fill(self, case: Case) -> Filled | None:
        """The roles of a frame in its clause; None where it has no place, or not what it needs."""
        governing = ("over", "of") if case.kind == "phrase" else ("about",) if case.kind == "noun" else ()
        if any(case.may(prep, "place") and goes_on(case.span[-1], prep, case.clause) for prep in governing):
            return None
        filled = Filled()
        ground = self._fill_places(case, filled)
        if not filled.places:
            return None
        groups = self._fill_parties(case, filled, ground)
        if case.needs("actor") and not filled.actor:
            return None
        if any(item.value.startswith(ANAPHOR) for group in groups.values() for item in group):
            filled.certainty = "context"
        self._supply_parties(case, filled)
        lacks = self._lacks_party(case, filled) or self._unfit(case, filled, groups["actor"])
        return None if lacks else filled

    def _fill_places(self, case: Case, filled: Filled) -> Clause:
        """Fill in the places, from the clause or its context; gives the clause that names them."""
        ground, found = case.clause, find_places(case, self._just_told, self._proper_in)
        if not found and "about" in case.frame.roles:
            later = (c for c in self.clauses if c.kind == "inf" and c.number > case.clause.number)
            for other in later:
                if found := place_items(other)[:1]:
                    ground = other
                    break
        if found and all(i.value[:1] == ANAPHOR for i in found):
            found = self._apposed(case) or found  # "the second town of the country, X, fell"
        if defended := _defended(found, case.clause):
            found = defended
        places = resolve_places(found, self.focus) if found else []
        if found and not places:
            places = resolve_places(_ground_of(found[0], case.clause), self.focus)
        named = (case.needs("named") and "part" not in case.clause.cues) or (
            case.needs("itself") and case.clause.kind != "rel"
        )
        if not places and not found and not named:
            places = self._place_from_context(case, filled)
        if places:
            filled.places = self._part_beside(places, case.clause)
            if any(item.value.startswith(ANAPHOR) for _, item in filled.places if item is not None):
                filled.certainty = "context"
            self._extent(filled, case.clause)
        return ground

    def _proper_in(self, clause: Clause) -> frozenset[str]:
        """The words that are surely names: "X they took in May, Y a week later" makes one of X, as Y is."""
        gaps = (
            c for c in self.clauses if c.kind == "apposition" and not c.verbs and c.times and c.number > clause.number
        )
        if any(c.items[0].kind == "place" and c.items[0].alt == "unknown" for c in gaps):
            return self.proper | {clause.items[0].text}
        return self.proper

    def _just_told(self) -> bool:
        """Whether the last event was told in this sentence or the one before, and was a place that was taken."""
        last = (self.fresh or self.rows or [None])[-1]
        return last is not None and last["type"] == "capture" and self.sentence.sentence - last["sentence"] <= 1

    def _fill_parties(self, case: Case, filled: Filled, ground: Clause) -> dict[str, list[Item]]:
        """Fill in the parties that the clause names, or points to by a pronoun; gives the items for each role."""
        clause, country = case.clause, self._country(filled)
        used = {item.index for _, item in filled.places if item is not None}
        groups = find_parties(case, used)
        avoid = ""
        loser = case.kind == "verb" and case.active and case.may("subj", "opponent")
        if loser and any(item.value.startswith(ANAPHOR) for item in groups["actor"]):
            avoid = self._party(groups["opponent"], country) or self._subject_before(clause, country)
        filled.actor = self._inside(case, country) or self._party(groups["actor"], country, avoid)
        filled.opponent = self._party(groups["opponent"], country, filled.actor)
        if ground is not clause and not filled.opponent:
            against = [i for i in parties(ground, used) if i.prep and i.prep in ("on", "of")]
            filled.opponent = self._party(against[:1], country, filled.actor)
        if case.passive and case.may("obj", "opponent") and not filled.opponent:
            subject = self.focus.subject if clause.has("subjectpronoun") else ""
            if not subject and clause.finite is not None and not bare_parties(clause):
                subject = self._subject_before(clause, country)  # "A took X, but was driven out again"
                subject = subject or (self._that_party(clause) if clause.has("there") else "")
            filled.opponent = subject if subject != filled.actor else ""
        self._pronoun_parties(case, filled)
        return groups

    def _supply_parties(self, case: Case, filled: Filled) -> None:
        """Fill in what stands in no slot: an adjective, a subject left out, partners, the noun a clause hangs on."""
        clause, country = case.clause, self._country(filled)
        if not filled.actor and case.kind == "noun" and any("actor" in roles for roles in case.frame.roles.values()):
            filled.actor = self._party_before(case.trigger) or self._whose_advance(case, country)
            filled.actor = filled.actor or self._went_on(case, country) or self._by_taking(case, country)
            filled.actor = filled.actor or self._victor(case) or self._theirs(case) or self._followed(case)
        if clause.kind == "rel" and case.kind == "phrase" and case.may("subj", "actor"):
            self._missing_subject(case, filled)  # "B's fighters, who have X in their power"
        if not filled.actor:
            filled.actor = self._adjective_party(case, country) or self._possessor(case, country)
        if not filled.actor and not case.active:
            filled.actor = self._adjective_before(case)
        if case.needs("back") and case.passive and not filled.actor:
            filled.actor = self._loser_of(filled, "")  # "A lost X, which was retaken two days later"
        self._missing_subject(case, filled)
        if filled.actor and case.kind == "verb" and case.active and case.may("subj", "actor"):
            self._add_partners(case, filled, country)
        if (
            case.passive
            and clause.kind == "rel"
            and clause.parent is not None
            and not filled.opponent
            and case.may("obj", "opponent")
        ):
            heads = [i for i in parties(clause.parent) if i.index < clause.items[0].index]
            filled.opponent = self._one_party(heads[-1], country, filled.actor) if heads else ""

    def _whose_advance(self, case: Case, country: str) -> str:
        """ "the advance of A began with the capture of X": A took it."""
        clause = case.clause
        if case.type != "capture" or not clause.role("begin") or clause.finite is None:
            return ""
        of = [i for i in clause.names if i.kind == "actor" and i.prep == "of" and i.index < clause.finite.index]
        return self._one_party(of[-1], country) if of and not bare_parties(clause) else ""

    def _went_on(self, case: Case, country: str) -> str:
        """ "after the capture of X the army attacks Y": who goes on to attack has taken the place before.

        "With the capture of X A has the whole province in hand": so has A.
        """
        clause, at = case.clause, case.trigger.index
        before = next((i for i in reversed(clause.items) if i.index < at and not i.cue("det")), None)
        dated = before is not None and before.kind == "time" and bool(before.mention.shift)  # "a day after the"
        prep = before.cue("prep") if before is not None else ""
        given = (dated or prep in ("after", "with")) and case.may("by", "actor")
        again = clause.has("again") and prep != "with"  # "with the capture of X the army is again a step nearer to Y"
        if not given or case.type != "capture" or again or clause.role("passive") is not None:
            return ""
        lemmas = {r.lemma for item in clause.verbs for r in item.readings}
        frames = [f for lemma in lemmas for f in self.grammar.verb_frames.get(lemma, ())]
        acts = any(f.type in ("capture", "offensive", "entry") and "actor" in f.roles.get("subj", ()) for f in frames)
        bare = [i for i in bare_parties(clause) if i.index > at]
        if prep == "with":
            loses = any("opponent" in f.roles.get("subj", ()) for f in frames) or clause.role("report", "deny")
            return self._one_party(bare[0], country) if bare and not loses else ""
        others = [i for i in place_items(clause) if i.index > at and i.value[:1] != ANAPHOR]
        actor = self._one_party(bare[0], country) if acts and bare else ""
        return actor if len(others) > 1 or actor != country else ""

    def _theirs(self, case: Case) -> str:
        """ "Their offensive began in May": of whom the sentence before speaks, where this one names no party."""
        at = case.trigger.index
        before, governing = item_at(self.items, at - 1), item_at(self.items, at - 2)
        own = before is not None and bool(before.cue("possessive")) and not parties(case.clause)
        own = own and not (governing is not None and governing.cue("prep"))
        return self.focus.subject if own and case.type in DEEDS else ""

    def _by_taking(self, case: Case, country: str) -> str:
        """ "With the capture of X the army holds all of the valley": who gains by it has taken X."""
        clause, at = case.clause, case.trigger.index
        first = [i for i in clause.items if i.index < at and not i.cue("det")]
        by = len(first) == 1 and first[0].cue("prep") in ("with", "by", "thanks") and case.may("by", "actor")
        if not by or case.type != "capture" or clause.finite is None or clause.role(*MODAL, "passive") is not None:
            return ""
        if first[0].cue("prep") != "with" and (clause.role("have") is None or clause.has("neg")):
            return ""  # "by the capture of X B is pressed hard"
        lemmas = [r.lemma for i in clause.verbs for r in i.readings if r.role != LETS]
        if any(
            "opponent" in f.roles.get("subj", ()) for lemma in lemmas for f in self.grammar.verb_frames.get(lemma, ())
        ):
            return ""  # "with the capture of X B loses its last town"
        bare = [i for i in bare_parties(clause) if i.index > clause.finite.index]
        if bare:
            return self._party(group_of(bare[0], bare), country)
        if clause.has("person"):
            return self._he()
        return self.focus.subject if clause.has("subjectpronoun") else ""

    def _victor(self, case: Case) -> str:
        """ "the greatest Russian gain since the capture of X": who gained then is who gains now."""
        at = case.clause.items.index(case.trigger)
        before = [i for i in case.clause.items[max(0, at - 4) : at] if not i.cue("det")]
        if case.type != "capture" or len(before) < 2 or before[-1].cue("prep") != "since" or not before[-2].cue("gain"):
            return ""
        return self.grammar.adjectives.get(before[-3].low, "") if len(before) > 2 else ""

    def _followed(self, case: Case) -> str:
        """ "A went into X in January, in February the capture of Y followed": it is who acted just before."""
        lemmas = {r.lemma for item in case.clause.verbs for r in item.readings}
        follows = any(f.type == "same" for lemma in lemmas for f in self.grammar.verb_frames.get(lemma, ()))
        last = (self.fresh or self.rows or [None])[-1]
        near = last is not None and self.sentence.sentence - last["sentence"] <= 1 and last["type"] in MOVES
        return last["actor"] if follows and near and not parties(case.clause) and not case.passive else ""

    def _possessor(self, case: Case, country: str) -> str:
        """ "from their stronghold X the rebels ...", "his attack on X began": whose it is."""
        before = next((i for i in reversed(self.items[: case.trigger.index]) if not is_common(i)), None)
        if case.kind != "noun" or before is None or not before.cue("possessive"):
            return ""
        attacks = case.type == "offensive" and case.clause.role("begin") is not None
        if case.type not in ("control", "withdrawal") and not attacks:
            return ""
        if bare := bare_parties(case.clause):
            return self._one_party(bare[0], country)
        subject = self.focus.subject if attacks or not is_state(self.focus.subject) else ""
        return self._subject_before(case.clause, country) or (self._he() if attacks else "") or subject

    @staticmethod
    def _dated_by_verb(case: Case) -> bool:
        """ "In May the attack followed": a frame of a noun and its verb, at a time of its own."""
        return bool(case.frame.companions) and any(i.value for i in case.clause.times)

    def _lacks_party(self, case: Case, filled: Filled) -> bool:
        """Whether a party is missing that this kind of frame cannot do without."""
        nobody = not filled.actor and not filled.opponent
        if case.needs("party") and nobody and not self._attacked(case):
            return True
        if case.type == "control" and not filled.actor and case.kind != "phrase":
            return True
        shut_in = case.type == "siege" and case.kind == "verb" and case.active and case.may("obj", "opponent")
        if shut_in and not filled.opponent and not case.may("obj", "place"):
            return True  # "surrounded an office in X"
        if case.kind == "noun":
            clause = case.clause
            begun = clause.begins or self._dated_by_verb(case) or (clause.has("start") and not clause.verbs)
            aside = case.type in ("offensive", "siege") and self._under_preposition(case.trigger)
            return not begun and (aside or (case.type == "offensive" and nobody))
        return case.active and case.may("subj", "actor") and not filled.actor

    def _attacked(self, case: Case) -> bool:
        """ "A opened the attack; that day X was occupied": who attacks in the sentence before it has taken it."""
        taken = case.passive and case.type == "capture" and case.kind == "verb"
        return taken and any(row["type"] in ("offensive", "entry") and row["actor"] for row in self.fresh)


def _ground_of(noun: Item, clause: Clause) -> list[Item]:
    """ "left their camp in X": where a noun of a part of a town points back to nothing, the town right behind it."""
    if noun.value not in PARTS_OF_TOWN:
        return []
    return [i for i in place_items(clause) if i.prep in ("in", "of", "at") and i.prep_index == noun.index + 1]


def _defended(found: list[Item], clause: Clause) -> list[Item]:
    """ "The defenders of X have left the town": the town is the one that the party before it is of."""
    if len(found) != 1 or found[0].value != "@city":
        return []
    sides = [i.index + 1 for i in clause.names if i.kind == "actor" and not i.prep and i.index < found[0].index]
    owners = [i for i in place_items(clause) if i.prep == "of" and i.prep_index in sides]
    return [i for i in owners if i.value[:1] != ANAPHOR and not stands_for_government(i)]
