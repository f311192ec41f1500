"""Names of places: folding, keys, lookup. A leaf: it knows the tables of places, not the language of the text.

A spelling is looked up under three keys, each looser than the one before: the name folded (marks, apostrophes, hyphens,
case and spaces gone), the same without its articles (`al-`, `ez-`, ...), and a transliteration skeleton in which
`sj`/`sh`, `oe`/`ou`/`u`, `q`/`k`, `w`/`v`, ... are one. The curated table `resources/places.csv` comes before
GeoNames (`resources/places_geonames.csv.xz`, CC BY 4.0), and gives the usual English name.
"""

from __future__ import annotations

import csv
import io
import lzma
import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from timeline.languages import RESOURCES, shared_table

SKELETON_LENGTH = 6  # shorter skeletons hit ordinary words: 546 false hits against 30 in a day of general news
# Articles inside names in Latin letters, whatever the language of the text.
ARTICLES = frozenset(re.split(" ", "al el ar as at az ad an ash esh es ez et er ed ul ol oul i e the"))
# Words that begin many names, spelled in as many ways as there are alphabets.
_TWINS = {
    twin: name
    for name, twins in {
        "tal": "tell tall tel", "jabal": "jebel djebel gebel jbel", "khirbat": "khirbet chirbet", "umm": "um oem oum",
        "abu": "abou aboe", "deir": "dayr dair der", "beit": "bayt bait", "ain": "ayn", "kafr": "kfar kufr kefr",
        "sheikh": "shaykh sheik cheikh sjeik sjeikh shaikh", "wadi": "ouadi", "khan": "chan", "bani": "beni",
    }.items()
    for twin in twins.split()
}  # fmt: skip
_SPLIT = re.compile(r"[\s\-‐‑–/.]+")
_GONE = str.maketrans("", "", "'’‘ʼʻ`´ʿʾʹ\"“”„")
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ə": "a", "ŋ": "n", "ħ": "h", "þ": "th"}
)
_SOUNDS = tuple(
    (sound, letter)
    for letter, sounds in (
        ("c", "tsch tsj tch kh ch"), ("s", "sch sj sh"), ("i", "dzj dzh dj"), ("z", "zj zh"), ("g", "gh"), ("f", "ph"),
        ("t", "th"), ("d", "dh"), ("k", "ck q"), ("ks", "x"), ("u", "oe ou oo"),
        ("i", "ij ee ie ei ey ai ay aj ej y j"), ("v", "w"), ("u", "iu"), ("c", "ts"),
    )
    for sound in sounds.split()
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class Place:
    """A place: `name` is the usual English name, `kind` one of schema.PLACE_KINDS, coordinates NaN where unknown."""

    place_id: str
    name: str
    kind: str = "city"
    parent: str = ""
    country: str = ""
    latitude: float = math.nan
    longitude: float = math.nan
    population: int = 0
    rule: str = "geonames"


def plain(text: str) -> str:
    """Lower case without marks or apostrophes.

    >>> plain("Al-Ḥawījah"), plain("Ba'quba")
    ('al-hawijah', 'baquba')
    """
    text = text.translate(_GONE).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        text = "".join(c for c in text if not unicodedata.combining(c)).translate(_GONE).casefold()
    return text


NAMED_AFTER = (  # what a base is called after its city, the longer before its own end
    " airport", " air base", " airstrip", " oil port", " port", " refinery", " chemical plant", " steel plant",
    " coke plant", " power plant", " brick factory", " oil terminal", " gas terminal",
)  # fmt: skip
KEPT = 200_000  # names that a memory keeps before it begins anew


@lru_cache(maxsize=KEPT)
def fold(name: str) -> str:
    """The key of a name: lower case, no marks, no article, one word.

    >>> fold("Deir ez-Zor") == fold("Deir al-Zor"), fold("Al-Qaim") == fold("al-Qa'im") == fold("Qaim")
    (True, True)
    """
    parts = [_TWINS.get(p, p) for p in _SPLIT.split(plain(name)) if p]
    kept = [p for p in parts if p not in ARTICLES]
    return "".join(kept or parts)


@lru_cache(maxsize=400_000)
def skeleton(key: str) -> str:
    """The sounds of a folded name, so that transliterations into several languages meet.

    >>> skeleton(fold("Tsjasiv Jar")) == skeleton(fold("Chasiv Yar"))
    True
    >>> skeleton(fold("Voehledar")) == skeleton(fold("Vuhledar"))
    True
    """
    for sound, letter in _SOUNDS:
        if sound in key:
            key = key.replace(sound, letter)
    key = _DOUBLE.sub(r"\1", key)
    return key[:-1] if len(key) > 3 and key[-1] == "h" else key


class Gazetteer:
    """All known places under their keys."""

    def __init__(self, curated: Iterable[tuple[Place, Iterable[str]]], geonames: Iterable[tuple[Place, list[str]]]):
        self.places: dict[str, Place] = {}
        self.keys: dict[str, tuple[str, ...]] = {}
        self.proper: set[tuple[str, str]] = set()  # (key, id): a name of its own, not one of GeoNames' many alternates
        self.looked: dict[str, tuple[str, ...]] = {}  # names that were looked up, as they are written
        for place, names in curated:
            self.places[place.place_id] = place
            for name in (place.name, *names):
                self._add(fold(name), place.place_id)
                self.proper.add((fold(name), place.place_id))
        for place, keys in geonames:
            known = self.places.get(place.place_id)
            if known is None:
                self.places[place.place_id] = place
                self.proper.add((keys[0], place.place_id))
            for key in keys:
                self._add(key, place.place_id)

    def _add(self, key: str, place_id: str) -> None:
        had = self.keys.get(key, ())
        if place_id not in had:
            self.keys[key] = (*had, place_id)

    def copy(self) -> Gazetteer:
        """The same places under keys of their own, for the exonyms of one language."""
        fresh = Gazetteer((), ())
        fresh.places, fresh.keys, fresh.proper = self.places, dict(self.keys), set(self.proper)
        return fresh

    def add_alias(self, name: str, place_id: str) -> None:
        """One more spelling of a known place (the exonyms of a language); it goes before what was there."""
        key = fold(name)
        self.looked.clear()
        self.keys[key] = (place_id, *(p for p in self.keys.get(key, ()) if p != place_id))
        self.proper.add((key, place_id))

    @cached_property
    def skeletons(self) -> dict[str, tuple[str, ...]]:
        """Ids by skeleton, for skeletons of at least SKELETON_LENGTH letters."""
        found: dict[str, tuple[str, ...]] = {}
        for key, ids in self.keys.items():
            if len(key) >= SKELETON_LENGTH and len(bones := skeleton(key)) >= SKELETON_LENGTH:
                had = found.get(bones)
                found[bones] = ids if had is None else (*had, *(i for i in ids if i not in had))
        return found

    def lookup(self, name: str) -> tuple[str, ...]:
        """Ids of all places that may bear this name, curated ones first; empty where none does."""
        found = self.looked.get(name)
        if found is None:
            if len(self.looked) > KEPT:
                self.looked.clear()
            key = fold(name)
            ids = self.keys.get(key)
            if ids is None and len(key) >= SKELETON_LENGTH:
                ids = self.skeletons.get(skeleton(key))
            found = self.looked[name] = ids or ()
        return found

    def spells(self, name: str) -> bool:
        """Whether a place bears this name as it is spelled, its article aside; else `lookup` finds it by its sounds."""
        return fold(name) in self.keys

    def place(self, place_id: str) -> Place:
        """The place of an id, of an id with a kind before it, or of an open name.

        `gn:<geonameid>` and `tl:<slug>` are rows of the tables. `region:gn:706448` is the region named like that city,
        `east:gn:170063` a quarter of it named by compass, `open:<kind>:<name>` a place that no table knows.
        Raises `KeyError` for an id of no known form.
        """
        if place_id in self.places:
            return self.places[place_id]
        head, _, rest = place_id.partition(":")
        if head == "open":
            kind, _, name = rest.partition(":")
            return self._open(place_id, kind, name)
        if rest and head in COMPASS:
            whole = self.place(rest)
            return replace(whole, place_id=place_id, name=f"{COMPASS[head]} {whole.name}", kind="district",
                           parent=whole.name, population=0)  # fmt: skip
        if rest and head in ("city", "district", "base", "crossing", "region"):
            return replace(self.place(rest), place_id=place_id, kind=head, parent="", population=0)
        raise KeyError(f"There is no place {place_id!r} in places.csv or places_geonames.csv.xz.")

    def named_after(self, pattern: str, city: Place, kind: str = "base") -> str:
        """The id of a base or crossing that is named after a city: a row of the tables, else one made from its name.

        >>> gazetteer = load_gazetteer()
        >>> gazetteer.named_after("%s airport", gazetteer.place("gn:216281"))
        'tl:goma-airport-base'
        """
        name = pattern % city.name
        own = name.replace("airport", "International Airport"), f"{city.name} air base", f"{name} crossing"
        for spelling in (name, *own):
            for place_id in self.lookup(spelling):
                known = self.places[place_id]
                if known.kind == kind and known.country == city.country:
                    return place_id
        return f"{kind}:{city.place_id}" if name == city.name else f"open:{kind}:{name}"

    def city_of(self, base: Place) -> Place | None:
        """The city that a base or crossing is named after; `None` where its name begins with that of no city.

        >>> gazetteer = load_gazetteer()
        >>> gazetteer.city_of(gazetteer.place("tl:goma-airport-base")).name
        'Goma'
        """
        words = base.name.split(" ")
        for k in range(len(words) - 1, 0, -1):
            known = (self.places[i] for i in self.lookup(" ".join(words[:k])))
            for place in known:
                if place.kind == "city" and base.country in ("", place.country):
                    return place
        head, _, name = base.place_id.partition(":base:")
        city = next((name.removesuffix(end) for end in NAMED_AFTER if head == "open" and name.endswith(end)), "")
        return self.place(f"open:city:{city}") if city else None

    def _open(self, place_id: str, kind: str, name: str) -> Place:
        for ending in NAMED_AFTER:  # a base named after its city lies where the city lies
            if name.endswith(ending) and (ids := self.lookup(name.removesuffix(ending))):
                return replace(self.place(ids[0]), place_id=place_id, name=name, kind=kind, parent="", population=0)
        return Place(place_id, name, kind, rule="open")


COMPASS = {"east": "East", "west": "West", "north": "North", "south": "South", "old": "Old", "central": "Central"}


def _curated() -> Iterable[tuple[Place, Iterable[str]]]:
    for row in shared_table("places"):
        number = {c: float(row[c]) if row[c] else math.nan for c in ("latitude", "longitude")}
        population = int(row["population"] or 0)
        yield (
            Place(row["place_id"], row["name"], row["kind"], row["parent"], row["country"], number["latitude"],
                  number["longitude"], population, row.rule),
            [n for n in row["aliases"].split("|") if n],
        )  # fmt: skip


def _geonames() -> Iterable[tuple[Place, list[str]]]:
    packed = RESOURCES / "places_geonames.csv.xz"
    lines = io.StringIO(lzma.decompress(packed.read_bytes()).decode("utf-8"), newline="")
    for place_id, name, country, latitude, longitude, population, keys in csv.reader(lines):
        at = float(latitude), float(longitude)
        yield Place("gn:" + place_id, name, "city", "", country, *at, int(population)), keys.split()


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The shipped gazetteer, read once."""
    return Gazetteer(_curated(), _geonames())


def place(place_id: str) -> Place:
    """The place of an id in the shipped gazetteer; see `Gazetteer.place`.

    >>> place("gn:99072").name, place("gn:99072").country
    ('Mosul', 'Iraq')
    """
    return load_gazetteer().place(place_id)
