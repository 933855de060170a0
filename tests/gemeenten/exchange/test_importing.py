"""Importing and exporting through the real pages of the admin and the commands."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex

from gemeenten.exchange.applying import ImportRefusedError, apply_file, plan_file
from gemeenten.exchange.exporting import export_profiles
from gemeenten.exchange.planning import Fate
from gemeenten.models import Commitment, Municipality, MunicipalityPage
from gemeenten.new_profile import draft_profile
from portal.models import PublishedText
from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS
from portal.translation.pending import PendingImport
from tests.factories import make_profile
from tests.portal.test_roles import is_denied, log_in

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/profiles/import/"
HEADINGS = "NIS-code;gemeente;stap;datum;bron;activiteiten;contactadres\n"


def without_profile(number: int) -> list[Municipality]:
    """Current municipalities that have no profile yet."""
    taken = MunicipalityPage.objects.values("municipality_id")
    return list(Municipality.objects.current().exclude(pk__in=taken).order_by("pk")[:number])


def campaign_list(number: int, bad: dict[int, str] | None = None) -> bytes:
    """A list of municipalities; ``bad`` replaces lines of the file by their number."""
    lines = [
        f"{row.pk};{row.name_nl};beslist;2024-03-{1 + place % 28:02};Gemeenteraad;onderwijs;integratie@example.be"
        for place, row in enumerate(without_profile(number))
    ]
    for line, text in (bad or {}).items():
        lines[line - 2] = text
    return f"{HEADINGS}{chr(10).join(lines)}\n".encode()


BAD = {
    17: "99999;Nergens;beslist;2024;;;",
    80: ";Saint-Nicolas;beslist;2024;;;",
    121: "{0};;beslist;2031-01-01;;;",
    200: "{1};;beslist;2024;;onderwys;",
    301: "{2};;beslist;2024;;;jan.peeters@example.be",
}


def five_bad_lines() -> bytes:
    """A list of 300 with five bad ones."""
    codes = [row.pk for row in without_profile(300)]
    filled = {line: text.format(codes[119], codes[198], codes[299]) for line, text in BAD.items()}
    return campaign_list(300, filled)


def send(client: Client, content: bytes, name: str = "lijst.csv") -> Any:
    """Upload a file and follow to its report."""
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)}, follow=True)


def confirm(client: Client, report: Any, **fields: str) -> Any:
    """Press the button below a report."""
    data = {"fingerprint": report.context["plan"].fingerprint, **fields}
    return client.post(report.redirect_chain[-1][0], data, follow=True)


@pytest.mark.drill
def test_list_of_300_with_five_bad_lines_names_the_five_and_imports_nothing() -> None:
    client, before = log_in(COMMUNICATION), Page.objects.count()

    report = send(client, five_bad_lines())

    assert [problem.line for problem in report.context["plan"].problems] == list(BAD)
    shown = report.content.decode()
    for told in ("kent geen gemeente", "Sint-Niklaas", "toekomst", "“Onderwijs”", "adres van een persoon"):
        assert told in shown
    assert 'name="fingerprint"' not in shown
    assert "5 regels" in shown
    confirm(client, report)
    assert Page.objects.count() == before


@pytest.mark.drill
def test_corrected_list_is_imported_and_a_second_time_changes_nothing() -> None:
    # The browser test imports all 300; the lines do not know how many they are.
    client, content = log_in(COMMUNICATION), campaign_list(40)
    before = MunicipalityPage.objects.count()

    report = send(client, content)
    assert report.context["counts"][0][1] == report.context["takes"] == 40
    done = confirm(client, report, apply="1")

    assert done.context["applied"]
    assert MunicipalityPage.objects.count() == before + 40
    assert not MunicipalityPage.objects.filter(pk__in=new_pages(), live=True).exists()
    assert not PendingImport.objects.exists()
    again = send(client, content)
    assert again.context["plan"].counts == {
        Fate.CREATED: 0,
        Fate.UPDATED: 0,
        Fate.UNCHANGED: 40,
        Fate.REJECTED: 0,
    }
    assert again.context["takes"] == 0


def new_pages() -> list[int]:
    """The profiles that imports of the lists above made."""
    return list(MunicipalityPage.objects.filter(contact_email="integratie@example.be").values_list("pk", flat=True))


def test_moderator_publishes_and_the_profile_is_public_complete_and_recorded(site: Client) -> None:
    client, (row,) = log_in(MODERATORS), without_profile(1)

    done = confirm(client, send(client, campaign_list(1)), publish="1")

    assert done.context["published"] == 1
    page = MunicipalityPage.objects.get(municipality=row)
    assert (page.live, page.status, page.joined_on.isoformat()) == (True, "solidary", "2024-03-01")
    assert [tag.slug for tag in page.activities.all()] == ["onderwijs"]
    assert page.has_unpublished_changes is False
    html = site.get(page.url).content.decode()
    assert "1 maart 2024" in html
    assert PublishedText.objects.filter(object_id=str(page.pk), is_source=True).exists()
    assert {entry.action for entry in PageLogEntry.objects.filter(page=page.pk)} == {
        "wagtail.create",
        "wagtail.publish",
    }
    assert page.owner == get_user_model().objects.get(username="somebody")
    to = {str(one.to_object_id) for one in ReferenceIndex.get_references_for_object(page)}
    assert row.pk in to


@pytest.mark.asvs("v5.0.0-8.3.1")
def test_communication_cannot_publish_even_when_it_says_so() -> None:
    client = log_in(COMMUNICATION)

    report = send(client, campaign_list(1))
    assert 'name="publish"' not in report.content.decode()
    confirm(client, report, publish="1")

    assert not MunicipalityPage.objects.get(pk=new_pages()[0]).live


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}example.csv", "/admin/profiles/export.csv"])
def test_others_are_turned_away(address: str) -> None:
    assert is_denied(log_in(TRANSLATORS).get(address))
    assert is_denied(Client(HTTP_HOST="localhost").get(address))


def test_menu_shows_the_page_to_who_may_use_it() -> None:
    assert ADDRESS in log_in(COMMUNICATION).get("/admin/").content.decode()


def test_translator_finds_no_entry_in_the_menu() -> None:
    assert ADDRESS not in log_in(TRANSLATORS).get("/admin/").content.decode()


def test_upload_is_nobody_elses_and_no_translation() -> None:
    report = send(log_in(MODERATORS), campaign_list(1))
    address = report.redirect_chain[-1][0]
    get_user_model().objects.filter(username="somebody").update(username="first")

    assert log_in(None).get(address).status_code == 302
    key = address.strip("/").split("/")[-1]
    owner = Client(HTTP_HOST="localhost")
    owner.force_login(get_user_model().objects.get(username="first"))
    assert owner.get(f"/admin/translations/import/{key}/").status_code == 302
    assert owner.get(address).status_code == 200


@pytest.mark.asvs("v5.0.0-2.3.1")
def test_what_has_changed_since_the_report_is_shown_again_before_it_is_imported() -> None:
    client, (row,) = log_in(MODERATORS), without_profile(1)
    report = send(client, campaign_list(1))
    make_profile(row.pk, ("asked",))

    again = confirm(client, report)

    assert "veranderd" in again.content.decode()
    assert not again.context["applied"]
    assert Commitment.objects.filter(page__municipality=row, kind="decided").count() == 0


def test_thrown_away_upload_is_gone() -> None:
    client = log_in(COMMUNICATION)
    confirm(client, send(client, campaign_list(1)), discard="1")

    assert not PendingImport.objects.exists()
    assert new_pages() == []


@pytest.mark.parametrize(("name", "content"), [("x.csv", b""), ("x.xlsx", b"PK\x03\x04"), ("x.csv", b"a;b\n1;2\n")])
def test_file_that_cannot_be_read_is_refused_on_the_form(name: str, content: bytes) -> None:
    answer = log_in(COMMUNICATION).post(ADDRESS, {"file": SimpleUploadedFile(name, content)})

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]


def test_report_can_be_taken_along_as_csv_without_formulas() -> None:
    client = log_in(COMMUNICATION)
    report = send(client, campaign_list(2, {3: "=1+1;;beslist;;;;"}))

    answer = client.get(f"{report.redirect_chain[-1][0]}?report=csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["regel", "3"]
    assert rows[1][3] == "'=1+1"


@pytest.mark.asvs("v5.0.0-2.3.3", "v5.0.0-16.5.3")
def test_import_that_breaks_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    content, before = campaign_list(4), (Page.objects.count(), Commitment.objects.count())
    logged = PageLogEntry.objects.count() + ModelLogEntry.objects.count()

    def stop(number: int, total: int, name: str) -> None:
        if number == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply_file(content, publish=True, progress=stop)

    assert (Page.objects.count(), Commitment.objects.count()) == before
    assert PageLogEntry.objects.count() + ModelLogEntry.objects.count() == logged
    Page.find_problems()
    assert plan_file(content).counts[Fate.CREATED] == 4


def test_known_profile_gets_a_revision_with_the_steps_merged_and_its_texts_untouched(site: Client) -> None:
    page = MunicipalityPage.objects.get(slug="gent")
    text, french = page.body, site.get("/fr/communes/gand/").content
    content = b"gemeente;stap;datum;bron\nGent;beslist;2020-07;Raad\nGent;vernieuwd;2025-02-03;Raad\n"

    outcome = apply_file(content, publish=True)

    page.refresh_from_db()
    assert (outcome.updated, outcome.published, page.body) == (1, 1, text)
    steps = [(step.kind, str(step.date), step.date_precision) for step in page.commitments.order_by("sort_order")]
    assert ("decided", "2020-07-01", "month") in steps
    assert steps[-1] == ("renewed", "2025-02-03", "day")
    assert "3 februari 2025" in site.get("/nl/gemeenten/gent/").content.decode()
    assert french
    assert apply_file(content, publish=True).updated == 0


def test_incomplete_draft_from_the_joining_page_takes_what_the_file_says() -> None:
    (municipality,) = without_profile(1)
    draft = draft_profile(municipality)
    assert draft.introduction == ""

    apply_file(f"{HEADINGS}{municipality.pk};;beslist;2024-03-01;Gemeenteraad;onderwijs;\n".encode())

    page = MunicipalityPage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert [step.kind for step in page.commitments.all()] == ["decided"]
    assert not page.live


def test_draft_of_somebody_else_is_added_to_and_never_published() -> None:
    page = MunicipalityPage.objects.get(slug="gent").specific
    page.introduction = "Nog niet klaar."
    page.save_revision()

    outcome = apply_file(b"gemeente;stap;datum\nGent;vernieuwd;2025\n", publish=True)

    page = MunicipalityPage.objects.get(slug="gent")
    draft = page.get_latest_revision_as_object()
    assert (outcome.updated, outcome.published) == (1, 0)
    assert page.introduction != "Nog niet klaar."
    assert draft.introduction == "Nog niet klaar."
    assert "renewed" in [step.kind for step in draft.commitments.all()]
    assert "concept" in outcome.plan.items[0].notes[0]


def test_locked_profile_is_refused() -> None:
    MunicipalityPage.objects.filter(slug="gent").update(locked=True)

    with pytest.raises(ImportRefusedError):
        apply_file(b"gemeente;stap;datum\nGent;vernieuwd;2025\n")
    assert "vergrendeld" in plan_file(b"gemeente;stap\nGent;vernieuwd\n").problems[0].message


def test_rules_of_the_page_itself_are_told_in_the_dry_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.exceptions import ValidationError

    def refuse(self: MunicipalityPage) -> None:
        raise ValidationError({"introduction": "Zeg meer."})

    monkeypatch.setattr(MunicipalityPage, "clean", refuse)
    content = campaign_list(1)

    (problem,) = plan_file(content).problems
    assert (problem.line, problem.message) == (2, "Zeg meer.")
    with pytest.raises(ImportRefusedError, match=r"Zeg meer\."):
        apply_file(content)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_export_holds_every_profile_and_comes_back_unchanged(kind: str, language: str) -> None:
    make_profile("11001", ("asked", "debated"), introduction="=1+1 “aanhaling”; en\nnog een regel")
    make_profile("11004", (), title="'=titel")

    content, number = export_profiles(kind, language)

    plan = plan_file(content)
    assert number == MunicipalityPage.objects.filter(locale__language_code="nl").count()
    assert plan.problems == ()
    assert {item.fate for item in plan.items} == {Fate.UNCHANGED}
    assert len(plan.items) == number


def test_export_brings_back_profiles_that_were_deleted() -> None:
    make_profile("11001", ("asked", "decided"), introduction="Van vroeger.")
    content, _number = export_profiles("xlsx", "nl")
    for page in MunicipalityPage.objects.filter(municipality__in=["11001", "44021"]):
        page.delete()

    assert apply_file(content, publish=True).created == 2
    assert MunicipalityPage.objects.get(municipality="11001").introduction == "Van vroeger."
    assert {item.fate for item in plan_file(content).items} == {Fate.UNCHANGED}


@pytest.mark.asvs("v5.0.0-1.2.10")
def test_export_has_typed_dates_and_no_formulas() -> None:
    make_profile("11001", introduction="=1+1", joined_on="2024-03-15")

    answer = log_in(COMMUNICATION).get("/admin/profiles/export.xlsx")

    sheet = load_workbook(io.BytesIO(answer.content)).active
    (row,) = [row for row in sheet.iter_rows() if row[0].value == "11001"]
    assert row[8].is_date
    assert {cell.data_type for cell in row} <= {"s", "d", "n"}
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_example_file_has_all_columns_and_imports_nothing_by_accident(kind: str) -> None:
    content = log_in(COMMUNICATION).get(f"{ADDRESS}example.{kind}").content

    plan = plan_file(content)
    assert {problem.message[:12] for problem in plan.problems} == {"Het register"}
    assert len(plan.items) == 3


def test_planning_asks_the_same_number_of_queries_for_many_known_profiles_as_for_few() -> None:
    def queries(content: bytes) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            plan_file(content)
        return len(captured)

    few = queries(export_profiles("csv", "nl")[0])
    apply_file(campaign_list(20))
    assert queries(export_profiles("csv", "nl")[0]) == few


def test_commands_import_report_and_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "lijst.csv", io.StringIO()
    file.write_bytes(campaign_list(2))

    call_command("import_profiles", file, "--dry-run", stdout=out)
    assert new_pages() == []
    call_command("import_profiles", file, "--publish", stdout=out)
    assert MunicipalityPage.objects.filter(pk__in=new_pages(), live=True).count() == 2
    call_command("import_profiles", file, stdout=out)
    assert "0 made, 0 changed" in out.getvalue()

    call_command("export_profiles", "--format", "xlsx", "--output", tmp_path / "uit.xlsx", stdout=out)
    call_command("import_profiles", tmp_path / "uit.xlsx", stdout=out)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_commands_refuse_with_an_error(tmp_path: Path) -> None:
    file, errors = tmp_path / "lijst.csv", io.StringIO()
    with pytest.raises(CommandError, match="lijst"):
        call_command("import_profiles", file)
    file.write_bytes(campaign_list(2, {3: "99999;;beslist;;;;"}))
    with pytest.raises(CommandError, match="1 lines"):
        call_command("import_profiles", file, stderr=errors, stdout=io.StringIO())
    assert errors.getvalue().startswith("3: NIS-code")
    with pytest.raises(CommandError, match="no user"):
        call_command("import_profiles", file, "--user", "nobody")
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("export_profiles", "--output", tmp_path / "nowhere" / "uit.csv")
    assert new_pages() == []
