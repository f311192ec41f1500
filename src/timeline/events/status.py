"""Whether a clause tells an event at all, and whether as reported, planned or denied."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from .clauses import Clause
from .fitting import Case
from .items import Item
from .mood import MODAL, NOT_TOLD, announced, mood_of

ALMOST, OFTEN = "almost", "often"  # values of cues
WHOEVER = "who"  # "who holds X cuts off Y" is a rule of the land, no news
GIVEN = frozenset(("after", "since", "at", "during", "because", "despite", "thanks"))  # what follows has happened


def status_of(case: Case, clauses: list[Clause], form: str) -> str:
    """`reported`, `planned`, `denied`, or the empty string where the clause tells no event.

    `form` is that of the verb that tells the event, or `phrase`, `noun`.
    """
    clause, chain = case.clause, list(_chain(case.clause))
    if form == "attributive":
        return "reported"
    if any(c.kind == "cond" for c in chain) or _conditional(clause) or _awaited(clause, clauses) or _whoever(clause):
        return NOT_TOLD
    if clause.kind == "rel" and clause.items[0].cue("rel") == WHOEVER:
        return NOT_TOLD  # "nobody knows who holds X"
    if clause.kind == "inf" and (clause.items[0].cue("without") or _lest(clause)):
        return NOT_TOLD
    if clause.kind == "sub" and _last_word(clause).cue("denial"):
        return "denied"  # "called reports that A has left false"
    if form == "noun" and (clause.has("denial") or _denied_object(clause, case.trigger) or _ignored(clause)):
        return "denied"
    if _comes_to_nothing(case, clauses, chain, form) or _almost(case):
        return NOT_TOLD
    if _negated(clause, case.span) and not _given(case, form):
        if form == "noun" and clause.role("report") is not None:
            return NOT_TOLD  # "the fall of X has not been confirmed yet": neither told nor denied
        return "denied" if _negative(case, clauses, chain, form) else NOT_TOLD
    mood = mood_of(case, clauses, chain, form)
    told = mood == "reported" or (mood == "planned" and clause.role("have") is not None)  # "that we have left X"
    return "denied" if told and _is_denied(clause, clauses, chain) else mood


def _lest(clause: Clause) -> bool:
    """ "... so as not to be surrounded": what one acts to prevent is no news, not even denied."""
    return clause.items[0].cue("prep") == "about" and clause.has("neg") != ""


def _given(case: Case, form: str) -> bool:
    """ "After the fall of X nobody has ...": what a noun tells under such a preposition is denied by no "not"."""
    items = case.clause.items
    at = items.index(case.trigger)
    before = items[at - 2] if at > 1 and items[at - 1].cue("det") else items[at - 1]
    return form == "noun" and at > 0 and before.cue("prep") in GIVEN and not items[at - 1].cue("indefinite")


def _almost(case: Case) -> bool:
    """ "was almost surrounded", "almost fell into the hands of": right before the verbs or the words of the frame."""
    if "amount" not in case.clause.cues:
        return False
    pairs = itertools.pairwise(case.clause.items)
    return any(a.cue("amount") == ALMOST and (b is case.span[0] or _verb_before(b, case)) for a, b in pairs)


def _verb_before(item: Item, case: Case) -> bool:
    """Whether an item is an auxiliary right before the verb of the frame ("almost were surrounded")."""
    return case.kind == "verb" and item.index == case.trigger.index - 1 and bool(item.readings)


def _repelled(clause: Clause, clauses: list[Clause]) -> bool:
    """ "A stormed X, but was driven off": the clause behind it, of no other place, tells that it was repelled."""
    behind = (c for c in clauses if c.before is clause and c.kind in ("coord", "main") and not c.places)
    return any(c.role("repel") is not None for c in behind)


def _comes_to_nothing(case: Case, clauses: list[Clause], chain: list[Clause], form: str) -> bool:
    """Whether it is repelled, wished, attempted, failed or over."""
    clause = case.clause
    if clause.role("repel") is not None or (clause.has("without") and clause.role("would") is not None):
        return True
    if case.type == "offensive" and _repelled(clause, clauses):
        return True
    if clause.kind == "sub" and any(c.has("wish") for c in chain[1:]):
        return True
    if form == "noun" and clause.finite is None and _last_word(clause).cue("reference"):
        return True  # "Fall of X near"
    over = form == "noun" and bool(clause.has("ended")) and case.type != "siege" and not _says_when(case)
    return _failed(clause, chain) or bool(_attempted(case) or clause.has("wish")) or over or _often(case, clauses)


def _often(case: Case, clauses: list[Clause]) -> bool:
    """ "X was taken more than once": how often, at no stated time, is the summary of events told elsewhere."""
    clause = case.clause
    if case.type != "capture" or "adverb" not in clause.cues or all(i.cue("adverb") != OFTEN for i in clause.items):
        return False
    dated = (clause, *(c for c in clauses if c.parent is clause and c.kind == "apposition"))  # "..., last on 3 May"
    return not any(i.value for c in dated for i in c.times)


def _attempted(case: Case) -> bool:
    """Whether an attempt is told; "with the failed assault X is theirs again" tells what came of it."""
    if "attempt" not in case.clause.cues:
        return False
    items, last = case.clause.items, case.trigger.index
    for k, item in enumerate(items):
        before = next((i for i in reversed(items[:k]) if not i.cue("det") and not i.cue("indefinite")), None)
        aside = case.kind != "noun" and before is not None and before.cue("prep") in (*GIVEN, "with")
        if item.cue("attempt") and not (aside and item.index < last):
            return True
    return False


def _says_when(case: Case) -> bool:
    """ "With the fall of X the war is over": a noun under a preposition is not what has ended."""
    items = case.clause.items
    before = next((i for i in reversed(items) if i.index < case.trigger.index and not i.cue("det")), None)
    return before is not None and before.cue("prep") in ("with", "after", "by", "since")


def _failed(clause: Clause, chain: list[Clause]) -> bool:
    """ "did not manage to drive them out": what one failed to do has not happened."""
    return any(
        c.role("manage", "know") is not None and _negated(c) for c in chain if c is clause or clause.kind == "inf"
    )


def _negative(case: Case, clauses: list[Clause], chain: list[Clause], form: str) -> bool:
    """Whether a negated clause denies an event, and does not only leave it open."""
    clause = case.clause
    if clause.kind == "rel":  # "the last town that A had not yet taken" says nothing of today
        return False
    if clause.role("will", "would", *MODAL) is not None:
        return False
    said = (form != "noun" or bool(case.frame.companions)) and announced(clause, clauses, chain)
    return said or (case.type in ("capture", "partial_capture", "control") and _not_yet(clause))


def _is_denied(clause: Clause, clauses: list[Clause], chain: list[Clause]) -> bool:
    """Whether the clause that a clause hangs on, or the one behind it, denies what it tells."""
    if clause.kind not in ("sub", "rel"):
        return _denies_doing(clause) or (clause.kind == "inf" and any(_denies(c) for c in chain[1:2]))
    if clause.kind == "sub" and any(_denies(c) for c in chain[1:]):
        return True
    behind = (c for c in clauses if c.number > clause.number and c.kind in ("main", "apposition"))
    after = next((c for c in behind if not cites(c)), None)
    if after is None:
        return False
    said = any(c.role("report", "announce") and len(c.items) > 1 for c in chain[1:])  # alone it is a noun: "reports"
    return bool(after.has("denial")) or (not said and after.role("deny") is not None)


def _denies_doing(clause: Clause) -> bool:
    """ "The army denies having lost X": an infinitive behind its marker, under a verb of denying."""
    denies = clause.role("deny")
    return denies is not None and clause.finite is denies and "marker" in clause.cues and _denies(clause)


def _denies(clause: Clause) -> bool:
    """Whether a clause denies what hangs on it; "does not deny that", "nobody denies that" admits it."""
    admits = clause.has("neg") or clause.has("nobody")
    return bool(clause.has("denial")) or (clause.role("deny", "dispute") is not None and not admits)


def cites(clause: Clause) -> bool:
    """ "as the army claims": an aside that tells who says what is denied by another."""
    return bool(clause.items[0].cue("attribution")) and clause.role("report") is not None


def _last_word(clause: Clause) -> Item:
    """The last item of a clause that is no mark."""
    return next((i for i in reversed(clause.items) if i.kind != "punct"), clause.items[-1])


def _ignored(clause: Clause) -> bool:
    """ "Of a loss of X the army wants to know nothing"."""
    return bool(clause.has("neg")) and clause.role("want") is not None and clause.role("know") is not None


def _denied_object(clause: Clause, noun: Item) -> bool:
    """ "The government denied the capture of X": the noun is what the verb of the clause denies."""
    before = next((i for i in reversed(clause.items) if i.index < noun.index and not i.cue("det")), None)
    return clause.role("deny") is not None and (before is None or not before.cue("prep"))


def _awaited(clause: Clause, clauses: list[Clause]) -> bool:
    """ "until A takes X": in the present tense it has not come yet."""
    if clause.kind != "sub" or clause.items[0].cue("prep") != "until":
        return False
    head = clause.parent or next((c for c in clauses if c.number > clause.number and c.kind == "main"), None)
    verbs = [c.finite.verb.form for c in (clause, head) if c is not None and c.finite is not None]
    return verbs == ["present", "present"]


def _conditional(clause: Clause) -> bool:
    """ "If A takes X, Y falls": a main clause that begins with its present verb right after a condition."""
    if clause.kind != "main" or not clause.items:
        return False
    then = clause.items[0].cue("then") and len(clause.items) > 1  # "..., then falls Y"
    first = clause.items[1 if then else 0].verb
    if first is None or first.form != "present" or clause.before is None:
        return False
    return clause.before.kind == "cond" or clause.before.items[0].cue("rel") == WHOEVER


def _whoever(clause: Clause) -> bool:
    """ "who takes X, cuts off Y": a relative clause in the present that hangs on nobody."""
    free = clause.items[0].cue("rel") == WHOEVER and clause.present
    return free and (clause.parent is None or not any(i.kind == "actor" for i in clause.parent.names))


def _chain(clause: Clause) -> Iterator[Clause]:
    """The clause and those it hangs under."""
    seen = set()
    while clause is not None and id(clause) not in seen:
        seen.add(id(clause))
        yield clause
        clause = clause.parent


def _negated(clause: Clause, span: Sequence[Item] = ()) -> bool:
    """Whether a clause is negated; a negation among the words of the frame itself ("no longer held by") is none."""
    if not clause.has("neg") or clause.has("notonly") or clause.has("denial"):
        return False
    return any(item.cue("neg") and item not in span for item in clause.items)


def _not_yet(clause: Clause) -> bool:
    return any(item.cue("neg") == "notyet" for item in clause.items) or bool(clause.has("still"))
