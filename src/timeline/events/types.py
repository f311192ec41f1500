"""The type of an event, from its frame and from what stands around it (CODEBOOK.md, event types)."""

from __future__ import annotations

from ..grammar import Frame
from . import dating
from .clauses import Clause
from .dating import When
from .focus import is_group, is_state
from .items import Item
from .roles import Filled


def is_forecast(clause: Clause, phrase: bool = False) -> bool:
    """Whether the clause stands in the present tense ("X follows soon" and "now it is X's turn" are forecasts)."""
    finite = clause.finite
    return finite is not None and finite.verb.form == "present" and (phrase or finite.verb.role == "trigger")


class TypeReader:
    """How the coder settles the type of an event, from its frame and what stands around it."""

    def _type(self, frame: Frame, filled: Filled, clause: Clause, voice: str, fresh: list[dict]) -> str:
        type_ = frame.type
        if type_ == "siege" and frame.kind == "noun" and clause.has("ended"):
            filled.actor = ""
            return "siege_end"
        if (
            type_ == "capture"
            and "opponent" in frame.roles.get("obj", ())
            and "place" not in frame.roles["obj"]
            and voice == "passive"
            and not filled.actor
            and filled.opponent
        ):
            filled.actor, filled.opponent = filled.opponent, ""
            return "withdrawal"
        if type_ == "withdrawal" and filled.opponent and "to" in frame.roles:
            filled.actor, filled.opponent = filled.opponent, filled.actor
            return "capture"
        lasting = frame.kind == "verb" and any(
            f.type == "control" for word in frame.words for f in self.grammar.verb_frames[word]
        )
        if type_ == "capture" and frame.kind == "phrase" and self._lasts(clause):
            return "control"
        if type_ == "capture" and lasting and filled.actor and (voice == "attributive" or self._since(clause)):
            return "control"
        if (
            type_ == "capture"
            and lasting
            and filled.actor
            and clause.has("still")
            and not clause.has("again")
            and not dating.times_of(clause)
        ):
            type_ = "control"
        if (
            type_ == "control"
            and clause.kind == "rel"
            and (
                frame.kind == "verb"
                or (clause.finite is not None and clause.finite.verb.form == "past" and not dating.times_of(clause))
            )
            and any(row["place_id"] == filled.places[0][0].place_id for row in fresh)
        ):
            return ""
        if (
            type_ == "control"
            and (
                clause.has("past")
                or (
                    frame.kind == "noun"
                    and clause.finite is not None
                    and clause.finite.verb.form == "past"
                    and clause.finite.verb.role == "copula"
                )
            )
            and not any(i.value for i in clause.times)
        ):
            return ""
        if type_ == "control" and frame.kind == "verb" and self._had_held(clause):
            return ""
        if type_ == "same":
            if is_forecast(clause, frame.kind == "phrase"):
                return ""
            before = [r for r in fresh or self.rows if frame.kind == "verb" or r["type"] != "withdrawal"]
            if not before:
                return ""
            filled.actor = filled.actor or before[-1]["actor"]
            filled.opponent = filled.opponent or before[-1]["opponent"]
            return before[-1]["type"]
        if filled.extent and not filled.last:
            if type_ == "capture":
                return "partial_capture"
            if type_ == "control" and clause.has("already") and not clause.has("still"):
                return "partial_capture"
        elif filled.last and type_ == "capture":
            filled.extent = ""
        if (
            type_ == "control"
            and clause.has("again")
            and not clause.has("still")
            and not self._since(clause)
            and not filled.extent
        ):
            return "capture"
        if type_ == "control" and (clause.has("former") or (fresh and frame.kind == "noun")):
            return ""
        return type_

    @staticmethod
    def _had_held(clause: Clause) -> bool:
        """ "had held out for nine months": a state in the pluperfect, at no stated time, is over."""
        finite = clause.finite
        return (
            finite is not None
            and finite.verb.form == "past"
            and finite.verb.role == "have"
            and any(i.verb.form == "participle" for i in clause.verbs)
            and not any(i.value for i in clause.times)
        )

    @staticmethod
    def _since(clause: Clause) -> bool:
        return "have" not in clause.roles and any(i.mention.time_kind == "since" for i in clause.times)

    def _lasts(self, clause: Clause) -> bool:
        """A state that has held since a time: "is / has X in hand again since May", not "has taken X since"."""
        verb = clause.role("copula", "have", "keep")
        since = any(i.mention.time_kind == "since" for i in clause.times)
        return verb is not None and since and not any(i.verb.form == "participle" for i in clause.verbs)

    @staticmethod
    def _became(when: When, clause: Clause) -> bool:
        """ "on 3 May the town was theirs" tells when it became so, "is theirs" and "was theirs since May" a state."""
        finite = clause.finite
        past = finite is not None and finite.verb.form == "past"
        return past and when.told and when.precision == "day" and ".." not in when.edtf

    def _continued(self, filled: Filled, fresh: list[dict]) -> None:
        """An agentless take right after a party's attack on, or take in, the same city is that party's."""
        place = filled.places[0][0]
        city = place.parent or place.name
        for row in (*fresh[::-1], *self.rows[::-1][:4]):
            same = city in (row["place_"].name, row["place_"].parent)
            if row["type"] == "capture" and row["place_id"] == place.place_id and row["told"]:
                return  # who has it need not take it: this is another's capture, or the same one told again
            if (
                same
                and row["section"] == self.section
                and row["actor"]
                and row["type"] in ("offensive", "entry", "capture", "partial_capture")
            ):
                if row["actor"] != filled.opponent and row["status"] == "reported":
                    filled.actor, filled.certainty = row["actor"], "context"
                return

    def _newly_held(self, filled: Filled, when: When, clause: Clause) -> bool:
        """ "now in the hands of A" right after A's attack is a capture (CODEBOOK.md)."""
        place = filled.places[0][0]
        before = next((row for row in reversed(self.rows) if row["place_id"] == place.place_id), None)
        attacked = (
            before is not None and before["actor"] == filled.actor and before["type"] in ("offensive", "entry", "siege")
        )
        return (
            attacked and not filled.extent and ((when.told and "/.." not in when.edtf) or bool(clause.has("already")))
        )

    def _qualifies(self, trigger: Item) -> bool:
        """A participle between an article and a common noun ("an abandoned town") tells no event."""
        if not any(r.form == "attributive" for r in trigger.readings) or not 0 < trigger.index < len(self.items) - 1:
            return False
        before, after = self.items[trigger.index - 1], self.items[trigger.index + 1]
        plain = after.kind == "word" and not after.cues and not after.readings
        return plain and bool(before.cue("det") or before.cue("indefinite"))

    def _claimed(self, filled: Filled, type_: str, voice: str, attribution: str, clause: Clause) -> None:
        """Who announces, as a party to the war, that a place has been taken and names no taker, has taken it itself."""
        if (
            filled.actor
            or (voice != "passive" and type_ != "control")
            or type_ not in ("capture", "partial_capture", "control")
            or attribution == filled.opponent
        ):
            return
        says = clause.role("report") is not None and (is_state(attribution) or is_group(attribution))
        if attribution and (
            says
            or attribution == filled.places[0][0].country
            or any(attribution == name for name, _, _ in self.focus.parties)
        ):
            filled.actor, filled.certainty = attribution, "context"
