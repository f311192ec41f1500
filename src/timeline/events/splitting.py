"""The clauses of a sentence: its pieces, where commas tore none apart, each with the one it hangs under."""

from __future__ import annotations

from .clauses import GAP, LET_KNOW, REPORTING, Clause, is_determiner, is_infinitive, is_verbal, readable, waits_for_verb
from .items import Item, item_at
from .pieces import make_pieces

SPEAKING = frozenset(("report", "deny", "announce", "know"))  # roles of verbs that tell what somebody says
RELATIVE = 3  # spaces in the name of a party that holds a relative clause ("rebels that A pays")


def split_clauses(items: list[Item]) -> list[Clause]:
    """Split a sentence into clauses, and mend what commas tore apart. Every item is in one clause."""
    pieces = make_pieces(items)
    clauses: list[Clause] = []
    for k, piece in enumerate(pieces):
        if _participial(pieces, k) or _cites_between(pieces, k):
            piece.kind = "apposition"
        target = _continues(piece, clauses, pieces[k - 1] if k else None)
        if target is not None:
            target.items.extend(piece.items)
            continue
        if piece.kind == "main" and clauses and not piece.strong and not _has_verb(piece):
            piece.kind = "inf" if is_verbal(piece.items) and _marker(piece) else "apposition"
        if piece.kind == "main" and clauses and _gapped(piece, clauses[-1]):
            piece.kind = "coord"
        piece.before = clauses[-1] if clauses else None
        piece.parent = _parent(piece, clauses)
        piece.number = len(clauses)
        clauses.append(piece)
    for clause in clauses:
        gather(clause)
        _free_subject(clause)
    if _inverted_condition(clauses):
        clauses[0].kind = "cond"
    return clauses


def _inverted_condition(clauses: list[Clause]) -> bool:
    """ "Falls X, then ...": a sentence that begins with its finite verb, and goes on behind a comma, is a condition."""
    first = clauses[0].items[0].verb if clauses else None
    if first is None or first.form not in ("present", "past") or first.role in SPEAKING:
        return False
    mains = [c for c in clauses[1:] if c.kind == "main"]
    if mains and mains[0].role("report") is not None:  # "Should X fall, warns A, then ..."
        mains.pop(0)
    return bool(mains) and bool(mains[0].items[0].cue("then"))


def _free_subject(clause: Clause) -> None:
    """A conjunction that is a preposition elsewhere ("since A took X", "until A came") governs no name."""
    first = clause.items[0]
    if first.prep and first.prep_index < first.index and clause.finite in clause.items[1:2]:
        first.prep, first.prep_index = "", -1  # "A drives B out of X, C takes Y": C is in no list with X
    if clause.kind in ("sub", "inf") and first.cue("prep"):
        for item in clause.items:
            if item.prep and item.prep_index <= first.index:  # nor does one before it: "of A, until B came"
                item.prep, item.prep_index = "", -1


def _participial(pieces: list[Clause], k: int) -> bool:
    """ "X, taken in 2014 by Y, ...": a piece whose only verb is a participle describes the name before it."""
    piece = pieces[k]
    if not k or piece.kind != "main" or piece.strong:
        return False
    before, after = pieces[k - 1], item_at(pieces, k + 1)
    waits = _waited_for(pieces, k)
    inside = after is not None and (_resumed(before, after) or (waits and _aside(before, after)))
    if waits and not inside:
        return False
    verbs = [item for n, item in enumerate(piece.items) if item.readings and not is_determiner(piece.items, n)]
    if len(verbs) != 1 or not any(r.form == "participle" for r in verbs[0].readings):
        return False
    alone = (
        not any(r.form in ("present", "past") for r in verbs[0].readings)
        or verbs[0] is piece.items[-1]
        or any(i.prep and i.kind == "actor" for i in piece.items)
    )
    goes_on = after is not None and after.kind == "main" and not after.strong and is_verbal(after.items)
    named = before.items[-1].kind in ("place", "actor")
    return alone and (inside or (named if is_verbal(before.items) else goes_on))


def _cites_between(pieces: list[Clause], k: int) -> bool:
    """ "X, reports A, has fallen", "X has, A announced, been taken": who says so stands inside the clause itself."""
    piece, after = pieces[k], item_at(pieces, k + 1)
    if not k or after is None or {piece.kind, after.kind} != {"main"} or piece.strong or after.strong:
        return False
    first, before = piece.items[0], pieces[k - 1]
    roles = {r.role for item in piece.items for r in item.readings}
    says = (first.readings and not first.cue("det")) or first.cue("attribution")
    if not says or not (roles & {"report", "announce"} or roles >= LET_KNOW) or len(piece.items) < 2:
        return False
    if is_verbal(before.items):
        return before.kind != "sub" and waits_for_verb(before) and _has_split(after)
    return before.items[0].kind != "punct" and bool(after.items[0].readings and not after.items[0].cue("det"))


