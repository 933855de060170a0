"""The command that brings the database's register in step with its files."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models.signals import post_save
from django.test import Client

from gemeenten.models import Municipality
from gemeenten.register.reader import HERE, read_register
from gemeenten.register.rows import MunicipalityRow
from gemeenten.register.sync import SyncPlan, apply_sync, plan_sync

FILES = ("municipalities.csv", "postcodes.csv", "former.csv", "places.csv")
TODAY = date(2026, 11, 23)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the register's files to change."""
    for name in FILES:
        shutil.copy(HERE / name, tmp_path / name)
    return tmp_path


def rewrite(files: Path, name: str, old: str, new: str) -> None:
    """Change a file; what is changed must be there."""
    text = (files / name).read_text(encoding="utf-8")
    assert old in text
    (files / name).write_text(text.replace(old, new), encoding="utf-8")


def without_line(files: Path, name: str, start: str) -> None:
    """Take the one line with this beginning out of a file."""
    lines = (files / name).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(start)]
    assert len(kept) == len(lines) - 1
    (files / name).write_text("".join(kept), encoding="utf-8")


def sync(files: Path | None = None, check: bool = False) -> str:
    """Run the command and return what it says."""
    out = io.StringIO()
    call_command("sync_register", stdout=out, check=check, folder=files)
    return out.getvalue()


def everything() -> list[dict[str, Any]]:
    """All rows of the register in the database."""
    return list(Municipality.objects.order_by("pk").values())


def row(refnis: str, successor: str = "") -> MunicipalityRow:
    """A register row of no real municipality."""
    return MunicipalityRow(
        refnis=refnis,
        name_nl=f"Dorp {refnis}",
        name_fr=f"Dorp {refnis}",
        name_de=f"Dorp {refnis}",
        province="10000",
        region="02000",
        languages=("nl",),
        latitude=51.0,
        longitude=4.0,
        valid_until=date(2024, 12, 31) if successor else None,
        successor=successor,
    )


def test_database_holds_the_565_and_the_former_ones(db: None) -> None:
    register = read_register()

    assert Municipality.objects.current().count() == 565
    assert Municipality.objects.filter(valid_until__isnull=False).count() == len(register.former)
    assert Municipality.objects.get(pk="44043").successor_id == "44088"


def test_rows_come_out_of_the_database_as_they_went_in(db: None) -> None:
    for expected in (*read_register().current, *read_register().former):
        assert Municipality.objects.get(pk=expected.refnis).as_row() == expected


def test_second_sync_changes_nothing(db: None) -> None:
    before = everything()

    said = sync()

    assert everything() == before
    assert said.startswith("0 new, 0 changed, 0 missing, 620 unchanged")


def test_check_of_equal_register_passes(db: None) -> None:
    assert "0 changed" in sync(check=True)


def test_changed_column_is_updated_and_named(db: None, files: Path) -> None:
    rewrite(files, "municipalities.csv", "11002,Antwerpen,Anvers,", "11002,Antwerpen,Anvers-sur-Escaut,")

    said = sync(files)

    assert Municipality.objects.get(pk="11002").name_fr == "Anvers-sur-Escaut"
    assert "11002 Antwerpen: name_fr" in said
    assert said.startswith("0 new, 1 changed, 0 missing, 619 unchanged")


def test_changed_postcodes_are_updated(db: None, files: Path) -> None:
    rewrite(files, "postcodes.csv", "2630,11001", "2639,11001")

    sync(files)

    assert Municipality.objects.get(pk="11001").postcodes == ["2639"]


def test_check_fails_on_a_difference_and_writes_nothing(db: None, files: Path) -> None:
    before = everything()
    rewrite(files, "municipalities.csv", "11002,Antwerpen,Anvers,", "11002,Antwerpen,Anvers-sur-Escaut,")

    with pytest.raises(CommandError, match="differs") as error:
        sync(files, check=True)

    assert error.value.returncode == 1
    assert everything() == before


def test_vanished_municipality_is_flagged_not_deleted(db: None, files: Path) -> None:
    rewrite(files, "municipalities.csv", "11001,Aartselaar", "11999,Aartselaar")
    rewrite(files, "postcodes.csv", "2630,11001", "2630,11999")

    said = sync(files)

    vanished = Municipality.objects.get(pk="11001")
    assert vanished.missing_since is not None
    assert vanished.name_nl == "Aartselaar"
    assert Municipality.objects.get(pk="11999").missing_since is None
    assert "11001 is no longer in the files" in said
    assert said.startswith("1 new, 0 changed, 1 missing, 619 unchanged")


