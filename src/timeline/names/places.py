"""Mentions of places: names of the gazetteer, names of no table, place nouns with and without a name."""

from __future__ import annotations

import re

from timeline.gazetteer import fold

from .memory import sure
from .units import Unit, curated
from .walking import Walker

QUOTES = frozenset("\"'‘’“”„«»")
RUN = 2  # capitalised words of the longest name that may be a place no table knows
DIGIT = re.compile(r"\d")
DIGITS = re.compile(r"\d{1,3}")  # the number of a military unit
NTH = {"1": "st", "2": "nd", "3": "rd"}  # endings of English ordinals
HELD = frozenset(("%s headquarters",))  # patterns whose noun a unit's name keeps; all others are its base
WHOLE = "whole"  # nouns of a town that are the town named behind them
WHOSE = "whose"  # nouns of a town behind which a name tells only whose it is
GROUNDS = ("city", "capital", "district", "base", "crossing")  # nouns that say of the name before them what it is


class PlaceNameReader(Walker):
    """How the reader reads a capitalised name that may be a place."""

    def _country(self, k: int) -> int:
        s, e, _, (country,), _, rule = self.units[k]
        self.memory.countries[country] += 2
        if self._tag(k + 1) in ("P", "M") and self._near(k) and (end := self._own_force(k)):
            return end
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
        if self._is_title(units[0][0], units[-1][1]) or self._is_called(k, end):
            return end
        if len(units) == 1 and units[0][2] == "G" and (stop := self._belonging(k)):
            return stop
        known = self.memory.aliases.get(name)
        if known:
            stop, e = self._bracket(end, units[-1][1], known)
            self._add(units[0][0], e, "actor", known, "alias")
            return stop
        if self._tag(end) == "P" and self._gap(end - 1) == "-" and units[-1][2] == "N":  # X-rebellen
            if self._tag(end + 1) == "A" and self._near(end) and not self.units[end + 1][3][1]:
                self._add(units[0][0], self.units[end + 1][1], "actor", self.units[end + 1][3][0], self.units[end][5])
                return end + 2  # the X-army TNLA
            stop, e, value = self._abbreviated(end + 1, self.units[end][1], name)
            self.memory.aliases.setdefault(name, value)
            self._add(units[0][0], e, "actor", value, self.units[end][5])
            return stop
        if len(units) == 1 and units[0][2] == "N" and self._near(end - 1) and self._is_person(end):
            self.memory.persons.add(units[0][4])
            return end  # the given name of a leader whom the tables know by his surname
        if (len(units) == 1 and units[0][2] == "G") or self._each_sure(units):
            base = self._called_base(end) if len(units) == 1 else None
            if base is not None:
                kind, _, _, of = base[3]
                unit = self._own_row(units[0], kind, of)
                self._place(unit, "" if unit[3][1] else kind, unit[0], base[5])
                return end
            for unit in units:
                self._place(unit, "", unit[0], "")
            if self._tag(end) == "L" and self._gap(end - 1) == "-" and self.hits:  # K1-basis
                self.hits[-1] = (self.hits[-1][0], self.units[end][1], *self.hits[-1][2:])
                end += 1
            return end
        if self._tag(end) == "L" and self._gap(end - 1) == "-" and (DIGIT.search(name) or not name.isupper()):
            return self._before_noun(k, end)
        return self._unknown(k, end, name)

    def _is_title(self, start: int, end: int) -> bool:
        """Whether a name stands between quotation marks by itself: a film, a book or a ship is called so."""
        return start > 0 and self.text[start - 1] in QUOTES and self.text[end : end + 1] in QUOTES

    def _is_called(self, k: int, end: int) -> bool:
        """ "Hurricane X", "the frigate X": an unknown name right behind the noun of what bears it is no place."""
        return (
            all(u[2] == "N" for u in self.units[k:end])
            and self._near(k - 1)
            and self._low(k - 1) in self.roles["called"]
        )

    def _unknown(self, k: int, end: int, name: str) -> int:
        """A name of no table: a place where nouns say so, else one that may be a place, of one word or of more."""
        units = self.units[k:end]
        if len(units) > 1 and units[0][2] == "N" and units[0][4].endswith(tuple(self.roles["nature"])):
            self._add(units[0][0], units[0][1], "name", f"open:city:{units[0][4].title()}", "")
            return k + 1  # "fighters from the X mountains took Y"
        if not name.isupper() and len(units) <= RUN and self._is_ground(k, end, name):
            self.memory.grounds.add(name)
            self._add(units[0][0], units[-1][1], "place", f"open:city:{name}", "")
            return end
        if self._low(k - 1) in self.roles["toward"]:
            self.memory.grounds.add(name)
        return self._unknown_run(k, end, name) if len(units) > 1 else self._unknown_word(k, name)

    def _unknown_word(self, k: int, name: str) -> int:
        """A capitalised word of no table; a sentence has a capital whatever it begins with."""
        adjective = self.units[k][4].endswith(tuple(self.roles["adjectival"])) and self._tag(k + 1) in ("L", "P")
        if adjective and self._near(k) and self._low(k - 1) in self.roles["definite"] | self.roles["indefinite"]:
            return k + 1  # "the Aleppine suburb X"
        if not name.isupper():
            alt = "initial" if self.units[k][3][0] else ""
            if not alt:
                self.memory.alone.add(name.lower())
            self._add(*self.units[k][:2], "name", f"open:city:{name}", "", alt)
        return k + 1

    def _unknown_run(self, k: int, end: int, name: str) -> int:
        """Capitalised words of no table: two may be a place, more are a person; behind "to" they are a place."""
        units = self.units[k:end]
        joined = len(units) == RUN and "-" in units[1][4] and self.text[units[1][0]].islower()  # "Ras al-Ain"
        if len(units) == RUN and units[0][2:4] == ("N", (True,)) and self._each_sure(units[1:]) and not joined:
            return self._names(k + 1)  # "Valt Aleppo": a sentence has a capital whatever it begins with
        if len(units) > RUN and units[-2][2] == "N" and self._each_sure(units[-1:]):
            self._note_person(units[1:-1])  # "entered fighters of A.B. Grozny": a person of two names, and a place
            return self._names(end - 1)
        if self._low(k - 1) in self.roles["toward"]:
            self._add(units[0][0], units[-1][1], "name", f"open:city:{name}", "")
        else:
            if sum(u[2] in "NG" for u in units) == RUN:
                initial = units[0][2] == "N" and units[0][3][0]
                self._add(units[0][0], units[-1][1], "name", f"open:city:{name}", "", "initial" if initial else "run")
            self._note_person(units[1:])
        return end

    def _note_person(self, surnames: list[Unit]) -> None:
        """Remember the words behind a given name: alone they are a person as well."""
        for unit in surnames:
            self.memory.persons.update((unit[4], unit[4].rpartition("-")[2]))

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

    def _called_base(self, end: int) -> Unit | None:
        """ "X, an airport in the desert, fell": the noun in apposition that makes a base of the name before it."""
        det = self.roles["definite"] | self.roles["indefinite"]
        if self._gap(end - 1) != ", " or self._low(end) not in det:
            return None
        j = end + 1
        while self._tag(j) in ("w", "D", "M") and j < end + 3 and self._near(j - 1) and not self._leads(j):
            j += 1
        noun = self._tag(j) == "L" and self.units[j][3][:2] in (("base", "singular"), ("crossing", "singular"))
        if not noun or not self.units[j][3][3] or not self._near(j - 1) or self._name_follows(j):
            return None
        goes_on = self.roles["of"] | self.roles["and"]  # "X, the airport of Y and ...": another place
        return self.units[j] if self._low(j + 1) not in goes_on else None

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


