"""The admin as staff uses it: every form opens, and what is filled in is on the site."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from gemeenten.models import Activity, MunicipalityPage
from home.models import Partner
from news.models import NewsPage
from portal.blocks import RICH_TEXT_FEATURES
from portal.models import CampaignSettings


@pytest.fixture
def admin(admin_client: Client) -> Client:
    """An administrator's browser."""
    return admin_client


def form(values: dict[str, Any]) -> dict[str, Any]:
    """Values of a page's form as the browser sends them, with what every page has."""
    common = {"seo_title": "", "search_description": "", "menu_title": "", "share_image": ""}
    return nested_form_data({**common, "comments": inline_formset([]), **values})


def news_form(**values: Any) -> dict[str, Any]:
    """A filled-in news item."""
    body = [
        ("text", rich_text("<h2>Kop</h2><p>Een alinea <b>vet</b>.</p>", features=RICH_TEXT_FEATURES)),
        ("quote", {"text": "Welkom.", "author": "An", "role": ""}),
    ]
    filled = {
        "title": "Een nieuw bericht",
        "slug": "een-nieuw-bericht",
        "date": "2026-11-20",
        "introduction": "Kort gezegd.",
        "image": "",
        "body": streamfield(body),
        "authors": inline_formset([]),
        "municipalities": inline_formset([]),
        "activities": inline_formset([]),
    }
    return form({**filled, **values})


def errors_in(html: str) -> str:
    """The messages beside the fields of a form."""
    found = re.findall(r'class="error-message"[^>]*>(.*?)</', html, re.DOTALL)
    return " ".join(found) + " ".join(re.findall(r'<li class="(?:error|critical)"[^>]*>(.*?)</li>', html, re.DOTALL))


# --- News -----------------------------------------------------------------------------------------------------------


def test_news_made_in_the_admin_is_on_the_site_at_once(admin: Client, site: Client, page_at: Any) -> None:
    index = page_at("/nl/nieuws/")
    site.get("/nl/")

    response = admin.post(
        f"/admin/pages/add/news/newspage/{index.pk}/", {**news_form(), "action-publish": "action-publish"}
    )

    assert response.status_code == 302
    html = site.get("/nl/nieuws/een-nieuw-bericht/").content.decode()
    assert "<h2" in html
    assert "Een alinea <b>vet</b>." in html
    assert "Welkom." in html
    for address in ("/nl/", "/nl/nieuws/", "/nl/nieuws/feed/", "/sitemap.xml"):
        assert "een-nieuw-bericht" in site.get(address).content.decode(), address
    assert "een-nieuw-bericht" not in site.get("/fr/actualites/").content.decode()


def test_news_saved_as_draft_waits(admin: Client, site: Client, page_at: Any) -> None:
    admin.post(f"/admin/pages/add/news/newspage/{page_at('/nl/nieuws/').pk}/", news_form())

    page = NewsPage.objects.get(slug="een-nieuw-bericht")
    assert not page.live
    assert site.get("/nl/nieuws/een-nieuw-bericht/").status_code == 404
    assert admin.get(f"/admin/pages/{page.pk}/view_draft/").status_code == 200


@pytest.mark.parametrize(("name", "value"), [("title", ""), ("introduction", ""), ("date", "gisteren")])
def test_news_without_what_it_needs_is_not_published_and_says_why(
    admin: Client, page_at: Any, name: str, value: str
) -> None:
    response = admin.post(
        f"/admin/pages/add/news/newspage/{page_at('/nl/nieuws/').pk}/",
        {**news_form(**{name: value}), "action-publish": "action-publish"},
    )

    assert response.status_code == 200
    assert errors_in(response.content.decode())
    assert not NewsPage.objects.filter(slug="een-nieuw-bericht").exists()


def test_edited_title_is_on_the_site_after_publication(admin: Client, site: Client, page_at: Any) -> None:
    page = page_at("/nl/nieuws/fusies-2025/")
    values = news_form(title="Een andere titel", slug="fusies-2025")

    admin.post(f"/admin/pages/{page.pk}/edit/", values)
    assert "Een andere titel" not in site.get("/nl/nieuws/fusies-2025/").content.decode()
    admin.post(f"/admin/pages/{page.pk}/edit/", {**values, "action-publish": "action-publish"})
    assert "Een andere titel" in site.get("/nl/nieuws/fusies-2025/").content.decode()


