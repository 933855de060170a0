"""All letters of a province: complete, in the right languages, streamed, and from the command as well."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from gemeenten import letter_bundle
from gemeenten.directory import Directory
from gemeenten.letter_bundle import AT_ONCE, open_bundle, zip_chunks
from gemeenten.models import LetterCount

BRUSSELS, LIMBURG, LIEGE = "04000", "70000", "60000"


def ask(site: Client, province: str, address: str = "/nl/brief/", **values: str) -> zipfile.ZipFile:
    """The archive a browser gets."""
    names = {f"bundle-{name}": value for name, value in values.items()}
    response = site.post(address, {"bundle": "1", "bundle-province": province, **names})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert int(response["X-Letter-Count"]) == len(archive.namelist()) - 1
    return archive


def test_archive_has_a_letter_to_every_council_of_the_province(site: Client) -> None:
    archive = ask(site, LIMBURG, group="Werkgroep Welkom")

    wanted = {entry.refnis for entry in Directory.load("nl").entries.values() if entry.row.province == LIMBURG}
    assert archive.testzip() is None
    assert {name.split("-")[-1].removesuffix(".pdf") for name in archive.namelist()[1:]} == wanted
    text = PdfReader(io.BytesIO(archive.read("brief-hasselt-71072.pdf"))).pages[0].extract_text()
    assert "Hasselt" in text
    assert "Werkgroep Welkom" in text


def test_every_council_is_written_to_in_its_own_language(site: Client) -> None:
    names = ask(site, LIEGE, kind="docx").namelist()

    assert "lettre-liege-62063.docx" in names
    assert "lettre-eupen-63023.docx" in names
    assert all(name.startswith("lettre-") for name in names[1:])


def test_in_brussels_the_language_is_that_of_the_page(site: Client) -> None:
    assert "brief-elsene-21009.pdf" in ask(site, BRUSSELS).namelist()
    assert "lettre-ixelles-21009.pdf" in ask(site, BRUSSELS, "/fr/lettre/").namelist()


def test_letters_of_a_group_without_a_name_are_blank(site: Client) -> None:
    archive = ask(site, BRUSSELS)

    text = PdfReader(io.BytesIO(archive.read("brief-elsene-21009.pdf"))).pages[0].extract_text()
    assert "……" in text


def test_first_file_says_what_the_archive_is(site: Client) -> None:
    archive = ask(site, BRUSSELS)

    assert archive.namelist()[0] == "README.txt"
    assert "19" in archive.read("README.txt").decode()


def test_bundles_are_not_counted(site: Client) -> None:
    ask(site, BRUSSELS)

    assert not LetterCount.objects.exists()


@pytest.mark.parametrize("province", ["", "99999", "x\u0000y"])
def test_unknown_province_is_said_beside_its_field(site: Client, province: str) -> None:
    response = site.post("/nl/brief/", {"bundle": "1", "bundle-province": province, "bundle-group": "Onze groep"})
    page = response.content.decode()

    assert response.status_code == 422
    assert 'id="id_bundle-province_error"' in page
    assert 'value="Onze groep"' in page


@pytest.mark.asvs("v5.0.0-2.4.1")
def test_too_many_bundles_wait(site: Client, settings: Any) -> None:
    cache.clear()
    settings.PORTAL_BUNDLES_IN_TEN_MINUTES = 1
    ask(site, BRUSSELS)

    response = site.post("/nl/brief/", {"bundle": "1", "bundle-province": BRUSSELS, "bundle-group": "Onze groep"})

    cache.clear()
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    assert 'value="Onze groep"' in response.content.decode()


@pytest.mark.asvs("v5.0.0-15.2.2")
def test_a_process_makes_only_so_many_at_once_and_gives_places_back(site: Client) -> None:
    open_ones = [open_bundle(lambda: iter([b"x"])) for _ in range(AT_ONCE)]
    data = {"bundle": "1", "bundle-province": BRUSSELS}
    busy = site.post("/nl/brief/", data)
    for one in open_ones:
        assert one is not None
        one.close()
        one.close()
    free = site.post("/nl/brief/", data)

    assert busy.status_code == 503
    assert busy["Retry-After"] == str(20)
    assert free.status_code == 200
    free.close()
    places = [letter_bundle._places.acquire(blocking=False) for _ in range(AT_ONCE + 1)]
    for taken in places[:-1]:
        assert taken
        letter_bundle._places.release()
    assert not places[-1]


@pytest.mark.asvs("v5.0.0-15.2.2")
def test_an_archive_takes_the_memory_of_one_letter() -> None:
    letter = bytes(range(256)) * 400
    tracemalloc.start()
    size = sum(
        len(chunk) for chunk in zip_chunks(((f"{n}.pdf", bytes(letter)) for n in range(300)), timezone.localdate())
    )
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size > 300 * len(letter)
    assert peak < 10 * len(letter)


def test_command_writes_a_whole_archive_or_nothing(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "brussel.zip"
    call_command("letter_bundle", province=BRUSSELS, language="fr", format="docx", output=target)
    assert len(zipfile.ZipFile(target).namelist()) == 20
    assert "lettre-ixelles-21009.docx" in zipfile.ZipFile(target).namelist()
    assert "19 letters" in capsys.readouterr().out

    def fail(*args: object) -> bytes:
        raise OSError("No space left on device")

    before = target.read_bytes()
    monkeypatch.setattr(letter_bundle, "render", fail)
    with pytest.raises(CommandError, match="No space left"):
        call_command("letter_bundle", province=BRUSSELS, output=target)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def test_command_writes_only_where_the_language_is_allowed(db: None, tmp_path: Path) -> None:
    target = tmp_path / "limburg.zip"
    call_command("letter_bundle", province=LIMBURG, language="fr", output=target, blank=True)

    assert [name.split("-")[-1] for name in zipfile.ZipFile(target).namelist()[1:]] == ["73109.pdf", "73028.pdf"]
    with pytest.raises(CommandError, match="No municipality"):
        call_command("letter_bundle", province="20002", language="nl", output=target)


def test_command_says_what_is_wrong(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("letter_bundle", "--province", "12345", "--output", str(tmp_path / "x.zip"))
    with pytest.raises(CommandError, match="no folder"):
        call_command("letter_bundle", province=LIMBURG, output=tmp_path / "none" / "x.zip")
