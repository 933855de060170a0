"""Servers of a test's own: nginx with the files of deploy/, and Valkey (or Redis), each on a private port or socket."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.serving import free_port

BASE = Path(__file__).resolve().parent.parent.parent
NGINX = BASE / "deploy" / "nginx"


def program(*names: str) -> str:
    """The first of these programs that the machine has; without any, the test is left out (CI requires them)."""
    places = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    found = next((path for name in names if (path := shutil.which(name, path=places))), "")
    if not found:
        reason = f"{' or '.join(names)} is not installed"
        assert not os.environ.get("PORTAL_NEEDS_SERVERS"), reason
        pytest.skip(reason)
    return found


def needs(*modules: str) -> None:
    """Leave the test out without these packages (CI requires them)."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        reason = f"not installed: {', '.join(missing)}"
        assert not os.environ.get("PORTAL_NEEDS_SERVERS"), reason
        pytest.skip(reason)


def replaced(text: str, values: Sequence[tuple[str, str]]) -> str:
    """``text`` with other paths and ports; each must occur, or the test would look at something else."""
    for old, new in values:
        assert old in text, old
        text = text.replace(old, new)
    return text


@dataclass(frozen=True)
class Nginx:
    """A configuration made from deploy/nginx in a folder of its own."""

    folder: Path
    port: int
    scheme: str = "http"

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def visits(self) -> Path:
        """Its log."""
        return self.folder / "log" / "visits.log"

    def command(self, *arguments: str) -> list[str]:
        """The program with this configuration."""
        return [program("nginx"), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), *arguments]

    def test(self) -> subprocess.CompletedProcess[str]:
        """What ``nginx -t`` says."""
        return subprocess.run(self.command("-t"), capture_output=True, text=True, timeout=60, check=False)


def configure(folder: Path, sockets: Sequence[str], *, var: Path, workers: int = 1, tls: bool = False) -> Nginx:
    """Put the files of deploy/nginx where their includes look for them, with this machine's paths and ports.

    ``sockets`` are the processes, as in ``server`` lines of nginx; ``var`` is the portal's folder. With ``tls`` nginx
    ends TLS itself, with a certificate that nobody trusts.
    """
    nginx = Nginx(folder, free_port(), "https" if tls else "http")
    for name in ("conf.d", "sites-enabled", "portal", "log", "cache"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    mime = "types { text/html html; text/css css; font/woff2 woff2; image/png png; application/json json; }"
    (folder / "mime.types").write_text(mime)
    log = [("/var/log/nginx", str(folder / "log"))]
    places = [*log, ("/srv/portal/deploy", str(BASE / "deploy")), ("/var/lib/portal", str(var))]
    main = [("user nginx;", "daemon off;"), *log, ("/run/nginx.pid", str(folder / "nginx.pid"))]
    if os.geteuid() == 0:
        # Temporary folders of tests are their owner's alone.
        main[0] = ("user nginx;", "user root; daemon off;")
    main += [("worker_processes auto;", f"worker_processes {workers};"), ("8192", "1024"), ("20000", "2000")]
    temporary = "".join(
        f"{kind}_temp_path temp/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main += [("http {\n", f"http {{\n    {temporary}\n")]
    (folder / "temp").mkdir(exist_ok=True)
    write = {
        "nginx.conf": main,
        "http.conf": [("/var/cache/nginx/portal", str(folder / "cache"))],
        "locations.conf": places,
        "private.conf": [],
        "proxy.conf": [],
        "static_headers.conf": [],
    }
    targets = {"nginx.conf": "nginx.conf", "http.conf": "conf.d/portal.conf"}
    for name, values in write.items():
        (folder / targets.get(name, f"portal/{name}")).write_text(replaced((NGINX / name).read_text(), values))
    (folder / "conf.d" / "portal-upstream.conf").write_text(upstreams(sockets))
    (folder / "sites-enabled" / "portal").write_text(site_with_tls(nginx) if tls else site_behind(nginx))
    return nginx


def site_behind(nginx: Nginx) -> str:
    """server-behind.conf on this port; whoever asks over plain http is believed to have come so."""
    here = f"listen 127.0.0.1:{nginx.port};"
    values = [("    listen [::]:80;\n", ""), ("listen 80;", here), ("server_name example.org;", "server_name _;")]
    values += [("set $portal_scheme https;", "set $portal_scheme http;")]
    values += [("set_real_ip_from 10.0.0.5;", "set_real_ip_from 127.0.0.2;")]
    return replaced((NGINX / "server-behind.conf").read_text(), values)


def site_with_tls(nginx: Nginx) -> str:
    """server-https.conf on this port, with a certificate of its own."""
    make_certificate(nginx.folder)
    values = [
        ("/etc/letsencrypt/live/example.org", str(nginx.folder)),
        ("/var/log/nginx", str(nginx.folder / "log")),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen [::]:80;", ""),
        ("listen 443 ssl", f"listen 127.0.0.1:{nginx.port} ssl"),
        ("listen [::]:443 ssl http2;", ""),
        ("server_name example.org;", "server_name _;"),
    ]
    return replaced((NGINX / "server-https.conf").read_text(), values)


def make_certificate(folder: Path) -> None:
    """A certificate that nobody trusts."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "example.org")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(key.private_bytes(*form))


def upstreams(sockets: Sequence[str]) -> str:
    """The groups of upstream.conf with other processes, all their other words as they are."""
    text = (NGINX / "upstream.conf").read_text()
    assert text.count("unix:/run/portal/") == 2 * 2
    for number, place in enumerate(sockets, start=1):
        text = text.replace(f"unix:/run/portal/{number}.sock", place)
    kept = [line for line in text.splitlines() if "unix:/run/portal/" not in line]
    return "\n".join(kept) + "\n"


@contextmanager
def running_nginx(nginx: Nginx) -> Iterator[Nginx]:
    """Run it until the block ends."""
    with (nginx.folder / "log" / "output").open("wb") as output:
        process = subprocess.Popen(nginx.command(), stdout=output, stderr=output)
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    socket.create_connection(("127.0.0.1", nginx.port), timeout=1).close()
                    break
                except OSError:
                    assert process.poll() is None, (nginx.folder / "log" / "output").read_text()
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
            yield nginx
        finally:
            process.terminate()
            process.wait(timeout=30)


@dataclass
class Valkey:
    """A Valkey or Redis server; it keeps nothing on disk."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """For ``CACHE_URL``."""
        return f"rediscache://127.0.0.1:{self.port}/1"

    def start(self) -> None:
        """Start it and wait until it answers."""
        arguments = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(
            [program("valkey-server", "redis-server"), *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def stop(self) -> None:
        """Without a word, as when its machine dies."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(timeout=30)

    def say(self, *words: str) -> bytes:
        """One command, in the protocol's inline form; the answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(" ".join(words).encode() + b"\r\n")
            return connection.recv(4096)


@contextmanager
def running_valkey() -> Iterator[Valkey]:
    """A server of the test's own, until the block ends."""
    program("valkey-server", "redis-server")
    with tempfile.TemporaryDirectory(prefix="portal-valkey-") as folder:
        valkey = Valkey(free_port(), Path(folder))
        valkey.start()
        try:
            yield valkey
        finally:
            valkey.stop()
