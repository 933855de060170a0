"""What `make run` does before it serves: checks, secrets, demo log-ins. The real script and the real Makefile run."""

from __future__ import annotations

import os
import re
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.users.models import UserProfile

from portal import run_locally
from tests import serving

BASE = Path(run_locally.__file__).resolve().parent.parent
SCRIPT = BASE / "portal" / "run_locally.py"
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def environment(**values: str) -> dict[str, str]:
    """The tests' environment without what a make above or a laptop may have set."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("MAKE", "MFLAGS", "PORT", "HOST", "SECRET", "DATABASE", "DJANGO", "ALLOWED", "COV"))
    }
    return {**kept, **values}


def run(*arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Run a program in the checkout."""
    return subprocess.run(
        arguments, cwd=BASE, env=environment(**values), capture_output=True, text=True, timeout=120, check=False
    )


def check(**values: str) -> subprocess.CompletedProcess[str]:
    """``run_locally.py check``."""
    return run(sys.executable, str(SCRIPT), "check", **values)


@pytest.fixture
def used_port() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    """A port on which nobody listens."""
    return serving.free_port()


@pytest.fixture
def logins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Path:
    """The place of the noted log-ins."""
    file = tmp_path / "demo-logins.txt"
    monkeypatch.setattr(run_locally, "LOGINS", file)
    return file


def one_line(result: subprocess.CompletedProcess[str]) -> str:
    """What a failed run says, which must be one line without a traceback."""
    lines = [line for line in result.stderr.splitlines() if not line.startswith("make")]
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert len(lines) == 1, result.stderr
    return lines[0]


# --- Checks ---------------------------------------------------------------------------------------------------------


def test_free_port_passes_silently(free_port: int) -> None:
    result = check(PORT=str(free_port))

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_used_port_is_refused_with_one_line_that_names_another(used_port: int) -> None:
    line = one_line(check(PORT=str(used_port)))

    assert f"Port {used_port} is in use" in line
    other = re.search(r"make run PORT=(\d+)", line)
    assert other is not None
    assert 1 <= int(other[1]) <= 65535
    assert int(other[1]) != used_port


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80.5", "", "²"])
def test_port_that_is_none_is_refused_with_one_line(port: str) -> None:
    line = one_line(check(PORT=port))

    assert "PORT must be a number from 1 to 65535" in line


@needs_make
def test_make_run_stops_at_a_used_port_before_it_installs_anything(used_port: int, tmp_path: Path) -> None:
    result = run("make", "run", f"PORT={used_port}", f"PYTHON={sys.executable}", f"VENV={tmp_path / 'venv'}")

    assert f"Port {used_port} is in use" in one_line(result)
    assert not (tmp_path / "venv").exists()


@needs_make
def test_too_old_python_gets_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    line = one_line(run("make", "check-python", "PYTHON=/bin/false"))

    assert line.startswith("Python 3.11 or newer is needed")
    assert "make run PYTHON=" in line


@needs_make
def test_missing_venv_module_gets_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    bare = tmp_path / "python3"
    bare.write_text('#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\nexit 0\n')
    bare.chmod(0o755)

    line = one_line(run("make", "check-python", f"PYTHON={bare}"))

    assert "venv module is missing" in line
    assert "python3-venv" in line


@needs_make
def test_good_python_passes_silently() -> None:
    result = run("make", "check-python", f"PYTHON={sys.executable}")

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@needs_make
def test_every_target_that_help_names_exists() -> None:
    named = re.findall(r"^make (\w+)", run("make", "help").stdout, re.MULTILINE)

    assert {"run", "test"} <= set(named)
    for target in named:
        assert run("make", "--dry-run", target, f"PYTHON={sys.executable}").returncode == 0, target


# --- Secrets --------------------------------------------------------------------------------------------------------


def write(folder: Path, port: int = 8123) -> subprocess.CompletedProcess[str]:
    """``write_environment`` in a process of its own; prints what it put into the environment."""
    code = (
        "import os; from portal.run_locally import write_environment; "
        f"write_environment({port}); "
        "print(os.environ['PORTAL_BASE_URL'], os.environ['DJANGO_SETTINGS_MODULE'])"
    )
    return run(sys.executable, "-c", code, PORTAL_VAR_DIR=str(folder))


