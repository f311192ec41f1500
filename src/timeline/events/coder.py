"""Code one article: feed its sentences in order, then `finish`."""

from __future__ import annotations

from collections import defaultdict
from itertools import takewhile

from ..grammar import WORD, Frame, compile_grammar
from ..languages import Language
from ..schema import FAMILY
from . import dating
from .actors import PartyReader
from .clauses import Clause
from .dating import NEVER, When
from .ellipsis import EllipsisReader
from .focus import ANAPHOR, Focus, classes_of
from .items import Item
from .making import Words, make_items
from .merge import merge_events
from .places import PlaceReader
from .roles import (
    Filled,
    find_parties,
    find_places,
    fitting_frames,
    goes_on,
    parties,
    place_items,
    resolve_places,
    voice_of,
)
from .splitting import split_clauses
from .status import attribution_of, status_of
from .survey import find_homes, find_towns
from .times import TimeReader
from .types import TypeReader

SUBJECT = 8  # words at the start of a sentence among which its subject stands
BETWEEN = 5  # words between a place and the wider one that it lies in
PASSING = frozenset(
    ("toward", "from", "starting", "via", "after")
)  # before a place that one only comes from or goes to
WHEN = frozenset(("for", "after", "during", "before", "since"))  # functions of prepositions of time
NAMED_AFTER = 4  # words that two descriptions of one party share


