"""The patterns of `timex.csv`, compiled once, and the search for them in a text.

A pattern is words and slots: `begin {month}`, `[de] nacht van {weekday} op {weekday2}`, `{n} {unit} (geleden|terug)`.
`[x]` may be left out, `(x|y)` is a choice, `{slot}` is any word of that slot in `timewords.csv`, and `{date}` is any
time that another row has already read, so `sinds {date}` needs no list of what a date may be.

Speed comes from the index: a row is only tried at a word that it can begin with. Words are walked from right to left,
so that what stands behind `sinds` is known when `sinds` is reached.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from timeline.languages import LanguageError, Row, load_language
from timeline.words import cut, splitter

_TOKEN = r"(?:'(?=\d|\w\b))?\w+"  # an apostrophe before a longer word is a quotation mark
TOKEN, _SPLIT = re.compile(_TOKEN), splitter(_TOKEN)
KEPT = 100_000  # words that a memory keeps before it begins anew
DIGITS, DATE = "0", "{date}"
_RIGHT = r"(?![\w%]|-\w|[.,:/]\d|\s(?:procent|%))"  # in the pattern, so that "recent" gives way to "recentelijk"
POINTS = ("date", "range")
KINDS = (*POINTS, "since", "until", "before", "after", "past", "duration", "set", "vague", "offset")
_GUARDS = ("", "lower", "preposition", "alone", "start", "heading", "demonstrative")


class Node(NamedTuple):
    """A reading of an expression: its row, the values of its slots, and the times inside it. Hashable, for the memo."""

    row: int
    fields: tuple[tuple[str, str], ...]
    inner: tuple[Node, ...]


class Match(NamedTuple):
    """A reading and where it stands in the text."""

    start: int
    end: int
    node: Node
    kind: str


class Rule(NamedTuple):
    """One row of `timex.csv`, ready to match: regular expressions with a time between each two of them."""

    number: int
    source: Row
    segments: tuple[tuple[re.Pattern[str], ...], ...]
    operation: str
    argument: str
    kind: str
    precision: str
    guard: str
    head: Callable[..., re.Match[str] | None] = re.compile("").match


class Slots:
    """The words of `timewords.csv` by slot: `{month}` is an alternation of words, each with a value."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self.values: dict[str, dict[str, str]] = defaultdict(dict)
        self.regexes: dict[str, list[tuple[re.Pattern[str], str]]] = defaultdict(list)
        self._read: dict[tuple[str, str], str] = {}
        for row in rows:
            word = row["word"]
            if word.startswith("/"):
                self.regexes[row["slot"]].append((re.compile(word.strip("/")), row["value"]))
            else:
                self.values[row["slot"]][word] = row["value"]

    def source(self, slot: str, rule: str) -> str:
        """The slot as a regular expression without a name."""
        if slot not in self.values and slot not in self.regexes:
            known = ", ".join(sorted({*self.values, *self.regexes}))
            raise LanguageError(
                f"{rule}: column pattern: slot {{{slot}}} has no word in timewords.csv; known: {known}."
            )
        words = [_trie(self.values[slot])] if slot in self.values else []
        return "|".join(words + [r.pattern for r, _ in self.regexes.get(slot, ())])

    def forms(self, slot: str) -> list[str]:
        """What the slot can begin with: its words, and `DIGITS` for what is written in figures."""
        return [*self.values.get(slot, ()), *([DIGITS] if slot in self.regexes else [])]

    def value(self, slot: str, text: str) -> str:
        """The value of what stood in the slot; for figures, the figures themselves."""
        known = self._read.get((slot, text))
        return self._remember(slot, text) if known is None else known

    def _remember(self, slot: str, text: str) -> str:
        if len(self._read) > KEPT:
            self._read.clear()
        return self._read.setdefault((slot, text), self._value(slot, text))

    def _value(self, slot: str, text: str) -> str:
        found = self.values[slot].get(" ".join(text.lower().split()))
        if found is not None:
            return found
        for regex, value in self.regexes[slot]:
            if regex.fullmatch(text):
                return value or re.sub(r"[^\d,]", "", text).replace(",", ".")
        return text.lower()


def _trie(words: Iterable[str]) -> str:
    """Words as one regular expression that shares their beginnings (a list of 150 words costs as much as a few)."""
    heads: dict[str, list[str]] = defaultdict(list)
    for word in words:
        heads[word[:1]].append(word[1:])
    ends = "" in heads
    parts = [re.escape(h).replace("\\ ", r"\s+") + _trie(rest) for h, rest in heads.items() if h]
    if not parts:
        return ""
    body = parts[0] if len(parts) == 1 and not ends else f"(?:{'|'.join(parts)})"
    return f"{body}?" if ends else body


