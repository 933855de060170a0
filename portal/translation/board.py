"""The translation board without its pages: who sees which rows, filtering, totals, the file for a spreadsheet."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.permissions import page_permission_policy

from portal.languages import home_pages
from portal.safe_sheets import defused
from portal.translation.recording import translatable_snippets
from portal.translation.state import Entry, State, read_entries

PER_PAGE = 50
#: The class of Wagtail's own coloured label for each state.
LABELS = {
    State.MISSING: "w-status w-status--critical",
    State.WAITING: "w-status",
    State.READY: "w-status",
    State.PARTIAL: "w-status w-status--critical",
    State.OUTDATED: "w-status w-status--critical",
    State.PUBLISHED: "w-status w-status--primary",
}


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody may work on: parts of the page tree (by path) and kinds of snippets; everything for a superuser."""

    everything: bool = False
    paths: tuple[str, ...] = ()
    snippets: frozenset[type[Any]] = frozenset()
    submit: bool = False
    homes: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is anything at all."""
        return self.everything or bool(self.paths or self.snippets)

    def may_edit(self, path: str) -> bool:
        """Whether a page at this place of the tree is theirs."""
        return self.everything or (bool(path) and path.startswith(self.paths))

    def may_edit_source(self, entry: Entry) -> bool:
        """Whether the source is theirs."""
        return self.may_edit(entry.source_path) if entry.is_page else self.everything or entry.model in self.snippets

    def may_edit_target(self, entry: Entry) -> bool:
        """Whether the translation is theirs, or would be once it exists."""
        if not entry.is_page:
            return self.everything or entry.model in self.snippets
        if entry.target is not None:
            return self.may_edit(entry.target.path)
        return self.may_edit(self.homes.get(entry.locale.language_code, ""))

    def sees(self, entry: Entry) -> bool:
        """Whether a row of the board concerns them."""
        return self.may_edit_target(entry) or self.may_edit_source(entry)


def access_of(user: Any) -> Access:
    """What ``user`` may work on; a fixed number of queries."""
    return replace(_granted(user), homes={code: page.path for code, page in home_pages().items()})


def has_access(user: Any) -> bool:
    """Whether there is anything for ``user``; asked for the menu of every page of the admin."""
    return bool(_granted(user))


def _granted(user: Any) -> Access:
    """What the rights of ``user`` say, without where new pages would come."""
    submit = bool(user.has_perm("wagtail_localize.submit_translation"))
    if user.is_superuser and user.is_active:
        return Access(everything=True, submit=submit)
    pages = page_permission_policy.instances_with_direct_explore_permission(user)
    paths = tuple(page.path for page in pages)
    models = frozenset(
        model
        for model in translatable_snippets()
        if user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
    )
    return Access(paths=paths, snippets=models, submit=submit)


def require_access(request: HttpRequest) -> Access:
    """The access of whoever asks.

    Raises:
        PermissionDenied: there is nothing for them on the board.
    """
    access = access_of(request.user)
    if not access:
        raise PermissionDenied
    return access


class BoardFilter(forms.Form):
    """What the board is narrowed down to."""

    q = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=100)
    locale = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    type = forms.ChoiceField(label=gettext_lazy("Type"), required=False)

    def __init__(self, data: Any, entries: Iterable[Entry]) -> None:
        super().__init__(data)
        entries = list(entries)
        locales = {entry.locale.language_code: str(entry.locale) for entry in entries}
        types = {entry.type_key: entry.type_label for entry in entries}
        # French says "all" in the gender of what is chosen from.
        self._field("locale").choices = [("", pgettext("language", "All")), *locales.items()]
        self._field("type").choices = [
            ("", pgettext("type", "All")),
            *sorted(types.items(), key=lambda item: item[1]),
        ]
        self._field("state").choices = [("", pgettext("state", "All")), *State.choices]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def values(self) -> dict[str, str]:
        """The filters that are set; an unknown value filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def narrow(entries: Iterable[Entry], values: dict[str, str], *, but: str = "") -> list[Entry]:
    """The entries that answer to all filters, ``but`` one."""
    text = values.get("q", "").casefold()
    kept = []
    for entry in entries:
        facts = {"locale": entry.locale.language_code, "state": str(entry.state), "type": entry.type_key}
        if text and text not in entry.title.casefold():
            continue
        if all(facts[name] == wanted for name, wanted in values.items() if name in facts and name != but):
            kept.append(entry)
    return kept


