"""Whether what a clause tells has happened: modal verbs, plans, hearsay, and who announces it."""

from __future__ import annotations

from .clauses import Clause
from .fitting import Case
from .items import Item

FACTUAL = "when"  # the conjunction of a fact in the past
FACTS = (FACTUAL, "how")  # what hangs on a modal verb by one of these has happened
NOT_TOLD = ""  # a wish, a condition, a forecast, an attempt: no row
MODAL = ("modal", "want", "prepare", "can", "must")


def mood_of(case: Case, clauses: list[Clause], chain: list[Clause], form: str) -> str:
    """`reported` or `planned`, or the empty string where the clause tells no event.

    `chain` are the clause and those it hangs under, `form` is that of the verb that tells the event.
    """
    clause = case.clause
    if _meant(clause, chain):
        return "planned" if _said_around(clause, clauses, chain) else NOT_TOLD
    if clause.kind == "inf" and not _managed(clause):
        later = any(i.mention.date_basis == "relative" and i.value for i in clause.times)
        returns = clause.role("passive") is not None or (case.type == "withdrawal" and clause.has("again"))
        return "reported" if later and returns else NOT_TOLD  # "took X, to leave again a day later"
    if form == "infinitive" and _ordered(case):
        return "planned" if case.type == "withdrawal" else NOT_TOLD
    if form == "infinitive" and case.type != "control" and clause.role("seem") and not _perfect(clause):
        return NOT_TOLD  # "seemed to fall"
    modal = clause.role(*MODAL)
    if modal is not None and modal is not case.trigger:
        if modal.cue("want") and modal.verb.form == "present" and _announced_intent(clause, clauses, chain):
            return "planned"
        return "reported" if _modal_done(case, modal) else NOT_TOLD
    if clause.kind == "sub" and len(chain) > 1 and _under_modal(clause, chain[1]):
        return NOT_TOLD
    return _plan(case, clauses, chain, form)


def _announced_intent(clause: Clause, clauses: list[Clause], chain: list[Clause]) -> bool:
    """ "The army wants to take X next, a spokesman announced": what one announces that one wants is a plan."""
    behind = (c for c in clauses if c.before is clause and c.kind in ("main", "apposition"))
    return any(c.role("announce") for c in (*chain[1:], *behind))


def _meant(clause: Clause, chain: list[Clause]) -> bool:
    """ "A wants to attack X", "A gets ready | to attack X": what somebody says to mean is planned."""
    under = clause.kind == "inf" and len(chain) > 1
    head = chain[1] if under else clause
    means = head.role("want") or head.has("intent") or (under and head.role("prepare"))
    return head.present and bool(means) and not head.has("neg")


def _ordered(case: Case) -> bool:
    """ "has given the militias orders to take X": what one is told to do is not done."""
    order = case.clause.first("order") if "order" in case.clause.cues else None
    return order is not None and order.index < case.trigger.index


def _modal_done(case: Case, modal: Item) -> bool:
    """Whether what a modal verb governs is done: what one has been able to do, or has had to give up."""
    clause = case.clause
    if clause.role("will", "would") is not None:
        return False
    if modal.verb.role == "must" and clause.past and clause.role("have") is clause.finite and not case.loses:
        return case.type == "withdrawal"  # "had had to give up" tells a loss, "should have taken" no gain
    if _could(clause, modal):
        return True
    lost = case.loses and (modal.verb.form == "past" or clause.role("have") is not None)
    forced = modal.verb.role == "must" and case.type in ("withdrawal", "capture")
    return forced and (case.type == "withdrawal" or lost)


def _could(clause: Clause, modal: Item) -> bool:
    """ "could take X", "has been able to take X": who could do a thing has done it."""
    first = clause.finite
    plural = modal.verb.role in ("can", "must") and any(r.form == "infinitive" for r in modal.readings)
    after_have = first is not None and first is not modal and first.verb.role == "have"
    return (
        (modal.verb.form == "infinitive" and clause.role("have") is not None)
        or (plural and after_have)  # an infinitive that looks like a plural
        or (modal.verb.role == "can" and modal.verb.form == "past")
    )


def _under_modal(clause: Clause, head: Clause) -> bool:
    """Whether a clause under a conjunction only says what may or will be, by the verb of the clause it hangs on."""
    if clause.items[0].cue("sub") not in FACTS and head.role(*MODAL) and not _tells(head):
        return True
    return bool(head.role("will", "would")) and not head.role("report", "announce", "deny")


