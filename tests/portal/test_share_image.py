"""The pictures for shared links: drawn, addressed by what they say, the editors' own first."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from django.test import Client
from PIL import Image, ImageFont
from wagtail.models import Page, PageViewRestriction

from gemeenten.models import MunicipalityPage
from home.models import CampaignPage
from portal.share_image import HEIGHT, WIDTH, Card, draw, drawable, in_lines
from tests.factories import make_profile
from tests.portal.images.making import make_image

CARD = Card("Gent", "Solidaire gemeenten", "Oost-Vlaanderen", "Solidaire gemeente", "solidary", "mint")


def picture(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def meta(site: Client, address: str, name: str) -> str:
    """One Open Graph property of a page."""
    html = site.get(address).content.decode()
    found = re.findall(rf'<meta property="og:{name}" content="([^"]*)">', html)
    assert len(found) == 1, (address, name, found)
    return str(found[0])


def path_of(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


def test_a_card_becomes_a_png_of_the_size_that_networks_show() -> None:
    data = draw(CARD)

    assert picture(data).format == "PNG"
    assert picture(data).size == (WIDTH, HEIGHT) == (1200, 630)
    assert len(data) < 60_000


def test_the_same_card_gives_the_same_bytes_and_another_one_others() -> None:
    assert draw(CARD) == draw(replace(CARD))
    others = [replace(CARD, **change) for change in CHANGES]
    assert len({draw(card) for card in [CARD, *others]}) == len(CHANGES) + 1
    assert len({card.version for card in [CARD, *others]}) == len(CHANGES) + 1


CHANGES = (
    {"title": "Gand"},
    {"campaign": "Communes solidaires"},
    {"place": "Flandre orientale"},
    {"badge": "Commune solidaire"},
    {"mark": "asked"},
    {"field": "pink"},
)


def test_the_sky_has_the_colour_of_its_field() -> None:
    skies = {field: picture(draw(replace(CARD, field=field))).convert("RGB").getpixel((1190, 10)) for field in FIELDS}

    for field, sky in FIELDS.items():
        # A palette of 128 colours may miss one by a step.
        assert max(abs(one - other) for one, other in zip(skies[field], sky, strict=True)) <= 2, field


FIELDS = {"sun": (255, 197, 58), "pink": (255, 185, 200), "sky": (191, 224, 255), "mint": (174, 229, 201)}


@pytest.mark.parametrize(
    "title", ["", "x" * 500, "woord " * 300, "مرحبا", "\N{SNOWMAN}\x00\n\t", "Écaussinnes-Lalaing’s “œuvre”"]
)
def test_no_title_is_too_odd_to_draw(title: str) -> None:
    assert picture(draw(replace(CARD, title=title, place=title, badge=title))).size == (WIDTH, HEIGHT)


def test_signs_that_the_font_lacks_are_written_in_latin_letters_and_its_own_are_kept() -> None:
    assert drawable("Iași  en\nŠiauliai") == "Iasi en Siauliai"
    assert drawable("Écaussinnes – l’œuvre “été” ç") == "Écaussinnes – l’œuvre “été” ç"


def test_lines_break_between_words_and_are_no_wider_than_asked() -> None:
    font = ImageFont.load_default(20)
    lines = in_lines("een twee drie vier vijf zes", font, 100)

    assert " ".join(lines) == "een twee drie vier vijf zes"
    assert len(lines) > 1
    assert all(font.getlength(line) <= 100 for line in lines)


@pytest.mark.parametrize(
    ("address", "alt"),
    [
        ("/nl/gemeenten/gent/", "Gent, Solidaire gemeente, Oost-Vlaanderen"),
        ("/fr/communes/gand/", "Gand, Commune solidaire, Flandre orientale"),
        ("/nl/gemeenten/11002/", "Antwerpen, Nog niet, Antwerpen"),
        ("/nl/doe-mee/", "Doe mee"),
    ],
)
def test_a_page_names_a_picture_of_its_own_with_size_and_alternative_text(site: Client, address: str, alt: str) -> None:
    url = meta(site, address, "image")
    assert meta(site, address, "image:alt") == alt
    assert (meta(site, address, "image:width"), meta(site, address, "image:height")) == ("1200", "630")

    response = site.get(path_of(url))

    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "Accept-Language" not in response.get("Vary", "")
    assert picture(response.content).size == (WIDTH, HEIGHT)
    assert site.get(path_of(url), HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304


def test_the_address_changes_with_the_page_and_the_old_one_leads_to_the_new(site: Client) -> None:
    page = CampaignPage.objects.get(url_path__endswith="/doe-mee/", locale__language_code="nl")
    before = path_of(meta(site, page.url, "image"))

    page.title = "Doe ook mee"
    page.save_revision().publish()

    after = path_of(meta(site, page.url, "image"))
    assert after != before
    response = site.get(before)
    assert (response.status_code, response["Location"]) == (302, after)
    assert response["Cache-Control"] == "no-cache"


def test_an_address_without_version_leads_to_the_present_picture(site: Client) -> None:
    response = site.get("/share/nl/44021.png", follow=True)

    assert re.fullmatch(r"/share/nl/44021-[0-9a-f]{8}\.png", response.redirect_chain[0][0])
    assert response["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    "address",
    [
        "/share/nl/99999.png",
        "/share/de/44021.png",
        "/share/nl/44043.png",
        "/share/page/1.png",
        "/share/page/999999.png",
    ],
)
@pytest.mark.asvs("v5.0.0-15.2.2")
def test_what_does_not_exist_has_no_picture(site: Client, address: str) -> None:
    assert site.get(address).status_code == 404


def test_drafts_and_private_pages_have_no_picture(site: Client) -> None:
    page = make_profile("11002")
    assert site.get(f"/share/page/{page.pk}.png").status_code == 302

    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert site.get(f"/share/page/{page.pk}.png").status_code == 404

    PageViewRestriction.objects.all().delete()
    page.unpublish()
    assert site.get(f"/share/page/{page.pk}.png").status_code == 404


def test_the_image_chosen_by_an_editor_wins_over_the_pages_own_and_that_over_the_drawn_one(site: Client) -> None:
    page = MunicipalityPage.objects.get(url_path__endswith="/gent/", locale__language_code="nl")
    assert "/share/page/" in meta(site, page.url, "image")

    page.image = make_image("Eigen", "eigen.jpg", description="Het stadhuis")
    page.image_alt = "Het stadhuis van Gent"
    page.save_revision().publish()
    own = meta(site, page.url, "image")
    assert "eigen" in own
    assert meta(site, page.url, "image:alt") == "Het stadhuis van Gent"

    page.share_image = make_image(
        "Gekozen", "gekozen.jpg", description="Een gekozen beeld", made={"size": (2000, 1200)}
    )
    page.save_revision().publish()
    assert "gekozen" in meta(site, page.url, "image")
    assert meta(site, page.url, "image:alt") == "Een gekozen beeld"
    assert (meta(site, page.url, "image:width"), meta(site, page.url, "image:height")) == ("1200", "630")


def test_every_page_of_the_tree_has_a_picture(site: Client) -> None:
    for page in Page.objects.live().filter(depth__gt=1).specific():
        card = page.share_card()
        assert card.title, page.url
        assert card.version == page.share_card().version
