"""Reading files: always a table or a clear error, whatever people send."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from gemeenten.choices import CommitmentKind, Status
from gemeenten.exchange.columns import HEADINGS, Column, column_of, headings, kind_of, status_of, step_word
from gemeenten.exchange.reading import MAX_BYTES, read_table
from gemeenten.exchange.spreadsheet import LAST_ROW, read_xlsx
from gemeenten.exchange.table import MAX_LINES, Table, UnreadableFileError, clean_text, defused, restored
from gemeenten.exchange.writing import WRITTEN, write

DATES = {Column.DATE, Column.JOINED_ON, Column.CONFIRMED_ON}
LINES = "NIS-code;gemeente;stap;datum;inleiding\n62063;Liège;beslist;2024-03;Één zin, met komma\n"


def xlsx(*rows: list[object], **formats: str) -> bytes:
    """A workbook with one sheet; ``formats`` are number formats by cell name."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cell, pattern in formats.items():
        book.active[cell].number_format = pattern
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(content: bytes, **members: bytes) -> bytes:
    """An archive with some members replaced (``__`` stands for a slash, ``_dot_`` for a dot)."""
    new = {name.replace("__", "/").replace("_dot_", "."): data for name, data in members.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            archive.writestr(name, new.pop(name, None) or old.read(name))
        for name, data in new.items():
            archive.writestr(name, data)
    return target.getvalue()


#: Made once: a workbook holds the second in which it was made, and hypothesis wants the same bytes each time.
SMALL = xlsx(["NIS", "datum"], [44021, date(2024, 3, 15)])


def refusal(content: bytes) -> str:
    """Why a file cannot be read."""
    with pytest.raises(UnreadableFileError) as refused:
        read_table(content)
    return str(refused.value)


def outcome(action: Callable[[], Any]) -> Any:
    """What an action gives, or the text for people where it refuses the file."""
    try:
        return action()
    except UnreadableFileError as error:
        return str(error) or None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.asvs("v5.0.0-1.1.1")
def test_csv_is_read_in_every_encoding_and_with_every_line_end(encoding: str, ends: str) -> None:
    (line,) = read_table(LINES.replace("\n", ends).encode(encoding)).lines

    assert line.number == 2
    assert (line.get(Column.NAME), line.get(Column.INTRODUCTION)) == ("Liège", "Één zin, met komma")


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_is_read_with_every_separator(separator: str) -> None:
    text = f'code INS{separator}commune{separator}introduction\n62063{separator}Liège{separator}"Un; deux, trois"\n'

    (line,) = read_table(text.encode()).lines

    assert line.get(Column.INTRODUCTION) == "Un; deux, trois"


def test_the_line_that_tells_excel_the_separator_is_skipped_but_counted() -> None:
    assert [line.number for line in read_table(f"sep=;\n{LINES}".encode()).lines] == [3]


def test_lines_are_counted_as_spreadsheets_do_with_empty_ones_and_cells_of_several_lines() -> None:
    text = 'NIS-code;inleiding\n\n44021;"een\ntwee"\n;;\n11002;drie\n'

    table = read_table(text.encode())

    assert [(line.number, line.get(Column.INTRODUCTION)) for line in table.lines] == [(3, "een\ntwee"), (6, "drie")]


def test_dates_and_numbers_of_a_spreadsheet_are_read_as_exactly_as_they_are_shown() -> None:
    content = xlsx(
        ["NIS", "stap", "datum"],
        [44021, "beslist", date(2024, 3, 15)],
        [44021.0, "beslist", date(2024, 3, 1)],
        [44021, "beslist", date(2024, 1, 1)],
        [44021, "beslist", 2024],
        C3="mmm-yy",
        C4="yyyy",
    )

    table = read_table(content)

    assert [line.get(Column.DATE) for line in table.lines] == ["2024-03-15", "2024-03", "2024", "2024"]
    assert {line.get(Column.REFNIS) for line in table.lines} == {"44021"}


def test_formula_is_never_evaluated_and_one_without_a_saved_value_is_named() -> None:
    assert "2" in refusal(xlsx(["NIS", "gemeente"], [44021, '=CONCATENATE("Ge","nt")']))


def test_text_that_only_looks_like_a_formula_is_a_text() -> None:
    for kind in ("csv", "xlsx"):
        content = write([{Column.REFNIS: "44021", Column.INTRODUCTION: "=1+1"}], "nl", kind)
        assert read_table(content).lines[0].get(Column.INTRODUCTION) == "=1+1"
        assert kind == "xlsx" or b";'=1+1" in content


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "leeg"),
        (b"\n;;\n", "leeg"),
        (b"NIS-code;gemeente\n", "opschriften"),
        (b"Gent\nAntwerpen\n", "opschriften"),
        (b"NIS-code;kleur\n44021;rood\n", "kleur"),
        (b"NIS;NIS-code\n1;2\n", "hetzelfde"),
        (b"stap;datum\nbeslist;2024\n", "NIS-code"),
        (b'NIS-code;gemeente\n44021;"Gent\n', "aanhalingsteken"),
        (b"NIS-code;gemeente\n44021;Gent;nog iets\n", "nog iets"),
        (b"\x00\x01\x02\x03", "CSV"),
        (b"NIS-code;gemeente\n44021;\x81\n", "CSV"),
        (b"\xd0\xcf\x11\xe0rest", ".xls"),
        (b"PK\x03\x04 no archive", "XLSX"),
        (b"x" * (MAX_BYTES + 1), "groter"),
        (b"NIS-code\n" + b"44021\n" * (MAX_LINES + 1), str(MAX_LINES)),
    ],
)
def test_unreadable_file_is_refused_with_what_to_do(content: bytes, told: str) -> None:
    assert told in refusal(content)


