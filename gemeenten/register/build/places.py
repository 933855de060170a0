"""Ties the places of GeoNames (villages, sub-municipalities) to their municipality, or leaves them out.

The data carries no municipality, only a point and names, and a wrong tie sends a visitor to the wrong
council. A place is therefore tied only to a municipality of the judicial canton its point lies in, by the
first of these rules that speaks:

1. **entered**: places.toml says so (or it is the seat that corrections.toml gives a municipality);
2. **label**: GeoNames itself writes the tie, as an alternate name of the form ``Municipality (Place)``;
3. **canton**: the canton covers one municipality only, and no label names another;
4. **name**: the place's name is one of the two a double name joins, or the municipality's name with an
   addition (``Dilsen`` in Dilsen-Stokkem, ``Estinnes-au-Val`` in Estinnes).

Rules 1 and 4 are tested on the places that rule 2 speaks about, whose municipality is known: the build fails
on any difference. Places no rule speaks about are left out.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from gemeenten.register.build.rows import Line
from gemeenten.register.build.sources import BuildError, Place, Source, normalised

_LABEL = re.compile(r"(.+?)\s*\((.+)\)")
_REGIONS = {"VLG": "02000", "WAL": "03000", "BRU": "04000"}


@dataclass(frozen=True)
class _Ground:
    """What the rules look at."""

    source: Source
    #: Normalised names of each current municipality and those merged into it, by current REFNIS code.
    names: Mapping[str, frozenset[str]]
    #: Region of each current municipality.
    regions: Mapping[str, str]

    @cached_property
    def all_names(self) -> frozenset[str]:
        return frozenset(name for names in self.names.values() for name in names)

    @cached_property
    def entered(self) -> dict[str, frozenset[str]]:
        """Normalised names of the places entered by hand, by REFNIS code."""
        entered = {refnis: {normalised(name) for name in names} for refnis, names in self.source.entered_places.items()}
        for refnis, seat in self.source.corrections["seat"].items():
            entered.setdefault(refnis, set()).add(normalised(seat))
        return {refnis: frozenset(names) for refnis, names in entered.items()}

    def candidates(self, place: Place) -> list[str]:
        """The municipalities ``place`` may lie in: those of its canton, in the region GeoNames gives it."""
        return sorted(
            refnis
            for refnis in self.source.canton_municipalities[place.canton]
            if self.regions[refnis] == _REGIONS.get(place.region)
        )

    def is_municipality(self, place: Place) -> bool:
        """Whether ``place`` stands for a municipality itself, present or former."""
        return any(place.key in self.names[refnis] for refnis in self.candidates(place))


def place_lines(source: Source, current: list[Line], former: list[Line]) -> list[Line]:
    """The lines of places.csv, by name and code.

    Raises:
        BuildError: an entered tie matches no place of the municipality's cantons, or the rules fail their
        test.
    """
    ground = _ground(source, current, former)
    tied = {place: refnis for place in source.places if (refnis := _municipality_of(ground, place))}
    _check_entered(ground, tied)
    _check_rules(ground)
    found: dict[tuple[str, str], str] = {}
    for place, refnis in tied.items():
        for name in (place.name, *_names_in_labels(ground, place, refnis)):
            found.setdefault((normalised(name), refnis), name.replace("'", "’"))
    for refnis, names in source.corrections["place_names"].items():
        for name in names:
            found.setdefault((normalised(name), refnis), name)
    left_out = source.corrections["left_out"]["names"]
    apart = sum(ground.is_municipality(place) for place in source.places if place not in tied)
    print(f"  {len(tied)} places tied, {apart} are municipalities, {len(source.places) - len(tied) - apart} left out")
    return [
        {"name": name, "refnis": refnis}
        for (key, refnis), name in sorted(found.items())
        if key not in ground.names[refnis] and name not in left_out
    ]


def _ground(source: Source, current: Iterable[Line], former: Iterable[Line]) -> _Ground:
    names: dict[str, set[str]] = defaultdict(set)
    regions = {}
    for line in (*current, *former):
        refnis = line.get("successor") or line["refnis"]
        names[refnis] |= {normalised(line[column]) for column in ("name_nl", "name_fr", "name_de")}
        regions[refnis] = line["region"]
    return _Ground(source, {refnis: frozenset(found) for refnis, found in names.items()}, regions)


def _municipality_of(ground: _Ground, place: Place) -> str:
    if refnis := _by_entry(ground, place):
        return refnis
    if ground.is_municipality(place):
        return ""
    return _by_label(ground, place) or _by_canton(ground, place) or _by_name(ground, place)


def _by_entry(ground: _Ground, place: Place) -> str:
    found = [refnis for refnis in ground.candidates(place) if place.key in ground.entered.get(refnis, ())]
    if len(found) > 1:
        raise BuildError(f"{place.name} is entered for several municipalities of canton {place.canton}: {found}")
    return found[0] if found else ""


def _labels(place: Place) -> list[tuple[str, str]]:
    """The (municipality, place) names of the alternate names of the form ``Municipality (Place)``."""
    matches = (_LABEL.fullmatch(alternate) for alternate in place.alternate_names)
    return [(match[1], match[2]) for match in matches if match]


def _by_label(ground: _Ground, place: Place) -> str:
    found = {
        refnis
        for municipality, _ in _labels(place)
        for refnis in ground.candidates(place)
        if normalised(municipality) in ground.names[refnis]
    }
    return found.pop() if len(found) == 1 else ""


def _names_in_labels(ground: _Ground, place: Place, refnis: str) -> list[str]:
    """The place's names in its municipality's labels: one in each language that has a label."""
    names = [name for municipality, name in _labels(place) if normalised(municipality) in ground.names[refnis]]
    # The accented spelling sorts last of two; the other is dropped later as the same name.
    return sorted(names, reverse=True)


def _by_canton(ground: _Ground, place: Place) -> str:
    candidates = ground.candidates(place)
    contradicted = any(normalised(municipality) in ground.all_names for municipality, _ in _labels(place))
    return candidates[0] if len(candidates) == 1 and (not contradicted or _by_label(ground, place)) else ""


def _by_name(ground: _Ground, place: Place) -> str:
    found = {
        refnis
        for refnis in ground.candidates(place)
        for name in ground.names[refnis]
        if place.key.startswith(f"{name} ") or place.key in _joined(ground, refnis)
    }
    return found.pop() if len(found) == 1 else ""


def _joined(ground: _Ground, refnis: str) -> set[str]:
    """The two places a double name joins, if both are in the cantons (not Heverlee out of Oud-Heverlee)."""
    keys = {place.key for place in ground.source.places_near(refnis)}
    pieces = ground.source.municipalities[refnis]["name"]["fr"].split("-")
    joins = (
        {normalised("-".join(pieces[:index])), normalised("-".join(pieces[index:]))} for index in range(1, len(pieces))
    )
    return {part for join in joins if join <= keys for part in join}


def _check_entered(ground: _Ground, tied: Mapping[Place, str]) -> None:
    """Every entered name must be a place of the municipality's cantons."""
    present = {(place.key, refnis) for place, refnis in tied.items()}
    missing = sorted(
        f"{refnis} {name}"
        for refnis, names in ground.entered.items()
        for name in names
        if (name, refnis) not in present
    )
    if missing:
        raise BuildError(f"entered, but no place of that name in the municipality's cantons: {', '.join(missing)}")


def _check_rules(ground: _Ground) -> None:
    """What was entered, and the rule by name, against the places whose municipality GeoNames writes."""
    known = {place: refnis for place in ground.source.places if (refnis := _by_label(ground, place))}
    rules: Mapping[str, Callable[[_Ground, Place], str]] = {
        "entered": _by_entry,
        "name": _by_name,
    }
    for rule, answer in rules.items():
        spoken = {place: refnis for place in known if (refnis := answer(ground, place))}
        wrong = [f"{place.name} ({refnis})" for place, refnis in spoken.items() if refnis != known[place]]
        print(f"  rule {rule}: agrees on {len(spoken) - len(wrong)} of the {len(spoken)} known places it speaks about")
        if wrong:
            raise BuildError(f"the rule {rule} contradicts GeoNames' own labels: {', '.join(wrong)}")
