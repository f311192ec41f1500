"""The name behind a party noun: "the rebel group X", "troops of X", "fighters who call themselves X", loyal to X."""

from __future__ import annotations

import re

from timeline.gazetteer import fold

from .units import GAPS, strong
from .walking import Walker

ABBREVIATED = re.compile(r"[A-Z]{3}")  # in the name of a group, of no place


class NameOfPartyReader(Walker):
    """What a party noun is followed by: its name, whose it is, who backs it."""

    def _named_group(self, j: int, klass: str, number: str) -> tuple[str, int, int] | None:
        """ "the rebel group X", "terror group Y", "militia Z": the name after a party noun."""
        gap = self.text[self.units[j - 1][1] : self.units[j][0]] if j < len(self.units) else "."
        if gap not in GAPS:
            return None
        tag = self._tag(j)
        if tag == "A" and self._low(j - 2) in self.roles["demonstrative"] and self._tag(j - 1) == "P":
            return None  # "drove that militia IS out": two parties
        if (
            tag == "A"
            and not (number == "plural" and self._mid_sentence(j - 1) and self._low(j + 1) not in self.roles["and"])
            and self.units[j][3][1] not in ("person", "source")
            and klass not in ("army", "government", "troops", "soldiers")
        ):
            value, e = self.units[j][3][0], self.units[j][1]
            j, e = self._bracket(j + 1, e, value)
            return value, e, j
        if tag == "C" and number == "singular" and klass in ("army", "troops", "government"):  # Leger Irak
            return self.units[j][3][0], self.units[j][1], j + 1
        if tag == "G" and strong(self.units[j][3][0], self.lexicon.gazetteer):
            return None
        if self._named_word(j) and number == "singular" and klass not in ("army", "government", "troops", "soldiers"):
            end = j + 1
            while self._named_word(end) and self._near(end - 1):
                end += 1
            name = self.text[self.units[j][0] : self.units[end - 1][1]]
            if name in self.memory.grounds:
                return None  # "the movement X": in this article X is a town, and both stand in one clause
            end, e = self._bracket(end, self.units[end - 1][1], name)
            self.memory.aliases.setdefault(name, name)
            return name, e, end
        return None

    def _mid_sentence(self, j: int) -> bool:
        """Whether a plain word stands before the phrase that ends in unit j: only headlines leave "of" out."""
        while self._tag(j) in ("P", "M", "D"):
            j -= 1
        if self._tag(j) != "w" or self._low(j) not in self.roles["definite"]:
            return self._tag(j) == "w"
        governs = (self.roles["of"], self.roles["by"], self.roles["with"], self.roles["and"])
        verb = j > 0 and self._tag(j - 1) == "w" and self._near(j - 1)  # "dislodged the rebels IS": two parties
        return verb and not any(self._low(j - 1) in words for words in governs)

    def _named_word(self, k: int) -> bool:
        """A word of an unknown name: also a common one with a capital ("Zwarte Arend")."""
        return self._tag(k) in ("N", "G") or (self._tag(k) == "w" and self.units[k][3][0])

    def _owner(self, j: int, value: str, state: str, number: str = "") -> tuple[str, int, int] | None:
        """ "strijders van IS", "troepen van Damascus", "leger van Irak", "alliantie van Koerdische strijders"."""
        if self._low(j) not in self.roles["of"] and not (self._low(j) in self.roles["from"] and state == "yes"):
            return None
        k = self._skip_adjectives(self._skip_article(j + 1))
        titled = self._tag(k) == "T"
        while self._tag(k) == "T" or (self._tag(k) == "M" and (not self.units[k][3][0] or self._tag(k + 1) == "A")):
            k += 1
        k = self._meant(k)
        tag = self._tag(k)
        if tag == "A" and self.units[k][3][1] == "source":
            return None
        if tag == "A":
            value, alt = self.units[k][3]
            k = self._title(k) if alt == "person" else k + 1
            k, e = self._bracket(k, self.units[k - 1][1], value)
            return value, e, k
        if titled and tag in ("N", "G"):  # troepen van krijgsheer Musa Hilal
            end = self._run(k)
            name = self.text[self.units[end - 1][0] : self.units[end - 1][1]]
            self.memory.persons.add(name.lower())
            return f"{name}'s forces", self.units[end - 1][1], end
        if tag == "C" and state == "yes":
            self.memory.countries[self.units[k][3][0]] += 1
            return self.units[k][3][0], self.units[k][1], k + 1
        if value.startswith("@") and self._low(j) not in self.roles["of"]:
            return None
        if tag == "N" and not titled and number == "plural" and ABBREVIATED.search(self._text(k)):
            name = self._text(k)  # strijders van de KNLF
            self.memory.aliases.setdefault(name, name)
            return name, self.units[k][1], k + 1
        if tag == "G" and state == "yes" and self._low(j) in self.roles["of"]:
            country = self.lexicon.capitals.get(fold(self.text[self.units[k][0] : self.units[k][1]]))
            if country:
                return country, self.units[k][1], k + 1
        if tag in ("D", "M", "P") and (value.startswith("@") or tag != "P"):
            mark = len(self.hits)
            end = self._party(k)
            if len(self.hits) == mark:
                return None
            inner = self.hits[mark]
            del self.hits[mark:]
            if self._tag(k) == "D" and self.units[k][3][2] == "people" and not self.units[k][3][0]:
                alone = end
                while self._low(end) in self.roles["and"] and self._tag(end + 1) == "D":
                    end += 2
                if end == alone and value.startswith("@"):  # "a coalition of Tuareg and rebels": each by its name
                    return inner[3], inner[1], end
                return value, self.units[end - 1][1], end
            return (inner[3] if value.startswith("@") else value), inner[1], end
        return None

    def _meant(self, k: int) -> int:
        """ "the AU mission AMISOM": the unit of the party that one in a compound before it only describes."""
        compound = self._tag(k) == self._tag(k + 2) == "A" and self._gap(k) == "-" and self._tag(k + 1) == "w"
        plain = compound and not self.units[k][3][1] and not self.units[k + 2][3][1]
        return k + 2 if plain and self._near(k + 1) else k

    def _called(self, j: int, value: str) -> tuple[str, int, int] | None:
        """ ", die zich X noemt": X names the party of the noun before."""
        if self._low(j) not in self.roles["demonstrative"] or self._low(j + 1) not in self.roles["itself"]:
            return None
        k = self._skip_article(j + 2)
        if self._tag(k) == "A":
            name, e = self.units[k][3][0], self.units[k][1]
            end, e = self._bracket(k + 1, e, name)
        elif self._tag(k) in ("N", "G"):
            end = k + 1
            while self._tag(end) in ("N", "G") and self._near(end - 1):
                end += 1
            name = self.text[self.units[k][0] : self.units[end - 1][1]]
            end, e = self._bracket(end, self.units[end - 1][1], name)
            self.memory.aliases.setdefault(name, name)
        else:
            return None
        if self._low(end) in self.roles["named"]:
            return name, self.units[end][1], end + 1
        return None

    def _support(self, j: int, e: int) -> tuple[int, int, str]:
        """ "milities met Amerikaanse steun", "rebellen gesteund door Turkije", with no comma between."""
        if self._gap(j - 1) not in GAPS:
            return j, e, ""
        low = self._low(j)
        if low in self.roles["with"]:
            if self._tag(j + 1) == "D" and self._low(j + 2) in self.roles["support"]:
                return j + 3, self.units[j + 2][1], f"{self.units[j + 1][3][1]}-backed"
            if self._low(j + 1) in self.roles["support"] and self._low(j + 2) in self.roles["of"]:
                k = self._skip_article(j + 3)
                if backer := self._adjective(k):
                    return k + 1, self.units[k][1], f"{backer}-backed"
        if low in self.roles["supported"] and self._low(j + 1) in self.roles["by"]:
            k = self._skip_article(j + 2)
            if backer := self._adjective(k):
                return k + 1, self.units[k][1], f"{backer}-backed"
        return self._support_told(j) or (j, e, "")

    def _support_told(self, j: int) -> tuple[int, int, str] | None:
        """ "rebellen die door Turkije worden gesteund": the support told in a relative clause of nothing else."""
        if self._low(j) not in self.roles["demonstrative"]:
            return None
        units = [self._low(i) for i in range(j + 1, min(j + 7, len(self.units)))]
        by = next((i for i, low in enumerate(units, j + 1) if low in self.roles["by"]), 0)
        told = next((i for i, low in enumerate(units, j + 1) if low in self.roles["supported"]), 0)
        k = self._skip_article(by + 1)
        if not by or not told or not (backer := self._adjective(k)):
            return None
        end = max(k, told)
        if self._low(end + 1) in self.roles["passive"]:
            end += 1
        between = [self._low(i) for i in range(j + 1, end + 1) if i not in (by, told) and not by < i <= k]
        if not between or any(low not in self.roles["passive"] for low in between):
            return None
        return end + 1, self.units[end][1], f"{backer}-backed"
