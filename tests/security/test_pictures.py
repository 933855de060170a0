"""Attacks by image: files that are none, bombs, and the place where a picture was taken."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from portal.images.metadata import UnreadableImageError, without_metadata
from portal.models import CampaignImage
from tests.security.pictures import SECRETS, bomb, picture
from tests.security.sending import body, refusal, upload_image

KINDS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}


# --- Images ---------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-5.2.2")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("a.jpg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("a.jpg", b"<html><script>alert(1)</script>"),
        ("a.png", picture("JPEG")),
        ("a.html", picture("PNG")),
        ("a.jpg", picture("JPEG")[:60]),
        ("a.png", picture("PNG")[:60]),
        ("a.gif", b"GIF89a<script>alert(1)</script>"),
        ("a.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 <script>"),
    ],
)
def test_what_is_no_image_of_its_name_is_refused(staff: Client, name: str, content: bytes) -> None:
    assert refusal(upload_image(staff, content, name))
    assert not CampaignImage.objects.filter(title="Foto").exists()


@pytest.mark.asvs("v5.0.0-5.2.6")
@pytest.mark.parametrize("size", [(30_000, 30_000), (9_000, 9_000), (1, 60_000_000)])
def test_image_bomb_is_refused_before_it_is_unpacked(
    staff: Client, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import ImageFile

    def fail(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("the image was unpacked")

    monkeypatch.setattr(ImageFile.ImageFile, "load", fail)

    assert "pixels" in refusal(upload_image(staff, bomb(*size), "a.png"))


@pytest.mark.asvs("v5.0.0-5.2.6")
def test_animation_counts_all_its_pictures(staff: Client, settings: Any) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1000

    # 40 × 20 points are few, twice as many are not.
    assert "1600" in refusal(upload_image(staff, picture("GIF"), "a.gif"))


@pytest.mark.asvs("v5.0.0-5.2.1")
def test_image_beyond_the_limit_of_bytes_is_refused_before_it_is_read(staff: Client, settings: Any) -> None:
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100

    assert refusal(upload_image(staff, picture("PNG"), "a.png"))


# --- The place where a picture was taken ----------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-14.2.8")
@pytest.mark.parametrize("kind", KINDS)
def test_place_leaves_the_file_and_the_picture_stays(kind: str) -> None:
    content = picture(kind)
    assert any(secret in content for secret in SECRETS)

    clean = without_metadata(content)

    assert not any(secret in clean for secret in SECRETS)
    with Image.open(io.BytesIO(content)) as before, Image.open(io.BytesIO(clean)) as after:
        assert not after.getexif()
        assert "xmp" not in after.info
        assert getattr(after, "n_frames", 1) == getattr(before, "n_frames", 1)
        if kind == "AVIF":
            assert after.size == before.size
        else:
            assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()
    assert without_metadata(clean) == clean


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("turned", [3, 6, 8])
def test_picture_that_lies_on_its_side_is_still_turned(kind: str, turned: int) -> None:
    from PIL import ImageOps

    clean = without_metadata(picture(kind, turned))

    assert not any(secret in clean for secret in SECRETS)
    with Image.open(io.BytesIO(picture(kind, turned))) as before, Image.open(io.BytesIO(clean)) as after:
        expected, found = ImageOps.exif_transpose(before), ImageOps.exif_transpose(after)
        assert found.size == expected.size
        for point in ((1, 1), (found.width - 2, found.height - 2)):
            pair = zip(found.convert("RGB").getpixel(point), expected.convert("RGB").getpixel(point), strict=True)
            assert all(abs(one - other) < 40 for one, other in pair)


@pytest.mark.parametrize("kind", KINDS)
def test_broken_picture_is_refused_and_never_fails_otherwise(kind: str) -> None:
    content = picture(kind)
    for length in range(0, len(content), max(1, len(content) // 60)):
        try:
            without_metadata(content[:length])
        except UnreadableImageError:
            continue


@pytest.mark.asvs("v5.0.0-14.2.8")
@pytest.mark.parametrize("kind", KINDS)
def test_place_never_leaves_the_server(staff: Client, site: Client, kind: str) -> None:
    assert upload_image(staff, picture(kind, 6 if kind != "GIF" else 1), f"foto.{KINDS[kind]}").status_code == 302
    image = CampaignImage.objects.get(title="Foto")

    kept = Path(image.file.path).read_bytes()
    assert image.file_size == len(kept)
    served = [kept]
    for spec in ("original", "width-20", "fill-10x10|format-jpeg", "format-webp", "format-png"):
        response = site.get(image.get_rendition(spec).url)
        assert response.status_code == 200
        served.append(body(response))
    for data in served:
        assert not any(secret in data for secret in SECRETS)
        with Image.open(io.BytesIO(data)) as found:
            assert not found.getexif().get_ifd(0x8825)


@pytest.mark.asvs("v5.0.0-14.2.8")
@pytest.mark.django_db
def test_place_leaves_whichever_way_a_picture_comes() -> None:
    image = CampaignImage(title="Ingevoerd", credit="An Maes")
    image.file.save("foto.jpg", ContentFile(picture("JPEG")), save=False)
    other = CampaignImage.objects.create(
        title="Ook", credit="An Maes", file=ContentFile(picture("JPEG"), name="ook.jpg")
    )

    for one in (image, other):
        assert not any(secret in Path(one.file.path).read_bytes() for secret in SECRETS)


@pytest.mark.asvs("v5.0.0-14.2.8")
def test_place_leaves_the_picture_of_who_works_here(staff: Client, admin_user: Any) -> None:
    page = staff.get("/admin/account/")
    data = {}
    for bound in (bound for form in _forms(page) for bound in form):
        if "password" not in bound.html_name and "avatar" not in bound.html_name:
            data[bound.html_name] = bound.value() or ("An" if bound.html_name.endswith("_name") else "")
    sent = {**data, "avatar-avatar": SimpleUploadedFile("ik.jpg", picture("JPEG"), "image/jpeg")}

    response = staff.post("/admin/account/", sent)

    assert response.status_code == 302
    admin_user.wagtail_userprofile.refresh_from_db()
    kept = Path(admin_user.wagtail_userprofile.avatar.path).read_bytes()
    assert not any(secret in kept for secret in SECRETS)

    response = staff.post("/admin/account/", {**data, "avatar-avatar": SimpleUploadedFile("ik.bmp", b"BM")})
    assert response.status_code == 200


def _forms(response: Any) -> list[Any]:
    return [panel.get_form() for panels in response.context["panels_by_tab"].values() for panel in panels]