def test_editor_previews_what_is_typed_in_a_frame_that_visitors_pages_refuse(
    admin: Client, site: Client, page_at: Any
) -> None:
    page = page_at("/nl/nieuws/fusies-2025/")
    address = f"/admin/pages/{page.pk}/edit/preview/"

    stored = admin.post(address, news_form(title="Nog niet bewaard", slug="fusies-2025"))
    preview = admin.get(address)

    assert stored.json()["is_valid"] is True
    assert preview.status_code == 200
    assert "Nog niet bewaard" in preview.content.decode()
    assert preview["X-Frame-Options"] == "SAMEORIGIN"
    assert site.get("/nl/")["X-Frame-Options"] == "DENY"
    assert "Nog niet bewaard" not in site.get("/nl/nieuws/fusies-2025/").content.decode()


# --- Profiles -------------------------------------------------------------------------------------------------------


SOURCE = {"source_name": "", "source_url": "https://example.org/"}


def profile_form(**values: Any) -> dict[str, Any]:
    """A filled-in profile."""
    activity = Activity.objects.get(slug="onderwijs")
    initiative = {
        "activity": activity.pk,
        "title": "Taalklas",
        "text": rich_text("<p>Elke week.</p>", features=["bold", "italic", "link", "ul", "ol"]),
        "year": "2024",
        "source_name": "De stad",
        "source_url": "https://example.org/",
        "last_confirmed": "",
    }
    filled = {
        "title": "Antwerpen",
        "slug": "antwerpen",
        "municipality": "11002",
        "joined_on": "",
        "activities": f'"{activity.name}"',
        "introduction": "Inleiding over Antwerpen.",
        "body": rich_text("<p>Meer.</p>", features=["bold"]),
        "image": "",
        "initiatives": streamfield([("initiative", initiative)]),
        "commitments": inline_formset([{"kind": "decided", "date": "2022-05-01", "date_precision": "month", **SOURCE}]),
        "decision_url": "",
        "decision_document": "",
        "contact_email": "",
        "contact_url": "",
    }
    return form({**filled, **values})


def add_profile(admin: Client, page_at: Any, **values: Any) -> Any:
    """Send the form of a new profile."""
    return admin.post(
        f"/admin/pages/add/gemeenten/municipalitypage/{page_at('/nl/gemeenten/').pk}/",
        {**profile_form(**values), "action-publish": "action-publish"},
    )


def test_profile_made_in_the_admin_is_on_list_page_and_map(admin: Client, site: Client, page_at: Any) -> None:
    response = add_profile(admin, page_at)

    assert response.status_code == 302, errors_in(response.content.decode())
    page = site.get("/nl/gemeenten/antwerpen/").content.decode()
    for words in ("Inleiding over Antwerpen.", "Taalklas", "Elke week.", "2024", "mei 2022"):
        assert words in page, words
    assert "/nl/gemeenten/antwerpen/" in site.get("/nl/gemeenten/?activity=onderwijs").content.decode()
    assert site.get("/nl/gemeenten/11002/")["Location"] == "/nl/gemeenten/antwerpen/"


def test_tag_that_is_not_on_the_curated_list_is_left_out(admin: Client, page_at: Any) -> None:
    name = Activity.objects.get(slug="onderwijs").name
    before = Activity.objects.count()

    add_profile(admin, page_at, activities=f'"{name}", "Zelf verzonnen"')

    page = MunicipalityPage.objects.get(slug="antwerpen")
    assert [tag.slug for tag in page.activities.all()] == ["onderwijs"]
    assert Activity.objects.count() == before
    assert not Activity.objects.filter(name="Zelf verzonnen").exists()


def test_second_profile_of_a_municipality_is_refused_beside_its_field(admin: Client, page_at: Any) -> None:
    response = add_profile(admin, page_at, municipality="44021")

    assert response.status_code == 200
    assert "heeft al een profiel" in response.content.decode() or "already has a profile" in response.content.decode()
    assert not MunicipalityPage.objects.filter(slug="antwerpen").exists()


def test_step_in_the_future_is_refused_beside_its_field(admin: Client, page_at: Any) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    step = {"kind": "decided", "date": tomorrow, "date_precision": "day", "source_name": "", "source_url": ""}

    response = add_profile(admin, page_at, commitments=inline_formset([step]))

    assert response.status_code == 200
    html = response.content.decode()
    assert "ligt in de toekomst" in html or "lies in the future" in html
    assert not MunicipalityPage.objects.filter(slug="antwerpen").exists()


