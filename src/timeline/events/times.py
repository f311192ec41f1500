"""The time of an event: of its own clause, of one that governs it, or the reference date."""

from __future__ import annotations

from ..grammar import Frame
from . import dating
from .clauses import Clause
from .dating import NEVER, When
from .items import Item


class TimeReader:
    """How the coder dates an event."""

    def _when(
        self, frame: Frame, type_: str, status: str, trigger: Item, clause: Clause, clauses: list[Clause], voice: str
    ) -> When:
        reference = self.sentence.reference
        shift = next((i for i in clause.times if i.mention.shift and not i.value), None)
        state = type_ in ("control", "siege", "offensive") or status == "planned"
        own = dating.nearest(dating.times_of(clause, state), trigger)
        if shift is not None and frame.kind == "noun" and shift.index < trigger.index:
            base = dating.of_mention(own) if own is not None else self.last_when
            if own is None and clause.finite is not None and clause.finite.verb.form == "present":
                base = dating.at_reference(reference)
            return dating.shifted(base, shift)
        if own is not None:
            when = dating.of_mention(own)
            going_on = state and status == "reported" and self._present(clause)
            if going_on and when.earliest is None and "/" in when.edtf and own.mention.time_kind == "past":
                return dating.at_reference(reference)  # "meanwhile", "for months": it is so now, since when is not said
            return (
                dating.onward(when)
                if status == "planned" and when.latest and clause.role("announce", "report")
                else when
            )
        unresolved = next(
            (i for i in clause.times if not i.value and not i.mention.shift and i.mention.time_kind == "date"),
            None,
        )
        if unresolved is not None:
            return NEVER._replace(text=unresolved.text)
        aside = next(
            (
                c
                for c in clauses
                if c.parent is clause and c.kind == "apposition" and len(c.items) <= 2 and dating.times_of(c)
            ),
            None,
        )
        if aside is not None:
            return dating.of_mention(dating.times_of(aside)[0])
        carried = self._carried(clause, clauses)
        if carried is not None:
            return dating.onward(carried) if status == "planned" else carried
        if status == "planned":
            return dating.from_reference(reference)
        return self._untold(type_, clause, frame, trigger, voice, reference)

    def _carried(self, clause: Clause, clauses: list[Clause]) -> When | None:
        """The time of the clause that governs this one, or that it is co-ordinated with."""
        for other in self._governing(clause, clauses):
            times = dating.times_of(other)
            if times:
                found = dating.nearest(times, other.items[0])
                if found is not None:
                    return dating.of_mention(found)
        return None

    def _governing(self, clause: Clause, clauses: list[Clause]):
        if clause.kind == "rel" and not (clause.parent is not None and clause.parent.role("copula")):
            return
        other = clause.parent or clause.before
        seen = set()
        while other is not None and other.number not in seen:
            seen.add(other.number)
            yield other
            other = other.parent or other.before
        if clause.kind in ("main", "sub"):
            for later in clauses:
                says = later.role("report", "deny", "announce") or later.has("attribution")
                if later.number > clause.number and later.number not in seen and says:
                    yield later

    def _is_news(self, clause: Clause, noun: Item) -> bool:
        """Whether a noun is what is reported now ("A reports the capture of X") or by which something is so now."""
        before = next((i for i in reversed(self.items[: noun.index]) if not i.cue("det")), None)
        governed = before.cue("prep") if before is not None else ""
        return governed == "with" or (not governed and clause.role("report", "announce") is not None)

    def _untold(self, type_: str, clause: Clause, frame: Frame, trigger: Item, voice: str, reference: str) -> When:
        """No time expression: the article's own news is of the reference date, background is bounded above by it."""
        finite = clause.finite
        past = finite is not None and finite.verb.form == "past"
        perfect = finite is not None and finite.verb.form == "present"
        pluperfect = (
            past and finite.verb.role in ("have", "copula") and any(i.verb.form == "participle" for i in clause.verbs)
        )
        if frame.kind == "noun" and type_ in ("capture", "withdrawal", "siege_end"):
            news = perfect and self._is_news(clause, trigger)
            return dating.at_reference(reference) if news else dating.until_reference(reference)
        if voice == "attributive" and type_ in ("control", "siege"):
            return dating.at_reference(reference)
        if voice == "attributive" or (clause.kind == "rel" and type_ not in ("control", "siege")):
            return dating.until_reference(reference)
        if self.sentence.role == "headline" or perfect or finite is None:
            return dating.at_reference(reference)
        if pluperfect:
            return dating.until_reference(reference)
        if (
            past
            and self.last_when is not NEVER
            and self.last_paragraph == self.sentence.paragraph
            and type_ != "control"
        ):
            far = self.sentence.sentence - self.last_sentence > 1
            if far and self.last_type in ("offensive", "siege") and type_ != self.last_type:
                return dating.until_reference(reference)  # the start of an attack does not date its end
            return self.last_when._replace(text="")
        if past and type_ == "control":
            return dating.until_reference(reference)
        return dating.at_reference(reference) if self.sentence.paragraph <= 1 else dating.until_reference(reference)
