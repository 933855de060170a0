"""Sets the site up on a laptop and serves it with the production server: what `make run` calls.

``python portal/run_locally.py check`` only says whether this machine can do it; it needs nothing but Python.
"""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("PORTAL_VAR_DIR", BASE_DIR / "var"))
LOGINS = VAR_DIR / "demo-logins.txt"

#: Demo log-ins: user name, group (None: administrator), language of the admin.
DEMO_USERS = (
    ("beheerder", None, "nl"),
    ("redactie", "Communication", "nl"),
    ("eindredactie", "Moderators", "nl"),
    ("traductrice", "Translators French", "fr"),
)


def say(text: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def stop(text: str) -> None:
    """End with one clear line."""
    sys.stderr.write(f"{text}\n")
    raise SystemExit(1)


def read_port() -> int:
    """The port asked for, when it is one and free."""
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        stop(f"PORT must be a number from 1 to 65535, not {text!r}: make run PORT=8001")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((read_host(), port))
        except PermissionError:
            stop(f"Port {port} needs rights that you do not have: choose one above 1023, as in make run PORT=8000")
        except OSError:
            stop(f"Port {port} is in use: stop what uses it, or choose another one: make run PORT={port % 60000 + 1}")
    return port


def read_host() -> str:
    """The address to listen on: this machine only, unless HOST says otherwise."""
    return os.environ.get("HOST", "127.0.0.1")


def write_environment(port: int) -> None:
    """Settings of the laptop: a secret made once, plain http on this machine."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    file = VAR_DIR / "portal.env"
    if not file.exists():
        partial = file.with_suffix(".new")
        partial.touch(mode=0o600)
        partial.write_text(
            "# Made by `make run` for this machine. A live site sets these in its own environment.\n"
            f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
            "ALLOWED_HOSTS=localhost,127.0.0.1,[::1]\n"
            "PORTAL_HTTPS=false\n"
            "PORTAL_SERVE_MEDIA=true\n"
        )
        partial.replace(file)
    text = file.read_text()
    if "PORTAL_SECOND_FACTOR" not in text:
        partial = file.with_suffix(".new")
        partial.touch(mode=0o600)
        partial.write_text(
            f"{text.rstrip()}\n# Demo log-ins have no telephone: the log-in page says so.\nPORTAL_SECOND_FACTOR=false\n"
        )
        partial.replace(file)
    os.environ.setdefault("PORTAL_BASE_URL", f"http://localhost:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")


def set_up(port: int) -> None:
    """Bring database, register, content, log-ins and static files up to date; quick when they are."""
    sys.path.insert(0, str(BASE_DIR))
    from portal.catalogues import compile_catalogues

    compile_catalogues()
    import django

    django.setup()
    from django.core.management import call_command
    from wagtail.models import Site

    say("Database …")
    call_command("migrate", verbosity=0)
    say("Register of municipalities …")
    call_command("sync_register")
    say("Content …")
    call_command("load_initial_data")
    for site in Site.objects.filter(is_default_site=True, hostname="localhost").exclude(port=port):
        site.port = port
        site.save()
    make_demo_users()
    say("Static files …")
    call_command("collectstatic", interactive=False, verbosity=0)


def make_demo_users() -> None:
    """Make the demo log-ins that are missing, with random passwords, and note them for this machine's owner."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from wagtail.users.models import UserProfile

    users = get_user_model().objects
    known = read_logins()
    for name, group, language in DEMO_USERS:
        if users.filter(username=name).exists():
            continue
        known[name] = secrets.token_urlsafe(12)
        if group is None:
            user = users.create_superuser(name, password=known[name])
        else:
            user = users.create_user(name, password=known[name])
            user.groups.add(Group.objects.get(name=group))
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    LOGINS.touch(mode=0o600)
    LOGINS.write_text("".join(f"{name}\t{password}\n" for name, password in known.items()))


def read_logins() -> dict[str, str]:
    """The noted demo log-ins of this machine."""
    if not LOGINS.exists():
        return {}
    return dict(line.split("\t", 1) for line in LOGINS.read_text().splitlines() if "\t" in line)


def print_addresses(port: int) -> None:
    """Say where everything is."""
    base = f"http://localhost:{port}"
    say()
    say(f"  Site, Dutch     {base}/nl/")
    say(f"  Site, French    {base}/fr/")
    say(f"  Wagtail admin   {base}/admin/")
    say(f"  Django admin    {base}/django-admin/")
    say()
    roles = {name: group or "Administrator" for name, group, _language in DEMO_USERS}
    for name, password in read_logins().items():
        say(f"  {roles.get(name, ''):20} {name:14} {password}")
    say()
    say("Ctrl-C stops the site.")


def server_arguments(port: int, workers: int = 2, application: str = "portal.wsgi:application") -> list[str]:
    """How the application server is started. It writes no log of requests: those hold the visitors' addresses."""
    arguments = ["--interface", "wsgi", "--host", read_host(), "--port", str(port), "--workers", str(workers)]
    arguments += ["--blocking-threads", "4", "--log-level", "warning", "--no-access-log"]
    return [*arguments, "--working-dir", str(BASE_DIR), application]


def serve(port: int) -> None:
    """Become the application server, so that signals reach it directly."""
    program = str(Path(sys.executable).with_name("granian"))
    os.execv(program, [program, *server_arguments(port)])  # noqa: S606 - our own program and arguments


def main() -> None:
    """Check, or set up and serve."""
    if sys.argv[1:] == ["check"]:
        read_port()
        return
    port = read_port()
    write_environment(port)
    set_up(port)
    print_addresses(port)
    serve(port)


if __name__ == "__main__":
    main()
