"""The subject that an active clause leaves out: of the clause, noun or sentence before it, or of who reports it."""

from __future__ import annotations

from .clauses import Clause
from .fitting import TAKES, Case
from .focus import ANAPHOR, is_group, is_state
from .items import Item, is_common, item_at
from .roles import Filled
from .slots import bare_parties, parties, slot_items

APPOSED = 3  # words of "the leader of"
ATTACKS = ("offensive", "siege", "entry")
SAYING = ("report", "announce", "deny")


def _has_name(party: Item) -> bool:
    """Whether a party is named, not described ("the jihadist group")."""
    return is_group(party.value) or is_state(party.value)


class SubjectReader:
    """How the coder supplies a subject that is left out."""

    def _missing_subject(self, case: Case, filled: Filled) -> None:
        """An active clause without a named subject takes it from a pronoun, the noun or the clause before it."""
        role, clause = case.frame.subject, case.clause
        if case.passive and case.type == "withdrawal" and role == "actor" and not filled.actor:
            self._evacuated(clause, filled)
        if not case.active or not self._lacks_subject(case, filled):
            return
        if "chief" in clause.cues and is_group(self.focus.person[0]) and self._is_chief(clause):
            setattr(filled, role, self.focus.person[0])
            return
        if self._is_subject(case) and not any(self.focus.subject in (r["actor"], r["opponent"]) for r in self.rows):
            return
        if clause.has("person") and clause.kind != "inf":
            setattr(filled, role, self._he())
            return
        if self._subject_of_its_own(clause) or self._civilians(clause):
            return
        value = self._who_came(case, filled) or self._left_out(case, self._country(filled))
        if value and case.type in ATTACKS and value == self._holder(filled) and not clause.has("again"):
            value = self._they(value, self._country(filled))  # nobody attacks what is theirs
        value = self._loser_of(filled, value) or value if case.needs("back") else value
        if value and value != (filled.opponent if role == "actor" else filled.actor):
            setattr(filled, role, value)
            filled.certainty = "context"

    def _is_chief(self, clause: Clause) -> bool:
        """ "The general began an offensive": a leader without a name, as the subject, is the one named last."""
        at = next((i.index for i in clause.items if i.cue("chief")), 0)
        det, over, name = (item_at(self.items, k) for k in (at - 1, at - 2, at + 1))
        named = name is not None and name.kind != "word" and name.kind != "time"
        return det is not None and bool(det.cue("det")) and not named and not (over is not None and over.cue("prep"))

    def _who_came(self, case: Case, filled: Filled) -> str:
        """ "A went X in, against B; after two days they left": who came to the place in the sentence leaves it."""
        last = self.fresh[-1] if self.fresh and case.type == "withdrawal" else None
        came = last is not None and last["type"] in ("entry", "capture") and last["place_"] == filled.places[0][0]
        return last["actor"] if came and case.clause.has("subjectpronoun") else ""

    def _holder(self, filled: Filled) -> str:
        """Who the event told last says to hold a place of this one; the empty string where it says something else."""
        last = (self.fresh or self.rows or [None])[-1]
        held = last is not None and last["type"] == "control" and last["status"] == "reported"
        return last["actor"] if held and any(p.place_id == last["place_id"] for p, _ in filled.places) else ""

    def _evacuated(self, clause: Clause, filled: Filled) -> None:
        """ "A has little left: X was evacuated": who left is the subject of the clause before."""
        before = bare_parties(clause.before) if clause.before is not None else []
        if clause.kind == "coord" and clause.before is not None and not before:  # "taken by A and left again"
            before = slot_items(parties(clause.before), "by")
        elif clause.kind != "main":
            return
        if before:
            filled.actor, filled.certainty = self._one_party(before[0], self._country(filled)), "context"

    @staticmethod
    def _is_subject(case: Case) -> bool:
        """ "After A came, the storming of X began": the noun is itself the subject of a main clause without another."""
        clause = case.clause
        begins = case.kind == "noun" and clause.kind == "main" and clause.role("begin") is not None
        return begins and not (clause.has("subjectpronoun") or clause.has("we") or clause.has("possessive"))

    def _loser_of(self, filled: Filled, value: str) -> str:
        """ "A drove B out of X. On Friday they retook it": it is who lost a place that takes it back."""
        place_id = filled.places[0][0].place_id
        takes = (r for r in (*self.fresh[::-1], *self.rows[::-1]) if r["place_id"] == place_id and r["type"] in TAKES)
        last = next((r for r in takes if r["status"] == "reported"), None)
        return last["opponent"] if last is not None and last["actor"] == value else ""

    @staticmethod
    def _lacks_subject(case: Case, filled: Filled) -> bool:
        """Whether the frame has a subject that is not filled yet; a name of no table may be that subject."""
        role = case.frame.subject
        if not role or getattr(filled, role):
            return False
        told = case.frame.companions or case.clause.role("light", "begin", "report", "announce")
        if case.kind == "noun" and (_undergone(case) or not told):
            return False
        unknown = case.kind == "verb" and any(i.alt == "unknown" and not i.prep for i in case.clause.names)
        return not unknown or any(item is not None and item.alt == "unknown" for _, item in filled.places)

    def _left_out(self, case: Case, country: str) -> str:
        """Who the subject is that a clause leaves out; the empty string where nothing tells."""
        clause, value = case.clause, self._reported_subject(case, country)
        if clause.has("we"):
            return self._speaker(clause, country) or self._implied(clause, country)
        if not value:
            above = clause.parent.names if clause.parent is not None else []
            named = clause.kind != "rel" or any(i.kind == "actor" and i.index < clause.items[0].index for i in above)
            if not named and not clause.has("subjectpronoun") and not self._it_acts(case):
                return ""
            value = self._implied(clause, country)
        moves = case.type in ("entry", "withdrawal")  # "Minister A has left X": he, and no party
        titled = self._title(clause.items[0].index + 1, country) if clause.items[0].kind == "word" else ""
        return value if moves else titled or value

    @staticmethod
    def _it_acts(case: Case) -> bool:
        """ "the only town that it had taken": in a relative clause about what is taken, "it" is who takes."""
        clause = case.clause
        takes = clause.kind == "rel" and case.kind == "verb" and case.may("obj", "place")
        return takes and any(i.cue("itpronoun") and not i.cue("objectpronoun") for i in clause.items[1:2])

    def _implied(self, clause: Clause, country: str) -> str:
        """The subject that a demonstrative, the noun before, or the clause before or behind implies."""
        if that := self._that_party(clause):
            return that
        first, value = clause.items[0], ""
        if clause.kind == "rel" and clause.parent is not None and (heads := self._heads(clause)):
            value = self._one_party(heads[-1], country)
        if not value and clause.number == 0 and ((first.cue("prep") and clause.has("marker")) or self._unnamed(clause)):
            value = self._subject_after(country)
        pronoun = clause.has("subjectpronoun") or clause.pronoun("itpronoun")
        if not value and (pronoun or clause.kind in ("coord", "inf") or clause.before is not None):
            value = self._subject_before(clause, country) or self.focus.subject
        return value or self._spokesman(clause, country)

    def _unnamed(self, clause: Clause) -> bool:
        """ "After they had taken X, the fighters of A ...": nobody is named so far whom "they" could be."""
        subject = self.focus.subject
        named = is_group(subject) or is_state(subject) or "; " in subject
        under = clause.kind == "sub" or bool(clause.items[0].cue("sub"))  # "two days after they had taken X"
        return under and bool(clause.has("subjectpronoun")) and not named

    def _that_party(self, clause: Clause) -> str:
        """ "Those were driven out again": a demonstrative before the verb is the party named last."""
        first, second = clause.items[0], clause.items[1:2]
        pointing = first.cue("demonstrative") and second and second[0].verb is not None and self.focus.parties
        return self.focus.parties[-1][0] if pointing else ""

    def _spokesman(self, clause: Clause, country: str) -> str:
        """ "X, the leader of the rebels there, announced": whom the apposition behind a person says he speaks for."""
        if clause.kind != "main" or not clause.role(*SAYING):
            return ""
        behind = next((c for c in self.clauses if c.kind == "apposition" and c.parent is clause), None)
        if behind is None or behind.verbs or len(behind.items) < APPOSED:
            return ""
        det, noun, of = behind.items[:APPOSED]
        owner = next((i for i in behind.names if i.kind == "actor" and i.prep == "of"), None)
        apposed = det.cue("det") and noun.kind == "word" and owner is not None and owner.prep_index == of.index
        last = (self.fresh or self.rows or [None])[-1]
        holder = last["actor"] if last is not None and last["type"] == "control" else ""  # who has it, need not take it
        return self._one_party(owner, country, holder) if apposed else ""

    def _reported_subject(self, case: Case, country: str) -> str:
        """ "A reports that it took X": the pronoun is who says so; in a denial it is who acted before."""
        clause, parent = case.clause, case.clause.parent
        pronoun = clause.kind == "sub" and (clause.has("subjectpronoun") or clause.pronoun("itpronoun"))
        if not pronoun or parent is None or not parent.role(*SAYING):
            return ""
        said = bare_parties(parent)
        source = self._one_party(said[0], country) if said else ""
        if parent.role("deny") and clause.has("subjectpronoun") and case.type in ("capture", "entry"):
            return next((n for n, _, r in reversed(self.focus.parties) if n != source and r == "actor"), "")
        return source

    @staticmethod
    def _heads(clause: Clause) -> list[Item]:
        """Parties a relative clause can hang on; behind an apposition ("A, the branch of B, which ...") it is A."""
        parent, limit = clause.parent, clause.items[0].index
        heads = [i for i in parent.names if i.kind == "actor" and i.index < limit]
        if parent.kind == "apposition" and parent.parent is not None and heads:
            before = [i for i in parent.parent.items if i.index < parent.items[0].index and i.kind != "punct"]
            near = before[-1] if before else None
            named = near is not None and near.kind == "actor" and _has_name(near)
            if (
                near is not None
                and near.kind == "actor"
                and (all(i.prep for i in heads) or (named and not _has_name(heads[-1])))
            ):
                return [near]
        return heads

    def _civilians(self, clause: Clause) -> bool:
        """Whether people who are no party are the subject: "thousands of families have left the city".

        Those that a relative clause follows are that clause's: "thousands who left the city".
        """
        head = self.items[clause.items[0].index - 1] if clause.kind == "rel" and clause.items[0].index else None
        if head is not None and head.cue("civilian") and not clause.has("subjectpronoun"):
            return True
        for item in clause.items if "civilian" in clause.cues else ():
            if not item.cue("civilian"):
                continue
            before = next((i for i in reversed(self.items[: item.index]) if i.cues and not i.cue("det")), None)
            if before is None or before.index < item.index - 2 or not before.cue("prep"):
                return True
        return False

    def _subject_of_its_own(self, clause: Clause) -> bool:
        """ "On Monday the hunters had ...": a determined common noun right behind the verb is the subject.

        So is a bare one before it: "but supplies reach the town".
        """
        finite = clause.finite
        lead = [i for i in clause.items[:3] if not i.cue("coord")]
        if clause.kind in ("main", "coord") and lead[1:2] == [finite] and is_common(lead[0]):
            return not clause.has("subjectpronoun")
        if clause.kind != "main" or finite is None or clause.has("subjectpronoun"):
            return False
        if finite is clause.items[0] and clause.before is None:
            return False
        behind = self.items[finite.index + 1 : finite.index + 3]
        if len(behind) == 2 and behind[0].cue("crowd") and is_common(behind[1]):
            return True  # "In October ten thousand men began ..."
        auxiliary = finite.verb.role in ("have", "copula") and clause.holds("participle")
        fronted = finite is clause.items[0] or any(
            i.kind == "time" or i.cue("prep") for i in clause.items if i.index < finite.index
        )
        return auxiliary and fronted and len(behind) == 2 and bool(behind[0].cue("det")) and is_common(behind[1])

    def _subject_after(self, country: str) -> str:
        """The subject of the clause behind one that has no finite verb ("after having taken X, the rebels ...")."""
        other = self.clauses[1] if len(self.clauses) > 1 else None
        if other is None or other.kind != "main" or other.finite is not other.items[0]:
            return ""
        bare = bare_parties(other)
        return self._one_party(bare[0], country) if bare else ""

    @staticmethod
    def _asyndetic(clause: Clause) -> bool:
        """ "A took X, was driven out and took it again": a second clause that begins with its verb and names nobody."""
        before = clause.before
        told = clause.kind == "main" and before is not None and before.kind == "main" and before.finite is not None
        behind = told and not clause.strong and clause.finite is clause.items[0]
        return bool(behind and before.finite is not before.items[0] and not bare_parties(clause))

    def _subject_before(self, clause: Clause, country: str) -> str:
        """The subject that a co-ordinated clause shares with the one before it; an apposition names it better."""
        by = clause.kind == "inf" and clause.items[0].cue("prep") == "by"  # "A broke the truce by taking X"
        shares = clause.kind == "coord" or by or self._asyndetic(clause)
        other = clause.before if shares and (clause.shares_subject or not clause.has("subjectpronoun")) else None
        while other is not None:
            if other.number in self.subjects and (other.kind != "rel" or clause.shares_head):
                return self.subjects[other.number]
            bare = [] if self._beside_governed(other) else bare_parties(other)
            if bare and (other.kind != "rel" or clause.shares_head):
                named = [i for i in bare if not i.value.startswith(ANAPHOR)]
                return self._one_party((named or bare)[0], country)
            other = other.before
        return ""

    def _beside_governed(self, clause: Clause) -> bool:
        """ "came back with A, a militia of B, and took X": what describes a name under a preposition is no subject."""
        first = clause.items[0].index
        head = self.items[first - 2] if clause.kind == "apposition" and first > 1 else None
        return head is not None and head.kind == "actor" and bool(head.prep)


def _undergone(case: Case) -> bool:
    """ "The siege has been broken": the noun is what its verb is done to, and nobody does it."""
    finite = case.clause.finite
    passive = finite is not None and finite.verb.role in ("copula", "passive")
    return bool(case.frame.companions) and passive and case.clause.holds("participle")
