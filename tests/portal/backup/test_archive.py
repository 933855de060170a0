"""An archive gives back what went in, and refuses anything that no backup has."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from portal.backup.archive import Manifest, Part, check_name, read_archive, write_archive
from portal.backup.faults import BackupError

KEY = bytes(range(32))


def ignore(files: int, size: int) -> None:
    """Progress that nobody watches."""


def manifest() -> Manifest:
    return Manifest("2026-11-24T12:00:00+00:00", "database.sqlite3", {"wagtail": "7.4"}, ["home.0001_initial"], {})


def packed(folder: Path, key: bytes | None = None) -> Path:
    """An archive of a database and two files."""
    source = folder / "source"
    source.mkdir()
    files = []
    for name, content in (("database.sqlite3", b"D" * 300_000), ("media/a/é.jpg", b"J"), ("private/b", b"")):
        path = source / name.replace("/", "_")
        path.write_bytes(content)
        files.append((name, path))
    archive = folder / "archive"
    with archive.open("wb") as target:
        write_archive(target, files, manifest(), key, ignore)
    return archive


def crafted(folder: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    """An archive that somebody made by hand, with a manifest that fits."""
    archive = folder / "crafted"
    parts = {info.name: Part(len(data), hashlib.sha256(data).hexdigest()) for info, data in members}
    written = manifest()
    written.parts = parts
    info = tarfile.TarInfo("manifest.json")
    content = written.as_json()
    info.size = len(content)
    with gzip.open(archive, "wb") as target, tarfile.open(fileobj=target, mode="w|") as tar:
        for member, data in members:
            member.size = len(data) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(data) if member.isreg() else None)
        tar.addfile(info, io.BytesIO(content))
    return archive


@pytest.mark.parametrize("key", [None, KEY])
def test_what_went_in_comes_out(tmp_path: Path, key: bytes | None) -> None:
    archive = packed(tmp_path, key)

    read = read_archive(archive, key, lambda name: tmp_path / "out" / name)

    assert (tmp_path / "out" / "media" / "a" / "é.jpg").read_bytes() == b"J"
    assert (tmp_path / "out" / "database.sqlite3").stat().st_size == 300_000
    assert set(read.parts) == {"database.sqlite3", "media/a/é.jpg", "private/b"}
    assert read.migrations == ["home.0001_initial"]


@pytest.mark.parametrize("key", [None, KEY])
def test_no_cut_off_archive_is_read(tmp_path: Path, key: bytes | None) -> None:
    content = packed(tmp_path, key).read_bytes()
    cut = tmp_path / "cut"

    for length in (0, 1, 30, 100, len(content) // 2, len(content) - 1):
        cut.write_bytes(content[:length])
        with pytest.raises(BackupError):
            read_archive(cut, key, lambda name: None)


@pytest.mark.asvs("v5.0.0-11.4.3")
def test_no_changed_byte_goes_unnoticed(tmp_path: Path) -> None:
    content = packed(tmp_path).read_bytes()
    changed = tmp_path / "changed"

    # The first ten bytes say when and where it was packed: nothing that is read.
    for place in range(10, len(content), max(1, len(content) // 60)):
        changed.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        with pytest.raises(BackupError):
            read_archive(changed, None, lambda name: None)


def test_encrypted_archive_asks_for_its_key(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="set PORTAL_BACKUP_KEY"):
        read_archive(packed(tmp_path, KEY), None, lambda name: None)


def test_other_files_are_no_backup(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Beste burgemeester")

    with pytest.raises(BackupError, match="no backup of the portal"):
        read_archive(tmp_path / "letter.txt", None, lambda name: None)


@pytest.mark.asvs("v5.0.0-5.3.2")
@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "media/../../evil", "media//evil", "media/./evil", "media\\evil", "media/..", "media/",
     "evil", "database.sqlite3/x", "private/a\\..\\b", "var/portal.env", "media/a\x00b"],
)  # fmt: skip
@pytest.mark.asvs("v5.0.0-5.3.2")
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    with pytest.raises(BackupError, match="No backup of ours"):
        check_name(name)


@pytest.mark.asvs("v5.0.0-5.3.2")
@pytest.mark.asvs("v5.0.0-5.3.3")
def test_crafted_archive_writes_nothing_outside(tmp_path: Path) -> None:
    out = tmp_path / "out"
    archive = crafted(tmp_path, (tarfile.TarInfo("media/../../evil"), b"evil"))

    with pytest.raises(BackupError, match="nothing has been restored"):
        read_archive(archive, None, lambda name: out / name)

    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
@pytest.mark.asvs("v5.0.0-5.2.5")
def test_links_and_devices_are_refused(tmp_path: Path, kind: bytes) -> None:
    link = tarfile.TarInfo("media/link")
    link.type, link.linkname = kind, "/etc/passwd"

    with pytest.raises(BackupError, match="No backup of ours"):
        read_archive(crafted(tmp_path, (link, b"")), None, lambda name: tmp_path / "out" / name)

    assert not (tmp_path / "out" / "media" / "link").exists()


def test_same_name_twice_is_refused(tmp_path: Path) -> None:
    twice = [(tarfile.TarInfo("media/a"), b"1"), (tarfile.TarInfo("media/a"), b"1")]

    with pytest.raises(BackupError):
        read_archive(crafted(tmp_path, *twice), None, lambda name: None)


def test_file_that_vanishes_meanwhile_is_left_out(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    with archive.open("wb") as target:
        write_archive(target, [("media/gone", tmp_path / "gone")], manifest(), None, ignore)

    assert read_archive(archive, None, lambda name: None).parts == {}
