"""What a live site relies on: settings that refuse to start unsafe, headers, pinned packages, a clean repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

BASE = Path(__file__).resolve().parent.parent
REQUIREMENTS = ["requirements.txt", "requirements-extras.txt", "requirements-dev.txt"]
#: Built at each run: it protects nothing, but it is long enough for the checks.
SECRET = "k9-" * 20 + "Zq7!"
PRODUCTION = {
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "example.org",
    "PORTAL_BASE_URL": "https://example.org",
    "DATABASE_URL": "sqlite://:memory:",
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
}
#: Headers and cookies of real requests under production settings, as JSON.
ASK = """
import json, os
import django
from django.conf import settings
# Static files are not collected here, and nobody has a session table.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
django.setup()
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import path
from portal.urls import urlpatterns
from django.contrib.sessions.middleware import SessionMiddleware

client = Client(HTTP_HOST="example.org", raise_request_exception=False)

def told(response):
    return {
        "status": response.status_code,
        "headers": {name.lower(): value for name, value in response.items()},
        "cookies": {name: {key: it for key, it in morsel.items() if it} for name, morsel in response.cookies.items()},
    }

def with_session(request):
    request.session["somebody"] = "is logged in"
    return HttpResponse("")

# The log-in page reads the database, which has no tables here.
urlpatterns.insert(0, path("form/", lambda request: HttpResponse(get_token(request))))
proxied = {"HTTP_X_FORWARDED_PROTO": "https"}
print(json.dumps({
    "plain": told(client.get("/nl/?q=1")),
    "plain health": told(client.get("/health/live/")),
    "secure": told(client.get("/health/live/", secure=True)),
    "proxied": told(client.get("/health/live/", **proxied)),
    "proxied page": told(client.get("/robots.txt", **proxied)),
    "form": told(client.get("/form/", secure=True)),
    "session": told(SessionMiddleware(with_session)(RequestFactory().get("/", secure=True))),
    "other host": told(Client(HTTP_HOST="kwaad.example").get("/health/live/", secure=True)),
    "debug": settings.DEBUG,
}))
"""


def run(*arguments: str, folder: Path, **values: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the checkout with only the given settings and a private folder for what the site writes."""
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "SYSTEMROOT")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=BASE,
        env={**kept, "PORTAL_VAR_DIR": str(folder), **values},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What production answers over HTTPS."""
    return ask(tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="module")
def laptop_answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the same settings answer on a laptop without HTTPS."""
    return ask(tmp_path_factory.mktemp("var"), PORTAL_HTTPS="false")


def ask(folder: Path, **values: str) -> dict[str, Any]:
    """Make the requests in a process of its own."""
    result = run("-c", ASK, folder=folder, **{**PRODUCTION, "LOG_LEVEL": "CRITICAL", **values})
    assert result.returncode == 0, result.stderr
    answers: dict[str, Any] = json.loads(result.stdout)
    return answers


# --- Settings -------------------------------------------------------------------------------------------------------


def test_deployment_checks_find_nothing(tmp_path: Path) -> None:
    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, **PRODUCTION)

    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_deployment_checks_notice_a_public_address_without_https(tmp_path: Path) -> None:
    values = {**PRODUCTION, "PORTAL_BASE_URL": "http://example.org"}

    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, **values)

    assert result.returncode != 0
    assert "portal.W001" in result.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "PORTAL_BASE_URL"])
@pytest.mark.asvs("v5.0.0-13.2.3")
def test_production_does_not_start_without_what_it_needs_and_names_it(tmp_path: Path, name: str) -> None:
    values = {key: value for key, value in PRODUCTION.items() if key != name}

    result = run("-c", "import django; django.setup()", folder=tmp_path, **values)

    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert name in last
    assert SECRET not in result.stderr


