"""Builds the starter site from the readable texts in ``home/starter_content``: Dutch pages, then their translations."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from gemeenten.models import (
    Activity,
    ActivityPage,
    Commitment,
    JoinPage,
    LetterPage,
    Municipality,
    MunicipalityIndexPage,
    MunicipalityPage,
)
from home.models import CampaignPage, HomePage, Partner
from home.translations import Pairs, pair_values, translate
from news.models import Author, NewsActivity, NewsAuthor, NewsIndexPage, NewsMunicipality, NewsPage
from portal.models import BasePage, CampaignSettings
from portal.translation.glossary import add_terms

CONTENT = Path(__file__).parent / "starter_content"
SOURCE, TARGET = "nl", "fr"

#: The page of the campaign that its list of names comes from.
LIST_SOURCE = {
    "source_name": "Vluchtelingenwerk Vlaanderen",
    "source_url": "https://vluchtelingenwerk.be/solidaire-gemeenten",
}

_PAGE_LINK = re.compile(r'href="page:([a-z_-]+)"')
#: Fields of a block that are choices or links, the same in every language.
_NEUTRAL = {"type", "page", "role", "kind", "count", "url", "activity", "year", "source_url", "last_confirmed"} | {
    "authors",
    "municipalities",
    "activities",
}


def read(name: str) -> dict[str, Any]:
    """One file of the starter content."""
    with (CONTENT / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def in_language(value: Any, language: str) -> Any:
    """The same structure with every ``{nl, fr}`` pair replaced by its text in ``language``."""
    if isinstance(value, dict):
        if set(value) & {SOURCE, TARGET}:
            return value.get(language, "")
        return {key: in_language(item, language) for key, item in value.items()}
    if isinstance(value, list):
        return [in_language(item, language) for item in value]
    return value


def one_line(text: Any) -> Any:
    """Rich text without the line breaks between its blocks."""
    return re.sub(r">\s+<", "><", text.strip()) if isinstance(text, str) else text


@dataclass
class StarterSite:
    """Builds everything in one go; call :meth:`build` inside a transaction."""

    say: Callable[[str], None] = lambda text: None
    pages: dict[str, Page] = field(default_factory=dict)
    _work: list[tuple[Page, dict[str, Any]]] = field(default_factory=list)

    def build(self) -> None:
        """Make the Dutch site, publish it, then translate it."""
        self.source, _created = Locale.objects.get_or_create(language_code=SOURCE)
        self.target, _created = Locale.objects.get_or_create(language_code=TARGET)
        texts = read("pages")
        self._add_home(texts["home"])
        for entry in texts["page"]:
            self._add_page(entry)
        self._add_activities()
        self._add_municipalities()
        self._add_news()
        self._publish()
        self._save_settings()
        self._add_partners()
        add_terms(read("glossary")["term"])
        self._translate()

    # --- The tree -------------------------------------------------------------------------------------------------

    def _add(self, parent: Page, page: BasePage, key: str, entry: dict[str, Any]) -> Any:
        text = in_language(entry, SOURCE)
        page.locale = self.source
        page.title = text["title"]
        page.slug = text.get("slug") or "home"
        page.seo_title = text.get("seo_title", "")
        page.search_description = text.get("search_description", "")
        page.menu_title = text.get("menu_title", "")
        page.show_in_menus = bool(entry.get("in_menu"))
        parent.add_child(instance=page)
        self.pages[key] = page
        self._work.append((page, entry))
        return page

    def _add_home(self, entry: dict[str, Any]) -> None:
        text = in_language(entry, SOURCE)
        root = Page.get_first_root_node()
        page = HomePage(hero_title=text["hero_title"], hero_text=text["hero_text"])
        for welcome in Page.objects.child_of(root).exact_type(Page):
            # Wagtail's first migration puts a welcome page where the home page belongs.
            welcome.delete()
        root = Page.objects.get(pk=root.pk)
        self._add(root, page, "home", {"slug": {SOURCE: "home", TARGET: "accueil"}, **entry})
        site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
        site.site_name = settings.WAGTAIL_SITE_NAME
        site.root_page = page
        address = settings.WAGTAILADMIN_BASE_URL.split("://")[-1].split("/")[0]
        site.hostname, _colon, port = address.partition(":")
        default = 443 if settings.WAGTAILADMIN_BASE_URL.startswith("https") else 80
        site.port = int(port or default)
        site.save()
        # Deleting the welcome page takes the default site with it, and Wagtail may remember the old one.
        Site.clear_site_root_paths_cache()

    def _add_page(self, entry: dict[str, Any]) -> None:
        kinds: dict[str, type[BasePage]] = {
            "municipalities": MunicipalityIndexPage,
            "letter": LetterPage,
            "join": JoinPage,
            "news": NewsIndexPage,
        }
        kind = kinds.get(entry["key"], CampaignPage)
        if kind is LetterPage:
            letter = read("letter")["letter"]
            entry = {**entry, **{_LETTER_FIELDS.get(key, key): value for key, value in letter.items()}}
        text = in_language(entry, SOURCE)
        names = {name.name for name in kind._meta.get_fields()} - {"body", "title", "slug"}
        values = {key: one_line(value) for key, value in text.items() if key in names and key not in _BASE_FIELDS}
        self._add(self.pages["home"], kind(**values), entry["key"], entry)

    def _add_activities(self) -> None:
        for order, entry in enumerate(read("activities")["activity"], start=1):
            activity = Activity.objects.create(
                name=entry["title"][SOURCE], slug=entry["tag"], icon=entry["icon"], sort_order=order
            )
            page = ActivityPage(activity=activity, introduction=entry["introduction"][SOURCE])
            self._add(self.pages["activities"], page, entry["tag"], _with_text_block(entry))

    def _add_municipalities(self) -> None:
        self.activities = {activity.slug: activity for activity in Activity.objects.all()}
        for entry in read("municipalities")["municipality"]:
            page = MunicipalityPage(
                municipality=Municipality.objects.get(pk=entry["refnis"]),
                introduction=entry["introduction"][SOURCE],
                joined_on=entry.get("joined_on"),
            )
            steps = entry.get("commitment", [])
            if entry.get("listed") and not steps:
                steps = [{"kind": "decided", **LIST_SOURCE}]
            page.commitments = [Commitment(sort_order=order, **step) for order, step in enumerate(steps)]
            self._add(self.pages["municipalities"], page, entry["refnis"], entry)
            page.activities.set([self.activities[slug] for slug in entry["activities"]])

    def _add_news(self) -> None:
        content = read("news")
        authors = {}
        for entry in content["author"]:
            values = {name: entry[name] for name in ("name_fr", "role", "url") if name in entry}
            authors[entry["key"]], _created = Author.objects.get_or_create(name=entry["name"], defaults=values)
        today = timezone.localdate()
        for entry in sorted(content["news"], key=lambda item: item["date"]):
            # A clock that is behind the texts must not keep the site from being built: news may not lie in the future.
            page = NewsPage(date=min(entry["date"], today), introduction=entry["introduction"][SOURCE])
            page.authors = [
                NewsAuthor(sort_order=order, author=authors[key]) for order, key in enumerate(entry["authors"])
            ]
            page.municipalities = [
                NewsMunicipality(sort_order=order, municipality_id=code)
                for order, code in enumerate(entry.get("municipalities", []))
            ]
            page.activities = [
                NewsActivity(sort_order=order, activity=self.activities[slug])
                for order, slug in enumerate(entry.get("activities", []))
            ]
            self._add(self.pages["news"], page, entry["key"], _with_text_block(entry))

    def _publish(self) -> None:
        """Fill in the texts, now that every page that they link to exists, and publish."""
        for page, entry in self._work:
            text = in_language(entry, SOURCE)
            if isinstance(page, MunicipalityPage):
                page.body = self._linked(one_line(text.get("body", "")))
                page.initiatives = self._stream(
                    page, [{"type": "initiative", **item} for item in text.get("initiative", [])]
                )
            elif isinstance(page, LetterPage):
                page.letter_body = self._linked(page.letter_body)
            elif isinstance(page, HomePage | CampaignPage | ActivityPage | NewsPage):
                page.body = self._stream(page, text.get("body", []))
            page.save_revision(clean=True).publish()
        self.say(f"{len(self._work)} Dutch pages")

    def _stream(self, page: Page, blocks: list[dict[str, Any]]) -> Any:
        """Stream data with an id for every block, since wagtail-localize finds the segments by them."""
        stream = []
        for number, block in enumerate(blocks):
            name = f"{page.pk}/{number}"
            value = {key: self._value(key, item, name) for key, item in block.items() if key != "type"}
            if block["type"] == "text":
                value = value["text"]
            stream.append({"type": block["type"], "value": value, "id": _id(name)})
        return stream

    def _value(self, key: str, item: Any, name: str) -> Any:
        if key == "page":
            return self.pages[item].pk
        if key == "activity":
            return self.activities[item].pk
        if key == "steps":
            return [{"type": "item", "value": step, "id": _id(f"{name}/{number}")} for number, step in enumerate(item)]
        return self._linked(one_line(item)) if isinstance(item, str) else item

    def _linked(self, html: str) -> str:
        """Internal links as Wagtail stores them."""
        return _PAGE_LINK.sub(lambda match: f'linktype="page" id="{self.pages[match[1]].pk}"', html)

    # --- Settings, partners, translations -------------------------------------------------------------------------

    def _save_settings(self) -> None:
        site = Site.objects.get(is_default_site=True)
        values = read("settings")
        known = {name.name for name in CampaignSettings._meta.get_fields()}
        values = {key: value for key, value in values.get("settings", values).items() if key in known}
        CampaignSettings.objects.update_or_create(site=site, defaults=values)

    def _add_partners(self) -> None:
        self.partners = []
        for entry in read("partners")["partner"]:
            text = in_language(entry, SOURCE)
            values = {key: text[key] for key in ("name", "role", "url", "description", "sort_order") if key in text}
            self.partners.append((Partner.objects.create(locale=self.source, **values), entry))

    def _translate(self) -> None:
        work = [(page, entry) for page, entry in self._work if entry.get("translated", True)]
        for number, (page, entry) in enumerate(work, start=1):
            translate(page, self.target, self._pairs(page, entry))
            self.say(f"{number}/{len(work)} French: {page}")
        for partner, entry in self.partners:
            translate(partner, self.target, self._pairs(partner, entry))

    def _pairs(self, instance: Any, entry: dict[str, Any]) -> Pairs:
        pairs: Pairs = {}
        for key, value in entry.items():
            if key in _NEUTRAL or isinstance(value, bool | int):
                continue
            name = {"initiative": "initiatives"}.get(key, key)
            ours, theirs = (self._texts(in_language(value, language)) for language in (SOURCE, TARGET))
            pairs.update(pair_values(name, ours, theirs))
        return pairs

    def _texts(self, value: Any) -> Any:
        """The texts a translator would meet, as stored: without choices, with links resolved."""
        if isinstance(value, dict):
            return {key: self._texts(item) for key, item in value.items() if key not in _NEUTRAL}
        if isinstance(value, list):
            return [self._texts(item) for item in value]
        return self._linked(one_line(value)) if isinstance(value, str) else ""


_LETTER_FIELDS = {
    "subject": "letter_subject",
    "salutation": "letter_salutation",
    "body": "letter_body",
    "closing": "letter_closing",
}
_BASE_FIELDS = {"seo_title", "search_description", "menu_title"}


def _with_text_block(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with its rich text as the one block of its stream."""
    return {**entry, "body": [{"type": "text", "text": entry["body"]}]}


def _id(name: str) -> str:
    """The same block gets the same id at every build."""
    return str(uuid5(NAMESPACE_URL, f"starter-content/{name}"))
