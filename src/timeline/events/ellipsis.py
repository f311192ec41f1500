"""What a sentence tells without a verb of its own: gaps, bare denials, and one event told from two sides."""

from __future__ import annotations

from copy import copy

from . import dating
from .attribution import attribution_of
from .clauses import Clause
from .dating import When
from .fitting import PARTIES, TAKES
from .focus import ANAPHOR
from .items import NOUNS, Item, is_common
from .slots import bare_parties, parties, place_items, resolve_places

DENIED = 2  # sentences further back in which what is denied by a verb of denying was told
CLAIMS = 3  # rows among which a denial finds its claim


class EllipsisReader:
    """What a sentence tells without a verb of its own."""

    def _left_and_taken(self, fresh: list[dict]) -> list[dict]:
        """ "A left, B took it" is one capture from A (CODEBOOK.md)."""
        kept = list(fresh)
        for left in fresh:
            if left["type"] != "withdrawal":
                continue
            under = self.clauses[left["clause"]].kind == "sub" and not left["told"]
            if under and any(r["type"] in TAKES and _same_side(r, left) for r in fresh):
                kept.remove(left)  # "A has X, now that its defenders have surrendered"
                continue
            captures = (r for r in kept if r["type"] == "capture" and r["place_id"] == left["place_id"])
            # "X, left by A, fell", "A lost X and withdrew": whoever took it, it was from A
            taken = next((r for r in captures if r["actor"] or r["opponent"] in ("", left["actor"])), None)
            if taken is None or taken["status"] != left["status"]:
                continue
            if left["actor"] and taken["actor"] != left["actor"]:
                taken["opponent"] = taken["opponent"] or left["actor"]
                kept = [row for row in kept if row is not left]
        return kept

    def _gaps(self, fresh: list[dict]) -> list[dict]:
        """ "took X on Monday, a day later Y": a piece without a verb repeats the event before it."""
        found = list(fresh)
        for clause in self.clauses[1:] if fresh else ():
            if clause.number in self.fired or clause.verbs or clause.kind not in ("apposition", "coord", "main"):
                continue
            places = [
                i
                for i in place_items(clause, unknown=True)
                if (i.prep in ("", "of", "from") or self._begins_gap(clause, i))
                and (i.value[:1] != ANAPHOR or i.cue("demonstrative") or self._takes_turn(clause, i))
            ]
            aside = clause.before.number if clause.before is not None and clause.before.kind == "rel" else -1
            before = [row for row in fresh if row["clause"] < clause.number]
            told = [row for row in before if row["clause"] != aside] or before  # "fled X, which ..., and Y"
            if places and told:
                self._fill_gap(clause, places, told[-1], found)
            elif told and told[-1]["extent"]:
                self._other_part(clause, told[-1], found)
        return found

    def _other_part(self, clause: Clause, last: dict, found: list[dict]) -> None:
        """ "the east is held by A, the west by B": another part of the place, under the same preposition."""
        part = next((i for i in clause.items[:3] if i.cue("part") or i.cue("another")), None)
        roles = self.grammar.frames[last["rule"].split()[0]].roles
        who = [i for i in parties(clause) if i.prep == "by" or (i.prep and "actor" in roles.get(i.prep, ()))]
        actor = self._party(who, last["place_"].country or self.home) if part is not None and len(who) == 1 else ""
        if actor and actor != last["actor"]:
            found.append({**last, "actor": actor, "extent": part.cue("part") or last["extent"]})

    def _fill_gap(self, clause: Clause, places: list[Item], last: dict, found: list[dict]) -> None:
        """Add to `found` the event `last`, told before, at each of these places, where something tells it."""
        taken = {p.index for p in places}
        frame = self.grammar.frames[last["rule"].split()[0]]
        bare = [i for i in parties(clause, taken) if not i.prep or "actor" in frame.roles.get(i.prep, ())]
        clause = self._with_asides(clause)
        timed = dating.times_of(clause) or any(i.mention.shift for i in clause.times)
        spare = all(i.kind != "word" or (not i.cues.keys() <= NOUNS and not i.cue("part")) for i in clause.items)
        if not timed and not (spare and (bare or clause.times or clause.has("adverb") or self._goes_on(clause))):
            return
        self._shared_party(clause, last, taken)
        actor = self._party(bare[:1], last["place_"].country or self.home) or last["actor"]
        whole = "capture" if last["type"] == "partial_capture" else last["type"]
        for place, item in resolve_places(places, self.focus):
            if not any(row["place_"].place_id == place.place_id and row["clause"] <= clause.number for row in found):
                self.last_when = when = self._gap_time(clause, places, item, last)
                own = {"actor": actor, "place_": place, "place_id": place.place_id, "extent": "", "type": whole}
                found.append({**last, **when.cells(), **own})

    @staticmethod
    def _goes_on(clause: Clause) -> bool:
        """ "took X, on the border, and Y": behind an aside the list of places goes on."""
        aside = clause.before
        described = aside is not None and (aside.kind == "rel" or (aside.kind == "apposition" and not aside.verbs))
        told = clause.kind == "coord" and described
        return told and clause.items[0].cue("coord") != "" and aside.parent is not None and bool(aside.parent.places)

    @staticmethod
    def _takes_turn(clause: Clause, place: Item) -> bool:
        """ "the airport of X fell in July, the town in August": a place noun in front, and the time that is its own."""
        rest = [i for i in clause.items if i is not place and i.kind != "punct"]
        timed = bool(dating.times_of(clause, state=False)) and all(i.kind == "time" or i.cues for i in rest)
        return timed and place is clause.items[0] and bool(place.cue("definite"))

    @staticmethod
    def _begins_gap(clause: Clause, place: Item) -> bool:
        """Whether a place is bare in a gap though a preposition of the clause before reaches over its "and"."""
        return bool(clause.items[0].cue("coord")) and 0 <= place.prep_index < clause.items[0].index

    def _with_asides(self, clause: Clause) -> Clause:
        """ "and Y, on the road to Z, a day later": a gap with the times of the asides behind it, where it has none."""
        behind = [c for c in self.clauses[clause.number + 1 :] if not c.verbs]
        if clause.times or any(c.kind != "apposition" or c.names for c in behind[:2]):
            return clause
        whole = copy(clause)
        whole.times = [i for c in behind[:2] for i in c.times]
        return whole

    @staticmethod
    def _gap_time(clause: Clause, places: list[Item], item: Item, last: dict) -> When:
        """The time of the place `item` in a gap: its own, one counted on from the event before, or that one's."""
        times = dating.times_of(clause)
        if times:
            at = item if len(times) >= len(places) else places[0]  # "late August X and early October Y"
            behind = places[0].index < times[0].index  # "X in 2012 and Y in 2014": of two as near, the one behind
            near = min(times, key=lambda t: (abs(t.index - at.index), (t.index < at.index) == behind))
            when = dating.of_mention(near)
            follows = last["follows"] and last["earliest"] is not None and dating.precedes(when, last["earliest"])
            return dating.next_year(when) if follows else when
        shift = next((i for i in clause.times if i.mention.shift and not i.value), None)
        return dating.shifted(When.of_row(last), shift) if shift is not None else When.of_row(last)

    def _shared_party(self, clause: Clause, last: dict, taken: set[int]) -> None:
        """ "lost X in May and Y in June to the army": a party behind the last place is that of the first as well."""
        frame = self.grammar.frames[last["rule"].split()[0]]
        for item in parties(clause, taken):
            role = next((r for r in frame.roles.get(item.prep, ()) if r in PARTIES), "")
            if item.prep and role and not last[role]:
                other = last["opponent"] if role == "actor" else last["actor"]
                last[role] = self._party([item], last["place_"].country or self.home, other)

    def _denied_noun(self, triggers: list) -> list[dict]:
        """ "There was never any encirclement": the claim of that type that was told last, denied."""
        clause = next((c for c in self.clauses if c.has("denial")), None)
        if clause is None or clause.places or clause.has("still"):  # "for now there is no question of an attack"
            return []
        nouns = {self.grammar.frames[rule].type for m in triggers if m.value == "noun" for rule in m.rule.split()}
        claim = next((r for r in reversed(self.rows[-CLAIMS:]) if r["type"] in nouns), None)
        if claim is None or claim["status"] != "reported":
            return []
        source = self._denier(clause, self.clauses, claim)
        return [self._deny(claim, source)] if source != claim["actor"] else []

    def _denier(self, clause: Clause, clauses: list[Clause], claim: dict) -> str:
        """Who denies a claim; `clauses` are those that may tell it."""
        source, bare = attribution_of(clause, clauses, denied=True), bare_parties(clause)
        says = clause.has("denial") or clause.role("dispute") is not None
        if _speaks_of(clause) or (not source and says and bare):  # "Kyiv calls that propaganda"
            source = self._one_party(bare[0], claim["place_"].country or self.home)
        elif not source and says:  # "a commander of A calls it propaganda"
            speaks_for = next((i for c in clauses for i in parties(c) if i.prep in ("by", "of")), None)
            source = self._one_party(speaks_for, claim["place_"].country or self.home) if speaks_for else ""
        if source.startswith(ANAPHOR):
            return self.focus.find_party(source, claim["place_"].country or self.home)
        return source

    def _deny(self, claim: dict, source: str) -> dict:
        """The claim once more, denied in the sentence being read."""
        return {**claim, "status": "denied", "attribution": source, "evidence": self.sentence.text,
                "evidence_start": self.sentence.start, "evidence_end": self.sentence.end,
                "sentence": self.sentence.sentence}  # fmt: skip

    def _denials(self, fresh: list[dict]) -> list[dict]:
        """ "sources denied that": the claim before it once more, denied."""
        if any(row["status"] == "denied" for row in fresh):
            return []
        found = []
        for clause in self.clauses:
            own = [row for row in fresh if row["clause"] < clause.number]
            told = own or ([] if _what_is(clause) or self._says_else(clause) else self.rows)
            if not told or told[-1]["status"] != "reported":
                continue
            claims = [row for row in told if _told_together(row, told[-1])]
            points = self._denies_claim(clause)
            before = self.sentence.sentence - 1 - (self.echo == self.sentence.sentence - 1)
            near = told[-1]["sentence"] >= (before - DENIED if clause.role("deny") is not None else before)
            if near and (points or self._denies_all(clause)):
                source = self._denier(clause, [clause, *self._quoting(clause)], told[-1])
                if source and source == told[-1]["actor"] and len(told) > 1 and _claimed_beside(*told[-2:]):
                    claims = [told[-2]]  # nobody denies what is theirs, but the claim of others before it
                if not points and not _concerned(claims[-1], source):
                    continue
                voice = source or self._voice(clause, told[-1]["place_"].country or self.home)
                if voice or clause.role("deny") is not None or clause.has("attribution"):
                    found.extend(self._deny(claim, voice) for claim in claims)
        return found

    def _says_else(self, clause: Clause) -> bool:
        """ "A helped with it, B denies that": what is denied stands in the sentence itself, and tells no event."""
        before = clause.before
        while before is not None and clause.kind == "coord" and before.kind != "main":
            before = before.before  # "A is accused of helping them, but denies that"
        if clause.kind not in ("main", "coord") or before is None or before.finite is None or before.kind != "main":
            return False
        return before.role("report", "announce", "deny", "copula") is None and bool(
            bare_parties(before) or before.has("attribution")
        )

    def _denies_claim(self, clause: Clause) -> bool:
        """Whether a clause denies what was told before it, by a pronoun, and not what hangs under it."""
        if clause.has("neg") and not clause.has("denial"):
            return False  # "does not dispute their defeat"
        what = _what_is(clause)  # "..., which the rebels denied"
        words = clause.items[1:] if clause.kind == "rel" else clause.items  # "A, which denies all support"
        points = what or any(item.cue("demonstrative") or item.cue("objectpronoun") for item in words)
        points = bool(points or clause.pronoun("itpronoun"))
        if clause.role("deny") is not None:
            denies = points or _names_claim(clause)
        elif clause.role("dispute") is not None:
            denies = what or _disputes(clause)
        elif clause.has("denial"):  # "Kyiv calls that propaganda", "of that there is no question"
            there = (clause.has("there") and not _of_another(clause)) or clause.has("thereof")
            denies = bool(points or there or self._exclaims(clause) or _names_claim(clause) or _speaks_of(clause))
        else:
            denies = False
        return denies and not any(c.kind == "sub" and c.parent is clause for c in self.clauses)

    def _quoting(self, clause: Clause) -> list[Clause]:
        """ "That is a lie, says A": the clause right behind one that holds a denial, where it tells who says so."""
        behind = [c for c in self.clauses if c.before is clause] if clause.has("denial") else []
        return [c for c in behind if c.role("report") is not None or c.items[0].cue("attribution")]

    def _exclaims(self, clause: Clause) -> bool:
        """ "'Lies', says A": a sentence that begins with a denial, and nothing else is said."""
        said = clause.role("report") is not None or bool(self._quoting(clause))
        start = clause.finite.index if clause.finite is not None else clause.items[-1].index + 1
        before = [i for i in clause.items if i.index < start]
        denied = any(i.cue("denial") for i in before)
        return said and clause.number == 0 and denied and all(i.kind in ("word", "punct") for i in before)

    def _denies_all(self, clause: Clause) -> bool:
        """ "Kyiv denies", "..., but Kyiv denies": nothing but names and grammar words beside the verb."""
        whole = len(self.clauses) == 1 or (clause is self.clauses[-1] and clause.kind == "coord")
        denies = clause.role("deny") is not None and not clause.has("neg")
        return denies and whole and not any(map(is_common, clause.items))


