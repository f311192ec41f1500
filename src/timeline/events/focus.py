"""What an article has in focus: the places named so far, and the parties that "the army" or "they" can mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from ..gazetteer import Place, load_gazetteer
from ..languages import Language, shared_table
from .items import Item

STATE_CLASSES = frozenset(("army", "troops", "government", "soldiers"))
FORCES = frozenset(("troops", "soldiers", "marines"))  # classes of nouns that name a state's forces in the field
ALLIES = ("allies", "ally")  # how a description of who is on somebody's side begins
ANAPHOR = "@"
REBELS = "rebels"  # the class that a country's rebels of all groups go by
BACKED = "-backed "  # in the description of who has help from abroad
OPENING = "opening"  # "that town" at the start of a sentence
CROSSING = "%s crossing"  # what a border crossing is called that has no name of its own
NO_FIELD = ("refinery", "Dam")  # of the English names after a city ("%s refinery"): what no base can be
RECENT = 6  # mentions of parties among which one that acted goes before one that was only named


@lru_cache(maxsize=1)
def _actors() -> dict[str, tuple[str, tuple[str, ...], frozenset[str]]]:
    return {
        row["actor"]: (row["kind"], tuple(row["country"].split(";")), frozenset(row["classes"].split()))
        for row in shared_table("actors")
    }


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(row["country"] for row in shared_table("countries"))


@lru_cache(maxsize=50_000)
def _classes_in(word: str, language: Language) -> frozenset[str]:
    """The classes of the party nouns that stand in a name, as it is written in lower case."""
    words = party_words(language)
    return frozenset(words[part][0] for part in word.replace("-", " ").split() if part in words)


@lru_cache(maxsize=1)
def _seats() -> dict[str, str]:
    return {row["region"]: row["capital"] for row in shared_table("seats")}


@lru_cache(maxsize=8)
def party_words(language: Language) -> dict[str, tuple[str, str]]:
    """The class and the English of each party noun of a language."""
    return {row["word"]: (row["class"], row["english"]) for row in language.table("party_nouns")}


class Nouns(NamedTuple):
    """What place nouns and countries' names say, looked up once a language."""

    plain: frozenset[str]
    kinds: dict[str, str]
    capitals: dict[str, str]
    provinces: tuple[str, ...]  # nouns of regions that are called after their capital; also the last part of a compound
    called: frozenset[str]  # words that stand before the name of a place
    plurals: tuple[str, ...]  # endings, each a whole word or the last part of a compound

    def is_plural(self, word: str) -> bool:
        """Whether a word, or the last part of a compound, is a plural place noun ("towns", "border villages")."""
        return word.endswith(self.plurals) and any(
            word == ending or len(word) > len(ending) + 2 for ending in self.plurals if word.endswith(ending)
        )


@lru_cache(maxsize=8)
def _nouns(language: Language) -> Nouns:
    kinds = {row["noun"]: row["kind"] for row in language.table("place_nouns") if row["kind"] in ("city", "capital")}
    capitals = {
        row["country"]: row["capitals"].split("|")[0]
        for row in language.table("demonyms")
        if row["country"] and row["capitals"]
    }
    plurals = {
        row["noun"].lstrip("-")
        for row in language.table("place_nouns")
        if row["number"] == "plural" and row["kind"] != "district"
    }
    whose = {row["noun"] for row in language.table("place_nouns") if row["open"] == "whose"}
    cities = frozenset(noun for noun, kind in kinds.items() if kind == "city" and noun not in whose)
    provinces = tuple(row["cue"] for row in language.table("cues") if row["kind"] == "province")
    called = frozenset(row["noun"] for row in language.table("place_nouns") if row["number"] == "singular")
    return Nouns(cities, kinds, capitals, provinces, called, tuple(sorted(plurals)))


def is_state(actor: str) -> bool:
    """Whether an actor is a country."""
    return actor in _countries()


def as_state(party: str, country: str = "") -> str:
    """ "allies (X)", of a state X, are that state; so are "allies of Y (X)", but for a place in X itself."""
    head, _, land = party.removesuffix(")").rpartition(" (")
    abroad = head.startswith(ALLIES) and land != country
    return land if is_state(land) and (abroad or head in ALLIES) else party


