"""The shape of one municipality as every part of the portal passes it around."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """One municipality of the register, current or former.

    The key is ``refnis`` (Statbel's five-digit code): a name can outlive a merger under a new code (Hasselt, Deinze),
    so names never identify a municipality. Texts are in the language their suffix says; every row has all three,
    where a language has no name of its own the official one stands in.
    """

    refnis: str
    name_nl: str
    name_fr: str
    name_de: str
    #: REFNIS of the province; for Brussels, which has none, that of the region (``04000``).
    province: str
    #: REFNIS of the region: ``02000`` Flemish, ``03000`` Walloon, ``04000`` Brussels-Capital.
    region: str
    #: Official languages (``nl``, ``fr``, ``de``), the municipality's first language first.
    languages: tuple[str, ...]
    #: Languages in which inhabitants have statutory facilities beside the official one.
    facility_languages: tuple[str, ...] = ()
    #: Whether the municipality bears the title of city (stad, ville, Stadt).
    is_city: bool = False
    #: WGS 84 degrees.
    latitude: float = 0.0
    longitude: float = 0.0
    postcodes: tuple[str, ...] = ()
    #: Names of places inside the municipality (sub-municipalities, villages), in any language.
    places: tuple[str, ...] = ()
    #: First and last day on which the code was or is valid; ``None``: before the register's span, or still valid.
    valid_from: date | None = None
    valid_until: date | None = None
    #: REFNIS of the municipality that took over; empty for a current one.
    successor: str = ""

    @property
    def is_current(self) -> bool:
        """Whether the code is still valid."""
        return self.valid_until is None

    def name(self, language: str) -> str:
        """The name in ``language``; a language the register does not hold gets the first official language's name."""
        if language in ("nl", "fr", "de"):
            return str(getattr(self, f"name_{language}"))
        return str(getattr(self, f"name_{self.languages[0]}"))


def merged_with(former: MunicipalityRow, rows: Iterable[MunicipalityRow]) -> list[MunicipalityRow]:
    """The others of ``rows`` that went with ``former`` into the same successor, on the same day.

    None for a municipality that was only given another code, such as those that changed arrondissement in 2019.
    """
    return [
        row
        for row in rows
        if former.successor
        and row.successor == former.successor
        and row.valid_until == former.valid_until
        and row.refnis != former.refnis
    ]
