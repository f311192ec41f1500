"""A filled frame told: its type, status, time and source, and the rows that it gives."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..gazetteer import Place
from ..schema import FAMILY
from . import dating
from .attribution import attribution_of, sayer, saying, voice_of_people
from .clauses import Clause
from .dating import NEVER, When
from .fitting import TAKES, Case
from .focus import ANAPHOR, is_state
from .items import Item, item_at
from .roles import Filled
from .slots import bare_parties, parties
from .status import cites, status_of

ARMY = "@army"
UNITS = frozenset(("@troops", "@soldiers", "@vehicles"))  # nouns of forces that do not say whose they are
MOVES = (*TAKES, "entry", "offensive", "siege")
ADVANCE = 4  # sentences within which a story of an advance goes on


@dataclass
class Statement:
    """What one clause tells of one event, before it becomes a row for each place."""

    case: Case
    filled: Filled
    type: str
    status: str
    when: When = NEVER
    attribution: str = ""
    voice: str = ""  # who says so that is no party


class StatementReader:
    """How the coder makes rows of a frame whose roles are filled."""

    def _tell(self, case: Case, filled: Filled) -> list[dict]:
        """The rows of a filled frame; none where its clause tells no event."""
        told = self._statement(case, filled)
        if told is None:
            return []
        self._date(told)
        self._attribute(told)
        if not self._settle_actor(told):
            return []
        self._remember(told)
        return [*self._claimed_before(told), *self._rows(told)]

    def _claimed_before(self, told: Statement) -> list[dict]:
        """ "Reports of A that X has fallen the army called lies": the claim beside its denial (CODEBOOK.md)."""
        if told.status != "denied" or told.case.clause.kind != "sub":
            return []
        claimant = self._claimant(told)
        if not claimant or claimant == told.attribution:
            return []
        actor = told.filled.actor or (claimant if not told.filled.opponent else "")
        told.filled.actor = actor  # the same event is denied
        return self._rows(replace(told, status="reported", attribution=claimant))

    def _claimant(self, told: Statement) -> str:
        """Who claims what is denied: "reports of A that", "that X has fallen, as A claims, B denies"."""
        clause, parent, country = told.case.clause, told.case.clause.parent, self._country(told.filled)
        if parent is not None and "claim" in parent.cues:
            before = [i for i in parent.items if i.index < clause.items[0].index]
            owner = next((i for i in parties(parent) if i.prep == "of" and i in before[-1:]), None)
            claims = owner is not None and bool(self.items[owner.prep_index - 1].cue("claim"))
            return self._one_party(owner, country) if claims else ""
        source = next((sayer(c) for c in self.clauses if cites(c)), "")
        return self.focus.find_party(source, country) if source.startswith(ANAPHOR) else source

    def _statement(self, case: Case, filled: Filled) -> Statement | None:
        """Type and status of an event; None where it has none. A state denied is a capture denied."""
        headline = self.sentence.role in ("headline", "heading")
        if headline and case.clause.kind == "sub" and case.clause.items[0].cue("sub") == "how":
            return None  # "How A took X": what the article goes on to tell
        type_ = self._type(case, filled)
        status = status_of(case, self.clauses, self._form(case)) if type_ else ""
        if status == "denied" and type_ == "control":
            type_ = "capture" if case.kind != "noun" else ""
        return Statement(case, filled, type_, status) if type_ and status else None

    def _form(self, case: Case) -> str:
        """The form of the verb that tells the event, or `phrase`, `noun`."""
        if case.kind != "verb":
            return case.form
        own = [r.form for r in case.trigger.readings if r.lemma in case.frame.words]
        before = item_at(self.items, case.trigger.index - 1)
        if all(form == "infinitive" for form in own) or (before is not None and before.cue("marker")):
            return "infinitive"
        if case.voice == "attributive":
            return case.voice
        return own[0] if case.form == "phrase" else case.form

    def _date(self, told: Statement) -> None:
        """The time of an event; what is reported of a time still to come is planned."""
        clause, reference = told.case.clause, self.sentence.reference
        told.when = when = self._when(told)
        if told.status == "reported" and self._tells_ahead(clause) and not self.stamped:  # a chronology tells the past
            later = when.latest and self._later(clause)
            starts = clause.finite is not None and clause.finite.verb.role == "begin"
            begins = starts and dating.reaches(when, reference)
            if later or begins or dating.ahead(when, reference):
                told.status = "planned"

    def _attribute(self, told: Statement) -> None:
        """Who says so; a denial takes its time, and where it names nobody its actor, from the claim."""
        case, filled, when = told.case, told.filled, told.when
        denied = told.status == "denied"
        denies = next((c for c in self.clauses if c.role("deny")), None) if denied else None
        source = (sayer(denies) if denies is not None else "") or attribution_of(case.clause, self.clauses, denied)
        if source.startswith(ANAPHOR):
            source = self.focus.find_party(source, self._country(filled))
        told.attribution = source
        told.voice = "" if source else self._voice(case.clause, self._country(filled))
        if told.status != "denied" or (when.told and case.clause.kind != "sub"):
            return
        claim = self._denied_claim(told)
        if claim is not None:
            told.when = When.of_row(claim, when.rule)
            if claim["type"] == "partial_capture" and case.clause.pronoun("itpronoun") and told.type == "capture":
                told.type, filled.extent = claim["type"], claim["extent"]  # "that it has fallen": the part
            unsaid = case.loses and not source and not filled.opponent
            own = claim["actor"] == filled.opponent or "(" in claim["actor"]
            if not (filled.actor or unsaid or own):
                filled.actor, filled.certainty = claim["actor"], "context"

    def _voice(self, clause: Clause, country: str) -> str:
        """Who says so that is no party by name: a source, people, or an officer, who speaks for his country."""
        if found := voice_of_people(clause, self.clauses):
            return found
        for other in saying(clause, self.clauses):
            if other.role("report", "announce", "deny") is None:
                continue
            if other.has("official") and is_state(country):
                nations = (self.grammar.adjectives.get(i.low, "") for i in other.items)
                return next(filter(None, nations), country)
            names = (self._compound_party(i, country) for i in other.items if self._may_be_compound(i))
            if speaks_for := next(filter(None, names), ""):
                return speaks_for
        return ""

    def _denied_claim(self, told: Statement) -> dict | None:
        """The dated claim about the same place that a denial speaks of; nobody denies a gain of their own."""
        place_id, source = told.filled.places[0][0].place_id, told.attribution
        for row in (*self.fresh[::-1], *self.rows[::-1]):
            same = row["place_id"] == place_id and FAMILY[row["type"]] == FAMILY.get(told.type)
            unknown = told.when.earliest is None and row["earliest"] is not None
            known = unknown or row["date_basis"] in ("explicit", "relative")
            if same and row["status"] == "reported" and known and (not source or row["actor"] != source):
                return row
        return None

    def _settle_actor(self, told: Statement) -> bool:
        """Supply the actor that a claim or the event before it gives; false where a state is left without a holder."""
        case, filled = told.case, told.filled
        named = bool(filled.actor)
        if told.status in ("reported", "planned"):
            self._claimed(told)
        self._own_troops(told)
        self._same_attacker(told)
        take = told.type in ("capture", "partial_capture")
        if case.passive and take and not filled.actor and told.status == "reported":
            self._continued(told)
        if self._just_begun(told):
            told.type, told.when = "capture", dating.begun(told.when)
        if told.type == "control" and filled.actor and (not named or self._begins(told)):
            told.type = "partial_capture" if filled.extent and not filled.last else "capture"
        return told.type != "control" or bool(filled.actor)

    def _same_attacker(self, told: Statement) -> None:
        """ "the Russian attack on X began, the first units went in": they are those of who attacks, not of X."""
        case, filled = told.case, told.filled
        units = any(i.value in UNITS and not i.prep for i in case.clause.names)
        if told.type != "entry" or not units or filled.actor != self._country(filled):
            return
        places = {place.place_id for place, _ in filled.places}
        attacks = (r for r in self.fresh if r["type"] == "offensive" and r["place_id"] in places)
        attacker = next((r["actor"] for r in attacks if r["actor"] and r["status"] == "reported"), "")
        filled.actor = attacker or self._invader(told) or filled.actor

    def _invader(self, told: Statement) -> str:
        """ "A tank column drove into X", in a story of A's advance: units without a name are of who moved on last."""
        named = [i for i in told.case.clause.names if i.value in UNITS and not i.prep]
        if not named or any(self._definite(i) for i in named if i.value != "@vehicles"):
            return ""
        near = (r for r in reversed(self.rows) if self.sentence.sentence - r["sentence"] <= ADVANCE and r["actor"])
        mover = next((r for r in near if r["status"] == "reported" and r["type"] in MOVES), None)
        if mover is None:
            return ""
        place, told = told.filled.places[0][0], mover["place_"]
        same = place.name in (told.name, told.parent) and all(i.value == "@vehicles" for i in named)
        return mover["actor"] if is_state(mover["actor"]) or same else ""

    def _definite(self, item: Item) -> bool:
        """Whether a determiner that is not indefinite stands right before a noun."""
        before = item_at(self.items, item.index - 1) if item.index else None
        return before is not None and bool(before.cue("det")) and not before.cue("indefinite")

    def _own_troops(self, told: Statement) -> None:
        """ "According to the Russian ministry paratroopers have taken X": a state abroad speaks of its own troops."""
        filled, source, home = told.filled, told.attribution, self._country(told.filled)
        moves = told.type == "withdrawal" or told.status == "planned"
        bare = any((i.value in UNITS or (moves and i.value == ARMY)) and not i.prep for i in told.case.clause.names)
        if (told.type in TAKES or moves) and bare and filled.actor == home != source and is_state(source):
            filled.actor = source if filled.opponent != source and told.status != "denied" else filled.actor

    def _remember(self, told: Statement) -> None:
        """Put in focus what an event tells: its parties, subject, time and places."""
        filled, clause = told.filled, told.case.clause
        before = self.focus.subject
        if filled.opponent:
            self.focus.see_party(filled.opponent, "opponent")
        if filled.actor:
            self.focus.see_party(filled.actor, "actor")
            self.has_subject = True
            head = clause.parent if clause.kind in ("rel", "sub") else None
            if head is not None and before and (named := bare_parties(head)):
                again = head.kind == "main" and head.before is not None and named[0].kind == "actor"
                self.focus.subject = self._one_party(named[0], self._country(filled)) if again else before
            elif head is not None and any(r["clause"] == head.number and r["actor"] == before for r in self.fresh):
                self.focus.subject = before  # "X, which A had taken, was taken by B. They ..."
        subject = told.case.frame.subject
        if told.case.active and told.case.kind != "noun" and subject and getattr(filled, subject):
            self.subjects[clause.number] = getattr(filled, subject)
        if not (told.type == "control" and told.when.edtf.endswith("/..")):  # since when it is so dates nothing else
            self.last_when, self.last_paragraph = told.when, self.sentence.paragraph
        self.last_type, self.last_sentence = told.type, self.sentence.sentence
        head = filled.places[0][1]  # "the greatest gain since X, which fell in May"
        aside = clause.kind == "rel" and head is not None and head.prep in ("since", "@near")
        aside = aside or (clause.kind == "rel" and self._goes_on_behind(clause))
        for place, _ in filled.places:
            if not aside and (place.kind != "region" or len(filled.places) == 1):
                self.focus.tell_event(place)

    def _goes_on_behind(self, clause: Clause) -> bool:
        """ "A, which holds X, marches on Y": the clause around a relative one has told of a place named behind it."""
        head, last = clause.parent, clause.items[-1].index
        return head is not None and head.number in self.fired and any(i.index > last for i in head.places)

    def _rows(self, told: Statement) -> list[dict]:
        """A row for each place; beside a part that is taken, a place without one is taken whole."""
        rows, places = [], told.filled.places
        partial = told.type == "partial_capture" and told.case.type == "capture"
        mixed = partial and any(item.extent for _, item in places if item)
        for place, item in places:
            row = self._row(told, place, item)
            if mixed and item is not None and not item.extent:
                row["type"], row["extent"] = "capture", ""
            rows.append(row)
        return rows

    def _row(self, told: Statement, place: Place, item: Item | None) -> dict:
        """The row of one place; a time of its own in brackets is its time."""
        sentence, filled = self.sentence, told.filled
        when = dating.of_mention(item.own_time) if item is not None and item.own_time else told.when
        return {
            "article_id": self.article_id, "place_": place, "place_id": place.place_id,
            "type": told.type, "actor": filled.actor,
            "opponent": filled.opponent if filled.opponent != filled.actor else "", **when.cells(),
            "status": told.status, "attribution": told.attribution or told.voice, "extent": filled.extent,
            "evidence": sentence.text, "evidence_start": sentence.start, "evidence_end": sentence.end,
            "certainty": "open" if place.place_id.startswith("open:") else filled.certainty,
            "rule": " ".join(r for r in (told.case.frame.rule, when.rule) if r),
            "headline": sentence.role == "headline", "section": self.section, "placeless": item is None,
            "back": told.case.needs("back"),
            "sentence": sentence.sentence, "since": when.edtf.endswith("/..") or (told.type == "control" and when.told),
            "apart": told.case.clause.kind == "inf", "counted": self._counted(told), "clause": told.case.clause.number,
            "noun": told.case.kind == "noun", "follows": told.case.type == "same",
            "still": bool(told.case.clause.has("still")),
            "passing": told.case.voice == "attributive" or (told.type == "control" and told.case.kind == "noun"),
        }  # fmt: skip

    @staticmethod
    def _counted(told: Statement) -> bool:
        """Whether it is the noun from which its clause counts ("three days after the loss of X A retook it")."""
        return told.case.kind == "noun" and any(i.mention.shift and not i.value for i in told.case.clause.times)

    @staticmethod
    def _tells_ahead(clause: Clause) -> bool:
        """Whether a clause can tell a plan by its time: in the present tense, not counted on from a time before."""
        return clause.present and not any(i.mention.shift for i in clause.times)

    @staticmethod
    def _later(clause: Clause) -> bool:
        """Whether a clause speaks of what is still to come of a time ("later this month")."""
        return any(i.kind == "time" and i.mention.time_kind == "after" for i in clause.items)
