"""The point that stands for a municipality on the map: a place of GeoNames in one of its judicial cantons.

Names recur in Belgium (two Aalst, two Nieuwerkerken, Halle and its namesakes), so a name alone never places a
municipality: the place must lie inside a canton that covers it.
"""

import re
from collections.abc import Iterable

from gemeenten.register.build.sources import BuildError, CantonFinder, Place, Source, normalised

DECIMALS = 5


def point_of(source: Source, finder: CantonFinder, refnis: str, names: Iterable[str]) -> tuple[float, float]:
    """Latitude and longitude of the current municipality ``refnis`` known by ``names`` (official ones, any
    language).

    Tried in this order: a point entered by hand, a seat entered by hand, the name, an alternate name, the
    first part of a double name that has a place.

    Raises:
        BuildError: nothing fits, or a hand-entered point lies outside the municipality's cantons.
    """
    entered = source.corrections["point"].get(refnis)
    if entered:
        canton = finder.at(entered["latitude"], entered["longitude"])
        if refnis not in source.canton_municipalities.get(canton, frozenset()):
            raise BuildError(f"the point entered for {refnis} lies in canton {canton or '?'}, which does not cover it")
        return entered["latitude"], entered["longitude"]
    candidates = source.places_near(refnis)
    seat = source.corrections["seat"].get(refnis)
    place = named(candidates, [seat]) if seat else matching(candidates, names)
    if place is None:
        raise BuildError(f"no place found for {refnis} {'/'.join(names)}: enter a seat or a point in corrections.toml")
    return round(place.latitude, DECIMALS), round(place.longitude, DECIMALS)


def matching(candidates: list[Place], names: Iterable[str]) -> Place | None:
    """The place with one of ``names``, else that of the first part of a double name that has one."""
    names = list(names)
    return named(candidates, names) or next(
        (place for name in names for part in parts(name) if (place := named(candidates, [part]))), None
    )


def named(candidates: list[Place], names: Iterable[str]) -> Place | None:
    """The largest place with one of ``names``; failing that, the largest with such an alternate name."""
    keys = {normalised(name) for name in names}
    by_size = sorted(candidates, key=lambda place: -place.population)
    by_name = (place for place in by_size if place.key in keys)
    by_alternate = (place for place in by_size if keys & {normalised(name) for name in place.alternate_names})
    return next(by_name, None) or next(by_alternate, None)


def parts(name: str) -> list[str]:
    """The names joined in a merged municipality's double name, in order: every run of words around a hyphen.

    >>> parts("Nazareth-De Pinte")
    ['Nazareth', 'De Pinte']
    """
    pieces = re.split("-", name)
    return [
        "-".join(pieces[start:stop])
        for start in range(len(pieces))
        for stop in range(len(pieces), start, -1)
        if stop - start < len(pieces)
    ]
