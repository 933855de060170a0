"""Encryption of large files: chunks of ChaCha20-Poly1305 in the STREAM construction, as age has it.

Each file has a key of its own, derived with HKDF from the site's backup key and a random salt. A chunk's nonce is its
number and whether it is the last, so that chunks that were changed, exchanged, repeated, left out or cut off do not
open. Only what has been checked is handed on.
"""

from __future__ import annotations

import base64
import io
import os
import secrets
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.backup.faults import BackupError

MAGIC = b"solidaire-backup-sealed-1\n"
KEY_BYTES = 32
_SALT_BYTES = 32
_TAG_BYTES = 16
#: Bytes of plain text in a chunk.
CHUNK = 64 * 1024


def new_key() -> str:
    """A key for ``PORTAL_BACKUP_KEY``: 32 random bytes as text."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def read_key(text: str) -> bytes:
    """The bytes of a key.

    Raises:
        BackupError: it is none. A password is refused, since passwords can be guessed.
    """
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BackupError(
            "PORTAL_BACKUP_KEY is no key: make one with “manage.py backup --new-key” and keep it away from the backups."
        )
    return key


def _cipher(key: bytes, header: bytes) -> ChaCha20Poly1305:
    salt = header[len(MAGIC) :]
    return ChaCha20Poly1305(HKDF(algorithm=SHA256(), length=32, salt=salt, info=MAGIC).derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealer(io.RawIOBase):
    """Writes what it is given to ``target``, encrypted. Only ``finish`` makes the file whole."""

    def __init__(self, target: IO[bytes], key: bytes) -> None:
        super().__init__()
        header = MAGIC + os.urandom(_SALT_BYTES)
        self._target, self._cipher, self._header = target, _cipher(key, header), header
        self._waiting, self._number = bytearray(), 0
        target.write(header)

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Encrypt every full chunk that is known not to be the last."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Write the last chunk."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, self._header))
        self._number += 1


class Opener(io.RawIOBase):
    """Reads what a ``Sealer`` wrote.

    Raises:
        BackupError: when reading: the key is another one, or the file is damaged or cut off.
    """

    def __init__(self, source: IO[bytes], key: bytes) -> None:
        super().__init__()
        header = source.read(len(MAGIC) + _SALT_BYTES)
        if len(header) < len(MAGIC) + _SALT_BYTES or not header.startswith(MAGIC):
            raise BackupError("This is no encrypted backup, or it is cut off.")
        self._source, self._cipher, self._header = source, _cipher(key, header), header
        self._ready, self._number = memoryview(b""), 0
        # One byte more than a chunk says whether there is another one.
        self._ahead = source.read(CHUNK + _TAG_BYTES)
        self._ended = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Hand on what has been checked."""
        while not self._ready and not self._ended:
            self._ready = memoryview(self._next())
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _next(self) -> bytes:
        sealed, self._ahead = self._ahead, self._source.read(CHUNK + _TAG_BYTES)
        self._ended = not self._ahead
        try:
            chunk = self._cipher.decrypt(_nonce(self._number, last=self._ended), sealed, self._header)
        except InvalidTag:
            raise BackupError(
                "The backup does not open: PORTAL_BACKUP_KEY is not the key that it was made with, or it is damaged."
                if self._number == 0
                else "The backup is damaged or cut off: use another one."
            ) from None
        self._number += 1
        return chunk


def is_sealed(start: bytes) -> bool:
    """Whether a file that begins like this is encrypted."""
    return start.startswith(MAGIC)
