"""Counting visits from logs that name nobody."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.visits import Page, by_month, by_week, count_visits

LANGUAGES = {"nl", "fr"}
LOG = """\
2026-11-23 GET 200 /nl/
2026-11-23 GET 304 /nl/
2026-11-23 GET 200 /fr/communes/gand/
2026-11-24 GET 200 /
2026-11-24 GET 200 /nl/
2026-11-24 HEAD 200 /nl/
2026-11-24 POST 200 /nl/brief/
2026-11-24 GET 404 /nl/bestaat-niet/
2026-11-24 GET 503 /nl/
2026-11-24 GET 200 /static/portal/css/site.css
2026-11-24 GET 200 /admin/pages/
2026-11-24 GET 200 /open-data/gemeenten.json
2026-11-24 GET 200 /nl/nieuws/feed/
2026-11-24 GET 200 /de/
"""


def write(folder: Path, text: str = LOG, name: str = "visits.log") -> str:
    """A log on disk."""
    path = folder / name
    path.write_text(text)
    return str(path)


def run(*arguments: str) -> tuple[str, str]:
    """What the command writes: the table, and its remarks."""
    out, err = io.StringIO(), io.StringIO()
    call_command("count_visits", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_only_pages_that_somebody_read_are_counted() -> None:
    visits = count_visits(LOG.splitlines(), LANGUAGES)

    assert visits.pages == {
        Page("2026-11-23", "nl", "/nl/"): 2,
        Page("2026-11-23", "fr", "/fr/communes/gand/"): 1,
        Page("2026-11-24", "", "/"): 1,
        Page("2026-11-24", "nl", "/nl/"): 1,
    }
    assert visits.unreadable == 0


@pytest.mark.parametrize(
    "line",
    [
        '192.0.2.1 - - [24/Nov/2026:10:00:00 +0100] "GET /nl/ HTTP/1.1" 200 5000 "-" "Mozilla/5.0"',
        "2026-13-45 GET 200 /nl/",
        "2026-11-24 GET /nl/",
        "2026-11-24 GET 200 ",
        "\ufffd\ufffd",
    ],
)
def test_line_of_another_form_is_left_out_and_told(line: str) -> None:
    visits = count_visits([line, "", "2026-11-24 GET 200 /nl/"], LANGUAGES)

    assert visits.unreadable == 1
    assert sum(visits.pages.values()) == 1


def test_what_people_searched_for_is_never_counted_even_if_a_log_has_it() -> None:
    visits = count_visits(["2026-11-24 GET 200 /nl/gemeenten/?q=geheim/"], LANGUAGES)

    assert not visits.pages


def test_weeks_are_those_of_the_letters_report_and_months_are_months() -> None:
    assert by_week("2027-01-01") == "2026-W53"
    assert by_month("2026-11-24") == "2026-11"


def test_command_reads_several_logs_and_the_table_is_sorted(tmp_path: Path) -> None:
    packed = tmp_path / "visits.log.1.gz"
    with gzip.open(packed, "wt") as file:
        file.write("2026-11-22 GET 200 /nl/\n" * 3)

    table, remarks = run(write(tmp_path), str(packed))

    assert table.splitlines() == [
        "day,language,path,visits",
        "2026-11-22,nl,/nl/,3",
        "2026-11-23,nl,/nl/,2",
        "2026-11-23,fr,/fr/communes/gand/,1",
        "2026-11-24,,/,1",
        "2026-11-24,nl,/nl/,1",
    ]
    assert "14 lines" in remarks


def test_command_adds_up_by_month(tmp_path: Path) -> None:
    table, _remarks = run(write(tmp_path), "--by", "month")

    assert table.splitlines()[:2] == ["month,language,path,visits", "2026-11,nl,/nl/,3"]


def test_command_reads_its_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(LOG))

    assert "2026-11-23,nl,/nl/,2" in run("-")[0]


def test_command_says_how_much_it_left_out(tmp_path: Path) -> None:
    _table, remarks = run(write(tmp_path, LOG + "something else\n"))

    assert "another form: 1 lines" in remarks


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda folder: str(folder / "nowhere.log"), "cannot be read: No such file"),
        (lambda folder: write(folder, "no gzip", "visits.gz"), "cannot be read: "),
        (lambda folder: write(folder, '192.0.2.1 - - "GET / HTTP/1.1" 200\n'), "No line has the expected form"),
    ],
)
def test_command_fails_with_a_reason(tmp_path: Path, make: Any, reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        run(make(tmp_path))