def _gapped(piece: Clause, before: Clause) -> bool:
    """ "On Friday X was taken by A, | on Saturday by B retaken": a time, and a participle that shares its auxiliary."""
    items = [item for item in piece.items if item.kind != "punct"]
    start = 1 if len(items) > 1 and items[0].cue("prep") else 0
    if piece.strong or not items or items[start].kind != "time" or before.kind not in ("main", "coord"):
        return False
    verbs = [item for item in items if item.readings and not item.cue("det")]
    if verbs != items[-1:] or not any(r.form == "participle" for r in verbs[0].readings):
        return False
    roles = {r.role for item in before.items for r in item.readings}
    return not waits_for_verb(before) and not roles.isdisjoint(("passive", "have"))


def _resumed(before: Clause, after: Clause) -> bool:
    """ "has X, besieged for a month, taken", "went the army, asked by A, X in": the verb is complete only behind it."""
    if after.kind != "main" or after.strong or not is_verbal(before.items):
        return False
    last = next((item for item in reversed(after.items) if item.kind != "punct"), after.items[-1])
    particle = _takes(before, last) and all(item.low != last.low for item in before.items[-1:])
    return particle or (waits_for_verb(before) and _has_split(after))


def _aside(before: Clause, after: Clause) -> bool:
    """ "is X, taken in May by A, back in the hands of B": behind the aside the clause goes on to its predicate."""
    if after.kind != "main" or after.strong or is_verbal(after.items):
        return False
    ahead = [item for item in after.items if item.kind != "time" and not item.cue("adverb") and not item.cue("still")]
    return before.items[-1].kind == "place" and bool(ahead) and bool(ahead[0].cue("prep") or ahead[0].cue("again"))


def _waited_for(pieces: list[Clause], k: int) -> bool:
    """Whether a piece before waits for a verb still: the last one, or one before asides that have none of their own."""
    for piece in reversed(pieces[:k]):
        if waits_for_verb(piece):
            return True
        if is_verbal(piece.items) or piece.kind not in ("main", "apposition") or piece.strong:
            return False
    return False


def _adverbial(piece: Clause) -> bool:
    """ "after ten weeks" between commas: a phrase without verb, place or party that only holds up its clause."""
    first = piece.items[0]
    return (
        piece.kind in ("main", "apposition")
        and not piece.strong
        and not _has_verb(piece)
        and (first.kind == "time" or any(first.cue(kind) for kind in ("prep", "adverb", "support")))
        and all(
            i.kind in ("word", "time", "punct") or first.cue("support") or (i.kind == "place" and i.prep == "after")
            for i in piece.items
        )
    )


def _has_verb(piece: Clause) -> bool:
    """Whether a piece has a verb of its own; "after two failed attempts", "after having been besieged" have none."""
    items = piece.items
    if not items[0].cue("prep"):
        return is_verbal(items)
    marker = _marker(piece) or len(items)
    verbs = [k for k, item in enumerate(items) if item.readings and not is_determiner(items, k)]
    return any(k < marker - 1 and not _qualifies(items, k) for k in verbs)


def _qualifies(items: list[Item], k: int) -> bool:
    """Whether what may be a participle stands before the plain noun that ends a phrase ("after failed attempts")."""
    noun = items[k + 1] if k + 2 == len(items) else None
    if noun is None or noun.kind != "word" or any(r.form not in ("present", "infinitive") for r in noun.readings):
        return False
    return not any(r.plural for r in items[k].readings)


def _marker(piece: Clause) -> int:
    """Where the marker of an infinitive stands in a piece; 0 where there is none."""
    return next((k for k, item in enumerate(piece.items) if item.cue("marker")), 0)


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
    heads = [c for c in clauses if c.kind in ("main", "coord", "sub")]
    if len(heads) > 1 and heads[-1].items[0].cue("concessive"):
        heads.pop()  # "is, though they still fight there, in the hands of A"
    if (subject := _subject_left(piece, heads)) is not None:
        return subject
    head = heads[-1] if heads else None
    if head is None or any(c.strong in (";", ":") for c in clauses[head.number + 1 :]):
        return None
    verbal, first, last = is_verbal(piece.items), piece.items[0], clauses[-1]
    if head is last and head.kind == "sub" and not verbal and first.cue("prep") and _of_time(head):
        return head.before  # "was since May, when A attacked it, | in the hands of B"
    if head is last and head.kind == "sub" and not is_verbal(head.items) and _says(piece):
        piece.kind = "apposition"  # "denied that X, as A calls it, has fallen"
        return None
    if head.opener == GAP:
        open_ = not verbal and not any(i.kind == "place" for i in head.items)
        return head if open_ and (first.kind in ("time", "place") or first.cue("prep")) else None
    if verbal and not is_verbal(head.items):
        closed = head.kind == "sub" and head is last and first.readings and not first.cue("det")
        return None if closed else head
    if _carries_on(piece, head, last, previous, verbal):
        return head
    return head if head is not last and _resumes(piece, head, last, verbal) else None


