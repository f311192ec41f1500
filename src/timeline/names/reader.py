"""The rules that join the units of one sentence into mentions."""

from __future__ import annotations

import re

from timeline.gazetteer import fold
from timeline.lexicon import Lexicon

from .memory import Memory, sure
from .units import GAPS, Unit, curated, strong

DATELINE = re.compile(
    r"^\s*(?:[A-ZÀ-Þ][A-ZÀ-Þ'’ /.-]{2,}|[A-ZÀ-Þ][\w'’-]+(?:[ /][A-ZÀ-Þ][\w'’-]+){0,3}(?=\s*\())"
    r"(?:\s*\([^()]{2,40}\))?\s*[-–—:]?\s"
)
_CANONICAL = {"rebels": "rebels", "militia": "militias", "separatists": "separatists"}

RUN = 2  # capitalised words of the longest name that may be a place no table knows
DIGIT = re.compile(r"\d")
GROUNDS = ("city", "capital", "district", "base", "crossing")  # nouns that say of the name before them what it is
ORDINAL = re.compile(r"\d{1,3}[a-zà-ÿ]{0,3}")  # the number of a unit

Hit = tuple  # (start, end, kind, value, rule, alt)


class Reader:
    """Joins the units of one sentence into mentions."""

    def __init__(self, text: str, units: list[Unit], lexicon: Lexicon, memory: Memory) -> None:
        self.text, self.units, self.lexicon, self.memory = text, units, lexicon, memory
        self.roles = lexicon.roles
        self.hits: list[Hit] = []
        match = DATELINE.match(text)
        self.dateline = match.end() if match else 0

    def read(self) -> list[Hit]:
        """Go through the units from left to right; each rule says where it stopped."""
        rules = {"T": self._title, "D": self._party, "M": self._party, "P": self._party, "L": self._noun,
                 "A": self._actor, "C": self._country, "G": self._names, "N": self._names, "w": self._word}  # fmt: skip
        k, count, by = 0, len(self.units), self.roles["by"] | self.roles["tied"]
        while k < count:
            tag, low = self.units[k][2], self.units[k][4]
            k = k + 1 if tag == "w" and low not in by else rules[tag](k)
        return self.hits

    def _word(self, k: int) -> int:
        return self._backed(k) or k + 1

    # -- helpers ------------------------------------------------------------------------------------------------
    def _tag(self, k: int) -> str:
        return self.units[k][2] if 0 <= k < len(self.units) else ""

    def _low(self, k: int) -> str:
        return self.units[k][4] if 0 <= k < len(self.units) else ""

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

    # -- persons ------------------------------------------------------------------------------------------------
    def _title(self, k: int) -> int:
        """Title + capitalised run: a person, no place."""
        j = k + 1
        while self._near(j - 1) and (self._tag(j) in ("N", "G") or (j > k + 1 and self._is_person(j))):
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

    # -- parties ------------------------------------------------------------------------------------------------
    def _actor(self, k: int) -> int:
        s, e, _, (value, alt), _, rule = self.units[k]
        j = k + 1
        if self._tag(j) == "P" and self._gap(k) == "-":  # IS-strijders
            e = self.units[j][1]
            j += 1
        elif self._tag(j) == "T" and self._gap(k) == "-":  # IS-leider X
            self._add(s, e, "actor", value, rule, "compound")
            return self._title(j)
        if self._gap(k) == "-" and self._tag(j) == "L" and self.units[j][3][:2] == ("base", "plural"):
            return j  # VN-bases
        if self._gap(k) == "-" and self._tag(j) == "w":  # IS-offensief
            alt = "compound"
        if alt == "body" and (self._low(k - 1) in self.roles["possessive"] or self._low(k - 1) in self.roles["of"]):
            return j
        if alt == "person":
            j = self._surname(k)
            if j == k:
                return self._title(k)
            e = self.units[j - 1][1]
            j, e = self._own_men(j, e)
        j, e = self._bracket(j, e, value)
        self._add(s, e, "source" if alt == "source" else "actor", value, rule, alt)
        return j

    def _own_men(self, j: int, e: int) -> tuple[int, int]:
        """ "Haftars troepen", "Hadi's strijders": the party noun right behind a leader's name in the genitive."""
        end = j
        while self._tag(end) == "M" and self.units[end][3][1] != "backed" and self._near(end - 1):
            end += 1
        own = self._tag(end) == "P" and self._near(end - 1) and self.text[e - 1] == "s"
        return (end + 1, self.units[end][1]) if own else (j, e)

    def _bracket(self, j: int, e: int, value: str) -> tuple[int, int]:
        """An abbreviation in brackets right after a name belongs to it, and names it in the rest of the article."""
        if j < len(self.units) and self.text[e : self.units[j][0]] == " (" and self.text[self.units[j][1] :][:1] == ")":
            unit = self.units[j]
            if unit[2] in ("N", "A", "w", "G"):
                short = self.text[unit[0] : unit[1]]
                if unit[2] != "A" and short[:1].isupper():
                    self.memory.aliases[short] = value
                return j + 1, unit[1] + 1
        return j, e

    def _party(self, k: int) -> int:
        """(nationality | modifier)* + party noun, or a bare nationality."""
        j, people, english = k, [], []
        while True:
            tag = self._tag(j)
            if tag == "D" and (self.units[j][3][2] == "adjective" or self._tag(j + 1) in ("P", "M", "D")):
                people.append(j)
            elif tag == "M" and self.units[j][3][1] != "backed":
                if self.units[j][3][0] and self.units[j][3][1] == "plain":
                    english.append(self.units[j][3][0])
            elif not (
                self._low(j) in self.roles["and"] and people and self._tag(j + 1) in ("D", "M") and j > k
                and (self._tag(j + 1) != "D" or self.units[j + 1][3][2] == "adjective")
            ) and not (people and ORDINAL.fullmatch(self._low(j)) and self._tag(j + 1) == "P"):  # fmt: skip
                break  # de Russische 4de brigade
            j += 1
        if self._tag(j) != "P":
            return self._bare(k, people)
        if self._measures(j):  # een colonne jihadisten
            j += 1
        return self._noun_phrase(k, j, people, english, "")

    def _measures(self, k: int) -> bool:
        """Whether a party noun only counts the one right behind it: "a column of fighters" without "of"."""
        if self._tag(k + 1) != "P" or not self._near(k) or self.text[self.units[k + 1][0]].isupper():
            return False
        return self.units[k][3][3] == "singular" and self.units[k + 1][3][3] == "plural"

    def _bare(self, k: int, people: list[int]) -> int:
        """Nationalities with no party noun after them: "de Russen", "in Iraakse handen"."""
        s, e, tag, data, _, rule = self.units[k]
        if tag != "D":
            return k + 1
        country, english, form = data
        if country:
            self.memory.countries[country] += 1
        leads = self._tag(k + 1) == "T" and self.units[k + 1][3][0] == "yes"
        if form == "adjective" and country and (leads or self._is_person(k + 1)):
            j = self._title(k + 1) if leads else k + 1
            j += self._is_person(j)
            self._add(s, self.units[j - 1][1], "actor", country, rule, "person")
            return j
        capital = self._tag(k + 1) == "L" and form == "adjective" and self.units[k + 1][3][0] == "capital"
        if capital and not self._name_follows(k + 1) and (city := self._seat(country or english)):
            self._add(s, self.units[k + 1][1], "place", city, self.units[k + 1][5], "")
            return k + 2
        if form == "people":
            value = country or f"{english} fighters"
            taken = self._owner(k + 1, value, "no") if not country else None  # Toearegs van de MNLA
            value, e, k = taken or (value, e, k + 1)
            self._add(s, e, "actor", value, rule)
            return k
        return k + 1

    def _is_person(self, k: int) -> bool:
        return self._tag(k) == "A" and self.units[k][3][1] == "person"

    def _noun_phrase(self, k: int, j: int, people: list[int], english: list[str], backer: str, start: int = -1) -> int:
        """Emit the phrase whose party noun is unit j and whose first word is unit k."""
        s = self.units[k][0] if start < 0 else start
        _, e, _, (klass, state, noun, number), _, rule = self.units[j]
        countries = [self.units[p][3][0] for p in people if self.units[p][3][0]]
        self.memory.countries.update(countries)
        if state == "yes" and len(countries) == len(people) > 1:  # two states: two mentions
            for p in people[:-1]:
                self._add(self.units[p][0], self.units[p][1], "actor", self.units[p][3][0], self.units[p][5], "")
            s, countries, people = self.units[people[-1]][0], countries[-1:], people[-1:]
        alt = ""
        j += 1
        j, e, backed = self._support(j, e)
        backer = backer or backed
        value = self._describe(people, countries, english, klass, state, noun, backer)
        if not backer and self._gap(j - 1) in GAPS:
            name = self._named_group(j, klass, number)
            if name:
                value, e, j = name
        if not value or value.startswith("@"):
            alt = self._determiner(k)
        taken = self._owner(j, value, state) or self._called(j, value) or self._sworn(j, _CANONICAL.get(klass, noun))
        if taken:
            value, e, j = taken
            alt = ""
        elif klass == "men" and alt != "poss":
            return j  # men are a party where they are somebody's
        j, e = self._bracket(j, e, value) if not value.startswith("@") else (j, e)
        self._add(s, e, "actor", value, rule, alt)
        return j

    def _describe(self, people, countries, english, klass, state, noun, backer) -> str:
        """The English of a party phrase; a state, a description, or `@class` where nothing qualifies the noun."""
        if state == "yes" and countries and not backer:
            return countries[0]
        plain = _CANONICAL.get(klass, noun)
        if backer and klass in ("army", "government") and not countries:
            backer = ""  # "the army with Russian air support" is the army of its country
        if backer and (state != "yes" or not countries):
            return f"{backer} {plain}" if state != "yes" else f"{backer} {noun}"
        if countries and state == "yes":
            return countries[0]
        folk = [self.units[p][3][1] for p in people if not self.units[p][3][0]]
        if len(folk) == 1 and folk[0] in self.lexicon.actors and state == "yes":
            return folk[0]  # Puntlandse troepen
        if folk:
            return f"{' and '.join(folk)} {'fighters' if state == 'yes' else plain}"
        if english:
            return f"{' '.join(english)} {'fighters' if state == 'yes' and klass != 'government' else plain}"
        return f"{plain} ({countries[0]})" if countries else f"@{klass}"

    def _determiner(self, k: int) -> str:
        before = self._low(k - 1)
        return "poss" if before in self.roles["possessive"] else "indef" if before in self.roles["indefinite"] else ""

    def _named_group(self, j: int, klass: str, number: str) -> tuple[str, int, int] | None:
        """ "de rebellengroep X", "terreurgroep IS", "militie Y": the name after a party noun."""
        gap = self.text[self.units[j - 1][1] : self.units[j][0]] if j < len(self.units) else "."
        if gap not in GAPS:
            return None
        tag = self._tag(j)
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

    def _owner(self, j: int, value: str, state: str) -> tuple[str, int, int] | None:
        """ "strijders van IS", "troepen van Damascus", "leger van Irak", "alliantie van Koerdische strijders"."""
        if self._low(j) not in self.roles["of"] and not (self._low(j) in self.roles["from"] and state == "yes"):
            return None
        k = self._skip_adjectives(self._skip_article(j + 1))
        titled = self._tag(k) == "T"
        while self._tag(k) == "T" or (self._tag(k) == "M" and (not self.units[k][3][0] or self._tag(k + 1) == "A")):
            k += 1
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
                while self._low(end) in self.roles["and"] and self._tag(end + 1) == "D":
                    end += 2
                return value, self.units[end - 1][1], end
            return (inner[3] if value.startswith("@") else value), inner[1], end
        return None

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

    def _adjective(self, k: int) -> str:
        """The English adjective of a country, capital, people or party at unit k, "" where it is none of these."""
        tag = self._tag(k)
        if tag == "C":
            return self.lexicon.english.get(self.units[k][3][0], "")
        if tag == "D":
            return self.units[k][3][1]
        if tag == "A":
            value = self.units[k][3][0]
            return self.lexicon.english.get(value, value)
        if tag == "G":
            country = self.lexicon.capitals.get(fold(self.text[self.units[k][0] : self.units[k][1]]), "")
            return self.lexicon.english.get(country, "")
        return ""

    def _backed(self, k: int) -> int | None:
        """ "door Turkije gesteunde (Syrische) rebellen"; where no such phrase begins at `door`, None."""
        j = self._skip_article(k + 1)
        backer = self._adjective(j)
        if not backer or self._tag(j + 1) != "M":
            return None
        english, role = self.units[j + 1][3]
        if role == "tied" and self._low(k) in self.roles["tied"]:
            return self._tied(k, j, backer, english)
        if role != "backed" or self._low(k) not in self.roles["by"]:
            return None
        if self._tag(j) == "D" and self.units[j][3][2] == "adjective":
            return None  # "taken by the Kurdish led troops"
        backer += "-led" if self.units[j + 1][3][0] == "led" else "-backed"
        if self.units[j + 1][3][0] == "recognised":
            backer = ""  # "the government recognised by the UN" is the government
        j += 2
        first, people, english = j, [], []
        while self._tag(j) in ("D", "M"):
            if self._tag(j) == "D":
                people.append(j)
            elif self.units[j][3][0] and self.units[j][3][1] == "plain":
                english.append(self.units[j][3][0])
            j += 1
        start = self.units[k][0]
        if self._tag(j) == "A":
            end = self._actor(j)
            hit = self.hits.pop()
            self._add(start, *hit[1:])
            return end
        if self._tag(j) == "P":
            return self._noun_phrase(first, j, people, english, backer, start)
        if backer and self._low(j) in self.roles["groups"]:
            self._add(start, self.units[j][1], "actor", f"{backer} groups", self.units[first - 1][5])
            return j + 1
        return None

    def _tied(self, k: int, j: int, to: str, how: str) -> int | None:
        """ "aan IS gelieerde groep", "aan Haftar trouwe troepen": who is loyal to a party is that party."""
        end = j + 2
        while self._tag(end) in ("D", "M"):
            end += 1
        if self._tag(end) != "P":
            return None
        value = self.units[j][3][0] if self._tag(j) in ("A", "C") else ""
        klass, _, _, number = self.units[end][3]
        if name := self._named_group(end + 1, klass, number):
            self._add(self.units[k][0], name[1], "actor", name[0], self.units[end][5])
            return name[2]
        if how != "loyal" or not value:
            plain = _CANONICAL.get(self.units[end][3][0], self.units[end][3][2])
            value = f"{to}-affiliated {plain}"
        self._add(self.units[k][0], self.units[end][1], "actor", value, self.units[end][5])
        return end + 1

    def _sworn(self, j: int, noun: str) -> tuple[str, int, int] | None:
        """ "strijders (die) trouw (zijn) aan president X", "milities gelieerd aan IS": whose they are."""
        if self._low(j) in self.roles["demonstrative"]:
            j += 1
        loyal = self._low(j) in self.roles["loyal"]
        if not loyal and self._low(j) not in self.roles["affiliated"]:
            return None
        at = next((n for n in range(j + 1, j + 4) if self._low(n) in self.roles["tied"]), 0)
        if not at or any(self._tag(n) != "w" for n in range(j, at)):
            return None
        k = self._skip_article(at + 1)
        while self._tag(k) in ("D", "T", "M"):
            k += 1
        ruler = self._tag(k - 1) == "T" and self.units[k - 1][3][0] == "yes"
        if loyal and ruler and self._tag(k) in ("N", "G"):  # a president whom no table knows
            end = self._title(k - 1)
            return "@government", self.units[end - 1][1], end
        if self._tag(k) == "A" and self.units[k][3][1] != "source":
            value, alt = self.units[k][3]
            end = self._title(k) if alt == "person" else k + 1
        elif self._tag(k) in ("C", "P") and (self._tag(k) == "C" or self.units[k][3][0] == "government"):
            value, end = (self.units[k][3][0] if self._tag(k) == "C" else "@government"), k + 1
        else:
            return None
        return (value if loyal else f"{value}-affiliated {noun}"), self.units[end - 1][1], end

    # -- places -------------------------------------------------------------------------------------------------
    def _country(self, k: int) -> int:
        s, e, _, (country,), _, rule = self.units[k]
        self.memory.countries[country] += 2
        self._add(s, e, "place", f"country:{country}", rule, country)
        return k + 1

    def _run(self, k: int) -> int:
        """The end of a run of capitalised names that touch."""
        j = k + 1
        while self._near(j - 1):
            if self._tag(j) in ("N", "G"):
                j += 1
            elif self._low(j) in self.roles["link"] and self._near(j) and self._tag(j + 1) in ("N", "G"):
                j += 2  # Mocímboa da Praia
            else:
                break
        return j

    def _names(self, k: int) -> int:
        """A place of the gazetteer, an alias of this article, an unknown name; a longer run is a person."""
        end = self._run(k)
        units = self.units[k:end]
        name = self.text[units[0][0] : units[-1][1]]
        known = self.memory.aliases.get(name)
        if known:
            stop, e = self._bracket(end, units[-1][1], known)
            self._add(units[0][0], e, "actor", known, "alias")
            return stop
        if self._tag(end) == "P" and self._gap(end - 1) == "-" and units[-1][2] == "N":  # X-rebellen
            self.memory.aliases.setdefault(name, name)
            self._add(units[0][0], self.units[end][1], "actor", name, self.units[end][5])
            return end + 1
        if len(units) == 1 and units[0][2] == "N" and self._near(end - 1) and self._is_person(end):
            self.memory.persons.add(units[0][4])
            return end  # the given name of a leader whom the tables know by his surname
        if (len(units) == 1 and units[0][2] == "G") or self._each_sure(units):
            for unit in units:
                self._place(unit, "", unit[0], "")
            if self._tag(end) == "L" and self._gap(end - 1) == "-" and self.hits:  # K1-basis
                self.hits[-1] = (self.hits[-1][0], self.units[end][1], *self.hits[-1][2:])
                end += 1
            return end
        if self._tag(end) == "L" and self._gap(end - 1) == "-" and (DIGIT.search(name) or not name.isupper()):
            return self._before_noun(k, end)
        if len(units) > 1 and units[0][2] == "N" and units[0][4].endswith(tuple(self.roles["nature"])):
            self._add(units[0][0], units[0][1], "name", f"open:city:{units[0][4].title()}", "")
            return k + 1  # "fighters from the X mountains took Y"
        if not name.isupper() and len(units) <= RUN and self._is_ground(k, end, name):
            self.memory.grounds.add(name)
            self._add(units[0][0], units[-1][1], "place", f"open:city:{name}", "")
            return end
        if len(units) == 1:
            if self._low(k - 1) in self.roles["toward"]:
                self.memory.grounds.add(name)
            if not name.isupper():
                alt = "initial" if units[0][3][0] else ""
                if not alt:
                    self.memory.alone.add(name.lower())
                self._add(units[0][0], units[0][1], "name", f"open:city:{name}", "", alt)
            return end
        joined = len(units) == RUN and "-" in units[1][4] and self.text[units[1][0]].islower()  # "Ras al-Ain"
        if len(units) == RUN and units[0][2:4] == ("N", (True,)) and self._each_sure(units[1:]) and not joined:
            return self._names(k + 1)  # "Valt Aleppo": a sentence has a capital whatever it begins with
        if self._low(k - 1) in self.roles["toward"]:
            self.memory.grounds.add(name)
            self._add(units[0][0], units[-1][1], "name", f"open:city:{name}", "")
        else:
            if sum(u[2] in "NG" for u in units) == RUN:
                initial = units[0][2] == "N" and units[0][3][0]
                self._add(units[0][0], units[-1][1], "name", f"open:city:{name}", "", "initial" if initial else "run")
            for unit in units[1:]:
                self.memory.persons.update((unit[4], unit[4].rpartition("-")[2]))
        return end

    def _is_ground(self, k: int, end: int, name: str) -> bool:
        """Whether nouns beside an unknown name make it a place: "the streets of X", "X, a town on the river"."""
        if self.memory.is_person(name.lower()):
            return False
        if self._low(k - 1) in self.roles["of"] and self._low(k - 2) in self.roles["ground"]:
            return True
        j = end + 1
        if self._gap(end - 1) != ", " or self._low(end) not in (self.roles["definite"] | self.roles["indefinite"]):
            return False
        while self._tag(j) in ("w", "D", "M") and j < end + 4 and self._near(j - 1) and not self._leads(j):
            j += 1
        town = self._tag(j) == "L" and self.units[j][3][0] in GROUNDS
        return town and self._near(j - 1) and not self._name_follows(j)

    def _leads(self, k: int) -> bool:
        """Whether a word leads from one noun to another ("the mayor of the town")."""
        return any(self._low(k) in self.roles[role] for role in ("of", "from", "by", "with", "toward", "at"))

    def _before_noun(self, k: int, end: int) -> int:
        """An unknown name with a hyphen before a place noun: "K1-basis" is the base K1."""
        kind, _, _, of = self.units[end][3]
        name = self.text[self.units[k][0] : self.units[end - 1][1]]
        value = f"open:{'city' if kind == 'capital' else kind}:{of % name if of else name}"
        self._add(self.units[k][0], self.units[end][1], "place", value, self.units[end][5])
        return end + 1

    def _each_sure(self, units: list[Unit]) -> bool:
        """Whether each name of a run is a known place by itself; "Khan Younis" is one name, whatever Khan is."""
        places = self.lexicon.gazetteer.places
        if any(u[2] != "G" for u in units):
            return False
        lands = [{places[i].country for i in u[3][0] if sure(places[i], u[3][2])} for u in units]
        return all(lands) and bool(set.intersection(*lands))

    def _place(self, unit: Unit, kind: str, start: int, rule: str) -> None:
        ids, shape, name = unit[3]
        alone = start == unit[0] and not shape  # "de stad Damascus" is the city, never the government
        alt = "dateline" if unit[1] <= self.dateline else self.lexicon.capitals.get(fold(name), "") if alone else ""
        self.memory.cities.add(self.lexicon.gazetteer.places[ids[0]].name)
        countries = {self.lexicon.gazetteer.places[i].country for i in ids}
        spelled = self.lexicon.gazetteer.spells(name)
        if len(countries) == 1 and any(sure(self.lexicon.gazetteer.places[i], name, spelled) for i in ids):
            self.memory.countries.update(countries)
        self._add(start, unit[1], "place", (ids, kind, shape, name), rule, alt)

    def _name_follows(self, k: int) -> bool:
        if not self._near(k):
            return False
        if self._tag(k + 1) == "D" and self._tag(k + 2) not in ("P", "L"):  # de deelstaat Kachin
            s, e, _, _, low, rule = self.units[k + 1]
            if ids := curated(self.lexicon.gazetteer.lookup(self.text[s:e]), self.lexicon.gazetteer):
                self.units[k + 1] = (s, e, "G", (ids, "", self.text[s:e]), low, rule)
        if self._tag(k + 1) == "T" and self._tag(k + 2) in ("N", "G") and self._near(k + 1):  # de wijk Sheikh Saeed
            s, e, _, _, low, _ = self.units[k + 1]
            if self.text[s].isupper():
                self.units[k + 1] = (s, e, "N", (False,), low, "")
        return self._tag(k + 1) in ("N", "G")

    def _noun(self, k: int) -> int:
        """A place noun: with a name after it a place of that kind, with "van <city>" a base, else an anaphor."""
        s, e, _, (kind, number, opens, of), _, rule = self.units[k]
        if kind == "none":
            return k + 1
        if self._name_follows(k):
            return self._named(k, kind, number, opens, of)
        if k and self.text[s].isupper() and kind != "capital" and (head := self._compound(k)):
            name = of % head if of else self.text[s:e]
            ids = self.lexicon.gazetteer.lookup(name)
            self._add(s, e, "place", (ids, kind, "", name) if ids else f"open:{kind}:{name}", rule)
            return k + 1
        j = k + 1
        links = self._low(j) in self.roles["of"] or self._low(j) in self.roles["at"]
        if number == "plural" and of:
            if links and (end := self._each_of(j + 1, (s, e, kind, of, rule))):
                return end
            of = ""
        at = self._skip_article(j + 1) if kind == "region" else j + 1  # "the valley of the X"
        if of and links and self._tag(at) == "G" and self._run(at) == at + 1:
            ids, _, name = self.units[at][3]
            self._add(s, self.units[at][1], "place", (ids, kind, of, name), rule)
            return at + 1
        ground = "%s " in of or (of and (kind == "crossing" or self._low(j) in self.roles["beside"]))
        if links and ground and (self._tag(at) == "N" or (self._tag(at) == "G" and self._run(at) > at + 1)):
            end = self._run(at)
            name = self.text[self.units[at][0] : self.units[end - 1][1]]
            self._add(s, self.units[end - 1][1], "place", f"open:{kind}:{of % name}", rule)
            return end
        if self._low(j) in self.roles["of"]:
            j = self._skip_article(j + 1)
            if of and self._tag(j) == "L" and self.units[j][3][0] in ("city", "capital") and not self._name_follows(j):
                e = self.units[j][1]  # de luchthaven van de stad
            if self._tag(j) == "C" and kind == "capital":
                country = self.units[j][3][0]
                if city := self._seat(country):
                    self.memory.countries[country] += 2
                    self._add(s, self.units[j][1], "place", city, rule)
                    return j + 1
            if kind == "capital" and (end := self._region_end(j)) and (first := self._phrase_start(k)) is not None:
                self._add(self.units[first][0], self.units[end - 1][1], "place", "@city", rule)
                return end
            if self._tag(j) in ("G", "C", "N", "A") or kind == "capital":
                return k + 1
        if kind == "region" and self._low(k + 1) in self.roles["around"]:
            return k + 1
        first = self._phrase_start(k)
        if first is None:
            return k + 1
        value = f"@{kind}" if number == "singular" else "@cities" if kind == "city" else f"@{kind}s"
        self._add(self.units[first][0], e, "place", value, rule)
        return j + 1 if e > self.units[k][1] else k + 1

    def _each_of(self, k: int, noun: tuple[int, int, str, str, str]) -> int:
        """ "the bases in X and Y": a base of each of these towns; 0 where no town stands at unit k."""
        start, _, kind, of, rule = noun
        found = []
        while self._tag(k) == "G" and (self._run(k) == k + 1 or self._gap(k).strip() == ","):
            found.append(self.units[k])
            last = k
            k += 1 if self._gap(k).strip() == "," else 2 if self._low(k + 1) in self.roles["and"] else len(self.units)
        if len(found) < 2:
            return 0
        for unit in found:
            ids, _, name = unit[3]
            self._add(start if unit is found[0] else unit[0], unit[1], "place", (ids, kind, of, name), rule)
        return last + 1

    def _seat(self, country: str):
        """The capital of a country or people, open where the tables of places lack it; "" where it is not known."""
        name, gazetteer = self.lexicon.capital_of.get(country, ""), self.lexicon.gazetteer
        known = country in self.lexicon.english
        ids = tuple(i for i in gazetteer.lookup(name) if not known or gazetteer.places[i].country == country)
        return (ids, "", "", "") if ids else f"open:city:{name}" if name else ""

    def _compound(self, k: int) -> str:
        """The first part of a name that ends in a place noun ("Kodorivallei"), as it is written; "" for other words."""
        s, e, _, _, low, rule = self.units[k]
        if low in self.lexicon.phrases:
            return ""
        length = next((len(suffix) for suffix, entry in self.lexicon.suffixes if entry.rule == rule), 0)
        return self.text[s : e - length] if length else ""

    def _region_end(self, j: int) -> int:
        """The end of "the province X" at unit j, 0 where no such name stands there."""
        region = self._tag(j) == "L" and self.units[j][3][0] == "region" and self._name_follows(j)
        return self._run(j + 1) if region else 0

    def _phrase_start(self, k: int) -> int | None:
        """The unit of the determiner before noun k, at most three words back; None where there is none."""
        for j in range(k - 1, max(k - 5, -1), -1):
            low = self._low(j)
            if low in self.roles["definite"] or low in self.roles["demonstrative"] or low in self.roles["possessive"]:
                if self.hits and self.hits[-1][1] > self.units[j][0]:
                    return j + 1 if j + 1 <= k and self.hits[-1][1] <= self.units[k][0] and self._clear(j + 1) else k
                return j
            if low in self.roles["indefinite"] and j == k - 1:
                before = self._low(j - 1)
                if before in self.roles["definite"] or before in self.roles["demonstrative"]:
                    return j - 1
                return None
            if self._tag(j) not in ("w", "D", "M") or not self._near(j):
                return None
        return None

    def _clear(self, j: int) -> bool:
        return not self.hits or self.hits[-1][1] <= self.units[j][0]

    def _base(self, unit: Unit, of: str) -> Unit:
        """A base named like its city: its own row of the tables, or for an airport the city's name with "airport"."""
        ids, shape, name = unit[3]
        places = self.lexicon.gazetteer.places
        if of and not shape and not any(places[i].kind in ("base", "crossing") for i in ids):
            own = [i for n in (of % name, of % places[ids[0]].name) for i in self.lexicon.gazetteer.lookup(n)]
            if own := [i for i in own if places[i].kind in ("base", "crossing")]:
                return (*unit[:3], (tuple(own), "", name), *unit[4:])
            if "airport" in of:
                return (*unit[:3], (ids, of, name), *unit[4:])  # its kind is that of the pattern
        return unit

    def _named(self, k: int, kind: str, number: str, opens: str, of: str) -> int:
        """Place noun + name(s): "de provincie Idlib", "de wijken A, B en C"."""
        s, rule = self.units[k][0], self.units[k][5]
        kind = "city" if kind == "capital" else kind
        j = k + 1
        start = s
        while True:
            end = self._run(j)
            units = self.units[j:end]
            if end == j + 1 and units[0][2] == "G":
                unit = self._base(units[0], of) if kind in ("base", "crossing") else units[0]
                self._place(unit, "" if unit[3][1] else kind, start, rule if start == s else "")
            elif opens == "yes":
                name = self.text[units[0][0] : units[-1][1]]
                ids = self.lexicon.gazetteer.lookup(name)
                value = (ids, kind, "", name) if ids else f"open:{kind}:{name}"
                self.memory.grounds.add(name)
                self._add(start, units[-1][1], "place", value, rule, "")
            j = end
            if number != "plural":
                return j
            gap = self._gap(j - 1)
            if gap == ", " and self._tag(j) in ("N", "G"):
                start = self.units[j][0]
            elif self._low(j) in self.roles["and"] and self._tag(j + 1) in ("N", "G"):
                j += 1
                start = self.units[j][0]
            else:
                return j
