"""What a sentence tells without a verb of its own: gaps, bare denials, and one event told from two sides."""

from __future__ import annotations

from . import dating
from .clauses import Clause
from .dating import When
from .focus import ANAPHOR
from .roles import parties, place_items, resolve_places
from .status import attribution_of

CLAIMS = 3  # rows among which a denial finds its claim


class EllipsisReader:
    """What a sentence tells without a verb of its own."""

    def _left_and_taken(self, fresh: list[dict]) -> list[dict]:
        """ "A left, B took it" is one capture from A (CODEBOOK.md)."""
        kept = list(fresh)
        for left in fresh:
            taken = next(
                (
                    row
                    for row in kept
                    if row["type"] == "capture" and row["place_id"] == left["place_id"] and row["actor"]
                ),
                None,
            )
            if (
                left["type"] == "withdrawal"
                and left["actor"]
                and taken is not None
                and taken["actor"] != left["actor"]
                and taken["status"] == left["status"]
            ):
                taken["opponent"] = taken["opponent"] or left["actor"]
                kept = [row for row in kept if row is not left]
        return kept

    def _gaps(self, clauses: list[Clause], fresh: list[dict]) -> list[dict]:
        """ "took X on Monday, a day later Y": a piece without a verb repeats the event before it."""
        if not fresh:
            return fresh
        found = list(fresh)
        for clause in clauses[1:]:
            if clause.number in self.fired or clause.verbs:
                continue
            times, places = (
                dating.times_of(clause),
                [
                    i
                    for i in place_items(clause, unknown=True)
                    if i.prep in ("", "of", "from") and (i.value[:1] != ANAPHOR or i.cue("demonstrative"))
                ],
            )
            bare = [i for i in parties(clause, {p.index for p in places}) if not i.prep]
            spare = all(i.kind != "word" or (i.cues and not i.cue("part")) for i in clause.items)
            if (
                not places
                or clause.kind not in ("apposition", "coord", "main")
                or not (
                    times or any(i.mention.shift for i in clause.times) or (spare and (bare or clause.has("adverb")))
                )
            ):
                continue
            shift = next((i for i in clause.times if i.mention.shift and not i.value), None)
            self._shared_party(clause, fresh, {p.index for p in places})
            actor = self._party(bare[:1], fresh[-1]["place_"].country or self.home, "actor", "") or fresh[-1]["actor"]
            for place, item in resolve_places(places, self.focus):
                if any(row["place_"].place_id == place.place_id for row in found):
                    continue
                last = fresh[-1]
                when = When.of_row(last)
                if times:
                    at = item if len(times) >= len(places) else places[0]  # "late August X and early October Y"
                    when = dating.of_mention(min(times, key=lambda t, at=at: abs(t.index - at.index)))
                elif shift is not None:
                    when = dating.shifted(when, shift)
                whole = "capture" if last["type"] == "partial_capture" else last["type"]
                found.append({**last, **when.cells(), "actor": actor, "place_": place, "place_id": place.place_id,
                              "extent": "", "type": whole})  # fmt: skip
                self.last_when = when
        return found

    def _shared_party(self, clause: Clause, fresh: list[dict], skip: set[int]) -> None:
        """ "lost X in May and Y in June to the army": a party behind the last place is that of the first as well."""
        last = fresh[-1]
        frame = self.grammar.frames[last["rule"].split()[0]]
        for item in parties(clause, skip):
            role = next((r for r in frame.roles.get(item.prep, ()) if r in ("actor", "opponent")), "")
            if item.prep and role and not last[role]:
                other = last["opponent"] if role == "actor" else last["actor"]
                last[role] = self._party([item], last["place_"].country or self.home, role, other)

    def _denied_noun(self, clauses: list[Clause], triggers: list) -> list[dict]:
        """ "There was never any encirclement": the claim of that type that was told last, denied."""
        clause = next((c for c in clauses if c.has("denial")), None)
        if clause is None or clause.places:
            return []
        nouns = {self.grammar.frames[rule].type for m in triggers if m.value == "noun" for rule in m.rule.split()}
        claim = next((r for r in reversed(self.rows[-CLAIMS:]) if r["type"] in nouns), None)
        if claim is None or claim["status"] != "reported":
            return []
        source = attribution_of(clause, clauses)
        if source.startswith(ANAPHOR):
            source = self.focus.find_party(source, claim["place_"].country or self.home)
        return [self._deny(claim, source)] if source != claim["actor"] else []

    def _deny(self, claim: dict, source: str) -> dict:
        """The claim once more, denied in the sentence being read."""
        return {**claim, "status": "denied", "attribution": source, "evidence": self.sentence.text,
                "evidence_start": self.sentence.start, "evidence_end": self.sentence.end,
                "sentence": self.sentence.sentence}  # fmt: skip

    def _denials(self, clauses: list[Clause], fresh: list[dict]) -> list[dict]:
        """ "sources denied that": the claim before it once more, denied."""
        found = []
        for clause in clauses:
            verb = clause.role("deny")
            if (verb is None and not (clause.has("denial") and (clause.has("there") or clause.has("thereof")))) or any(
                row["status"] == "denied" for row in fresh
            ):
                continue
            if any(c.kind == "sub" and c.parent is clause for c in clauses) or not (
                clause.has("demonstrative") or clause.has("objectpronoun") or verb is None
            ):
                continue
            before = fresh or self.rows
            if not before or before[-1]["status"] != "reported":
                continue
            source = attribution_of(clause, [clause])
            if source.startswith(ANAPHOR):
                source = self.focus.find_party(source, before[-1]["place_"].country or self.home)
            if verb is None and not source and not clause.has("attribution"):
                continue
            found.append(self._deny(before[-1], source))
        return found
