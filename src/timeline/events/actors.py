"""Party items to canonical names: anaphors, possessives, adjectives, and who "they", "he" and "we" are."""

from __future__ import annotations

from .clauses import Clause
from .fitting import PARTIES, Case
from .focus import ANAPHOR, BACKED, as_state, classes_of, is_group, is_state
from .items import NONE, NOUNS, Item, is_common, item_at
from .roles import Filled
from .slots import bare_parties, parties, stands_for_government

ARMY = "army"  # the class of who has one
STATELY = frozenset(("@army", "@government"))  # what is that of the country, whoever else is called so
SOLDIERS = frozenset(("@troops", "@soldiers", "@marines"))
TOGETHER = "together"  # the function of "together with"
BARE_PLURALS = frozenset(("@rebels", "@militia", "@separatists", "@jihadists"))
GROUPS = frozenset(("@group", "@militia", "@alliance", "@fighters"))  # what "that group" points back with
ROWS_BACK = 3  # rows among which the fight stands that "rebels" without an article go on with
JOINT = frozenset(("@alliance", "@coalition"))  # what parties that act together are
PLURAL = "s"  # how an English description of several ends
BESIDE = 8  # items among which the apposition stands that names a party
SPOKEN = 2  # sentences within which who has just taken a place is quoted
FAITHFUL = "Islamist"  # the one name of a creed that says not of which people a group is
COMPOUND = 8  # letters that a party noun with another word before it has more than


def _described(item: Item) -> bool:
    """Whether a party has a description for a name ("Shiite militias")."""
    return not is_state(item.value) and not is_group(item.value)


