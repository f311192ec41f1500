"""Word forms and grammar words of a language, compiled once from `verbs.csv`, `cues.csv` and `triggers.csv`.

A leaf that the trigger finder and the event coder share: what a word form can be (which verb, in which form) and
which grammar word it is (preposition, conjunction, negation, part of a place ...). It holds no word itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from .languages import Language, LanguageError, Row
from .words import splitter

KEPT = 100_000  # words that a memory keeps before it begins anew
PREFIX = 5  # letters of a name that may begin a compound
DEMONYM = "@demonym"  # the trigger of triggers.csv that stands for every adjective of a country in the predicate
STATUS_CUES = frozenset(("neg", "cond", "attribution", "wish", "attempt", "hearsay", "former"))
# A word, a number or a mark; the first alternative is what most words are, and says no more than the second.
_WORD = r"[A-Za-z]++(?=[ .,])|[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+(?:[.,:]\d+)*|[^\w\s]|\d\w*|\w+"
WORD, SPLIT = re.compile(_WORD), splitter(_WORD)


class Reading(NamedTuple):
    """One way to read a word form: the verb, the form, the particle that must stand apart, and the verb's role.

    `plural` is true of a finite form that no single subject has: the last one of its tense in `verbs.csv`.
    """

    lemma: str
    form: str
    particle: str
    role: str
    plural: bool = False


class Frame(NamedTuple):
    """A row of `triggers.csv`, compiled: `roles` maps a preposition (or subj, obj, bare) to the roles it may carry.

    `slots` are those that may carry the place; `subject` and `object` which party (actor, opponent) these may be.
    """

    words: tuple[str, ...]
    kind: str
    companions: frozenset[str]
    type: str
    roles: dict[str, tuple[str, ...]]
    needs: frozenset[str]
    rule: str
    slots: tuple[str, ...]
    subject: str
    object: str


Phrase = tuple[tuple[str, ...], tuple[Frame, ...]]


class Opening(NamedTuple):
    """The phrases that begin with a word, by the word behind it; under the empty string those that may have any there.

    `loose` are those whose last word may move or be a compound, `lasts` their last words.
    """

    exact: dict[str, list[Phrase]]
    loose: dict[str, list[Phrase]]
    lasts: dict[str, tuple[str, ...]]


CuePhrase = tuple[tuple[str, ...], str, str, str]


@dataclass
class Grammar:
    """Compiled look-ups of one language; see `compile_grammar`."""

    readings: dict[str, tuple[Reading, ...]] = field(default_factory=dict)
    since: frozenset[str] = frozenset()  # prepositions that tell since when
    copulas: frozenset[str] = frozenset()  # word forms with a reading as a copula
    # word forms with a reading that a particle must stand apart from: the particles, and the readings without any
    separable: dict[str, tuple[frozenset[str], tuple[Reading, ...]]] = field(default_factory=dict)
    auxiliary: dict[str, str] = field(default_factory=dict)
    cues: dict[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    determiners: frozenset[str] = frozenset()
    phrases: dict[tuple[str, ...], tuple[CuePhrase, ...]] = field(default_factory=dict)  # by their first two words
    joining: frozenset[str] = frozenset()  # words with which a cue of several words can begin
    verb_frames: dict[str, tuple[Frame, ...]] = field(default_factory=dict)
    noun_frames: dict[str, tuple[Frame, ...]] = field(default_factory=dict)
    openings: dict[str, Opening] = field(default_factory=dict)  # by the first word of a phrase
    loose_ends: frozenset[str] = frozenset()  # the last words of all loose phrases
    status_cues: dict[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    verb_triggers: dict[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)  # particle, form, rules
    telling: frozenset[str] = frozenset()  # words with which a trigger or a cue of status can begin
    frames: dict[str, Frame] = field(default_factory=dict)
    functions: dict[str, dict[str, str]] = field(default_factory=dict)
    adjectives: dict[str, str] = field(default_factory=dict)
    peoples: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)  # names of parties that may begin a compound
    predicates: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    retelling: frozenset[str] = frozenset()  # works of art: what they tell is no news, whoever acts in it
    references: frozenset[tuple[str, ...]] = frozenset()  # words and phrases before a mere point of reference
    reference_ends: frozenset[str] = frozenset()  # the last words of these
    denials: frozenset[str] = frozenset()
    ours: tuple[str, ...] = ()
    facts: dict[str, tuple] = field(default_factory=dict)  # what `events` found a word to be, by the word
    pointing: dict[str, dict[str, str]] = field(default_factory=dict)  # the cues of nouns that point back, the same
    answers: dict[str, tuple[tuple[Frame, ...], bool]] = field(default_factory=dict)  # of `answering`

    def answering(self, rules: str) -> tuple[tuple[Frame, ...], bool]:
        """The frames of a trigger (its rules, with spaces between), with companions first; whether it is a verb.

        Each such list is looked up once: it belongs to a word or phrase, and there are not more than those.
        """
        if rules not in self.answers:
            frames = [self.frames[rule] for rule in dict.fromkeys(rules.split())]
            ordered = tuple(sorted(frames, key=lambda frame: not frame.companions))
            self.answers[rules] = ordered, frames[0].kind == "verb"
        return self.answers[rules]


def compile_frame(row: Row, functions: dict[str, dict[str, str]]) -> Frame:
    """Read one row of `triggers.csv`; raises `LanguageError` where roles or kind are not as the header says.

    A preposition is kept under its function (`cues.csv`, column value), so that no module knows the word.
    """
    roles: dict[str, list[str]] = defaultdict(list)
    for pair in row["roles"].split():
        slot, equals, role = pair.partition("=")
        if not equals or role not in ("place", "actor", "opponent", ""):
            raise LanguageError(f"{row.rule}: column roles: {pair!r}: write slot=place, slot=actor or slot=opponent.")
        function = functions.get(slot, {})
        roles[function.get("prep") or function.get("reference") or slot].append(role)
    if row["kind"] not in ("verb", "noun", "phrase"):
        raise LanguageError(f"{row.rule}: column kind: {row['kind']!r}: write verb, noun or phrase.")
    return Frame(
        tuple(row["trigger"].split("|")), row["kind"], frozenset(row["with"].split()), row["type"],
        {slot: tuple(values) for slot, values in roles.items()}, frozenset(row["needs"].split()), row.rule,
        tuple(slot for slot, values in roles.items() if "place" in values),
        *(next((r for r in roles.get(slot, ()) if r in ("actor", "opponent")), "") for slot in ("subj", "obj")),
    )  # fmt: skip


def _verb_forms(row: Row) -> list[tuple[str, Reading]]:
    """All word forms of one verb; for a separable verb also the joined ones ("innam") and the te-infinitive."""
    lemma, particle, role = row["lemma"], row["prefix"], row["role"]
    present, _, past = row["finite"].partition("|")
    found = []
    for form, words in (("present", present), ("past", past)):
        *single, last = words.split() or [""]
        for word in words.split():
            plural = word == last and bool(single) and word not in single
            found.append((word, Reading(lemma, form, particle, role, plural)))
            if particle:
                found.append((particle + word, Reading(lemma, form, "", role, plural)))
    if row["participle"]:
        found.append((row["participle"], Reading(lemma, "participle", "", role)))
        if particle and row["participle"].startswith(particle):
            found.append((row["participle"].removeprefix(particle), Reading(lemma, "participle", particle, role)))
    if row["attributive"]:
        found.append((row["attributive"], Reading(lemma, "attributive", "", role)))
    if row["infinitive"]:
        found.append((particle + row["infinitive"], Reading(lemma, "infinitive", "", role)))
        if particle:
            found.append((row["infinitive"], Reading(lemma, "infinitive", particle, role)))
    return found


@lru_cache(maxsize=8)
def compile_grammar(language: Language) -> Grammar:
    """Compile the tables `verbs`, `cues` and `triggers` of a language.

    Raises `LanguageError` where a row cannot be read; the message names file and line.

    >>> from timeline.languages import load_language
    >>> grammar = compile_grammar(load_language("nl"))
    >>> [(reading.lemma, reading.form) for reading in grammar.readings["heroverde"]]
    [('heroveren', 'past'), ('heroveren', 'attributive')]
    """
    grammar = Grammar()
    readings: dict[str, list[Reading]] = defaultdict(list)
    for row in language.table("verbs"):
        grammar.auxiliary[row["lemma"]] = row["aux"]
        for word, reading in _verb_forms(row):
            if reading not in readings[word]:
                readings[word].append(reading)
    grammar.readings = {word: tuple(found) for word, found in readings.items()}
    grammar.copulas = frozenset(word for word, found in readings.items() if any(r.role == "copula" for r in found))
    grammar.separable = {
        word: (frozenset(r.particle for r in found if r.particle), tuple(r for r in found if not r.particle))
        for word, found in readings.items()
        if any(r.particle for r in found)
    }
    _compile_cues(grammar, language)
    grammar.adjectives = {
        word.lower(): row["country"] for row in language.table("demonyms") for word in row["adjectives"].split("|")
    }
    forms = [row["adjectives"].lower().split("|") for row in language.table("demonyms") if row["country"]]
    grammar.predicates = frozenset(
        word for row in forms for word in row if any(other != word and other.startswith(word) for other in row)
    )
    grammar.peoples = {
        word.lower(): row["english"]
        for row in language.table("demonyms")
        if not row["country"]
        for word in filter(None, row["adjectives"].split("|"))
    }
    grammar.groups = {
        name.lower(): row["actor"]
        for row in language.table("actors")
        for name in row["aliases"].split("|")
        if not row["alt"] and name.isalpha() and len(name) >= PREFIX
    }
    deny = {word for word, found in readings.items() if any(r.role in ("deny", "dispute") for r in found)}
    phrases = (row["cue"].lower().split() for row in language.table("cues") if row["kind"] == "denial")
    bare = {max(reversed(words), key=len) for words in phrases}  # the longest word is the rarest
    grammar.denials = frozenset(deny | bare)
    _compile_frames(grammar, language)
    triggers = {word: tuple(_verb_triggers(found, grammar.verb_frames)) for word, found in grammar.readings.items()}
    grammar.verb_triggers = {word: found for word, found in triggers.items() if found}
    grammar.telling = frozenset((*grammar.verb_triggers, *grammar.noun_frames, *grammar.status_cues, *grammar.openings))
    return grammar


def _compile_cues(grammar: Grammar, language: Language) -> None:
    cues, phrases = defaultdict(list), defaultdict(list)
    for row in language.table("cues"):
        words = tuple(row["cue"].lower().split())
        if len(words) == 1:
            cues[words[0]].append((row["kind"], row["value"], row.rule))
        else:
            phrases[words[:2]].append((words, row["kind"], row["value"], row.rule))
    grammar.cues = {word: tuple(found) for word, found in cues.items()}
    determiners = {word for word, found in cues.items() if {kind for kind, _, _ in found} & {"det", "indefinite"}}
    grammar.determiners = frozenset(determiners)
    status = {word: tuple(cue for cue in found if cue[0] in STATUS_CUES) for word, found in cues.items()}
    grammar.status_cues = {word: found for word, found in status.items() if found}
    grammar.functions = {word: {kind: value for kind, value, _ in reversed(found)} for word, found in cues.items()}
    grammar.since = frozenset(
        word for word, found in cues.items() if any(v == "since" for k, v, _ in found if k == "prep")
    )
    for kind, target in (("elsewhere", "elsewhere"), ("our", "ours")):
        words = [word for word, found in cues.items() if any(k == kind for k, _, _ in found)]
        setattr(grammar, target, frozenset(words) if kind == "elsewhere" else tuple(words))
    grammar.retelling = frozenset(w for w in grammar.elsewhere if grammar.functions[w]["elsewhere"] == "retelling")
    grammar.phrases = {pair: tuple(sorted(found, key=lambda p: -len(p[0]))) for pair, found in phrases.items()}
    alone = ((word,) for word, kinds in grammar.functions.items() if "reference" in kinds)
    joined = (parts for found in phrases.values() for parts, kind, _, _ in found if kind == "reference")
    grammar.references = frozenset((*alone, *joined))
    grammar.reference_ends = frozenset(words[-1] for words in grammar.references)
    grammar.joining = frozenset(first for first, _ in phrases)


def _verb_triggers(readings: tuple[Reading, ...], frames: dict[str, tuple[Frame, ...]]) -> Iterator[tuple]:
    """The readings of a word form that tell something: particle, form and the rules of their frames."""
    for reading in readings:
        if reading.lemma in frames:
            yield reading.particle, reading.form, " ".join(frame.rule for frame in frames[reading.lemma])


def _compile_frames(grammar: Grammar, language: Language) -> None:
    """The frames by their words; a noun that begins with a hyphen stands behind any party, in one word."""
    parties = (*grammar.groups, *filter(str.isalpha, language.words("party_nouns", "word")))
    verbs, nouns, phrases = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in language.table("triggers"):
        frame = compile_frame(row, grammar.functions)
        grammar.frames[row.rule] = frame
        for words in frame.words:
            if frame.kind == "verb":
                if words not in grammar.auxiliary:
                    raise LanguageError(
                        f"{row.rule}: column trigger: {words!r} has no row in verbs.csv: add its forms."
                    )
                verbs[words].append(frame)
            elif frame.kind == "noun" and words.startswith("-"):
                for party in parties:
                    nouns[party + words[1:]].append(frame)
            elif frame.kind == "noun":
                nouns[words].append(frame)
            else:
                phrases[tuple(words.split())].append(frame)
    grammar.verb_frames = {word: tuple(found) for word, found in verbs.items()}
    grammar.noun_frames = {word: tuple(found) for word, found in nouns.items()}
    _compile_phrases(grammar, phrases)


def _compile_phrases(grammar: Grammar, phrases: dict[tuple[str, ...], list[Frame]]) -> None:
    """The phrases of triggers by their first two words, from long to short."""
    openings: dict[str, Opening] = defaultdict(lambda: Opening(defaultdict(list), defaultdict(list), {}))
    for parts, found in sorted(phrases.items(), key=lambda item: -len(item[0])):
        first, second = (*parts, "")[:2]
        openings[first].exact[second].append((parts, tuple(found)))
        if len(parts) > 1 and "prep" not in grammar.functions.get(parts[-1], ()):
            openings[first].loose["" if len(parts) == 2 else second].append((parts, tuple(found)))
    demonyms = list(openings[DEMONYM].exact[""])
    for word in grammar.predicates:
        openings[word].exact[""].extend(((word,), found) for _, found in demonyms)
    for opening in openings.values():
        opening.lasts.update({key: tuple({parts[-1]: None for parts, _ in v}) for key, v in opening.loose.items()})
    grammar.loose_ends = frozenset(last for o in openings.values() for lasts in o.lasts.values() for last in lasts)
    grammar.openings = {
        word: Opening(dict(exact), dict(loose), lasts) for word, (exact, loose, lasts) in openings.items()
    }