def test_vanished_municipality_leaves_the_list_and_its_address(site: Client, files: Path) -> None:
    assert "/nl/gemeenten/11001/" in site.get("/nl/gemeenten/").content.decode()
    rewrite(files, "municipalities.csv", "11001,Aartselaar", "11999,Aartselaar")
    rewrite(files, "postcodes.csv", "2630,11001", "2630,11999")

    sync(files)

    html = site.get("/nl/gemeenten/").content.decode()
    assert "/nl/gemeenten/11001/" not in html
    assert "/nl/gemeenten/11999/" in html
    assert site.get("/nl/gemeenten/11001/").status_code == 404
    assert Municipality.objects.current().count() == 565


def test_vanished_former_code_leads_nowhere_at_once(site: Client, files: Path) -> None:
    assert site.get("/nl/gemeenten/44072/").status_code == 301
    without_line(files, "former.csv", "44072,")

    sync(files)

    assert site.get("/nl/gemeenten/44072/").status_code == 404


def test_flagged_row_is_not_flagged_anew_with_a_later_day(db: None, files: Path) -> None:
    without_line(files, "former.csv", "44072,")
    sync(files)
    Municipality.objects.filter(pk="44072").update(missing_since=date(2025, 1, 1))

    said = sync(files)

    assert Municipality.objects.get(pk="44072").missing_since == date(2025, 1, 1)
    assert said.startswith("0 new, 0 changed, 0 missing")


def test_row_that_is_back_loses_its_flag(db: None, files: Path) -> None:
    without_line(files, "former.csv", "44072,")
    sync(files)

    said = sync()

    assert Municipality.objects.get(pk="44072").missing_since is None
    assert "missing_since" in said


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("municipalities.csv", "11002,Antwerpen,Anvers,", "1100,Antwerpen,Anvers,", "municipalities.csv:3"),
        ("postcodes.csv", "1000,21004", "100,21004", "postcodes.csv:2"),
        ("former.csv", "2024-12-31,11002", "2024-12-31,99999", "former.csv:2"),
    ],
)
def test_broken_file_is_refused_with_its_place_and_nothing_is_written(
    db: None, files: Path, name: str, old: str, new: str, place: str
) -> None:
    before = everything()
    rewrite(files, "municipalities.csv", "11001,Aartselaar,Aartselaar", "11001,Aartselaar,Changed")
    rewrite(files, name, old, new)

    with pytest.raises(CommandError, match=f"{place}: "):
        sync(files)

    assert everything() == before


def test_missing_folder_is_refused_in_words(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"municipalities\.csv:1: the file is missing"):
        sync(tmp_path / "nowhere")


def test_successors_are_written_before_what_leads_to_them(db: None) -> None:
    written: list[str] = []

    def note(sender: type[Municipality], instance: Municipality, **kwargs: Any) -> None:
        written.append(instance.pk)

    post_save.connect(note, sender=Municipality)
    try:
        apply_sync(SyncPlan((row("98001", "98002"), row("98002", "98003"), row("98003")), (), (), 0), TODAY)
    finally:
        post_save.disconnect(note, sender=Municipality)

    assert written == ["98003", "98002", "98001"]
    assert Municipality.objects.get(pk="98001").successor.successor_id == "98003"


def test_sync_is_written_whole_or_not_at_all(db: None) -> None:
    before = everything()

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply_sync(SyncPlan((row("98001"), row("98002"), row("98003")), (), ("11001",), 0), TODAY, stop)

    assert everything() == before


def test_progress_is_shown_to_the_end(db: None) -> None:
    seen: list[tuple[int, int]] = []
    rows = (row("98001"), row("98002"))

    apply_sync(SyncPlan(rows, (), ("11001",), 0), TODAY, lambda done, total: seen.append((done, total)))

    assert seen[-1] == (3, 3)
    assert [done for done, _total in seen] == sorted(done for done, _total in seen)


def test_plan_only_reads(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert plan_sync(read_register()).is_empty