def _subject_left(piece: Clause, heads: list[Clause]) -> Clause | None:
    """ "X, with its mills the cork on which all floats, | is held by A": the name whose verb comes behind an aside."""
    begins = piece.items[0].readings and not piece.items[0].cue("det")
    if not begins or not heads or heads[-1].kind != "sub":
        return None
    head = next((c for c in reversed(heads) if c.kind != "sub"), None)
    alone = head is not None and len(head.items) == 1 and head.items[0].kind in ("place", "actor")
    return head if alone and not head.items[0].prep else None


def _of_time(clause: Clause) -> bool:
    """Whether a clause under a conjunction only explains the time right before it ("in May, when A attacked it")."""
    head = clause.before
    return head is not None and head.kind in ("main", "coord") and head.items[-1].kind == "time"


def _says(piece: Clause) -> bool:
    """Whether a piece only tells who says so."""
    speaks = any(r.role in REPORTING for item in piece.items for r in item.readings)
    return bool(piece.items[0].cue("attribution")) and speaks


def _carries_on(piece: Clause, head: Clause, last: Clause, previous: Clause | None, verbal: bool) -> bool:
    """Whether a piece goes on with `head` behind a phrase that only held it up, or adds where it happens."""
    first = piece.items[0]
    if piece.strong:
        return False
    if not verbal and head is last and _where(piece, head):
        return True
    if not verbal and head is last and _agent(piece, head):
        return True
    told = head is last and head.items[-1].kind == "actor" and head.items[-1].low.count(" ") > RELATIVE
    if not verbal and told and _brings_object(piece, head):  # the relative clause is a part of the party's name
        _unlist(piece, head)
        return True
    if not verbal and first.cue("extent") and waits_for_verb(head):
        return True  # "was, but for a few streets, taken"
    held_up = (
        previous is not None and is_verbal(head.items) and (_adverbial(previous) or previous.items[0].cue("extent"))
    )
    return held_up and first.kind != "time" and (not verbal or (_has_split(piece) and waits_for_verb(head)))


def _unlist(piece: Clause, before: Clause) -> None:
    """ "together with B, | C out of X": a name behind a comma that ends an aside is in no list with the aside's last.

    Nor does the preposition of that list govern it.
    """
    listed = [item for item in piece.items if item.group == before.items[-1].group]
    for item in listed:
        item.group = listed[0].index + 1
        if item.prep_index < piece.items[0].index:
            item.prep, item.prep_index = "", -1


def _agent(piece: Clause, head: Clause) -> bool:
    """ "X too is surrounded, | by A and B": the agent of a passive that ends in its participle."""
    by = piece.items[0].cue("prep") == "by" and len(piece.items) > 1 and any(i.kind == "actor" for i in piece.items)
    done = any(r.form == "participle" for r in head.items[-1].readings)
    return by and done and not any(i.prep == "by" for i in head.items if i.kind == "actor")


def _has_split(piece: Clause) -> bool:
    """Whether a piece holds a participle or infinitive, that an auxiliary before it may wait for."""
    return any(r.form in ("participle", "infinitive") for item in piece.items for r in item.readings)


def _only_infinitive(piece: Clause) -> bool:
    """Whether the first verb of a piece is an infinitive behind its marker ("to have taken")."""
    first = next((k for k, item in enumerate(piece.items) if item.readings and not item.cue("det")), 0)
    return first > 0 and bool(piece.items[first - 1].cue("marker"))


def _resumes(piece: Clause, head: Clause, last: Clause, verbal: bool) -> bool:
    """Whether a piece goes on with `head` behind the clause `last`, which stood in between."""
    first = piece.items[0]
    aside = last.kind in ("rel", "inf") or bool(last.items[0].cue("concessive"))
    if not verbal and aside and (first.cue("prep") or first.kind == "time"):
        return True
    if not verbal and last.kind == "rel" and last.before is head and _brings_object(piece, head):
        return True
    if not verbal and first.cue("denial"):
        return True  # "of that there is, says the mayor, no question"
    if not verbal and last.kind == "apposition" and first.kind == "word" and not _begins_phrase(first):
        return True
    untimed = not any(i.kind == "time" for i in head.items) and not any(i.kind == "place" for i in piece.items)
    open_ = untimed or not any(i.kind == "place" for i in head.items) or waits_for_verb(head)
    if not verbal and last.kind == "apposition" and first.kind == "time" and open_:
        return True  # but not "X fell on Friday, Y, on the border, on Sunday"
    if not verbal and last.kind == "apposition" and _still_to_name(piece, head, last):
        _unlist(piece, last)
        return True
    words = [item for item in piece.items if item.kind != "punct"]
    if not verbal and any(_takes(head, item) for item in (piece.items if len(piece.items) <= 4 else words[-1:])):
        return True  # the particle of its verb
    if _has_split(piece) and waits_for_verb(head):
        return True
    if last.kind == "apposition" and _only_infinitive(piece) and head.items[-1].kind == "place":
        return True  # "says that it has, X, the capital of Y, taken"
    ends_in_verb = bool(head.items and head.items[-1].readings)
    return head.kind == "sub" and bool(first.readings) and verbal and not ends_in_verb


