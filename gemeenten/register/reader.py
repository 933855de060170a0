"""Reads and checks the register's files: the current Belgian municipalities and the former ones of 2019-2025.

Everything is checked before anything is returned, and every fault found is reported at once with its file and
line, so a broken refresh of the data never reaches the database half read. What the files hold and where they
come from is told in the README beside them.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from gemeenten.register.rows import MunicipalityRow

HERE = Path(__file__).resolve().parent

#: Belgium's number of municipalities since 1 January 2025.
CURRENT_COUNT = 565

#: Region of each province (REFNIS codes). Brussels has no province: the region's own code takes its place.
REGION_OF_PROVINCE: Mapping[str, str] = {
    "04000": "04000",
    "10000": "02000",
    "20001": "02000",
    "20002": "03000",
    "30000": "02000",
    "40000": "02000",
    "50000": "03000",
    "60000": "03000",
    "70000": "02000",
    "80000": "03000",
    "90000": "03000",
}
LANGUAGES = ("nl", "fr", "de")

#: Belgium's bounding box in WGS 84 degrees, rounded outwards.
LATITUDES = (49.49, 51.51)
LONGITUDES = (2.54, 6.41)

MUNICIPALITY_COLUMNS = (
    "refnis",
    "name_nl",
    "name_fr",
    "name_de",
    "province",
    "region",
    "languages",
    "facility_languages",
    "is_city",
    "latitude",
    "longitude",
    "valid_from",
)
FORMER_COLUMNS = (*MUNICIPALITY_COLUMNS, "valid_until", "successor")
POSTCODE_COLUMNS = ("postcode", "refnis")
PLACE_COLUMNS = ("name", "refnis")

_REFNIS = re.compile(r"[0-9]{5}")
_POSTCODE = re.compile(r"[1-9][0-9]{3}")


class RegisterError(Exception):
    """The register's files are not fit for use; ``problems`` holds ``file:line: what is wrong`` texts."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join([f"the register has {len(problems)} problem(s):", *problems]))


@dataclass(frozen=True)
class Register:
    """The register as read: both tuples in order of REFNIS code, former rows without postcodes or places."""

    current: tuple[MunicipalityRow, ...]
    former: tuple[MunicipalityRow, ...]

    @property
    def by_refnis(self) -> dict[str, MunicipalityRow]:
        """Every row, current and former, by REFNIS code (a new dict each time: keep it for many look-ups)."""
        return {row.refnis: row for row in (*self.current, *self.former)}

    def current_for(self, refnis: str) -> MunicipalityRow:
        """The current municipality that ``refnis`` is or has become; ``KeyError`` for an unknown code."""
        rows = self.by_refnis
        row = rows[refnis]
        while not row.is_current:
            row = rows[row.successor]
        return row


@dataclass(frozen=True)
class _Line:
    """One data line: its place (``file:line``) and its cells by column."""

    place: str
    cells: Mapping[str, str]


def read_register(folder: Path = HERE) -> Register:
    """Read ``municipalities.csv``, ``postcodes.csv``, ``places.csv`` and ``former.csv`` from ``folder``.

    Raises:
        RegisterError: a file is missing, or anything in the files is not as the README says; it lists every
        problem.
    """
    problems: list[str] = []
    current = _municipalities(folder, "municipalities.csv", MUNICIPALITY_COLUMNS, problems)
    former = _municipalities(folder, "former.csv", FORMER_COLUMNS, problems)
    if len(current) != CURRENT_COUNT:
        problems.append(f"municipalities.csv:1: {CURRENT_COUNT} municipalities expected, {len(current)} found")
    places_of = {refnis: line.place for refnis, (line, _) in current.items()}
    for refnis, (line, _) in former.items():
        if refnis in places_of:
            problems.append(f"{line.place}: {refnis} is also a current municipality ({places_of[refnis]})")
    postcodes = _pairs(folder, "postcodes.csv", POSTCODE_COLUMNS, set(current), _check_postcode, problems)
    places = _pairs(folder, "places.csv", PLACE_COLUMNS, set(current), _check_name, problems)
    for refnis, place in places_of.items():
        if refnis not in postcodes:
            problems.append(f"{place}: {refnis} has no postcode in postcodes.csv")
    _check_successors(current, former, problems)
    if problems:
        raise RegisterError(problems)
    return Register(
        current=tuple(
            replace(row, postcodes=tuple(sorted(postcodes[refnis])), places=tuple(sorted(places.get(refnis, ()))))
            for refnis, (_, row) in sorted(current.items())
        ),
        former=tuple(row for _, (_, row) in sorted(former.items())),
    )