class PlaceReader(PlaceNameReader):
    """How the reader reads a place noun, and the name beside it."""

    def _place(self, unit: Unit, kind: str, start: int, rule: str) -> None:
        ids, shape, name = unit[3]
        alone = start == unit[0] and not shape  # "the city of Damascus" is the city, never the government
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
        if self._tag(k + 1) == "D" and self._tag(k + 2) not in ("P", "L"):  # "the state Kachin"
            s, e, _, _, low, rule = self.units[k + 1]
            if ids := curated(self.lexicon.gazetteer.lookup(self.text[s:e]), self.lexicon.gazetteer):
                self.units[k + 1] = (s, e, "G", (ids, "", self.text[s:e]), low, rule)
        if (
            self._tag(k + 1) == "T" and self._tag(k + 2) in ("N", "G") and self._near(k + 1)
        ):  # "the quarter Sheikh Saeed"
            s, e, _, _, low, _ = self.units[k + 1]
            if self.text[s].isupper():
                self.units[k + 1] = (s, e, "N", (False,), low, "")
        if self._numbered(k):
            self.units[k + 1] = (*self.units[k + 1][:2], "N", (False,), *self.units[k + 1][4:])
        return self._tag(k + 1) in ("N", "G")

    def _numbered(self, k: int) -> bool:
        """ "Sector 9", "District Two": a noun with a capital and a number are a name together."""
        number = self._low(k + 1).isdigit() or (
            self._low(k + 1) in self.roles["number"] and self._text(k + 1).istitle()
        )
        noun = self.units[k]
        return number and noun[0] > 0 and noun[3][1] == "singular" and self.text[noun[0]].isupper()

    def _noun(self, k: int) -> int:
        """A place noun: with a name after it a place of that kind, with "van <city>" a base, else an anaphor."""
        s, e, _, (kind, number, opens, of), _, rule = self.units[k]
        if kind == "none":  # "the headquarters" are a place of their own by the unit's name only
            if self._low(k - 1) in self.roles["demonstrative"] and not of:  # "that second place" is one on the map
                self._add(self.units[k - 1][0], e, "place", "@city", rule)
            return (of and self._by_unit(k)) or k + 1
        compound = k and self.text[s].isupper() and kind != "capital" and (of or not self._name_follows(k))
        if compound and (head := self._compound(k)):  # "fighters from the X mountains took Y", but "the X town Y"
            name = of % head if of else self.text[s:e]
            ids = self.lexicon.gazetteer.lookup(name)
            self._add(s, e, "place", (ids, kind, "", name) if ids else f"open:{kind}:{name}", rule)
            return k + 1
        if self._name_follows(k):
            return self._named(k, kind, number, opens, of)
        if self._apposed(k):
            self._place(self.units[k + 1], kind if kind != "capital" else "city", s, rule)
            return k + 2
        if (end := self._base_of(k)) is not None:
            return end
        if self._low(k + 1) in self.roles["of"]:
            return self._noun_of(k)
        if kind == "region" and self._low(k + 1) in self.roles["around"]:
            return k + 1
        return self._pointing(k, k + 1)

    def _apposed(self, k: int) -> bool:
        """Whether a known name between commas behind the noun tells which place it is: "the main town, X, fell"."""
        kind, number, _, _ = self.units[k][3]
        if number != "singular" or kind in ("base", "crossing") or self._tag(k + 1) != "G" or self._gap(k) != ", ":
            return False
        first = self._phrase_start(k)
        if self._run(k + 1) > k + 2 or first is None:
            return False
        if kind == "region" and self._low(first - 1) in self.roles["of"]:
            return False  # "the main town of the region, X"
        closed = self.text[self.units[k + 1][1] :].lstrip("\"'”’")[:1] in (",", ".", "")
        listed = self._tag(k + 2) in ("G", "N", "C") or self._low(k + 2) in self.roles["and"]
        return closed and not listed

    def _base_of(self, k: int) -> int | None:
        """ "the airport of X", "the bases in X and Y", "the valley of the X": its end, None where no name follows."""
        s, e, _, (kind, number, _, of), _, rule = self.units[k]
        j = k + 1
        if kind == "crossing" and self._low(j) in self.roles["with"] and self._tag(j + 1) == "C":
            j += 2  # "the crossing with A at X"
        links = self._low(j) in self.roles["of"] or (kind != "district" and self._low(j) in self.roles["at"])
        if kind == "base" and (end := self._by_unit(k)):
            return end
        if number == "plural" and of:
            several = self._each_of(j + 1, (s, e, kind, of, rule)) if links else 0
            if several or of != "%s" or self._low(j) not in self.roles["of"]:  # "the fields of X" are X
                return several or None
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
        return None

    def _by_unit(self, k: int) -> int:
        """ "the base of the 17th Division", "the headquarters of the X Brigade": its end; 0 where no unit follows."""
        s, _, _, (_, number, _, of), _, rule = self.units[k]
        if self._low(k + 1) not in self.roles["of"]:
            return 0
        unit = self._numbered_unit(k + 2)
        if unit is None and number == "singular":
            unit = self._named_unit(self._skip_article(k + 2), of)
        if unit is None:
            return 0
        name, end = unit
        ids = self.lexicon.gazetteer.lookup(name)
        self._add(s, self.units[end - 1][1], "place", (ids, "base", "", name) if ids else f"open:base:{name}", rule)
        return end

    def _named_unit(self, k: int, of: str) -> tuple[str, int] | None:
        """ "the headquarters of the Western Command": the base goes by the force that has it; with the unit behind."""
        if self._tag(k) == "A":  # a brigade that is a party of the tables as well
            head, _, last = self._text(k).replace("-", " ").rpartition(" ")
            last, end = last.lower(), k + 1
        else:
            head, last, end = self._text(k), self._low(k + 1), k + 2
            if self._tag(k) not in ("N", "G") or self._tag(k + 1) != "P":
                return None
        noun = next((x.data for x in self.lexicon.entries(last) if x.tag == "P" and not x.words), None)
        if not head or noun is None or noun[0] != "troops" or noun[3] != "singular":
            return None
        compass = self.lexicon.compass.get(head.lower(), "")
        name = f"{compass.title() or head} {noun[2].title()}"
        return (of % name if "%s " in of else f"{name} base"), end

    def _numbered_unit(self, k: int) -> tuple[str, int] | None:
        """ "the base of the Syrian 17th Division", "of Brigade 93": the base goes by the unit; with the unit behind."""
        of = self.units[k - 2][3][3]
        k = self._skip_article(k)
        while self._tag(k) in ("D", "M") and self._low(k) not in self.lexicon.ordinals:
            k += 1
        number, noun = self._number(k), k + 1
        if not number:
            number, noun = self._number(k + 1), k
        if not number or self._tag(noun) != "P":
            return None
        klass, _, english, many = self.units[noun][3]
        if klass != "troops" or many != "singular":
            return None
        if " " in english or of in HELD:  # "the 6th Infantry Division" is known by its arm
            house = of.split()[-1] if of in HELD else "base"
            return f"{number}{NTH.get(number[-1:], 'th')} {english.title()} {house}", k + 2
        return f"{english.title()} {number} base", k + 2

    def _number(self, k: int) -> str:
        """The number that a unit writes in figures or as an ordinal word; "" for any other."""
        found = DIGITS.match(self._low(k))
        return found.group() if found else self.lexicon.ordinals.get(self._low(k), "")

    def _noun_of(self, k: int) -> int:
        """ "the airport of the city", "the capital of Iraq", "the capital of the province X"."""
        s, _, _, (kind, number, opens, of), _, rule = self.units[k]
        j = self._skip_article(k + 2)
        town = self._tag(j) == "L" and self.units[j][3][0] in ("city", "capital") and not self._name_follows(j)
        if self._tag(j) == "C" and kind == "capital":
            country = self.units[j][3][0]
            if city := self._seat(country):
                self.memory.countries[country] += 2
                self._add(s, self.units[j][1], "place", city, rule)
                return j + 1
        if kind == "capital" and self._near(k) and (found := self._region_seat(j)):
            seat, end = found
            self._add(s, self.units[end - 1][1], "place", seat, rule)
            return end
        if kind == "capital" and (end := self._region_end(j)) and (first := self._phrase_start(k)) is not None:
            self._add(self.units[first][0], self.units[end - 1][1], "place", "@city", rule)
            return end
        if opens == WHOLE and self._tag(j) == "G" and self._run(j) == j + 1:
            self._place(self.units[j], kind, s, rule)  # "the built-up area of X" is X
            return j + 1
        if opens == WHOSE and self._tag(j) in ("A", "N"):
            return self._pointing(k, j + 1)  # "the birthplace of X"
        if self._tag(j) in ("G", "C", "N", "A") or kind == "capital":
            return k + 1
        return self._pointing(k, j + 1 if of and number != "plural" and town else k + 1)

    def _pointing(self, k: int, end: int) -> int:
        """A place noun without a name, up to `end`: it points to a place told before."""
        kind, number, rule = *self.units[k][3][:2], self.units[k][5]
        first = self._phrase_start(k)
        if first is None or any(self._low(j) in self.roles["other"] for j in range(first, k)):
            return k + 1
        value = f"@{kind}" if number == "singular" else "@cities" if kind == "city" else f"@{kind}s"
        self._add(self.units[first][0], self.units[end - 1][1], "place", value, rule)
        return end

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

    def _region_seat(self, j: int) -> tuple[tuple, int] | None:
        """ "(the province) X" at unit j: its capital, and the end of the phrase; None where no table knows it."""
        noun = self._tag(j) == "L" and self.units[j][3][0] == "region" and self._name_follows(j)
        at, places = j + bool(noun), self.lexicon.gazetteer.places
        tag = self._tag(at)
        if tag == "A":  # of regions that are parties as well
            names = [self.units[at][3][0]]
        elif tag == "G" and self._run(at) == at + 1:
            names = [places[i].name for i in self.units[at][3][0] if places[i].kind == "region" or noun]
        else:
            return None
        capital, country = next((self.lexicon.seats[n] for n in names if n in self.lexicon.seats), ("", ""))
        ids = (
            tuple(i for i in self.lexicon.gazetteer.lookup(capital) if places[i].country == country) if capital else ()
        )
        return ((ids, "", "", ""), at + 1) if ids else None

    def _compound(self, k: int) -> str:
        """The first part of a name that ends in a place noun ("Kodorivallei"), as it is written; "" for other words."""
        s, e, _, _, low, rule = self.units[k]
        if low in self.lexicon.phrases:
            return ""
        length = next((len(suffix) for suffix, entry in self.lexicon.suffixes if entry.rule == rule), 0)
        return self.text[s : e - length] if length else ""

    def _region_end(self, j: int) -> int:
        """The end of "the province X", or of the name of a region, at unit j; 0 where no such name stands there."""
        places = self.lexicon.gazetteer.places
        if (
            self._tag(j) == "G"
            and self._run(j) == j + 1
            and any(places[i].kind == "region" for i in self.units[j][3][0])
        ):
            return j + 1
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

    def _own_row(self, unit: Unit, kind: str, of: str) -> Unit:
        """A base or region named like a city: its own row of the tables; an airport may go by the city's name."""
        ids, shape, name = unit[3]
        kinds = ("base", "crossing") if kind in ("base", "crossing") else (kind,)
        places = self.lexicon.gazetteer.places
        if of and not shape and not any(places[i].kind in kinds for i in ids):
            own = [i for n in (of % name, of % places[ids[0]].name) for i in self.lexicon.gazetteer.lookup(n)]
            if own := [i for i in own if places[i].kind in kinds]:
                return (*unit[:3], (tuple(own), "", name), *unit[4:])
            if "airport" in of:
                return (*unit[:3], (ids, of, name), *unit[4:])  # its kind is that of the pattern
        return unit

    def _named(self, k: int, kind: str, number: str, opens: str, of: str) -> int:
        """Place noun + name(s): "the province Idlib", "the quarters A, B and C"."""
        s, rule = self.units[k][0], self.units[k][5]
        kind = "city" if kind == "capital" else kind
        j = k + 1
        start = s
        while True:
            end = self._run(j)
            units = self.units[j:end]
            if end == j + 1 and units[0][2] == "G":
                unit = self._own_row(units[0], kind, of)
                self._place(unit, "" if unit[3][1] else kind, start, rule if start == s else "")
            elif opens == "yes":
                name = self.text[s if self._numbered(k) else units[0][0] : units[-1][1]]
                name = of % name if "airport" in of else name
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