def is_group(actor: str) -> bool:
    """Whether an actor is an armed group that the table knows, no country and no description."""
    return actor in _actors() and not is_state(actor)


@lru_cache(maxsize=10_000)
def classes_of(actor: str) -> frozenset[str]:
    """The nouns' classes that can point back to an actor."""
    if is_state(actor):
        return STATE_CLASSES
    if actor in _actors():
        return _actors()[actor][2]
    base = actor.partition(" (")[0].lower().split()
    return frozenset(word for word in base) | {word.removesuffix("s") for word in base} | {"group", "fighters"}


def home_of(actor: str) -> str:
    """The country of a state, or the one country that a group is known to fight in; else the empty string."""
    if is_state(actor):
        return actor
    known = _actors().get(actor, ("", (), frozenset()))[1]
    return known[0] if len(known) == 1 else ""


def homes_of(actor: str) -> tuple[str, ...]:
    """All countries that a group is known to fight in."""
    return tuple(filter(None, _actors().get(actor, ("", (), frozenset()))[1]))


def active_in(actor: str, country: str) -> bool:
    """Whether a party is not known to fight elsewhere only."""
    known = _actors().get(actor)
    return not country or known is None or not any(known[1]) or country in known[1]


def _of_sort(place: Place, pattern: str) -> bool:
    """Whether a noun can mean a base: "the airport" is no dam."""
    sort = pattern.partition(" ")[2]
    return not sort or all(sort == works or not place.name.endswith(f" {works}") for works in NO_FIELD)


