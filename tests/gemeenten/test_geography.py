"""Distances and neighbours."""

import pytest

from gemeenten.geography import distance_km, nearest
from gemeenten.register.rows import MunicipalityRow


def place(refnis: str, latitude: float, longitude: float) -> MunicipalityRow:
    """A row of which only the point matters."""
    return MunicipalityRow(refnis, "", "", "", "40000", "02000", ("nl",), latitude=latitude, longitude=longitude)


GENT = place("44021", 51.05, 3.71667)
BRUGGE = place("31005", 51.20892, 3.22424)
EUPEN = place("63023", 50.6279, 6.03647)
DEINZE = place("44083", 50.98175, 3.53096)


def test_a_known_distance_is_right() -> None:
    assert distance_km(GENT, BRUGGE) == pytest.approx(38.7, abs=0.3)
    assert distance_km(GENT, EUPEN) == pytest.approx(169.5, abs=0.5)


def test_a_degree_of_latitude_is_the_same_everywhere() -> None:
    assert distance_km(place("1", 50, 4), place("2", 51, 4)) == pytest.approx(111.195, abs=0.001)


def test_distance_is_symmetric_and_nought_to_itself() -> None:
    assert distance_km(GENT, BRUGGE) == distance_km(BRUGGE, GENT)
    assert distance_km(GENT, GENT) == 0


def test_antipodes_are_half_the_earth_apart() -> None:
    assert distance_km(place("1", 51.05, 3.7), place("2", -51.05, -176.3)) == pytest.approx(20015.1, abs=0.2)


def test_nearest_come_first_without_the_place_itself() -> None:
    assert nearest(GENT, [EUPEN, GENT, BRUGGE, DEINZE], 2) == [DEINZE, BRUGGE]


def test_nearest_gives_what_there_is() -> None:
    assert nearest(GENT, [BRUGGE], 5) == [BRUGGE]
    assert nearest(GENT, [], 5) == []
    assert nearest(GENT, [BRUGGE], 0) == []


def test_equally_near_ones_are_ordered_by_code() -> None:
    twins = [place("30000", 51, 4), place("20000", 51, 4)]
    assert [row.refnis for row in nearest(GENT, twins, 2)] == ["20000", "30000"]
