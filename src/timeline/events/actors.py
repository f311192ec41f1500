"""Party items to canonical names: anaphors, possessives, speakers, and subjects that are left out."""

from __future__ import annotations

from ..grammar import Frame
from .clauses import Clause
from .focus import ANAPHOR, is_group, is_state
from .items import Item, is_common
from .roles import Filled, parties, stands_for_government

TOGETHER = "together"  # the function of "together with"
BARE = frozenset(("@rebels", "@militia", "@fighters", "@separatists", "@jihadists", "@islamists"))


class PartyReader:
    """How the coder turns party items into canonical names, and supplies a subject that is left out."""

    def _party(self, group: list[Item], country: str, role: str, avoid: str) -> str:
        names: list[str] = []
        for item in group:
            if item.value == "@allies" and len(group) > 1:
                continue
            name = self._one_party(item, country, role, avoid)
            if name and name not in names:
                names.append(name)
        return "; ".join(names)

    def _one_party(self, item: Item, country: str, role: str, avoid: str) -> str:
        if item.kind == "place":
            return item.alt
        ally = item.value.removeprefix("allies (").removesuffix(")")
        if ally != item.value and is_state(ally):
            return ally
        if not item.value.startswith(ANAPHOR):
            before = self.items[item.index - 1] if item.index else None
            described = (
                item.value[:1].isupper()
                and item.value[-1:] == "s"
                and " " in item.value
                and before is not None
                and bool(before.cue("det"))
            )
            return self.focus.find_described(item.value) if described else item.value
        if item.alt == "poss" and (
            (item.index and self.items[item.index - 1].cue("our")) or item.low.startswith(self.grammar.ours)
        ):
            return self._speaker(self.clauses[0], self.clauses, country) if self.clauses else ""
        if item.alt == "poss":
            owner = [
                i
                for i in self.items[: item.index]
                if (i.kind == "actor" and not i.value.startswith(ANAPHOR)) or stands_for_government(i)
            ]
            if not owner and (named := self._title(item.index, country)):
                return named
            if owner:
                return owner[-1].alt if owner[-1].kind == "place" else owner[-1].value
            army = item.value in ("@army", "@government")  # "his army" is that of a state
            party = self._he()
            if party and not army and not is_state(party):
                return party  # "his fighters" are those of the leader named last
            if self.focus.subject and (not army or is_state(self.focus.subject)):
                return self.focus.subject
        if (leader := self._led_by(item)) and not is_state(leader):
            return leader
        if members := self._members_of(item):
            return members
        if item.value in BARE and self._bare_plural(item):
            return self.focus.describe(item, country)
        if item.alt == "indef" and item.value in ("@army", "@troops", "@soldiers") and is_state(country):
            return country
        called = self.focus.find_called(item.low.split()[-1])
        if called and called != avoid:
            return called
        return self.focus.find_party(item.value, country, avoid) or self.focus.describe(item, country)

    def _title(self, before: int, country: str) -> str:
        """The party in a title ("rebel leader X"), of the words before an item."""
        for word in self.items[:before]:
            if word.cue("official") and is_state(country):
                return country
            if (
                word.kind == "word"
                and not word.cues
                and len(word.low) > 8
                and (found := self._compound_party(word, country))
            ):
                return found
        return ""

    def _led_by(self, item: Item) -> str:
        """ "fighters led by A": the group that a party without a name of its own acts under."""
        behind = self.items[item.index + 1 : item.index + 7]
        leader = next((i for i in behind if i.kind == "actor"), None)
        named = leader is not None and leader.prep == "@led" and not leader.value.startswith(ANAPHOR)
        return leader.value if named and leader.prep_index == item.index + 1 else ""

    def _members_of(self, item: Item) -> str:
        """ "soldiers of a Ukrainian brigade": the party that a bare party noun belongs to."""
        behind = self.items[item.index + 1 : item.index + 5]
        owner = next((i for i in behind if i.kind == "actor"), None)
        named = owner is not None and owner.prep == "of" and not owner.value.startswith(ANAPHOR)
        return owner.value if named and owner.prep_index == item.index + 1 else ""

    def _bare_plural(self, item: Item) -> bool:
        """ "local rebels" without an article are not the rebels named before."""
        before = self.items[item.index - 1] if item.index else None
        determined = (before is not None and bool(before.cue("det") or before.cue("definite"))) or bool(
            item.cue("definite")
        )
        return not determined and self.sentence.role == "body" and item.alt != "indef"

    def _adjective_party(self, span: list[Item], country: str, clause: Clause) -> str:
        """ "in Russian hands": the adjective inside the phrase names the party."""
        for item in [*(i for i in span[-1:] if i.kind == "actor"), *(span[1:-1] or span[1:] or span)]:
            if item.kind == "actor":
                return item.value
            if item.cue("our"):
                return self._speaker(clause, self.clauses, country)
            if item.cue("possessive"):
                said = (
                    [i for i in parties(clause.parent, set()) if not i.prep]
                    if clause.kind == "sub" and clause.parent is not None
                    else []
                )
                return self._one_party(said[0], country, "actor", "") if said else self.focus.subject
            if item.cue("state") and is_state(country):
                return country
            known = self.grammar.adjectives.get(item.low)
            if known:
                return known
            if people := self.grammar.peoples.get(item.low):  # "in Kurdish hands"
                return self.focus.find_described(f"{people} forces")
        return self._compound_party(span[-1], country) if span else ""

    def _inside(self, span: list[Item], country: str, clause: Clause) -> str:
        """The party that an adjective within a phrase names ("in Ukrainian hands"), whoever else is spoken of."""
        within = any(i.low in self.grammar.adjectives or i.low in self.grammar.peoples for i in span[1:-1])
        return self._adjective_party(span, country, clause) if within else ""

    def _compound_party(self, item: Item, country: str) -> str:
        """ "in rebel hands" as one word: its first part is a party noun."""
        for length in range(len(item.low) - 3, 3, -1):
            known = self.focus.words.get(item.low[:length])
            if known:
                return self.focus.find_party(ANAPHOR + known[0], country) or f"{known[1]} ({country})"
        return ""

    def _pronoun_parties(self, frame: Frame, clause: Clause, voice: str, filled: Filled) -> None:
        """ "lost to them", "taken by them": a pronoun in a slot of the frame is the party spoken of."""
        for k, pronoun in enumerate(clause.items if "objectpronoun" in clause.cues else ()):
            if not pronoun.cue("objectpronoun") or pronoun.kind != "word" or not k:
                continue
            slot = clause.items[k - 1].cue("prep")
            if not slot and frame.kind == "phrase" and not any(is_common(i) for i in clause.items[k + 1 : k + 2]):
                slot = "obj"
            slot = "subj" if slot == "by" and voice == "passive" else slot
            role = next((r for r in frame.roles.get(slot, ()) if r in ("actor", "opponent")), "")
            if slot and role and not getattr(filled, role):
                other = filled.opponent if role == "actor" else filled.actor
                gains = role == "actor" and (slot == "obj" or "predicate" in frame.needs)
                setattr(filled, role, self._they(other, self._country(filled), gains))
                filled.certainty = "context"

    def _add_partners(self, frame: Frame, clause: Clause, clauses: list[Clause], filled: Filled, country: str) -> None:
        """ "together with B": who takes part with the actor, in its clause or in an aside, is an actor too."""
        asides = [c for c in clauses if c.kind == "apposition" and c.parent is clause]
        found = [i for c in (clause, *asides) for i in parties(c, set()) if i.prep == TOGETHER]
        if frame.type == "capture" and "with" not in frame.roles:
            found += [i for i in parties(clause, set()) if i.prep == "with" and self._beside_verb(i)]
        for item in found:
            name = self._one_party(item, country, "actor", filled.actor)
            if name and name not in (*filled.actor.split("; "), filled.opponent):
                filled.actor = f"{filled.actor}; {name}"

    def _beside_verb(self, item: Item) -> bool:
        """Whether "with B" goes with the verb, and not with a noun before it ("after fighting with B")."""
        before = self.items[item.prep_index - 1] if item.prep_index > 0 else None
        free = before is not None and (before.kind in ("time", "actor") or before.verb is not None)
        return free and item.kind == "actor" and is_group(item.value)

    def _they(self, other: str, country: str, gains: bool = False) -> str:
        """Who "them" are: who acted last and is a group or of the country, else who acted, else who was named last.

        Who gains a place is the subject of the sentence, where it has one.
        """
        if gains and self.has_subject and self.focus.subject and self.focus.subject != other:
            return self.focus.subject
        named = [(n, r) for n, _, r in reversed(self.focus.parties) if n != other]
        acted = [n for n, r in named if r == "actor"]
        local = [n for n in acted if not is_state(n) or n == country]
        return next(iter((*local, *acted, *(n for n, _ in named))), "")

    def _party_before(self, trigger: Item) -> str:
        """ "the Turkish offensive", "IS stronghold": the party right before a noun."""
        before = [i for i in self.items[max(0, trigger.index - 2) : trigger.index] if i.low != "-"]
        if not before:
            return ""
        return (
            before[-1].value
            if before[-1].kind == "actor" and not before[-1].value.startswith(ANAPHOR)
            else self.grammar.adjectives.get(before[-1].low, "")
        )

    def _missing_subject(self, frame: Frame, clause: Clause, voice: str, filled: Filled) -> None:
        """An active clause without a named subject takes it from a pronoun, the noun or the clause before it."""
        role = frame.subject
        if voice == "passive" and frame.type == "withdrawal" and role == "actor" and not filled.actor:
            before = [i for i in parties(clause.before, set()) if not i.prep] if clause.before is not None else []
            if before and clause.kind == "main":  # "A has little left: X was evacuated"
                filled.actor, filled.certainty = self._one_party(before[0], self._country(filled), role, ""), "context"
            return
        if (
            not role
            or voice != "active"
            or getattr(filled, role)
            or (frame.kind == "noun" and not clause.role("light", "begin", "report"))
        ):
            return
        if (
            frame.kind == "verb"
            and any(i.alt == "unknown" and not i.prep for i in clause.names)
            and not any(item is not None and item.alt == "unknown" for _, item in filled.places)
        ):
            return
        if clause.has("person") and clause.kind != "inf":
            setattr(filled, role, self._he())
            return
        if self._subject_of_its_own(clause) or self._civilians(clause):
            return
        value = ""
        if (
            clause.kind == "sub"
            and (clause.has("subjectpronoun") or clause.pronoun("itpronoun"))
            and clause.parent is not None
            and clause.parent.role("report", "announce", "deny")
        ):
            said = [i for i in parties(clause.parent, set()) if not i.prep]
            value = self._one_party(said[0], self._country(filled), role, "") if said else ""
            if clause.parent.role("deny") and clause.has("subjectpronoun") and frame.type in ("capture", "entry"):
                value = next((n for n, _, r in reversed(self.focus.parties) if n != value and r == "actor"), "")
        if clause.has("we"):
            value = self._speaker(clause, self.clauses, self._country(filled))
        elif (
            not value
            and clause.kind == "rel"
            and not clause.has("subjectpronoun")
            and not any(i.kind == "actor" and i.index < clause.items[0].index for i in clause.parent.names)
        ):
            return
        if (
            not value
            and clause.items[0].cue("demonstrative")
            and len(clause.items) > 1
            and clause.items[1].verb is not None
            and self.focus.parties
        ):
            value = self.focus.parties[-1][0]
        if not value and clause.kind == "rel" and clause.parent is not None:
            heads = self._heads(clause)
            if heads:
                value = self._one_party(heads[-1], self._country(filled), role, "")
        if not value and clause.number == 0 and clause.items[0].cue("prep") and clause.has("marker"):
            value = self._subject_after(self._country(filled))
        if not value and (
            clause.has("subjectpronoun")
            or clause.pronoun("itpronoun")
            or clause.kind in ("coord", "inf")
            or clause.before is not None
        ):
            value = self._subject_before(clause, self._country(filled)) or self.focus.subject
        if (
            not clause.has("we")
            and clause.items[0].kind == "word"
            and (titled := self._title(clause.items[0].index + 1, self._country(filled)))
        ):
            value = titled
        other = filled.opponent if role == "actor" else filled.actor
        if value and value != other:
            setattr(filled, role, value)
            filled.certainty = "context"

    @staticmethod
    def _heads(clause: Clause) -> list[Item]:
        """Parties a relative clause can hang on; behind an apposition ("A, the branch of B, which ...") it is A."""
        parent, limit = clause.parent, clause.items[0].index
        heads = [i for i in parent.names if i.kind == "actor" and i.index < limit]
        if parent.kind == "apposition" and parent.parent is not None and heads and all(i.prep for i in heads):
            near = parent.parent.items[-1]
            return [near] if near.kind == "actor" else heads
        return heads

    def _he(self) -> str:
        """The party whose leader was named in this sentence or the two before it; "he" acts for nobody else."""
        party, sentence = self.focus.person
        return party if self.sentence.sentence - sentence <= 2 and sentence >= 0 else ""

    def _civilians(self, clause: Clause) -> bool:
        """Whether people who are no party are the subject: "thousands of families have left the city"."""
        for item in clause.items if "civilian" in clause.cues else ():
            if not item.cue("civilian"):
                continue
            before = next((i for i in reversed(self.items[: item.index]) if i.cues and not i.cue("det")), None)
            if before is None or before.index < item.index - 2 or not before.cue("prep"):
                return True
        return False

    def _subject_of_its_own(self, clause: Clause) -> bool:
        """ "On Monday the hunters had ...": a determined common noun right behind the verb is the subject."""
        finite = clause.finite
        if clause.kind != "main" or finite is None or clause.has("subjectpronoun"):
            return False
        if finite is clause.items[0] and clause.before is None:
            return False
        behind = self.items[finite.index + 1 : finite.index + 3]
        auxiliary = finite.verb.role in ("have", "copula") and any(i.verb.form == "participle" for i in clause.verbs)
        fronted = finite is clause.items[0] or any(
            i.kind == "time" or i.cue("prep") for i in clause.items if i.index < finite.index
        )
        return (
            auxiliary
            and fronted
            and len(behind) == 2
            and bool(behind[0].cue("det"))
            and behind[1].kind == "word"
            and is_common(behind[1])
        )

    def _speaker(self, clause: Clause, clauses: list[Clause], country: str) -> str:
        """Who "we" are: the party that is quoted, else the country that the place lies in."""
        for other in clauses:
            if other is clause or not (
                other.role("report", "announce", "deny") or other.kind in ("main", "apposition")
            ):
                continue
            named = [i for i in parties(other, set()) if i.kind == "actor" and i.alt != "poss"]
            if named:
                return self._one_party(named[0], country, "actor", "")
            if other.has("official") and is_state(country):
                return country
            if other.has("possessive") and self.focus.subject:
                return self.focus.subject
            for item in other.items:
                found = (
                    self._compound_party(item, country)
                    if item.kind == "word" and not item.cues and len(item.low) > 8
                    else ""
                )
                if found:
                    return found
        quoted = any(other.role("report", "announce", "deny") for other in clauses)
        if not quoted and self.focus.subject and not is_state(self.focus.subject):
            return self.focus.subject
        return country if is_state(country) else ""

    def _subject_after(self, country: str) -> str:
        """The subject of the clause behind one that has no finite verb ("after having taken X, the rebels ...")."""
        other = self.clauses[1] if len(self.clauses) > 1 else None
        if other is None or other.kind != "main" or other.finite is not other.items[0]:
            return ""
        bare = [i for i in parties(other, set()) if not i.prep]
        return self._one_party(bare[0], country, "actor", "") if bare else ""

    def _subject_before(self, clause: Clause, country: str) -> str:
        """The subject that a co-ordinated clause shares with the one before it; an apposition names it better."""
        other = clause.before if clause.kind == "coord" and not clause.has("subjectpronoun") else None
        while other is not None:
            if other.number in self.subjects and (other.kind != "rel" or clause.shares_head):
                return self.subjects[other.number]
            bare = [i for i in parties(other, set()) if not i.prep]
            if bare and (other.kind != "rel" or clause.shares_head):
                named = [i for i in bare if not i.value.startswith(ANAPHOR)]
                return self._one_party((named or bare)[0], country, "actor", "")
            other = other.before
        return ""
