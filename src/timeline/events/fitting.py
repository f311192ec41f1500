"""Which frames fit a trigger in its clause, and in which voice its verb stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..grammar import Frame, Grammar
from .clauses import Clause, readable
from .focus import ANAPHOR
from .items import NOUNS, Item, item_at
from .slots import bare_parties, parties, stands_for_government

PARTIES = frozenset(("actor", "opponent"))
TAKES = ("capture", "partial_capture")


@dataclass(eq=False)
class Case:
    """A frame in its clause: `trigger` is the item that it stands on, `span` all items of its words.

    `form` is the form of the verb, `phrase` or `noun`; `voice` is active, passive or attributive.
    """

    frame: Frame
    trigger: Item
    span: list[Item]
    clause: Clause
    form: str
    voice: str

    def __post_init__(self) -> None:
        self.kind = self.frame.kind  # verb, phrase or noun
        self.type = self.frame.type  # of event that its frame tells, before anything around it is looked at
        self.passive = self.voice == "passive"
        self.active = self.voice == "active"  # as a noun does

    @property
    def loses(self) -> bool:
        """Whether its subject is the loser, or the place itself."""
        return self.may("subj", "opponent") or self.may("subj", "place")

    @property
    def drives(self) -> bool:
        """Whether its object is a party that is driven out, never a place."""
        return self.may("obj", "opponent") and not self.may("obj", "place")

    def may(self, slot: str, role: str) -> bool:
        """Whether what stands in a slot may have a role."""
        return role in self.frame.roles.get(slot, ())

    def needs(self, what: str) -> bool:
        """Whether the frame needs this (triggers.csv, column needs)."""
        return what in self.frame.needs


def fitting_frames(span: list[Item], rules: str, clause: Clause, grammar: Grammar) -> Iterator[Frame]:
    """The frames whose verb, companions and reflexive stand in the clause; frames with companions go first."""
    trigger = span[0]
    frames, verb = grammar.answering(rules)
    lemmas = clause.lemmas(but=trigger if verb else None) if frames[0].companions else set()
    own = {r.lemma for r in readable(trigger, clause.items)} if trigger.readings else set()
    for frame in frames:
        if frame.kind == "verb" and own.isdisjoint(frame.words):
            continue
        if frame.companions and lemmas.isdisjoint(frame.companions):
            continue
        if "reflexive" in frame.needs and not clause.has("reflexive"):
            continue
        if "alone" in frame.needs and not _alone(trigger, frame, clause):
            continue
        if "predicate" in frame.needs and not _is_predicate(span[-1] if frame.kind == "noun" else trigger, clause):
            continue
        if frame.kind == "noun" and frame.type == "offensive" and _opens_attack(trigger, clause, grammar):
            continue
        yield frame


def _alone(trigger: Item, frame: Frame, clause: Clause) -> bool:
    """Whether a clause has no verb but the trigger, or that which goes with its phrase ("have half of X")."""
    return all(item is trigger or item.verb.lemma in frame.companions for item in clause.verbs)


def _opens_attack(trigger: Item, clause: Clause, grammar: Grammar) -> bool:
    """ "began its operation with the capture of X": what began is another noun, and the one under "with" is done.

    So it is where no party is the subject: "it began with the capture of X".
    """
    before = [i for i in clause.items if i.index < trigger.index]
    if not any(i.cue("prep") == "with" for i in before[-2:]):
        return False
    nobody = not bare_parties(clause) and not (clause.has("subjectpronoun") or clause.has("we") or clause.has("person"))
    return nobody or any(i.low in grammar.noun_frames and not i.prep for i in before)


def _is_predicate(trigger: Item, clause: Clause) -> bool:
    """Whether a trigger is what a copula says of its subject: "X is of A", "X is Russian", "X is free"."""
    verbs = [i for i in clause.verbs if i is not trigger and not _is_noun(i)]
    at = next(k for k, item in enumerate(clause.items) if item is trigger)
    before, rest = clause.items[at - 1] if at else None, clause.items[at + 1 :]
    if (
        before is None
        or not (verbs or _since_then(clause, at))
        or any(item.verb.role not in ("copula", "passive") for item in verbs)
    ):
        return False
    if clause.kind == "main" and verbs and trigger.index < verbs[0].index:
        return False
    if before.kind == "actor" or before.cue("prep") or before.cue("part") or before.cue("edge") or _plain(before):
        return False
    if before.kind == "place" and sum(not item.prep for item in clause.places) > 1:
        return False  # "X is bigger than the camp of A"
    if before.kind == "word" and before.cue("demonstrative") and trigger.cue("prep"):
        return False  # "X is bigger than that of A"
    if before.value[:1] == ANAPHOR and clause.kind == "sub":
        return False  # "how big the area of A is"
    owned = bool(trigger.cue("prep"))
    if owned and (rest := _behind_owner(trigger, rest)) is None:
        return False
    first = next((item for item in rest if item.kind != "time"), None)
    return first is None or first.kind == "punct" or bool(first.verb or (first.cue("prep") and not owned))


def _since_then(clause: Clause, at: int) -> bool:
    """ "X, since May again A's": a predicate at `at` of an apposition without a verb, behind the time since when."""
    before = clause.items[:at]
    since = any(i.kind == "time" and i.mention.time_kind == "since" for i in before)
    return since and clause.kind == "apposition" and all(i.kind == "time" or i.cues for i in before)


def _behind_owner(trigger: Item, rest: list[Item]) -> list[Item] | None:
    """What stands behind the party that "of" governs; None where it governs none."""
    party = next((i for i in rest if i.kind == "actor" or stands_for_government(i) or _is_pronoun(i, rest)), None)
    if party is None or (party.kind != "word" and party.prep_index != trigger.index):
        return None
    return [item for item in rest if item.index > party.index and item.group != party.group]


def _is_pronoun(item: Item, rest: list[Item]) -> bool:
    """ "theirs", "ours": a pronoun that stands for who has it; "our" before a noun does not."""
    if item.cue("objectpronoun") or not item.cue("our"):
        return bool(item.cue("objectpronoun"))
    behind = next((i for i in rest if i.index == item.index + 1), None)
    return behind is None or behind.kind == "punct" or behind.verb is not None


def _is_noun(item: Item) -> bool:
    """An infinitive beside a copula is a noun ("after a week of fighting X was theirs")."""
    return item.verb.role != "copula" and any(r.form == "infinitive" for r in item.readings)


def _plain(item: Item) -> bool:
    """Whether an item is a common noun or the like, that an "of" behind it belongs to."""
    return item.kind == "word" and item.cues.keys() <= NOUNS and item.verb is None


def lacks_object(frame: Frame, trigger: Item, clause: Clause) -> bool:
    """ "A driven out of X": a participle that looks like a past tense, of a verb that cannot do without its object."""
    drives = "opponent" in frame.roles.get("obj", ()) and "place" not in frame.roles.get("obj", ())
    if not drives or clause.finite is not trigger or not any(r.form == "participle" for r in trigger.readings):
        return False
    sides = [i for i in parties(clause) if not i.prep]
    return len(sides) == 1 and sides[0].index < trigger.index and not clause.has("objectpronoun")


def undergone(frame: Frame, clause: Clause) -> bool:
    """ "X was brought under control": a phrase whose object is the place, with its verb in the passive."""
    acts = "place" in frame.roles.get("obj", ()) and bool(frame.companions) and frame.subject == "actor"
    done = any(
        i.verb.form == "participle" and i.verb.role != "passive" for i in clause.verbs
    )  # not "has become master"
    return acts and clause.role("passive") is not None and done


def voice_of(trigger: Item, clause: Clause, grammar: Grammar) -> str:
    """`active`, `passive` or `attributive` ("the retaken X")."""
    readings = readable(trigger, clause.items)
    if not readings:
        return "active"
    forms = {r.form for r in readings}
    if _before_noun(trigger, clause, forms):
        return "attributive"
    at = next((k for k, item in enumerate(clause.items) if item is trigger), 0)
    if "participle" not in forms or (at and clause.items[at - 1].cue("marker")):
        return "active"
    if trigger is clause.items[0] and any(i is not trigger and i.verb.form == "participle" for i in clause.verbs):
        return "passive"  # "driven from X, A has ...": a participle before the verb of the clause
    for candidate in (clause, clause.before if clause.kind == "coord" else None):
        if candidate is not None and (voice := _auxiliary_voice(trigger, readings[0].lemma, candidate, grammar)):
            return voice
    if forms & {"present", "past"} and clause.kind != "apposition":
        return "active"
    subject = any(i.kind == "actor" and not i.prep for i in clause.names)
    return "active" if subject and clause.kind == "coord" else "passive"


def _auxiliary_voice(trigger: Item, lemma: str, clause: Clause, grammar: Grammar) -> str:
    """The voice that the auxiliaries of a clause give a participle; the empty string where it has none."""
    roles = {item.verb.role for item in clause.verbs if item is not trigger}
    if "passive" in roles:
        return "passive"
    if roles & {"have", "keep"}:
        return "active"
    if roles & {"copula", "light"}:
        auxiliary = grammar.readings.get(grammar.auxiliary.get(lemma, ""), ())
        return "active" if any(reading.role == "copula" for reading in auxiliary) else "passive"
    return ""


def _moving(verb: Item) -> bool:
    """Whether a finite verb waits for a particle ("walk ... in"): what stands right behind it is its object."""
    return any(r.particle and r.role == "trigger" and r.form in ("present", "past") for r in verb.readings)


def _before_noun(trigger: Item, clause: Clause, forms: set[str]) -> bool:
    """A participle between a determiner and a place name stands before the noun, not in the verb cluster."""
    if not forms & {"participle", "attributive"}:
        return False
    at = next(k for k, item in enumerate(clause.items) if item is trigger)
    following = item_at(clause.items, at + 1)
    if (
        following is None
        or following.kind != "place"
        or following.cue("definite")
        or following.value.startswith("country:")
        or (following.prep not in ("", clause.items[at].prep) and following.prep_index > trigger.index)
    ):
        return False
    if at and _moving(clause.items[at - 1]) and following.prep == "":
        return True  # "soldiers walk | deserted X in"
    for item in reversed(clause.items[max(0, at - 6) : at]):
        if item.cue("det") and not item.readings:
            return True
        if (
            item.readings
            or (item.kind == "place" and not stands_for_government(item))
            or (item.kind == "actor" and not item.prep)
        ):
            return False
    return False
