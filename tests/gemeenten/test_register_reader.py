"""The committed register is complete and right."""

from collections import Counter
from datetime import date, timedelta

import pytest

from gemeenten.register.reader import Register, read_register

#: The seventeen municipalities on the campaign's list: code and name when it joined.
PLEDGED = {
    "12007": "Bornem",
    "31005": "Brugge",
    "44083": "Deinze",
    "71016": "Genk",
    "44021": "Gent",
    "23027": "Halle",
    "11021": "Hove",
    "24062": "Leuven",
    "36011": "Lichtervelde",
    "44043": "Merelbeke",
    "44052": "Oosterzele",
    "12041": "Puurs-Sint-Amands",
    "71053": "Sint-Truiden",
    "71057": "Tessenderlo",
    "38025": "Veurne",
    "34040": "Waregem",
    "11056": "Zwijndrecht",
}

#: Every merger of 2019-2025: the new code and name, its first day, and the codes and names that went into it.
MERGERS = {
    ("73110", "Bilzen-Hoeselt", "2025-01-01"): {"73006": "Bilzen", "73032": "Hoeselt"},
    ("73111", "Tongeren-Borgloon", "2025-01-01"): {"73083": "Tongeren", "73009": "Borgloon"},
    ("46029", "Lokeren", "2025-01-01"): {"46014": "Lokeren", "44045": "Moerbeke"},
    ("37021", "Wingene", "2025-01-01"): {"37018": "Wingene", "37012": "Ruiselede"},
    ("44086", "Nazareth-De Pinte", "2025-01-01"): {"44048": "Nazareth", "44012": "De Pinte"},
    ("46030", "Beveren-Kruibeke-Zwijndrecht", "2025-01-01"): {
        "46003": "Beveren",
        "46013": "Kruibeke",
        "11056": "Zwijndrecht",
    },
    ("23106", "Pajottegem", "2025-01-01"): {"23023": "Galmaarden", "23024": "Gooik", "23032": "Herne"},
    ("71071", "Tessenderlo-Ham", "2025-01-01"): {"71057": "Tessenderlo", "71069": "Ham"},
    ("71072", "Hasselt", "2025-01-01"): {"71022": "Hasselt", "73040": "Kortessem"},
    ("44087", "Lochristi", "2025-01-01"): {"44034": "Lochristi", "44073": "Wachtebeke"},
    ("44088", "Merelbeke-Melle", "2025-01-01"): {"44043": "Merelbeke", "44040": "Melle"},
    ("37022", "Tielt", "2025-01-01"): {"37015": "Tielt", "37007": "Meulebeke"},
    ("82039", "Bastenaken", "2024-12-02"): {"82003": "Bastenaken", "82005": "Bertogne"},
    ("72042", "Oudsbergen", "2019-01-01"): {"72040": "Meeuwen-Gruitrode", "71047": "Opglabbeek"},
    ("45068", "Kruisem", "2019-01-01"): {"45017": "Kruishoutem", "45057": "Zingem"},
    ("44084", "Aalter", "2019-01-01"): {"44001": "Aalter", "44029": "Knesselare"},
    ("72043", "Pelt", "2019-01-01"): {"72025": "Neerpelt", "72029": "Overpelt"},
    ("44083", "Deinze", "2019-01-01"): {"44011": "Deinze", "44049": "Nevele"},
    ("12041", "Puurs-Sint-Amands", "2019-01-01"): {"12030": "Puurs", "12034": "Sint-Amands"},
    ("44085", "Lievegem", "2019-01-01"): {"44072": "Waarschoot", "44036": "Lovendegem", "44080": "Zomergem"},
}


@pytest.fixture(scope="module")
def register() -> Register:
    return read_register()


def test_register_holds_every_current_municipality_by_region(register: Register) -> None:
    assert len(register.current) == 565
    assert Counter(row.region for row in register.current) == {"02000": 285, "03000": 261, "04000": 19}
    assert all(row.is_current and not row.successor for row in register.current)


def test_rows_are_in_order_of_code(register: Register) -> None:
    for rows in (register.current, register.former):
        assert [row.refnis for row in rows] == sorted(row.refnis for row in rows)


