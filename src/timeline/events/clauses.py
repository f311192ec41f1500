"""A clause: its items, where it hangs, and how its verbs are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..grammar import Reading
from .items import NOUNS, UNKNOWN, Item, announces, item_at

REPORTING = frozenset(("report", "deny", "announce", "modal", "want", "prepare", "can", "must", "know"))
AUXILIARY = frozenset(("have", "copula", "passive", "will", "would", "modal", "want", "prepare", "can", "must"))
LET_KNOW = frozenset(("know", "let"))  # roles of two verbs that are one of saying
GAP = "@gap"  # the opener of a clause without a verb, that repeats the event before it
BEFORE_TIMES = frozenset(("in", "on", "about", "until", "after"))  # "in May" is no particle of a verb before it
FRONT = 2  # items before a verb in second place: a time, and its preposition
IN_PHRASE = ("det", "indefinite", "part", "edge", "last", "amount", "whole")  # cues with which a phrase goes on


@dataclass(eq=False)
class Clause:
    """`kind`: main, coord, sub, rel, inf, cond or apposition; `opener`: its first word; `parent`: where it hangs."""

    kind: str
    opener: str = ""
    items: list[Item] = field(default_factory=list)
    parent: Clause | None = None
    before: Clause | None = None
    strong: str = ""
    number: int = 0
    # what `gather` finds once the sentence is split
    verbs: list[Item] = field(init=False)  # items that are read as a verb
    finite: Item | None = field(init=False)  # the first finite verb; one that may be an infinitive if there is no other
    names: list[Item] = field(init=False)  # places and parties
    places: list[Item] = field(init=False)
    times: list[Item] = field(init=False)
    cues: dict[str, str] = field(init=False)  # the value of the first cue of each kind
    roles: set[str] = field(init=False)  # those of its verbs
    # what `slots.place_items` and `slots.parties` find in it, once they were asked
    grounds: list[Item] | None = None
    sides: list[Item] | None = None

    def has(self, cue: str) -> str:
        """The value of the first cue of this kind in the clause, or the empty string."""
        return self.cues.get(cue, "")

    def first(self, cue: str) -> Item | None:
        """The first item with a cue of this kind."""
        return next((item for item in self.items if item.cue(cue)), None) if cue in self.cues else None

    def pronoun(self, kind: str) -> bool:
        """Whether a word of this kind stands as a pronoun, not as the determiner of what follows."""
        if kind not in self.cues:
            return False
        for k, item in enumerate(self.items):
            if (
                item.cue(kind)
                and not (not k and self.kind == "rel" and item.cue("rel"))
                and not _under_preposition(self.items, k)
                and (not item.cue("det") or _stands_alone(self.items, k))
            ):
                return True
        return False

    def role(self, *roles: str) -> Item | None:
        """The first verb with one of these roles (modal, report, will ...)."""
        if not self.roles.isdisjoint(roles):
            return next(item for item in self.verbs if item.verb.role in roles)
        if "report" in roles and self.roles >= LET_KNOW:
            return next(item for item in reversed(self.verbs) if item.verb.role == "know")
        return None

    def lemmas(self, but: Item | None = None) -> set[str]:
        """The verbs of the clause, under every reading that their particle allows."""
        verbal = (item for k, item in enumerate(self.items) if item.readings and item is not but and self._verbal(k))
        return {r.lemma for item in verbal for r in readable(item, self.items)}

    def _verbal(self, k: int) -> bool:
        """Whether an item is a verb form, and no determiner beside another finite verb ("his soldiers are")."""
        item = self.items[k]
        other = self.finite is not None and self.finite is not item
        return bool(item.readings) and not (other and is_determiner(self.items, k))

    @property
    def begins(self) -> bool:
        """Whether it tells that something begins or is going on."""
        return "begin" in self.roles or "underway" in self.cues

    @property
    def present(self) -> bool:
        """Whether its finite verb stands in the present."""
        return self.finite is not None and self.finite.verb.form == "present"

    @property
    def past(self) -> bool:
        """Whether its finite verb stands in the past."""
        return self.finite is not None and self.finite.verb.form == "past"

    def holds(self, form: str) -> bool:
        """Whether one of its verbs is read in this form."""
        return any(item.verb.form == form for item in self.verbs)

    @property
    def shares_subject(self) -> bool:
        """Whether its verb stands right behind "and": a pronoun behind that is its object ("and took them")."""
        return self.kind == "coord" and self.finite is not None and self.items[1:2] == [self.finite]

    @property
    def shares_head(self) -> bool:
        """Whether it goes on with a relative clause ("which fell in June and was retaken in May")."""
        return self.kind == "coord" and self.parent is not None and self.parent.kind == "rel"


def readable(item: Item, items: list[Item]) -> Sequence[Reading]:
    """The readings of a verb form whose particle is there; those with a particle win over those without."""
    if not item.separable:
        return item.readings
    apart = [r for r in item.readings if r.particle and has_particle(item, r.particle, items)]
    if apart:
        return apart
    return [r for r in item.readings if not r.particle]


def has_particle(verb: Item, particle: str, items: list[Item]) -> bool:
    """Whether the particle of a separable verb stands apart in these items, and not as a preposition."""
    at = next((k for k, item in enumerate(items) if item is verb), None)
    if at is None:
        return False
    if at and items[at - 1].low == particle and _ends_cluster(items, at):
        return True  # "went the town in" as two words, at the end of a clause
    if is_infinitive(verb) and at > 1 and items[at - 1].cue("marker") and items[at - 2].low == particle:
        return True
    places = (k for k in range(at + 1, len(items)) if items[k].low == particle and items[k].kind == "word")
    return any(_parts_here(items, k) or announces(items, k) for k in places)


def _parts_here(items: list[Item], k: int) -> bool:
    """Whether the word at k is the particle of a verb before it, by what follows it."""
    following, prep = item_at(items, k + 1), items[k].cue("prep")
    if following is None:
        return True
    if following.cue("marker") and k + 2 < len(items) and items[k + 2].readings:
        return False  # "called on A to pull back": the particle is the infinitive's
    if following.kind == "punct" or not prep:
        return True
    if following.kind == "time" and prep not in BEFORE_TIMES:
        return True
    if any(following.cue(kind) for kind in ("coord", "prep", "sub", "attribution")):
        return True
    if following.readings and not following.cue("det"):
        return True
    return bool(following.cues) and not any(following.cue(kind) for kind in IN_PHRASE)


def _ends_cluster(items: list[Item], at: int) -> bool:
    """Whether nothing but verbs, punctuation or a new phrase follows a verb form."""
    following = item_at(items, at + 1)
    return (
        following is None
        or following.kind == "punct"
        or bool(following.readings and not following.cue("det"))
        or any(following.cue(kind) for kind in ("coord", "prep", "sub"))
    )


def _under_preposition(items: list[Item], k: int) -> bool:
    return bool(k) and bool(items[k - 1].cue("prep"))


def _stands_alone(items: list[Item], k: int) -> bool:
    following = item_at(items, k + 1)
    if following is None or following.kind in ("punct", "time"):
        return True
    if any(r.particle == following.low for item in items[:k] for r in item.readings):
        return True  # "we take it back": the particle of the verb is no noun
    if following.kind in ("place", "actor"):
        return bool(following.cue("definite")) or (following.text[:1].isupper() and following.kind == "place")
    return (
        bool(not following.cues.keys() <= NOUNS or following.readings)
        and not following.cue("part")
        and not following.cue("last")
        and not (following.cue("whole") and _before_noun(items, k + 1))
    )


def _before_noun(items: list[Item], k: int) -> bool:
    """Whether a noun or a name follows an adverb ("the whole town"; not "it was wholly theirs")."""
    following = item_at(items, k + 1)
    return following is not None and (following.kind in ("place", "actor") or following.cues.keys() <= NOUNS)


def is_verbal(items: list[Item]) -> bool:
    """Whether one of the items is a verb form, and no determiner."""
    return any(not is_determiner(items, k) for k, item in enumerate(items) if item.readings)


def is_infinitive(item: Item) -> bool:
    """Whether a form may be an infinitive."""
    return "infinitive" in [r.form for r in item.readings]


def is_determiner(items: list[Item], k: int) -> bool:
    """A word that is a determiner as well as a verb ("zijn troepen") is a determiner right before a name or noun."""
    if "det" not in items[k].cues:
        return False
    following = item_at(items, k + 1)
    if k and items[k - 1].cue("prep") and following is not None and following.kind == "word" and not following.readings:
        return True  # "with his mostly young men"
    if following is not None and (following.cue("last") or following.cue("former")) and k + 2 < len(items):
        following = items[k + 2]
    if following is None:
        return False
    if k and items[k - 1].cue("coord") and following.kind == "actor" and is_verbal(items[: k - 1]):
        return True  # "drove out the army and its Burundian allies"
    governed = k > 0 and bool(items[k - 1].cue("prep")) and following.alt in UNKNOWN
    return (
        governed  # "known for its Roman theatre"
        or (following.kind == "actor" and following.alt == "poss" and not _auxiliary(items, k))
        or (following.kind == "word" and following.cues.keys() <= NOUNS and not following.readings)
    )


def _auxiliary(items: list[Item], k: int) -> bool:
    """ "On Tuesday [are] rebels come": behind a time in front, where a participle and no other finite verb follows."""
    if not k or k > FRONT or items[k - 1].kind != "time":
        return False
    forms = [{r.form for r in item.readings} for item in items if item.readings and not item.cue("det")]
    return any("participle" in found for found in forms) and all(found - {"present", "past"} for found in forms)


def waits_for_verb(head: Clause) -> bool:
    """Whether a clause has an auxiliary, and not yet the participle or infinitive that goes with it."""
    verbs = [item for k, item in enumerate(head.items) if item.readings and not is_determiner(head.items, k)]
    read = [r for item in verbs for r in readable(item, head.items) or item.readings]
    forms = {r.form for r in read if r.role not in AUXILIARY or r.form == "participle"}  # "was" waits, "has been" not
    waiting = any(r.role in AUXILIARY or r.role == "keep" for r in read)
    return waiting and forms.isdisjoint(("participle", "infinitive"))
