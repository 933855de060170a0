"""What an applicant may ask for: everything the site keeps of them, and that it goes."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from gemeenten.applicant import find
from gemeenten.applications import accept
from gemeenten.models import Application, MunicipalityPage
from tests.gemeenten.joining import WITH_PROFILE, make_application

ADDRESS = "integratie@antwerpen.be"
OTHER = "welzijn@lichtervelde.be"


def run(*arguments: str, **options: Any) -> tuple[str, str]:
    """What the command writes as its answer, and what it tells besides."""
    out, told = io.StringIO(), io.StringIO()
    call_command("personal_data", *arguments, stdout=out, stderr=told, **options)
    return out.getvalue(), told.getvalue()


@pytest.fixture
def applications(db: None) -> tuple[Application, Application]:
    """One of the address, with a file, and one of somebody else."""
    return make_application(file=True), make_application(
        WITH_PROFILE, file=True, contact_email=OTHER, message="Van iemand anders."
    )


@pytest.mark.asvs("v5.0.0-14.2.4")
def test_export_holds_everything_of_the_applicant_and_nothing_of_others(applications: Any) -> None:
    mine, _theirs = applications

    out, told = run("export", "Integratie@Antwerpen.be")

    data = json.loads(out)
    assert [item["number"] for item in data["applications"]] == [mine.pk]
    (item,) = data["applications"]
    assert item["municipality"] == {"refnis": "11002", "name": "Antwerpen"}
    assert (item["contact_email"], item["message"]) == (ADDRESS, "Wij doen graag mee.")
    assert len(item["activities"]) == 2
    assert item["decision_file"] == {"name": mine.decision_file.name, "bytes": mine.decision_file.size}
    assert OTHER not in out
    assert "iemand anders" not in out
    assert "1 applications found" in told


def test_export_holds_each_field_that_was_sent(applications: Any) -> None:
    known_here = {"submission", "handled_by", "profile", "id"}

    (item,) = json.loads(run("export", ADDRESS)[0])["applications"]

    fields = {field.name for field in Application._meta.get_fields()} - known_here
    assert fields <= set(item), "a new field of the application belongs into the export"


def test_export_into_a_file_is_for_nobody_else_and_overwrites_nothing(applications: Any, tmp_path: Path) -> None:
    file = tmp_path / "export.json"

    run("export", ADDRESS, "--to", str(file))

    assert json.loads(file.read_text())["address"] == ADDRESS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="does not exist"):
        run("export", ADDRESS, "--to", str(file))


def test_erasing_leaves_nothing_of_the_applicant_and_everything_else(applications: Any) -> None:
    mine, theirs = applications
    gone, kept = Path(mine.decision_file.path), Path(theirs.decision_file.path)

    out, _told = run("erase", ADDRESS.upper())

    assert "1 applications erased" in out
    assert list(Application.objects.all()) == [theirs]
    assert not gone.exists()
    assert kept.exists()
    assert "0 applications erased" in run("erase", ADDRESS)[0]
    assert list(Application.objects.all()) == [theirs]


def test_dry_run_erases_nothing(applications: Any) -> None:
    out, _told = run("erase", ADDRESS, "--dry-run")

    assert "1 applications would be erased" in out
    assert Application.objects.count() == 2


def test_erasing_is_whole_or_not_at_all(applications: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.models.query import QuerySet

    file = Path(applications[0].decision_file.path)

    def fail(self: Any) -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(QuerySet, "delete", fail)
    with pytest.raises(RuntimeError):
        run("erase", ADDRESS)

    assert Application.objects.filter(contact_email=ADDRESS).exists()
    assert file.exists()


def test_where_the_address_stands_besides_is_told_and_left_alone(applications: Any) -> None:
    editor = get_user_model().objects.create_superuser("editor", email=ADDRESS, password="long-and-secret-1")
    page = accept(applications[0], editor)

    found = find(ADDRESS)
    _out, told = run("erase", ADDRESS)

    assert (len(found.pages), found.accounts) == (1, 1)
    assert found.versions >= 1
    assert "/nl/gemeenten/antwerpen/" in told
    assert "1 staff accounts" in told
    assert MunicipalityPage.objects.get(pk=page.pk).contact_email == ADDRESS
    assert get_user_model().objects.filter(email=ADDRESS).exists()


def test_what_is_no_address_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="no mail address"):
        run("erase", "antwerpen")
