"""How pages show images: sizes, formats, focal point, credits, and how often the database is asked."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image as Pillow

from gemeenten.models import MunicipalityPage
from home.models import Partner
from news.models import NewsPage
from portal.images.pictures import SHAPES, picture
from portal.models import CampaignRendition
from tests.portal.images.making import bytes_of, make_image

QUARTERS = [((0, 0), "red"), ((600, 0), "lime"), ((0, 400), "blue"), ((600, 400), "white")]


def publish(page: Any, **values: Any) -> Any:
    """Publish a page with other values."""
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


# --- Which versions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "size", "widths"),
    [
        ("text", (4000, 3000), (480, 960, 1600)),
        ("text", (1600, 10), (480, 960, 1600)),
        ("text", (961, 10), (480, 960, 1600)),
        ("text", (960, 10), (480, 960)),
        ("text", (100, 100), (480,)),
        ("news", (4000, 270), (480,)),
        ("card", (720, 10_000), (360, 720)),
    ],
)
def test_no_version_is_made_that_would_be_the_same_as_a_smaller_one(
    shape: str, size: tuple[int, int], widths: tuple[int, ...]
) -> None:
    assert SHAPES[shape].widths_for(*size) == widths


def test_an_image_has_at_most_eight_versions_a_place() -> None:
    assert max(len(shape.specs()) for shape in SHAPES.values()) == 8
    for shape in SHAPES.values():
        assert len(shape.specs()) == len(set(shape.specs()))


def test_picture_offers_avif_then_webp_then_jpeg_each_in_its_widths(db: None) -> None:
    html = str(picture(make_image(made={"size": (2000, 1500)}), "text", {}))

    assert re.findall(r'type="(.*?)"', html) == ["image/avif", "image/webp"]
    for kind in ("avif", "webp"):
        assert re.search(rf'srcset="[^"]*\.{kind} 480w, [^"]*\.{kind} 960w, [^"]*\.{kind} 1600w"', html), kind
    image = html[html.index("<img") :]
    assert re.search(r'src="[^"]*\.jpg"', image)
    assert 'width="480"' in image
    assert 'height="360"' in image
    assert html.count('sizes="') == 3


def test_each_file_is_what_its_name_says_and_avif_is_the_smallest(db: None) -> None:
    # Noise costs every format bytes; a one-coloured image would prove nothing.
    data = io.BytesIO()
    Pillow.effect_noise((1000, 700), 60).convert("RGB").save(data, "JPEG", quality=95)
    image = make_image(made=data.getvalue())

    picture(image, "text", {})

    sizes: dict[str, int] = {}
    for rendition in CampaignRendition.objects.filter(image=image, width=960):
        with rendition.file.open() as file:
            opened = Pillow.open(file)
            sizes[opened.format or ""] = rendition.file.size
            assert opened.size == (960, 672)
    assert set(sizes) == {"AVIF", "WEBP", "JPEG"}
    assert sizes["AVIF"] < sizes["JPEG"]


def test_small_image_gets_one_version_a_format_and_no_sizes(db: None) -> None:
    html = str(picture(make_image(made={"size": (300, 200)}), "text", {}))

    assert 'width="300"' in html
    assert "sizes" not in html
    assert CampaignRendition.objects.count() == 3


def test_cut_stays_at_the_focal_point(db: None) -> None:
    original = Pillow.new("RGB", (1200, 800))
    for corner, colour in QUARTERS:
        original.paste(colour, (*corner, corner[0] + 600, corner[1] + 400))
    data = io.BytesIO()
    original.save(data, "PNG")
    focal = {"focal_point_x": 1150, "focal_point_y": 50, "focal_point_width": 20, "focal_point_height": 20}
    image = make_image(name="kwarten.png", made=data.getvalue(), **focal)

    rendition = image.get_rendition("fill-200x200-c100|format-png")
    picture(image, "card", {})

    with rendition.file.open() as file:
        assert Pillow.open(file).convert("RGB").getpixel((100, 100)) == (0, 255, 0)
    card = CampaignRendition.objects.get(image=image, filter_spec="fill-360x240|format-webp")
    assert (card.width, card.height) == (360, 240)
    assert card.focal_point_key


def test_transparent_logo_stays_transparent_in_every_format(db: None) -> None:
    image = make_image(
        name="logo.png", made={"size": (600, 200), "colour": (0, 0, 0, 0), "kind": "PNG", "mode": "RGBA"}
    )

    html = str(picture(image, "logo", {"alt": ""}))

    assert ".png" in html
    for rendition in CampaignRendition.objects.filter(image=image):
        with rendition.file.open() as file:
            assert Pillow.open(file).convert("RGBA").getpixel((5, 5))[3] == 0, rendition.filter_spec


def test_page_whose_image_file_is_lost_still_opens(site: Client, page_at: Any) -> None:
    image = make_image()
    publish(page_at("/nl/nieuws/fusies-2025/"), image=image)
    image.file.storage.delete(image.file.name)

    assert site.get("/nl/nieuws/fusies-2025/").status_code == 200


# --- On pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/nl/nieuws/fusies-2025/", "/nl/gemeenten/gent/"])
def test_image_at_the_head_loads_at_once_and_says_what_it_shows_and_who_made_it(
    site: Client, page_at: Any, address: str
) -> None:
    publish(page_at(address), image=make_image(description="Vrijwilligers koken samen", credit="An <Maes>"))

    html = site.get(address).content.decode()

    figure = html[html.index('<figure class="picture lead-picture">') : html.index("</figure>")]
    image = re.search(r"<img[^>]*>", figure)
    assert image
    assert 'fetchpriority="high"' in image[0]
    assert "loading" not in image[0]
    assert 'alt="Vrijwilligers koken samen"' in image[0]
    assert "lang" not in image[0]
    assert "An &lt;Maes&gt;" in figure
    source = re.search(r'srcset="(\S+\.avif)', figure)
    assert source
    served = site.get(source[1])
    assert served["Content-Type"] == "image/avif"
    assert b"".join(served.streaming_content)[4:12] == b"ftypavif"
    served.close()


def test_decoration_has_an_empty_alternative_text(site: Client, page_at: Any) -> None:
    publish(page_at("/nl/nieuws/fusies-2025/"), image=make_image(description="", is_decorative=True))

    assert re.search(r'<img[^>]* alt=""', site.get("/nl/nieuws/fusies-2025/").content.decode())


def test_images_in_lists_wait_and_stay_silent_beside_their_titles(site: Client, page_at: Any) -> None:
    publish(page_at("/nl/nieuws/fusies-2025/"), image=make_image())

    html = site.get("/nl/nieuws/").content.decode()

    image = re.search(r"<img[^>]*news-image[^>]*>", html)
    assert image
    assert 'loading="lazy"' in image[0]
    assert 'alt=""' in image[0]
    assert 'width="360"' in image[0]
    assert 'height="240"' in image[0]


def test_partner_with_a_logo_shows_it(site: Client) -> None:
    from wagtail.models import Page

    logo = make_image("Logo", name="logo.png", made={"size": (400, 160), "kind": "PNG"})
    Partner.objects.update(logo=logo)

    pages = [page for page in Page.objects.live().specific() if hasattr(page, "body")]
    shown = [page for page in pages if "'type': 'partners'" in str(getattr(page.body, "raw_data", ""))]
    assert shown
    for page in shown:
        assert "partner-logo" in site.get(page.url).content.decode(), page.url


def test_image_among_text_shows_its_own_credit_or_that_of_the_library(site: Client, page_at: Any) -> None:
    image = make_image(credit="Uit de bibliotheek")

    def block(credit: str, key: int) -> dict[str, Any]:
        value = {"image": {"image": image.pk, "alt_text": "Hier", "decorative": False}, "caption": "", "credit": credit}
        return {"type": "image", "id": f"00000000-0000-4000-8000-00000000000{key}", "value": value}

    page = page_at("/nl/nieuws/fusies-2025/")
    page.body = page.body.stream_block.to_python([block("", 1), block("Van hier", 2)])
    page.save_revision().publish()

    html = site.get("/nl/nieuws/fusies-2025/").content.decode()
    assert html.count("Uit de bibliotheek") == 1
    assert html.count("Van hier") == 1
    assert html.count('alt="Hier"') == 2


def test_versions_are_there_before_the_first_visitor(
    site: Client, page_at: Any, django_capture_on_commit_callbacks: Any
) -> None:
    image, inside = make_image(), make_image("Binnenin")
    page = page_at("/nl/nieuws/fusies-2025/")
    value = {"image": {"image": inside.pk, "alt_text": "Hier", "decorative": False}, "caption": "", "credit": ""}
    block = {"type": "image", "id": "00000000-0000-4000-8000-000000000001", "value": value}
    page.body = page.body.stream_block.to_python([block])

    with django_capture_on_commit_callbacks(execute=True):
        publish(page, image=image)

    made = set(CampaignRendition.objects.values_list("pk", flat=True))
    assert len(made) > 10
    for address in ("/nl/nieuws/fusies-2025/", "/nl/nieuws/", "/nl/"):
        site.get(address)
    assert set(CampaignRendition.objects.values_list("pk", flat=True)) == made


def test_image_that_cannot_be_read_does_not_stop_a_publication(
    page_at: Any, django_capture_on_commit_callbacks: Any
) -> None:
    image = make_image()
    with image.file.storage.open(image.file.name, "wb") as file:
        file.write(b"no image")

    with django_capture_on_commit_callbacks(execute=True):
        publish(page_at("/nl/nieuws/fusies-2025/"), image=image)

    assert not CampaignRendition.objects.filter(image=image).exists()


# --- Queries --------------------------------------------------------------------------------------------------------


@pytest.mark.drill
def test_no_page_asks_more_than_15_times_when_everything_has_its_own_image(site: Client, settings: Any) -> None:
    # Wagtail's cache of versions would hide what is asked once it has run out.
    settings.CACHES = {**settings.CACHES, "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    data = bytes_of((400, 300))
    for number, page in enumerate([*NewsPage.objects.live(), *MunicipalityPage.objects.live()]):
        publish(page, image=make_image(f"Beeld {number}", made=data))
    for number, partner in enumerate(Partner.objects.all()):
        partner.logo = make_image(f"Logo {number}", made=data)
        partner.save()

    counts = {}
    for address in ("/nl/", "/fr/", "/nl/nieuws/", "/nl/nieuws/fusies-2025/", "/nl/gemeenten/", "/nl/gemeenten/gent/"):
        site.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert site.get(address).status_code == 200
        counts[address] = len(queries)

    assert {address: number for address, number in counts.items() if number > 15} == {}
