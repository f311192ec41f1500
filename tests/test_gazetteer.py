"""The gazetteer: keys, the tables, and how many spellings of Dutch papers it knows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.gazetteer import fold, load_gazetteer, place, skeleton
from timeline.languages import shared_table
from timeline.schema import PLACE_KINDS

# Written from memory of Dutch and Flemish papers of 2001-2025, then looked up: spelling = usual English name.
SPELLINGS = """
Mosoel=Mosul; Raqqa=Raqqa; Rakka=Raqqa; ar-Raqqa=Raqqa; Deir al-Zor=Deir ez-Zor; Deir Ezzor=Deir ez-Zor; Deir
ez-Zour=Deir ez-Zor; Albu Kamal=Abu Kamal; Boukamal=Abu Kamal; Al-Mayadin=Mayadin; Tadmur=Palmyra;
Kobane=Kobani; Tel Abyad=Tal Abyad; Ras al-Ain=Ras al-Ain; Jisr al-Shughour=Jisr al-Shughour; Khan
Sheikhoun=Khan Sheikhoun; Maaret al-Numan=Maarat al-Numan; Saraqeb=Saraqib; Douma=Douma; Zabadani=Zabadani;
Qusair=Qusayr; Yabroud=Yabroud; Deraa=Daraa; Hassakeh=Hasakah; Kamishli=Qamishli; Tel Rifaat=Tal Rifaat;
Azaz=Azaz; Bagdad=Baghdad; Falluja=Fallujah; Faloedja=Fallujah; Ramadi=Ramadi; Tal Afar=Tal Afar; Tel Afar=Tal
Afar; Hawidja=Hawija; Beiji=Baiji; Kerbala=Karbala; Nasiriya=Nasiriyah; Koet=Kut; Sulaimaniya=Sulaymaniyah;
Tuz Khormato=Tuz Khurmatu; Qaraqosh=Qaraqosh; Bashiqa=Bashiqa; al-Kaim=Al-Qaim; Rutbah=Rutba; Shirqat=Sharqat;
Makhmur=Makhmur; Umm Qasr=Umm Qasr; Amara=Amarah; Samarra=Samarra; Jalula=Jalawla; Kaboel=Kabul;
Koendoez=Kunduz; Mazar-e-Sharif=Mazar-i-Sharif; Djalalabad=Jalalabad; Lashkargah=Lashkar Gah; Taleqan=Taloqan;
Pul-i-Khumri=Pul-e-Khumri; Sangin=Sangin; Musa Qala=Musa Qala; Zaranj=Zaranj; Shibarghan=Sheberghan; Spin
Boldak=Spin Boldak; Cherson=Kherson; Charkov=Kharkiv; Charkiv=Kharkiv; Marioepol=Mariupol; Bachmoet=Bakhmut;
Izjoem=Izium; Izium=Izium; Koepjansk=Kupiansk; Severodonetsk=Sievierodonetsk; Sjevjerodonetsk=Sievierodonetsk;
Lysytsjansk=Lysychansk; Slovjansk=Sloviansk; Kramatorsk=Kramatorsk; Debaltseve=Debaltseve;
Debaltsevo=Debaltseve; Ilovajsk=Ilovaisk; Soledar=Soledar; Vuhledar=Vuhledar; Voehledar=Vuhledar;
Robotyne=Robotyne; Avdijivka=Avdiivka; Marjinka=Marinka; Tsjasiv Jar=Chasiv Yar; Toretsk=Toretsk;
Snihoerivka=Snihurivka; Mykolajiv=Mykolaiv; Zaporizja=Zaporizhzhia; Enerhodar=Enerhodar; Berdjansk=Berdiansk;
Balaklija=Balakliia; Vovtsjansk=Vovchansk; Koerachove=Kurakhove; Selydove=Selydove; Popasna=Popasna;
Roebizjne=Rubizhne; Loehansk=Luhansk; Loegansk=Luhansk; Horlivka=Horlivka; Volnovacha=Volnovakha; Irpin=Irpin;
Boetsja=Bucha; Hostomel=Hostomel; Tsjernihiv=Chernihiv; Soemy=Sumy; Trostjanets=Trostianets;
Kostjantynivka=Kostiantynivka; Orichiv=Orikhiv; Nova Kachovka=Nova Kakhovka; Melitopol=Melitopol;
Soedzja=Sudzha; Tripoli=Tripoli; Benghazi=Benghazi; Misurata=Misrata; Syrte=Sirte; Surt=Sirte; Derna=Derna;
Tobroek=Tobruk; Ajdabiya=Ajdabiya; Brega=Brega; Ras Lanuf=Ra's Lanuf; Zawiya=Zawiya; Tarhouna=Tarhuna;
Gharyan=Gharyan; Sebha=Sabha; Bani Walid=Bani Walid; Sabrata=Sabratha; Timboektoe=Timbuktu;
Tombouctou=Timbuktu; Gao=Gao; Kidal=Kidal; Konna=Konna; Diabali=Diabaly; Tinzawaten=Tinzaouaten;
Menaka=Ménaka; Maiduguri=Maiduguri; Gwoza=Gwoza; Bama=Bama; Mubi=Mubi; Damasak=Damasak; Baga=Baga;
Djibo=Djibo; Goma=Goma; Boekavoe=Bukavu; Bukavu=Bukavu; Rutshuru=Rutshuru; Bunagana=Bunagana; Sake=Sake;
Kitchanga=Kitshanga; Masisi=Masisi; Walikale=Walikale; Uvira=Uvira; Bangui=Bangui; Bambari=Bambari;
Bangassou=Bangassou; Khartoem=Khartoum; Omdoerman=Omdurman; Wad Medani=Wad Madani; El-Fasher=El Fasher;
Al-Fashir=El Fasher; El Geneina=El Geneina; Nyala=Nyala; El-Obeid=El Obeid; Sinja=Singa; Babanusa=Babanusa;
Djoeba=Juba; Malakal=Malakal; Bentiu=Bentiu; Bor=Bor; Mogadisjoe=Mogadishu; Kismaayo=Kismayo;
Beledweyn=Beledweyne; Baidoa=Baidoa; Afgoye=Afgooye; Merka=Merca; Barawe=Barawe; Jowhar=Jowhar; Las Anod=Las
Anod; Mekele=Mekelle; Lalibela=Lalibela; Dessie=Dessie; Kombolcha=Kombolcha; Aksum=Axum; Adigrat=Adigrat;
Humera=Humera; Weldiya=Woldia; Gonder=Gondar; Sana'a=Sanaa; Aden=Aden; Taizz=Taiz; Hodeida=Hodeidah;
Hudaydah=Hodeidah; Mareb=Marib; Mukalla=Mukalla; Zinjibar=Zinjibar; Ja'ar=Jaar; Mokka=Mokha; Ataq=Ataq;
Stepanakert=Stepanakert; Khankendi=Stepanakert; Sjoesji=Shusha; Sjoesja=Shusha; Agdam=Agdam; Fizoeli=Fizuli;
Hadroet=Hadrut; Kelbajar=Kalbajar; Latsjin=Lachin; Tschinvali=Tskhinvali; Gori=Gori; Laukkai=Laukkai;
Lashio=Lashio; Myawaddy=Myawaddy; Loikaw=Loikaw; Marawi=Marawi; Zamboanga=Zamboanga; Kilinochchi=Kilinochchi;
Mullaitivu=Mullaitivu; Khan Joenis=Khan Younis; Rafah=Rafah; Jabaliya=Jabalia; Sderot=Sderot; Bint Jbail=Bint
Jbeil; Mingora=Mingora; Palma=Palma; Mocimboa da Praia=Mocímboa da Praia; Bouaké=Bouaké; Abidjan=Abidjan;
Monrovia=Monrovia; Tetovo=Tetovo; Grozny=Grozny
"""
PAIRS = [tuple(p.strip() for p in pair.split("=")) for pair in SPELLINGS.replace("\n", " ").split(";")]


def best(name: str):
    """The place that a spelling alone would give: curated first, cities before regions, then the larger."""
    places = [place(i) for i in load_gazetteer().lookup(name)]
    return max(places, key=lambda p: (p.kind == "city", p.rule != "geonames", p.population)) if places else None


@pytest.mark.parametrize("spelling, english", PAIRS)
def test_spelling_of_dutch_papers(spelling, english):
    found = best(spelling)
    assert found is not None, f"{spelling} is unknown"
    assert found.name == english


def test_there_are_enough_spellings():
    assert len({s for s, _ in PAIRS}) >= 150


def test_every_curated_name_and_alias_leads_to_its_place():
    gazetteer = load_gazetteer()
    lost = [
        f"{row.rule}: {name}"
        for row in shared_table("places")
        for name in (row["name"], *filter(None, row["aliases"].split("|")))
        if row["place_id"] not in gazetteer.lookup(name)
    ]
    assert not lost


def test_curated_rows_are_well_formed():
    countries = {row["country"] for row in shared_table("countries")}
    seen = set()
    for row in shared_table("places"):
        assert row["kind"] in PLACE_KINDS, row.rule
        assert row["country"] in countries, row.rule
        assert row["place_id"].startswith(("gn:", "tl:")) and row["place_id"] not in seen, row.rule
        assert bool(row["parent"]) <= (row["kind"] == "district"), row.rule
        assert bool(row["latitude"]) == bool(row["longitude"]), row.rule
        if row["latitude"]:
            assert -90 <= float(row["latitude"]) <= 90 and -180 <= float(row["longitude"]) <= 180, row.rule
        seen.add(row["place_id"])


def test_parents_are_places():
    gazetteer = load_gazetteer()
    for row in shared_table("places"):
        if row["parent"]:
            assert gazetteer.lookup(row["parent"]), row.rule


def test_every_country_code_of_geonames_has_its_country():
    countries = {row["country"] for row in shared_table("countries")}
    assert {p.country for p in load_gazetteer().places.values()} <= countries


def test_place_of_each_form_of_id():
    assert place("gn:99072").name == "Mosul"
    assert place("region:gn:706448").kind == "region" and place("region:gn:706448").name == "Kherson"
    east = place("east:gn:99072")
    assert (east.name, east.kind, east.parent) == ("East Mosul", "district", "Mosul")
    village = place("open:city:Radusa")
    assert (village.name, village.kind, village.country) == ("Radusa", "city", "")
    assert village.latitude != village.latitude
    airport = place("open:base:Gao airport")
    assert airport.kind == "base" and airport.country == "Mali" and 16 < airport.latitude < 17


@pytest.mark.parametrize("bad", ["", "Mosul", "gn:", "gn:0", "nowhere:gn:99072"])
def test_an_unknown_id_is_an_error_that_names_it(bad):
    with pytest.raises(KeyError, match=re.escape(repr(bad)) if bad else "no place"):
        place(bad)


def test_short_names_have_no_skeleton():
    gazetteer = load_gazetteer()
    assert min(map(len, gazetteer.skeletons)) >= 6
    assert not gazetteer.lookup("Mosk")


@given(st.text(min_size=1, max_size=40))
def test_fold_is_stable_and_plain(name):
    key = fold(name)
    assert fold(key) == key or " " in key or not key.isascii()
    assert key == key.casefold() and "-" not in key and "'" not in key


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_skeleton_never_grows_and_keeps_something(key):
    assert 0 < len(skeleton(key)) <= len(key) + key.count("x")


@given(st.sampled_from([row["name"] for row in shared_table("places")]), st.sampled_from(["upper", "article", "marks"]))
def test_case_articles_and_marks_do_not_matter(name, change):
    changed = {"upper": name.upper(), "article": f"al-{name}", "marks": name.replace("a", "á")}[change]
    assert fold(changed) == fold(name)


@pytest.mark.parametrize("row", shared_table("seats"), ids=lambda row: row.rule)
def test_the_capital_of_a_region_lies_in_its_country(row):
    known = load_gazetteer()
    places = [known.place(i) for i in known.lookup(row["capital"])]
    assert any(p.kind == "city" and p.country == row["country"] for p in places), row["capital"]