def test_brussels_is_bilingual_without_province(register: Register) -> None:
    brussels = [row for row in register.current if row.region == "04000"]
    assert len(brussels) == 19
    assert all(row.languages == ("nl", "fr") and row.province == "04000" for row in brussels)


def test_nine_municipalities_are_german_speaking_with_facilities_in_french(register: Register) -> None:
    german = {row.name_de: row for row in register.current if row.languages == ("de",)}
    assert set(german) == {
        "Amel",
        "Büllingen",
        "Burg-Reuland",
        "Bütgenbach",
        "Eupen",
        "Kelmis",
        "Lontzen",
        "Raeren",
        "Sankt Vith",
    }
    assert all(row.facility_languages == ("fr",) for row in german.values())


@pytest.mark.parametrize(
    ("language", "facility", "names"),
    [
        (
            "nl",
            "fr",
            (
                "Bever Drogenbos Herstappe Kraainem Linkebeek Mesen Ronse Sint-Genesius-Rode Spiere-Helkijn "
                "Voeren Wemmel Wezembeek-Oppem"
            ),
        ),
        ("fr", "nl", "Comines-Warneton Ellezelles Enghien Flobecq Mouscron"),
        ("fr", "de", "Malmedy Waimes"),
    ],
)
def test_municipalities_with_facilities_are_the_ones_in_the_law(
    register: Register, language: str, facility: str, names: str
) -> None:
    found = [
        row.name(language)
        for row in register.current
        if row.languages == (language,) and row.facility_languages == (facility,)
    ]
    assert sorted(found) == names.split()


@pytest.mark.parametrize(
    ("refnis", "name_nl", "name_fr", "name_de"),
    [
        ("62063", "Luik", "Liège", "Lüttich"),
        ("21004", "Brussel", "Bruxelles", "Brüssel"),
        ("44021", "Gent", "Gand", "Gent"),
        ("38025", "Veurne", "Furnes", "Veurne"),
        ("73111", "Tongeren-Borgloon", "Tongres-Looz", "Tongeren-Borgloon"),
        ("63080", "Weismes", "Waimes", "Weismes"),
        ("92094", "Namen", "Namur", "Namur"),
    ],
)
def test_names_in_three_languages(register: Register, refnis: str, name_nl: str, name_fr: str, name_de: str) -> None:
    row = register.by_refnis[refnis]
    assert (row.name_nl, row.name_fr, row.name_de) == (name_nl, name_fr, name_de)


@pytest.mark.parametrize(("refnis", "name"), PLEDGED.items())
def test_every_pledged_municipality_is_found_by_the_code_of_its_day(register: Register, refnis: str, name: str) -> None:
    assert register.by_refnis[refnis].name_nl == name
    assert register.current_for(refnis).is_current


@pytest.mark.parametrize(("merged", "parts"), MERGERS.items())
def test_merged_municipalities_lead_to_their_successor(
    register: Register, merged: tuple[str, str, str], parts: dict[str, str]
) -> None:
    refnis, name, first_day = merged
    successor = register.by_refnis[refnis]
    assert (successor.name_nl, str(successor.valid_from), successor.is_current) == (name, first_day, True)
    for code, part_name in parts.items():
        part = register.by_refnis[code]
        assert (part.name_nl, part.successor) == (part_name, refnis)
        assert part.valid_until == date.fromisoformat(first_day) - timedelta(days=1)
        assert (part.postcodes, part.places) == ((), ())


def test_antwerpen_kept_its_code_when_it_took_in_borsbeek(register: Register) -> None:
    assert register.current_for("11007").refnis == "11002"
    assert register.by_refnis["11002"].valid_from is None


def test_zwijndrecht_lay_in_another_province_than_its_successor(register: Register) -> None:
    zwijndrecht = register.by_refnis["11056"]
    assert (zwijndrecht.province, register.current_for("11056").province) == ("10000", "40000")


def test_codes_renumbered_in_2019_keep_their_name(register: Register) -> None:
    merged = {code for parts in MERGERS.values() for code in parts} | {"11007"}
    renumbered = [row for row in register.former if row.refnis not in merged]
    assert len(renumbered) == 11
    assert all(row.valid_until == date(2018, 12, 31) for row in renumbered)
    assert all(row.name_fr == register.by_refnis[row.successor].name_fr for row in renumbered)


