"""Every role at every address of the staff: an answer where the table says so, turned away everywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.security.addresses import Route, staff_routes
from tests.security.world import ROLES, World, is_denied, make_world

TABLE = Path(__file__).with_name("matrix.txt")
#: Administrators have no column; what they get is read by the tests of stored script.
ASKED = [role for role in ROLES if role != "A"]


@dataclass(frozen=True, slots=True)
class Row:
    """Which roles get an answer, where the address names something Dutch and something French."""

    path: str
    nl: str
    fr: str


def read_table() -> dict[str, Row]:
    rows = {}
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            roles, path = line[:12].split(), line[12:]
            rows[path] = Row(path, roles[0], roles[-1])
    return rows


def test_every_address_of_the_staff_is_in_the_table_and_none_besides() -> None:
    assert {route.path for route in staff_routes()} == set(read_table())


def test_table_gives_visitors_and_people_without_a_group_nothing_but_the_log_in() -> None:
    for row in read_table().values():
        if "V" in row.nl + row.fr:
            # The last is the form for the password of a page: whoever was told it is a visitor.
            open_to_all = ("account/", "admin/password_reset/", "admin/sprite", "admin/jsi18n", "nl/_util/authenticate")
            assert row.path.startswith(open_to_all) or row.path == "django-admin/logout/", row
        if "N" in row.nl + row.fr and "V" not in row.nl + row.fr:
            assert row.path.startswith("account/"), row
        if row.path.startswith("django-admin/") and row.path != "django-admin/logout/":
            assert row.nl == row.fr == "-", row


def answers(world: World, role: str, route: Route, language: str) -> str:
    """Whether somebody gets an answer by either method; otherwise empty."""
    address = world.address(route, language)
    for method in ("GET", "POST"):
        response = world.ask(role, method, address)
        assert response.status_code < 500, (role, method, address)
        if not is_denied(response):
            return f"{method} {response.status_code} {response.headers.get('Location', '')}"
    return ""


@pytest.mark.asvs("v5.0.0-8.2.1")
@pytest.mark.asvs("v5.0.0-8.2.2")
@pytest.mark.asvs("v5.0.0-8.3.1")
@pytest.mark.parametrize("role", ASKED)
def test_role_gets_an_answer_where_the_table_says_so_and_nowhere_else(db: None, settings: Any, role: str) -> None:
    # A slow machine must not be asked for the password half way.
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 60 * 60
    world, table = make_world(), read_table()
    wrong = []
    for route in staff_routes():
        for language in ("nl", "fr") if route.depends_on_language else ("nl",):
            row = table.get(route.path, Row(route.path, "", ""))
            expected = role in (row.nl if language == "nl" else row.fr)
            got = answers(world, role, route, language)
            if bool(got) != expected:
                wrong.append(f"{language} {route.path}: {got or 'turned away'}")
    assert not wrong, "\n".join(wrong)
