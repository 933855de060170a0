"""Distances between municipalities, as the crow flies."""

from collections.abc import Iterable
from heapq import nsmallest
from math import asin, cos, radians, sin, sqrt

from gemeenten.register.rows import MunicipalityRow

#: Mean radius of the earth (IUGG), in kilometres.
EARTH_RADIUS_KM = 6371.0088


def distance_km(a: MunicipalityRow, b: MunicipalityRow) -> float:
    """The great-circle distance between the points of two municipalities, in kilometres (haversine formula).

    Taking the earth for a sphere errs by at most half a percent: less than a kilometre between any two places
    that one would call near.
    """
    latitude_a, latitude_b = radians(a.latitude), radians(b.latitude)
    half_latitude = (latitude_b - latitude_a) / 2
    half_longitude = radians(b.longitude - a.longitude) / 2
    haversine = sin(half_latitude) ** 2 + cos(latitude_a) * cos(latitude_b) * sin(half_longitude) ** 2
    # Rounding can lift the value of two antipodes just above 1, where asin ends.
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(haversine, 1.0)))


def nearest(row: MunicipalityRow, rows: Iterable[MunicipalityRow], limit: int) -> list[MunicipalityRow]:
    """At most ``limit`` of ``rows``, nearest to ``row`` first.

    ``row`` itself (by its REFNIS) is not its own neighbour; equally near ones are ordered by REFNIS.
    """
    others = (other for other in rows if other.refnis != row.refnis)
    return nsmallest(limit, others, key=lambda other: (distance_km(row, other), other.refnis))