def _names_claim(clause: Clause) -> bool:
    """ "refuted the claim": a claim that the text has told, and nothing behind it that says which."""
    for item, claim, after in zip(clause.items, clause.items[1:], [*clause.items[2:], None], strict=False):
        if item.cue("det") and not item.cue("prep") and claim.cue("claim"):
            ends = after is None or after.kind == "punct" or after.cue("indefinite")
            return bool(ends or after.readings or after.cue("denial"))
    return False


def _claimed_beside(claim: dict, own: dict) -> bool:
    """Whether the row before one's own is what is denied: a claim, or told in the sentence of one's own."""
    return claim["status"] == "reported" and bool(claim["attribution"] or claim["sentence"] == own["sentence"])


def _of_another(clause: Clause) -> bool:
    """ "Of a breakthrough there is no question": what is denied is named."""
    return any(
        a.cue("prep") == "of" and b.cue("indefinite") for a, b in zip(clause.items, clause.items[1:], strict=False)
    )


def _speaks_of(clause: Clause) -> bool:
    """ "Kyiv speaks of a lie": a party, a verb, and a denial under "of", and nothing else that is spoken of."""
    of = any(a.cue("prep") == "of" for a, b, c in zip(clause.items, clause.items[1:], [*clause.items[2:], None],
        strict=False) if b.cue("denial") or (b.cue("det") and c is not None and c.cue("denial")))  # fmt: skip
    return of and bool(bare_parties(clause)) and not any(map(is_common, clause.items))


