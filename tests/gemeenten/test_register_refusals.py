"""A broken register is refused, with the file and line of every fault."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gemeenten.register.reader import HERE, RegisterError, read_register

FILES = ("municipalities.csv", "postcodes.csv", "former.csv", "places.csv")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the register to spoil."""
    for name in FILES:
        shutil.copy(HERE / name, tmp_path / name)
    return tmp_path


Spoil = Callable[[str], str]


def first(old: str, new: str) -> Spoil:
    """Replaces the first occurrence, which must be there."""

    def spoil(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return spoil


def line_twice(number: int) -> Spoil:
    return lambda text: text + text.splitlines(keepends=True)[number - 1]


def without_line(number: int) -> Spoil:
    return lambda text: "".join(text.splitlines(keepends=True)[: number - 1] + text.splitlines(keepends=True)[number:])


@pytest.mark.parametrize(
    ("name", "spoil", "problem"),
    [
        (
            "municipalities.csv",
            without_line(566),
            "municipalities.csv:1: 565 municipalities expected, 564 found",
        ),
        (
            "municipalities.csv",
            line_twice(2),
            "municipalities.csv:567: 11001 is already on municipalities.csv:2",
        ),
        (
            "municipalities.csv",
            first("11001,", "1100A,"),
            "municipalities.csv:2: refnis must be five digits: '1100A'",
        ),
        ("municipalities.csv", first("refnis,", "code,"), "municipalities.csv:1: unknown column(s): code"),
        ("municipalities.csv", first("refnis,", "code,"), "municipalities.csv:1: missing column(s): refnis"),
        (
            "municipalities.csv",
            first(",valid_from", ",is_city"),
            "municipalities.csv:1: missing column(s): valid_from",
        ),
        ("municipalities.csv", first("11001,Aartselaar", "11001,"), "municipalities.csv:2: name_nl is empty"),
        (
            "municipalities.csv",
            first("11001,Aart", "11001, Aart"),
            "municipalities.csv:2: name_nl has spaces around it",
        ),
        (
            "municipalities.csv",
            first(",10000,", ",10001,"),
            "municipalities.csv:2: unknown province: '10001'",
        ),
        (
            "municipalities.csv",
            first(",02000,", ",03000,"),
            "municipalities.csv:2: province 10000 lies in region 02000",
        ),
        ("municipalities.csv", first(",02000,", ",05000,"), "municipalities.csv:2: unknown region: '05000'"),
        ("municipalities.csv", first(",nl,,", ",en,,"), "municipalities.csv:2: unknown language: 'en'"),
        ("municipalities.csv", first(",nl,,", ",,,"), "municipalities.csv:2: languages is empty"),
        ("municipalities.csv", first(",nl,,", ",nl,nl,"), "municipalities.csv:2: a language is named twice"),
        (
            "municipalities.csv",
            first(",nl,,0,", ",nl,,yes,"),
            "municipalities.csv:2: is_city must be 0 or 1: 'yes'",
        ),
        (
            "municipalities.csv",
            first(",0,51.", ",0,48."),
            "municipalities.csv:2: latitude lies outside Belgium",
        ),
        ("municipalities.csv", first(",0,51.", ",0,north"), "municipalities.csv:2: latitude is not a number"),
        (
            "municipalities.csv",
            first(",0,51.", ",0,nan,"),
            "municipalities.csv:2: 12 cells expected, 13 found",
        ),
        (
            "municipalities.csv",
            first("2019-01-01", "20190101"),
            "valid_from is not a date (YYYY-MM-DD): '20190101'",
        ),
        ("municipalities.csv", first("11001,", '"11001,'), "not readable as CSV"),
        (
            "postcodes.csv",
            first("1000,21004", "100,21004"),
            "postcodes.csv:2: a postcode is four digits: '100'",
        ),
        (
            "postcodes.csv",
            first("1000,21004", "1000,99999"),
            "postcodes.csv:2: '99999' is not a current municipality",
        ),
        (
            "postcodes.csv",
            first("1000,21004", "1000,11007"),
            "postcodes.csv:2: '11007' is not a current municipality",
        ),
        ("postcodes.csv", line_twice(2), "postcodes.csv:1154: 1000 is given twice for 21004"),
        (
            "postcodes.csv",
            first("2630,11001\n", ""),
            "municipalities.csv:2: 11001 has no postcode in postcodes.csv",
        ),
        ("places.csv", line_twice(2), "is given twice for"),
        ("places.csv", first("\n", "\n,11001\n"), "places.csv:2: name is empty"),
        (
            "places.csv",
            first("\n", "\nNergens,00000\n"),
            "places.csv:2: '00000' is not a current municipality",
        ),
        ("former.csv", first("2024-12-31,11002", ",11002"), "former.csv:2: valid_until is empty"),
        ("former.csv", first("2024-12-31,11002", "2024-12-31,"), "former.csv:2: successor is empty"),
        (
            "former.csv",
            first(",11002", ",11003"),
            "former.csv:2: the successor '11003' is not in the register",
        ),
        (
            "former.csv",
            first(",11002", ",11007"),
            "former.csv:2: the successors of 11007 go round in a circle",
        ),
        (
            "former.csv",
            first(",,2024-12-31", ",2025-06-01,2024-12-31"),
            "former.csv:2: valid_from 2025-06-01 is later",
        ),
        (
            "former.csv",
            first("2024-12-31,46030", "2023-12-31,46030"),
            "former.csv:3: the successor 46030 starts only on",
        ),
        ("former.csv", first("11007,", "11001,"), "former.csv:2: 11001 is also a current municipality"),
    ],
)
def test_broken_register_is_refused_with_file_and_line(copy: Path, name: str, spoil: Spoil, problem: str) -> None:
    path = copy / name
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(RegisterError) as refusal:
        read_register(copy)
    assert any(problem in found for found in refusal.value.problems), refusal.value.problems
    assert all(
        re.match(r"(municipalities|postcodes|former|places)\.csv:\d+: ", found) for found in refusal.value.problems
    )


def test_not_a_number_is_no_latitude(copy: Path) -> None:
    path = copy / "municipalities.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[9] = "nan"
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    with pytest.raises(RegisterError, match=r"municipalities\.csv:2: latitude lies outside Belgium"):
        read_register(copy)


@pytest.mark.parametrize("name", FILES)
def test_missing_file_is_refused(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(RegisterError, match=re.escape(f"{name}:1: the file is missing")):
        read_register(copy)


def test_file_in_another_encoding_is_refused(copy: Path) -> None:
    path = copy / "places.csv"
    path.write_bytes(path.read_bytes() + "Écaussinnes,55050\n".encode("latin-1"))
    with pytest.raises(RegisterError, match=r"places\.csv:\d+: not UTF-8"):
        read_register(copy)


def test_every_fault_is_reported_at_once(copy: Path) -> None:
    (copy / "postcodes.csv").write_text("postcode,refnis\n12,21004\n1000,x\n", encoding="utf-8")
    with pytest.raises(RegisterError) as refusal:
        read_register(copy)
    assert len(refusal.value.problems) > 565