def test_environment_wins_over_the_file_of_the_laptop(tmp_path: Path) -> None:
    (tmp_path / "portal.env").write_text("ALLOWED_HOSTS=from-the-file\nSECRET_KEY=from-the-file\n")
    code = "from django.conf import settings; print(settings.ALLOWED_HOSTS, settings.SECRET_KEY)"
    values = {key: value for key, value in PRODUCTION.items() if key != "SECRET_KEY"}

    result = run("-c", code, folder=tmp_path, **values)

    assert result.stdout.strip() == "['example.org'] from-the-file", result.stderr


def test_models_and_migrations_agree(tmp_path: Path) -> None:
    result = run(
        "-W",
        "ignore",
        "manage.py",
        "makemigrations",
        "--check",
        "--dry-run",
        "--settings=portal.settings.test",
        folder=tmp_path,
        DATABASE_URL="sqlite://:memory:",
    )

    assert result.returncode == 0, result.stdout + result.stderr


# --- Headers and cookies --------------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-13.4.2", "v5.0.0-15.2.3", "v5.0.0-16.5.1")
def test_production_never_shows_debug_pages(answers: dict[str, Any]) -> None:
    assert answers["debug"] is False


@pytest.mark.asvs("v5.0.0-12.2.1")
def test_plain_http_leads_to_https_with_path_and_query(answers: dict[str, Any]) -> None:
    assert answers["plain"]["status"] == 301
    assert answers["plain"]["headers"]["location"] == "https://example.org/nl/?q=1"


def test_load_balancers_may_ask_for_health_over_plain_http(answers: dict[str, Any]) -> None:
    assert answers["plain health"]["status"] == 200


@pytest.mark.asvs("v5.0.0-3.4.1", "v5.0.0-12.2.1")
def test_browsers_are_told_to_stay_with_https_and_may_be_preloaded(answers: dict[str, Any]) -> None:
    value = answers["secure"]["headers"]["strict-transport-security"]
    seconds = re.search(r"max-age=(\d+)", value)

    assert seconds is not None
    # A year is what the preload list asks for at least.
    assert int(seconds[1]) >= 31_536_000
    assert "includeSubDomains" in value
    assert "preload" in value


def test_proxy_that_ends_tls_is_believed(answers: dict[str, Any]) -> None:
    assert answers["proxied page"]["status"] == 200
    assert "strict-transport-security" in answers["proxied page"]["headers"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
    ],
)
@pytest.mark.asvs("v5.0.0-3.4.4", "v5.0.0-3.4.5")
def test_answers_carry_the_header(answers: dict[str, Any], header: str, value: str) -> None:
    for name in ("secure", "form", "proxied page"):
        assert answers[name]["headers"][header] == value, name


@pytest.mark.asvs("v5.0.0-3.3.1", "v5.0.0-3.3.2", "v5.0.0-3.3.3", "v5.0.0-3.3.4")
def test_cookies_are_bound_to_this_host_and_to_https(answers: dict[str, Any]) -> None:
    cookies = {**answers["form"]["cookies"], **answers["session"]["cookies"]}

    assert set(cookies) == {"__Host-csrftoken", "__Host-sessionid"}
    for attributes in cookies.values():
        assert attributes["secure"] is True
        assert attributes["httponly"] is True
        assert attributes["samesite"] == "Lax"
        assert attributes["path"] == "/"
        assert "domain" not in attributes


def test_other_hosts_are_refused(answers: dict[str, Any]) -> None:
    assert answers["other host"]["status"] == 400


def test_laptop_serves_plain_http_without_promises_it_cannot_keep(laptop_answers: dict[str, Any]) -> None:
    assert laptop_answers["plain health"]["status"] == 200
    assert laptop_answers["plain"]["status"] != 301
    assert "strict-transport-security" not in laptop_answers["secure"]["headers"]
    assert set(laptop_answers["form"]["cookies"]) == {"csrftoken"}
    assert set(laptop_answers["session"]["cookies"]) == {"sessionid"}