def _plan(case: Case, clauses: list[Clause], chain: list[Clause], form: str) -> str:
    """Whether a clause without a modal verb reports, or tells a plan; a plan that nobody announces is a forecast."""
    clause, we = case.clause, _we(case.clause)
    on = we and case.type != "control" and form in ("present", "infinitive")
    if on and announced(clause, clauses, chain):
        return "planned"
    if clause.role("will") or (form in ("infinitive", "present") and _goes_to(case)):
        leaves = case.type == "withdrawal" and not clause.role("will")  # that one goes to leave is known from oneself
        return "planned" if leaves or we or announced(clause, clauses, chain) else NOT_TOLD
    if _soon(case, chain, form):
        return "planned"
    if case.kind == "noun" and clause.present and clause.role("begin") and _vague(clause):
        return "planned" if announced(clause, clauses, chain) else NOT_TOLD  # "the battle for X begins soon"
    if clause.role("would") is not None:
        if _perfect(clause) or (case.type == "control" and form != "noun" and clause.has("still")):
            return "reported"
        starts = form != "noun" or clause.role("begin") is not None
        return "planned" if starts and announced(clause, clauses, chain) else NOT_TOLD
    leaves = case.type == "withdrawal" and form == "present" and clause.kind == "main"
    return (
        "planned" if _intended(clause, chain, form) or (leaves and _announced_behind(clause, clauses)) else "reported"
    )


def _we(clause: Clause) -> bool:
    """ "we push on and relieve X": the speakers are the subject, here or of the clause that this one goes on with."""
    before = clause.before if clause.kind == "coord" and clause.items[1:2] == [clause.finite] else None
    return bool(clause.has("we") or (before is not None and before.has("we")))


def _soon(case: Case, chain: list[Clause], form: str) -> bool:
    """ "says it takes X shortly", "says to attack X soon": at a vague time one says what one will do.

    "Assures that X is being retaken": a capture in the present passive is still to come.
    """
    clause = case.clause
    said = clause if form == "infinitive" else chain[1] if clause.kind == "sub" and len(chain) > 1 else None
    begun = _vague(clause) or (case.type == "capture" and _in_present_passive(clause))
    told = form in ("infinitive", "present") or _in_present_passive(clause)
    return begun and told and said is not None and said.role("report") is not None


def _vague(clause: Clause) -> bool:
    """Whether a clause has a vague time ("soon", "shortly")."""
    return any(i.mention.time_kind == "vague" for i in clause.times)


def _in_present_passive(clause: Clause) -> bool:
    """Whether something is being done, or will be, to the subject of a clause."""
    return clause.present and clause.finite.verb.role == "passive"


def _goes_to(case: Case) -> bool:
    """ "goes to take X": a verb of going beside the one that tells the event."""
    return any(i.verb.role == "go" and i is not case.trigger for i in case.clause.verbs)


def _intended(clause: Clause, chain: list[Clause], form: str) -> bool:
    """ "announces that it takes X", "announces the capture of X": a plan by the verb that it hangs on."""
    ahead = form in ("present", "infinitive") or _in_present_passive(clause)
    if clause.kind == "sub" and ahead and any(c.role("announce") for c in chain[1:]):
        return True
    return bool(clause.role("announce")) and form in ("noun", "infinitive") and not clause.has("start")


def _announced_behind(clause: Clause, clauses: list[Clause]) -> bool:
    """ "A withdraws from X, the minister has announced": the clause right behind it begins with its verb."""
    behind = (c for c in clauses if c.before is clause and c.kind in ("main", "apposition"))
    return any(c.role("announce") and (c.items[0].verb or c.items[0].cue("attribution")) for c in behind)


def _tells(clause: Clause) -> bool:
    """ "could announce that", "had to admit that": who can or must tell a fact tells it."""
    forced = clause.role("can", "must")
    return forced is not None and clause.role("report", "announce") is not None and not clause.has("neg")


def _managed(clause: Clause) -> bool:
    """ "succeeded in | taking X", "broke the truce | by taking X": what one manages to do is done."""
    head = clause.parent
    by = clause.items[0].cue("prep") == "by"
    if head is None or (head.role("manage") is None and not by) or head.has("neg") or head.kind == "inf":
        return False
    return head.role("will", "would", "modal", "prepare", "can", "must") is None and not head.has("attempt")


def announced(clause: Clause, clauses: list[Clause], chain: list[Clause]) -> bool:
    """Whether somebody says it: in the clause, in one around it, or behind it."""
    return clause.role("announce", "report") is not None or _said_around(clause, clauses, chain)


def _said_around(clause: Clause, clauses: list[Clause], chain: list[Clause]) -> bool:
    """Whether a clause around it or behind it, or a source that it cites, says it."""
    after = [c for c in clauses if c.before is clause and c.kind in ("main", "apposition")]
    after += [c for c in clauses if c.number > clause.number and c.kind == "main" and c.items[0].verb is not None]
    around = [c for c in (*chain[1:], clause.before, *after) if c is not None]
    return (
        (clause.strong == ":" and bool(clause.has("we")))
        or any(c.role("announce", "report") for c in around)
        or any(c.has("attribution") for c in (clause, *after))
    )


def _perfect(clause: Clause) -> bool:
    """ "is said to have taken" and "is said to be taken" are hearsay of the past, "would take" is not."""
    forms = {r.form for item in clause.items for r in item.readings}
    roles = {r.role for item in clause.items for r in item.readings if r.form == "infinitive"}
    return "participle" in forms and bool(roles & {"have", "copula"})