def _split(text: str, separator: str) -> list[str]:
    """Split outside all brackets."""
    parts, depth, last = [], 0, 0
    for at, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if char == separator and not depth:
            parts.append(text[last:at])
            last = at + 1
    return [*parts, text[last:]]


def _close(text: str, at: int) -> int:
    depth = 0
    for place in range(at, len(text)):
        depth += (text[place] in "([{") - (text[place] in ")]}")
        if not depth:
            return place
    raise ValueError(f"{text!r}: the bracket at character {at + 1} is not closed")


Seconds = frozenset[str] | None
"""The keys of the words that can come second in a pattern, `END` where they lie behind it; `None`: any word."""
Starts = dict[str, Seconds]
"""What a pattern can begin with, and for each beginning what can come second."""
END = ""


class _Compiler:
    """One pattern to a regular expression and to the words that it can begin with."""

    def __init__(self, slots: Slots, rule: str) -> None:
        self.slots, self.rule, self.groups = slots, rule, 0

    def sequence(self, text: str) -> tuple[str, Starts]:
        items = [i for i in _split(text, " ") if i]
        regex, begun, parts = "", False, []
        for item in items:
            optional = item[0] == "[" and _close(item, 0) == len(item) - 1
            source, starts = self.choice(item[1:-1]) if optional else self.item(item)
            if optional:
                regex += rf"(?:\s+{source})?" if begun else rf"(?:{source}\s+)?"
            else:
                regex += (r"\s+" if begun else "") + source
                begun = True
            parts.append((optional, starts))
        return regex, _starts(parts)

    def choice(self, text: str) -> tuple[str, Starts]:
        parts = [self.sequence(part) for part in _split(text, "|")]
        found: Starts = {}
        for _, starts in parts:
            _add(found, starts)
        return "(?:" + "|".join(p for p, _ in parts) + ")", found

    def item(self, text: str) -> tuple[str, Starts]:
        regex, forms, at = "", _single([""]), 0
        while at < len(text):
            char, end = text[at], at
            if char in "([{":
                end = _close(text, at)
                body = text[at + 1 : end]
                if char == "{":
                    slot = body.rstrip("0123456789")
                    self.groups += 1
                    source = f"(?P<{body}__{self.groups}>{self.slots.source(slot, self.rule)})"
                    starts = _single(self.slots.forms(slot))
                else:
                    source, starts = self.choice(body)
                    if char == "[":
                        source, starts = f"(?:{source})?", {**starts, **_single([""])}
            else:
                source, starts = re.escape(char), _single([char])
            regex += source
            forms = _joined(forms, starts)
            at = end + 1
        return regex, forms


def _single(forms: Iterable[str]) -> Starts:
    """Beginnings that are whole by themselves."""
    found = {}
    for form in forms:
        words = TOKEN.findall(form)
        seconds = {_first(words[1])} if len(words) > 1 else {END}
        found[form] = frozenset(seconds | {DIGITS} if form.startswith(DIGITS) else seconds)  # "2,5" is two words
    return found


def _add(found: Starts, more: Starts) -> None:
    """More ways to begin."""
    for form, seconds in more.items():
        known = found.get(form, frozenset())
        found[form] = None if seconds is None or known is None else seconds | known


def _joined(forms: Starts, starts: Starts) -> Starts:
    """Beginnings with others right behind them, without a space."""
    found: Starts = {}
    for form, before in forms.items():
        for start, behind in starts.items():
            if form and start:
                whole = _single([form + start])
                if END in whole[form + start]:  # still one word: what comes second comes behind it
                    whole = {form + start: None if before is None or behind is None else before - {END} | behind}
                _add(found, whole)
            else:
                _add(found, {form + start: before if form else behind})
    return found


def _starts(parts: list[tuple[bool, Starts]]) -> Starts:
    """The beginnings of a sequence, of which some parts may be left out."""
    found: Starts = {}
    for at, (optional, starts) in enumerate(parts):
        follows: set[str] | None = set()  # what the parts behind this one begin with
        for skipped, behind in parts[at + 1 :]:
            words = [form for form in behind if TOKEN.match(form)]
            follows = None if follows is None or len(words) < len(behind) else follows | set(map(_first, words))
            if not skipped:
                break
        else:
            follows = None if follows is None else follows | {END}
        for form, seconds in starts.items():
            if seconds is not None and END in seconds:
                seconds = None if follows is None else seconds - {END} | follows
            _add(found, {form: seconds})
        if not optional:
            break
    return found