@dataclass(frozen=True, slots=True)
class Total:
    """How many translations are in one state, and where to see them."""

    state: State
    label: str
    number: int
    url: str
    css: str
    current: bool = False


def totals(entries: Iterable[Entry], values: dict[str, str] | None = None) -> list[Total]:
    """The number of entries in every state, in the order of the states."""
    values = values or {}
    counts = Counter(entry.state for entry in entries)
    found = []
    for state in State:
        query = urlencode({**values, "state": str(state)})
        found.append(
            Total(
                state=state,
                label=str(state.label),
                number=counts[state],
                url=f"{reverse('translation_board')}?{query}",
                css=LABELS[state],
                current=values.get("state") == state,
            )
        )
    return found


#: What a translator looks at first: what visitors see wrong, then what they do not see at all.
_URGENCY = (State.OUTDATED, State.PARTIAL, State.READY, State.WAITING, State.MISSING)


def most_urgent(entries: Iterable[Entry], number: int) -> list[Entry]:
    """The translations that are behind: by urgency of their state, the longest out of date first."""
    behind = [entry for entry in entries if entry.state in _URGENCY]
    return sorted(behind, key=lambda entry: (_URGENCY.index(entry.state), -(entry.days or 0), entry.title))[:number]


def visible_entries(access: Access) -> list[Entry]:
    """All rows of the board that concern somebody."""
    return [entry for entry in read_entries() if access.sees(entry)]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the board: the entry with the addresses its reader may use."""

    entry: Entry
    css: str
    detail_url: str
    source_url: str = ""
    target_url: str = ""
    submit_url: str = ""


def rows(entries: Sequence[Entry], access: Access) -> list[Row]:
    """The entries as lines; no queries."""
    return [row_of(entry, access) for entry in entries]


def row_of(entry: Entry, access: Access) -> Row:
    """One entry as a line."""
    mine, language = access.may_edit_target(entry), entry.locale.language_code
    target = edit_url(entry, entry.target.pk) if entry.target and mine else ""
    submit = "" if entry.target or not access.submit else _submit_url(entry)
    return Row(
        entry=entry,
        css=LABELS[entry.state],
        detail_url=reverse("translation_detail", args=[entry.key, language]),
        source_url=edit_url(entry, entry.object_id) if access.may_edit_source(entry) else "",
        target_url=target,
        submit_url=submit,
    )


def edit_url(entry: Entry, pk: str) -> str:
    """Where an object of the entry's kind is edited."""
    if entry.is_page:
        return reverse("wagtailadmin_pages:edit", args=[pk])
    meta = entry.model._meta
    return reverse(f"wagtailsnippets_{meta.app_label}_{meta.model_name}:edit", args=[quote(pk)])


def _submit_url(entry: Entry) -> str:
    query = urlencode({"select_locale": entry.locale.language_code})
    if entry.is_page:
        return f"{reverse('wagtail_localize:submit_page_translation', args=[entry.object_id])}?{query}"
    meta = entry.model._meta
    address = reverse(
        "wagtail_localize:submit_snippet_translation",
        args=[meta.app_label, meta.model_name, quote(entry.object_id)],
    )
    return f"{address}?{query}"


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The entries as a table that spreadsheets open with a double click."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(
        [
            _("Title"),
            _("Type"),
            _("Language"),
            _("State"),
            _("Translated"),
            _("Segments"),
            _("Out of date since"),
            _("Days out of date"),
            _("Last translated"),
        ]
    )
    for entry in entries:
        yield writer.writerow(
            [
                defused(entry.title),
                entry.type_label,
                entry.locale.language_code,
                entry.state.label,
                entry.done,
                entry.total,
                _day(entry.since),
                "" if entry.days is None else entry.days,
                _day(entry.last_translated),
            ]
        )


def _day(moment: Any) -> str:
    return date_format(localtime(moment), "Y-m-d") if moment else ""
