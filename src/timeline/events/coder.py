"""Code one article: feed its sentences in order, then `finish`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from operator import attrgetter

from ..grammar import compile_grammar
from ..languages import Language
from ..spelling import english_spelling
from .actors import PartyReader
from .clauses import Clause
from .dating import NEVER, When
from .ellipsis import EllipsisReader, brought_about, from_whom
from .filling import FrameReader
from .fitting import TAKES, Case, fitting_frames, lacks_object, undergone, voice_of
from .focus import ANAPHOR, Focus
from .items import Item, is_common, item_at
from .lists import take_in_lists
from .making import Words, make_items
from .merge import merge_events
from .noticing import NAMED, NO_LIMIT, NameReader
from .places import PlaceReader
from .roles import Filled
from .slots import place_items, resolve_places, stands_for_government
from .splitting import gather, split_clauses
from .subjects import SubjectReader
from .survey import find_homes, find_proper, find_questions, find_stories, find_towns, scene_of
from .telling import StatementReader
from .times import TimeReader
from .types import TypeReader
from .whereabouts import ContextReader

SEVERAL = 4  # sentences of elections, sport or the arts that make an article one of these
HEAD = 6  # items from a noun to a relative clause that speaks of it, with its place and a comma between
SIEGES = frozenset(("siege", "siege_end"))
DISPUTING = frozenset(("deny", "dispute"))  # roles of verbs that deny a claim


class ArticleCoder(
    NameReader, FrameReader, PlaceReader, ContextReader, PartyReader, SubjectReader, TypeReader, TimeReader,
    StatementReader, EllipsisReader,
):  # fmt: skip
    """The state of coding one article."""

    def __init__(
        self,
        article_id: str,
        language: Language,
        sentences: list = (),
        by_sentence: dict | None = None,
        towns: frozenset[str] = frozenset(),
    ):
        self.article_id, self.language = article_id, language
        self.grammar = compile_grammar(language)
        self.towns = find_towns(sentences, by_sentence or {}, self.grammar) | towns
        self.focus = Focus(language)
        self.proper = find_proper(sentences, by_sentence or {})
        self.homes = find_homes(sentences, by_sentence or {}, self.grammar)
        self.asked = find_questions(sentences)
        self.stories = find_stories(sentences, by_sentence or {})
        self.rows: list[dict] = []
        self.described: dict[tuple[str, ...], str] = {}
        self.named: dict[str, str] = {}
        self.last_when: When = NEVER
        self.scene: tuple[int, When] = (-1, NEVER)  # a sentence that told no event, and the time that it told
        self.scene_paragraph = -1
        self.last_paragraph, self.last_sentence, self.last_type = -1, -1, ""
        self.section, self.reference, self.seen, self.near = -1, "", (-1, 0), (-1, 0)
        self.words_before: tuple = (None, [])  # a mention, and the words before it
        self.led = None  # the mention that made the subject last
        self.has_subject, self.government = False, ""  # of the sentence: a party, or else the country it begins with
        self.lead, self.dates = 1, set()  # the paragraph up to which a story tells its news; references seen
        # A headline, or several sentences, of elections, sport or the arts: places fall to nobody armed where none is
        # named near by.
        self.figurative, self.elsewhere, self.armed = False, 0, set()
        self.headed = False  # by the date of an entry of a chronology
        self.echo = -1  # the last sentence that only tells who said the one before it ("That is what A reports")

    @property
    def stamped(self) -> bool:
        """Whether the sentence stands in an entry of a chronology, which dates what it tells."""
        return self.headed or self.sentence.reference != self.reference

    @property
    def home(self) -> str:
        """The country that this story speaks of most: it stands in for that of a place no table knows."""
        return self.homes.get(self.sentence.sentence, "")

    def _country(self, filled: Filled) -> str:
        """The country that the places of an event lie in; where no table knows them, the article's own."""
        for place, _ in filled.places:
            if place.country:
                return place.country
        return scene_of(self.sentence, self.mentions, self.grammar) or self.home or self.focus.country

    def new_towns(self) -> frozenset[str]:
        """Names of no table that an event of this article made places, and that were not known to be places before."""
        found = {row["place_"].name for row in self.rows if row["place_id"].startswith("open:city:")}
        return frozenset(found - self.towns)

    def finish(self) -> list[dict]:
        """The article's events, merged, in reading order; a description that is named later takes that name."""
        for row in self.rows:
            for column in ("actor", "opponent", "attribution"):
                if not self.named and "; " not in row[column]:
                    continue
                row[column] = "; ".join(dict.fromkeys(self.named.get(name, name) for name in row[column].split("; ")))
        for row in self.rows:
            if row["place_id"].startswith("open:"):
                self._spell(row)
        if self.figurative:
            near = self.armed | {number + 1 for number in self.armed}
            self.rows = [r for r in self.rows if r["actor"] or r["opponent"] or r["sentence"] in near]
        return merge_events(self.rows)

    def _spell(self, row: dict) -> None:
        """Give the place of a row that no table knows the name it has in English."""
        place = row["place_"]
        name, rule = english_spelling(place.name, self.homes.get(row["sentence"], ""), self.language)
        if rule:
            row["place_id"] = place.place_id.removesuffix(place.name) + name
            row["place_"] = replace(place, name=name, place_id=row["place_id"])
            row["rule"] = f"{row['rule']} {rule}".strip()

    def read(self, sentence, mentions: list) -> None:
        """Read one sentence: a row of the sentences table, and its mentions."""
        if self.towns:
            mentions = [
                m._replace(kind="place", alt="") if m.kind == "name" and m.text in self.towns else m for m in mentions
            ]
        self._begin(sentence)
        self.mentions = mentions
        triggers = [m for m in mentions if m.kind == "trigger"]
        if any(m.kind == "actor" and m.alt != "person" for m in mentions):
            self.armed.add(sentence.sentence)
        words = Words(sentence.text)
        question = self._elsewhere(words.lows, mentions) or sentence.text.rstrip("\"'”’ ").endswith("?")
        if not self.grammar.elsewhere.isdisjoint(words.lows):
            self.elsewhere += 1
            self.figurative = self.figurative or sentence.role == "headline" or self.elsewhere >= SEVERAL
        unread = sentence.role in ("byline", "caption")
        glanced = not triggers or question or unread
        if glanced:
            if sentence.role == "body" and not triggers and not question:
                self._set_scene(words.lows, mentions)
            if sentence.role != "byline":  # where the reporter sits is not what the article speaks of
                self._glance(mentions)
            if words.lows and "demonstrative" in self.grammar.functions.get(words.lows[0], ()):
                self.echo = sentence.sentence
            dates = self._may_date_news(words.lows, mentions)
            if unread or not self.rows or (self.grammar.denials.isdisjoint(words.lows) and not dates):
                return
        self.items = make_items(words, mentions, sentence.start, self.grammar)
        self.clauses = split_clauses(self.items)
        if not self.clauses:  # marks without a word
            return
        take_in_lists(self.clauses, self.focus.nouns)
        names = [] if glanced else [m for m in mentions if m.kind in NAMED]
        self._read_clauses(names, [] if question else triggers)
        fresh = (
            from_whom(brought_about(self._left_and_taken(self._gaps(self._placed(self.fresh))))) if self.fresh else []
        )
        if any(clause.roles & DISPUTING or "denial" in clause.cues for clause in self.clauses):
            fresh.extend(self._denials(fresh) or ([] if fresh else self._denied_noun(triggers)))
        if not fresh:
            self._date_news()
            if triggers and sentence.role == "body":
                self._set_scene(words.lows, mentions)
        self.rows.extend(fresh)

    def _begin(self, sentence) -> None:
        """Begin a sentence, and where it begins one, a section."""
        if self.government and not self.has_subject:
            self.focus.subject = self.government
        self.sentence, self.has_subject, self.government = sentence, False, ""
        self.subjects: dict[int, str] = {}  # by the number of the clause
        self.fresh: list[dict] = []  # the rows of this sentence
        self.fired: set[int] = set()  # the numbers of its clauses that tell an event
        self.focus.now = sentence.sentence
        if sentence.role == "headline" or sentence.reference not in self.dates:
            self.dates.add(sentence.reference)
            self.lead = sentence.paragraph + (sentence.role == "headline")
        if sentence.section != self.section:
            self.section, dated = sentence.section, sentence.reference != self.reference
            self.headed = dated and sentence.role == "heading"
            self.focus.new_section(dated, sentence.role == "heading")
            self.reference = sentence.reference
            self.last_when = NEVER
            self.focus.home = self.home
        elif self.stories.get(sentence.sentence, 0) != self.stories.get(sentence.sentence - 1, 0):
            self.focus.new_section(dated=True)
            self.last_when, self.lead = NEVER, sentence.paragraph
            self.focus.home = self.focus.country = self.home

    def _read_clauses(self, names: list, triggers: list) -> None:
        """Code the triggers of each clause, once the names before it are seen."""
        pending, standing = sorted(names, key=attrgetter("start")), self._by_clause(triggers)
        for clause in self.clauses:
            used: set[str] = set()
            first = len(self.fresh)
            for mention, trigger in standing.get(clause.number, ()):
                pending = self._see_until(pending, self._start_of(clause) + self.sentence.start)
                self.fresh.extend(self._code(mention, trigger, clause, used))
            if len(self.fresh) > first + 1:
                self.fresh[first:] = _not_in_passing(self.fresh[first:])
        self._see_until(pending, NO_LIMIT)

    def _start_of(self, clause: Clause) -> int:
        """Where a clause begins to be told: "the town" may stand for a name in a relative clause inside it."""
        start = clause.items[0].index
        back = next((i for i in clause.places if i.value.startswith(ANAPHOR)), None)
        if back is None or all(item.clause == clause.number for item in self.items[start : back.index]):
            return clause.items[0].start
        inner = any(c.kind == "rel" and c.parent is clause and c.items[0].index < back.index for c in self.clauses)
        return back.start if inner else clause.items[0].start

    @staticmethod
    def _placed(fresh: list[dict]) -> list[dict]:
        """Rows but those whose place is only the one in focus, where another of the same event names its place.

        An attack "opened, and X was taken" is one on X.
        """
        named = {(row["type"], actor) for row in fresh if not row["placeless"] for actor in (row["actor"], "")}
        named |= {("offensive", actor) for type_, actor in named if type_ in TAKES}
        return [row for row in fresh if not row["placeless"] or (row["type"], row["actor"]) not in named]

    def _by_clause(self, triggers: list) -> dict[int, list[tuple]]:
        """The triggers of each clause, by its number, and the items they stand on; phrases and nouns go first."""
        offset, found = self.sentence.start, defaultdict(list)
        starts = {item.start: item for item in self.items}
        for mention in sorted(triggers, key=lambda m: (m.value not in ("phrase", "noun"), m.start)):
            trigger = starts.get(mention.start - offset)
            if trigger is None or trigger.kind != "word":
                trigger = next((item for item in self.items if item.end == mention.end - offset), None)
                if trigger is not None and "closing" in trigger.cues:
                    continue  # "heavy losses": there the verb is a noun
            if trigger is not None:
                head = trigger.clause
                if mention.value == "noun" and self._take_in_head(trigger, mention.rule):
                    found[head].append((mention, trigger))  # "broke the siege that A had laid in May" tells two
                found[trigger.clause].append((mention, trigger))
        return found

    def _take_in_head(self, noun: Item, rules: str) -> bool:
        """ "the attack on X that A began in May": what is told of the noun is told in the relative clause.

        Gives whether the clause around it has a verb that tells something of the noun as well.
        """
        behind = (c for c in self.clauses if c.kind == "rel" and 0 < c.items[0].index - noun.index <= HEAD)
        clause, head = next(behind, None), self.clauses[noun.clause]
        if clause is None or noun not in head.items:
            return False
        phrase = [i for i in self.items[noun.index : clause.items[0].index] if i.low != ","]
        frames, _ = self.grammar.answering(rules)
        laid = any(f.type in SIEGES and not f.companions.isdisjoint(clause.lemmas()) for f in frames)
        if not (laid or clause.role("begin")) or any(i not in head.items or i.readings for i in phrase):
            return False
        if len(phrase) == len(head.items):
            return False
        told = any(not f.companions.isdisjoint(head.lemmas()) for f in frames)
        clause.items[:1], clause.kind = phrase, "main"
        if not told:
            head.items = [i for i in head.items if i not in phrase]
            gather(head)
        gather(clause)
        return told

    def _seat(self, capital: Item) -> bool:
        """ "the government in X": where a party sits that acts elsewhere."""
        before = item_at(self.items, capital.prep_index - 1)
        return before is not None and before.kind == "actor" and stands_for_government(capital)

    def _code(self, mention, trigger: Item, clause: Clause, used: set[str]) -> list[dict]:
        """The rows of one trigger: the first fitting frame that finds its place; `used` are verbs taken by another."""
        end = mention.end - self.sentence.start
        behind = next((item.index for item in self.items[trigger.index :] if item.start >= end), len(self.items))
        span = self.items[trigger.index : behind]
        inside = [i for i in place_items(clause) if i.prep == "in" and i.value[:1] != ANAPHOR and not self._seat(i)]
        self.focus.within = resolve_places(inside[:1], self.focus)[0][0] if inside else None
        self.focus.here = self.focus.within if inside and inside[0].index < trigger.index else None
        spoken = ""  # the voice of the verb, once a frame of one is tried
        for frame in fitting_frames(span, mention.rule, clause, self.grammar):
            form, voice, head = frame.kind, "active", span[-1] if frame.kind == "noun" else trigger
            if frame.kind == "verb":
                spoken = spoken or voice_of(head, clause, self.grammar)
                out = spoken == "active" and lacks_object(frame, head, clause)
                form, voice = mention.value, "passive" if out else spoken
                if not used.isdisjoint(frame.words) or (voice != "attributive" and self._qualifies(head)):
                    continue
                if "obj" not in frame.roles and self._owned(head):
                    continue
            elif frame.kind == "phrase" and undergone(frame, clause):
                voice = "passive"
            case = Case(frame, head, span, clause, form, voice)
            filled = self._fill(case)
            if filled is not None:
                used |= frame.companions
                self.fired.add(clause.number)
                return self._tell(case, filled)
        return []

    def _elsewhere(self, low: list[str], mentions: list) -> bool:
        """Whether a sentence is about sport, elections, the arts: it names no party, or a work of art tells it."""
        if self.grammar.elsewhere.isdisjoint(low):
            return False
        functions = self.grammar.functions
        armed = any(m.kind == "actor" and "political" not in functions.get(m.text.lower(), ()) for m in mentions)
        return not armed or not self.grammar.retelling.isdisjoint(low)

    def _qualifies(self, trigger: Item) -> bool:
        """A participle between an article and a common noun ("an abandoned town") tells no event."""
        if not any(r.form == "attributive" for r in trigger.readings) or not 0 < trigger.index < len(self.items) - 1:
            return False
        before, after = self.items[trigger.index - 1], self.items[trigger.index + 1]
        only = all(r.form == "attributive" for r in trigger.readings)  # "with captured weapons"
        thing = is_common(after) or after.value == "@vehicles"
        return thing and bool(only or before.cue("det") or before.cue("indefinite") or before.cue("prep") == "with")

    def _owned(self, trigger: Item) -> bool:
        """ "continues its flights": what looks like a verb that has no object, right behind a possessive, is a noun."""
        before = self.items[trigger.index - 1] if trigger.index else None
        noun = any(r.form == "infinitive" for r in trigger.readings)
        return noun and before is not None and bool(before.cue("possessive"))


def _not_in_passing(rows: list[dict]) -> list[dict]:
    """Rows of a clause but states told in passing of what it tells ("besieged B's stronghold X"): B is the opponent."""
    kept = []
    for row in rows:
        passing = row["passing"] and row["type"] in ("control", "siege")
        event = passing and next((r for r in rows if r["place_id"] == row["place_id"] and not r["passing"]), None)
        if not event:
            kept.append(row)
        elif row["type"] == "control" and not event["opponent"] and event["actor"] != row["actor"]:
            event["opponent"] = row["actor"]
    return kept
