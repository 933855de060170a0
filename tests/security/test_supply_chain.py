"""What the site is made of: locked by fingerprints, listed, asked about, and renewed."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from deploy import audit, bill_of_materials
from deploy.audit import Report, read, say
from tests.security.table import ROOT

LOCKS = ["requirements.txt", "requirements-extras.txt", "requirements-dev.txt"]


def packages(lock: str) -> dict[str, tuple[str, list[str]]]:
    """Version and fingerprints by package."""
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    found = {}
    for line in filter(None, text.splitlines()):
        name, version = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]+\])?==([^\s;]+)", line).groups()  # type: ignore[union-attr]
        found[name.lower()] = (version, re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
    return found


# --- Locks ----------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-15.1.2")
@pytest.mark.parametrize("lock", LOCKS)
def test_each_package_is_locked_by_fingerprint_and_from_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()

    assert all(fingerprints for _version, fingerprints in packages(lock).values())
    assert not re.search(r"://|@ |^\s*-(?!-hash)", re.sub(r"\s--hash=", " --hash=", text), re.MULTILINE)


def test_tools_from_npm_are_locked_as_well() -> None:
    lock = json.loads((ROOT / "tests" / "tools" / "package-lock.json").read_text())
    wanted = json.loads((ROOT / "tests" / "tools" / "package.json").read_text())

    for name, package in lock["packages"].items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, "no address of a registry"
            assert re.fullmatch(r"\d+\.\d+\.\d+\S*", package["version"]), name
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted["dependencies"].values())


def test_machines_install_what_is_locked_and_nothing_else() -> None:
    makefile, integration = (ROOT / "Makefile").read_text(), (ROOT / ".ci" / "run").read_text()
    installed = re.findall(r"pip install[^\n]*", makefile)

    assert installed
    assert all("--require-hashes -r requirements" in line for line in installed)
    assert "npm ci" in integration
    assert not re.search(
        r"npm (i|install)\s+(?!-y)|pip install|npx|curl|wget", integration.replace("apt-get install", "")
    )


@pytest.mark.asvs("v5.0.0-15.2.3")
def test_live_site_has_no_tools_of_development() -> None:
    dev = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["dev"]
    tools = {re.match(r"[a-z0-9-]+", name)[0] for name in dev} - {"psycopg"}  # type: ignore[index]

    assert tools & set(packages("requirements.txt")) == set()
    assert {"pytest", "pip-audit", "cyclonedx-bom", "playwright"} <= tools


def test_newer_packages_are_proposed_for_every_lock() -> None:
    text = (ROOT / ".github" / "dependabot.yml").read_text()
    proposed = set(re.findall(r"package-ecosystem: (\S+)\n\s+directory: (\S+)", text))

    assert proposed == {("pip", "/"), ("npm", "/tests/tools")}
    assert not (ROOT / ".github" / "workflows").exists(), "pin its actions by fingerprint, and let them be proposed too"


# --- Bill of materials ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    """The bill of the site's lock."""
    made: dict[str, Any] = json.loads(bill_of_materials.make(ROOT / "requirements.txt"))
    return made


@pytest.mark.asvs("v5.0.0-15.1.2")
def test_bill_lists_every_locked_package_with_its_fingerprints(bill: dict[str, Any]) -> None:
    listed = {
        item["name"].lower(): (item["version"], sorted(fingerprint["content"] for fingerprint in item["hashes"]))
        for item in bill["components"]
    }

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert listed == {
        name: (version, sorted(prints)) for name, (version, prints) in packages("requirements.txt").items()
    }
    assert bill["metadata"]["component"]["name"] == "solidaire-gemeenten"


def test_bill_is_the_same_for_the_same_lock(bill: dict[str, Any], tmp_path: Path) -> None:
    text = json.dumps(bill)
    assert "serialNumber" not in bill
    assert "timestamp" not in bill["metadata"]
    assert "/simple/" not in text
    assert str(ROOT) not in text

    target = tmp_path / "sbom.json"
    assert bill_of_materials.main(str(target)) == 0
    assert json.loads(target.read_text()) == bill
    assert list(tmp_path.iterdir()) == [target]


# --- Known weaknesses -----------------------------------------------------------------------------------------------


def answer(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


SOUND = {"name": "wagtail", "version": "7.4.4", "vulns": []}
WEAK = {"name": "django", "version": "5.2", "vulns": [{"id": "CVE-1", "fix_versions": ["5.2.1"], "description": ""}]}
SILENT = {"name": "polib", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("packages", "status", "words"),
    [
        ([SOUND], 0, "1 packages asked, 0 weaknesses"),
        ([SOUND, WEAK], 1, "django 5.2: CVE-1, mended in 5.2.1"),
        ([SOUND, SILENT], 2, "nobody answered about polib"),
        ([WEAK, SILENT], 1, "nobody answered about polib"),
        ([SILENT], 2, "NOT AUDITED"),
    ],
)
def test_silence_is_never_taken_for_safety(
    packages: list[dict[str, Any]], status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert say("requirements.txt", read(answer(*packages))) == status
    assert words in capsys.readouterr().out


def test_source_that_cannot_be_reached_is_told_plainly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The real pip-audit, on a machine without a way out."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://localhost:9")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(audit, "PATIENCE", 60)
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"polib==1.2.0 --hash=sha256:{'0' * 64}\n")

    report = audit.ask(lock)

    assert report is None or report == Report((), ("polib",), 1)
    assert say(lock.name, report) == 2
    assert "NOT AUDITED" in capsys.readouterr().out