def test_withdrawal_in_the_admin_takes_the_municipality_off_the_list(admin: Client, site: Client, page_at: Any) -> None:
    add_profile(admin, page_at)
    assert "Antwerpen" in site.get("/nl/gemeenten/?status=solidary").content.decode()
    page = MunicipalityPage.objects.get(slug="antwerpen")
    step = page.commitments.get()
    steps = [
        {"id": step.pk, "kind": "decided", "date": "2022-05-01", "date_precision": "month", **SOURCE},
        {"id": "", "kind": "withdrawn", "date": "2025-05-01", "date_precision": "day", **SOURCE},
    ]

    response = admin.post(
        f"/admin/pages/{page.pk}/edit/",
        {**profile_form(commitments=inline_formset(steps, initial=1)), "action-publish": "action-publish"},
    )

    assert response.status_code == 302
    assert MunicipalityPage.objects.get(slug="antwerpen").status == "none"
    assert 'href="/nl/gemeenten/antwerpen/"' not in site.get("/nl/gemeenten/?status=solidary").content.decode()


# --- Activities, partners, settings ---------------------------------------------------------------------------------


def test_eighth_activity_is_made_with_a_tag_and_a_page(admin: Client, site: Client, page_at: Any) -> None:
    response = admin.post(
        "/admin/snippets/gemeenten/activity/add/",
        {"name": "Taal oefenen", "slug": "taal-oefenen", "icon": "school", "sort_order": "8"},
    )
    assert response.status_code == 302
    tag = Activity.objects.get(slug="taal-oefenen")
    values = {
        "title": "Samen taal oefenen",
        "slug": "taal-oefenen",
        "activity": str(tag.pk),
        "introduction": "Praten helpt.",
        "body": streamfield([]),
    }

    response = admin.post(
        f"/admin/pages/add/gemeenten/activitypage/{page_at('/nl/activiteiten/').pk}/",
        {**form(values), "action-publish": "action-publish"},
    )

    assert response.status_code == 302, errors_in(response.content.decode())
    assert "Samen taal oefenen" in site.get("/nl/").content.decode()
    assert site.get("/nl/activiteiten/taal-oefenen/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/admin/snippets/", "/admin/snippets/home/partner/", "/admin/snippets/gemeenten/activity/"]
)
def test_lists_of_snippets_open(admin: Client, address: str) -> None:
    assert admin.get(address, follow=True).status_code == 200


def test_partner_renamed_in_the_admin_has_its_new_name_on_the_site(admin: Client, site: Client) -> None:
    partner = Partner.objects.get(name="VVSG", locale__language_code="nl")
    values = {
        "name": "VVSG vzw",
        "role": "supporter",
        "url": "",
        "description": "Steun.",
        "logo": "",
        "sort_order": "70",
    }

    response = admin.post(f"/admin/snippets/home/partner/edit/{partner.pk}/", values)

    assert response.status_code == 302
    assert "VVSG vzw" in site.get("/nl/over-ons/").content.decode()


def test_settings_saved_in_the_admin_are_in_the_footer_at_once(admin: Client, site: Client) -> None:
    settings = CampaignSettings.objects.get()
    site.get("/nl/")
    names = ("mastodon", "bluesky", "facebook", "instagram", "linkedin")
    values = {f"{name}_url": "" for name in names}
    values |= {"coalition_name": "De coalitie", "hashtag": "#samen", "contact_email": "info@example.org"}
    values["mastodon_url"] = "https://mastodon.example/@samen"

    page = admin.get("/admin/settings/portal/campaignsettings/", follow=True)
    assert page.status_code == 200
    response = admin.post(f"/admin/settings/portal/campaignsettings/{settings.site_id}/", values)

    assert response.status_code == 302
    for address in ("/nl/", "/fr/"):
        html = site.get(address).content.decode()
        for words in ("De coalitie", "#samen", "info@example.org", "https://mastodon.example/@samen"):
            assert words in html, words


def test_admin_speaks_the_language_of_the_user(admin: Client, admin_user: Any) -> None:
    from wagtail.users.models import UserProfile

    html = {}
    for language in ("nl", "fr", "en"):
        UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": language})
        html[language] = admin.get("/admin/").content.decode()
        assert f'<html lang="{language}"' in html[language]
    assert len(set(html.values())) == 3


@pytest.mark.asvs("v5.0.0-14.3.2")
def test_admin_is_kept_by_nobody_and_asks_nobody_else(admin: Client) -> None:
    response = admin.get("/admin/")

    assert "no-store" in response["Cache-Control"] or "private" in response["Cache-Control"]
    assert "gravatar" not in response.content.decode()
    assert "releases.wagtail.io" not in response.content.decode()


def test_search_in_the_admin_finds_a_page(admin: Client) -> None:
    response = admin.get("/admin/pages/search/?q=Lichtervelde")

    assert response.status_code == 200
    assert "Lichtervelde" in response.content.decode()


def test_visitor_s_pages_show_the_user_bar_to_staff_only(admin: Client, site: Client) -> None:
    assert "wagtail-userbar" in admin.get("/nl/").content.decode()
    assert "wagtail-userbar" not in site.get("/nl/").content.decode()
