"""A process behind nginx whose answers a test chooses, and which notes what it was asked."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PUBLIC = {"Cache-Control": "public, max-age=60, stale-while-revalidate=600", "Vary": "Accept-Encoding"}


@dataclass(frozen=True)
class Answer:
    """What is said at an address."""

    body: bytes = b"page"
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(PUBLIC))
    #: Seconds that making it takes.
    seconds: float = 0.0


@dataclass
class Backend:
    """Its answers by path, and the requests that reached it."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str, Message]] = field(default_factory=list)

    def times(self, path: str) -> int:
        """How often it was asked for this path."""
        return sum(asked.partition("?")[0] == path for _method, asked, _headers in self.asked)


@contextmanager
def running_backend(port: int = 0) -> Iterator[Backend]:
    """Answer until the block ends."""
    backend = Backend()
    connections: list[socket.socket] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            connections.append(self.connection)

        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            backend.asked.append((self.command, self.path, self.headers))
            answer = backend.answers.get(self.path.partition("?")[0], Answer(b"nothing", 404, {}))
            time.sleep(answer.seconds)
            self.send_response(answer.status)
            for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *arguments: object) -> None:
            """The test's output stays clean."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    backend.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield backend
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        # A process that ends takes its open connections along.
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