def test_secrets_are_made_once_in_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "var"

    assert write(folder).stdout.strip() == "http://localhost:8123 portal.settings.production"

    file = folder / "portal.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["portal.env"]
    first = file.read_text()
    write(folder, port=8124)
    assert file.read_text() == first


def test_secret_is_long_and_differs_between_machines(tmp_path: Path) -> None:
    secrets = set()
    for name in ("one", "two"):
        write(tmp_path / name)
        line = re.search(r"^SECRET_KEY=(.+)$", (tmp_path / name / "portal.env").read_text(), re.MULTILINE)
        assert line is not None
        secrets.add(line[1])

    assert len(secrets) == 2
    assert all(len(secret) >= 50 for secret in secrets)


def test_laptop_is_reached_by_this_machine_only_over_plain_http(tmp_path: Path) -> None:
    write(tmp_path)
    text = (tmp_path / "portal.env").read_text()

    assert "PORTAL_HTTPS=false" in text
    assert "DEBUG" not in text
    assert re.search(r"^ALLOWED_HOSTS=localhost,127\.0\.0\.1", text, re.MULTILINE)
    assert run_locally.read_host() == "127.0.0.1"


def test_what_the_site_writes_stays_out_of_git() -> None:
    ignored = (BASE / ".gitignore").read_text().splitlines()

    assert "/var/" in ignored


# --- Demo log-ins ---------------------------------------------------------------------------------------------------


def test_demo_users_are_made_with_random_passwords_that_log_in(logins: Path) -> None:
    run_locally.make_demo_users()

    noted = run_locally.read_logins()
    assert list(noted) == [name for name, _group, _language in run_locally.DEMO_USERS]
    assert len(set(noted.values())) == len(run_locally.DEMO_USERS)
    assert all(len(password) >= 16 for password in noted.values())
    for name, password in noted.items():
        client = Client(HTTP_HOST="localhost")
        response = client.post("/account/login/", {"login": name, "password": password})
        assert response.status_code == 302, name
        assert client.get("/admin/").status_code == 200, name


def test_noted_passwords_are_read_by_their_owner_only(logins: Path) -> None:
    run_locally.make_demo_users()

    assert stat.S_IMODE(logins.stat().st_mode) == 0o600


def test_demo_users_have_their_role_and_language(logins: Path) -> None:
    run_locally.make_demo_users()
    users = get_user_model().objects

    for name, group, language in run_locally.DEMO_USERS:
        user = users.get(username=name)
        assert user.is_superuser == (group is None)
        assert list(user.groups.values_list("name", flat=True)) == ([group] if group else [])
        assert UserProfile.objects.get(user=user).preferred_language == language


def test_second_run_changes_no_user_and_no_note(logins: Path) -> None:
    run_locally.make_demo_users()
    note, users = logins.read_text(), list(get_user_model().objects.order_by("pk").values())

    run_locally.make_demo_users()

    assert logins.read_text() == note
    assert list(get_user_model().objects.order_by("pk").values()) == users


def test_password_changed_by_its_owner_stays(logins: Path) -> None:
    run_locally.make_demo_users()
    user = get_user_model().objects.get(username="redactie")
    user.set_password("mijn-eigen-wachtwoord-1")
    user.save()

    run_locally.make_demo_users()

    assert get_user_model().objects.get(username="redactie").check_password("mijn-eigen-wachtwoord-1")


def test_lost_note_changes_no_password(logins: Path) -> None:
    run_locally.make_demo_users()
    before = dict(get_user_model().objects.values_list("username", "password"))
    logins.unlink()

    run_locally.make_demo_users()

    assert dict(get_user_model().objects.values_list("username", "password")) == before
    assert run_locally.read_logins() == {}


def test_addresses_and_log_ins_are_printed(logins: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_locally.make_demo_users()

    run_locally.print_addresses(8123)

    said = capsys.readouterr().out
    for address in ("/nl/", "/fr/", "/admin/", "/django-admin/"):
        assert f"http://localhost:8123{address}" in said
    for name, password in run_locally.read_logins().items():
        assert re.search(rf"{name}\s+{re.escape(password)}", said)


def test_demo_groups_are_the_roles_of_the_site(db: None) -> None:
    from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS

    groups: list[Any] = [group for _name, group, _language in run_locally.DEMO_USERS]
    assert groups == [None, COMMUNICATION, MODERATORS, TRANSLATORS]
