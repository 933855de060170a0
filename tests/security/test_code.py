"""What our own code does not do: run text, reach elsewhere, use weak hashes. Read from the source: it holds for all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("portal", "home", "gemeenten", "news")


@cache
def sources() -> dict[str, ast.Module]:
    """All modules of the site; the scripts that rebuild the register run on no server."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    names = {path.relative_to(ROOT).as_posix(): path for path in paths}
    return {name: ast.parse(path.read_text()) for name, path in names.items() if "register/build/" not in name}


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """(module, what is called, the call) of every call."""
    for name, module in sources().items():
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                yield name, ast.unparse(node.func), node


def imports() -> Iterator[tuple[str, str]]:
    """(module, what it imports)."""
    for name, module in sources().items():
        for node in ast.walk(module):
            if isinstance(node, ast.Import):
                yield from ((name, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((name, f"{node.module}.{alias.name}") for alias in node.names)


def scripts() -> dict[str, str]:
    """Our own scripts for browsers."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("static/**/*.js")]
    return {path.relative_to(ROOT).as_posix(): path.read_text() for path in found}


def keywords(call: ast.Call) -> dict[str, str]:
    return {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg}


def test_there_is_something_to_read() -> None:
    assert len(sources()) > 150
    assert len(scripts()) >= 5


@pytest.mark.asvs("v5.0.0-1.3.2", "v5.0.0-1.3.7")
def test_nothing_typed_is_run_as_code_or_template() -> None:
    forbidden = {"eval", "exec", "compile", "__import__", "Template", "engines", "Engine"}
    forbidden_ends = (".from_string", ".Template")

    found = [
        (name, called) for name, called, _call in calls() if called in forbidden or called.endswith(forbidden_ends)
    ]

    assert found == []


@pytest.mark.asvs("v5.0.0-1.2.5")
def test_programs_are_started_without_a_shell_and_only_for_backups() -> None:
    assert {name for name, called in imports() if called.split(".")[0] in {"subprocess", "pty", "commands"}} == {
        "portal/backup/databases.py"
    }
    assert [name for name, called, _call in calls() if called in {"os.system", "os.popen"}] == []
    started = [call for _name, called, call in calls() if called.startswith("subprocess.")]
    assert started
    for call in started:
        assert "shell" not in keywords(call)
        assert not isinstance(call.args[0], (ast.Constant, ast.JoinedStr)), "a list of arguments, no line for a shell"


@pytest.mark.asvs("v5.0.0-1.5.2")
def test_no_unsafe_deserialization() -> None:
    unsafe = {"pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle"}

    assert [(name, called) for name, called in imports() if called.split(".")[0] in unsafe] == []


@pytest.mark.asvs("v5.0.0-1.2.7")
def test_no_xpath_is_put_together() -> None:
    """Paths within files of translators are made of names that stand in the code."""
    asked = [call for _name, called, call in calls() if called.endswith((".xpath", "XPath"))]
    paths = [call.args[0] for _name, called, call in calls() if called.endswith((".iterfind", ".findall"))]

    assert [ast.unparse(call) for call in asked if not isinstance(call.args[0], ast.Constant)] == []
    for path in paths:
        put_in = [node.value for node in ast.walk(path) if isinstance(node, ast.FormattedValue)]
        assert all(re.fullmatch(r"_name\('\w+'\)", ast.unparse(value)) for value in put_in), ast.unparse(path)


@pytest.mark.asvs("v5.0.0-1.2.4")
def test_statements_of_sql_take_parameters() -> None:
    """Only constant texts are run; names of tables come from Django, never from a request."""
    raw = [(name, called) for name, called, _call in calls() if called.endswith((".raw", ".extra", "RawSQL"))]
    assert raw == []

    with_values = {
        name
        for name, called, call in calls()
        if called.endswith((".execute", ".executemany", ".executescript"))
        and not isinstance(call.args[0], ast.Constant)
    }
    assert {name for name in with_values if "/migrations/" not in name} <= {
        # Their statements name tables of the database that they copy, as the database itself lists them.
        "portal/backup/databases.py",
        "portal/backup/restoring.py",
        # Runs one of the two statements that stand beside it.
        "gemeenten/letter_count.py",
    }


@pytest.mark.asvs("v5.0.0-1.3.6", "v5.0.0-13.2.4", "v5.0.0-14.2.3")
def test_only_known_modules_reach_other_machines() -> None:
    networks = {
        "requests",
        "urllib3",
        "httpx",
        "aiohttp",
        "http.client",
        "urllib.request",
        "ftplib",
        "smtplib",
        "socket",
    }

    found = {name for name, called in imports() if any(called == it or called.startswith(f"{it}.") for it in networks)}

    # docs/threat-model.md lists the connections; each goes to an address of the settings.
    assert found == {
        "portal/account/passwords.py",
        "portal/frontend_purge.py",
        "portal/translation/machine.py",
        "portal/run_locally.py",
        "gemeenten/application_mail.py",
    }


@pytest.mark.asvs("v5.0.0-12.3.2", "v5.0.0-15.3.2")
def test_requests_check_certificates_give_up_in_time_and_follow_nothing() -> None:
    sent = [call for _name, called, call in calls() if re.fullmatch(r"requests\.(get|post|put|request|head)", called)]

    assert sent
    for call in sent:
        given = keywords(call)
        assert "verify" not in given
        assert "timeout" in given
        assert given.get("allow_redirects") == "False"


@pytest.mark.asvs("v5.0.0-11.4.1", "v5.0.0-11.3.1", "v5.0.0-11.3.2")
def test_no_weak_hashes_and_ciphers() -> None:
    weak = {"md5", "sha1", "new"}
    hashed = [(name, call) for name, called, call in calls() if called.startswith("hashlib.")]

    assert hashed
    for name, call in hashed:
        if ast.unparse(call.func).removeprefix("hashlib.") in weak:
            assert keywords(call).get("usedforsecurity") == "False", name
    ciphers = {called for _name, called in imports() if called.startswith("cryptography.")}
    assert {called.rsplit(".", 1)[1] for called in ciphers} <= {
        *("Fernet", "InvalidToken", "MultiFernet"),
        *("ChaCha20Poly1305", "InvalidTag", "HKDF", "SHA256", "hashes"),
    }


@pytest.mark.asvs("v5.0.0-11.2.1", "v5.0.0-11.5.1", "v5.0.0-6.5.3")
def test_chance_comes_from_the_system_and_cryptography_from_libraries() -> None:
    assert [name for name, called in imports() if called.split(".")[0] in {"random", "numpy"}] == []
    assert [name for name, called in imports() if called.split(".")[0] in {"Crypto", "nacl", "ecdsa", "rsa"}] == []


@pytest.mark.asvs("v5.0.0-16.2.3")
def test_logs_go_to_standard_error_alone() -> None:
    handlers = [
        name for name, called, _call in calls() if called.endswith(("FileHandler", "SysLogHandler", "HTTPHandler"))
    ]

    assert handlers == []
    settings = (ROOT / "portal" / "settings" / "base.py").read_text()
    assert re.findall(r'"class": "(logging[^"]+)"', settings) == ["logging.StreamHandler"]


@pytest.mark.asvs("v5.0.0-3.2.2", "v5.0.0-14.3.3", "v5.0.0-15.3.6", "v5.0.0-3.7.1")
def test_scripts_write_text_keep_nothing_and_touch_no_prototypes() -> None:
    #: Markup that the server made, escaped, and sent to the editor who asked.
    from_the_server = {"portal/static/portal/js/content-checks.js"}
    markup = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(['\"]"
    )
    other = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|__proto__|\.prototype|postMessage")

    assert {name for name, text in scripts().items() if markup.search(text)} <= from_the_server
    assert [name for name, text in scripts().items() if other.search(text)] == []