@pytest.mark.asvs("v5.0.0-4.1.3")
def test_laptop_does_not_believe_what_a_visitor_says_of_https(laptop_answers: dict[str, Any]) -> None:
    assert "strict-transport-security" not in laptop_answers["proxied page"]["headers"]


# --- Packages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REQUIREMENTS)
@pytest.mark.asvs("v5.0.0-15.2.4")
def test_every_requirement_is_pinned_with_hashes(name: str) -> None:
    text = (BASE / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]

    assert len(lines) > 20
    for line in lines:
        assert re.match(r"[A-Za-z0-9._-]+(\[[^\]]+\])?==[^\s;]+", line), line[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line[:80]


@pytest.mark.parametrize("name", REQUIREMENTS)
@pytest.mark.asvs("v5.0.0-15.2.4")
def test_requirements_name_no_address(name: str) -> None:
    text = (BASE / name).read_text()

    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)", text, re.MULTILINE)


def test_packages_of_the_site_are_the_same_for_developers() -> None:
    pins = []
    for name in REQUIREMENTS:
        found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]+\])?==(\S+)", (BASE / name).read_text(), re.MULTILINE)
        pins.append({package.lower(): version for package, version in found})
    site, extras, developers = pins

    assert site.items() <= extras.items() <= developers.items()


def test_every_dependency_of_the_project_is_locked() -> None:
    import tomllib

    project = tomllib.loads((BASE / "pyproject.toml").read_text())["project"]
    locked = {
        name.lower()
        for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]+\])?==", (BASE / "requirements.txt").read_text(), re.M)
    }

    for requirement in project["dependencies"]:
        name = re.match(r"[A-Za-z0-9._-]+", requirement)
        assert name is not None
        assert name[0].lower() in locked


# --- The repository -------------------------------------------------------------------------------------------------


@cache
def tracked() -> dict[str, str]:
    """The text files of the repository."""
    if shutil.which("git") is None or not (BASE / ".git").exists():
        pytest.skip("this is no git checkout")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=BASE, capture_output=True, text=True, check=True).stdout
    texts = {}
    for name in filter(None, names.split("\0")):
        path = BASE / name
        if path.is_file() and path != Path(__file__):
            data = path.read_bytes()
            if b"\0" not in data[:4096]:
                texts[name] = data.decode("utf-8")
    return texts


@pytest.mark.parametrize(
    "pattern",
    [
        r"/work/(main|shared|\.)",
        r"/tmp/(dev|data|spec|devvar)\b",
        r"(?<!\w)/home/\w+/",
        r"/root/",
        r"https?://127[.\d]+:\d",
        r"pypi\.org|files\.pythonhosted|registry\.npmjs|rubygems\.org|crates\.io",
        r"BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY",
    ],
)
@pytest.mark.asvs("v5.0.0-13.3.1")
def test_no_file_names_a_machine_a_registry_or_a_secret(pattern: str) -> None:
    found = [name for name, text in tracked().items() if re.search(pattern, text)]

    assert found == []


@pytest.mark.asvs("v5.0.0-13.3.1")
def test_files_the_site_writes_are_not_in_the_repository() -> None:
    wrong = [name for name in tracked() if re.search(r"(^var/|\.sqlite3|\.mo$|\.env$|__pycache__|demo-logins)", name)]

    assert wrong == []


def test_repository_says_how_to_use_it_and_under_which_licence() -> None:
    readme, licence = (BASE / "README.md").read_text(), (BASE / "LICENSE").read_text()

    assert "make run" in readme
    assert "make test" in readme
    assert "Copyright" in licence
    assert "Redistribution and use" in licence


def test_links_between_documents_lead_to_files_that_exist() -> None:
    links = [
        (name, target)
        for name, text in tracked().items()
        if name.endswith(".md")
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    ]

    assert [link for link in links if not (BASE / link[0]).parent.joinpath(link[1]).exists()] == []


def test_every_package_folder_of_the_tests_is_a_package() -> None:
    folders = {path.parent for path in (BASE / "tests").rglob("test_*.py")}

    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []
