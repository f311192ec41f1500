"""The units of one sentence: looking at one, at its neighbours, and walking past a person's name."""

from __future__ import annotations

import re

from timeline.lexicon import Lexicon

from .memory import Memory
from .units import GAPS, Unit, strong

DATELINE = re.compile(
    r"^\s*(?:[A-ZÀ-Þ][A-ZÀ-Þ'’ /.-]{2,}|[A-ZÀ-Þ][\w'’-]+(?:[ /][A-ZÀ-Þ][\w'’-]+){0,3}(?=\s*\())"
    r"(?:\s*\([^()]{2,40}\))?\s*[-–—:]?\s"
)

FULL = 2  # words of a full name: a known place behind them is no part of it

Hit = tuple  # (start, end, kind, value, rule, alt)


class Walker:
    """The units of a sentence, the mentions found in it so far, and what the article has told before."""

    def __init__(self, text: str, units: list[Unit], lexicon: Lexicon, memory: Memory) -> None:
        self.text, self.units, self.lexicon, self.memory = text, units, lexicon, memory
        self.roles = lexicon.roles
        self.hits: list[Hit] = []
        match = DATELINE.match(text)
        self.dateline = match.end() if match else 0

    def _tag(self, k: int) -> str:
        return self.units[k][2] if 0 <= k < len(self.units) else ""

    def _low(self, k: int) -> str:
        return self.units[k][4] if 0 <= k < len(self.units) else ""

    def _text(self, k: int) -> str:
        return self.text[self.units[k][0] : self.units[k][1]]

    def _gap(self, k: int) -> str:
        """What stands between unit k and the next one."""
        return self.text[self.units[k][1] : self.units[k + 1][0]] if k + 1 < len(self.units) else ""

    def _near(self, k: int) -> bool:
        return self._gap(k) in GAPS

    def _add(self, start: int, end: int, kind: str, value, rule: str, alt: str = "") -> None:
        if kind == "actor" and (country := self.lexicon.actors.get(value)):
            self.memory.countries[country] += 1
        self.hits.append((start, end, kind, value, rule, alt))

    def _skip_article(self, k: int) -> int:
        while self._low(k) in self.roles["definite"]:
            k += 1
        return k

    def _skip_adjectives(self, k: int) -> int:
        """Plain words before a title: "the renegade general X"."""
        for j in range(k, k + 3):
            if self._tag(j) in ("T", "A"):
                return j
            if self._tag(j) != "w" or any(self._low(j) in words for words in self.roles.values()):
                break
        return k

    def _title(self, k: int) -> int:
        """Title + capitalised run: a person, no place."""
        j = k + 1
        while self._near(j - 1) and (self._tag(j) in ("N", "G") or (j > k + 1 and self._is_person(j))):
            full = j > k + FULL or (j == k + 1 and self._is_person(k))
            if full and self._tag(j) == "G" and strong(self.units[j][3][0], self.lexicon.gazetteer):
                break  # "had general A B Grozny encircled"
            names = (self._low(j), self._low(j).rpartition("-")[2])
            self.memory.persons.update(names)
            self.memory.titled.update(names)
            j += 1
        return j

    def _surname(self, k: int) -> int:
        """The end of a leader's name and the names after it; a known place is none ("had Kadhafi Brega terug").

        Behind a name of one word an unknown one makes another person of it: "Hadi al-Amiri" is not Hadi. k itself then.
        """
        end = k + 1
        while self._near(end - 1) and (self._tag(end) in ("N", "G") or (end > k + 1 and self._is_person(end))):
            if self._tag(end) == "G" and strong(self.units[end][3][0], self.lexicon.gazetteer):
                break
            if self._low(end) in self.memory.alone:
                break  # a name that the article has already named by itself, with no leader before it
            self.memory.persons.update((self._low(end), self._low(end).rpartition("-")[2]))
            end += 1
        s, e = self.units[k][:2]
        return k if end > k + 1 and self.text[s:e].isalpha() else end

    def _is_person(self, k: int) -> bool:
        return self._tag(k) == "A" and self.units[k][3][1] == "person"
