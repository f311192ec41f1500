"""Clauses of a sentence: which items belong together, what joins them, and how their verbs are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..grammar import Reading
from .items import Item

REPORTING = frozenset(("report", "deny", "announce", "modal", "can", "must", "know"))
GAP = "@gap"  # the opener of a clause without a verb, that repeats the event before it
OPENING = frozenset(("sub", "rel", "cond", "purpose", "coord"))  # kinds of words that can open a clause
BRACKETS = frozenset("()[]")
STRONG = frozenset(";:–—()[]")
BEFORE_TIMES = frozenset(("in", "on", "about", "until"))  # "in May" is no particle of a verb before it


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
    # what `_gather` finds once the sentence is split
    verbs: list[Item] = field(init=False)  # items that are read as a verb
    finite: Item | None = field(init=False)  # the first finite verb; one that may be an infinitive if there is no other
    names: list[Item] = field(init=False)  # places and parties
    places: list[Item] = field(init=False)
    times: list[Item] = field(init=False)
    cues: dict[str, str] = field(init=False)  # the value of the first cue of each kind
    roles: set[str] = field(init=False)  # those of its verbs
    # what `roles.place_items` and `roles.parties` find in it, once they were asked
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
                and not _governed(self.items, k)
                and (not item.cue("det") or _stands_alone(self.items, k))
            ):
                return True
        return False

    def role(self, *roles: str) -> Item | None:
        """The first verb with one of these roles (modal, report, will ...)."""
        if not self.roles.isdisjoint(roles):
            return next(item for item in self.verbs if item.verb.role in roles)
        if "report" in roles and {"know", "let"} <= self.roles:  # "let know" is a verb of saying
            return next(item for item in reversed(self.verbs) if item.verb.role == "know")
        return None

    def lemmas(self, but: Item | None = None) -> set[str]:
        """The verbs of the clause, under every reading that their particle allows."""
        verbal = (item for item in self.items if item.readings and item is not but)
        return {r.lemma for item in verbal for r in readable(item, self.items)}

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
    infinitive = any(r.form == "infinitive" for r in verb.readings)
    if infinitive and at > 1 and items[at - 1].cue("marker") and items[at - 2].low == particle:
        return True
    for k in range(at + 1, len(items)):
        if items[k].low == particle and items[k].kind == "word":
            following = items[k + 1] if k + 1 < len(items) else None
            if following is not None and following.cue("marker") and k + 2 < len(items) and items[k + 2].readings:
                continue  # "called on A to pull back": the particle is the infinitive's
            if following is None or following.kind == "punct" or not items[k].cue("prep"):
                return True
            if following.kind == "time" and items[k].cue("prep") not in BEFORE_TIMES:
                return True
            if following.cue("coord") or following.cue("prep") or following.cue("sub") or following.cue("attribution"):
                return True
            if following.readings and not following.cue("det"):
                return True
            if following.cues and not any(
                following.cue(kind) for kind in ("det", "indefinite", "part", "edge", "last", "amount", "whole")
            ):
                return True
    return False


def _ends_cluster(items: list[Item], at: int) -> bool:
    """Whether nothing but verbs, punctuation or a new phrase follows a verb form."""
    following = items[at + 1] if at + 1 < len(items) else None
    return (
        following is None
        or following.kind == "punct"
        or bool(following.readings and not following.cue("det"))
        or any(following.cue(kind) for kind in ("coord", "prep", "sub"))
    )


def _governed(items: list[Item], k: int) -> bool:
    return bool(k) and bool(items[k - 1].cue("prep"))


def _stands_alone(items: list[Item], k: int) -> bool:
    following = items[k + 1] if k + 1 < len(items) else None
    if following is None or following.kind in ("punct", "time"):
        return True
    if any(r.particle == following.low for item in items[:k] for r in item.readings):
        return True  # "we take it back": the particle of the verb is no noun
    if following.kind in ("place", "actor"):
        return bool(following.cue("definite")) or (following.text[:1].isupper() and following.kind == "place")
    return (
        bool(following.cues or following.readings)
        and not following.cue("part")
        and not following.cue("last")
        and not following.cue("whole")
    )


def _verbal(items: list[Item]) -> bool:
    return any(item.readings and not _possessive(items, k) for k, item in enumerate(items))


def _possessive(items: list[Item], k: int) -> bool:
    """A word that is a determiner as well as a verb ("zijn troepen") is a determiner right before a name or noun."""
    if not items[k].cue("det"):
        return False
    following = items[k + 1] if k + 1 < len(items) else None
    if following is not None and (following.cue("last") or following.cue("former")) and k + 2 < len(items):
        following = items[k + 2]
    return following is not None and (
        (following.kind == "actor" and following.alt == "poss")
        or (following.kind == "word" and not following.cues and not following.readings)
    )


def split_clauses(items: list[Item]) -> list[Clause]:
    """Split a sentence into clauses, and mend what commas tore apart. Every item is in one clause."""
    pieces = _pieces(items)
    clauses: list[Clause] = []
    for k, piece in enumerate(pieces):
        if _participial(pieces, k):
            piece.kind = "apposition"
        target = _continues(piece, clauses, pieces[k - 1] if k else None)
        if target is not None:
            target.items.extend(piece.items)
            continue
        if piece.kind == "main" and clauses and not piece.strong and not _verbal(piece.items):
            piece.kind = "apposition"
        piece.before = clauses[-1] if clauses else None
        piece.parent = _parent(piece, clauses)
        piece.number = len(clauses)
        clauses.append(piece)
    for clause in clauses:
        _gather(clause)
        _free_subject(clause)
    if _inverted_condition(clauses):
        clauses[0].kind = "cond"
    return clauses


def _inverted_condition(clauses: list[Clause]) -> bool:
    """ "Falls X, then ...": a sentence that begins with its finite verb, and goes on behind a comma, is a condition."""
    first = clauses[0].items[0].verb if clauses else None
    if first is None or first.form not in ("present", "past") or first.role in REPORTING:
        return False
    after = next((c for c in clauses[1:] if c.kind == "main"), None)
    return after is not None and bool(after.items[0].cue("then"))


def _free_subject(clause: Clause) -> None:
    """A conjunction that is a preposition elsewhere ("since A took X", "until A came") governs no name."""
    first = clause.items[0]
    if first.prep and first.prep_index < first.index and clause.finite in clause.items[1:2]:
        first.prep, first.prep_index = "", -1  # "A drives B out of X, C takes Y": C is in no list with X
    if clause.kind == "sub" and first.cue("prep"):
        for item in clause.items:
            if item.prep_index == first.index:
                item.prep, item.prep_index = "", -1


def _participial(pieces: list[Clause], k: int) -> bool:
    """ "X, taken in 2014 by Y, ...": a piece whose only verb is a participle describes the name before it."""
    piece = pieces[k]
    if not k or piece.kind != "main" or piece.strong or _auxiliary_open(pieces[k - 1]):
        return False
    verbs = [item for n, item in enumerate(piece.items) if item.readings and not _possessive(piece.items, n)]
    if len(verbs) != 1 or not any(r.form == "participle" for r in verbs[0].readings):
        return False
    alone = (
        not any(r.form in ("present", "past") for r in verbs[0].readings)
        or verbs[0] is piece.items[-1]
        or any(i.prep and i.kind == "actor" for i in piece.items)
    )
    before, after = pieces[k - 1], pieces[k + 1] if k + 1 < len(pieces) else None
    goes_on = after is not None and after.kind == "main" and not after.strong and _verbal(after.items)
    return alone and (goes_on if not _verbal(before.items) else before.items[-1].kind == "place")


def _pieces(items: list[Item]) -> list[Clause]:
    pieces = [Clause("main")]
    aside = _asides(items)
    for k, item in enumerate(items):
        if item.index in aside:
            continue
        if not item.cues and item.kind != "punct" and pieces[-1].kind != "inf":
            pieces[-1].items.append(item)  # a plain word or a name opens nothing
            continue
        kind, opener = _boundary(items, k, pieces[-1])
        if kind == "comma":
            pieces.append(Clause("main"))
            continue
        if kind == "end":
            pieces[-1].items.append(item)
            pieces.append(Clause("main"))
            continue
        if kind == "strong":
            pieces.append(Clause("main", strong=item.low))
            continue
        if kind:
            if pieces[-1].items:
                pieces.append(Clause(kind, opener, strong=""))
            else:
                pieces[-1].kind, pieces[-1].opener = kind, opener
        pieces[-1].items.append(item)
    return [piece for piece in pieces if piece.items]


def _asides(items: list[Item]) -> set[int]:
    """Indexes of what stands in brackets: no part of the clause around it."""
    if BRACKETS.isdisjoint([item.low for item in items]):
        return set()
    inside, found = 0, set()
    for item in items:
        inside += item.low in "(["
        if inside:
            found.add(item.index)
        inside = max(0, inside - (item.low in ")]"))
    return found if not inside else set()


def _boundary(items: list[Item], k: int, piece: Clause) -> tuple[str, str]:
    """Whether a clause begins at item k, and of which kind."""
    item = items[k]
    if item.kind == "punct":
        if item.low == ",":
            return ("", "") if _list_comma(items, k) or _but_also(items, k, piece) else ("comma", "")
        if item.low in STRONG or (item.low == "-" and k and items[k - 1].end < item.start):
            return "strong", ""
        return "", ""
    ends_infinitive = piece.kind == "inf" and bool(item.readings)
    if item.kind != "word" or (OPENING.isdisjoint(item.cues) and not ends_infinitive):
        return "", ""
    fresh, cue = not piece.items, item.cues.get
    if (
        cue("sub")
        and cue("rel")
        and any(r.role in REPORTING for i in piece.items for r in i.readings)
        and _clause_follows(items, k)
    ):
        return "sub", item.low
    if cue("rel") and fresh and k and items[k - 1].low == ",":
        return "rel", item.low
    if (
        cue("rel")
        and not fresh
        and _after_noun(items[k - 1])
        and _verb_ahead(items, k + 1)
        and not (cue("det") and _noun_next(items, k))
    ):
        return "rel", item.low
    if ends_infinitive and _infinitive(item) and items[k - 1].cue("marker") and _finite_ahead(items, k + 1):
        return "end", ""
    if cue("cond") and (fresh or piece.kind != "cond") and _verb_ahead(items, k + 1) and (fresh or not cue("coord")):
        return "cond", item.low
    if cue("sub") and _opens(items, k, fresh) and not _finite_next(items, k):
        if cue("det") and not (fresh or (_verbal(piece.items) and not _noun_next(items, k))):
            return "", ""
        if cue("prep") and not fresh:
            return "", ""
        return "sub", item.low
    if cue("purpose") and _te_ahead(items, k):
        return "inf", item.low
    if cue("coord"):
        if k and items[k - 1].low == "," and not fresh:
            return "", ""  # a list went on behind its comma
        if fresh:
            return "coord", item.low
        if piece.kind in ("rel", "sub") and _verbal(piece.items) and _again(items, k):
            return "coord", item.low
        following = next((i for i in items[k + 1 :] if not i.cue("det")), None)
        if _verbal(piece.items) and not _auxiliary_open(piece) and _gap_follows(items, k, piece):
            return "coord", GAP
        if _verbal(piece.items) and _verb_ahead(items, k + 1) and not _auxiliary_open(piece):
            same = k and following is not None and items[k - 1].kind == following.kind in ("place", "actor")
            if not same or _finite_ahead(items, k + 1):
                return "coord", item.low
    return "", ""


def _again(items: list[Item], k: int) -> bool:
    """Whether a second clause of the same kind follows a co-ordinating word ("that ... and where ...")."""
    following = items[k + 1] if k + 1 < len(items) else None
    opens = following is not None and (following.cue("rel") or following.cue("sub")) and not _noun_next(items, k + 1)
    return bool(opens) and _verb_ahead(items, k + 2)


def _opens(items: list[Item], k: int, fresh: bool) -> bool:
    """Whether a conjunction has a verb, known or not: what can be nothing else opens a clause behind a comma.

    A fronted clause may have a verb that no table knows: the main clause goes on with its finite verb behind a comma.
    """
    if _verb_ahead(items, k + 1) or (fresh and k and _verb_behind_aside(items, k + 1)):
        return True
    if not fresh or items[k].cue("prep") or items[k].cue("det"):
        return False
    comma = next((n for n in range(k + 1, len(items)) if items[n].low == "," and not _list_comma(items, n)), None)
    inverted = comma is not None and comma > k + 2 and _finite_next(items, comma)
    return inverted or (set(items[k].cues) == {"sub"} and len(items) > k + 3)


def _gap_follows(items: list[Item], k: int, piece: Clause) -> bool:
    """ "took X on Monday and Y a day later": behind the co-ordinating word another place and time, and no verb."""
    kinds = {item.kind for item in piece.items}
    if not {"place", "time"} <= kinds or items[k - 1].kind == "actor":
        return False
    found = set()
    for item in items[k + 1 :]:
        if item.low in STRONG or item.cue("sub") or item.cue("rel") or (item.low == "," and {"place", "time"} <= found):
            break
        if item.readings and not item.cue("det"):
            return False
        found.add(item.kind)
    return {"place", "time"} <= found


def _clause_follows(items: list[Item], k: int) -> bool:
    """Whether a clause follows a "that", and not the particle of the verb before it ("denied that")."""
    following = items[k + 1] if k + 1 < len(items) else None
    if following is None or following.kind == "punct":
        return False
    particles = {r.particle for item in items[:k] for r in item.readings if r.particle}
    strong = next((n for n in range(k + 1, len(items)) if items[n].low in STRONG), len(items))
    return following.low not in particles and _verbal(items[k + 1 : strong])


def _finite_next(items: list[Item], k: int) -> bool:
    """A conjunction has its subject behind it; before a finite verb the same word is an adverb ("toen viel")."""
    following = items[k + 1] if k + 1 < len(items) else None
    return (
        following is not None
        and not following.cue("det")
        and any(r.form in ("present", "past") for r in following.readings)
    )


def _after_noun(before: Item) -> bool:
    return before.kind in ("place", "actor") or (
        before.kind == "word" and (not before.cues or bool(before.cue("part"))) and not before.readings
    )


def _infinitive(item: Item) -> bool:
    return any(r.form == "infinitive" for r in item.readings)


def _noun_next(items: list[Item], k: int) -> bool:
    following = items[k + 1] if k + 1 < len(items) else None
    return following is not None and following.kind == "word" and not following.cues and not following.readings


def _list_comma(items: list[Item], k: int) -> bool:
    back = k - 1
    if back > 0 and items[back].low == ")":
        back = max((n for n in range(back) if items[n].low == "("), default=0) - 1
    before = items[back] if back >= 0 else None
    after = items[k + 1] if k + 1 < len(items) else None
    if before is None or after is None or before.kind not in ("place", "actor"):
        return False
    if after.kind == "word" and (after.cue("det") or after.cue("prep")) and k + 2 < len(items):
        after = items[k + 2] if items[k + 2].kind == before.kind else after
    if before.kind != after.kind or before.group != after.group:
        return False
    # "X, Y en Z": a list ends in a co-ordinating word; "X, Y, took" is an apposition
    for item in items[after.index + 1 : after.index + 8]:
        if item.low in "()" or item.kind == "time":
            continue
        if item.cue("coord"):
            return True
        if item.kind != before.kind and item.low != "," and not item.cue("det"):
            break
    return False


def _but_also(items: list[Item], k: int, piece: Clause) -> bool:
    """ "not only X, but also Y": a comma before a co-ordinating word and the second of two like names."""
    if k + 1 == len(items) or not items[k + 1].cue("coord"):
        return False
    names = [i for i in items[k + 1 : k + 6] if i.kind in ("place", "actor")]
    before = next((i for i in reversed(piece.items) if i.kind in ("place", "actor")), None)
    notonly = any(item.cue("notonly") for item in piece.items)
    if not names or before is None or not notonly:
        return False
    alike = names[0].kind == before.kind and names[0].group == before.group
    return alike and not _finite_ahead(items, names[0].index + 1)


def _ahead(items: list[Item], k: int):
    for item in items[k:]:
        if item.kind == "punct" and (item.low in STRONG or item.low == ","):
            return
        if item.cue("sub") and not item.cue("det") and not item.cue("prep"):
            return
        yield item


def _verb_ahead(items: list[Item], k: int) -> bool:
    return any(item.readings and not _possessive(items, item.index) for item in _ahead(items, k))


def _verb_behind_aside(items: list[Item], k: int) -> bool:
    """ "when the army, with foreign help, took X": the verb of the clause stands behind an aside between commas."""
    commas = [n for n in range(k, len(items)) if items[n].low == ","][:2]
    if len(commas) < 2 or any(item.low in STRONG for item in items[k : commas[1]]):
        return False
    aside = items[commas[0] + 1 : commas[1]]
    opens = bool(aside) and not any(aside[0].cue(kind) for kind in ("sub", "rel", "coord", "cond"))
    return opens and not _verb_ahead(items, commas[0] + 1) and _verb_ahead(items, commas[1] + 1)


def _finite_ahead(items: list[Item], k: int) -> bool:
    return any(
        item.readings and not item.cue("det") and all(r.form in ("present", "past") for r in item.readings)
        for item in _ahead(items, k)
    )


def _te_ahead(items: list[Item], k: int) -> bool:
    return any(item.cue("marker") for item in _ahead(items, k + 1))


def _adverbial(piece: Clause) -> bool:
    """ "after ten weeks" between commas: a phrase without verb, place or party that only holds up its clause."""
    first = piece.items[0]
    return (
        piece.kind in ("main", "apposition")
        and not piece.strong
        and not _verbal(piece.items)
        and (first.kind == "time" or bool(first.cue("prep") or first.cue("adverb")))
        and all(i.kind in ("word", "time", "punct") or (i.kind == "place" and i.prep == "after") for i in piece.items)
    )


def _where(piece: Clause, head: Clause) -> bool:
    """ "Further upstream, in X, ...": a place under its preposition tells where a clause that names none yet is."""
    first = piece.items[0]
    places = [item for item in piece.items if item.kind == "place" and not item.value.startswith("country:")]
    return (
        bool(first.cue("prep"))
        and bool(places)
        and places[0].prep_index == first.index
        and not any(item.kind == "place" for item in head.items)
    )


def _continues(piece: Clause, clauses: list[Clause], previous: Clause | None = None) -> Clause | None:
    """The clause that this piece goes on with, where a relative clause or an apposition stood in between."""
    if piece.kind != "main" or not clauses or piece.strong in (";", ":"):
        return None
    head = next((c for c in reversed(clauses) if c.kind in ("main", "coord", "sub")), None)
    if head is None:
        return None
    if any(c.strong in (";", ":") for c in clauses[head.number + 1 :]):
        return None
    verbal, first = _verbal(piece.items), piece.items[0]
    if head.opener == GAP:
        open_ = not verbal and not any(i.kind == "place" for i in head.items)
        return head if open_ and (first.kind in ("time", "place") or first.cue("prep")) else None
    if verbal and not _verbal(head.items):
        closed = head.kind == "sub" and head is clauses[-1] and first.readings and not first.cue("det")
        return None if closed else head
    if not verbal and not piece.strong and head is clauses[-1] and _where(piece, head):
        return head
    if not verbal and not piece.strong and first.cue("extent") and _auxiliary_open(head):
        return head  # "was, but for a few streets, taken"
    held_up = previous is not None and _verbal(head.items) and (_adverbial(previous) or previous.items[0].cue("extent"))
    split = any(r.form in ("participle", "infinitive") for item in piece.items for r in item.readings)
    if held_up and not piece.strong and first.kind != "time" and (not verbal or (split and _auxiliary_open(head))):
        return head
    if head is clauses[-1]:
        return None
    if not verbal and clauses[-1].kind in ("rel", "inf") and (first.cue("prep") or first.kind == "time"):
        return head
    if not verbal and first.cue("denial"):
        return head  # "of that there is, says the mayor, no question"
    if not verbal and clauses[-1].kind == "apposition" and first.kind == "word" and not _begins_phrase(first):
        return head
    if not verbal and clauses[-1].kind == "apposition" and first.kind == "time" and _auxiliary_open(head):
        return head
    words = [item for item in piece.items if item.kind != "punct"]
    particle = any(_takes(head, item) for item in (piece.items if len(piece.items) <= 4 else words[-1:]))
    if particle and not verbal:
        return head
    if split and _auxiliary_open(head):
        return head
    if head.kind == "sub" and first.readings and verbal and not _final_verb(head):
        return head
    return None


def _begins_phrase(first: Item) -> bool:
    return bool(first.cue("det") or first.cue("indefinite") or first.cue("coord") or first.cue("attribution"))


def _takes(head: Clause, item: Item) -> bool:
    return item.kind == "word" and any(r.particle == item.low for verb in head.items for r in verb.readings)


def _auxiliary_open(head: Clause) -> bool:
    verbs = [item for k, item in enumerate(head.items) if item.readings and not _possessive(head.items, k)]
    auxiliary = {"have", "copula", "passive", "will", "would", "modal", "can", "must"}
    read = [r for item in verbs for r in readable(item, head.items) or item.readings]
    forms = {r.form for r in read if r.role not in auxiliary}
    roles = {r.role for r in read}
    return bool(
        roles & {"have", "copula", "passive", "will", "would", "modal", "must", "can", "keep"}
    ) and not forms & {
        "participle",
        "infinitive",
    }


def _final_verb(head: Clause) -> bool:
    return bool(head.items and head.items[-1].readings)


def _parent(piece: Clause, clauses: list[Clause]) -> Clause | None:
    if not clauses:
        return None
    if piece.kind in ("rel", "apposition", "inf"):
        return clauses[-1]
    if piece.kind == "sub" and piece.items[0].cue("rel"):
        speaking = [
            c for c in clauses if any(r.role in REPORTING for i in c.items for r in i.readings) and c.kind != "rel"
        ]
        if speaking:
            return speaking[-1]
    if piece.kind in ("sub", "cond"):
        return next((c for c in reversed(clauses) if c.kind not in ("apposition", "rel")), clauses[-1])
    last = next((c for c in reversed(clauses) if c.kind != "apposition"), clauses[-1])
    if piece.kind == "coord" and last.kind in ("sub", "rel", "inf", "cond"):
        return last if _same_order(piece, last) else last.parent
    return None


def _same_order(piece: Clause, last: Clause) -> bool:
    """A co-ordinated piece goes on with the clause under a conjunction where its verb comes last as well."""
    first_verb = next((k for k, item in enumerate(piece.items) if item.readings and not item.cue("det")), 0)
    rest = [item for item in piece.items[first_verb:] if item.kind != "punct"]
    return first_verb > 2 or (first_verb > 1 and last.kind == "rel" and all(item.readings for item in rest))


def _gather(clause: Clause) -> None:
    """What the whole clause holds: its cues, names and times, and which verb each form is, by the particle there."""
    clause.verbs, clause.names, clause.times, clause.cues = [], [], [], {}
    for k, item in enumerate(clause.items):
        item.clause = clause.number
        for kind, value in item.cues.items():
            clause.cues.setdefault(kind, value)
        if item.kind in ("place", "actor"):
            clause.names.append(item)
        elif item.kind == "time":
            clause.times.append(item)
        if item.readings and not _possessive(clause.items, k):
            found = readable(item, clause.items)
            if found:
                item.verb = found[0]
                clause.verbs.append(item)
    clause.places = [item for item in clause.names if item.kind == "place"]
    clause.roles = {item.verb.role for item in clause.verbs}
    finite = [item for item in clause.verbs if item.verb.form in ("present", "past")]
    sure = (item for item in finite if not _infinitive(item))
    clause.finite = next(sure, finite[0] if finite else None)
