"""The type of an event, from its frame and from what stands around it (CODEBOOK.md, event types)."""

from __future__ import annotations

from datetime import timedelta

from ..dates import bounds
from . import dating
from .clauses import Clause
from .fitting import TAKES, Case
from .focus import is_group, is_state
from .items import Item, item_at
from .roles import Filled
from .telling import Statement

ATTACKS = ("offensive", "entry", "siege")
ROWS_BACK = 4  # rows of earlier sentences among which the attack stands that a capture ends
LONG_SINCE = timedelta(days=366)  # after so long a place is not taken by who attacked it then
FORMER = 3  # words before a noun or phrase among which one that makes it a former one stands
FRESH = timedelta(days=1)  # the age of a state that is still news
SPANS = frozenset(("range", "until"))  # kinds of times over which a state held
ENDED = frozenset(("after", "within"))  # "after a few days", "within an hour" they had it
NO_CUES: dict[str, str] = {}
NONE = ""  # no event


class TypeReader:
    """How the coder settles the type of an event, from its frame and what stands around it."""

    def _type(self, case: Case, filled: Filled) -> str:
        """The type of an event; the empty string where it is none. Parties change places where the type asks it."""
        if case.type == "siege" and case.kind == "noun" and case.clause.has("ended"):
            filled.actor, filled.opponent = "", filled.opponent or filled.actor
            return "siege_end"
        if case.type == "withdrawal" and filled.opponent and "to" in case.frame.roles:
            filled.actor, filled.opponent = filled.opponent, filled.actor
            return "capture"
        if case.type == "entry" and case.needs("alone") and case.clause.has("still"):
            return "control"  # "they are still in the centre of X"
        if case.type == "same":
            return self._type_of_same(case, filled)
        if case.type == "capture":
            return "offensive" if self._only_begun(case) else self._type_of_take(case, filled)
        return self._type_of_state(case, filled) if case.type == "control" else case.type

    @staticmethod
    def _only_begun(case: Case) -> bool:
        """ "the start of the capture of X": it is not taken yet."""
        before = [i for i in case.clause.items if i.index < case.trigger.index and not i.cue("det")][-2:]
        return case.kind == "noun" and len(before) > 1 and bool(before[0].cue("start") and before[1].cue("prep"))

    def _type_of_same(self, case: Case, filled: Filled) -> str:
        """ "X followed": the type, and the parties, of the event before."""
        before = [r for r in self.fresh or self.rows if case.kind == "verb" or r["type"] != "withdrawal"]
        if not before or (self._is_forecast(case) and not self.stamped and not self._is_past(case)):
            return NONE
        filled.actor = filled.actor or before[-1]["actor"]
        filled.opponent = filled.opponent or before[-1]["opponent"]
        return before[-1]["type"]

    def _type_of_take(self, case: Case, filled: Filled) -> str:
        """A capture, of the whole or of a part; a state where it lasts; a withdrawal where only the loser is told."""
        clause = case.clause
        before = item_at(self.items, case.span[0].index - 1) if case.kind == "noun" else None
        if before is not None and before.kind == "time" and before.mention.time_kind == "duration":
            return NONE  # "after two years of occupation by A"
        if case.drives and case.passive and not filled.actor and filled.opponent and not filled.last:
            filled.actor, filled.opponent = filled.opponent, ""
            return "withdrawal"
        if case.kind == "phrase" and self._lasts(clause) and (filled.actor or not filled.opponent):
            return "control"
        lasting = case.kind == "verb" and any(
            f.type == "control" for word in case.frame.words for f in self.grammar.verb_frames[word]
        )
        if lasting and filled.actor:
            spans = any(self._lasted(i, clause) for i in clause.times)
            if case.voice == "attributive" or self._since(clause) or spans or self._adjective_before(case):
                return "control"
            if clause.has("still") and not clause.has("again") and not dating.times_of(clause):
                return self._type_of_state(case, filled)
        if filled.extent and not filled.last:
            return "partial_capture"
        if filled.last:
            filled.extent = ""
        return "capture"

    def _type_of_state(self, case: Case, filled: Filled) -> str:
        """Control, unless it is over, only repeats an event of the sentence, or has just begun."""
        clause = case.clause
        over = case.kind == "verb" and self._had_held(clause)
        aside = clause.kind == "apposition" and not clause.verbs  # "X, since May the stronghold of A, is besieged"
        said = clause.present and clause.finite.verb.role == "copula" and clause.finite.index < case.trigger.index
        passing = case.kind == "noun" and bool(self.fresh) and not said and not (aside and dating.times_of(clause))
        if passing:  # "took X, the last stronghold of A": from A, and no state beside it
            self._taken_from(filled)
        if over or passing or self._former(case) or self._was_so(case, filled):
            return NONE
        still = clause.has("still")
        if filled.extent and not filled.last and clause.has("already") and not still:
            return "partial_capture"
        if clause.has("again") and not still and not self._since(clause) and not filled.extent:
            return "capture"
        return "control"

    @staticmethod
    def _lasted(time: Item, clause: Clause) -> bool:
        """Whether a time says how long a state lasted: with "was" any span or duration, else a span of months."""
        kind = time.mention.time_kind
        return kind in SPANS and bool(clause.role("copula") or (kind == "range" and time.mention.precision != "day"))

    def _taken_from(self, filled: Filled) -> None:
        """Whoever holds a place that another takes in the same sentence is whom it is taken from."""
        place_ids = {place.place_id for place, _ in filled.places}
        for row in self.fresh:
            if row["place_id"] in place_ids and row["type"] in TAKES and row["actor"] and not row["opponent"]:
                row["opponent"] = filled.actor if filled.actor != row["actor"] else ""

    def _former(self, case: Case) -> bool:
        """Whether a word in the noun or phrase, or right before it, makes it a former one."""
        start, end = case.span[0].index - FORMER, case.span[-1].index + 1
        return any(item.cue("former") for item in self.items[max(0, start) : end])

    def _was_so(self, case: Case, filled: Filled) -> bool:
        """Whether a state is only what was so before an event, of this sentence or one that is not told."""
        clause = case.clause
        if clause.kind == "rel" and (case.kind == "verb" or clause.past) and not _timed(clause):
            place_id, still = filled.places[0][0].place_id, clause.present and clause.has("still")
            same = (r for r in self.fresh if r["place_id"] == place_id and r["status"] == "reported")
            if any(not (still and row["type"] in ATTACKS) for row in same):  # "the town A still holds is besieged"
                return True
        was = case.kind == "noun" and clause.past and clause.finite.verb.role == "copula"
        if any(i.cue("prep") == "starting" for i in clause.items):  # "from that moment it was their stronghold"
            return False
        ended = clause.past and any(c.parent is clause and c.items[0].cue("prep") == "until" for c in self.clauses)
        return bool(clause.has("past") or was or ended) and not any(i.value for i in clause.times)

    @staticmethod
    def _is_forecast(case: Case) -> bool:
        """Whether it stands in the present tense ("X follows soon" and "now it is X's turn" are forecasts)."""
        return case.clause.present and (case.kind == "phrase" or case.clause.finite.verb.role == "trigger")

    def _is_past(self, case: Case) -> bool:
        """ "In 1992 they take X. Y follows on 9 May": the event before is long since told, and the clause has a day."""
        last, reference = (self.fresh or self.rows)[-1], self.sentence.reference
        days = any(i.mention.precision == "day" for i in case.clause.times)
        return days and bool(reference) and last["latest"] is not None and last["latest"] < bounds(reference)[0]

    @staticmethod
    def _had_held(clause: Clause) -> bool:
        """ "had held out for nine months": a state in the pluperfect, at no stated time, is over."""
        perfect = clause.past and clause.finite.verb.role == "have" and clause.holds("participle")
        return perfect and not any(i.value for i in clause.times)

    @staticmethod
    def _since(clause: Clause) -> bool:
        """Whether a state began at a time ("A holds X since May"); "has held X since" has another reading."""
        if "have" in clause.roles:
            return False
        long = clause.role("copula") and any(i.mention.time_kind == "duration" and not i.prep for i in clause.times)
        return bool(long) or any(i.mention.time_kind == "since" for i in clause.times)

    @staticmethod
    def _lasts(clause: Clause) -> bool:
        """A state that has held since a time: "is / has X in hand again since May", not "has taken X since"."""
        since = any(i.mention.time_kind == "since" for i in clause.times)
        return since and clause.role("copula", "have", "keep") is not None and not clause.holds("participle")

    def _begins(self, told: Statement) -> bool:
        """Whether a state that is told has just begun, and so is a capture (CODEBOOK.md)."""
        case, clause, when = told.case, told.case.clause, told.when
        headline = self.sentence.role == "headline" and clause.finite is None and not clause.has("still")
        return (
            self._claims(told)
            or self._newly_held(told)
            or headline
            or (case.needs("predicate") and self._became(told))
            or self._completed(told)
            or self._resulted(told)
            or self._in_the_end(told)
            or bool(clause.has("whole") and when.precision == "day" and when.told and "/" not in when.edtf)
        )

    def _just_begun(self, told: Statement) -> bool:
        """ "after heavy fighting X is in the hands of A since this morning": a state that only now came about."""
        reference, clause = self.sentence.reference, told.case.clause
        since = any(i.mention.time_kind == "since" for i in clause.times)
        since = since and any(item.cue("prep") == "after" for item in clause.items)
        if told.type != "control" or not since or told.case.kind != "phrase" or told.filled.extent or not reference:
            return False
        today, when = bounds(reference), told.when
        fresh = today[0] == today[1] and when.earliest is not None and when.edtf.endswith("/..")
        return fresh and today[0] - when.earliest <= FRESH and told.status == "reported"

    @staticmethod
    def _resulted(told: Statement) -> bool:
        """ "With that the whole of X is in the hands of A": what came about by the event told before."""
        return bool(told.case.clause.has("result")) and not told.filled.extent and not told.case.clause.has("still")

    def _completed(self, told: Statement) -> bool:
        """ "after weeks of fighting X is wholly in the hands of A": a state that only now came about."""
        clause = told.case.clause
        if told.case.kind != "phrase" or clause.past or clause.has("still") or told.filled.extent:
            return False
        if clause.kind == "rel" or any(i.mention.time_kind == "since" for i in clause.times):
            return False
        after = clause.has("already") or any(place.prep == "after" for place in clause.places)
        also = any(item.cue("already") == "also" for item in clause.items) or (clause.has("also") and after)
        return bool(clause.has("whole") or also)  # "after X, Y too is in the hands of A"

    def _in_the_end(self, told: Statement) -> bool:
        """ "after a few days they had X in hand", "only in May was X theirs": a state that came about at that time."""
        clause = told.case.clause
        if told.case.kind != "phrase" or not clause.past or clause.has("still"):
            return False
        lasting = [i for i in clause.times if i.mention.time_kind == "duration"]
        words = self.grammar.functions
        spans = any((i.prep or words.get(i.low.split()[0], NO_CUES).get("prep")) in ENDED for i in lasting)
        later = any(i.mention.shift and i.value for i in clause.times)  # "three days later they had X in hand"
        return spans or later or bool(clause.has("atlast") and dating.times_of(clause, state=False))

    def _claims(self, told: Statement) -> bool:
        """ "On Monday A said that it held X", "A holds X, said A on Monday": a claim of one's own with a date."""
        clause, parent = told.case.clause, told.case.clause.parent
        if clause.kind == "main":
            behind = (c for c in self.clauses if c.before is clause and c.kind == "main" and c.items[0] is c.finite)
            parent = next(behind, None)
        reported = clause.kind in ("sub", "main") and parent is not None and parent.role("report") is not None
        own = told.attribution == told.filled.actor
        return reported and own and bool(parent.times) and not self._since(clause) and not clause.has("still")

    @staticmethod
    def _became(told: Statement) -> bool:
        """ "on 3 May the town was theirs" tells when it became so, "is theirs" and "was theirs since May" a state."""
        when = told.when
        return told.case.clause.past and when.told and when.precision == "day" and ".." not in when.edtf

    def _continued(self, told: Statement) -> None:
        """An agentless take right after a party's attack on, or take in, the same city is that party's."""
        filled, since = told.filled, told.when.earliest
        place = filled.places[0][0]
        city = place.parent or place.name
        for row in (*self.fresh[::-1], *self.rows[::-1][:ROWS_BACK]):
            if row["type"] == "capture" and row["place_id"] == place.place_id and row["told"]:
                return  # who has it need not take it: this is another's capture, or the same one told again
            same = city in (row["place_"].name, row["place_"].parent) and row["section"] == self.section
            if same and since and row["latest"] and since - row["latest"] > LONG_SINCE:
                return  # another war by then
            if same and row["actor"] and row["type"] in ("offensive", "entry", *TAKES):
                if row["actor"] != filled.opponent and row["status"] == "reported":
                    filled.actor, filled.certainty = row["actor"], "context"
                return

    def _newly_held(self, told: Statement) -> bool:
        """ "now in the hands of A" right after A's attack is a capture (CODEBOOK.md)."""
        filled, when = told.filled, told.when
        place_id = filled.places[0][0].place_id
        before = next((row for row in reversed(self.rows) if row["place_id"] == place_id), None)
        if before is None or before["actor"] != filled.actor or before["type"] not in ATTACKS or filled.extent:
            return False
        if when.latest and before["earliest"] and when.latest < before["earliest"]:
            return False  # "was in its hands last year": before the attack
        return (when.told and "/.." not in when.edtf) or bool(told.case.clause.has("already"))

    def _claimed(self, told: Statement) -> None:
        """Who announces, as a party to the war, that a place has been taken and names no taker, has taken it itself."""
        filled, source = told.filled, told.attribution
        own = source != filled.opponent and (is_group(source) or source == filled.places[0][0].country)
        if told.status == "planned" and told.type in ("offensive", "capture") and not filled.actor and own:
            filled.actor, filled.certainty = source, "context"  # "the attack on X begins in May, said A"
        if (
            told.status == "planned"
            or filled.actor
            or not source
            or source == filled.opponent
            or told.type not in (*TAKES, "control")
        ):
            return
        if told.type != "control" and not (told.case.passive and told.case.may("subj", "actor")):
            return  # who says that X has been lost has not taken it
        says = told.case.clause.role("report") is not None and (is_state(source) or is_group(source))
        home = source == filled.places[0][0].country
        if says or home or any(source == name for name, _, _ in self.focus.parties):
            filled.actor, filled.certainty = source, "context"


def _timed(clause: Clause) -> bool:
    """Whether a clause says since when, when, or for how long a state held."""
    return bool(dating.times_of(clause)) or any(i.mention.time_kind == "duration" for i in clause.times)
