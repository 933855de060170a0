"""No file for spreadsheets holds a text that would be run as a formula, whoever wrote it and wherever it comes from."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from openpyxl import load_workbook
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from news.models import NewsPage
from tests.factories import make_profile
from tests.security.addresses import staff_routes
from tests.security.world import World, make_world

pytestmark = pytest.mark.drill

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORMULA = '=HYPERLINK("https://evil.example","x")'
#: Files that have no ``?export=``.
OTHER_FILES = [
    *("/admin/profiles/export.csv", "/admin/profiles/export.xlsx", "/admin/profiles/import/example.csv"),
    *("/admin/profiles/import/example.xlsx", "/open-data/gemeenten.csv"),
]


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    for user in get_user_model().objects.all():
        user.first_name = user.last_name = FORMULA
        user.save()
    make_profile("11002", title=FORMULA, introduction=FORMULA)
    page = NewsPage.objects.first()
    assert page is not None
    page.title = page.introduction = FORMULA
    page.locked, page.locked_by = True, world.users["A"]
    page.save_revision(user=world.users["A"], log_action=True).publish(user=world.users["A"])
    NewsPage.objects.filter(pk=page.pk).update(locked=True, locked_by=world.users["A"])
    Page.objects.filter(depth__gt=2).update(title=FORMULA, draft_title=FORMULA)
    Redirect.objects.create(old_path="/x", redirect_link=FORMULA)
    return world


def cells(response: Any) -> list[str]:
    """The texts of a file; of XLSX, marked with a sign where the cell is a formula."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if "csv" in response["Content-Type"]:
        lines = body.decode("utf-8-sig").splitlines()
        separator = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
        return [cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=separator) for cell in row]
    sheet = load_workbook(io.BytesIO(body)).worksheets[0]
    return [f"{'=' if cell.data_type == 'f' else 'text '}{cell.value}" for row in sheet.iter_rows() for cell in row]


def is_file(response: Any) -> bool:
    return "csv" in response["Content-Type"] or "spreadsheet" in response["Content-Type"]


def runs(cell: str) -> bool:
    number = cell.lstrip("-+").replace(".", "", 1).isdigit()
    return cell.startswith(SIGNS) and not number and cell != "-"


@pytest.mark.asvs("v5.0.0-1.2.10")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_list_of_the_admin_hands_out_a_formula(world: World, kind: str) -> None:
    client: Client = world.clients["A"]
    files, wrong, attacked = 0, [], 0
    for route in staff_routes():
        lists = route.path.startswith("admin/") and "<" not in route.path and "chooser" not in route.path
        if not lists or "failwhale" in route.path or "logout" in route.path:
            continue
        response = client.get(f"/{route.path}", {"export": kind})
        if is_file(response):
            files += 1
            found = cells(response)
            attacked += any("HYPERLINK" in cell for cell in found)
            wrong += [f"{route.path}: {cell[:40]}" for cell in found if runs(cell)]
    assert not wrong
    assert files >= 8
    assert attacked >= 3


@pytest.mark.asvs("v5.0.0-1.2.10")
@pytest.mark.parametrize("address", OTHER_FILES)
def test_no_other_file_holds_a_formula(world: World, address: str) -> None:
    response = world.clients["A"].get(address)

    assert is_file(response)
    assert not [cell for cell in cells(response) if runs(cell)]
