"""Visitors keep the last good page while something is broken; nobody gets what was not for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from gemeenten.models import MunicipalityPage
from portal import degraded, errors, page_view
from portal.last_good import KeptPage, LastGoodPages

HOUR = 3600


@pytest.fixture
def pages(tmp_path: Path) -> LastGoodPages:
    return LastGoodPages(tmp_path / "kept", limit=1_000_000, longest=HOUR)


def page(address: str = "nl localhost /nl/", body: bytes = b"<h1>Welkom</h1>", at: float = 1000) -> KeptPage:
    return KeptPage(address, at, {"Content-Type": "text/html; charset=utf-8"}, body)


# --- The store ------------------------------------------------------------------------------------------------------


def test_kept_page_is_found_under_its_own_address_only(pages: LastGoodPages) -> None:
    assert pages.keep(page())

    assert pages.find("nl localhost /nl/", now=1001) == page()
    assert pages.find("fr localhost /nl/", now=1001) is None


def test_too_old_page_is_not_given(pages: LastGoodPages) -> None:
    pages.keep(page())

    assert pages.find("nl localhost /nl/", now=1000 + HOUR) is not None
    assert pages.find("nl localhost /nl/", now=1001 + HOUR) is None


@pytest.mark.parametrize("content", [b"", b"{}", b"no line", b'{"address": 1}\nxx', b"\xff\n\xff"])
def test_damaged_file_counts_as_none(pages: LastGoodPages, content: bytes) -> None:
    pages.keep(page())
    (file,) = pages.folder.rglob("*.page")
    file.write_bytes(content)

    assert pages.find("nl localhost /nl/", now=1001) is None


def test_oldest_pages_leave_when_there_are_too_many(tmp_path: Path) -> None:
    import os

    pages = LastGoodPages(tmp_path, limit=3_000, longest=HOUR)
    for number in range(20):
        pages.keep(page(f"nl localhost /{number}/", os.urandom(500)))
        (tmp_path / "now").touch()
        os.utime(pages._path(f"nl localhost /{number}/"), (1000 + number, 1000 + number))

    pages.tidy(now=1100)

    assert sum(file.stat().st_size for file in tmp_path.rglob("*.page")) <= 3_000
    assert pages.find("nl localhost /19/", now=1100) is not None
    assert pages.find("nl localhost /0/", now=1100) is None


def test_full_or_closed_disk_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    pages = LastGoodPages(tmp_path / "kept", limit=1, longest=HOUR)

    assert not pages.keep(page())
    assert pages.find("nl localhost /nl/") is None
    pages.forget("nl localhost /nl/")
    pages.forget_all()
    pages.tidy()


def test_leaves_no_partial_files(pages: LastGoodPages) -> None:
    pages.keep(page())
    pages.keep(page(body=b"new", at=1001))

    assert [file.suffix for file in pages.folder.rglob("*") if file.is_file()] == [".page"]


# --- What may be kept -----------------------------------------------------------------------------------------------


def address(path: str, **extra: Any) -> str:
    return degraded.public_address(RequestFactory(headers={"host": "localhost"}).get(path, **extra))


def test_address_and_language_are_the_key() -> None:
    assert address("/nl/gemeenten/") == "nl localhost /nl/gemeenten/"
    assert address("/", headers={"accept-language": "fr"}) == "fr localhost /"
    assert address("/fr/", headers={"accept-language": "nl"}) == "fr localhost /fr/"


def test_what_others_add_to_addresses_does_not_count() -> None:
    assert address("/nl/?utm_source=tv&fbclid=1") == address("/nl/")


@pytest.mark.asvs("v5.0.0-14.2.2")
@pytest.mark.parametrize(
    "path", ["/nl/gemeenten/?q=gent", "/nl/?", "/admin/", "/django-admin/", "/health/ready/", "/static/x.css"]
)
def test_searches_and_the_admin_are_never_kept(path: str) -> None:
    assert address(path) == ("" if path != "/nl/?" else address("/nl/"))


@pytest.mark.asvs("v5.0.0-14.2.2")
@pytest.mark.asvs("v5.0.0-14.2.2")
def test_staff_forms_and_foreign_hosts_are_never_kept() -> None:
    request = RequestFactory(headers={"host": "localhost"}).get("/nl/")
    request.COOKIES["sessionid"] = "x"

    assert degraded.public_address(request) == ""
    assert degraded.public_address(RequestFactory(headers={"host": "localhost"}).post("/nl/")) == ""
    assert degraded.public_address(RequestFactory(headers={"host": "evil.example"}).get("/nl/")) == ""


@pytest.mark.parametrize(
    ("status", "headers", "kept"),
    [
        (200, {"Cache-Control": "public, max-age=60"}, True),
        (200, {"Cache-Control": "private, no-cache"}, False),
        (200, {"Cache-Control": "no-store"}, False),
        (200, {"Cache-Control": "public, no-store"}, False),
        (200, {}, False),
        (404, {"Cache-Control": "public"}, False),
        (500, {"Cache-Control": "public"}, False),
        (200, {"Cache-Control": "public", "Content-Encoding": "gzip"}, False),
    ],
)
def test_only_whole_public_pages_are_kept(status: int, headers: dict[str, str], kept: bool) -> None:
    request = RequestFactory().get("/nl/")

    assert degraded.may_be_kept(request, HttpResponse("x", status=status, headers=headers)) is kept


def test_page_with_a_cookie_is_not_kept() -> None:
    response = HttpResponse("x", headers={"Cache-Control": "public"})
    response.set_cookie("a", "b")

    assert not degraded.may_be_kept(RequestFactory().get("/nl/"), response)


# --- The whole site -------------------------------------------------------------------------------------------------


@pytest.fixture
def kept_in(tmp_path: Path) -> Iterator[Path]:
    """A site that keeps pages."""
    degraded.last_good_pages.cache_clear()
    with override_settings(PORTAL_LAST_GOOD_MEGABYTES=10, PORTAL_LAST_GOOD_ROOT=tmp_path / "kept"):
        yield tmp_path / "kept"
    degraded.last_good_pages.cache_clear()


@pytest.fixture
def visitor(db: None, kept_in: Path) -> Client:
    return Client(HTTP_HOST="localhost", raise_request_exception=False)


def break_pages(monkeypatch: pytest.MonkeyPatch, error: Callable[[], Exception]) -> None:
    """Let every page fail while it is looked up."""

    def fail(*args: Any, **kwargs: Any) -> None:
        raise error()

    monkeypatch.setattr(page_view, "route_from_memory", fail)


@pytest.mark.asvs("v5.0.0-16.5.2")
def test_known_page_is_given_while_the_database_is_away_and_says_so(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = visitor.get("/nl/gemeenten/")
    break_pages(monkeypatch, lambda: OperationalError("gone"))

    old = visitor.get("/nl/gemeenten/?utm_campaign=tv")

    assert old.status_code == 200
    assert old.content == good.content
    assert old["X-Last-Good"]
    assert "stale-if-error" in old["Cache-Control"]
    assert old["Content-Language"] == good["Content-Language"]
    assert old["X-Content-Type-Options"] == "nosniff"
    assert not old.cookies
    unknown = visitor.get("/fr/communes/")
    assert unknown.status_code == 503
    assert unknown["Retry-After"]
    search = visitor.get("/nl/gemeenten/?q=gent")
    assert search.status_code == 503


def test_fault_of_ours_shows_the_last_good_page_too_and_pauses_nothing(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.get("/nl/")
    with monkeypatch.context() as broken:
        break_pages(broken, lambda: RuntimeError("a bug"))
        assert "X-Last-Good" in visitor.get("/nl/")

    assert "X-Last-Good" not in visitor.get("/nl/")


def test_site_that_is_back_is_asked_again_after_the_pause(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.get("/nl/")
    with monkeypatch.context() as broken:
        break_pages(broken, lambda: OperationalError("gone"))
        assert "X-Last-Good" in visitor.get("/nl/")
    assert "X-Last-Good" in visitor.get("/nl/")

    now = degraded.time.monotonic()
    monkeypatch.setattr(degraded.time, "monotonic", lambda: now + degraded.PAUSE + 1)

    assert "X-Last-Good" not in visitor.get("/nl/")
    assert "X-Last-Good" not in visitor.get("/nl/")


@pytest.mark.asvs("v5.0.0-14.2.2")
def test_staff_never_get_an_old_page(visitor: Client, admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.get("/nl/")
    break_pages(monkeypatch, lambda: OperationalError("gone"))
    visitor.cookies = admin_client.cookies

    assert visitor.get("/nl/").status_code == 503


def test_empty_letter_form_is_kept_but_no_letter(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = {"gemeente": "44021", "language": "nl", "sender_name": "An Peeters", "format": "show"}
    assert visitor.get("/nl/brief/").status_code == 200
    assert "An Peeters" in visitor.post("/nl/brief/", sent).content.decode()
    break_pages(monkeypatch, lambda: OperationalError("gone"))

    form = visitor.get("/nl/brief/")
    assert form.status_code == 200
    assert "An Peeters" not in form.content.decode()
    assert visitor.post("/nl/brief/", sent).status_code == 503


@override_settings(PORTAL_MAINTENANCE=True)
def test_closed_site_stays_closed(kept_in: Path, db: None) -> None:
    degraded.last_good_pages().keep(page(at=degraded.time.time()))

    assert Client(HTTP_HOST="localhost").get("/nl/").status_code == 503


@pytest.mark.django_db
def test_what_is_unpublished_is_forgotten_everywhere(
    visitor: Client, kept_in: Path, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = MunicipalityPage.objects.filter(live=True, locale__language_code="nl").first()
    assert profile is not None
    for path in (profile.url, "/nl/gemeenten/"):
        assert visitor.get(path).status_code == 200
    assert len(list(kept_in.rglob("*.page"))) == 2

    with django_capture_on_commit_callbacks(execute=True):
        profile.unpublish()

    assert list(kept_in.rglob("*.page")) == []


def test_missing_page_is_forgotten(visitor: Client, kept_in: Path) -> None:
    degraded.last_good_pages().keep(page("nl localhost /nl/was-here/", at=degraded.time.time()))

    assert visitor.get("/nl/was-here/").status_code == 404

    assert list(kept_in.rglob("*.page")) == []


# --- Full and closed disks ------------------------------------------------------------------------------------------


class FullDisk:
    """Real refusals of the system."""

    @staticmethod
    def write() -> None:
        with open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123
            full.write(b"x")


@pytest.mark.asvs("v5.0.0-16.5.2")
@pytest.mark.asvs("v5.0.0-16.5.3")
def test_full_disk_is_told_in_words_and_nothing_is_half_saved(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.files.storage import FileSystemStorage
    from django.core.files.uploadedfile import SimpleUploadedFile
    from wagtail.documents import get_document_model

    def refuse(self: Any, name: str, content: Any) -> str:
        FullDisk.write()
        return name

    monkeypatch.setattr(FileSystemStorage, "_save", refuse)
    admin_client.raise_request_exception = False
    data = {"title": "Besluit", "file": SimpleUploadedFile("besluit.txt", b"tekst"), "collection": "1"}

    response = admin_client.post("/admin/documents/add/", data, HTTP_HOST="localhost")

    assert response.status_code == 503
    assert response["Retry-After"]
    assert "bewaren" in response.content.decode() or "enregistrer" in response.content.decode()
    assert not get_document_model().objects.filter(title="Besluit").exists()


@pytest.mark.parametrize(("number", "closed"), [(28, True), (30, True), (13, True), (2, False), (111, False)])
def test_only_refused_writing_counts_as_a_closed_disk(number: int, closed: bool) -> None:
    assert errors.storage_is_closed(OSError(number, "")) is closed
    outer = RuntimeError()
    outer.__cause__ = OSError(number, "")
    assert errors.storage_is_closed(outer) is closed