def _by_first(starts: Starts) -> dict[str, Seconds]:
    """The keys of the first words that a pattern can begin with, and for each those that can come second."""
    found: Starts = {}
    for form, seconds in starts.items():
        _add(found, {_first(form): None if seconds is None or END in seconds else seconds})
    return found


class Grammar:
    """All rules of a language, and `matches`, the search for them."""

    def __init__(self, folder: Path | str) -> None:
        language = load_language(folder)
        self.slots = Slots(language.table("timewords"))
        self.prepositions = frozenset(self.slots.values["preposition"])
        self.rules: list[Rule] = []
        index: dict[str, list[tuple[Rule, Seconds]]] = defaultdict(list)
        for row in (*language.table("timex"), *language.table("timetraps")):
            self._add(row, index)
        self._known: dict[str, tuple[str, dict[str, list[Rule]]]] = {}
        self._grouped: dict[str, list[tuple[str, str, int]]] = {}
        self.ranges = [rule for rule, _ in index.pop(DATE, ())]  # the rows that begin with `{date}`
        shared = {tuple(found): _by_second(found) for found in index.values()}  # all months begin the same rows
        self.index = {word: shared[tuple(found)] for word, found in index.items()}

    def _add(self, row: Row, index: dict[str, list[tuple[Rule, Seconds]]]) -> None:
        pattern, where, columns = row["pattern"], row.rule, dict(row.cells)
        if row.get("guard") not in _GUARDS:
            raise LanguageError(f"{where}: column guard: {row['guard']!r} is none of {', '.join(_GUARDS[1:])}.")
        if "kind" in columns and row["kind"] not in KINDS:
            raise LanguageError(f"{where}: column kind: {row['kind']!r} is none of {', '.join(KINDS)}.")
        try:
            compiler, segments, starts = _Compiler(self.slots, where), [], {}
            pieces = re.split(r"\s*\{date\d?\}\s*", pattern)
            for at, piece in enumerate(pieces):
                source, forms = compiler.sequence(piece)
                before = r"\s+" if at and source and piece[0] not in ",-–" else ""
                after = r"\s+" if at < len(pieces) - 1 and source and not piece.endswith(("-", "–")) else ""
                ways = [source]
                if at < len(pieces) - 1 and (items := _split(piece, " "))[1:] and items[-1][0] == "[":
                    # "since the" gives way to "since", where "the summer" is the time
                    ways.append(compiler.sequence(" ".join(items[:-1]))[0])
                right = "" if not source or at < len(pieces) - 1 else _RIGHT if "operation" in columns else r"(?!\w)"
                segments.append(tuple(re.compile(before + way + after + right, re.IGNORECASE) for way in ways))
                starts = starts or forms or {DATE: None}
        except (ValueError, re.error) as error:
            raise LanguageError(f"{where}: column pattern: {pattern!r} cannot be read ({error}); mend it.") from error
        operation, kind = row.get("operation", "trap"), row.get("kind", "trap")
        cells = operation, row.get("argument"), kind, row.get("precision"), row.get("guard")
        rule = Rule(len(self.rules), row, tuple(segments), *cells, segments[0][0].match)
        self.rules.append(rule)
        for word, seconds in _by_first(starts).items():
            index[word].append((rule, seconds))

    def matches(self, text: str) -> list[Match]:
        """The longest reading at each place, from left to right, none inside another; traps included.

        A text without any word that a row begins with costs one dictionary look-up a word.
        """
        words, starts, _ = cut(text, _SPLIT)
        known, worth = self._known, []
        looked = [known.get(word) or self._look_up(word) for word in words]
        looked.append(("", {}))  # behind the last word stands none
        for at, (_, table) in enumerate(looked):
            if table and (rules := table.get(looked[at + 1][0]) or table[""]):
                worth.append((starts[at], rules))
        best: dict[int, Match] = {}
        for start, rules in reversed(worth):
            if start and text[start - 1] != " " and not _free(text, start):
                continue
            found = None
            for rule in rules:
                if not best and len(rule.segments) > 1:  # it holds a time, and none stands behind
                    continue
                head = rule.head(text, start)
                match = head and self._try(rule, head, text, start, best)
                if match and (found is None or match.end > found.end):
                    found = match
            if found:
                best[start] = found
                self._extend(text, found, best)
        return _leftmost(best)

    def _look_up(self, word: str) -> tuple[str, dict[str, list[Rule]]]:
        """The key of a word, and the rows that can begin with it, by the key of the word behind it."""
        if len(self._known) > KEPT:
            self._known.clear()
        key = _first(word)
        return self._known.setdefault(word, (key, self.index.get(key, {})))

    def _extend(self, text: str, found: Match, best: dict[int, Match]) -> None:
        """Rows that begin with `{date}`: a range after the first of its two times."""
        if found.kind not in POINTS:
            return
        for rule in self.ranges:
            if rule.segments[1][0].match(text, best[found.start].end) is None:
                continue
            match = self._try(rule, rule.head(text, found.start), text, found.start, best)
            if match and match.end > best[found.start].end:
                best[found.start] = match

    def _try(self, rule: Rule, head: re.Match[str], text: str, start: int, best: dict[int, Match]) -> Match | None:
        """The reading of a rule whose first pattern, `head`, matches at the start."""
        at, fields, inner = start, [], []
        last = len(rule.segments) - 1
        for number, ways in enumerate(rule.segments):
            date = None
            for way in ways:
                found = head if way is head.re and at == start else way.match(text, at)
                if found is None:
                    return None
                if number == last:
                    break
                date = best.get(found.end())
                if date is not None and date.kind in POINTS:
                    break
            else:
                return None
            at = found.end()
            if found.lastindex:
                for field, slot, group in self._groups(found.re):
                    if said := found[group]:
                        fields.append((field, self.slots.value(slot, said)))
            if date is not None:
                inner.append(date.node)
                at = date.end
        if rule.guard and not self._guarded(rule.guard, text, start, at, {k for k, _ in fields}):
            return None
        return Match(start, at, Node(rule.number, tuple(fields), tuple(inner)), rule.kind)

    def _groups(self, pattern: re.Pattern[str]) -> list[tuple[str, str, int]]:
        """The field, the slot and the group of each slot in a compiled pattern.

        They are kept by its text: the hash of a compiled pattern is that of all its code, reckoned anew each time.
        """
        found = self._grouped.get(pattern.pattern)
        if found is None:
            fields = [(name.partition("__")[0], group) for name, group in pattern.groupindex.items()]
            found = [(field, field.rstrip("0123456789"), group) for field, group in fields]
            self._grouped[pattern.pattern] = found
        return found

    def _guarded(self, guard: str, text: str, start: int, end: int, fields: set[str]) -> bool:
        if guard == "lower":
            words = text[start:end]
            follows = text[end:].lstrip()[:1]
            return words.islower() or words.isupper() or (words[1:].islower() and _begins(text, start) and (
                "weekday" in fields or not follows.isupper()))  # fmt: skip
        if guard == "heading":
            return _begins(text, start) and text[end:].lstrip()[:1] in (":", "–", "-")
        if guard == "start":
            return _begins(text, start)
        if guard == "alone":
            return text[end : end + 1] in ".,;:!?)" or not text[end:].strip()
        if guard == "demonstrative" and _begins(text, start):
            return True
        before = text[:start].lower().split()[-2:]
        last = {" ".join(before[-2:]), *before[-1:]}
        return not self.prepositions.isdisjoint(w.lstrip("(\"'“‘,«") for w in last) or text[start - 1 : start] == "("