def _lines(folder: Path, name: str, columns: tuple[str, ...], problems: list[str]) -> Iterator[_Line]:
    """The data lines of a CSV file whose columns must be ``columns``; faults of form go to ``problems``."""
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(f"{name}:1: the file is missing")
        return
    except UnicodeDecodeError as error:
        problems.append(f"{name}:{error.object[: error.start].count(10) + 1}: not UTF-8: {error.reason}")
        return
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        header = next(reader, [])
        unknown = [column for column in header if column not in columns]
        missing = [column for column in columns if column not in header]
        if unknown:
            problems.append(f"{name}:1: unknown column(s): {', '.join(unknown)}")
        if missing:
            problems.append(f"{name}:1: missing column(s): {', '.join(missing)}")
        if unknown or missing or len(header) != len(columns):
            if not unknown and not missing:
                problems.append(f"{name}:1: a column occurs twice")
            return
        for cells in reader:
            place = f"{name}:{reader.line_num}"
            if len(cells) != len(header):
                problems.append(f"{place}: {len(header)} cells expected, {len(cells)} found")
                continue
            for column, cell in zip(header, cells, strict=True):
                if cell != cell.strip():
                    problems.append(f"{place}: {column} has spaces around it: {cell!r}")
            yield _Line(place, {column: cell.strip() for column, cell in zip(header, cells, strict=True)})
    except csv.Error as error:
        problems.append(f"{name}:{reader.line_num}: not readable as CSV: {error}")


def _municipalities(
    folder: Path, name: str, columns: tuple[str, ...], problems: list[str]
) -> dict[str, tuple[_Line, MunicipalityRow]]:
    """The municipalities of one file by REFNIS code, each with the line it stands on."""
    found: dict[str, tuple[_Line, MunicipalityRow]] = {}
    for line in _lines(folder, name, columns, problems):
        row = _municipality(line, problems)
        if row.refnis in found:
            problems.append(f"{line.place}: {row.refnis} is already on {found[row.refnis][0].place}")
        else:
            found[row.refnis] = (line, row)
    return found


def _municipality(line: _Line, problems: list[str]) -> MunicipalityRow:
    """One line as a row; what does not fit goes to ``problems`` and gets a harmless stand-in."""
    cells = line.cells

    def wrong(what: str) -> None:
        problems.append(f"{line.place}: {what}")

    if not _REFNIS.fullmatch(cells["refnis"]):
        wrong(f"refnis must be five digits: {cells['refnis']!r}")
    for column in ("name_nl", "name_fr", "name_de", "languages"):
        if not cells[column]:
            wrong(f"{column} is empty")
    if cells["is_city"] not in ("0", "1"):
        wrong(f"is_city must be 0 or 1: {cells['is_city']!r}")
    _check_province(cells["province"], cells["region"], wrong)
    languages = tuple(cells["languages"].split())
    facilities = tuple(cells["facility_languages"].split())
    for language in (*languages, *facilities):
        if language not in LANGUAGES:
            wrong(f"unknown language: {language!r}")
    if len({*languages, *facilities}) != len(languages) + len(facilities):
        wrong("a language is named twice in languages and facility_languages")
    valid_from = _day(cells["valid_from"], "valid_from", wrong)
    valid_until = _day(cells.get("valid_until", ""), "valid_until", wrong)
    for column in ("valid_until", "successor"):
        if cells.get(column) == "":
            wrong(f"{column} is empty: every former municipality has one")
    if valid_from and valid_until and valid_from > valid_until:
        wrong(f"valid_from {valid_from} is later than valid_until {valid_until}")
    return MunicipalityRow(
        refnis=cells["refnis"],
        name_nl=cells["name_nl"],
        name_fr=cells["name_fr"],
        name_de=cells["name_de"],
        province=cells["province"],
        region=cells["region"],
        languages=languages,
        facility_languages=facilities,
        is_city=cells["is_city"] == "1",
        latitude=_degrees(cells["latitude"], "latitude", LATITUDES, wrong),
        longitude=_degrees(cells["longitude"], "longitude", LONGITUDES, wrong),
        valid_from=valid_from,
        valid_until=valid_until,
        successor=cells.get("successor", ""),
    )


