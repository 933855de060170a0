"""Attacks by upload: files that are not what they say, bombs, places in pictures, and ways to files that are private."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, UploadedFile

from portal.documents import kinds
from portal.images.metadata import UnreadableImageError, without_metadata
from portal.models import CampaignImage
from tests.gemeenten.joining import archive, docx, odt, pdf
from tests.security.pictures import SECRETS, bomb, picture

Document = get_document_model()
KINDS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}


@pytest.fixture(autouse=True)
def _nothing_of_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def staff(admin_client: Client, admin_user: Any) -> Client:
    admin_client.defaults["HTTP_HOST"] = "localhost"
    return admin_client


def upload_image(staff: Client, content: bytes, name: str = "foto.jpg", **values: str) -> Any:
    """Send an image through the library's form."""
    data = {"title": "Foto", "description": "Een foto", "credit": "An Maes", "collection": "1", "tags": "", **values}
    return staff.post("/admin/images/add/", {**data, "file": SimpleUploadedFile(name, content, "image/jpeg")})


def upload_document(staff: Client, file: SimpleUploadedFile) -> Any:
    """Send a document through the library's form."""
    return staff.post("/admin/documents/add/", {"title": "Stuk", "collection": "1", "tags": "", "file": file})


def refusal(response: Any) -> str:
    """What the form says of its file."""
    assert response.status_code == 200
    return " ".join(response.context["form"].errors.get("file", []))


def body(response: Any) -> bytes:
    """What was sent; the file that it comes from is closed at its end."""
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


# --- Documents that are not what they say ---------------------------------------------------------------------------