class Focus:
    """The memory of one article, fed in reading order."""

    def __init__(self, language: Language):
        self.gazetteer = load_gazetteer()
        self.language, self.words = language, party_words(language)
        self.places: list[tuple[int, Place]] = []
        self.names: list[tuple[int, str]] = []  # those of no table: "that town" may be one
        self.introduced: dict[str, Place] = {}  # by the noun before the name ("the district X"): "the district" is X
        self.near: tuple[int, Place | None] = (-1, None)  # the point of reference named last, behind all other places
        self.home = ""  # the country that this section is about
        self.topic: Place | None = None
        self.headline: Place | None = None
        self.person = ("", -1)  # the party whose leader was named last, and in which sentence
        self.topic_at = self.now = -1
        self.parties: list[tuple[str, frozenset[str], str]] = []
        self.called: list[tuple[str, str]] = []
        self.answers: dict[str, frozenset[str]] = {}
        self.forces = ("", -1)  # the state whose soldiers were named last, and in which sentence
        self.subject = ""
        self.here: Place | None = None
        self.within: Place | None = None
        self.country = ""
        self.section_at = self.parties_at = 0
        self.stale = False  # the topic is of the section before
        self.nouns = _nouns(language)

    # ---- places
    def see_place(self, sentence: int, place: Place, around: bool = False) -> None:
        """A place has been named; one `around` the place before it ("X, in Y") does not take its place."""
        self.places.insert(len(self.places) - around, (sentence, place))
        self.near = (-1, None)
        if place.country:
            self.country = place.country

    def see_near(self, place: Place) -> None:
        """A point of reference ("east of X"): no more than "that town" can point back to it."""
        self.near = (self.now, place)

    def tell_event(self, place: Place) -> None:
        """An event has been told of a place: it is what "the city" means from now on."""
        self.topic, self.topic_at, self.stale = place, self.now, False
        if place.country:
            self.country = place.country

    def new_section(self, dated: bool = False, item: bool = False) -> None:
        """A heading or date line: what follows may be about another place; below a new date it is another story.

        An `item` of a chronology, headed by its date, is about the place that the headline names.
        """
        if dated:
            self.topic, self.subject = self.headline if item else None, ""
        self.section_at, self.parties_at, self.stale = len(self.places), len(self.parties), True

    def find_place(
        self, value: str, demonstrative: bool | str = False, noun: str = "", pattern: str = ""
    ) -> Place | None:
        """What a place noun points back to; "the city" after its airport is the city the airport is named after."""
        found = self._find_place(value, demonstrative, noun, pattern)
        if value == "@city" and found is not None and found.kind in ("base", "crossing"):
            return self.gazetteer.city_of(found) or found
        return found

    def _find_place(self, value: str, demonstrative: bool | str, noun: str, pattern: str) -> Place | None:
        """What a place noun ("@city", "@base", "@region") points back to; `noun` is its last word, lower case."""
        wanted = value.lstrip(ANAPHOR)
        if self.here is not None and not demonstrative and self.here.kind == wanted:
            return self.here
        if wanted == "capital":
            return self._capital()
        beside = self.topic is not None and self.topic.kind == "base" and self.now - self.topic_at <= 1
        if wanted == "city" and noun and noun not in self.nouns.plain and not demonstrative:
            return (self.gazetteer.city_of(self.topic) if beside else None) or self.main_city() or self.topic
        named = self.places[-1:] if self.topic_at < self.now else []
        if not demonstrative and named and named[0][0] == self.now and named[0][1].kind == wanted:
            return named[0][1]
        if wanted == "city" and (city := self._city_of_base()):
            return city
        if not demonstrative and self.topic is not None and self.topic.kind == wanted and _of_sort(self.topic, pattern):
            return self.topic
        if wanted == "city" and self.topic is not None and self.topic.place_id.startswith("base:"):
            return self.gazetteer.place(self.topic.place_id.removeprefix("base:"))
        own = self.part_of(self.within or self.whole(self.topic), pattern, wanted) if wanted == "base" else None
        if own is not None and (sort := pattern.partition(" ")[2]) in NO_FIELD:
            return next((p for _, p in reversed(self.places) if p.kind == wanted and p.name.endswith(sort)), own)
        if wanted == "city" and beside and not demonstrative and (city := self.gazetteer.city_of(self.topic)):
            return city  # "took the airport of X. The city itself is ..."
        at, near = self.near
        alone = demonstrative == OPENING or not self.places or self.places[-1][0] < at
        if demonstrative and alone and near is not None and near.kind == wanted and at == self.now - 1:
            return near
        if demonstrative and wanted == "region" and noun.endswith(self.nouns.provinces) and self.places:
            last = self.places[-1][1]  # "went to X. That province ..."
            if last.kind == "city" and (known := self._region_called(last)):
                return known
        if demonstrative and wanted == "city" and (name := self._name_just_read()):
            return self.gazetteer.place(name)
        if demonstrative and self._told_nameless(wanted):
            return self.topic
        called = self.introduced.get(noun)
        if called is not None and called.kind != wanted:  # the tables call a town what the article calls a district
            return called
        if wanted == "district" and pattern and (base := self._base_just_told()):
            return base  # "forced the gate of the base X, and the camp was theirs"
        for at, place in reversed(self.places):
            elsewhere = own is not None and at < self.topic_at and self._of_another(place)
            if place.kind == wanted and _of_sort(place, pattern) and not elsewhere:
                return place
        if wanted in ("base", "crossing"):
            return self.part_of(self.within or self.whole(self.topic), pattern, wanted)
        if wanted != "region":
            return None
        return self._region_around() if noun.endswith(self.nouns.provinces) else self.topic

    def _told_nameless(self, kind: str) -> bool:
        """Whether the last event was told of a place that no table knows, and none was named since."""
        topic, named = self.topic, self.places[-1][0] if self.places else -1
        return topic is not None and topic.kind == kind and topic.rule == "open" and self.topic_at >= named

    def _base_just_told(self) -> Place | None:
        """The base, no airport, that was named last, in this sentence or the one before."""
        at, last = self.places[-1] if self.places else (-1, None)
        near = last is not None and last.kind == "base" and at >= self.now - 1
        return last if near and self.gazetteer.city_of(last) is None else None

    def _of_another(self, base: Place) -> bool:
        """Whether a base is named after another city than the one in focus."""
        city = self.gazetteer.city_of(base)
        return self.topic is not None and self.topic.kind == "city" and city is not None and city != self.topic

    def _city_of_base(self) -> Place | None:
        """ "The airport of X was shelled. The city ...": that of a base named since the last event."""
        at, base = self.places[-1] if self.places else (-1, None)
        fresh = base is not None and base.kind == "base" and self.topic_at < at and at >= self.now - 1
        return self.gazetteer.city_of(base) if fresh else None

    def _region_around(self) -> Place | None:
        """ "the province", where none is named: the region known by the name of the city in focus."""
        for city in (self.topic, self.main_city()):
            if city is not None and (found := self._region_called(city)):
                return found
        return self.topic if self.topic is not None and self.topic.kind == "region" else None

    def _region_called(self, city: Place) -> Place | None:
        """The region that goes by the name of a city."""
        known = (self.gazetteer.place(i) for i in self.gazetteer.lookup(city.name))
        return next((p for p in known if p.kind == "region" and p.country == city.country), None)

    def _name_just_read(self) -> str:
        """ "that town" after a sentence that names no town, but a name of no table: the town is that name."""
        before = [value for at, value in self.names[-1:] if at >= self.now - 1]
        towns = any(at >= self.now - 1 and place.kind != "region" for at, place in self.places)
        return before[0] if before and not towns else ""

    def namesake(self, kind: str) -> Place | None:
        """ "the city of the same name": the place of that kind that bears the name of the place named last."""
        at, last = self.places[-1] if self.places else (-1, None)
        if at < self.now and self.topic is not None and (self.topic.kind == "city") == (kind == "region"):
            last = self.topic  # what an earlier sentence named in passing is not what this one goes on about
        if last is None or last.kind == kind:
            return last
        if kind == "city" and last.kind == "base" and (city := self.gazetteer.city_of(last)):
            return city  # "the refinery of X", "the town of that name"
        known = [self.gazetteer.place(i) for i in self.gazetteer.lookup(last.name)]
        same = [p for p in known if p.kind == kind and p.country == last.country]
        found = same[0] if same else self.gazetteer.place(f"open:{kind}:{last.name}")
        self.see_place(self.now, found)  # "in the province" means it from now on
        return found

    def last_places(self, kind: str, count: int) -> list[Place]:
        """The cities named last, in the order of the text; "both areas" may be towns, named just before, as well."""
        near = [place for at, place in self.places if at >= self.now - 1]
        same = [place for _, place in self.places if place.kind == kind]
        if kind != "city" and len({p.place_id for p in near if p.kind == kind}) < count:
            same = near
        return list(dict.fromkeys(reversed(same)))[:count][::-1]

    def main_city(self) -> Place | None:
        """The city named most often in this section, else in the article, but for passing.

        Of equals it is the one that the article names most often, else the last.
        """
        for start in (self.section_at, 0):
            cities = [(at, place) for at, place in self.places[start:] if place.kind == "city"]
            if seen := [place for at, place in cities if at >= 0] or [place for _, place in cities]:
                told, ever = Counter(p.place_id for p in seen), Counter(p.place_id for _, p in self.places)
                ranked = [(told[p.place_id], ever[p.place_id], p == self.topic, k) for k, p in enumerate(seen)]
                return seen[max(ranked)[-1]]
        return None

    def _capital(self) -> Place | None:
        country = self.topic.country if self.topic is not None and self.topic.country else self.home or self.country
        if seat := self._seat_told(country):
            return seat
        name = self.nouns.capitals.get(country)
        for place_id in self.gazetteer.lookup(name) if name else ():
            place = self.gazetteer.place(place_id)
            if place.country == country:
                return place
        return self.gazetteer.place(f"open:city:{name}") if name else None

    def _seat_told(self, country: str) -> Place | None:
        """ "the capital" in a story of a region: the city named most, where it is the seat of one that is named."""
        main = self.main_city()
        if main is None or main.country != country:
            return None
        regions = {place.name for _, place in self.places if place.kind == "region" and place.country == country}
        return main if any(_seats().get(name) == main.name for name in regions) else None

    def part_of(self, city: Place | None, pattern: str, kind: str = "base") -> Place | None:
        """ "the airport" of a city, under the name that the noun's pattern gives it ("%s airport")."""
        if city is None or not pattern or city.kind not in ("city", "district"):
            return None
        pattern = CROSSING if kind == "crossing" else pattern
        return self.gazetteer.place(self.gazetteer.named_after(pattern, city, kind))

    def quarter_of(self, city: Place, name: str) -> Place | None:
        """The district of a city that goes by a common name ("the old city"), where the tables know it."""
        known = (self.gazetteer.place(place_id) for place_id in self.gazetteer.lookup(name.title()))
        return next((place for place in known if place.parent == city.name), None)

    def suburb_of(self, city: Place) -> Place | None:
        """ "the suburb of X": the town told of in the sentence before, where it lies in the country of X."""
        topic, near = self.topic, self.now - self.topic_at <= 1
        known = topic is not None and near and topic.kind == "city" and topic != city
        return topic if known and topic.country in ("", city.country) else None

    def own_quarter(self, place: Place, text: str) -> Place:
        """A district whose name several cities have ("Old City") is that of the city last in focus."""
        if place.kind != "district":
            return place
        same = {p.parent: p for i in self.gazetteer.lookup(text) if (p := self.gazetteer.place(i)).kind == "district"}
        if len(same) < 2:
            return place
        return next((same[p.name] for _, p in reversed(self.places) if p.name in same), place)

    def whole(self, place: Place | None) -> Place | None:
        """The city of a district, where the article has named it; any other place is itself."""
        if place is None or not place.parent or place.kind != "district":
            return place
        return next((p for _, p in reversed(self.places) if p.name == place.parent), None) or next(
            (self.gazetteer.place(i) for i in self.gazetteer.lookup(place.parent)[:1]), place
        )

    # ---- parties
    def see_party(self, actor: str, role: str, word: str = "") -> None:
        """A party has been named, in a role ("actor", "opponent", "other")."""
        for name in actor.split("; "):
            low = word.lower()
            if nouns := _classes_in(low, self.language):
                self.answers[name] = self.answers.get(name, frozenset()) | nouns
                if nouns & FORCES and is_state(name):
                    self.forces = (name, self.now)
            if low and " " not in low and name in _actors():
                self.called.append((name, low))
            classes, more = classes_of(name), self.answers.get(name)
            self.parties.append((name, classes | more if more else classes, role))
        if role == "actor":
            self.subject = actor

    def also_called(self, description: str) -> None:
        """An apposition describes the party before it ("the SDF, an alliance"): it answers to those nouns too."""
        if self.parties:
            name, classes, role = self.parties[-1]
            self.parties[-1] = (name, classes | classes_of(description), role)

    def find_called(self, noun: str) -> str:
        """The group named last in a word that ends in this noun ("the X Brigades", later "the brigades")."""
        for name, word in reversed(self.called):
            if word.endswith(noun) and word != noun:
                return name
        return ""

    def find_party(self, value: str, country: str, avoid: str = "") -> str:
        """The party that a bare party noun means: last so named, the army of the country in focus, or a description."""
        wanted = value.lstrip(ANAPHOR)
        if wanted == "attackers":
            return next((n for n, _, r in reversed(self.parties) if r == "actor" and n != avoid), "")
        if wanted == "vehicles":
            wanted = "troops"
        if wanted == "defenders":
            return self._attacked(country)
        if wanted in ("occupiers", "marines"):
            abroad = self._from_abroad(country, avoid, wanted == "marines")
            if abroad or wanted == "occupiers":
                return abroad
        if wanted in ("army", "government") or wanted in FORCES:
            found = self._state(wanted, country, avoid)
            if found:
                return found
        found, plain = "", f"{wanted} ({country})"
        if wanted == REBELS and plain != avoid and self._several_rebels(plain, country):
            return plain  # "the Syrian rebels", later "the rebels": not one of their groups
        if wanted == "group":  # "the movement" has a name, where the article has named any
            found = self._likeliest(country, lambda n, classes: wanted in classes and n != avoid and " (" not in n)
        found = found or self._likeliest(country, lambda name, classes: wanted in classes and name != avoid)
        if not found and wanted in ("fighters", "group", "alliance", "militia", "men"):
            found = self._likeliest(country, lambda name, _: not is_state(name) and name != avoid)
        return found

    def _attacked(self, country: str) -> str:
        """ "The defenders": who was named as attacked, else the state whose the place is, if it does not attack."""
        here = self.parties[self.parties_at :][-RECENT:]
        attackers = {name for name, _, role in here if role == "actor"}
        attacked = [name for name, _, role in here if role == "opponent" and name not in attackers]
        return attacked[-1] if attacked else "" if country in attackers else country

    def _several_rebels(self, plain: str, country: str) -> bool:
        """Whether the article speaks of a country's rebels as such, and not of those of one group only."""
        groups = {n for n, c, _ in self.parties if REBELS in c and n in _actors() and active_in(n, country)}
        return len(groups) != 1 and any(name == plain for name, _, _ in self.parties)

    def find_described(self, description: str) -> str:
        """ "the Kurdish fighters" are the party known as Kurdish that was named before; else the description stands.

        So are "the Lebanese fighters" the group of that country ("fighters (Lebanon)").
        """
        people, noun, land = description.partition(" ")[0].lower(), *description.rstrip(")").partition(" (")[::2]
        noun = noun.rpartition(" ")[2]
        for name, classes, _ in reversed(self.parties):
            if name not in _actors() or name == description:
                continue
            fits = not classes.isdisjoint((noun, noun.removesuffix("s")))
            known = homes_of(name)[:1] == (land,) if land else people in classes
            if known and (fits or not (land or people.endswith(BACKED.strip()))):
                return name
        return description

    def _likeliest(self, country: str, fits: Callable[[str, frozenset[str]], bool]) -> str:
        """The likeliest party that fits: active in the country, one that acted of late in this section, the last."""
        here = self.parties[self.parties_at :][-RECENT:]
        elsewhere = ""
        for name, classes, _ in (*(p for p in reversed(here) if p[2] == "actor"), *reversed(self.parties)):
            if fits(name, classes):
                if active_in(name, country):
                    return name
                elsewhere = elsewhere or name
        return elsewhere

    def _from_abroad(self, country: str, avoid: str, state: bool) -> str:
        """ "The occupiers", "the marines": the party so called before, else one from abroad, acting if any is."""
        if called := next((n for n, classes in self.answers.items() if "marines" in classes), "") if state else "":
            return called
        named = [(n, r) for n, _, r in reversed(self.parties) if n not in (country, avoid)]
        named = [(n, r) for n, r in named if (is_state(n) if state else is_state(n) or active_in(n, country))]
        return next((n for n, r in named if r == "actor"), next((n for n, _ in named), ""))

    def _state(self, wanted: str, country: str, avoid: str) -> str:
        if wanted in ("army", "government") and country and country != avoid and is_state(country):
            return country
        forces, at = self.forces
        if wanted in FORCES and forces and forces != avoid and self.now - at <= 1:
            return forces
        own = country and country != avoid
        if own and (
            (wanted == "soldiers" and country == self.subject) or any(name == country for name, _, _ in self.parties)
        ):
            return country
        for name, classes, role in reversed(self.parties):
            aside = is_state(name) and role == "other" and is_state(country)  # named, but nothing told of its deeds
            if wanted in classes and name != avoid and not aside and (is_state(name) or wanted in FORCES):
                return name
        return country if country and country != avoid and is_state(country) else ""

    def describe(self, item: Item, country: str) -> str:
        """An English description of an unnamed party, with the country it is active in."""
        words = item.low.split()
        for k in range(len(words)):
            known = self.words.get(" ".join(words[k:]))
            if known:
                return f"{known[1]} ({country})" if country and "(" not in known[1] else known[1]
        ends = (self.words.get(words[-1][k:]) for k in range(1, len(words[-1]) - 4))  # "farmers' militias"
        english = next((known[1] for known in ends if known), item.value.lstrip(ANAPHOR))
        return f"{english} ({country})" if country else english