@pytest.mark.asvs("v5.0.0-5.2.3")
def test_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(xlsx(["NIS"], [44021]), xl__media__image_dot_bin=b"\0" * 50_000_000)

    assert len(bomb) < 100_000
    assert "te veel" in refusal(bomb)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.asvs("v5.0.0-1.5.1")
def test_document_type_with_entities_is_refused(encoding: str) -> None:
    sheet = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    content = repacked(xlsx(["NIS"], [44021]), xl__worksheets__sheet1_dot_xml=sheet.encode(encoding))

    assert "geweigerd" in refusal(content)


def test_row_far_below_or_column_far_away_is_refused() -> None:
    book = Workbook()
    book.active.append(["NIS"])
    book.active["A1048576"] = 44021
    target = io.BytesIO()
    book.save(target)
    assert str(LAST_ROW) in refusal(target.getvalue())

    book = Workbook()
    book.active.append(["NIS"])
    book.active["XFD2"] = "x"
    target = io.BytesIO()
    book.save(target)
    assert "60" in refusal(target.getvalue())


def test_only_the_first_sheet_is_read_and_the_reader_is_told() -> None:
    book = Workbook()
    book.active.append(["NIS"])
    book.active.append([44021])
    book.create_sheet("andere").append(["NIS", "x"])
    target = io.BytesIO()
    book.save(target)

    table = read_table(target.getvalue())

    assert len(table.lines) == len(table.notes) == 1


@given(st.binary(max_size=300))
@example(b"PK\x05\x06" + b"\0" * 18)
@example(b"\xff\xfe\x00")
@example(b"sep=\n")
@pytest.mark.asvs("v5.0.0-1.5.2")
def test_any_bytes_are_a_table_or_a_clear_error(content: bytes) -> None:
    assert isinstance(outcome(lambda: read_table(content)), Table | str)


_TEXT = st.text(st.characters(codec="utf-8"), max_size=40)


@given(st.lists(st.lists(_TEXT, max_size=5), max_size=5), st.sampled_from([";", ",", "\t"]))
def test_any_text_below_right_headings_is_a_table_or_a_clear_error(rows: list[list[str]], separator: str) -> None:
    text = "\n".join(separator.join(row) for row in [["NIS", "gemeente", "stap", "datum", "bron"], *rows])
    table = outcome(lambda: read_table(text.encode()))
    assert isinstance(table, str) or all(line.cells for line in table.lines)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_damaged_spreadsheet_is_a_table_or_a_clear_error(data: st.DataObject) -> None:
    content = bytearray(SMALL)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    read = outcome(lambda: read_xlsx(bytes(content)))
    assert isinstance(read, str) or all(isinstance(cell, str) for _number, row in read[0] for cell in row)


_ROW = st.dictionaries(st.sampled_from(sorted(set(WRITTEN) - DATES)), _TEXT, min_size=1)
_DATED = st.tuples(_ROW, st.sampled_from(["", "2024", "2024-03", "2024-03-15"]))


@settings(deadline=None)
@given(st.lists(_DATED, min_size=1, max_size=4), st.sampled_from(["csv", "xlsx"]), st.sampled_from(["nl", "fr", "en"]))
@example([({Column.INTRODUCTION: "''=1"}, "")], "xlsx", "nl")
@example([({Column.INTRODUCTION: "'=1"}, "2024-03")], "csv", "nl")
@example([({Column.INTRODUCTION: "'s-Gravenvoeren"}, "")], "csv", "nl")
def test_what_is_written_is_read_back(rows: list[tuple[dict[Column, str], str]], kind: str, language: str) -> None:
    written = [{column: clean_text(text) for column, text in {**row, Column.DATE: day}.items()} for row, day in rows]
    expected = [{column: text for column, text in row.items() if text} for row in written]
    assume(any(expected))

    table = read_table(write(written, language, kind))

    assert [dict(line.cells) for line in table.lines] == [row for row in expected if row]


@given(_TEXT)
@pytest.mark.asvs("v5.0.0-1.1.2")
def test_defusing_can_be_undone(text: str) -> None:
    for in_csv in (True, False):
        assert restored(defused(text, in_csv=in_csv)) == text
    assert not defused(text, in_csv=True).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("language", list(HEADINGS))
def test_every_heading_and_word_that_is_written_is_understood(language: str) -> None:
    assert {column_of(heading) for heading in headings(language).values()} == set(Column)
    assert [str(kind_of(step_word(kind, language))) for kind in ("asked", "decided", "withdrawn")] == [
        "asked",
        "decided",
        "withdrawn",
    ]


def test_words_of_the_admin_are_understood_too() -> None:
    for language in ("nl", "fr", "en"):
        with translation.override(language):
            assert [kind_of(str(label)) for label in CommitmentKind.labels] == list(CommitmentKind)
            assert [status_of(str(label)) for label in Status.labels] == list(Status)
