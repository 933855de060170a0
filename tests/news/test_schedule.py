"""News that goes live, and ends, at a moment set before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Revision
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object

from gemeenten.models import Activity
from news.models import NewsPage
from tests.news.items import add_item
from tests.test_admin import news_form

#: Whatever would show the item: lists, its own page, those of its subjects, its neighbour's, machines' addresses.
EVERYWHERE = [
    "/nl/",
    "/nl/nieuws/",
    "/nl/nieuws/feed/",
    "/nl/nieuws/?municipality=44021",
    "/nl/nieuws/?activity=onderwijs",
    "/nl/nieuws/nieuw-portaal-online/",
    "/nl/gemeenten/gent/",
    "/nl/activiteiten/onderwijs/",
    "/sitemap.xml",
    "/api/v2/pages/?type=news.NewsPage&fields=*",
    "/api/v2/pages/?search=Straks",
]


def shown(site: Client) -> list[str]:
    """The addresses among all that show the item."""
    found = [address for address in EVERYWHERE if "straks" in site.get(address).content.decode().lower()]
    return found + [f"/nl/nieuws/{year}/" for year in (timezone.localdate().year,) if in_year(site, year)]


def in_year(site: Client, year: int) -> bool:
    """Whether the archive of a year shows the item."""
    return "straks" in site.get(f"/nl/nieuws/{year}/").content.decode().lower()


def schedule(days: int = 2, **values: Any) -> NewsPage:
    """An item of today's date, published to go live in some days."""
    moment = timezone.now() + timedelta(days=days)
    activity = Activity.objects.get(slug="onderwijs")
    return add_item(
        "straks",
        timezone.localdate(),
        municipalities=["44021"],
        activities=[activity.pk],
        go_live_at=moment,
        **values,
    )


def turn_the_clock(page: NewsPage) -> None:
    """Let the moment of going live have passed a minute ago, in the revision that waits and in the row."""
    moment = timezone.now() - timedelta(minutes=1)
    for revision in Revision.objects.for_instance(page).exclude(approved_go_live_at=None):
        revision.approved_go_live_at = moment
        revision.content["go_live_at"] = moment.isoformat()
        revision.content["date"] = timezone.localdate(moment).isoformat()
        revision.save()
    NewsPage.objects.filter(pk=page.pk).update(go_live_at=moment, date=timezone.localdate(moment))


def test_scheduled_item_is_nowhere_before_its_moment(site: Client) -> None:
    page = schedule()
    call_command("publish_scheduled")

    assert not NewsPage.objects.get(pk=page.pk).live
    assert shown(site) == []
    assert site.get("/nl/nieuws/straks/").status_code == 404
    assert site.get(f"/api/v2/pages/{page.pk}/").status_code == 404


def test_scheduled_item_is_everywhere_once_the_command_has_run(site: Client) -> None:
    page = schedule()
    assert shown(site) == []
    turn_the_clock(page)

    call_command("publish_scheduled")

    assert sorted(shown(site)) == sorted([*EVERYWHERE, f"/nl/nieuws/{timezone.localdate().year}/"])
    assert site.get("/nl/nieuws/straks/").status_code == 200
    assert site.get(f"/api/v2/pages/{page.pk}/").status_code == 200


def test_item_that_expires_is_nowhere_once_the_command_has_run(site: Client) -> None:
    page = schedule()
    turn_the_clock(page)
    call_command("publish_scheduled")
    assert shown(site)
    NewsPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    call_command("publish_scheduled")

    assert shown(site) == []
    assert site.get("/nl/nieuws/straks/").status_code == 404
    assert NewsPage.objects.get(pk=page.pk).expired


def test_date_of_a_scheduled_item_is_the_day_it_goes_live(db: None) -> None:
    page = schedule(days=40)

    assert page.date == timezone.localdate(page.go_live_at)
    assert page.get_latest_revision_as_object().date == page.date


def test_item_that_goes_live_late_in_the_evening_here_has_that_day(db: None) -> None:
    # In universal time it is still the day before.
    day = timezone.localdate() + timedelta(days=5)
    moment = timezone.make_aware(datetime.combine(day, datetime.min.time()) + timedelta(minutes=10))

    page = add_item("straks", timezone.localdate(), go_live_at=moment)

    assert page.date == day


def test_change_that_is_scheduled_leaves_the_date_of_a_public_item(db: None, page_at: Any) -> None:
    page = page_at("/nl/nieuws/fusies-2025/")
    before = page.date
    page.go_live_at = timezone.now() + timedelta(days=3)

    page.save_revision(clean=True).publish()

    assert NewsPage.objects.get(pk=page.pk).date == before
    assert page.get_latest_revision_as_object().date == before


def test_date_in_the_future_is_refused_with_what_to_do(admin_client: Client, page_at: Any) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    response = admin_client.post(
        f"/admin/pages/add/news/newspage/{page_at('/nl/nieuws/').pk}/",
        {**news_form(date=tomorrow), "action-publish": "action-publish"},
    )

    assert response.status_code == 200
    message = str(response.context["form"].errors["date"])
    assert "Set schedule" in message or "Stel schema in" in message
    assert 'value="Een nieuw bericht"' in response.content.decode()
    assert not NewsPage.objects.filter(slug="een-nieuw-bericht").exists()


def test_item_scheduled_in_the_admin_waits_and_takes_its_day(admin_client: Client, site: Client, page_at: Any) -> None:
    moment = timezone.localtime() + timedelta(days=10)
    values = news_form(go_live_at=moment.strftime("%Y-%m-%d %H:%M"), expire_at="")

    response = admin_client.post(
        f"/admin/pages/add/news/newspage/{page_at('/nl/nieuws/').pk}/", {**values, "action-publish": "action-publish"}
    )

    assert response.status_code == 302
    page = NewsPage.objects.get(slug="een-nieuw-bericht")
    assert not page.live
    assert page.date == moment.date()
    assert site.get("/nl/nieuws/een-nieuw-bericht/").status_code == 404


def test_schedule_taken_back_leaves_no_date_in_the_future(db: None) -> None:
    page = schedule(days=10).get_latest_revision_as_object()
    page.go_live_at = None

    with pytest.raises(ValidationError) as caught:
        page.save_revision(clean=True)

    assert "date" in caught.value.message_dict


def test_translation_of_a_scheduled_item_waits_with_it(site: Client) -> None:
    page = schedule()
    translate_object(page, [Locale.objects.get(language_code="fr")])
    translation = Translation.objects.get(source=TranslationSource.objects.get_for_instance(page))
    translation.save_target(publish=False)
    french = NewsPage.objects.get(translation_key=page.translation_key, locale__language_code="fr")

    french.get_latest_revision_as_object().save_revision(clean=True).publish()

    french.refresh_from_db()
    assert not french.live
    # A revision keeps thousandths of a second.
    assert abs(french.go_live_at - page.go_live_at) < timedelta(seconds=1)
    assert "Straks" not in site.get("/fr/actualites/").content.decode()
    turn_the_clock(page)
    turn_the_clock(french)
    call_command("publish_scheduled")
    assert "Straks" in site.get("/fr/actualites/").content.decode()


@pytest.mark.parametrize("slug", ["2025", "1999", "feed"])
def test_slug_that_the_list_needs_itself_is_refused(db: None, slug: str) -> None:
    with pytest.raises(ValidationError) as caught:
        add_item(slug, timezone.localdate())

    assert "slug" in caught.value.message_dict