def _what_is(clause: Clause) -> bool:
    """Whether a relative clause speaks of the whole clause before it (", which A denies")."""
    return clause.kind == "rel" and clause.items[0].cue("rel") == "what"


def _disputes(clause: Clause) -> bool:
    """ "disputes that": by a bare demonstrative, or one before a claim; what else one may dispute is fought."""
    for item, after in zip(clause.items, [*clause.items[1:], None], strict=True):
        if not item.cue("demonstrative"):
            continue
        if after is None or after.cue("claim") or after.kind in ("punct", "time") or after.cues or after.readings:
            return True
    return False


def _concerned(claim: dict, source: str) -> bool:
    """Whether a bare denial by this source can be one of the claim: it is told of its ground, or against it."""
    return bool(claim["attribution"]) or source in (claim["place_"].country, claim["opponent"])


def _same_side(taken: dict, left: dict) -> bool:
    """Whether the party that leaves a place is the one that takes it in the same sentence."""
    same = taken["place_id"] == left["place_id"] and taken["actor"] == left["actor"]
    return same and taken["status"] == left["status"] == "reported" and taken["clause"] < left["clause"]


def _told_together(row: dict, last: dict) -> bool:
    """Whether two rows are one event at several places ("took X and Y")."""
    return all(row[column] == last[column] for column in ("sentence", "type", "actor", "status", "date_edtf"))


