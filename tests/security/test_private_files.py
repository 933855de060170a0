"""Attacks on files: names, addresses and headers, ways out of the folders, and ways to private documents."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, UploadedFile

from tests.gemeenten.joining import pdf
from tests.security.pictures import SECRETS, picture
from tests.security.sending import body, make_document, refusal, upload_document

Document = get_document_model()


# --- Names, addresses, headers --------------------------------------------------------------------------------------


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
    secret = Path(settings.MEDIA_ROOT).parent / f"geheim-{os.getpid()}.png"
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
    assert private.file.url == ""

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
