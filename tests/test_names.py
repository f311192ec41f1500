# ruff: noqa: E501
"""find_names on sentences: what is a place, what a party, and what neither."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.gazetteer import place
from timeline.names import find_names
from timeline.schema import SENTENCES


def table(*texts: str) -> pd.DataFrame:
    rows, start = [], 0
    for number, text in enumerate(texts):
        rows.append(
            dict.fromkeys(SENTENCES, "")
            | {"article_id": "a", "sentence": number, "start": start, "end": start + len(text), "text": text}
        )
        start += len(text) + 1
    return pd.DataFrame(rows)


def names(*texts: str) -> list[str]:
    """Readable answers of the last sentence: `actor Iraq`, `place city Mosul`, `place @city`, `name X`."""
    found = find_names(table(*texts))
    out = []
    for row in found[found["sentence"] == len(texts) - 1].itertuples():
        value = row.value
        if row.kind in ("place", "name") and not value.startswith(("@", "country:")):
            known = place(value)
            value = f"{known.kind} {known.name}" + (f" ({known.parent})" if known.parent else "")
        out.append(f"{row.kind} {value}" + (f" [{row.alt}]" if row.alt else ""))
    return out


@pytest.mark.parametrize(
    "text, wanted",
    [
        # state forces
        ("Het Iraakse leger is Mosoel binnengetrokken.", ["actor Iraq", "place city Mosul"]),
        ("Congolese regeringstroepen verlieten Sake.", ["actor DR Congo", "place city Sake"]),
        ("Keniaanse soldaten namen Kismayo in.", ["actor Kenya", "place city Kismayo"]),
        ("De Russen namen Soledar in.", ["actor Russia", "place city Soledar"]),
        ("Jemenitische en Emiraatse troepen namen Mukalla in.", ["actor Yemen", "actor United Arab Emirates", "place city Mukalla"]),
        ("Troepen uit Kenia namen Afmadow in.", ["actor Kenya", "place city Afmadow"]),
        ("De troepen van Damascus namen Homs in.", ["actor Syria", "place city Homs"]),
        ("De reguliere Oekraïense strijdkrachten hielden Bachmoet.", ["actor Ukraine", "place city Bakhmut"]),
        ("Het leger van Irak nam Rawa in.", ["actor Iraq", "place city Rawa"]),
        ("De Turkse president Erdogan sprak.", ["actor Turkey [person]"]),
        ("Moskou meldt de val van Popasna.", ["place city Moscow [Russia]", "place city Popasna"]),
        # groups
        ("IS is Hit in Irak kwijt.", ["actor Islamic State", "place city Hit", "place country:Iraq [Iraq]"]),
        ("De terreurgroep Islamitische Staat (IS) verloor Rakka.", ["actor Islamic State", "place city Raqqa"]),
        ("Strijders van het Vrije Syrische Leger namen Azaz in.", ["actor Free Syrian Army", "place city Azaz"]),
        ("IS-strijders verlieten de stad.", ["actor Islamic State", "place @city"]),
        ("Het IS-bolwerk Tal Afar viel.", ["actor Islamic State [compound]", "place city Tal Afar"]),
        ("IS-hoofdstad Raqqa viel.", ["actor Islamic State", "place city Raqqa"]),
        ("Boko Haram-strijders namen Bama in.", ["actor Boko Haram", "place city Bama"]),
        ("De M23-rebellen namen Goma in.", ["actor M23", "place city Goma"]),
        ("De rebellengroep Sokoa nam Djibo in.", ["actor Sokoa", "place city Djibo"]),
        ("De Sokoa-rebellen namen Djibo in.", ["actor Sokoa", "place city Djibo"]),
        ("De militie Zwarte Arend (ZA) nam Djibo in.", ["actor Zwarte Arend", "place city Djibo"]),
        ("De Koerdische peshmerga trokken Sinjar binnen.", ["actor Peshmerga", "place city Sinjar"]),
        ("De jihadisten van Ansar Dine namen Gao in.", ["actor Ansar Dine", "place city Gao"]),
        ("Het leger en de peshmerga rukten op.", ["actor @army", "actor Peshmerga"]),
        # descriptions
        ("Syrische rebellen namen Marea in.", ["actor rebels (Syria)", "place city Marea"]),
        ("Door Turkije gesteunde Syrische rebellen namen Marea in.", ["actor Turkish-backed rebels", "place city Marea"]),
        ("Milities met Amerikaanse steun namen Tabqa in.", ["actor US-backed militias", "place city Tabqa"]),
        ("Rebellen gesteund door Turkije namen Marea in.", ["actor Turkish-backed rebels", "place city Marea"]),
        ("De door de VS gesteunde SDF namen Tabqa in.", ["actor SDF", "place city Tabqa"]),
        ("Koerdische en Arabische strijders namen Tabqa in.", ["actor Kurdish and Arab fighters", "place city Tabqa"]),
        ("Pro-Russische separatisten namen Debaltseve in.", ["actor pro-Russian separatists", "place city Debaltseve"]),
        ("Islamistische rebellen namen Idlib in.", ["actor Islamist rebels", "place city Idlib"]),
        ("De alliantie van Koerdische milities, die zich Syrische Democratische Strijdkrachten (SDF) noemt, rukt op.", ["actor SDF"]),
        # what points back
        ("De troepen namen het dorp in.", ["actor @troops", "place @city"]),
        ("Zijn troepen namen de oliestad in.", ["actor @troops [poss]", "place @city"]),
        ("Beide steden zijn gevallen.", ["place @cities"]),
        ("Die laatste stad is gevallen.", ["place @city"]),
        ("Deze basis en de provincie zijn gevallen.", ["place @base", "place @region"]),
        ("Een stad viel.", []),
        # places with a noun
        ("De provincie Idlib is gevallen.", ["place region Idlib"]),
        ("De stad Idlib is gevallen.", ["place city Idlib"]),
        ("De regio Cherson is gevallen.", ["place region Kherson"]),
        ("Het dorp Radusa is gevallen.", ["place city Radusa"]),
        ("Luchtmachtbasis Rashad is gevallen.", ["place base Rashad"]),
        ("De wijk al-Sinaa is gevallen.", ["place district Al-Sinaa (Deir ez-Zor)"]),
        ("De wijken al-Barid en Masarif zijn gevallen.", ["place district al-Barid", "place district Masarif"]),
        ("De grensovergang Atmeh is gevallen.", ["place crossing Atmeh"]),
        ("De luchthaven van Goma is gevallen.", ["place base Goma Airport"]),
        ("De luchthaven van Gao is gevallen.", ["place base Gao airport"]),
        ("De grensplaatsen Bulbul en Rajo vielen.", ["place city Bulbul", "place city Rajo"]),
        ("De Keniaanse hoofdstad is rustig.", ["place city Nairobi"]),
        ("De hoofdstad van Mali is rustig.", ["place city Bamako"]),
        ("Oost-Aleppo viel.", ["place district East Aleppo (Aleppo)"]),
        ("Ze trokken West-Mosul binnen.", ["place district West Mosul (Mosul)"]),
        ("Ze trokken Noord-Syrië binnen.", ["place country:Syria [Syria]"]),
        ("Het SDF-offensief op Raqqa begon.", ["actor SDF [compound]", "place city Raqqa"]),
        ("De legerbasis bij Senaki is gevallen.", ["place base Senaki"]),
        ("De grensovergang bij Rafah is dicht.", ["place crossing Rafah"]),
        # datelines
        ("GOMA - De rebellen rukken op.", ["place city Goma [dateline]", "actor @rebels"]),
        ("Damascus/Beiroet (ANP) De rebellen rukken op.", ["place city Damascus [dateline]", "place city Beirut [dateline]", "source ANP [source]", "actor @rebels"]),
        # persons and other names
        ("Volgens kolonel Mei is het voorbij.", []),
        ("Woordvoerder Mustafa Bali sprak.", []),
        ("Dat zei generaal Normane al-Zobaï.", []),
        ("De val verraste Talal Sello.", ["name city Talal Sello [run]"]),
        ("Volgens het Syrisch Observatorium voor de Mensenrechten (SOHR) is het voorbij.", ["source SOHR [source]"]),
        ("Het is de best bewaakte rest van dan en van nu.", []),
        ("HIJ IS WEG", []),
        ("Wie is hij?", []),
    ],
)  # fmt: skip
def test_reading(text, wanted):
    assert names(text) == wanted


def test_an_abbreviation_holds_for_the_rest_of_the_article():
    assert names("De beweging Vrij Land Nu (VLN) nam Djibo in.", "De VLN rukt op.") == ["actor Vrij Land Nu"]


def test_a_group_named_once_is_known_afterwards():
    assert names("De rebellengroep Sokoa nam Djibo in.", "Daarna trok Sokoa verder.") == ["actor Sokoa"]


def test_a_surname_is_no_place_later():
    assert names("Dat zei generaal Ahmed Marea.", "Volgens Marea is het voorbij.") == []


@pytest.mark.parametrize(
    "context, country",
    [
        ("Het Libische leger rukt op.", "Libya"),
        ("Het Libanese leger in Libanon rukt op. Libanon vreest het ergste.", "Lebanon"),
    ],
)
def test_an_ambiguous_name_follows_the_article(context, country):
    found = find_names(table(context, "Daarna viel Tripoli."))
    assert place(found["value"].iloc[-1]).country == country


def test_a_small_namesake_elsewhere_stays_a_name():
    """Al Kawa lies in Sudan; an article that never speaks of Sudan means something else by Kawa."""
    assert names("Het Syrische leger haalde een beeld neer van de smid Kawa.")[-1] == "name city Kawa"
    assert names("Het Soedanese leger nam Kawa in.")[-1] == "place city Al Kawa"


def test_a_village_is_not_known_by_an_alternate_name_that_sounds_like_another():
    """GeoNames gives the villages Kamyanka and Kyrnasivka many alternates: Bogurchi says nothing, Kirnasovka does."""
    assert names("Het Oekraïense leger heeft Bogurchi heroverd.")[-1] == "name city Bogurchi"
    assert names("Het Oekraïense leger heeft Kirnasovka heroverd.")[-1] == "place city Kyrnasivka"


ORDINARY = """
Minister-president Mark Rutte sprak dinsdag in Den Haag met de fractievoorzitters van VVD en CDA.
De trein van Utrecht naar Zwolle had een uur vertraging door een kapotte wissel bij Amersfoort.
Ajax won zondag met 3-1 van Feyenoord, dat de aanval in de tweede helft niet wist te stoppen.
Mathieu van der Poel veroverde de gele trui en Wout van Aert werd tweede in de sprint.
De kunstenares Marlene Dumas exposeert vanaf mei in het Stedelijk Museum.
Het Openbaar Ministerie eist acht jaar cel tegen de verdachte uit Rotterdam.
De Nederlandsche Bank waarschuwt voor oververhitting van de huizenmarkt.
Philips en ASML zagen hun winst dalen, meldt Het Financieele Dagblad.
De KNMI-waarschuwing geldt tot middernacht voor Zeeland en Limburg.
Koning Willem-Alexander en koningin Maxima bezochten Brazilie.
Staatssecretaris Vivianne Heijnen wil meer geld voor fietspaden.
Universiteit Leiden en de TU Delft gaan samenwerken met Philips.
De Duitse bondskanselier Angela Merkel kreeg in Brussel een ovatie.
Zangeres Ilse DeLange treedt in december op in Ahoy met Waylon.
Albert Heijn en Jumbo verlagen de prijzen van groente en fruit.
De Ronde van Vlaanderen trekt langs Oudenaarde en de Paterberg.
Schrijver Arnon Grunberg kreeg de P.C. Hooftprijs voor zijn romans.
De wolf is gesignaleerd op de Veluwe, zegt boswachter Jan Jansen.
De Tour de France begint volgend jaar in Bilbao, zegt Christian Prudhomme.
In de Tweede Kamer botsten Wilders en Kaag over het klimaat.
Eredivisieclub PEC verloor het uitduel tegen Sparta met 2-0.
Volgens Marieke Smit van de vakbond FNV is het bod te laag.
Het Concertgebouworkest speelt Mahler en Bruckner onder Klaus Makela.
Wethouder Annemarie Jorritsma opende de brug over het Markermeer.
"""  # fmt: skip
NEAR = {"Netherlands", "Belgium", "Germany", "France", "Spain"}


def test_ordinary_dutch_news_has_next_to_no_false_places():
    sentences = ORDINARY.strip().splitlines()
    found = find_names(table(*sentences))
    places = [v for v in found.loc[found["kind"] == "place", "value"] if not v.startswith(("@", "country:"))]
    far = [(place(v).name, place(v).country) for v in places if place(v).country not in NEAR]
    assert not far
    parties = [v for v in found.loc[found["kind"] == "actor", "value"] if v not in ("Germany",)]
    assert not parties


@given(st.text(max_size=120))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_mentions_that_fit_it(text):
    found = find_names(table(text))
    last = 0
    for row in found.itertuples():
        assert last <= row.start < row.end <= len(text)
        assert row.text == text[row.start : row.end]
        last = row.end


WORDS = st.sampled_from(
    [
        "het",
        "de",
        "een",
        "Iraakse",
        "Turkse",
        "leger",
        "troepen",
        "rebellen",
        "IS",
        "SDF",
        "van",
        "uit",
        "door",
        "met",
        "gesteunde",
        "steun",
        "Mosul",
        "Raqqa",
        "al-Bab",
        "stad",
        "dorp",
        "wijk",
        "provincie",
        "luchthaven",
        "en",
        ",",
        "(",
        ")",
        "die",
        "zich",
        "noemt",
        "generaal",
        "Talal",
        "Oost-Aleppo",
        "M23-rebellen",
        "Koerdische",
        "hoofdstad",
        "Irak",
        "rond",
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=14))
@settings(max_examples=400, deadline=None)
def test_names_in_any_order_never_overlap(words):
    text = " ".join(words)
    found = find_names(table(text))
    last = 0
    for row in found.itertuples():
        assert last <= row.start < row.end <= len(text)
        last = row.end
        if row.kind == "place" and not row.value.startswith(("@", "country:")):
            assert place(row.value).name


def test_an_airport_that_points_back_says_how_it_would_be_named():
    found = find_names(table("Ze landden op de luchthaven van de stad."))
    assert found[["text", "value", "shift"]].values.tolist() == [["de luchthaven van de stad", "@base", "%s airport"]]


def test_offsets_count_in_the_article():
    found = find_names(table("Er viel regen.", "Mosul viel."))
    assert found[["sentence", "start", "end", "text"]].values.tolist() == [[1, 15, 20, "Mosul"]]


def test_an_empty_table_gives_an_empty_table():
    found = find_names(pd.DataFrame(columns=list(SENTENCES)))
    assert found.empty and "value" in found.columns
