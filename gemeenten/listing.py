"""The list of municipalities with its filters: text, activity, province and status combine and live in the address."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gemeenten.choices import Province, Status
from gemeenten.collation import sort_key
from gemeenten.directory import Directory, Entry
from gemeenten.finding import find
from gemeenten.map.from_directory import draw_map
from portal.snapshot import remembered

if TYPE_CHECKING:
    from gemeenten.models.index import MunicipalityIndexPage

#: Longest query we look up; the longest official name has 29 letters.
MAX_QUERY = 100


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter with the number of municipalities it would leave."""

    value: str
    label: str
    count: int
    selected: bool
    url: str


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """One filter: its GET parameter, its name for readers, what it says when it leaves out nothing, its choices."""

    name: str
    label: str
    everything: str
    options: list[Option]

    @property
    def selected(self) -> Option | None:
        """The chosen option, if any."""
        return next((option for option in self.options if option.selected), None)


@dataclass(slots=True)
class Listing:
    """What the list shows for one request."""

    query: str = ""
    message: str = ""
    groups: list[FilterGroup] = field(default_factory=list)
    active: list[dict[str, str]] = field(default_factory=list)
    clear_url: str = ""
    featured: list[Entry] = field(default_factory=list)
    others: list[tuple[str, list[Entry]]] = field(default_factory=list)
    suggestions: list[Entry] = field(default_factory=list)
    total: int = 0
    #: Whether nothing was asked for: then everybody is shown the same.
    is_whole: bool = False

    @property
    def featured_count(self) -> int:
        """How many of the shown municipalities have a profile."""
        return len(self.featured)


#: What an entry has of each filter.
_VALUES: dict[str, Callable[[Entry], tuple[str, ...]]] = {
    "activity": lambda entry: tuple(label.slug for label in entry.activities),
    "province": lambda entry: (entry.row.province,),
    "status": lambda entry: (entry.status.value,),
}


def build_listing(page: MunicipalityIndexPage, request: HttpRequest) -> dict[str, Any]:
    """Context of the list page: ``listing``, ``map_svg`` and ``counts``."""
    if not any(request.GET.get(name) for name in ("q", *_VALUES)):
        key = f"whole list {page.pk}"
        return {**remembered(key, lambda: _build(page, request, Listing(is_whole=True)), request)}
    return _build(page, request, Listing(query=request.GET.get("q", "").strip()))


def _build(page: MunicipalityIndexPage, request: HttpRequest, listing: Listing) -> dict[str, Any]:
    language = page.locale.language_code
    directory = Directory.load(language, request)
    choices = {
        "activity": [(label.slug, label.label) for label in directory.labels.values()],
        "province": sorted(
            ((code, str(label)) for code, label in Province.choices), key=lambda pair: sort_key(pair[1])
        ),
        "status": [(status.value, str(status.label)) for status in Status],
    }
    chosen = {} if listing.is_whole else _read_choices(request, choices, listing)
    found, ordered = _matching(directory, listing)
    shown = _filter(found, chosen)
    listing.total = len(shown)
    listing.featured, listing.others = _split(directory, shown, ordered)
    listing.clear_url = page.get_url(request) or ""
    listing.groups = [_group(name, options, chosen, found, listing) for name, options in choices.items()]
    listing.active = _active(listing, chosen, choices)
    return {
        "listing": listing,
        "counts": directory.counts(),
        "map_svg": draw_map(shown, province=chosen.get("province")),
    }


def _read_choices(request: HttpRequest, choices: dict[str, list[tuple[str, str]]], listing: Listing) -> dict[str, str]:
    """The known choices in the address; an unknown one is said to be ignored instead of failing."""
    chosen = {}
    for name, options in choices.items():
        value = request.GET.get(name, "")
        if not value:
            continue
        if value in dict(options):
            chosen[name] = value
        else:
            listing.message = _("We left out a filter that we do not know.")
    return chosen


def _matching(directory: Directory, listing: Listing) -> tuple[list[Entry], bool]:
    """The entries the text finds and whether they come in an order of their own (best match first)."""
    if not listing.query:
        return list(directory.entries.values()), False
    if len(listing.query) > MAX_QUERY:
        listing.query = listing.query[:MAX_QUERY]
        listing.message = _("Your search was very long: we looked for its first %(count)d characters.") % {
            "count": MAX_QUERY
        }
    result = find(directory.rows, listing.query)
    listing.suggestions = [directory.entries[match.refnis] for match in result.suggestions]
    return [directory.entries[match.refnis] for match in result.matches], True


def _filter(entries: list[Entry], chosen: dict[str, str], but: str = "") -> list[Entry]:
    tests = [(_VALUES[name], value) for name, value in chosen.items() if name != but]
    return [entry for entry in entries if all(value in values(entry) for values, value in tests)] if tests else entries


def _split(
    directory: Directory, shown: list[Entry], ordered: bool
) -> tuple[list[Entry], list[tuple[str, list[Entry]]]]:
    """Entries with a profile, and the others by province (search results keep their order in one group)."""
    featured = [entry for entry in shown if entry.has_profile]
    rest = [entry for entry in shown if not entry.has_profile]
    if ordered:
        return featured, [("", rest)] if rest else []
    by_province: dict[str, list[Entry]] = defaultdict(list)
    for entry in directory.in_order(rest):
        by_province[entry.row.province].append(entry)
    groups = [(group[0].province_label, group) for group in by_province.values()]
    return directory.in_order(featured), sorted(groups, key=lambda group: sort_key(group[0]))


def _address(query: str, chosen: dict[str, str]) -> str:
    parameters = {"q": query, **chosen}
    return "?" + urlencode({name: value for name, value in parameters.items() if value})


def _group(
    name: str, options: list[tuple[str, str]], chosen: dict[str, str], found: list[Entry], listing: Listing
) -> FilterGroup:
    # French and many other languages say "all" in the gender of what is chosen from.
    labels = {
        "activity": (_("Activity"), pgettext("activity", "All")),
        "province": (_("Province"), pgettext("province", "All")),
        "status": (_("Status"), pgettext("status", "All")),
    }
    pool = _filter(found, chosen, but=name)
    counts = Counter(value for entry in pool for value in _VALUES[name](entry))
    return FilterGroup(
        name,
        *labels[name],
        [
            Option(
                value=value,
                label=label,
                count=counts[value],
                selected=chosen.get(name) == value,
                url=_address(listing.query, {**chosen, name: value}),
            )
            for value, label in options
        ],
    )


def _active(
    listing: Listing, chosen: dict[str, str], choices: dict[str, list[tuple[str, str]]]
) -> list[dict[str, str]]:
    """What narrows the list, each with the address that takes it away."""
    active = []
    if listing.query:
        active.append({"label": _("“%(query)s”") % {"query": listing.query}, "remove_url": _address("", chosen)})
    for name, value in chosen.items():
        rest = {key: other for key, other in chosen.items() if key != name}
        active.append({"label": dict(choices[name])[value], "remove_url": _address(listing.query, rest)})
    return active
