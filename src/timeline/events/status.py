"""Whether a clause tells an event at all, and whether as reported, planned or denied; and who says so."""

from __future__ import annotations

from .clauses import Clause
from .items import Item
from .roles import stands_for_government

WHEN = "when"  # the conjunction of a fact in the past: what hangs on a modal verb by it has happened
WHOEVER = "who"  # "who holds X cuts off Y" is a rule of the land, no news
NOT_TOLD = ""  # a wish, a condition, a forecast, an attempt: no row


def status_of(clause: Clause, clauses: list[Clause], trigger: Item, type_: str, form: str, loses: bool = False) -> str:
    """`reported`, `planned`, `denied`, or the empty string where the clause tells no event.

    `loses` says that the subject is the loser: what it "had to give up" it has given up.
    """
    chain = list(_chain(clause))
    if form == "attributive":
        return "reported"
    if clause.kind == "cond" or any(c.kind == "cond" for c in chain):
        return NOT_TOLD
    if _conditional(clause) or _awaited(clause, clauses):
        return NOT_TOLD
    if form == "infinitive" and clause.items[0].cue("without"):
        return NOT_TOLD
    if clause.kind == "sub" and _last_word(clause).cue("denial"):
        return "denied"  # "called reports that A has left false"
    if form == "noun" and (clause.has("denial") or _denied_object(clause, trigger)):
        return "denied"
    if clause.role("repel") is not None or (clause.has("without") and clause.role("would") is not None):
        return NOT_TOLD
    if clause.kind == "sub" and any(c.has("wish") for c in chain[1:]):
        return NOT_TOLD
    if _failed(clause, chain):
        return NOT_TOLD
    if clause.has("attempt") or clause.has("wish") or (form == "noun" and clause.has("ended") and type_ != "siege"):
        return NOT_TOLD
    after = next((c for c in clauses if c.number > clause.number and c.kind in ("main", "apposition")), None)
    told = any(
        c.role("report", "announce") and len(c.items) > 1 for c in chain[1:]
    )  # alone it is a noun: "reports that"
    denied = clause.kind in ("sub", "rel") and (
        (clause.kind == "sub" and any(c.role("deny", "dispute") or c.has("denial") for c in chain[1:]))
        or (after is not None and bool(after.has("denial") or (not told and after.role("deny"))))
    )
    if _negated(clause):
        if clause.kind == "rel":  # "the last town that A had not yet taken" says nothing of today
            return NOT_TOLD
        moody = clause.role("will", "would", "modal", "can", "must") is not None
        told = form != "noun" and _announced(clause, clauses, chain)
        if not moody and (told or (type_ in ("capture", "partial_capture", "control") and _not_yet(clause))):
            return "denied"
        return NOT_TOLD
    mood = _mood(clause, clauses, chain, trigger, type_, form, loses)
    if mood == "reported" and denied:
        return "denied"
    return mood


def _failed(clause: Clause, chain: list[Clause]) -> bool:
    """ "did not manage to drive them out": what one failed to do has not happened."""
    return any(
        c.role("manage", "know") is not None and _negated(c) for c in chain if c is clause or clause.kind == "inf"
    )


def _last_word(clause: Clause) -> Item:
    return next((i for i in reversed(clause.items) if i.kind != "punct"), clause.items[-1])


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
    first = clause.items[0].verb if clause.kind == "main" and clause.items else None
    if first is None or first.form != "present" or clause.before is None:
        return False
    return clause.before.kind == "cond" or clause.before.items[0].cue("rel") == WHOEVER


def _chain(clause: Clause):
    """The clause and those it hangs under."""
    seen = set()
    while clause is not None and id(clause) not in seen:
        seen.add(id(clause))
        yield clause
        clause = clause.parent