def from_whom(fresh: list[dict]) -> list[dict]:
    """ "X, held by B, was taken by A", "A retook X, which B had taken in May": A took it from B."""
    for row in fresh:
        if row["type"] in TAKES and row["actor"] and not row["opponent"] and row["status"] == "reported":
            before = (other for other in fresh if other["place_id"] == row["place_id"] and _held_before(other, row))
            row["opponent"] = next((other["actor"] for other in before), "")
    return fresh


def brought_about(fresh: list[dict]) -> list[dict]:
    """ "A reached X, whereby its siege came to an end": who reached it broke the siege, which is one event."""
    for row in fresh:
        if row["type"] == "siege_end" and not row["actor"]:
            same = (r for r in fresh if r["type"] == "entry" and r["place_id"] == row["place_id"])
            before = next((r for r in same if r["clause"] < row["clause"]), None)
            if before is not None:
                row["actor"] = before["actor"]
                return [r for r in fresh if r is not before]
    return fresh


def _held_before(other: dict, row: dict) -> bool:
    """Whether another row of the sentence tells who had the place before it was taken."""
    if other["status"] != "reported" or other["actor"] in ("", row["actor"]) or other["extent"]:
        return False
    start, end = row["earliest"], other["latest"]
    if other["type"] == "control":
        return start is not None and (other["earliest"] is None or other["earliest"] < start)
    known = start is not None and end is not None
    return other["type"] == "capture" and known and (end < start or other["earliest"] is None)
