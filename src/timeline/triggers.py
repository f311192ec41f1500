"""Step 3c, find_triggers: sentences -> mentions of kind trigger and cue.

A trigger is a word or phrase that can tell an event; which frame it takes is settled by its clause, so a mention's
`rule` lists every row of `triggers.csv` that it may answer to, and its `value` says in which form it stands.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .grammar import SPLIT, Frame, Grammar, Opening, compile_grammar
from .languages import Language, load_language
from .schema import MENTIONS
from .words import cut_lower

WIDEST = 3  # words within a phrase of more than two ("an end to the three years long siege")
SINCE = 5  # words before a predicate among which it is told since when it is so
PREDICATE = 5  # words of a party behind "of" at most


def find_triggers(sentences: pd.DataFrame, language: str | Path | Language = "nl") -> pd.DataFrame:
    """Find triggers and the cues of status in sentences.

    Takes the sentences table (`schema.SENTENCES`) and a language; gives a mentions table (`schema.MENTIONS`) with
    kind `trigger` (value: verb form, `noun` or `phrase`; rule: the frames it may answer to, space-separated) and
    `cue` (value: its kind and meaning). Offsets are those of the article.

    >>> import timeline.sentences, timeline.triggers
    >>> table = pd.DataFrame({"article_id": ["a"], "sentence": [0], "start": [0], "text": ["Het dorp viel."]})
    >>> find_triggers(table)[["kind", "text", "value"]].values.tolist()
    [['trigger', 'viel', 'past']]
    """
    grammar = compile_grammar(load_language(language))
    rows = []
    for article, number, offset, text in zip(
        *(sentences[c].to_numpy(dtype=object) for c in ("article_id", "sentence", "start", "text")), strict=True
    ):
        for start, end, kind, value, rule in triggers_in(text, grammar):
            rows.append((article, number, offset + start, offset + end, kind, text[start:end], value, rule))
    table = pd.DataFrame(rows, columns=list(MENTIONS[:8]))
    return table.reindex(columns=list(MENTIONS), fill_value="")


def triggers_in(text: str, grammar: Grammar) -> list[tuple[int, int, str, str, str]]:
    """The triggers and status cues of one sentence: (start, end, kind, value, rule), in order."""
    words, starts, stops = cut_lower(text, SPLIT)
    telling = grammar.telling
    ends = grammar.loose_ends.intersection(words)
    found = []
    taken = -1
    for i, word in enumerate(words):
        if (word not in telling and "-" not in word) or i <= taken:
            continue
        if (opening := grammar.openings.get(word)) and (phrase := _phrase_at(words, i, opening, ends, grammar)):
            length, rules = phrase
            taken = i + length - 1
            verb = _verb_at(words, i, grammar) if taken == i else None
            rules = " ".join(
                (rules, *(frame.rule for frame in noun_frames(words[taken], grammar)), *((verb[1],) if verb else ()))
            )
            found.append((starts[i], stops[taken], "trigger", "phrase", rules))
            continue
        frames = noun_frames(word, grammar)
        verb = _verb_at(words, i, grammar) if word in grammar.verb_triggers else None
        if frames and not (verb and not (i and words[i - 1] in grammar.determiners)):
            found.append((starts[i], stops[i], "trigger", "noun", _rules(frames)))
        elif verb:
            found.append((starts[i], stops[i], "trigger", *verb))
        for kind, value, rule in grammar.status_cues.get(word, ()):
            found.append((starts[i], stops[i], "cue", f"{kind} {value}", rule))
    return found


def noun_frames(word: str, grammar: Grammar):
    """Frames of a noun, also as the last part of a compound with a hyphen ("IS-bolwerk")."""
    return grammar.noun_frames.get(word) or (
        grammar.noun_frames.get(word.rpartition("-")[2], ()) if "-" in word else ()
    )


def _phrase_at(
    words: list[str], i: int, opening: Opening, ends: frozenset[str], grammar: Grammar
) -> tuple[int, str] | None:
    """The longest phrase that begins at word i, to the letter; else one with a compound or with words between.

    `ends` are the last words of loose phrases that the sentence holds: without them there can only be a compound.
    """
    following = words[i + 1] if i + 1 < len(words) else ""
    for second in (following, ""):
        for parts, frames in opening.exact.get(second, ()):
            if tuple(words[i : i + len(parts)]) == parts:
                if len(parts) == 1 and not _predicate(words, i + 1, grammar):
                    frames = tuple(frame for frame in frames if "predicate" not in frame.needs)
                if frames:
                    return len(parts), _rules(frames)
    if not ends and words[i] in grammar.determiners:
        return None
    for second in (following, ""):
        lasts = opening.lasts.get(second, ())
        if not lasts or (ends.isdisjoint(lasts) and not following.endswith(lasts)):
            continue
        for parts, frames in opening.loose[second]:
            near = parts[-1] in ends or following.endswith(parts[-1])
            if near and (length := _loose_length(words, i, parts, grammar)):
                return length, _rules(frames)
    return None


def _loose_length(words: list[str], i: int, parts: tuple[str, ...], grammar: Grammar) -> int:
    """The words of a phrase with a compound for its last word or with words before that; 0 where it is not there."""
    head, last = len(parts) - 1, parts[-1]
    if tuple(words[i : i + head]) != parts[:-1]:
        return 0
    following = words[i + head] if i + head < len(words) else ""
    compound = head == 1 and following.endswith(last) and len(following) > len(last) + 2
    if compound and parts[0] not in grammar.determiners:
        return 2  # "in rebel hands" as one word
    widest = min(head + 1, WIDEST)
    if last not in words[i + head + 1 : i + head + 1 + widest]:
        return 0
    for gap in range(1, widest + 1):  # "in Russian hands", "in their own hands"
        between = words[i + head : i + head + gap]
        if words[i + head + gap : i + head + gap + 1] != [last] or not all(w.isalpha() or "-" in w for w in between):
            continue
        if parts[0] in grammar.determiners and not grammar.readings.keys().isdisjoint(between):
            continue  # "the rebels have positions": the determiner belongs to another noun
        if gap == 1 or between[-1] not in grammar.determiners:  # "in X the power" is two phrases
            return head + gap + 1
    return 0


def _predicate(words: list[str], k: int, grammar: Grammar) -> bool:
    """Whether what begins before k can be the predicate of a copula: one is there, and the clause soon ends."""
    if not grammar.since.isdisjoint(words[max(0, k - SINCE) : k]):
        return True  # "X, since May again A's, lies on the river"
    if grammar.copulas.isdisjoint(words):
        return False
    for word in words[k : k + PREDICATE]:
        if word in grammar.copulas or not word[0].isalnum() or "coord" in grammar.functions.get(word, ()):
            return True
    return len(words) <= k + PREDICATE


def _rules(frames: tuple[Frame, ...]) -> str:
    return " ".join(frame.rule for frame in frames)


def _verb_at(words: list[str], i: int, grammar: Grammar) -> tuple[str, str] | None:
    """Form and frames of a verb form that is a trigger, its particle looked up in the rest of the sentence."""
    first, rules = "", []
    for particle, form, own in grammar.verb_triggers.get(words[i], ()):
        if particle and not (
            particle in words[i + 1 :]
            or (i and words[i - 1] == particle)
            or (i > 1 and "marker" in grammar.functions.get(words[i - 1], ()) and words[i - 2] == particle)
        ):
            continue
        first = first or form
        rules.append(own)
    return (first, " ".join(rules)) if rules else None