def _by_second(found: list[tuple[Rule, Seconds]]) -> dict[str, list[Rule]]:
    """The rules to try before each second word; under the empty string those for any other."""
    keys = {"", *(key for _, seconds in found for key in seconds or ())}
    return {key: [rule for rule, seconds in found if seconds is None or key in seconds] for key in keys}


def _begins(text: str, start: int) -> bool:
    """Whether a sentence or a quotation begins here."""
    before = text[:start].rstrip(" \"'“‘«([-–—\t")
    return not before or before[-1] in ".!?:\n"


@lru_cache(maxsize=KEPT)
def _first(form: str) -> str:
    """The key of a word in the index: itself in lower case, or `DIGITS` (after an apostrophe where it has one)."""
    if form[:1].isdecimal():
        return DIGITS
    found = TOKEN.match(form)
    if found is None:
        if form == DATE:
            return DATE
        raise ValueError(f"{form!r} does not begin with a word")
    word = found[0].lower()
    return "'" + DIGITS if word[0] == "'" and word[1].isdecimal() else word


def _free(text: str, start: int) -> bool:
    """Whether a word may begin here: not in the middle of another, of a number or of a name such as F-16."""
    before = text[start - 1]
    if before.isalnum() or before == "_":
        return False
    if text[start].isdecimal() or text[start] == "'":
        return before not in "-–/.,:+€$£#'"
    return before not in "-/'" or (before == "'" and not text[start - 2 : start - 1].isalnum())


def _leftmost(best: dict[int, Match]) -> list[Match]:
    chosen, end = [], -1
    for start in sorted(best):
        if start >= end:
            chosen.append(best[start])
            end = best[start].end
    return chosen
