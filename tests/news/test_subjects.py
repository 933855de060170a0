"""What news is about: municipalities and activities, there and back."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from gemeenten.models import Activity
from news.overview import Overview
from portal.subjects import ACTIVITY, MUNICIPALITY, name_subjects
from tests.news.items import add_item


def section(site: Client, address: str, name: str) -> str:
    """The part of a page with a class of its own; empty where it is not."""
    html = site.get(address).content.decode()
    found = re.search(rf'<(section|footer|nav) class="[^"]*\b{name}\b[^"]*".*?</\1>\s*(?=<|$)', html, re.DOTALL)
    return html[found.start() : html.index("</main>")] if found else ""


# --- On the item ----------------------------------------------------------------------------------------------------


def test_item_leads_to_its_municipalities_and_activities(site: Client) -> None:
    merged = section(site, "/nl/nieuws/fusies-2025/", "news-subjects")
    # Its own page is the profile that Merelbeke made before the merger.
    assert 'href="/nl/gemeenten/merelbeke/"' in merged
    assert "Merelbeke-Melle" in merged

    learning = section(site, "/fr/actualites/apprendre-les-uns-des-autres/", "news-subjects")
    assert Activity.objects.get(slug="lerend-netwerk").pages.get(locale__language_code="fr").title in learning


def test_former_municipalities_that_merged_into_one_are_named_once(site: Client) -> None:
    add_item("fusie", timezone.localdate(), municipalities=["44043", "44040", "44088"])

    assert section(site, "/nl/nieuws/fusie/", "news-subjects").count('href="/nl/gemeenten/merelbeke/"') == 1


def test_municipality_whose_page_is_in_another_language_is_marked(site: Client) -> None:
    add_item("dehors", timezone.localdate(), language="fr", municipalities=["36011"])

    html = section(site, "/fr/actualites/dehors/", "news-subjects")

    assert 'href="/nl/gemeenten/lichtervelde/" hreflang="nl"' in html


def test_item_about_nothing_says_nothing(site: Client) -> None:
    add_item("niets", date(2020, 1, 1))

    assert section(site, "/nl/nieuws/niets/", "news-subjects") == ""
    assert section(site, "/nl/nieuws/niets/", "news-related") == ""


def test_neighbours_in_time_lead_to_each_other(site: Client) -> None:
    middle = section(site, "/nl/nieuws/fusies-2025/", "news-neighbours")
    assert re.search(r'rel="next" href="/nl/nieuws/nieuw-portaal-online/"', middle)
    assert re.search(r'rel="prev" href="/nl/nieuws/leren-van-elkaar/"', middle)
    assert 'rel="next"' not in section(site, "/nl/nieuws/nieuw-portaal-online/", "news-neighbours")
    assert 'rel="prev"' not in section(site, "/nl/nieuws/leren-van-elkaar/", "news-neighbours")


def test_related_news_has_most_in_common_first_and_is_not_the_item_itself(db: None) -> None:
    one, two = Activity.objects.all()[:2]
    item = add_item("zelf", date(2021, 1, 1), municipalities=["44021"], activities=[one.pk, two.pk])
    both = add_item("stad-en-activiteit", date(2021, 1, 2), municipalities=["44021"], activities=[one.pk])
    town = add_item("stad", date(2021, 1, 3), municipalities=["44021"])
    activity = add_item("activiteit", date(2021, 1, 5), activities=[two.pk])
    add_item("ander", date(2021, 1, 4), municipalities=["11002"])

    found = Overview.load("nl").related(item.pk, ["44021"], [one.pk, two.pk], 10)

    assert [entry.pk for entry in found] == [both.pk, town.pk, activity.pk]


# --- On the pages of the subjects -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/nl/gemeenten/gent/",
        "/nl/gemeenten/11002/",
        "/nl/activiteiten/onderwijs/",
    ],
)
def test_page_shows_the_news_about_it(site: Client, address: str) -> None:
    assert section(site, address, "news-about") == ""
    activity = Activity.objects.get(slug="onderwijs")
    add_item("overal", timezone.localdate(), municipalities=["44021", "11002"], activities=[activity.pk])

    assert 'href="/nl/nieuws/overal/"' in section(site, address, "news-about")


@pytest.mark.parametrize("code", ["44043", "44088"])
def test_news_about_a_merged_municipality_is_on_profile_and_successor(site: Client, code: str) -> None:
    add_item("samen", timezone.localdate(), municipalities=[code])

    for address in ("/nl/gemeenten/merelbeke/", "/nl/gemeenten/44088/"):
        assert 'href="/nl/nieuws/samen/"' in section(site, address, "news-about"), address


def test_page_shows_the_newest_four_and_leads_to_the_rest(site: Client) -> None:
    for number in range(6):
        add_item(f"bericht-{number}", date(2022, 1, 1) + timedelta(days=number), municipalities=["44021"])

    html = section(site, "/nl/gemeenten/gent/", "news-about")

    assert re.findall(r"/nl/nieuws/bericht-(\d)/", html) == ["5", "4", "3", "2"]
    assert 'href="/nl/nieuws/?municipality=44021"' in html
    assert "Lees alle 6 berichten" in html


def test_french_page_shows_french_news_only(site: Client) -> None:
    add_item("gent-nl", timezone.localdate(), municipalities=["44021"])
    assert section(site, "/fr/communes/gand/", "news-about") == ""

    add_item("gand-fr", timezone.localdate(), language="fr", municipalities=["44021"])
    assert 'href="/fr/actualites/gand-fr/"' in section(site, "/fr/communes/gand/", "news-about")


# --- The hook -------------------------------------------------------------------------------------------------------


def test_unknown_subjects_are_left_out(db: None) -> None:
    assert name_subjects(MUNICIPALITY, ["99999"], "nl") == []
    assert name_subjects(ACTIVITY, [0], "nl") == []
    assert name_subjects("weather", ["rain"], "nl") == []


def test_subjects_are_named_in_the_language_asked_for(db: None) -> None:
    assert [subject.label for subject in name_subjects(MUNICIPALITY, ["44021"], "fr")] == ["Gand"]


# --- What a shared link shows ---------------------------------------------------------------------------------------


def og_image(site: Client, address: str) -> str:
    """The picture for shared links."""
    found = re.search(r'property="og:image" content="([^"]+)"', site.get(address).content.decode())
    assert found is not None
    return found[1]


def picture(name: str, focal_point: tuple[int, int] | None = None) -> Any:
    """A picture of 2000 by 2000 pixels, its left half red and its right half blue."""
    from io import BytesIO

    from django.core.files.images import ImageFile
    from PIL import Image as Pillow
    from wagtail.images import get_image_model

    drawn = Pillow.new("RGB", (2000, 2000), "red")
    drawn.paste("blue", (0, 1000, 2000, 2000))
    stored = BytesIO()
    drawn.save(stored, "PNG")
    stored.seek(0)
    image = get_image_model()(title=name, file=ImageFile(stored, name=f"{name}.png"))
    if focal_point:
        image.focal_point_x, image.focal_point_y = focal_point
        image.focal_point_width = image.focal_point_height = 200
    image.save()
    return image


def test_shared_link_shows_its_own_picture_else_the_item_s_else_one_with_its_title(
    site: Client, tmp_path: Any, page_at: Any
) -> None:
    address = "/nl/nieuws/fusies-2025/"
    page = page_at(address)
    assert "/share/page/" in og_image(site, address)
    with override_settings(MEDIA_ROOT=str(tmp_path)):
        page.image = picture("beeld")
        page.save_revision(clean=True).publish()
        assert re.fullmatch(r"http://[^/]+/media/images/beeld[^/]*\.fill-1200x630[^/]*\.jpg", og_image(site, address))

        page.share_image = picture("delen")
        page.save_revision(clean=True).publish()
        assert "/delen" in og_image(site, address)


def test_picture_for_sharing_keeps_its_focal_point_in_sight(db: None, tmp_path: Any) -> None:
    from PIL import Image as Pillow

    with override_settings(MEDIA_ROOT=str(tmp_path)):
        image = picture("beeld", focal_point=(1000, 1800))
        with Pillow.open(image.get_rendition("fill-1200x630|format-jpeg").file.path) as shared:
            assert shared.size == (1200, 630)
            red, _green, blue = shared.getpixel((600, 315))
            assert blue > red
