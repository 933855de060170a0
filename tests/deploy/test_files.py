"""The files of deploy/ say the same as the settings, the documentation and each other."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy import scheduled
from deploy.scheduled import JOBS, Job, Notes, run_due
from portal.settings.base import env as environment
from tests.deploy.servers import BASE

DEPLOY = BASE / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
COMPOSE = DEPLOY / "compose" / "compose.yaml"


def documented() -> set[str]:
    """The variables that docs/settings.md has a row for."""
    rows = re.findall(r"^\| (`[A-Z][^|]*) \|", (BASE / "docs" / "settings.md").read_text(), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", row)}


def read_by_settings() -> set[str]:
    """The variables that the settings read from the environment, found in their code."""
    found = set()
    for path in (BASE / "portal" / "settings").glob("*.py"):
        if path.name in ("dev.py", "test.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and hasattr(environment, node.func.attr)
            ):
                owner, first = node.func.value, node.args[0] if node.args else None
                if isinstance(owner, ast.Name) and owner.id == "env" and isinstance(first, ast.Constant):
                    found.add(first.value)
    return found - {str(BASE)}


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return loaded


# --- Variables ------------------------------------------------------------------------------------------------------


def test_every_variable_of_the_settings_is_documented_and_no_other() -> None:
    known = read_by_settings()
    assert {"SECRET_KEY", "DATABASE_POOL_SIZE", "CACHE_URL", "LOGIN_FAILURES"} <= known

    text = (BASE / "docs" / "settings.md").read_text()
    ours = text[: text.index("## Of other programs")]
    rows = re.findall(r"^\| (`[A-Z][^|]*) \|", ours, re.MULTILINE)

    assert {name for row in rows for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", row)} == known


def test_every_variable_in_deploy_is_documented() -> None:
    texts = {
        "environment.example": re.findall(
            r"^#? ?([A-Z][A-Z0-9_]+)=", (DEPLOY / "environment.example").read_text(), re.M
        ),
        "Dockerfile": re.findall(r"\b([A-Z][A-Z0-9_]+)=", (DEPLOY / "Dockerfile").read_text()),
        "compose.yaml": re.findall(r"\$\{([A-Z_]+)", COMPOSE.read_text()),
        "units": [name for unit in UNITS for name in re.findall(r"^Environment=([A-Z_]+)=", unit.read_text(), re.M)],
    }
    for service in compose()["services"].values():
        texts["compose.yaml"] += service.get("environment", {})
    assert len(texts["environment.example"]) > 10

    missing = {file: set(names) - documented() - {"PATH"} for file, names in texts.items()}

    assert {file: names for file, names in missing.items() if names} == {}


def test_site_starts_with_the_example_once_its_secrets_are_filled_in(tmp_path: Path) -> None:
    text = (DEPLOY / "environment.example").read_text()
    values = dict(re.findall(r"^([A-Z][A-Z0-9_]+)=(.*)$", text, re.M))
    empty = [name for name, value in values.items() if not value]
    assert empty == ["SECRET_KEY", "PORTAL_BACKUP_KEY"]
    values |= {"SECRET_KEY": "k9-" * 20 + "Zq7!", "PORTAL_BACKUP_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}
    code = (
        "import django; django.setup(); from django.conf import settings as s;"
        "d = s.DATABASES['default']; print(d['ENGINE'], d['NAME'], d['OPTIONS']['pool']['max_size'], s.EMAIL_PORT)"
    )

    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE,
        env={"PATH": os.environ["PATH"], **values, "PORTAL_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert result.stdout.split() == ["django.db.backends.postgresql", "portal", "5", "587"], result.stderr


# --- systemd --------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    program = shutil.which("true")
    for unit in UNITS:
        # The programs are those of the server; here only the rest can be looked at.
        text = re.sub(r"^(ExecStart(?:Pre)?=)\S+", rf"\g<1>{program}", unit.read_text(), flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text)

    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    # What the machine's own units lack is not ours to say.
    ours = [line for line in result.stderr.splitlines() if "portal" in line]
    assert ours == []


def test_every_timer_has_its_service_and_its_command_exists() -> None:
    commands = {path.stem for path in BASE.glob("*/management/commands/*.py")} | {"publish_scheduled"}
    timers = [unit for unit in UNITS if unit.suffix == ".timer"]
    assert len(timers) == 3
    for timer in timers:
        service = timer.with_suffix(".service").read_text()
        command = re.search(r"^ExecStart=\S+ manage\.py (\w+)", service, re.MULTILINE)
        assert command is not None
        assert command[1] in commands


def test_containers_do_the_same_work_at_the_same_hours() -> None:
    by_timer = {}
    for timer in (unit for unit in UNITS if unit.suffix == ".timer"):
        command = re.search(r"manage\.py (\w+)", timer.with_suffix(".service").read_text())
        calendar = re.search(r"^OnCalendar=\*-\*-\* (.+)$", timer.read_text(), re.MULTILINE)
        assert command is not None
        assert calendar is not None
        by_timer[command[1]] = calendar[1]

    ours = {job.name: "*:*:00" if job.hour is None else f"{job.hour:02}:{job.minute:02}" for job in JOBS}

    assert ours == by_timer


# --- Containers -----------------------------------------------------------------------------------------------------


def test_compose_file_names_what_exists() -> None:
    loaded = compose()
    services = loaded["services"]
    for name, service in services.items():
        assert ("image" in service) or ("build" in service), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (COMPOSE.parent / source).exists(), source
            elif not source.startswith("$"):
                assert source in loaded["volumes"], source
        for other in service.get("depends_on", []):
            assert other in services
        assert "ports" not in service or name == "nginx"
    context = COMPOSE.parent / services["app1"]["build"]["context"]
    assert (context / services["app1"]["build"]["dockerfile"]).exists()


def test_nginx_finds_the_processes_of_the_compose_file_and_of_systemd() -> None:
    sockets = re.findall(r"server unix:(\S+)", (DEPLOY / "nginx" / "upstream.conf").read_text())
    processes = [service for name, service in compose()["services"].items() if name.startswith("app")]

    assert sorted(set(sockets)) == sorted(service["environment"]["GRANIAN_UDS"] for service in processes)
    unit = (DEPLOY / "systemd" / "portal@.service").read_text()
    started = re.findall(r"portal@(\d)", (DEPLOY / "systemd" / "portal.target").read_text())
    assert "--uds /run/portal/%i.sock" in unit
    assert sorted(set(sockets)) == [f"/run/portal/{number}.sock" for number in sorted(started)]


def test_compose_mounts_every_file_that_nginx_includes() -> None:
    mounted = {Path(volume.split(":")[0]).name for volume in compose()["services"]["nginx"]["volumes"]}
    ours = {path.name for path in (DEPLOY / "nginx").iterdir()} - {"server-behind.conf"}

    assert ours <= mounted


def test_secrets_of_the_containers_reach_neither_git_nor_the_image() -> None:
    secret = ("deploy/compose/environment", "deploy/compose/.env")

    assert set(secret) <= set((BASE / ".dockerignore").read_text().split())
    assert {f"/{name}" for name in secret} <= set((BASE / ".gitignore").read_text().split())


@pytest.mark.skipif(
    shutil.which("docker") is None
    or subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode != 0,
    reason="docker compose is not installed",
)
def test_docker_accepts_the_compose_file(tmp_path: Path) -> None:
    shutil.copytree(DEPLOY, tmp_path / "deploy")
    shutil.copy(DEPLOY / "environment.example", tmp_path / "deploy" / "compose" / "environment")
    result = subprocess.run(
        ["docker", "compose", "-f", str(tmp_path / "deploy" / "compose" / "compose.yaml"), "config", "--quiet"],
        env={**os.environ, "POSTGRES_PASSWORD": "x"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert result.returncode == 0, result.stderr


# --- Scheduled work in containers -----------------------------------------------------------------------------------

NOON = datetime(2026, 11, 24, 12, 0).astimezone()


def test_work_of_the_minute_is_due_each_minute() -> None:
    job = Job(("publish_scheduled",))

    assert job.is_due(NOON, None)
    assert not job.is_due(NOON + timedelta(seconds=20), NOON)
    assert job.is_due(NOON + timedelta(minutes=1), NOON)


def test_work_of_the_night_is_done_once_a_night_and_made_up_for() -> None:
    job = Job(("backup",), 3, 15)
    last_night = NOON.replace(hour=3, minute=15)

    assert not job.is_due(NOON, last_night)
    assert not job.is_due(NOON + timedelta(hours=15), last_night)
    assert job.is_due(NOON + timedelta(hours=16), last_night)
    # The machine was off for two days.
    assert job.is_due(NOON, last_night - timedelta(days=2))


def test_failed_work_is_named_and_the_rest_is_done(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    jobs = (Job(("no_such_command",)), Job(("help",)), Job(("backup",), 3, 15))
    notes = Notes(tmp_path / "scheduled.json")

    assert run_due(notes, NOON, jobs) == ["no_such_command"]
    # A new site has no backup to make up for; tomorrow it has.
    assert notes.last(jobs[2]) == NOON
    assert Notes(tmp_path / "scheduled.json").last(jobs[1]) == NOON
    assert "no_such_command" in capfd.readouterr().err


def test_damaged_notes_stop_nobody(tmp_path: Path) -> None:
    (tmp_path / "scheduled.json").write_text("{half")

    assert Notes(tmp_path / "scheduled.json").last(JOBS[0]) is None
    assert scheduled.BASE == BASE