def _brings_object(piece: Clause, head: Clause) -> bool:
    """ "A, which B pays, drove | C out of X": behind the relative clause come the other party and the place."""
    if any(item.kind == "place" for item in head.items):
        return False
    names = [item for item in piece.items if item.kind in ("place", "actor")]
    party = bool(names) and names[0].kind == "actor" and not names[0].prep
    return party and any(item.kind == "place" and item.prep for item in names)


def _still_to_name(piece: Clause, head: Clause, last: Clause) -> bool:
    """ "Monday took the army, together with A, X": behind its subject a clause has yet to name its place."""
    subject = head.items[-1]
    helped = any(r.form == "participle" for i in last.items for r in i.readings) or not is_verbal(last.items)
    named = [any(i.kind == "place" for i in clause.items) for clause in (head, piece)]
    bare = subject.kind == "actor" and (not subject.prep or subject.prep == "of")
    return last.parent is head and helped and bare and is_verbal(head.items) and named == [False, True]


def _begins_phrase(first: Item) -> bool:
    return bool(first.cue("det") or first.cue("indefinite") or first.cue("coord") or first.cue("attribution"))


def _takes(head: Clause, item: Item) -> bool:
    return item.kind == "word" and any(r.particle == item.low for verb in head.items for r in verb.readings)


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
    if first_verb == 1 and last.kind == "sub" and all(item.readings for item in rest):
        return bool(last.items[-1].readings)  # "after which A went X in and took"
    return first_verb > 2 or (first_verb > 1 and last.kind == "rel" and all(item.readings for item in rest))


def _lone_participle(clause: Clause) -> bool:
    """Whether a main clause that ends in a participle seems to have no other verb."""
    if clause.kind not in ("main", "sub") or len(clause.verbs) != 1:
        return False
    verb = clause.verbs[0].verb
    return verb.form == "participle" and not any(r.form in ("present", "past") for r in clause.verbs[0].readings)


def _find_auxiliary(clause: Clause) -> None:
    """ "In X zijn Oekraïense stormgroepen doorgedrongen": a word that may be a determiner is the auxiliary."""
    for item in clause.items:
        auxiliary = next((r for r in item.readings if r.role == "copula" and r.form in ("present", "past")), None)
        if auxiliary is not None and item.cue("det") and item.verb is None and item is not clause.items[0]:
            item.verb = auxiliary
            clause.verbs = sorted((*clause.verbs, item), key=lambda verb: verb.index)
            return


def gather(clause: Clause) -> None:
    """What the whole clause holds: its cues, names and times, and which verb each form is, by the particle there."""
    clause.verbs, clause.names, clause.times, clause.cues = [], [], [], {}
    for item in reversed(clause.items):
        if item.cues:
            clause.cues.update(item.cues)  # backwards, so that the first cue of a kind stands
    number = clause.number
    for k, item in enumerate(clause.items):
        item.clause = number
        kind = item.kind
        if kind == "place" or kind == "actor":
            clause.names.append(item)
        elif kind == "time":
            clause.times.append(item)
        elif item.readings and not is_determiner(clause.items, k):
            found = readable(item, clause.items)
            if found and "possessive" in item.cues and (after := item_at(clause.items, k + 1)) and after.alt == "poss":
                after.alt = "indef"  # the word is no "his" here
            if found:
                item.verb = found[0]
                clause.verbs.append(item)
    if _lone_participle(clause):
        _find_auxiliary(clause)
    clause.places = [item for item in clause.names if item.kind == "place"]
    clause.roles = {item.verb.role for item in clause.verbs}
    finite = [item for item in clause.verbs if item.verb.form in ("present", "past")]
    sure = next((item for item in finite if not is_infinitive(item)), None)
    if sure is not None and sure is not finite[0] and any(r.form == "participle" for r in sure.readings):
        sure = None  # "X and Y gaan verloren": the first one is the finite verb
    clause.finite = sure or (finite[0] if finite else None)