def _mood(
    clause: Clause, clauses: list[Clause], chain: list[Clause], trigger: Item, type_: str, form: str, loses: bool
) -> str:
    if clause.kind == "inf" and not _managed(clause):
        later = any(i.mention.date_basis == "relative" and i.value for i in clause.times)
        return "reported" if later and clause.role("passive") is not None else NOT_TOLD
    will = clause.role("will") or next(
        (i for i in clause.verbs if i.verb.role == "go" and form in ("infinitive", "present") and i is not trigger),
        None,
    )
    would, modal = clause.role("would"), clause.role("modal", "can", "must")
    governed = chain[1] if len(chain) > 1 else None
    if modal is not None and modal is not trigger:
        plural = modal.verb.role in ("can", "must") and any(r.form == "infinitive" for r in modal.readings)
        first = clause.finite
        after_have = first is not None and first is not modal and first.verb.role == "have"
        done = (
            (modal.verb.form == "infinitive" and clause.role("have") is not None)
            or (plural and after_have)  # "has been able to take X": an infinitive that looks like a plural
            or (modal.verb.role == "can" and modal.verb.form == "past")
        )
        if done and clause.role("will", "would") is None:
            return "reported"
        forced = (
            modal.verb.role == "must" and type_ in ("withdrawal", "capture") and clause.role("will", "would") is None
        )
        lost = type_ == "withdrawal" or (loses and (modal.verb.form == "past" or clause.role("have") is not None))
        return "reported" if forced and lost else NOT_TOLD
    if (
        governed is not None
        and clause.kind == "sub"
        and clause.items[0].cue("sub") != WHEN
        and governed.role("modal", "can", "must")
        and not _tells(governed)
    ):
        return NOT_TOLD
    if (
        clause.kind == "sub"
        and governed is not None
        and governed.role("will", "would")
        and not governed.role("report", "announce", "deny")
    ):
        return NOT_TOLD
    announced = _announced(clause, clauses, chain)
    if clause.has("we") and announced and type_ != "control" and form in ("present", "infinitive"):
        return "planned"
    if will is not None:
        return "planned" if announced or clause.has("we") else NOT_TOLD
    if would is not None:
        if _perfect(clause) or (type_ == "control" and form != "noun" and clause.has("still")):
            return "reported"
        return "planned" if announced and (form != "noun" or clause.role("begin") is not None) else NOT_TOLD
    if any(c.role("announce") for c in chain[1:]) and form in ("present", "infinitive") and clause.kind == "sub":
        return "planned"
    if clause.role("announce") and form in ("noun", "infinitive") and not clause.has("start"):
        return "planned"
    return "reported"


def _tells(clause: Clause) -> bool:
    """ "could announce that", "had to admit that": who can or must tell a fact tells it."""
    forced = clause.role("can", "must")
    return forced is not None and clause.role("report", "announce") is not None and not clause.has("neg")


def _managed(clause: Clause) -> bool:
    """ "succeeded in | taking X": what one manages to do is done."""
    head = clause.parent
    if head is None or head.role("manage") is None or head.has("neg") or head.kind == "inf":
        return False
    return head.role("will", "would", "modal", "can", "must") is None and not head.has("attempt")


def _announced(clause: Clause, clauses: list[Clause], chain: list[Clause]) -> bool:
    after = [c for c in clauses if c.before is clause and c.kind in ("main", "apposition")]
    after += [c for c in clauses if c.number > clause.number and c.kind == "main" and c.items[0].verb is not None]
    around = [c for c in (*chain[1:], clause.before, *after) if c is not None]
    return (
        (clause.strong == ":" and bool(clause.has("we")))
        or any(c.role("announce", "report") for c in around)
        or any(c.has("attribution") for c in (clause, *after))
        or clause.role("announce", "report") is not None
    )


def _perfect(clause: Clause) -> bool:
    """ "zou ... hebben ingenomen" and "zou ingenomen zijn" are hearsay of the past, "zou innemen" is not."""
    forms = {r.form for item in clause.items for r in item.readings}
    roles = {r.role for item in clause.items for r in item.readings if r.form == "infinitive"}
    return "participle" in forms and bool(roles & {"have", "copula"})


def _negated(clause: Clause) -> bool:
    return bool(clause.has("neg")) and not clause.has("notonly") and not clause.has("denial")


def _not_yet(clause: Clause) -> bool:
    return any(item.cue("neg") == "notyet" for item in clause.items) or bool(clause.has("still"))


def attribution_of(clause: Clause, clauses: list[Clause]) -> str:
    """Who says so: the subject of the reporting verb that the clause hangs on, or the name after "according to"."""
    for item in clause.items if clause.has("attribution") else ():
        if item.cue("attribution"):
            source = _after(clause.items, item)
            if source:
                return source
    near = [clause.parent, clause.before, *[c for c in clauses if c.before is clause or c.parent is clause], clause]
    for other in near:
        if other is None:
            continue
        verb = other.role("report", "deny", "announce")
        if verb is not None:
            source = _speaker(other)
            if source:
                return source
    for other in clauses:
        for item in other.items if other.has("attribution") else ():
            if item.cue("attribution"):
                return _after(other.items, item)
    return ""


def _name(item: Item) -> str:
    return item.alt if item.kind == "place" else item.value


def _after(items: list[Item], cue: Item) -> str:
    for item in items[next(k for k, i in enumerate(items) if i is cue) + 1 :][:6]:
        if item.kind == "actor" or stands_for_government(item):
            return _name(item)
        if item.readings and not item.cue("det"):
            break
    return ""


def _speaker(clause: Clause) -> str:
    for item in clause.names:
        if not item.prep and (item.kind == "actor" or stands_for_government(item)):
            return _name(item)
    return ""
