"""Encrypted backups open with their key, and with nothing changed, exchanged or cut off."""

from __future__ import annotations

import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.backup.faults import BackupError
from portal.backup.sealing import CHUNK, Opener, Sealer, is_sealed, new_key, read_key

KEY = bytes(range(32))


def seal(content: bytes, key: bytes = KEY) -> bytes:
    target = io.BytesIO()
    sealer = Sealer(target, key)
    for start in range(0, len(content), 10_000):
        sealer.write(content[start : start + 10_000])
    sealer.finish()
    return target.getvalue()


def unseal(sealed: bytes, key: bytes = KEY) -> bytes:
    return io.BufferedReader(Opener(io.BytesIO(sealed), key)).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
@pytest.mark.asvs("v5.0.0-11.3.2")
def test_what_was_sealed_opens(size: int) -> None:
    content = os.urandom(size)

    sealed = seal(content)

    assert is_sealed(sealed)
    assert unseal(sealed) == content
    assert size < 20 or content not in sealed


@pytest.mark.asvs("v5.0.0-11.3.4")
def test_same_content_is_sealed_differently_each_time() -> None:
    assert seal(b"the same") != seal(b"the same")


def test_another_key_opens_nothing() -> None:
    with pytest.raises(BackupError, match="PORTAL_BACKUP_KEY is not the key"):
        unseal(seal(b"secret"), bytes(32))


@given(place=st.integers(0, 10**9), bit=st.integers(0, 7))
@settings(max_examples=60, deadline=None)
@pytest.mark.asvs("v5.0.0-11.3.3")
@pytest.mark.asvs("v5.0.0-11.3.3")
def test_one_changed_bit_is_noticed(place: int, bit: int) -> None:
    sealed = bytearray(seal(b"x" * (2 * CHUNK + 5)))
    sealed[place % len(sealed)] ^= 1 << bit

    with pytest.raises(BackupError):
        unseal(bytes(sealed))


@given(kept=st.floats(0, 1, exclude_max=True))
@settings(max_examples=40, deadline=None)
@pytest.mark.asvs("v5.0.0-11.3.3")
def test_cut_off_file_is_noticed(kept: float) -> None:
    sealed = seal(b"x" * (2 * CHUNK))

    with pytest.raises(BackupError):
        unseal(sealed[: int(len(sealed) * kept)])


def test_file_cut_off_between_two_chunks_is_noticed() -> None:
    sealed = seal(b"x" * (3 * CHUNK))
    header = len(seal(b"")) - 16

    for chunks in range(3):
        with pytest.raises(BackupError):
            unseal(sealed[: header + chunks * (CHUNK + 16)])


@pytest.mark.asvs("v5.0.0-11.3.3")
def test_exchanged_and_repeated_chunks_are_noticed() -> None:
    sealed = seal(os.urandom(3 * CHUNK))
    start, length = len(seal(b"")) - 16, CHUNK + 16
    header, one, two, rest = (
        sealed[:start], sealed[start : start + length], sealed[start + length : start + 2 * length],
        sealed[start + 2 * length :],
    )  # fmt: skip

    for forged in (header + two + one + rest, header + one + one + rest, header + one + rest, sealed + rest):
        with pytest.raises(BackupError):
            unseal(forged)


@pytest.mark.parametrize("text", ["", "password", "c2hvcnQ=", "!" * 44])
@pytest.mark.asvs("v5.0.0-11.2.3")
def test_what_is_no_key_is_refused_with_the_way_to_make_one(text: str) -> None:
    with pytest.raises(BackupError, match="--new-key"):
        read_key(text)


@pytest.mark.asvs("v5.0.0-11.2.3")
def test_new_key_is_one() -> None:
    assert len(read_key(new_key())) == 32
    assert new_key() != new_key()
