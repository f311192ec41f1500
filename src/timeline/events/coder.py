"""Code one article: feed its sentences in order, then `finish`."""

from __future__ import annotations

from ..grammar import Frame, compile_grammar
from ..languages import Language
from . import dating
from .clauses import Clause, split_clauses
from .dating import NEVER, When
from .focus import ANAPHOR, Focus, classes_of, is_state
from .items import Item, extent_words, is_last, make_items
from ..schema import FAMILY
from .merge import merge_events
from .roles import Filled, choose_frame, find_parties, find_places, parties, place_items, resolve_places, stands_for_government, voice_of
from .status import attribution_of, status_of


def trigger_present(clause: Clause) -> bool:
    """Whether the clause stands in the present tense ("X follows soon" is a forecast)."""
    return clause.finite is not None and clause.finite.verb.form == "present" and clause.finite.verb.role == "trigger"


def _common(item: Item) -> bool:
    return item.kind == "word" and not item.cues and not item.readings


NAMED_AFTER = 4  # words that two descriptions of one party share
BARE = frozenset(("@rebels", "@militia", "@fighters", "@separatists"))


class ArticleCoder:
    """The state of coding one article."""

    def __init__(self, article_id: str, language: Language):
        self.article_id = article_id
        self.language = language
        self.grammar = compile_grammar(language)
        self.focus = Focus(language)
        self.ours = tuple(word for word, cues in self.grammar.cues.items() if any(kind == "our" for kind, _, _ in cues))
        self.rows: list[dict] = []
        self.described: dict[tuple[str, ...], str] = {}
        self.named: dict[str, str] = {}
        self.last_when: When = NEVER
        self.last_paragraph = -1
        self.section = -1

    # ---- reading
    def read(self, sentence, mentions: list) -> None:
        """Read one sentence: a row of the sentences table, and its mentions."""
        self.sentence, self.has_subject = sentence, False
        if sentence.section != self.section:
            self.section = sentence.section
            self.focus.new_section()
            self.last_when = NEVER
        triggers = [m for m in mentions if m.kind == "trigger"]
        elsewhere = any(kind == "elsewhere" for word in sentence.text.lower().split() for kind, _, _ in self.grammar.cues.get(word.strip(".,;:'\"()"), ()))
        question = elsewhere or sentence.text.rstrip("\"'”’ ").endswith("?")
        if not triggers or question or sentence.role in ("byline", "caption"):
            self._glance(mentions)
            if not self._bare_denial(mentions):
                return
        items = self.items = make_items(sentence.text, mentions, sentence.start, self.grammar)
        clauses = self.clauses = split_clauses(items, self.grammar)
        by_start, by_end = {item.start: item for item in items}, {item.end: item for item in items}
        fresh: list[dict] = []
        self.fresh = fresh
        pending = sorted((m for m in mentions if m.kind in ("place", "actor")), key=lambda m: m.start)
        for clause in clauses:
            used: set[str] = set()
            for mention in sorted(triggers, key=lambda m: (m.value not in ("phrase", "noun"), m.start)):
                trigger = by_start.get(mention.start - sentence.start)
                if trigger is None or trigger.kind != "word":
                    trigger = by_end.get(mention.end - sentence.start)
                if trigger is None or all(item is not trigger for item in clause.items) or question:
                    continue
                pending = self._see_until(pending, clause.items[0].start + sentence.start)
                fresh.extend(self._code(mention, trigger, clause, clauses, items, fresh, used))
        self._see_until(pending, 1 << 60)
        named = {(row["type"], actor) for row in fresh if not row["placeless"] for actor in (row["actor"], "")}
        fresh = [row for row in fresh if not row["placeless"] or (row["type"], row["actor"]) not in named]
        fresh = self._left_and_taken(self._gaps(clauses, fresh))
        fresh.extend(self._denials(clauses, fresh))
        self.rows.extend(fresh)

    def finish(self) -> list[dict]:
        """The article's events, merged, in reading order; a description that the article later names takes that name."""
        for row in self.rows:
            for column in ("actor", "opponent", "attribution"):
                row[column] = "; ".join(dict.fromkeys(self.named.get(name, name) for name in row[column].split("; ")))
        return merge_events(self.rows)

    def _name_descriptions(self, mention) -> None:
        """ "the alliance of A and B", later "the alliance of A and B, which calls itself X": the same party."""
        words = mention.text.lower().split()
        if len(words) < NAMED_AFTER:
            return
        start = tuple(words[: NAMED_AFTER])
        if mention.value in self.described.values() or not classes_of(mention.value):
            return
        known = self.described.get(start)
        if known is None:
            self.described[start] = mention.value
        elif known != mention.value:
            self.named[known] = mention.value

    def _bare_denial(self, mentions: list) -> bool:
        return bool(self.rows) and any(
            r.role == "deny" for word in self.sentence.text.lower().split() for r in self.grammar.readings.get(word.strip(".,;:\"'"), ())
        )

    def _glance(self, mentions: list) -> None:
        self._see_until(sorted((m for m in mentions if m.kind in ("place", "actor")), key=lambda m: m.start), 1 << 60)

    def _see_until(self, pending: list, limit: int) -> list:
        """Take note of the names before an offset; gives the rest."""
        for k, mention in enumerate(pending):
            if mention.start >= limit:
                return pending[k:]
            if mention.value.startswith(ANAPHOR) or mention.alt == "dateline":
                continue
            if mention.alt == "adjective":
                continue
            if mention.kind == "actor":
                self._name_descriptions(mention)
                if self._describes(mention):
                    self.focus.also_called(mention.value)
                else:
                    self.focus.see_party(mention.value, "other", mention.text)
                    if mention.alt in ("", "indef") and not self.has_subject and not self._governed(mention):
                        self.focus.subject, self.has_subject = mention.value, True
            elif mention.value.startswith("country:"):
                self.focus.country = mention.value[8:]
            else:
                before = self.sentence.text[: mention.start - self.sentence.start].lower().split()
                if mention.alt and mention.alt not in ("that", "unknown") and not self._governed(mention) and self.sentence.role == "body":
                    self.focus.country = mention.alt
                    continue
                place = self.focus.gazetteer.place(mention.value)
                self.focus.see_place(self.sentence.sentence, place)
                if self.sentence.role == "heading" or len(before) < 3:
                    self.focus.tell_event(place)
        return []

    def _governed(self, mention) -> bool:
        """Whether a preposition stands right before a name, or before its article."""
        before = self.sentence.text[: mention.start - self.sentence.start].lower().split()[-2:]
        kinds = [{kind for kind, _, _ in self.grammar.cues.get(word, ())} for word in reversed(before)]
        return bool(kinds) and ("prep" in kinds[0] or len(kinds) > 1 and "det" in kinds[0] and "prep" in kinds[1])

    def _describes(self, mention) -> bool:
        """Whether a description stands in apposition: an indefinite article after a comma before it."""
        before = self.sentence.text[: mention.start - self.sentence.start].split()
        return len(before) > 1 and before[-2].endswith(",") and any(k == "indefinite" for k, _, _ in self.grammar.cues.get(before[-1].lower(), ()))

    # ---- one trigger
    def _code(self, mention, trigger: Item, clause: Clause, clauses: list[Clause], items: list[Item], fresh: list[dict], used: set[str]) -> list[dict]:
        end = mention.end - self.sentence.start
        span = [item for item in items if trigger.start <= item.start < end]
        frame = choose_frame(trigger, span, mention.rule.split(), clause, self.grammar)
        if frame is not None and frame.kind == "noun":
            trigger = span[-1]
        if frame is None or frame.kind == "verb" and used & set(frame.words):
            return []
        used |= frame.companions
        voice = voice_of(trigger, clause, clauses, self.grammar) if frame.kind == "verb" else "active"
        if frame.kind == "verb" and voice != "attributive" and self._qualifies(trigger):
            return []
        filled = self._fill(frame, trigger, span, clause, clauses, voice)
        if filled is None or not filled.places:
            return []
        type_ = self._type(frame, filled, clause, voice, fresh)
        if not type_:
            return []
        form = mention.value if frame.kind == "verb" else frame.kind
        if form == "phrase" and frame.kind == "verb":
            form = next((r.form for r in trigger.readings if r.lemma in frame.words), "past")
        if voice == "attributive":
            form = "attributive"
        if frame.kind == "verb" and (
            not any(r.form != "infinitive" for r in trigger.readings if r.lemma in frame.words) or trigger.index and self.items[trigger.index - 1].low == "te"
        ):
            form = "infinitive"
        status = status_of(clause, clauses, trigger, frame.type, form)
        if not status:
            return []
        if status == "denied" and type_ == "control":
            if frame.kind != "phrase":
                return []
            type_ = "capture"
        when = self._when(frame, type_, status, trigger, clause, clauses, voice)
        if status == "denied" and not (when.told and clause.kind != "sub"):
            place_id = filled.places[0][0].place_id
            claim = next((r for r in (*fresh[::-1], *self.rows[::-1]) if r["place_id"] == place_id and r["status"] == "reported" and FAMILY[r["type"]] == FAMILY.get(type_) and r["told"]), None)
            if claim is not None:
                when = When(claim["earliest"], claim["latest"], claim["date_edtf"], claim["precision"], claim["date_text"], claim["date_basis"], when.rule)
        attribution = attribution_of(clause, clauses, self.sentence.text)
        if attribution.startswith(ANAPHOR):
            attribution = self.focus.find_party(attribution, filled.places[0][0].country)
        named = bool(filled.actor)
        if status == "reported":
            self._claimed(filled, type_, voice, status, attribution)
        if voice == "passive" and type_ in ("capture", "partial_capture") and not filled.actor and status == "reported":
            self._continued(filled, fresh)
        if type_ == "control" and filled.actor and not named:
            type_ = "capture"
        if type_ == "control":
            if not filled.actor:
                return []
            claims = clause.kind == "sub" and clause.parent is not None and clause.parent.role("report") is not None
            claims = claims and attribution == filled.actor and any(i.kind == "time" for i in clause.parent.items) and not self._since(clause)
            if claims or self._newly_held(filled, when, clause) or clause.has("whole") and when.precision == "day" and when.told and "/" not in when.edtf:
                type_ = "capture"
        self._remember(filled, when, clause)
        for place, _ in filled.places:
            if place.kind != "region" or len(filled.places) == 1:
                self.focus.tell_event(place)
        rows = []
        for place, item in filled.places:
            own = dating.of_mention(item.own_time) if item is not None and item.own_time else when
            row = self._row(frame, place, type_, status, own, filled, attribution, item is None)
            if type_ == "partial_capture" and frame.type == "capture" and item is not None and not item.extent and any(i.extent for _, i in filled.places if i):
                row["type"], row["extent"] = "capture", ""
            rows.append(row)
        return rows

    def _continued(self, filled: Filled, fresh: list[dict]) -> None:
        """An agentless take right after a party's attack on, or take in, the same city is that party's."""
        place = filled.places[0][0]
        city = place.parent or place.name
        for row in (*fresh[::-1], *self.rows[::-1][:4]):
            same = city in (row["place_"].name, row["place_"].parent)
            if same and row["section"] == self.section and row["actor"] and row["type"] in ("offensive", "entry", "capture", "partial_capture"):
                if row["actor"] != filled.opponent and row["status"] == "reported":
                    filled.actor, filled.certainty = row["actor"], "context"
                return

    def _newly_held(self, filled: Filled, when: When, clause: Clause) -> bool:
        """ "now in the hands of A" right after A's attack is a capture (CODEBOOK.md)."""
        place = filled.places[0][0]
        before = next((row for row in reversed(self.rows) if row["place_id"] == place.place_id), None)
        attacked = before is not None and before["actor"] == filled.actor and before["type"] in ("offensive", "entry", "siege")
        return attacked and not filled.extent and (when.told and "/.." not in when.edtf or bool(clause.has("already")))

    def _qualifies(self, trigger: Item) -> bool:
        """A participle between an article and a common noun ("an abandoned town") tells no event."""
        if not any(r.form == "attributive" for r in trigger.readings) or not 0 < trigger.index < len(self.items) - 1:
            return False
        before, after = self.items[trigger.index - 1], self.items[trigger.index + 1]
        plain = after.kind == "word" and not after.cues and not after.readings
        return plain and bool(before.cue("det") or before.cue("indefinite"))

    def _claimed(self, filled: Filled, type_: str, voice: str, status: str, attribution: str) -> None:
        """Who announces, as a party to the war, that a place has been taken and names no taker, has taken it itself."""
        if filled.actor or voice != "passive" and type_ != "control" or type_ not in ("capture", "partial_capture", "control") or attribution == filled.opponent:
            return
        if attribution and (attribution == filled.places[0][0].country or any(attribution == name for name, _, _ in self.focus.parties)):
            filled.actor, filled.certainty = attribution, "context"

    def _remember(self, filled: Filled, when: When, clause: Clause) -> None:
        before = self.focus.subject
        if filled.opponent:
            self.focus.see_party(filled.opponent, "opponent")
        if filled.actor:
            self.focus.see_party(filled.actor, "actor")
            self.has_subject = True
            head = clause.parent if clause.kind in ("rel", "sub") else None
            if head is not None and before and any(not i.prep for i in parties(head, set())):
                self.focus.subject = before
        self.last_when = when
        self.last_paragraph = self.sentence.paragraph

    def _row(self, frame: Frame, place, type_: str, status: str, when: When, filled: Filled, attribution: str, placeless: bool = False) -> dict:
        sentence = self.sentence
        return {
            "article_id": self.article_id, "place_": place, "place_id": place.place_id, "type": type_, "actor": filled.actor,
            "opponent": filled.opponent if filled.opponent != filled.actor else "", "earliest": when.earliest,
            "latest": when.latest, "date_edtf": when.edtf, "precision": when.precision, "status": status,
            "attribution": attribution, "extent": filled.extent, "evidence": sentence.text, "evidence_start": sentence.start,
            "evidence_end": sentence.end, "date_text": when.text, "date_basis": when.basis, "told": when.told,
            "certainty": "open" if place.place_id.startswith("open:") else filled.certainty,
            "rule": " ".join(r for r in (frame.rule, when.rule) if r), "headline": sentence.role == "headline",
            "section": self.section, "placeless": placeless, "sentence": sentence.sentence, "since": when.edtf.endswith("/..") or type_ == "control" and when.told,
        }  # fmt: skip

    # ---- roles
    def _fill(self, frame: Frame, trigger: Item, span: list[Item], clause: Clause, clauses: list[Clause], voice: str) -> Filled | None:
        filled = Filled()
        place_clause, found = clause, find_places(frame, trigger, clause, voice)
        if not found and "om" in frame.roles:
            for other in clauses:
                if other.kind == "inf" and other.number > clause.number and (found := place_items(other)[:1]):
                    place_clause = other
                    break
        places = resolve_places(found, self.focus) if found else []
        if not places and not found:
            places = self._place_from_context(frame, trigger, clause, voice, filled)
        if not places:
            return None
        filled.places = places
        if any(item.value.startswith(ANAPHOR) for _, item in places if item is not None):
            filled.certainty = "context"
        self._extent(filled, clause, place_clause, trigger)
        used = {item.index for _, item in places if item is not None}
        country = next((p.country for p, _ in places if p.country), self.focus.country)
        groups = find_parties(frame, trigger, clause, voice, used)
        filled.actor = self._party(groups["actor"], country, "actor", "")
        filled.opponent = self._party(groups["opponent"], country, "opponent", filled.actor)
        if place_clause is not clause and not filled.opponent:
            against = [i for i in parties(place_clause, used) if i.prep and i.prep in ("op", "van")]
            filled.opponent = self._party(against[:1], country, "opponent", filled.actor)
        self._pronoun_parties(frame, clause, filled)
        if any(item.value.startswith(ANAPHOR) for group in groups.values() for item in group):
            filled.certainty = "context"
        if not filled.actor and frame.kind == "noun" and "actor" in {r for roles in frame.roles.values() for r in roles}:
            filled.actor = self._party_before(trigger)
        if not filled.actor and frame.type in ("control",) or not filled.actor and span:
            filled.actor = self._adjective_party(span, country)
        self._missing_subject(frame, trigger, clause, voice, filled)
        if voice == "passive" and clause.kind == "rel" and not filled.opponent and "opponent" in frame.roles.get("obj", ()):
            heads = [i for i in parties(clause.parent, set()) if i.index < clause.items[0].index]
            filled.opponent = self._one_party(heads[-1], country, "opponent", filled.actor) if heads else ""
        if "party" in frame.needs and not filled.actor and not filled.opponent:
            return None
        if frame.type == "control" and not filled.actor and frame.kind != "phrase":
            return None
        if frame.type == "offensive" and frame.kind == "noun" and not clause.role("begin") and self._under_preposition(trigger, clause):
            return None
        if frame.type == "offensive" and frame.kind == "noun" and not filled.actor and not filled.opponent and not clause.role("begin"):
            return None
        if frame.kind != "noun" and "actor" in frame.roles.get("subj", ()) and voice == "active" and not filled.actor:
            return None
        return filled

    def _adjective_party(self, span: list[Item], country: str) -> str:
        """ "in Russian hands": the adjective inside the phrase names the party."""
        for item in span[1:-1] or span[1:]:
            if item.kind == "actor":
                return item.value
            if item.cue("possessive"):
                return self.focus.subject
            known = self._adjectives().get(item.low)
            if known:
                return known
        return self._compound_party(span[-1], country) if span else ""

    def _compound_party(self, item: Item, country: str) -> str:
        """ "in rebel hands" as one word: its first part is a party noun."""
        for length in range(len(item.low) - 3, 3, -1):
            known = self.focus.words.get(item.low[:length])
            if known:
                return self.focus.find_party(ANAPHOR + known[0], country) or f"{known[1]} ({country})"
        return ""

    def _pronoun_parties(self, frame: Frame, clause: Clause, filled: Filled) -> None:
        """ "lost to them": a pronoun under a preposition of the frame is the party spoken of."""
        for first, second in zip(clause.items, clause.items[1:], strict=False):
            if not second.cue("objectpronoun") or second.kind != "word":
                continue
            role = next((r for r in frame.roles.get(first.cue("prep"), ()) if r in ("actor", "opponent")), "")
            if first.cue("prep") and role and not getattr(filled, role):
                other = filled.opponent if role == "actor" else filled.actor
                name = next((n for n, _, r in reversed(self.focus.parties) if n != other and r == "actor"), "") or next(
                    (n for n, _, _ in reversed(self.focus.parties) if n != other), ""
                )
                setattr(filled, role, name)
                filled.certainty = "context"

    def _party_before(self, trigger: Item) -> str:
        """ "the Turkish offensive", "IS stronghold": the party right before a noun."""
        before = [i for i in self.items[max(0, trigger.index - 2) : trigger.index] if i.low != "-"]
        if not before:
            return ""
        return before[-1].value if before[-1].kind == "actor" and not before[-1].value.startswith(ANAPHOR) else self._adjectives().get(before[-1].low, "")

    def _adjectives(self) -> dict[str, str]:
        if not hasattr(self.grammar, "adjectives"):
            self.grammar.adjectives = {
                word.lower(): row["country"] for row in self.language.table("demonyms") for word in row["adjectives"].split("|")
            }
        return self.grammar.adjectives

    def _place_from_context(self, frame: Frame, trigger: Item, clause: Clause, voice: str, filled: Filled):
        """The place of a clause that names none: the noun it hangs on, "there", a part, or the city in focus."""
        if clause.kind == "coord" and voice == "passive" and clause.before is not None:
            shared = [i for i in place_items(clause.before) if not i.prep]
            if shared:
                return resolve_places(shared, self.focus)
        if frame.type == "withdrawal" and "zich" in frame.needs and clause.has("subjectpronoun") and self.fresh:
            if not any(i.cue("prep") in frame.roles for i in clause.items):
                return [(self.fresh[-1]["place_"], None)]
        if clause.kind in ("rel", "apposition") and clause.parent is not None and voice != "attributive":
            head = self._antecedent(clause)
            if head is not None:
                return resolve_places([head], self.focus)
            if clause.kind == "rel" and not self._points(clause):
                return []
        inside = [i for i in place_items(clause) if i.prep in ("in", "van")]
        part = next((i for i in clause.items if (i.cue("part") or i.cue("edge")) and i.antecedent is None and i.prep in ("", "uit", "naar", "tot", "op")), None)
        if part is None and frame.type in ("capture", "control") and frame.kind == "verb" and inside and "place" in frame.roles.get("obj", ()):
            whole = next((i for i in inside if self._object_of(i)), None)
            if whole is not None:
                filled.extent, filled.certainty = whole.extent or "part", "clause"
                return resolve_places([whole], self.focus)
            taker = any(i.kind == "actor" and i.prep in ("", "door") for i in clause.items)
            if (inside[0].extent or taker and inside[0].prep == "in" and self._has_object(clause)) and not self._points(clause):
                filled.extent, filled.certainty = inside[0].extent or "part", "context"
                return resolve_places(inside[:1], self.focus)
        if "place" in frame.needs and not self._points(clause):
            fronted = [i for i in place_items(clause) if i.prep in ("van", "in") and i.index < trigger.index]
            free = next((i for i in clause.items if i.cue("part") and i.antecedent is None and not i.prep), None)
            if frame.kind == "verb" and fronted and free is not None:
                filled.extent, filled.last = extent_words(self.items, free), is_last(self.items, free)
                return resolve_places(fronted[:1], self.focus)
            return []
        subject_only = not any("place" in roles for slot, roles in frame.roles.items() if slot != "subj" and slot not in ("met", "door"))
        if subject_only and (clause.has("there") or not clause.pronoun("itpronoun")):
            return []
        if any(i.kind == "place" and i.value.startswith("country:") and i.prep == "in" for i in clause.items):
            return []
        filled.certainty = "context"
        if part is not None:
            filled.extent, filled.last = extent_words(self.items, part), is_last(self.items, part)
            if inside:
                return resolve_places(inside[:1], self.focus)
        if frame.kind == "noun" and (part is None and not clause.role("begin") or self._under_preposition(trigger, clause)):
            return []
        if part is None and frame.kind == "verb" and not self._points(clause):
            return []
        place = self.focus.whole(self.focus.topic or self.focus.find_place("@city"))
        return [(place, None)] if place is not None else []

    def _object_of(self, place: Item) -> bool:
        """Whether a place under "of" or "in" belongs to a bare common noun ("the stadium of X")."""
        k = place.prep_index - 1
        if place.prep != "van" or k < 1 or not _common(self.items[k]):
            return False
        while k > 0 and _common(self.items[k]):
            k -= 1
        return bool(self.items[k].cue("det") or self.items[k].cue("indefinite")) and not (k and (self.items[k - 1].cue("prep") or self.items[k - 1].cue("reference")))

    def _has_object(self, clause: Clause) -> bool:
        """Whether the clause has a determined common noun that no preposition governs."""
        for first, second in zip(clause.items, clause.items[1:], strict=False):
            if (first.cue("det") or first.cue("indefinite")) and (_common(second) or second.alt == "unknown") and first.index:
                before = self.items[first.index - 1]
                if not before.cue("prep") and not before.cue("reference"):
                    return True
        return False

    def _under_preposition(self, trigger: Item, clause: Clause) -> bool:
        """ "after an advance through the desert": a noun under such a preposition is no news of its own."""
        for item in reversed(self.items[max(0, trigger.index - 4) : trigger.index]):
            if item.cue("prep") and item.cue("prep") not in ("met", "aan"):
                return True
            if item.readings or item.kind != "word":
                return False
        return False

    def _points(self, clause: Clause) -> bool:
        return bool(clause.has("there")) or clause.pronoun("itpronoun")

    def _antecedent(self, clause: Clause) -> Item | None:
        """The place that a relative clause or an apposition speaks of: the one before it, or what that is said to be."""
        parent = clause.parent
        heads = [i for i in place_items(parent) if i.index < clause.items[0].index]
        if parent.kind == "apposition" and parent.parent is not None and not any(not i.prep for i in heads):
            return self._antecedent(parent) or (heads[-1] if heads else None)
        if not heads:
            return None
        if parent.role("copula") and heads[-1].value.startswith(ANAPHOR):
            named = [i for i in heads if not i.value.startswith(ANAPHOR) and not i.prep]
            return named[0] if named else heads[-1]
        near = clause.items[0].index - heads[-1].index <= 5
        return heads[-1] if near else None

    def _extent(self, filled: Filled, clause: Clause, place_clause: Clause, trigger: Item) -> None:
        for _, item in filled.places:
            if item is not None and item.extent:
                filled.extent, filled.last = item.extent, item.last
        if not filled.extent:
            adverb = next((i for i in clause.items if i.cue("extent")), None)
            if adverb is not None:
                filled.extent = adverb.cue("extent")

    def _party(self, group: list[Item], country: str, role: str, avoid: str) -> str:
        names: list[str] = []
        for item in group:
            if item.value == "@allies" and len(group) > 1:
                continue
            name = self._one_party(item, country, role, avoid)
            if name and name not in names:
                names.append(name)
        return "; ".join(names)

    def _one_party(self, item: Item, country: str, role: str, avoid: str) -> str:
        if item.kind == "place":
            return item.alt
        ally = item.value.removeprefix("allies (").removesuffix(")")
        if ally != item.value and is_state(ally):
            return ally
        if not item.value.startswith(ANAPHOR):
            before = self.items[item.index - 1] if item.index else None
            described = item.value[:1].isupper() and item.value[-1:] == "s" and " " in item.value and before is not None and bool(before.cue("det"))
            return self.focus.find_described(item.value) if described else item.value
        if item.alt == "poss" and (item.index and self.items[item.index - 1].cue("our") or item.low.startswith(self.ours)):
            return self._speaker(self.clauses[0], self.clauses, country) if self.clauses else ""
        if item.alt == "poss":
            owner = [i for i in self.items[: item.index] if i.kind == "actor" and not i.value.startswith(ANAPHOR) or stands_for_government(i)]
            if owner:
                return owner[-1].alt if owner[-1].kind == "place" else owner[-1].value
            if self.focus.subject:
                return self.focus.subject
        if item.value in BARE and self._bare_plural(item):
            return self.focus.describe(item, country)
        if item.alt == "indef" and item.value in ("@army", "@troops", "@soldiers") and is_state(country):
            return country
        return self.focus.find_party(item.value, country, role, avoid) or self.focus.describe(item, country)

    def _bare_plural(self, item: Item) -> bool:
        """ "local rebels" without an article are not the rebels named before."""
        before = self.items[item.index - 1] if item.index else None
        determined = before is not None and bool(before.cue("det") or before.cue("definite")) or bool(item.cue("definite"))
        return not determined and self.sentence.role == "body" and item.alt != "indef"

    def _missing_subject(self, frame: Frame, trigger: Item, clause: Clause, voice: str, filled: Filled) -> None:
        """An active clause without a named subject takes it from a pronoun, the noun it hangs on, or the clause before."""
        role = next((r for r in frame.roles.get("subj", ()) if r in ("actor", "opponent")), "")
        if not role or voice != "active" or getattr(filled, role) or frame.kind == "noun" and not clause.role("light", "begin", "report"):
            return
        if frame.kind == "verb" and any(i.alt == "unknown" and not i.prep for i in clause.items) and not any(
            item is not None and item.alt == "unknown" for _, item in filled.places
        ):
            return
        value = ""
        if clause.kind == "sub" and (clause.has("subjectpronoun") or clause.pronoun("itpronoun")) and clause.parent is not None and clause.parent.role("report", "announce", "deny"):
            said = [i for i in parties(clause.parent, set()) if not i.prep]
            value = self._one_party(said[0], filled.places[0][0].country, role, "") if said else ""
        if clause.has("we"):
            value = self._speaker(clause, self.clauses, filled.places[0][0].country)
        elif not value and clause.kind == "rel" and not clause.has("subjectpronoun") and not any(
            i.kind == "actor" and i.index < clause.items[0].index for i in clause.parent.items
        ):
            return
        if not value and clause.items[0].cue("demonstrative") and len(clause.items) > 1 and clause.items[1].verb is not None and self.focus.parties:
            value = self.focus.parties[-1][0]
        if not value and clause.kind == "rel" and clause.parent is not None:
            heads = [i for i in clause.parent.items if i.kind == "actor" and i.index < clause.items[0].index]
            if heads:
                value = self._one_party(heads[-1], filled.places[0][0].country, role, "")
        if not value and (clause.has("subjectpronoun") or clause.pronoun("itpronoun") or clause.kind in ("coord", "inf", "sub") or clause.before is not None):
            value = self._subject_before(clause, filled.places[0][0].country) or self.focus.subject
        other = filled.opponent if role == "actor" else filled.actor
        if value and value != other:
            setattr(filled, role, value)
            filled.certainty = "context"

    def _speaker(self, clause: Clause, clauses: list[Clause], country: str) -> str:
        """Who "we" are: the party that is quoted, else the country that the place lies in."""
        for other in clauses:
            if other is clause or not (other.role("report", "announce", "deny") or other.kind in ("main", "apposition")):
                continue
            named = [i for i in parties(other, set()) if i.kind == "actor" and i.alt != "poss"]
            if named:
                return self._one_party(named[0], country, "actor", "")
            for item in other.items:
                found = self._compound_party(item, country) if item.kind == "word" and not item.cues and len(item.low) > 8 else ""
                if found:
                    return found
        quoted = any(other.role("report", "announce", "deny") for other in clauses)
        if not quoted and self.focus.subject and not is_state(self.focus.subject):
            return self.focus.subject
        return country if is_state(country) else ""

    def _subject_before(self, clause: Clause, country: str) -> str:
        """The subject that a co-ordinated clause shares with the one before it; an apposition names it better."""
        other = clause.before if clause.kind == "coord" and not clause.has("subjectpronoun") else None
        while other is not None:
            bare = [i for i in parties(other, set()) if not i.prep]
            if bare and other.kind != "rel":
                named = [i for i in bare if not i.value.startswith(ANAPHOR)]
                return self._one_party((named or bare)[0], country, "actor", "")
            other = other.before
        return ""

    # ---- type
    def _type(self, frame: Frame, filled: Filled, clause: Clause, voice: str, fresh: list[dict]) -> str:
        type_ = frame.type
        if type_ == "capture" and "opponent" in frame.roles.get("obj", ()) and voice == "passive" and not filled.actor and filled.opponent:
            filled.actor, filled.opponent = filled.opponent, ""
            return "withdrawal"
        if type_ == "withdrawal" and filled.opponent and "aan" in frame.roles:
            filled.actor, filled.opponent = filled.opponent, filled.actor
            return "capture"
        lasting = frame.kind == "verb" and any(f.type == "control" for word in frame.words for f in self.grammar.verb_frames[word])
        if type_ == "capture" and lasting and filled.actor and (voice == "attributive" or self._since(clause)):
            return "control"
        if type_ == "capture" and lasting and voice == "active" and clause.has("still") and not clause.has("again") and not dating.times_of(clause):
            type_ = "control"
        if type_ == "control" and clause.kind == "rel" and (frame.kind == "verb" or clause.finite is not None and clause.finite.verb.form == "past" and not dating.times_of(clause)) and any(row["place_id"] == filled.places[0][0].place_id for row in fresh):
            return ""
        if type_ == "control" and (clause.has("past") or frame.kind == "noun" and clause.finite is not None and clause.finite.verb.form == "past"):
            if not any(i.kind == "time" and i.value for i in clause.items):
                return ""
        if type_ == "same":
            if trigger_present(clause):
                return ""
            before = fresh or self.rows
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
        if type_ == "control" and clause.has("again") and not clause.has("still") and not self._since(clause) and not filled.extent:
            return "capture"
        if type_ == "control" and (clause.has("former") or fresh and frame.kind == "noun"):
            return ""
        return type_

    @staticmethod
    def _since(clause: Clause) -> bool:
        return any(i.kind == "time" and i.mention.time_kind == "since" for i in clause.items) and not any(
            i.verb is not None and i.verb.role == "have" for i in clause.items
        )

    # ---- time
    def _when(self, frame: Frame, type_: str, status: str, trigger: Item, clause: Clause, clauses: list[Clause], voice: str) -> When:
        reference = self.sentence.reference
        shift = next((i for i in clause.items if i.kind == "time" and i.mention.shift and not i.value), None)
        state = type_ in ("control", "siege", "offensive") or status == "planned"
        own = dating.nearest(dating.times_of(clause, state), trigger)
        if shift is not None and frame.kind == "noun" and shift.index < trigger.index:
            base = dating.of_mention(own) if own is not None else self.last_when
            if own is None and clause.finite is not None and clause.finite.verb.form == "present":
                base = dating.at_reference(reference)
            return dating.shifted(base, shift)
        if own is not None:
            when = dating.of_mention(own)
            return dating.onward(when) if status == "planned" and when.latest and self._announced_at(clause, own) else when
        unresolved = next((i for i in clause.items if i.kind == "time" and not i.value and not i.mention.shift and i.mention.time_kind == "date"), None)
        if unresolved is not None:
            return NEVER._replace(text=unresolved.text)
        aside = next((c for c in clauses if c.parent is clause and c.kind == "apposition" and len(c.items) <= 2 and dating.times_of(c)), None)
        if aside is not None:
            return dating.of_mention(dating.times_of(aside)[0])
        carried = self._carried(clause, clauses, trigger, type_, status)
        if carried is not None:
            return dating.onward(carried) if status == "planned" else carried
        if status == "planned":
            return dating.from_reference(reference)
        return self._untold(type_, clause, frame, trigger, voice, reference)

    def _announced_at(self, clause: Clause, time: Item) -> bool:
        verb = clause.role("announce", "report")
        return verb is not None

    def _carried(self, clause: Clause, clauses: list[Clause], trigger: Item, type_: str, status: str) -> When | None:
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

    def _untold(self, type_: str, clause: Clause, frame: Frame, trigger: Item, voice: str, reference: str) -> When:
        """No time expression: the article's own news is of the reference date, background is bounded above by it."""
        finite = clause.finite
        past = finite is not None and finite.verb.form == "past"
        perfect = finite is not None and finite.verb.form == "present"
        pluperfect = past and finite.verb.role in ("have", "copula") and any(i.verb and i.verb.form == "participle" for i in clause.items)
        if frame.kind == "noun" and type_ in ("capture", "withdrawal", "siege_end"):
            return dating.until_reference(reference)
        if voice == "attributive" and type_ in ("control", "siege"):
            return dating.at_reference(reference)
        if voice == "attributive" or clause.kind == "rel" and type_ not in ("control", "siege"):
            return dating.until_reference(reference)
        if self.sentence.role == "headline" or perfect or finite is None:
            return dating.at_reference(reference)
        if pluperfect:
            return dating.until_reference(reference)
        if past and self.last_when is not NEVER and self.last_paragraph == self.sentence.paragraph and type_ != "control":
            return self.last_when
        if past and type_ == "control":
            return dating.until_reference(reference)
        return dating.at_reference(reference) if self.sentence.paragraph <= 1 else dating.until_reference(reference)

    # ---- what a sentence leaves out
    def _left_and_taken(self, fresh: list[dict]) -> list[dict]:
        """ "A left, B took it" is one capture from A (CODEBOOK.md)."""
        kept = list(fresh)
        for left in fresh:
            taken = next((row for row in kept if row["type"] == "capture" and row["place_id"] == left["place_id"] and row["actor"]), None)
            if left["type"] == "withdrawal" and left["actor"] and taken is not None and taken["actor"] != left["actor"] and taken["status"] == left["status"]:
                taken["opponent"] = taken["opponent"] or left["actor"]
                kept = [row for row in kept if row is not left]
        return kept

    def _gaps(self, clauses: list[Clause], fresh: list[dict]) -> list[dict]:
        """ "took X on Monday, a day later Y": a piece with a time and a place and no verb repeats the event before it."""
        if not fresh:
            return fresh
        found = list(fresh)
        for clause in clauses[1:]:
            if any(i.verb is not None for i in clause.items):
                continue
            times, places = dating.times_of(clause), [i for i in place_items(clause) if i.prep in ("", "van", "uit")]
            bare = [i for i in parties(clause, {p.index for p in places}) if not i.prep]
            spare = all(i.kind != "word" or i.cues and not i.cue("part") for i in clause.items)
            if not places or clause.kind not in ("apposition", "coord", "main") or not (times or spare and (bare or clause.has("adverb"))):
                continue
            actor = self._party(bare[:1], fresh[-1]["place_"].country, "actor", "") or fresh[-1]["actor"]
            for place, _ in resolve_places(places, self.focus):
                if any(row["place_"].place_id == place.place_id for row in found):
                    continue
                last = fresh[-1]
                when = dating.of_mention(times[0]) if times else When(
                    last["earliest"], last["latest"], last["date_edtf"], last["precision"], last["date_text"], last["date_basis"], ""
                )
                found.append({**fresh[-1], "actor": actor, "place_": place, "place_id": place.place_id, "earliest": when.earliest, "latest": when.latest,
                              "date_edtf": when.edtf, "precision": when.precision, "date_text": when.text, "date_basis": when.basis,
                              "told": when.told, "extent": "", "type": "capture" if fresh[-1]["type"] == "partial_capture" else fresh[-1]["type"]})  # fmt: skip
                self.last_when = when
        return found

    def _denials(self, clauses: list[Clause], fresh: list[dict]) -> list[dict]:
        """ "sources denied that": the claim before it once more, denied."""
        found = []
        for clause in clauses:
            verb = clause.role("deny")
            if verb is None or any(row["status"] == "denied" for row in fresh):
                continue
            if any(c.kind == "sub" and c.parent is clause for c in clauses) or not (clause.has("demonstrative") or clause.has("objectpronoun")):
                continue
            before = fresh or self.rows
            if not before or before[-1]["status"] != "reported":
                continue
            source = attribution_of(clause, [clause], self.sentence.text)
            if source.startswith(ANAPHOR):
                source = self.focus.find_party(source, before[-1]["place_"].country)
            found.append({**before[-1], "status": "denied", "attribution": source, "evidence": self.sentence.text,
                          "evidence_start": self.sentence.start, "evidence_end": self.sentence.end, "sentence": self.sentence.sentence})  # fmt: skip
        return found