class PartyReader:
    """How the coder turns party items into canonical names."""

    def _party(self, group: list[Item], country: str, avoid: str = "") -> str:
        """The names of a list of items, with semicolons between; `avoid` is a party that none of them can be."""
        if len(group) < 2:
            return self._one_party(group[0], country, avoid) if group else ""
        names = (self._one_party(item, country, avoid) for item in group if item.value != "@allies")
        return "; ".join(dict.fromkeys(filter(None, names)))

    def _one_party(self, item: Item, country: str, avoid: str = "") -> str:
        """The name of a party; where nothing tells it, a description."""
        if item.kind == "place":
            return item.alt
        if (ally := as_state(item.value, country)) != item.value:
            return ally
        if (beside := self._named_beside(item)) and (item.value[:1] == ANAPHOR or _described(item)):
            return beside
        if not item.value.startswith(ANAPHOR):
            return self._by_name(item, country)
        if item.alt == "poss" and self._is_ours(item):
            return self._speaker(self.clauses[0], country) if self.clauses else ""
        if item.alt == "poss" and (owner := self._owner(item, country)):
            return owner
        if (leader := self._led_by(item)) and not is_state(leader):
            return leader
        if members := self._members_of(item, country) or self._home_of(item, country):
            return members
        if self._another(item):
            return self.focus.describe(item, country)
        if self._several(item) and self._bare_plural(item):
            return self._fought_here(item) or self.focus.describe(item, country)
        if item.alt == "indef" and item.value in ("@army", "@troops", "@soldiers") and is_state(country):
            return country
        if self._pointed_at(item):
            return self.focus.subject
        called = self.focus.find_called(item.low.split()[-1])
        if called and called != avoid and (item.value not in STATELY or not is_state(country)):
            return called
        known, both = self.focus.find_party(item.value, country, avoid), self.focus.subject.split("; ")
        if len(both) > 1 and (item.value in JOINT if not known else self._are_both(item, known, both)):
            return self.focus.subject  # "A and B took X. The coalition ...", "The jihadists ..."
        return known or self.focus.describe(item, country)

    def _another(self, item: Item) -> bool:
        """ "another rebel group": none that the article has named so far."""
        before = item_at(self.items, item.index - 1)
        first = self.grammar.functions.get(item.low.partition(" ")[0], NONE)
        return "another" in first or (before is not None and "another" in before.cues)

    def _fought_here(self, item: Item) -> str:
        """ "a thousand rebels": the group of such that the article has just told to have fought over the same place."""
        before = item_at(self.items, item.index - 1)
        if before is None or not (before.cue("crowd") or before.cue("amount") or before.low.replace(".", "").isdigit()):
            return ""
        topic, wanted = self.focus.topic, item.value.lstrip(ANAPHOR)
        told = (r for r in self.rows[-ROWS_BACK:] if topic is not None and r["place_id"] == topic.place_id)
        sides = [side for row in told for side in (row["opponent"], row["actor"])]
        return next((side for side in reversed(sides) if is_group(side) and wanted in classes_of(side)), "")

    def _are_both(self, item: Item, known: str, both: list[str]) -> bool:
        """Whether a noun in the plural fits all parties spoken of, and one of them is meant."""
        noun = item.value.lstrip(ANAPHOR)
        _, english = self.focus.words.get(item.low.rpartition(" ")[2], ("", ""))
        before = item_at(self.items, item.index - 1)
        the = before is not None and before.cue("det") and not before.cue("indefinite")
        fits = the and known in both and english.endswith(PLURAL) and item.value not in STATELY
        return bool(fits) and all(noun in classes_of(name) for name in both)

    def _pointed_at(self, item: Item) -> bool:
        """ "that group": what the sentence before speaks of, where that is one; "the same troops" are who acted."""
        before = item_at(self.items, item.index - 1)
        if before is None:
            return False
        group = is_group(self.focus.subject)
        if item.value in GROUPS:
            return group and bool(before.cue("demonstrative") or before.cue("same"))
        if item.value == "@army" and before.cue("demonstrative") and group:
            return ARMY in classes_of(self.focus.subject)
        known = all(is_group(n) or is_state(n) or BACKED in n for n in self.focus.subject.split("; "))
        return bool(before.cue("same")) and known

    def _by_name(self, item: Item, country: str) -> str:
        """A party with a name; a description with a determiner ("the Kurdish fighters") may be one named before."""
        name, before = item.value, item_at(self.items, item.index - 1)
        described = (name[:1].isupper() and name[-1:] == PLURAL and " " in name) or name[-1:] == ")" or BACKED in name
        if before is None or not before.cue("det"):
            return name
        if described and not before.cue("sub"):
            return self.focus.find_described(name)
        noun, english = self.focus.words.get(item.low.rpartition(" ")[2], ("", ""))
        if ANAPHOR + noun not in GROUPS or english.endswith(PLURAL) or before.cue("indefinite") or is_group(name):
            return name
        found = self.focus.find_described(name)  # "the Shiite movement", "the Kurdish militia"
        if found != name or (name[:1].isupper() and not name.startswith(FAITHFUL)):
            return found
        known = self.focus.find_party(ANAPHOR + noun, country)  # "the ethnic movement"
        return known if is_group(known) else name

    def _named_beside(self, item: Item) -> str:
        """ "the rebel group, the A army, took Y": the party whose name alone stands between the next commas."""
        behind = self.items[item.index + 1 : item.index + BESIDE]
        comma = next((k for k, i in enumerate(behind) if i.low == "," or i.readings), len(behind))
        rest = [i for i in behind[comma + 1 :] if not i.cue("det")][:2]
        if len(rest) < 2 or behind[comma].low != "," or rest[1].low != "," or rest[0].kind != "actor":
            return ""
        led = all(i.prep in ("", "of") and i.cue("prep") in ("", "of") for i in behind[:comma])
        name = rest[0].value
        named = is_group(name) or (is_state(name) and item.value in SOLDIERS)
        return name if led and named and rest[0].clause != item.clause else ""

    def _owner(self, item: Item, country: str) -> str:
        """ "his fighters", "its army": whose they are, or the empty string where nothing tells."""
        named = [
            i
            for i in self.items[: item.index]
            if (i.kind == "actor" and not i.value.startswith(ANAPHOR)) or stands_for_government(i)
        ]
        if named:
            return named[-1].alt if named[-1].kind == "place" else named[-1].value
        if titled := self._title(item.index, country):
            return titled
        army = item.value in ("@army", "@government")  # "his army" is that of a state
        before = item_at(self.items, item.index - 1)
        theirs = before is not None and before.cue("possessive") == "their"
        leader, subject = "" if theirs else self._he(), self.focus.subject
        told = self.focus.parties[-1][0] if self.focus.parties else ""
        if leader and (leader == told if is_state(leader) else not army or ARMY in classes_of(leader)):
            return leader  # "his fighters" are those of the leader named last
        return subject if not army or is_state(subject) or ARMY in classes_of(subject) else ""

    def _is_ours(self, item: Item) -> bool:
        """ "our troops": those of who speaks."""
        before = item_at(self.items, item.index - 1)
        return bool(before is not None and before.cue("our")) or item.low.startswith(self.grammar.ours)

    def _title(self, before: int, country: str) -> str:
        """The party in a title ("rebel leader X"), of the words before an item."""
        for word in self.items[:before]:
            if word.cue("official") and is_state(country):
                return country
            if self._may_be_compound(word) and (found := self._compound_party(word, country)):
                return found
        return ""

    def _led_by(self, item: Item) -> str:
        """ "fighters led by A": the group that a party without a name of its own acts under."""
        behind = self.items[item.index + 1 : item.index + 7]
        leader = next((i for i in behind if i.kind == "actor"), None)
        named = leader is not None and leader.prep == "@led" and not leader.value.startswith(ANAPHOR)
        return leader.value if named and leader.prep_index == item.index + 1 else ""

    def _members_of(self, item: Item, country: str) -> str:
        """ "soldiers of a Ukrainian brigade", "troops of the government": whose they are."""
        behind = self.items[item.index + 1 : item.index + 5]
        owner = next((i for i in behind if i.kind == "actor"), None)
        if owner is None or owner.prep != "of" or owner.prep_index != item.index + 1:
            return ""
        if owner.value == "@government":
            return country if is_state(country) else ""
        return "" if owner.value.startswith(ANAPHOR) else owner.value

    def _home_of(self, item: Item, country: str) -> str:
        """ "paratroopers from Pskov": soldiers from a town of another state than the one where they act are of that."""
        origin = item_at(self.items, item.index + 2)
        if (
            item.value not in SOLDIERS
            or origin is None
            or origin.kind != "place"
            or origin.prep_index != item.index + 1
        ):
            return ""
        gazetteer = self.focus.gazetteer
        homes = {gazetteer.place(i).country for i in gazetteer.lookup(origin.text)} if origin.prep == "from" else ()
        abroad = len(homes) == 1 and homes.isdisjoint((country,)) and is_state(country)
        return next((home for home in homes if abroad and is_state(home)), "")

    def _several(self, item: Item) -> bool:
        """ "local factions": a noun in the plural that without an article is no party named before."""
        _, english = self.focus.words.get(item.low.split()[-1], ("", ""))
        return item.value in BARE_PLURALS or (item.value == "@group" and english.endswith(PLURAL))

    def _bare_plural(self, item: Item) -> bool:
        """ "local rebels" without an article are not the rebels named before."""
        before = item_at(self.items, item.index - 1)
        determined = (before is not None and bool(before.cue("det") or before.cue("definite"))) or bool(
            item.cue("definite")
        )
        return not determined and self.sentence.role == "body" and item.alt != "indef"

    def _adjective_party(self, case: Case, country: str) -> str:
        """ "in Russian hands": the adjective inside the phrase names the party."""
        span = case.span
        for item in [*(i for i in span[-1:] if i.kind == "actor"), *(span[1:-1] or span[1:] or span)]:
            if item.kind == "actor":
                return item.value
            if item.cue("our") or item.cue("possessive"):
                return self._ours_or_theirs(item, case.clause, country)
            if item.cue("state") and is_state(country):
                return country
            if known := self.grammar.adjectives.get(item.low):
                return known
            if people := self.grammar.peoples.get(item.low):  # "in Kurdish hands"
                return self.focus.find_described(f"{people} forces")
            if item.cue("partisan"):  # "in separatist hands"
                return self._compound_party(item, country)
        return self._compound_party(span[-1], country) if span else ""

    def _adjective_before(self, case: Case) -> str:
        """ "Russian-held X", "X is Russian-occupied": the adjective right before a participle names who holds it."""
        before = item_at(self.items, case.trigger.index - 1)
        return self.grammar.adjectives.get(before.low, "") if before is not None and before.kind == "word" else ""

    def _ours_or_theirs(self, word: Item, clause: Clause, country: str) -> str:
        """ "in our hands", "in their hands": who speaks, or who reports it, else the subject."""
        if word.cue("our"):
            speaker = self._speaker(clause, country)
            return (self._just_took() or speaker) if speaker == country and not self._says_whose() else speaker
        asides = (c for c in self.clauses if c.kind == "rel" and c.parent is clause and c.items[0].index < word.index)
        acting = [i for c in asides for i in parties(c) if i.prep == "by"]
        if acting and not bare_parties(clause):  # "X, which was taken by A, is still in their hands"
            return self._one_party(acting[-1], country)
        said = bare_parties(clause.parent) if clause.kind == "sub" and clause.parent is not None else []
        return self._one_party(said[0], country) if said else self.focus.subject

    def _just_took(self) -> str:
        """ "A took X. 'It is in our hands', said a spokesman": one of those who have just taken it."""
        near = (r for r in reversed(self.rows) if self.sentence.sentence - r["sentence"] <= SPOKEN)
        return next((r["actor"] for r in near if r["type"] == "capture" and r["status"] == "reported"), "")

    def _says_whose(self) -> bool:
        """Whether the sentence says of which country its officials are ("an Iraqi general")."""
        return any(i.kind == "actor" or i.low in self.grammar.adjectives for c in self.clauses for i in c.items)

    def _inside(self, case: Case, country: str) -> str:
        """The party that an adjective within a phrase names ("in Ukrainian hands"), whoever else is spoken of."""
        within = any(i.low in self.grammar.adjectives or i.low in self.grammar.peoples for i in case.span[1:-1])
        return self._adjective_party(case, country) if within else ""

    def _compound_party(self, item: Item, country: str) -> str:
        """ "in rebel hands" as one word: its first part is a party noun."""
        low, rest = (item.cue("partisan"), 0) if item.cue("partisan") else (item.low, 3)
        for length in range(len(low) - rest, 3, -1):
            known = self.focus.words.get(low[:length])
            if known:
                return self.focus.find_party(ANAPHOR + known[0], country) or f"{known[1]} ({country})"
            if group := self.grammar.groups.get(low[:length]):
                return group
        return ""

    @staticmethod
    def _may_be_compound(word: Item) -> bool:
        return word.kind == "word" and word.cues.keys() <= NOUNS and len(word.low) > COMPOUND

    def _pronoun_parties(self, case: Case, filled: Filled) -> None:
        """ "lost to them", "taken by them": a pronoun in a slot of the frame is the party spoken of."""
        owner = next((i for i in case.clause.items if i.index == case.trigger.index + 1), None)
        if case.needs("predicate") and owner is not None and owner.cue("our") and not filled.actor:
            others = (c for c in self.clauses if c is not case.clause and c.role("report", "announce", "deny"))
            said = (self._spoken_by(c, self._country(filled)) for c in others)
            filled.actor, filled.certainty = next(filter(None, said), ""), "context"
        items = case.clause.items if "objectpronoun" in case.clause.cues else ()
        for k, pronoun in enumerate(items):
            if not pronoun.cue("objectpronoun") or pronoun.kind != "word" or not k:
                continue
            slot = items[k - 1].cue("prep")
            dative = case.kind == "phrase" or (case.may("obj", "actor") and not case.may("obj", "place"))
            particles = {r.particle for r in case.trigger.readings}  # "fell them to"
            if not slot and dative and not any(is_common(i) and i.low not in particles for i in items[k + 1 : k + 2]):
                slot = "obj"
            slot = "subj" if slot == "by" and case.passive else slot
            slots = (slot, "bare") if slot == "obj" else (slot,)  # "fell them into the hands"
            role = next((r for s in slots for r in case.frame.roles.get(s, ()) if r in PARTIES), "")
            if slot and role and not getattr(filled, role):
                other = filled.opponent if role == "actor" else filled.actor
                gains = role == "actor" and (slot == "obj" or case.needs("predicate"))
                setattr(filled, role, self._they(other, self._country(filled), gains))
                filled.certainty = "context"

    def _add_partners(self, case: Case, filled: Filled, country: str) -> None:
        """ "together with B": who takes part with the actor, in its clause or in an aside, is an actor too."""
        clause = case.clause
        asides = [c for c in self.clauses if c.kind == "apposition" and c.parent is clause]
        found = [i for c in (clause, *asides) for i in parties(c) if i.prep == TOGETHER]
        if case.type == "capture" and "with" not in case.frame.roles:
            found += [i for i in parties(clause) if i.prep == "with" and self._beside_verb(i)]
        for item in found:
            name = self._one_party(item, country, filled.actor)
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

    def _he(self) -> str:
        """The party whose leader was named in this sentence or the two before it, or that is still spoken of."""
        party, sentence = self.focus.person
        still = is_group(party) and self.focus.subject == party
        return party if still or (self.sentence.sentence - sentence <= 2 and sentence >= 0) else ""

    def _speaker(self, clause: Clause, country: str) -> str:
        """Who "we" are: the party that is quoted, else the country that the place lies in."""
        quoted = False
        for other in self.clauses:
            says = other.role("report", "announce", "deny") is not None
            quoted = quoted or says
            speaks = other is not clause and (says or other.kind in ("main", "apposition"))
            if speaks and (spoken := self._spoken_by(other, country)):
                return spoken
        if not quoted and self.focus.subject and not is_state(self.focus.subject):
            return self.focus.subject
        return country if is_state(country) else ""

    def _spoken_by(self, clause: Clause, country: str) -> str:
        """The party for which a clause that quotes somebody lets them speak."""
        named = [i for i in parties(clause) if i.kind == "actor" and i.alt != "poss"]
        if named:
            return self._one_party(named[0], country)
        if clause.has("official") and is_state(country):
            return country
        if clause.has("possessive") and self.focus.subject:
            return self.focus.subject
        found = (self._compound_party(item, country) for item in clause.items if self._may_be_compound(item))
        return next(filter(None, found), "")