def test_codes_given_since_2019_make_up_for_those_that_ended(register: Register) -> None:
    # 589 municipalities before 2019: those still there under their old code, and the former ones.
    assert sum(row.valid_from is None for row in register.current) + len(register.former) == 589


def test_title_of_city(register: Register) -> None:
    cities = {row.name_nl for row in register.current if row.is_city}
    assert len(cities) == 135
    assert {
        "Bilzen-Hoeselt",
        "Tongeren-Borgloon",
        "Genk",
        "Waregem",
        "Tielt",
        "Lokeren",
        "Brussel",
        "Eupen",
    } <= cities
    assert not {"Merelbeke-Melle", "Beveren-Kruibeke-Zwijndrecht", "Pajottegem", "Pelt", "Tessenderlo-Ham"} & cities


def test_postcodes_are_statbels_and_three_are_shared(register: Register) -> None:
    postcodes = Counter(postcode for row in register.current for postcode in row.postcodes)
    assert postcodes.total() == 1152
    assert {postcode for postcode, count in postcodes.items() if count > 1} == {"1040", "1050", "1804"}
    assert "9000" in register.by_refnis["44021"].postcodes


@pytest.mark.parametrize(
    ("refnis", "latitude", "longitude"),
    [
        ("44021", 51.05, 3.72),  # Gent
        ("62063", 50.63, 5.57),  # Liège
        ("81001", 49.68, 5.81),  # Arlon
        ("38025", 51.07, 2.66),  # Veurne
        ("21004", 50.85, 4.35),  # Brussel
        ("23027", 50.73, 4.24),  # Halle, not the one in Zoersel
        ("71045", 50.86, 5.19),  # Nieuwerkerken in Limburg, not the one in Aalst
        ("62093", 50.63, 5.54),  # Saint-Nicolas near Liège, not Sint-Niklaas
        ("46021", 51.16, 4.14),  # Sint-Niklaas
        ("25084", 50.62, 4.81),  # Perwez in Walloon Brabant
        ("57018", 50.71, 3.46),  # Celles in Hainaut, not the one in Houyet
        ("25118", 50.75, 4.98),  # Hélécine, which GeoNames gives as a name of Grez-Doiceau too
    ],
)
def test_coordinates_are_those_of_the_right_namesake(
    register: Register, refnis: str, latitude: float, longitude: float
) -> None:
    row = register.by_refnis[refnis]
    assert (row.latitude, row.longitude) == pytest.approx((latitude, longitude), abs=0.02)


def test_no_two_current_municipalities_share_a_point(register: Register) -> None:
    points = Counter((row.latitude, row.longitude) for row in register.current)
    assert [point for point, count in points.items() if count > 1] == []


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("Gentbrugge", ["Gent"]),
        ("Ledeberg", ["Gent"]),
        ("Deurne", ["Antwerpen", "Diest"]),
        ("Berchem", ["Antwerpen", "Kluisbergen"]),
        ("Halle", ["Zoersel"]),
        ("Celles", ["Faimes", "Houyet"]),
        ("Louvain-la-Neuve", ["Ottignies-Louvain-la-Neuve"]),
        ("Heverlee", ["Leuven"]),
        ("Lauwe", ["Menen"]),  # nearer to Wevelgem
        ("Vezon", ["Doornik"]),  # nearer to Antoing
        ("Laeken", ["Brussel"]),
        ("Fouron-le-Comte", ["Voeren"]),
        ("Burcht", ["Beveren-Kruibeke-Zwijndrecht"]),
    ],
)
def test_places_are_tied_to_their_municipality(register: Register, place: str, names: list[str]) -> None:
    assert [row.name_nl for row in register.current if place in row.places] == names


def test_no_place_repeats_a_name_of_its_municipality(register: Register) -> None:
    former: dict[str, set[str]] = {}
    for row in register.former:
        former.setdefault(row.successor, set()).update((row.name_nl, row.name_fr, row.name_de))
    for row in register.current:
        known = {row.name_nl, row.name_fr, row.name_de} | former.get(row.refnis, set())
        assert not known & set(row.places)


def test_lookups_do_not_change_the_register(register: Register) -> None:
    register.by_refnis.clear()
    assert register.by_refnis["44021"].name_nl == "Gent"
    with pytest.raises(KeyError):
        register.current_for("00000")