class ArticleCoder(PlaceReader, PartyReader, TimeReader, TypeReader, EllipsisReader):
    """The state of coding one article."""

    def __init__(
        self,
        article_id: str,
        language: Language,
        sentences: list = (),
        by_sentence: dict | None = None,
        towns: frozenset[str] = frozenset(),
    ):
        self.article_id = article_id
        self.grammar = compile_grammar(language)
        self.towns = find_towns(sentences, by_sentence or {}, self.grammar) | towns
        self.focus = Focus(language)
        self.homes = find_homes(sentences, by_sentence or {}, self.grammar)
        self.rows: list[dict] = []
        self.described: dict[tuple[str, ...], str] = {}
        self.named: dict[str, str] = {}
        self.last_when: When = NEVER
        self.last_paragraph, self.last_sentence, self.last_type = -1, -1, ""
        self.section, self.reference, self.seen = -1, "", (-1, 0)

    @property
    def home(self) -> str:
        """The country that this section speaks of most: it stands in for that of a place no table knows."""
        return self.homes.get(self.section, "")

    def _country(self, filled: Filled) -> str:
        """The country that the places of an event lie in; where no table knows them, the article's own."""
        return next((p.country for p, _ in filled.places if p.country), self.home or self.focus.country)

    def new_towns(self) -> frozenset[str]:
        """Names of no table that an event of this article made places, and that were not known to be places before."""
        found = {row["place_"].name for row in self.rows if row["place_id"].startswith("open:city:")}
        return frozenset(found - self.towns)

    def read(self, sentence, mentions: list) -> None:
        """Read one sentence: a row of the sentences table, and its mentions."""
        mentions = [
            m._replace(kind="place", alt="") if m.kind == "name" and m.text in self.towns else m for m in mentions
        ]
        self.sentence, self.has_subject = sentence, False
        self.subjects: dict[int, str] = {}  # by the number of the clause
        self.focus.now = sentence.sentence
        if sentence.section != self.section:
            self.section = sentence.section
            self.focus.new_section(sentence.reference != self.reference, sentence.role == "heading")
            self.reference = sentence.reference
            self.last_when = NEVER
        triggers = [m for m in mentions if m.kind == "trigger"]
        words = Words(sentence.text)
        question = self._elsewhere(words.lows, mentions) or sentence.text.rstrip("\"'”’ ").endswith("?")
        unread = sentence.role in ("byline", "caption")
        glanced = not triggers or question or unread
        if glanced:
            if sentence.role != "byline":  # where the reporter sits is not what the article speaks of
                self._glance(mentions)
            if unread or not self.rows or self.grammar.denials.isdisjoint(words.lows):
                return
        items = self.items = make_items(words, mentions, sentence.start, self.grammar)
        clauses = self.clauses = split_clauses(items)
        fresh: list[dict] = []
        self.fresh, self.fired = fresh, set()
        names = () if glanced else (m for m in mentions if m.kind in ("place", "actor"))
        pending = sorted(names, key=lambda m: m.start)
        standing = {} if question else self._by_clause(triggers)
        for clause in clauses:
            used: set[str] = set()
            for mention, trigger in standing.get(clause.number, ()):
                pending = self._see_until(pending, clause.items[0].start + sentence.start)
                fresh.extend(self._code(mention, trigger, clause, clauses, items, fresh, used))
        self._see_until(pending, 1 << 60)
        named = {(row["type"], actor) for row in fresh if not row["placeless"] for actor in (row["actor"], "")}
        fresh = [row for row in fresh if not row["placeless"] or (row["type"], row["actor"]) not in named]
        fresh = self._left_and_taken(self._gaps(clauses, fresh))
        fresh.extend(self._denials(clauses, fresh) or ([] if fresh else self._denied_noun(clauses, triggers)))
        self.rows.extend(fresh)

    def _by_clause(self, triggers: list) -> dict[int, list[tuple]]:
        """The triggers of each clause, by its number, and the items they stand on; phrases and nouns go first."""
        offset, found = self.sentence.start, defaultdict(list)
        starts = {item.start: item for item in self.items}
        for mention in sorted(triggers, key=lambda m: (m.value not in ("phrase", "noun"), m.start)):
            trigger = starts.get(mention.start - offset)
            if trigger is None or trigger.kind != "word":
                trigger = next((item for item in self.items if item.end == mention.end - offset), None)
            if trigger is not None:
                found[trigger.clause].append((mention, trigger))
        return found

    def _elsewhere(self, low: list[str], mentions: list) -> bool:
        """Whether a sentence is about sport, elections, the arts; "a day before the elections" only tells the time."""
        if self.grammar.elsewhere.isdisjoint(low):
            return False
        parties = any(m.kind == "actor" for m in mentions)
        for k, word in enumerate(low):
            if word in self.grammar.elsewhere:
                before = [self.grammar.functions.get(w, {}) for w in low[max(0, k - 2) : k]]
                if not parties or not any(kind.get("prep") in WHEN for kind in before):
                    return True
        return False

    def finish(self) -> list[dict]:
        """The article's events, merged, in reading order; a description that is named later takes that name."""
        for row in self.rows:
            for column in ("actor", "opponent", "attribution"):
                if not self.named and "; " not in row[column]:
                    continue
                row[column] = "; ".join(dict.fromkeys(self.named.get(name, name) for name in row[column].split("; ")))
        return merge_events(self.rows)

    def _name_descriptions(self, mention) -> None:
        """ "the alliance of A and B", later "the alliance of A and B, which calls itself X": the same party."""
        words = mention.text.lower().split()
        if len(words) < NAMED_AFTER:
            return
        start = tuple(words[:NAMED_AFTER])
        if mention.value in self.described.values() or not classes_of(mention.value):
            return
        known = self.described.get(start)
        if known is None:
            self.described[start] = mention.value
        elif known != mention.value:
            self.named[known] = mention.value

    def _glance(self, mentions: list) -> None:
        self._see_until(sorted((m for m in mentions if m.kind in ("place", "actor")), key=lambda m: m.start), 1 << 60)

    def _see_until(self, pending: list, limit: int) -> list:
        """Take note of the names before an offset; gives the rest."""
        for k, mention in enumerate(pending):
            if mention.start >= limit:
                return pending[k:]
            if mention.kind == "actor" and mention.value.startswith(ANAPHOR):
                self._see_subject(mention)
                continue
            if (
                mention.value.startswith(ANAPHOR)
                or mention.alt == "dateline"
                or (mention.kind == "place" and self._near(mention))
            ):
                continue
            if mention.kind == "actor":
                self._name_descriptions(mention)
                if self._describes(mention):
                    self.focus.also_called(mention.value)
                else:
                    self.focus.see_party(mention.value, "other", mention.text)
                    if mention.alt == "person":
                        self.focus.person = (mention.value, self.sentence.sentence)
                    if mention.alt in ("", "indef") and not self.has_subject:
                        if not self._governed(mention):
                            self.focus.subject, self.has_subject = mention.value, True
                        elif self._owns_subject(mention):
                            self.focus.subject = mention.value
            elif mention.value.startswith("country:"):
                self.focus.country = mention.value[8:]
            else:
                before = self._before(mention, 3)
                if mention.alt and not self._governed(mention) and self.sentence.role == "body":
                    self.focus.country = mention.alt
                    continue
                place = self.focus.gazetteer.place(mention.value)
                aside = bool(mention.alt) and self.focus.topic is not None  # "In Baku people took to the streets"
                passing = aside or (bool(before) and self.grammar.functions.get(before[-1], {}).get("prep") in PASSING)
                if self.sentence.role == "headline" and self.focus.headline is None:
                    self.focus.headline = place
                self.focus.see_place(-1 if passing else self.sentence.sentence, place, self._surrounds(mention))
                self.seen = (self.sentence.sentence, mention.end)
                route = self._governed(mention) == "of" and self.sentence.role == "body"
                if self.sentence.role == "heading" or (len(before) < 3 and not route and not aside):
                    self.focus.tell_event(place)
        return []

    def _see_subject(self, mention) -> None:
        """ "The brigades ..." at the start of a sentence: who they are is what "we" and "they" are from here."""
        if self.has_subject or mention.alt or (self._governed(mention) and not self._owns_subject(mention)):
            return
        called = self.focus.find_called(mention.text.lower().split()[-1])
        named = called or self.focus.find_party(mention.value, self.focus.country)
        noun = Item("actor", 0, 0, mention.text, mention.value)
        self.focus.subject = named or self.focus.describe(noun, self.focus.country)

    def _surrounds(self, mention) -> bool:
        """ "X, in Russian Y": the place under "in" right behind a comma only says where the one before it lies."""
        sentence, end = self.seen
        if sentence != self.sentence.sentence:
            return False
        between = self.sentence.text[end - self.sentence.start : mention.start - self.sentence.start].lstrip()
        if not between.startswith(","):
            return False
        words = WORD.findall(between)[1 : BETWEEN + 1]
        inside = bool(words) and self.grammar.functions.get(words[0].lower(), {}).get("prep") == "in"
        return inside and len(words) < BETWEEN

    def _near(self, mention) -> bool:
        """Whether a name is only a point of reference ("30 km from X"): it is not what the article speaks of."""
        before = self._before(mention, 4)
        return any(tuple(before[k:]) in self.grammar.references for k in range(len(before)))

    def _before(self, mention, count: int) -> list[str]:
        """That many words right before a mention, in lower case, or as many as there are."""
        before = self.sentence.text[: mention.start - self.sentence.start]
        return [word.lower() for word in before.rsplit(None, count)[-count:]]

    def _governed(self, mention) -> str:
        """The function of the preposition right before a name, or before its article; else the empty string."""
        before = self._before(mention, 2)
        kinds: list[dict[str, str]] = [self.grammar.functions.get(word, {}) for word in reversed(before)]
        if kinds and "prep" in kinds[0]:
            return kinds[0]["prep"]
        return kinds[1].get("prep", "") if len(kinds) > 1 and "det" in kinds[0] else ""

    def _owns_subject(self, mention) -> bool:
        """ "An attempt of the rebels": in the first words of a sentence, who stands under "of" is what "they" are."""
        before = self.sentence.text[: mention.start - self.sentence.start].lower().split()
        kinds = [self.grammar.functions.get(word, {}) for word in before[-2:]]
        under = next((kind["prep"] for kind in reversed(kinds) if "prep" in kind), "")
        return under == "of" and len(before) <= SUBJECT

    def _describes(self, mention) -> bool:
        """Whether a description stands in apposition: an indefinite article after a comma before it."""
        before = self._before(mention, 2)
        return len(before) > 1 and before[0].endswith(",") and "indefinite" in self.grammar.functions.get(before[1], ())

    def _code(
        self,
        mention,
        trigger: Item,
        clause: Clause,
        clauses: list[Clause],
        items: list[Item],
        fresh: list[dict],
        used: set[str],
    ) -> list[dict]:
        """The rows of one trigger: the first fitting frame that finds its place."""
        end = mention.end - self.sentence.start
        span = list(takewhile(lambda item: item.start < end, items[trigger.index :]))
        inside = [i for i in place_items(clause) if i.prep == "in" and not i.value.startswith(ANAPHOR)]
        self.focus.within = resolve_places(inside[:1], self.focus)[0][0] if inside else None
        self.focus.here = self.focus.within if inside and inside[0].index < trigger.index else None
        for frame in fitting_frames(trigger, mention.rule, clause, self.grammar):
            if frame.kind == "verb" and not used.isdisjoint(frame.words):
                continue
            head = span[-1] if frame.kind == "noun" else trigger
            voice = voice_of(head, clause, self.grammar) if frame.kind == "verb" else "active"
            if frame.kind == "verb" and voice != "attributive" and self._qualifies(head):
                continue
            filled = self._fill(frame, head, span, clause, clauses, voice)
            if filled is not None and filled.places:
                used |= frame.companions
                self.fired.add(clause.number)
                return self._code_frame(frame, filled, mention, head, clause, clauses, voice, fresh)
        return []

    def _code_frame(
        self,
        frame: Frame,
        filled: Filled,
        mention,
        trigger: Item,
        clause: Clause,
        clauses: list[Clause],
        voice: str,
        fresh: list[dict],
    ) -> list[dict]:
        """The rows of a frame whose roles are filled: its type, status, time and attribution."""
        type_ = self._type(frame, filled, clause, voice, fresh)
        if not type_:
            return []
        form = mention.value if frame.kind == "verb" else frame.kind
        if form == "phrase" and frame.kind == "verb":
            form = next((r.form for r in trigger.readings if r.lemma in frame.words), "past")
        if voice == "attributive":
            form = "attributive"
        if frame.kind == "verb" and (
            not any(r.form != "infinitive" for r in trigger.readings if r.lemma in frame.words)
            or (trigger.index and self.items[trigger.index - 1].cue("marker"))
        ):
            form = "infinitive"
        loses = not {"opponent", "place"}.isdisjoint(frame.roles.get("subj", ()))
        status = status_of(clause, clauses, trigger, frame.type, form, loses)
        if not status:
            return []
        if status == "denied" and type_ == "control":
            if frame.kind != "phrase":
                return []
            type_ = "capture"
        when = self._when(frame, type_, status, trigger, clause, clauses, voice)
        if (
            status == "reported"
            and self._tells_ahead(clause)
            and ((when.latest and self._later(clause)) or dating.ahead(when, self.sentence.reference))
        ):
            status = "planned"
        attribution = attribution_of(clause, clauses)
        if attribution.startswith(ANAPHOR):
            attribution = self.focus.find_party(attribution, self._country(filled))
        if status == "denied" and not (when.told and clause.kind != "sub"):
            claim = self._denied_claim(filled, type_, attribution, fresh)
            if claim is not None:
                when = When.of_row(claim, when.rule)
                if not (filled.actor or loses or claim["actor"] == filled.opponent or "(" in claim["actor"]):
                    filled.actor, filled.certainty = claim["actor"], "context"
        named = bool(filled.actor)
        if status == "reported":
            self._claimed(filled, type_, voice, attribution, clause)
        if voice == "passive" and type_ in ("capture", "partial_capture") and not filled.actor and status == "reported":
            self._continued(filled, fresh)
        if type_ == "control" and filled.actor and not named:
            type_ = "capture"
        if type_ == "control":
            if not filled.actor:
                return []
            claims = clause.kind == "sub" and clause.parent is not None and clause.parent.role("report") is not None
            claims = claims and attribution == filled.actor and bool(clause.parent.times) and not self._since(clause)
            if (
                claims
                or self._newly_held(filled, when, clause)
                or (self.sentence.role == "headline" and clause.finite is None and not clause.has("still"))
                or ("predicate" in frame.needs and self._became(when, clause))
                or (clause.has("whole") and when.precision == "day" and when.told and "/" not in when.edtf)
            ):
                type_ = "capture"
        self._remember(filled, when, clause)
        subject = frame.subject
        if voice == "active" and frame.kind != "noun" and subject and getattr(filled, subject):
            self.subjects[clause.number] = getattr(filled, subject)
        self.last_type, self.last_sentence = type_, self.sentence.sentence
        head = filled.places[0][1]  # "the greatest gain since X, which fell in May"
        aside = clause.kind == "rel" and head is not None and head.prep in ("since", "@near")
        for place, _ in filled.places:
            if not aside and (place.kind != "region" or len(filled.places) == 1):
                self.focus.tell_event(place)
        rows = []
        for place, item in filled.places:
            own = dating.of_mention(item.own_time) if item is not None and item.own_time else when
            row = self._row(frame, place, type_, status, own, filled, attribution, item is None)
            row["apart"] = clause.kind == "inf"
            if (
                type_ == "partial_capture"
                and frame.type == "capture"
                and item is not None
                and not item.extent
                and any(i.extent for _, i in filled.places if i)
            ):
                row["type"], row["extent"] = "capture", ""
            rows.append(row)
        return rows

    def _fill(
        self, frame: Frame, trigger: Item, span: list[Item], clause: Clause, clauses: list[Clause], voice: str
    ) -> Filled | None:
        filled = Filled()
        if frame.kind == "phrase" and any(
            "place" in frame.roles.get(p, ()) and goes_on(span[-1], p, clause) for p in ("over", "of")
        ):
            return None
        place_clause, found = clause, find_places(frame, trigger, clause, voice)
        if not found and "about" in frame.roles:
            for other in clauses:
                if other.kind == "inf" and other.number > clause.number and (found := place_items(other)[:1]):
                    place_clause = other
                    break
        places = resolve_places(found, self.focus) if found else []
        if not places and not found and "named" not in frame.needs:
            places = self._place_from_context(frame, trigger, clause, voice, filled)
        if not places:
            return None
        filled.places = places = self._part_beside(places, clause)
        if any(item.value.startswith(ANAPHOR) for _, item in places if item is not None):
            filled.certainty = "context"
        self._extent(filled, clause)
        used = {item.index for _, item in places if item is not None}
        country = self._country(filled)
        groups = find_parties(frame, trigger, clause, voice, used)
        loser = frame.kind == "verb" and voice == "active" and "opponent" in frame.roles.get("subj", ())
        avoid = ""
        if loser and any(item.value.startswith(ANAPHOR) for item in groups["actor"]):
            avoid = self._party(groups["opponent"], country, "opponent", "") or self._subject_before(clause, country)
        filled.actor = self._inside(span, country, clause) or self._party(groups["actor"], country, "actor", avoid)
        filled.opponent = self._party(groups["opponent"], country, "opponent", filled.actor)
        if place_clause is not clause and not filled.opponent:
            against = [i for i in parties(place_clause, used) if i.prep and i.prep in ("on", "of")]
            filled.opponent = self._party(against[:1], country, "opponent", filled.actor)
        if (
            voice == "passive"
            and "opponent" in frame.roles.get("obj", ())
            and not filled.opponent
            and clause.has("subjectpronoun")
        ):
            filled.opponent = self.focus.subject if self.focus.subject != filled.actor else ""
        self._pronoun_parties(frame, clause, voice, filled)
        if "actor" in frame.needs and not filled.actor:
            return None
        if any(item.value.startswith(ANAPHOR) for group in groups.values() for item in group):
            filled.certainty = "context"
        if not filled.actor and frame.kind == "noun" and any("actor" in roles for roles in frame.roles.values()):
            filled.actor = self._party_before(trigger)
        if (not filled.actor and frame.type in ("control",)) or (not filled.actor and span):
            filled.actor = self._adjective_party(span, country, clause)
        self._missing_subject(frame, clause, voice, filled)
        if filled.actor and frame.kind == "verb" and voice == "active" and "actor" in frame.roles.get("subj", ()):
            self._add_partners(frame, clause, clauses, filled, country)
        if (
            voice == "passive"
            and clause.kind == "rel"
            and not filled.opponent
            and "opponent" in frame.roles.get("obj", ())
        ):
            heads = [i for i in parties(clause.parent, set()) if i.index < clause.items[0].index]
            filled.opponent = self._one_party(heads[-1], country, "opponent", filled.actor) if heads else ""
        if "party" in frame.needs and not filled.actor and not filled.opponent:
            return None
        if self._unfit(frame, filled, groups["actor"], clause, voice):
            return None
        if frame.type == "control" and not filled.actor and frame.kind != "phrase":
            return None
        if (
            frame.type in ("offensive", "siege")
            and frame.kind == "noun"
            and not clause.role("begin")
            and self._under_preposition(trigger)
        ):
            return None
        if (
            frame.type == "offensive"
            and frame.kind == "noun"
            and not filled.actor
            and not filled.opponent
            and not clause.role("begin")
        ):
            return None
        if frame.kind != "noun" and "actor" in frame.roles.get("subj", ()) and voice == "active" and not filled.actor:
            return None
        return filled

    @staticmethod
    def _tells_ahead(clause: Clause) -> bool:
        """Whether a clause can tell a plan by its time: in the present tense, not counted on from a time before."""
        counted = any(i.mention.shift for i in clause.times)
        return ArticleCoder._present(clause) and not counted

    @staticmethod
    def _later(clause: Clause) -> bool:
        """Whether a clause speaks of what is still to come of a time ("later this month")."""
        return any(i.kind == "time" and i.mention.time_kind == "after" for i in clause.items)

    @staticmethod
    def _present(clause: Clause) -> bool:
        return clause.finite is not None and clause.finite.verb.form == "present"

    def _denied_claim(self, filled: Filled, type_: str, source: str, fresh: list[dict]) -> dict | None:
        """The dated claim about the same place that a denial speaks of; nobody denies a gain of their own."""
        place_id = filled.places[0][0].place_id
        for row in (*fresh[::-1], *self.rows[::-1]):
            same = row["place_id"] == place_id and FAMILY[row["type"]] == FAMILY.get(type_)
            if same and row["status"] == "reported" and row["told"] and (not source or row["actor"] != source):
                return row
        return None

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

    def _row(
        self,
        frame: Frame,
        place,
        type_: str,
        status: str,
        when: When,
        filled: Filled,
        attribution: str,
        placeless: bool = False,
    ) -> dict:
        sentence = self.sentence
        return {
            "article_id": self.article_id, "place_": place, "place_id": place.place_id,
            "type": type_, "actor": filled.actor,
            "opponent": filled.opponent if filled.opponent != filled.actor else "", **when.cells(), "status": status,
            "attribution": attribution, "extent": filled.extent, "evidence": sentence.text,
            "evidence_start": sentence.start,
            "evidence_end": sentence.end,
            "certainty": "open" if place.place_id.startswith("open:") else filled.certainty,
            "rule": " ".join(r for r in (frame.rule, when.rule) if r), "headline": sentence.role == "headline",
            "section": self.section, "placeless": placeless, "sentence": sentence.sentence,
            "since": when.edtf.endswith("/..") or (type_ == "control" and when.told),
        }  # fmt: skip