def xlsx(*more: tuple[str, bytes], name: str = "lijst.xlsx") -> SimpleUploadedFile:
    return archive(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"), *more, name=name)


def pptx(name: str = "dia.pptx") -> SimpleUploadedFile:
    return archive(("[Content_Types].xml", b"<Types/>"), ("ppt/presentation.xml", b"<p/>"), name=name)


def text(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def linked() -> SimpleUploadedFile:
    """An archive with a symbolic link out of it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        entry = zipfile.ZipInfo("a.txt")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(entry, "/etc/passwd")
    return SimpleUploadedFile("a.zip", target.getvalue())


def zeros(name: str, megabytes: int, *first: tuple[str, bytes]) -> SimpleUploadedFile:
    """An archive of a few kilobytes that unpacks to many megabytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for path, content in first:
            file.writestr(path, content)
        for number in range(megabytes // 10):
            file.writestr(f"word/{number}.xml", b"\0" * (10 * 1024 * 1024))
    return SimpleUploadedFile(name, target.getvalue())


def lying(name: str = "besluit.docx") -> SimpleUploadedFile:
    """A Word file that says of a part that it is one byte long."""
    data = bytearray(docx(("word/big.xml", b"x" * 5000)).read())
    place = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/big.xml"))
    data[place + 24 : place + 28] = (1).to_bytes(4, "little")
    return SimpleUploadedFile(name, bytes(data))


GOOD: list[Callable[[], SimpleUploadedFile]] = [
    pdf,
    docx,
    odt,
    xlsx,
    pptx,
    lambda: text("lijst.csv", "naam;plaats\nAn;Genk\n".encode()),
    lambda: text("lijst.csv", "naam;café\n".encode("cp1252")),
    lambda: text("lijst.csv", "naam;café\n".encode("utf-16")),
    lambda: text("nota.TXT", "﻿Eén regel\r\n".encode()),
    lambda: archive(("map/a.txt", b"a"), ("b.png", picture("PNG")), ("c.pdf", pdf().read()), name="alles.zip"),
]
BAD: dict[str, Callable[[], SimpleUploadedFile]] = {
    "page": lambda: text("a.html", b"<script>alert(1)</script>"),
    "drawing": lambda: text("a.svg", b"<svg onload=alert(1)>"),
    "program": lambda: text("a.exe", b"MZ"),
    "page in the guise of PDF": lambda: text("a.pdf", b"<html><script>alert(1)</script>"),
    "page before PDF": lambda: text("a.pdf", b"<script>alert(1)</script>%PDF-1.7"),
    "page in the guise of text": lambda: text("a.txt", b" \n<!DOCTYPE html><script>alert(1)</script>"),
    "drawing in the guise of CSV": lambda: text("a.csv", b"\xef\xbb\xbf<SVG onload=alert(1)>"),
    "program in the guise of text": lambda: text("a.txt", b"MZ\x90\x00\x03\x00"),
    "script in the guise of text": lambda: text("a.txt", b"#!/bin/sh\nrm -rf /"),
    "archive in the guise of Word": lambda: archive(("a.txt", b"a"), name="a.docx"),
    "Word in the guise of Excel": lambda: docx(name="a.xlsx"),
    "Word in the guise of OpenDocument": lambda: docx(name="a.odt"),
    "macros in Word": lambda: docx(("word/vbaProject.bin", b"macro")),
    "macros in Excel": lambda: xlsx(("xl/vbaProject.bin", b"macro")),
    "macros in OpenDocument": lambda: archive(
        ("mimetype", b"application/vnd.oasis.opendocument.text"), ("Basic/script-lc.xml", b"<x/>"), name="a.odt"
    ),
    "broken archive": lambda: text("a.zip", b"PK\x03\x04 broken"),
    "page in an archive": lambda: archive(("a.html", b"<script>"), name="a.zip"),
    "page in the guise of a picture, in an archive": lambda: archive(("a.png", b"<script>"), name="a.zip"),
    "archive in an archive": lambda: archive(("b.zip", archive(("a.txt", b"a"), name="b").read()), name="a.zip"),
    "way out of an archive": lambda: archive(("../../a.txt", b"a"), name="a.zip"),
    "link out of an archive": linked,
    "bomb": lambda: zeros("a.zip", 200),
    "bomb in Word": lambda: zeros("a.docx", 200, ("[Content_Types].xml", b"<T/>"), ("word/document.xml", b"<d/>")),
    "too many files": lambda: archive(*((f"{number}.txt", b"") for number in range(2001)), name="a.zip"),
    "lie about a size": lying,
    "no ending": lambda: text("besluit", pdf().read()),
    "two endings": lambda: text("besluit.pdf.html", pdf().read()),
}


@pytest.mark.asvs("v5.0.0-5.2.2")
@pytest.mark.parametrize("file", GOOD)
def test_document_that_is_what_it_says_is_taken(staff: Client, file: Callable[[], SimpleUploadedFile]) -> None:
    response = upload_document(staff, file())

    assert response.status_code == 302, refusal(response)


@pytest.mark.asvs("v5.0.0-5.2.2")
@pytest.mark.asvs("v5.0.0-5.2.3")
@pytest.mark.asvs("v5.0.0-5.2.5")
@pytest.mark.parametrize("name", BAD)
def test_document_that_is_something_else_is_refused_in_words(staff: Client, name: str) -> None:
    before = Document.objects.count()

    response = upload_document(staff, BAD[name]())

    assert len(refusal(response)) > 20
    assert Document.objects.count() == before


@pytest.mark.asvs("v5.0.0-5.2.2")
@pytest.mark.parametrize(
    "address", ["/admin/documents/multiple/add/", "/admin/documents/chooser/create/"], ids=["several", "chooser"]
)
def test_no_way_of_uploading_leaves_out_the_look_into_the_file(staff: Client, address: str) -> None:
    bad = text("a.pdf", b"<script>alert(1)</script>")
    name = "document-chooser-upload-file" if "chooser" in address else "files[]"
    prefix = "document-chooser-upload-" if "chooser" in address else ""
    before = Document.objects.count(), UploadedFile.objects.count()

    response = staff.post(
        address,
        {name: bad, f"{prefix}title": "Stuk", f"{prefix}collection": "1", f"{prefix}tags": ""},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert response.status_code == 200
    assert "beschadigd" in response.content.decode("unicode_escape") or "damaged" in response.content.decode()
    assert (Document.objects.count(), UploadedFile.objects.count()) == before


@pytest.mark.parametrize(("language", "said"), [("nl", "beschadigd, beveiligd"), ("fr", "endommagé, protégé")])
def test_refusal_is_said_in_the_editor_s_language(staff: Client, admin_user: Any, language: str, said: str) -> None:
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": language})

    response = upload_document(staff, BAD["page in the guise of PDF"]())

    assert said in refusal(response)


@pytest.mark.asvs("v5.0.0-5.2.1")
def test_document_beyond_the_limit_is_refused(staff: Client, settings: Any) -> None:
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 1000

    assert "1000" in refusal(upload_document(staff, text("a.txt", b"a" * 1001)))


@pytest.mark.asvs("v5.0.0-5.2.3")
def test_bomb_costs_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    import tracemalloc

    # As if the archive told nothing of its size.
    monkeypatch.setattr(kinds, "_names", lambda archive: set(archive.namelist()))
    file = zeros("a.docx", 200, ("[Content_Types].xml", b"<T/>"), ("word/document.xml", b"<d/>"))
    tracemalloc.start()
    try:
        with pytest.raises(kinds.RefusedFileError):
            kinds.check_file("a.docx", file, ["docx"])
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 15 * 1024 * 1024


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
            data[bound.html_name] = bound.value() or "An"
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


# --- Names, addresses, headers --------------------------------------------------------------------------------------


def make_document(name: str = "nota.txt", content: bytes = b"vertrouwelijk", **values: Any) -> Any:
    return Document.objects.create(title="Nota", file=ContentFile(content, name=name), **values)


@pytest.mark.asvs("v5.0.0-5.3.2")
@pytest.mark.asvs("v5.0.0-5.4.2")
@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/nota.pdf",
        "..\\..\\nota.pdf",
        "/etc/cron.d/nota.pdf",
        "a\r\nSet-Cookie: a=b.pdf",
        '"><script>alert(1)</script>.pdf',
        "a;b=c&d e.pdf",
        "é€文.pdf",
        "x" * 300 + ".pdf",
    ],
)
def test_file_name_is_made_harmless(staff: Client, site: Client, settings: Any, name: str) -> None:
    file = pdf()
    # As bytes on the line would have it: Django's own test client would clean the name itself.
    file.__dict__["_name"] = name
    sent = upload_document(staff, file)
    if sent.status_code == 200:
        assert refusal(sent)
        return
    document = Document.objects.get(title="Stuk")

    path = Path(document.file.path).resolve()
    assert path.parent == (Path(settings.PRIVATE_ROOT) / "documents").resolve()
    assert not set(document.filename) & set('\r\n"<>;&/\\ ')
    response = site.get(document.url)
    assert body(response)
    assert "Set-Cookie" not in response.headers
    assert "\n" not in response["Content-Disposition"]


@pytest.mark.asvs("v5.0.0-3.2.1")
@pytest.mark.asvs("v5.0.0-5.4.1")
@pytest.mark.parametrize(("name", "disposition"), [("nota.txt", "attachment"), ("nota.docx", "attachment")])
def test_documents_are_saved_not_shown(site: Client, name: str, disposition: str) -> None:
    response = site.get(make_document(name).url)

    assert body(response) == b"vertrouwelijk"
    assert response["Content-Disposition"].startswith(f"{disposition}; filename=")
    assert name.partition(".")[0] in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.asvs("v5.0.0-3.2.1")
def test_pdf_is_shown_and_may_load_nothing(site: Client) -> None:
    response = site.get(make_document("nota.pdf", pdf().read()).url)
    assert body(response)

    assert not response.headers.get("Content-Disposition", "").startswith("attachment")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]


@pytest.mark.asvs("v5.0.0-3.2.1")
@pytest.mark.asvs("v5.0.0-5.3.1")
def test_files_of_the_media_folder_do_nothing(site: Client, settings: Any) -> None:
    folder = Path(settings.MEDIA_ROOT) / "images"
    folder.mkdir(parents=True, exist_ok=True)
    # As if a page had got in under the name of an image.
    (folder / "kwaad.png").write_bytes(b"<script>alert(1)</script>")

    response = site.get("/media/images/kwaad.png")
    assert body(response)

    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"].split("; ")


@pytest.mark.asvs("v5.0.0-13.4.3")
@pytest.mark.asvs("v5.0.0-13.4.7")
@pytest.mark.parametrize("name", ["kwaad.html", "kwaad.svg", "kwaad.php", "kwaad.png.html", "kwaad"])
@pytest.mark.parametrize("folder", ["images", "avatar_images", "", "documents", "original_images", "wagtail_uploads"])
def test_media_folder_hands_out_images_only(site: Client, settings: Any, folder: str, name: str) -> None:
    target = Path(settings.MEDIA_ROOT) / folder
    target.mkdir(parents=True, exist_ok=True)
    (target / name).write_bytes(b"<script>alert(1)</script>")
    try:
        for address in (f"/media/{folder}/{name}", f"/media/{folder}/", f"/media/{folder}"):
            response = site.get(address.replace("//", "/"))
            assert response.status_code == 404
            assert b"alert(1)" not in response.content
    finally:
        (target / name).unlink()


TRAVERSALS = [
    "../{secret}",
    "images/../../{secret}",
    "images/..%2f..%2f{secret}",
    "images/%2e%2e/%2e%2e/{secret}",
    "images/....//....//{secret}",
    "images/..\\..\\{secret}",
    "images/%2e%2e%5c{secret}",
    "images//{absolute}",
    "images/{absolute}%00.png",
    "images/..%252f..%252f{secret}",
]


@pytest.mark.asvs("v5.0.0-5.3.2")
@pytest.mark.parametrize("pattern", TRAVERSALS)
@pytest.mark.parametrize("start", ["/media/", "/documents/1/", "/images/x/1/"])
def test_no_path_leads_out_of_the_folders(site: Client, settings: Any, start: str, pattern: str) -> None:
    secret = Path(settings.MEDIA_ROOT).parent / "geheim.png"
    secret.write_bytes(b"geheim-geheim")
    try:
        response = site.get(start + pattern.format(secret=secret.name, absolute=secret))
        assert response.status_code in (301, 302, 400, 403, 404)
        assert b"geheim-geheim" not in body(response)
    finally:
        secret.unlink()


# --- Documents that are private -------------------------------------------------------------------------------------


@pytest.fixture
def private(db: None) -> Any:
    """A document for who has logged in."""
    collection = Collection.get_first_root_node().add_child(name="Intern")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return make_document(collection=collection)


@pytest.mark.asvs("v5.0.0-8.2.2")
def test_private_document_is_for_who_may_see_it(site: Client, staff: Client, private: Any) -> None:
    refused = site.get(private.url)
    shown = staff.get(private.url)

    assert refused.status_code == 302
    assert "/account/login/" in refused["Location"]
    assert body(shown) == b"vertrouwelijk"


@pytest.mark.asvs("v5.0.0-14.2.2")
@pytest.mark.asvs("v5.0.0-14.3.2")
def test_private_document_is_kept_by_nobody_on_the_way(staff: Client, private: Any) -> None:
    response = staff.get(private.url)
    assert body(response)
    policy = response["Cache-Control"]

    assert "no-store" in policy
    assert "private" in policy


@pytest.mark.asvs("v5.0.0-8.2.2")
def test_private_document_has_no_other_address(site: Client, settings: Any, private: Any) -> None:
    name = private.file.name
    assert Path(private.file.path).is_relative_to(settings.PRIVATE_ROOT)
    assert not Path(private.file.path).is_relative_to(settings.MEDIA_ROOT)
    assert not (Path(settings.MEDIA_ROOT) / name).exists()
    with pytest.raises(NotImplementedError):
        _address = private.file.url

    for address in (f"/media/{name}", f"/static/{name}", f"/private/{name}", f"/media/images/../{name}", f"/{name}"):
        assert site.get(address).status_code in (400, 404), address
    # Neither does a wrong name, or another number.
    assert site.get(f"/documents/{private.pk}/anders.txt").status_code == 404
    assert site.get(f"/documents/{'9' * 30}/nota.txt").status_code == 404


@pytest.mark.asvs("v5.0.0-8.2.2")
def test_originals_and_unfinished_uploads_have_no_address(staff: Client, site: Client, settings: Any) -> None:
    # Without a credit, the upload of several images keeps the file until the form is complete.
    response = staff.post(
        "/admin/images/multiple/add/",
        {"files[]": SimpleUploadedFile("foto.jpg", picture("JPEG"), "image/jpeg"), "collection": "1", "title": "Foto"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert response.json()["success"] is True
    waiting = UploadedFile.objects.latest("pk")

    assert Path(waiting.file.path).is_relative_to(settings.PRIVATE_ROOT)
    assert not any(secret in Path(waiting.file.path).read_bytes() for secret in SECRETS)
    assert site.get(f"/media/{waiting.file.name}").status_code == 404


@pytest.mark.parametrize(
    ("name", "private"),
    [
        ("documents/a.pdf", True),
        ("./documents/a.pdf", True),
        ("original_images/a.jpg", True),
        ("images/documents/a.jpg", False),
        ("images/a.jpg", False),
    ],
)
def test_storage_tells_private_from_public(settings: Any, name: str, private: bool) -> None:
    root = settings.PRIVATE_ROOT if private else settings.MEDIA_ROOT

    assert Path(default_storage.path(name)).is_relative_to(root)


@pytest.mark.parametrize("name", ["documents/../../x", "../x", "images/../../x", "documents/../images/x"])
def test_storage_never_leaves_its_folders(name: str, settings: Any) -> None:
    from django.core.exceptions import SuspiciousOperation

    try:
        path = Path(default_storage.path(name)).resolve()
    except SuspiciousOperation:
        return
    assert path.is_relative_to(Path(settings.PRIVATE_ROOT).resolve())


@pytest.mark.django_db
def test_migration_moves_files_out_of_the_media_folder(settings: Any, tmp_path: Path) -> None:
    import importlib

    migration = importlib.import_module("portal.migrations.0007_private_files")
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    for path in ("documents/a.pdf", "documents/map/b.pdf", "original_images/c.jpg", "images/d.jpg"):
        (settings.MEDIA_ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (settings.MEDIA_ROOT / path).write_text(path)

    migration.move(None, None)
    migration.move(None, None)

    moved = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert moved == [
        "media/images/d.jpg",
        "private/documents/a.pdf",
        "private/documents/map/b.pdf",
        "private/original_images/c.jpg",
    ]
    assert (settings.PRIVATE_ROOT / "documents/map/b.pdf").read_text() == "documents/map/b.pdf"
