"""One file for a whole site: a tar archive, packed, and encrypted where there is a key.

The manifest stands last, since only then is known what went in: so an archive that was cut off has none.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from portal.backup.faults import BackupError
from portal.backup.sealing import Opener, Sealer, is_sealed

FORMAT = 1
MANIFEST = "manifest.json"
#: A manifest names each file once: larger ones are no manifests.
_MANIFEST_LIMIT = 256 * 1024 * 1024
_NAME = re.compile(r"(database\.(sqlite3|pgdump)|(media|private)/[^\x00\\]+)\Z")
_DAMAGED = "The backup is damaged or cut off: use another one."

#: Says how many files and bytes have gone through.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A file in the archive: its size in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """What is in a backup and what it was made with.

    ``made`` is an ISO moment in UTC, ``database`` the kind of database, ``versions`` those of the programs,
    ``migrations`` all that were applied (``app.name``), ``counts`` the rows of some tables, for people to look at.
    """

    made: str
    database: str
    versions: dict[str, str]
    migrations: list[str]
    counts: dict[str, int]
    parts: dict[str, Part] = field(default_factory=dict)

    def as_json(self) -> bytes:
        """The manifest as it lies in the archive."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True).encode()


def read_manifest(content: bytes) -> Manifest:
    """The manifest of an archive.

    Raises:
        BackupError: it is of another format, or none.
    """
    try:
        values = json.loads(content)
        if values.pop("format") != FORMAT:
            raise BackupError("This backup was made by another version of the portal: restore it with that one.")
        parts = {name: Part(**part) for name, part in values.pop("parts").items()}
        return Manifest(parts=parts, **values)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(_DAMAGED) from error


class _Hashing(io.RawIOBase):
    """Takes the fingerprint of what is read through it."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source, self.digest, self.size = source, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        """Read, and remember."""
        data = self._source.read(size)
        self.digest.update(data)
        self.size += len(data)
        return data


def write_archive(
    target: IO[bytes], files: Iterable[tuple[str, Path]], manifest: Manifest, key: bytes | None, progress: Progress
) -> None:
    """Write all files and the manifest, which learns of each. A file that vanishes meanwhile is left out."""
    sealer = Sealer(target, key) if key else None
    written = 0
    with (
        gzip.GzipFile(fileobj=sealer or target, mode="wb", compresslevel=6, filename="") as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, path in files:
            try:
                source = path.open("rb")
            except FileNotFoundError:
                continue
            with source:
                info = tar.gettarinfo(arcname=name, fileobj=source)
                info.uid = info.gid = 0
                info.uname = info.gname = ""
                hashing = _Hashing(source)
                tar.addfile(info, hashing)
            manifest.parts[name] = Part(hashing.size, hashing.digest.hexdigest())
            written += hashing.size
            progress(len(manifest.parts), written)
        content = manifest.as_json()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(content)
        tar.addfile(info, io.BytesIO(content))
    if sealer:
        sealer.finish()


def read_archive(
    path: Path, key: bytes | None, place: Callable[[str], Path | None], progress: Progress = lambda files, size: None
) -> Manifest:
    """Read the whole archive, check each part, and write those that ``place`` gives a path.

    Raises:
        BackupError: another key, damaged, cut off, or with anything in it that no backup has.
    """
    found: dict[str, Part] = {}
    manifest: Manifest | None = None
    size = 0
    with _opened(path, key) as (packed, tar):
        for member in tar:
            if manifest is not None or member.name in found or not member.isreg():
                raise BackupError(f"No backup of ours holds “{member.name}” like this: nothing has been restored.")
            source = tar.extractfile(member)
            if source is None:
                raise BackupError(_DAMAGED)
            if member.name == MANIFEST:
                if member.size > _MANIFEST_LIMIT:
                    raise BackupError(_DAMAGED)
                manifest = read_manifest(source.read())
                continue
            check_name(member.name)
            found[member.name] = _take(source, place(member.name))
            size += member.size
            progress(len(found), size)
        # To the very end, where the checksums stand.
        while packed.read(1024 * 1024):
            pass
    if manifest is None or manifest.parts != found:
        raise BackupError(_DAMAGED)
    return manifest


def check_name(name: str) -> None:
    """Refuse names that lead out of the folder in which a backup is unpacked, or that no backup has."""
    if not _NAME.match(name) or any(part in ("", ".", "..") for part in name.split("/")) or PurePosixPath(name).root:
        raise BackupError(f"No backup of ours holds a file named “{name}”: nothing has been restored.")


def _take(source: IO[bytes], target: Path | None) -> Part:
    hashing = _Hashing(source)
    if target is None:
        while hashing.read(1024 * 1024):
            pass
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            shutil.copyfileobj(hashing, file, 1024 * 1024)
    return Part(hashing.size, hashing.digest.hexdigest())


@contextmanager
def _opened(path: Path, key: bytes | None) -> Iterator[tuple[Any, tarfile.TarFile]]:
    with path.open("rb") as file:
        start = file.read(64)
        file.seek(0)
        source: Any = file
        if is_sealed(start):
            if key is None:
                raise BackupError("This backup is encrypted: set PORTAL_BACKUP_KEY to the key that it was made with.")
            source = io.BufferedReader(Opener(file, key), 256 * 1024)
        elif not start.startswith(b"\x1f\x8b"):
            raise BackupError("This is no backup of the portal.")
        try:
            with gzip.GzipFile(fileobj=source) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
                yield packed, tar
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BackupError(_DAMAGED) from error