def _check_province(province: str, region: str, wrong: Callable[[str], None]) -> None:
    if province not in REGION_OF_PROVINCE:
        wrong(f"unknown province: {province!r}")
    elif region != REGION_OF_PROVINCE[province]:
        wrong(f"province {province} lies in region {REGION_OF_PROVINCE[province]}, not in {region!r}")
    if region not in REGION_OF_PROVINCE.values():
        wrong(f"unknown region: {region!r}")


def _degrees(text: str, column: str, limits: tuple[float, float], wrong: Callable[[str], None]) -> float:
    try:
        degrees = float(text)
    except ValueError:
        wrong(f"{column} is not a number: {text!r}")
        return 0.0
    if not limits[0] <= degrees <= limits[1]:
        wrong(f"{column} lies outside Belgium: {text}")
    return degrees


def _day(text: str, column: str, wrong: Callable[[str], None]) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # fromisoformat takes 20190101 and week dates too.
    if day is None or day.isoformat() != text:
        wrong(f"{column} is not a date (YYYY-MM-DD): {text!r}")
    return day


def _pairs(
    folder: Path,
    name: str,
    columns: tuple[str, ...],
    known: set[str],
    check: Callable[[str], str],
    problems: list[str],
) -> dict[str, set[str]]:
    """The values of a two-column file by the REFNIS code of the current municipality they belong to."""
    value_column, refnis_column = columns
    found: dict[str, set[str]] = {}
    for line in _lines(folder, name, columns, problems):
        value, refnis = line.cells[value_column], line.cells[refnis_column]
        if fault := check(value):
            problems.append(f"{line.place}: {fault}")
        if refnis not in known:
            problems.append(f"{line.place}: {refnis!r} is not a current municipality")
        values = found.setdefault(refnis, set())
        if value in values:
            problems.append(f"{line.place}: {value} is given twice for {refnis}")
        values.add(value)
    return found


def _check_postcode(value: str) -> str:
    return "" if _POSTCODE.fullmatch(value) else f"a postcode is four digits: {value!r}"


def _check_name(value: str) -> str:
    return "" if value else "name is empty"


def _check_successors(
    current: Mapping[str, tuple[_Line, MunicipalityRow]],
    former: Mapping[str, tuple[_Line, MunicipalityRow]],
    problems: list[str],
) -> None:
    """Every former municipality must lead, in one step or more, to a current one there the day after."""
    for line, row in former.values():
        if not row.successor:
            continue
        if row.successor not in current and row.successor not in former:
            problems.append(f"{line.place}: the successor {row.successor!r} is not in the register")
            continue
        _, successor = current.get(row.successor) or former[row.successor]
        if row.valid_until and successor.valid_from and successor.valid_from > row.valid_until + timedelta(days=1):
            problems.append(
                f"{line.place}: the successor {row.successor} starts only on {successor.valid_from}, "
                f"after the last day {row.valid_until}"
            )
        seen = {row.refnis}
        code = row.successor
        while code in former and code not in current:
            if code in seen:
                problems.append(f"{line.place}: the successors of {row.refnis} go round in a circle")
                break
            seen.add(code)
            code = former[code][1].successor
