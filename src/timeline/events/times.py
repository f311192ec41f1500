"""The time of an event: of its own clause, of one that governs it, or the reference date."""

from __future__ import annotations

from collections.abc import Iterator

from ..dates import to_edtf
from ..schema import FAMILY
from . import dating
from .clauses import Clause
from .dating import NEVER, When
from .fitting import Case
from .items import Item
from .mood import FACTUAL
from .slots import resolve_places
from .telling import Statement

NEAR = 25  # characters between an offset and the noun that it counts from, and between that and its place
SPEAKING = frozenset(("report", "announce", "deny"))  # roles of verbs whose time is that of the report
CHANGES = ("capture", "partial_capture", "withdrawal", "entry")


class TimeReader:
    """How the coder dates an event."""

    def _when(self, told: Statement) -> When:
        """The time of an event, by the first of these that tells it."""
        clause, planned = told.case.clause, told.status == "planned"
        state = told.type in ("control", "siege", "offensive") or planned
        if clause.times:
            inside = told.case.voice == "attributive"
            own = dating.nearest(dating.times_of(clause, state, inside), told.case.trigger)
            counted = self._told_before(told, own) or self._counted_on(told.case, own) or self._counted_back(clause)
            if counted is not None:
                return counted
            if own is not None:
                return self._not_before(told, self._own_time(told, own, state))
            dates = (i for i in clause.times if not i.value and not i.mention.shift and i.mention.time_kind == "date")
            unresolved = next(dates, None)
            if unresolved is not None:
                return NEVER._replace(text=unresolved.text)
        aside = self._aside_time(clause)
        if aside is not None:
            return aside
        held = told.type == "control" and clause.kind == "apposition"  # "in X, a stronghold of A, bombs fell on Monday"
        carried = None if held else self._carried(clause)
        if carried is not None:
            return dating.onward(carried) if planned else carried
        return (
            dating.from_reference(self.sentence.reference)
            if planned
            else self._gained_since(told) or self._untold(told)
        )

    def _not_before(self, told: Statement, when: When) -> When:
        """ "X followed in July": what followed came after the event before it, be it in the next year."""
        before = (self.fresh or self.rows or [None])[-1]
        if told.case.type != "same" or before is None or before["earliest"] is None:
            return when
        later = dating.next_year(when) if dating.precedes(when, before["earliest"]) else when
        return later if self.stamped or not dating.behind(later, self.sentence.reference) else when

    @staticmethod
    def _gained_since(told: Statement) -> When | None:
        """ "has taken ten towns since March", "is theirs again since May": at some time since then."""
        clause = told.case.clause
        if (
            told.case.kind == "noun"
            or not clause.present
            or told.type not in ("capture", "partial_capture", "withdrawal", "entry")
        ):
            return None
        since = [i for i in clause.times if i.mention.time_kind == "since" and i.prep not in dating.NOUN_TIMES]
        own = dating.nearest(since, told.case.trigger)
        return dating.of_mention(own) if own is not None else None

    def _told_before(self, told: Statement, own: Item | None) -> When | None:
        """ "a day after the fall of X, A took Y": X fell when the article said it did, A took Y a day later."""
        clause, noun = told.case.clause, told.case.kind == "noun"
        shift = next((i for i in clause.times if i.mention.shift and not i.value), None)
        if own is not None or shift is None or (noun and FAMILY.get(told.type) != "take"):
            return None
        place, family = (told.filled.places[0][0].place_id, "take") if noun else self._counted_from(clause, shift)
        known = (r for r in reversed(self.rows) if r["told"] and r["status"] == "reported")
        days = (r for r in known if r["precision"] == "day" or "/" in r["date_edtf"])  # a weekday under a month
        same = (r for r in days if FAMILY[r["type"]] == family and place in ("", r["place_id"]))
        before = next(same, None)
        if before is None:
            return None
        when = When.of_row(before) if noun else dating.shifted(When.of_row(before), shift, onward=True)
        return None if dating.behind(when, self.sentence.reference) else when

    def _counted_from(self, clause: Clause, shift: Item) -> tuple[str, str]:
        """Place and family of the event that an offset counts from: "after the fall of X", "after its capture"."""
        end = self.sentence.start + shift.end
        nouns = (m for m in self.mentions if m.kind == "trigger" and m.value == "noun" and 0 < m.start - end < NEAR)
        noun = min(nouns, key=lambda m: m.start, default=None)
        if noun is None:
            return "", ""
        frames = [self.grammar.frames[rule] for rule in noun.rule.split()]
        family = next((FAMILY.get(frame.type, "") for frame in frames if not frame.companions), "")
        told = (r["place_id"] for r in self.fresh if r["clause"] == clause.number and r["noun"])
        behind = [i for i in clause.places if 0 < i.start - (noun.end - self.sentence.start) < NEAR and i.prep]
        named = (place.place_id for place, _ in resolve_places(behind[:1], self.focus))
        return next(told, "") or next(named, ""), family

    def _counted_on(self, case: Case, own: Item | None) -> When | None:
        """ "two days after the fall": counted on from the clause's own time, or that of the event before."""
        clause = case.clause
        shift = next((i for i in clause.times if i.mention.shift and not i.value), None)
        if shift is None or case.kind != "noun" or shift.index >= case.trigger.index or self._opens(shift):
            return None
        if own is not None:
            return dating.shifted(dating.of_mention(own), shift)
        base = dating.at_reference(self.sentence.reference) if clause.present else self.last_when
        return dating.shifted(base, shift) if base is not NEVER else None

    def _opens(self, shift: Item) -> bool:
        """Whether an offset opens a clause ("two days after A took X")."""
        return bool(self.grammar.functions.get(shift.low.split()[-1], {}).get("sub"))

    def _counted_back(self, clause: Clause) -> When | None:
        """ "two days after A took X, ...": counted back from the time of the clause that this one hangs on."""
        shift = clause.items[0]
        if not shift.mention or shift.kind != "time" or not shift.mention.shift or shift.value:
            return None
        if not self._opens(shift):
            return None  # "two days after the fall of X": it dates what the clause tells
        behind = next((c for c in self.clauses if c.before is clause and c.kind == "main"), None)
        other = behind if clause.before is None else clause.before
        if other is None:
            return None
        own = dating.nearest(dating.times_of(other), other.items[0])
        if own is not None:
            return dating.shifted(dating.of_mention(own), shift)
        told = clause.before is not None and other.number in self.fired and self.fresh
        if told and self.fresh[-1]["date_basis"] != "none":
            return dating.shifted(When.of_row(self.fresh[-1]), shift)
        if other.present:
            return dating.shifted(dating.at_reference(self.sentence.reference), shift)
        if other is clause.before and other.items[0].cue("demonstrative") and not other.names:
            return dating.shifted(self.last_when, shift)  # "That was two days after ...": what was told last
        return None

    def _own_time(self, told: Statement, own: Item, state: bool) -> When:
        """The time that the clause gives; a plan announced at a time is for any time from then on."""
        when, clause = dating.of_mention(own), told.case.clause
        aside = self._aside_time(clause)  # "a month earlier, on 28 March"
        if aside is not None and (own.mention.shift or dating.inside(aside, when) or _bounded(aside, when)):
            return aside
        going_on = state and told.status == "reported" and clause.present
        if going_on and when.earliest is None and "/" in when.edtf and own.mention.time_kind == "past":
            reference = self.sentence.reference
            return dating.at_reference(reference)  # "meanwhile", "for months": it is so now, since when is not said
        said = clause.role("announce", "report")
        meant = said is not None and own.index > said.index + 1 and dating.reaches(when, self.sentence.reference)
        if told.status == "planned" and when.earliest is None and when.latest and not clause.past:
            start = dating.at_reference(self.sentence.reference).earliest  # "before the winter": from now on
            return when._replace(earliest=start, edtf=to_edtf(start, when.latest)) if start else when
        announced = told.status == "planned" and when.latest and said is not None and not meant
        return dating.onward(when) if announced else when  # "announced on Friday", not "to do it this month"

    def _aside_time(self, clause: Clause) -> When | None:
        """A time that stands alone in an apposition of the clause, or with "last" ("..., last on 3 May")."""
        for other in self.clauses:
            aside = other.parent is clause and other.kind == "apposition" and not other.verbs and not other.places
            if aside and (len(other.items) <= 2 or other.has("last")) and (times := dating.times_of(other)):
                return dating.of_mention(times[0])
        return None

    def _carried(self, clause: Clause) -> When | None:
        """The time of the clause that governs this one, or that it is co-ordinated with."""
        now = clause.kind in ("main", "coord") and clause.present
        lasting = now and bool(clause.has("still") or clause.has("already"))
        for other in self._governing(clause):
            if lasting and _told_of_past(other):
                continue  # "lost X in 2012; Y is still (by now) theirs": it is so now
            times = dating.times_of(other)
            if times:
                found = dating.nearest(times, other.items[0])
                if found is not None:
                    when = dating.of_mention(found)
                    if lasting and when.earliest is None:
                        continue  # "since then A sits there, for X is still theirs"
                    began = clause.kind == "sub" and clause.items[0].cue("sub") == FACTUAL
                    return dating.begun(when) if began and found.mention.time_kind == "since" else when
        return None

    def _governing(self, clause: Clause) -> Iterator[Clause]:
        """Clauses that a clause hangs under or goes on with, and those behind it that say who reports it."""
        if clause.kind == "rel" and not (_goes_on(clause) or (clause.parent and clause.parent.role("copula"))):
            return
        other = clause.parent or clause.before
        seen = set()
        while other is not None and other.number not in seen:
            seen.add(other.number)
            yield other
            other = other.parent or other.before
        if clause.kind in ("main", "sub"):
            for later in self.clauses:
                says = later.role("report", "deny", "announce") or later.has("attribution")
                behind = later.number > clause.number and (later.kind != "rel" or later.has("attribution"))
                if behind and later.number not in seen and says:
                    yield later

    def _is_news(self, clause: Clause, noun: Item) -> bool:
        """Whether a noun is what is reported now ("A reports the capture of X") or by which something is so now."""
        before = next((i for i in reversed(self.items[: noun.index]) if not i.cue("det")), None)
        governed = before.cue("prep") if before is not None else ""
        return governed == "with" or (not governed and clause.role("report", "announce") is not None)

    def _untold(self, told: Statement) -> When:
        """No time expression: the article's own news is of the reference date, background is bounded above by it."""
        case, clause, reference = told.case, told.case.clause, self.sentence.reference
        at, until = dating.at_reference, dating.until_reference
        if told.type in ("capture", "withdrawal", "siege_end") and case.kind == "noun" and not _done(case):
            return at(reference) if clause.present and self._is_news(clause, case.trigger) else until(reference)
        lasts = told.type in ("control", "siege")
        if case.voice == "attributive":
            return at(reference) if lasts else until(reference)
        if clause.kind == "rel" and not lasts and not _goes_on(clause):
            return until(reference)
        if self.sentence.role == "headline" or clause.present or clause.finite is None:
            return at(reference)
        if clause.past and clause.finite.verb.role in ("have", "copula") and clause.holds("participle"):
            return until(reference)  # the pluperfect
        if clause.past and told.type == "control":
            then = any(i.cue("already") == "then" for i in clause.items)  # at the time of the event before
            return self.last_when if then and self.last_paragraph == self.sentence.paragraph else until(reference)
        if clause.past and self.stamped:
            return at(reference)
        at_scene, when = self.scene
        if clause.past and at_scene == self.sentence.sentence - 1 and self.sentence.paragraph == self.scene_paragraph:
            return when._replace(text="")
        if clause.past and self.last_when is not NEVER and self.last_paragraph == self.sentence.paragraph:
            return self._in_story(told)
        return at(reference) if self.sentence.paragraph <= self.lead else until(reference)

    def _set_scene(self, lows: list[str], mentions: list) -> None:
        """ "The turn came on Wednesday", "it is so since Wednesday": the time of a sentence that tells no event."""
        dated = (m for m in mentions if m.kind == "time" and m.time_kind in ("date", "since"))
        times = [m for m in dated if m.earliest and m.latest]
        if len(times) != 1:
            return
        item = Item("time", 0, 0, times[0].text, times[0].text.lower(), mention=times[0])
        when, since = dating.of_mention(item), times[0].time_kind == "since"
        when = dating.begun(when) if since else when
        readings = [r for low in lows for r in self.grammar.readings.get(low, ())]
        is_so = any(r.role == "copula" for r in readings) and (since or any(r.form == "participle" for r in readings))
        past = is_so or any(r.form == "past" for r in readings)
        short = when.precision in ("day", "week") or "/" in when.edtf  # a weekday under a month
        if past and short and not any(r.role in SPEAKING for r in readings):
            self.scene, self.scene_paragraph = (self.sentence.sentence, when), self.sentence.paragraph

    def _may_date_news(self, lows: list[str], mentions: list) -> bool:
        """Whether a sentence can tell when the one before it was reported: it points back and holds a time."""
        before = bool(self.rows) and self.rows[-1]["sentence"] == self.sentence.sentence - 1
        points = bool(lows) and "demonstrative" in self.grammar.functions.get(lows[0], ())
        return before and points and any(m.kind == "time" for m in mentions)

    def _date_news(self) -> None:
        """ "A has taken X. That is what B said on Friday": the report dates the change before it that has no time."""
        before = [row for row in self.rows if row["sentence"] == self.sentence.sentence - 1]
        clause = self.clauses[0]
        points = clause.items[0].cue("demonstrative") and len(clause.items) > 1 and clause.items[1].verb is not None
        if not before or not points or not clause.role("report", "announce"):
            return
        times = [t for t in dating.times_of(clause, state=False) if t.mention.precision == "day"]
        when = dating.of_mention(times[0]) if times else NEVER
        for row in before:
            news = row["date_basis"] == "reference" and row["earliest"] is not None and row["status"] == "reported"
            if when is not NEVER and news and row["type"] != "control":
                row.update(when.cells())

    def _in_story(self, told: Statement) -> When:
        """A story goes on at the time of the event before; but the start of an attack does not date its end."""
        far = self.sentence.sentence - self.last_sentence > 1
        if far and self.last_type in ("offensive", "siege") and told.type != self.last_type:
            return dating.until_reference(self.sentence.reference)
        return self.last_when._replace(text="")


def _bounded(aside: When, when: When) -> bool:
    """ "earlier, in October 2012", "some days later, on 8 October": what is open gives way to a bounded time in it."""
    open_ = (when.earliest is None) != (when.latest is None)
    bounded = aside.earliest is not None and aside.latest is not None
    after = when.earliest is None or (bounded and aside.earliest >= when.earliest)
    return open_ and bounded and after and (when.latest is None or aside.latest <= when.latest)


def _told_of_past(clause: Clause) -> bool:
    """Whether a main clause, or the one that an apposition stands in, tells of the past and reports nothing."""
    head = clause.parent if clause.kind == "apposition" and clause.parent is not None else clause
    return head.kind == "main" and head.past and head.role("report", "announce", "deny") is None


def _goes_on(clause: Clause) -> bool:
    """ "reached X, which they then took": a relative clause that tells what came next."""
    return clause.past and clause.has("adverb") == "next"


def _done(case: Case) -> bool:
    """ "has broken the siege of X": a noun in the present perfect of its own verb is news as a verb would be."""
    finite = case.clause.finite
    perfect = finite is not None and finite.verb.role in ("have", "copula") and case.clause.holds("participle")
    return bool(case.frame.companions) and not case.needs("past") and case.clause.present and perfect
