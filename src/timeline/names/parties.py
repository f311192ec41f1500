"""Mentions of parties: named ones, nationality + party noun, a party and who backs it."""

from __future__ import annotations

import re

from timeline.gazetteer import fold

from .naming import NameOfPartyReader
from .units import GAPS

CANONICAL = {"rebels": "rebels", "militia": "militias", "separatists": "separatists"}
FORMATIONS = frozenset(("battalion", "brigade", "regiment", "division", "legion"))  # units that bear a name
SEVERAL = frozenset(("armies",))  # what parties that are no state can have as well
ALLIES = "allies"  # the class of who is on somebody's side
LOCAL = "local"  # "local fighters" are none that were named before
OWN = ("tribal", "armed ")  # how descriptions begin that say more than the class of their noun
ORDINAL = re.compile(r"\d{1,3}[a-zà-ÿ]{0,3}")  # the number of a unit


class PartyReader(NameOfPartyReader):
    """How the reader reads a party."""

    def _actor(self, k: int) -> int:
        k = self._meant(k)
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
            own, e = self._own_men(j, e)
            alt, j = alt if own == j else "", own
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

    def _own_force(self, k: int) -> int:
        """ "Russia's army": the party noun behind a country in the genitive; 0 where none is."""
        j, english = k + 1, []
        while self._tag(j) == "M" and self.units[j][3][1] == "plain" and self._near(j - 1):
            english += [self.units[j][3][0]] if self.units[j][3][0] else []
            j += 1
        genitive = self._tag(j) == "P" and self._near(j - 1) and self.text[self.units[k][1] - 1] == "s"
        return self._noun_phrase(k, j, [k], english, "") if genitive else 0

    def _belonging(self, k: int) -> int:
        """ "Ankara's auxiliaries": the party noun behind a town in the genitive; 0 where none is.

        A capital stands for its state. The town is no place of an event.
        """
        s, e = self.units[k][:2]
        name, j = self.text[s:e], k + 1
        if name[-1] != "s" or self.lexicon.gazetteer.lookup(name):
            return 0
        while self._tag(j) == "M" and self.units[j][3][1] == "plain" and self._near(j - 1):
            j += 1
        if self._tag(j) != "P" or not self._near(j - 1):
            return 0
        country = self.lexicon.capitals.get(fold(name[:-1].rstrip("'’")), "")
        if country and self.units[j][3][1] == "yes":
            self._add(s, self.units[j][1], "actor", country, self.units[j][5])
            return j + 1
        backer = f"{self.lexicon.english.get(country, country)}-backed" if country else ""
        return self._noun_phrase(k + 1, j, [], [], backer, s)

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

    def _abbreviated(self, j: int, e: int, value: str) -> tuple[int, int, str]:
        """A known party in brackets right after words that name none, "the Ta'ang army (TNLA)", is whom they mean."""
        end, after = self._bracket(j, e, value)
        known = end > j and self._tag(j) == "A" and self.units[j][3][1] != "source"
        return (end, after, self.units[j][3][0]) if known else (j, e, value)

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
            elif people and self._goes_on(j):
                j = self._skip_article(j + 1) - 1  # "the French and the Malian army"
            elif not (people and ORDINAL.fullmatch(self._low(j)) and self._tag(j + 1) == "P"):
                break  # "the Russian 4th brigade"
            j += 1
        if self._tag(j) != "P":
            return self._bare(k, people)
        if self._measures(j):  # "a column of jihadists"
            j += 1
        return self._noun_phrase(k, j, people, english, "")

    def _goes_on(self, k: int) -> bool:
        """Whether unit k joins another nationality or modifier to those before it."""
        following = self._skip_article(k + 1) if self._low(k) in self.roles["and"] else -1
        tag = self._tag(following)
        return (tag == "D" and self.units[following][3][2] == "adjective") or (tag == "M" and following == k + 1)

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

    def _noun_phrase(self, k: int, j: int, people: list[int], english: list[str], backer: str, start: int = -1) -> int:
        """Emit the phrase whose party noun is unit j and whose first word is unit k."""
        s = self.units[k][0] if start < 0 else start
        _, e, _, (klass, state, noun, number), _, rule = self.units[j]
        countries = [self.units[p][3][0] for p in people if self.units[p][3][0]]
        self.memory.countries.update(countries)
        if (state == "yes" or klass == ALLIES) and self._apart(people, countries):
            for p in people[:-1]:
                value = self.units[p][3][0] or self._describe([p], [], [], klass, state, noun, "")
                self._add(self.units[p][0], self.units[p][1], "actor", value, self.units[p][5], "")
            s, people = self.units[people[-1]][0], people[-1:]
            countries = [self.units[p][3][0] for p in people if self.units[p][3][0]]
        alt = ""
        j += 1
        j, e, backed = self._support(j, e)
        backer = backer or backed
        value = self._describe(people, countries, english, klass, state, noun, backer)
        if not backer and self._gap(j - 1) in GAPS:
            name = self._named_group(j, "" if people and not countries else klass, number)  # "the Karen army KNLA"
            if name:
                value, e, j = name
            elif noun.removesuffix("s") in FORMATIONS and self._near(j - 1) and self._tag(j) in ("N", "G"):
                end = self._formations(j, number)
                if not people or any(unit[2] in "GL" for unit in self.units[end:]):  # "left the Russian brigade X"
                    j, e = end, self.units[end - 1][1]
        if not value or value.startswith("@"):
            alt = self._determiner(k)
        sided = klass == ALLIES and self._determiner(k) != "poss"  # "its allies of the A": the A
        taken = self._allied(j, countries, noun) if sided else self._owner(j, value, state, number)
        taken = taken or self._called(j, value)
        taken = taken or self._sworn(j, CANONICAL.get(klass, noun)) or self._following(j, noun)
        if taken:
            value, e, j = taken
            alt = ""
        elif klass == "men" and alt != "poss" and not (state == "yes" and countries):
            return j  # men are a party where they are somebody's; so are "Syrian policemen"
        elif value == f"@{ALLIES}" and number == "singular" and not self._apposed(j):
            return j  # nor is an ally, but with a name
        if value.startswith("@") or value not in self.lexicon.english:
            j, e, value = self._abbreviated(j, e, value)
        j, e = self._bracket(j, e, value) if not value.startswith("@") else (j, e)
        self._add(s, e, "actor", value, rule, alt)
        return j

    def _apposed(self, j: int) -> bool:
        """Whether a party is named right behind a comma: "an ally, the A army, took X"."""
        return self._gap(j - 1) == ", " and self._tag(self._skip_article(j)) == "A"

    def _allied(self, j: int, countries: list[str], noun: str) -> tuple[str, int, int] | None:
        """ "the Syrian allies of Turkey": whose they are does not make them that party."""
        owner = self._owner(j, f"@{ALLIES}", "yes")
        if owner is None or owner[0].startswith("@"):
            return owner
        return f"{noun} of {owner[0]}" + "".join(f" ({country})" for country in countries[:1]), *owner[1:]

    def _apart(self, people: list[int], countries: list[str]) -> bool:
        """Whether nationalities before one noun are as many parties: two states, or a state "and" a people."""
        joined = bool(countries) and any(self._low(p - 1) in self.roles["and"] for p in people[-1:])
        return len(people) > 1 and (len(countries) == len(people) or joined)

    def _formations(self, j: int, number: str) -> int:
        """The end of the names of military units that begin at unit j: "the battalions X and Y" are no places."""
        end = self._run(j)
        while number == "plural":
            joined = self._low(end) in self.roles["and"]
            if self._tag(end + joined) not in ("N", "G") or not (joined or self._gap(end - 1) == ", "):
                break
            end = self._run(end + joined)
        return end

    def _describe(self, people, countries, english, klass, state, noun, backer) -> str:
        """The English of a party phrase; a state, a description, or `@class` where nothing qualifies the noun."""
        if state == "yes" and countries and not backer:
            return countries[0]
        plain = noun if noun.startswith(OWN) else CANONICAL.get(klass, noun)
        if klass in CANONICAL:
            english = [word for word in english if word != LOCAL]  # rebels go by their country
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
            several = state == "yes" and klass != "government" and noun not in SEVERAL
            return f"{' '.join(english)} {'fighters' if several else plain}"
        return f"{plain} ({countries[0]})" if countries else f"@{klass}"

    def _determiner(self, k: int) -> str:
        before = self._low(k - 1)
        return "poss" if before in self.roles["possessive"] else "indef" if before in self.roles["indefinite"] else ""

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
        government = self._tag(j) == "P" and self.units[j][3][0] == "government"
        backer = self._adjective(j) or ("pro-government" if government else "")
        if not backer or self._tag(j + 1) != "M" or (government and self.units[j + 1][3][1] != "tied"):
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
            plain = CANONICAL.get(self.units[end][3][0], self.units[end][3][2])
            value = f"{to}-affiliated {plain}" if self._tag(j) != "P" else f"{to} {plain}"
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

    def _following(self, j: int, noun: str) -> tuple[str, int, int] | None:
        """ "fighters who support general X", "militias loyal to Haftar": whose they are."""
        if self._low(j) not in self.roles["demonstrative"]:
            return None
        k = self._skip_article(j + 1)
        while self._tag(k) in ("D", "T", "M"):
            k += 1
        tag, value = self._tag(k), ""
        if tag == "A" and self.units[k][3][1] != "source":
            value, end = self.units[k][3][0], self._title(k) if self.units[k][3][1] == "person" else k + 1
        elif tag in ("N", "G") and self._tag(k - 1) == "T":
            end = self._title(k - 1)
            value = f"{self._text(end - 1)}'s forces"
        elif tag == "C" or (tag == "P" and self.units[k][3][0] == "government"):
            value, end = f"pro-{self._adjective(k) or 'government'} {noun}", k + 1
        if not value:
            return None
        loyal = self._low(end) in self.roles["loyal"] and self._low(end + 1) in self.roles["remaining"]
        if not loyal and self._low(end) not in self.roles["backing"]:
            return None
        if loyal and tag == "P":
            value = "@government"
        end += 1 + loyal
        return value, self.units[end - 1][1], end
