"""What an article has said so far, and how it settles a name that several places bear."""

from __future__ import annotations

import math
import re
from collections import Counter

from timeline.gazetteer import COMPASS, Place, fold, skeleton
from timeline.lexicon import Lexicon

VILLAGE = 30_000  # people that a curated place of unknown size counts for beside its namesakes
KNOWN = 5_000  # people of a place whose other names are believed
_VOWELS = re.compile(r"[aeiouy]")
FOREIGN = 3  # how many times oftener an article names the country it speaks of than one it only touches


class Memory:
    """What an article has said so far: countries, persons, its own abbreviations."""

    def __init__(self) -> None:
        self.countries: Counter[str] = Counter()
        self.persons: set[str] = set()
        self.titled: set[str] = set()  # those of them that stood behind a title
        self.cities: set[str] = set()
        self.alone: set[str] = set()  # names of no table and of one word that stood within a sentence
        self.grounds: set[str] = set()  # names of no table that were places so far
        self.aliases: dict[str, str] = {}
        self.settled: dict[tuple, str] = {}
        self.opened: dict[str, str] = {}

    def is_person(self, name: str) -> bool:
        """Whether a name of no table is that of somebody: alone, or by a last word that stood behind a title."""
        return name in self.persons or name.rpartition(" ")[2] in self.titled

    def settle(self, value: tuple, rule: str, alt: str, lexicon: Lexicon) -> tuple[str, str, str, str]:
        """Kind, id, rule and alt of an undecided mention: (candidates, kind wanted, pattern or compass, as written).

        A person's surname, and a small place of GeoNames in a country that the article never mentions, stay a `name`.
        """
        ids, kind, shape, surface = value
        if kind and not shape and self._far(ids, lexicon):
            self.opened[surface] = f"open:{kind}:{surface}"
        if surface in self.opened and not shape:
            return "place", self.opened[surface], rule, alt
        if not kind and not shape and surface and alt != "dateline" and not self._believed(ids, surface, lexicon):
            return "name", f"open:city:{surface}", "", ""
        return "place", *self._settled(ids, kind, shape, surface, rule, lexicon), alt

    def _far(self, ids: tuple[str, ...], lexicon: Lexicon) -> bool:
        """Whether all bearers of a name lie in countries that the article hardly speaks of: another place is meant."""
        return all(self._elsewhere(lexicon.gazetteer.places[i]) for i in ids)

    def _elsewhere(self, place: Place) -> bool:
        """Whether an uncurated place lies in a country that the article only touches."""
        most = max(self.countries.values(), default=0)
        return place.rule == "geonames" and most >= FOREIGN and self.countries[place.country] * FOREIGN <= most

    def _believed(self, ids: tuple[str, ...], surface: str, lexicon: Lexicon) -> bool:
        places = [lexicon.gazetteer.places[i] for i in ids]
        if surface.lower() in self.persons:
            return False
        spelled = lexicon.gazetteer.spells(surface)
        if any(sure(p, surface, spelled) for p in places):
            return True
        return any(self.countries[p.country] and _own(p, fold(surface), lexicon) for p in places)

    def _settled(self, ids, kind: str, shape: str, surface: str, rule: str, lexicon: Lexicon) -> tuple[str, str]:
        gazetteer = lexicon.gazetteer
        place_id = self.settled.get((ids, kind, surface))
        if place_id is None:
            place_id = self.settled[ids, kind, surface] = self._best(ids, kind, fold(surface), lexicon)
        place = gazetteer.place(place_id)
        if shape.startswith("%s") and place.kind in ("base", "crossing"):
            return place_id, rule
        foreign = place.rule == "geonames" and not any(self.countries[gazetteer.places[i].country] for i in ids)
        if shape.startswith("%s") and foreign:
            return f"open:{kind or 'base'}:{shape % surface}", rule
        if shape.startswith("%s"):
            return gazetteer.named_after(shape, place, kind or "base"), rule
        if shape and place.kind in ("city", "region"):
            named = [
                i for i in gazetteer.lookup(f"{shape} {place.name}") if gazetteer.place(i).country == place.country
            ]
            return (named[0] if named else f"{shape}:{place_id}"), rule or place.rule
        if kind == "district" and place.kind != "district":
            return f"open:district:{surface}", rule
        if kind and kind != place.kind:
            place_id = f"{kind}:{place_id}"
        return place_id, rule or place.rule

    def _best(self, ids: tuple[str, ...], kind: str, key: str, lexicon: Lexicon) -> str:
        """The likeliest of several places of one name."""
        if len(ids) == 1:
            return ids[0]

        def score(place_id: str) -> tuple:
            place = lexicon.gazetteer.place(place_id)
            curated = place.rule != "geonames"  # a place of a war, though a village: its namesakes elsewhere are towns
            people = max(place.population, VILLAGE if curated else 0)
            likely = min(self.countries[place.country], 4) + math.log10(people + 10)
            likely += 2.0 * curated + 2.0 * ((key, place_id) in lexicon.gazetteer.proper)
            likely += 2.0 * (place.parent != "" and place.parent in self.cities)
            fits = place.kind == kind if kind else place.kind == "city"
            return (fits if kind else False, likely + (1.5 if fits else 0.0))

        near = [i for i in ids if not self._elsewhere(lexicon.gazetteer.place(i))] or ids
        places = {i: lexicon.gazetteer.place(i) for i in near}
        spoken = [i for i in near if self.countries[places[i].country]]
        if any(places[i].rule != "geonames" for i in spoken):  # a place of this war, not its famous namesake elsewhere
            near = [i for i in near if i in spoken or places[i].rule != "geonames"]
        return max([i for i in near if _own(lexicon.gazetteer.place(i), key, lexicon)] or near, key=score)


def _own(place: Place, key: str, lexicon: Lexicon) -> bool:
    """Whether a place bears a name as its own; of a village, one of GeoNames' many alternates may mean another."""
    if place.rule != "geonames" or place.population >= KNOWN:
        return True
    written, known = _VOWELS.sub("a", skeleton(key)), _VOWELS.sub("a", skeleton(fold(place.name)))
    return (key, place.place_id) in lexicon.gazetteer.proper or written[:1] == known[:1]  # however it is spelled


def sure(place: Place, surface: str, spelled: bool = True) -> bool:
    """Known well enough to need no word of its country in the article: Mosul is, Hit and the quarter Salam are not.

    Where not the spelling but only the sounds agree (`spelled` is false), a city across the world may be meant.
    """
    if place.rule == "geonames":
        return spelled and place.population >= 300_000
    return len(surface) > 3 and (place.kind != "district" or place.name.split(" ")[0] in COMPASS.values())
