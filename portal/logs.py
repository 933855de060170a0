"""Lines of the log that name nobody and cannot be forged.

What the portal itself logs holds no names, addresses or tokens. Libraries and error messages may, so this formatter
looks at every line once more: of a network address only the network stays, of a mail address nothing, of a link for a
new password nothing but its kind. Each entry begins with a moment and its offset from UTC; whatever a visitor sends,
no further line can pretend to be one.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from portal.observe import request_ids

#: Bits of an address that stay: the network of a town, a provider's customer.
_IPV4_BITS, _IPV6_BITS = 24, 48

_MAIL = re.compile(r"[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*(?![\w:])")
#: What follows opens an account.
_RESET = re.compile(r"(/password_reset/confirm/|/reset/key/)[^\s\"']+")
_QUERY = re.compile(r"(?<=[\w/])\?[^\s\"']+=[^\s\"']*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def network_of(address: str) -> str:
    """The network of an address: /24 of IPv4, /48 of IPv6, without the number of bits; empty when it is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    bits = _IPV6_BITS if parsed.version == 6 else _IPV4_BITS
    return str(ip_network(f"{parsed}/{bits}", strict=False).network_address)


def without_names(text: str) -> str:
    """``text`` without mail addresses, full network addresses, queries and keys of links."""
    text = _RESET.sub(r"\1…", text)
    text = _QUERY.sub("?…", text)
    text = _MAIL.sub("…@…", text)
    for pattern in (_IPV4, _IPV6):
        text = pattern.sub(lambda found: network_of(found[0]) or found[0], text)
    return text


class OneLine(logging.Formatter):
    """Writes an entry as one line; a traceback follows, indented so that it is no entry of its own."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        """The moment with its offset, so that logs of several machines can be laid side by side."""
        return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line itself, whatever a visitor put into it; ``{request_id}`` stands for the name of the request."""
        record.request_id = request_ids.current.get() or "-"
        return _CONTROL.sub(lambda sign: sign[0].encode("unicode_escape").decode(), super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback if there is one."""
        first, *more = super().format(record).split("\n")
        return "\n".join([without_names(first), *(f"    {_CONTROL.sub('', without_names(line))}" for line in more)])


class JsonLine(OneLine):
    """Writes an entry as one JSON object: when, how grave, who says what of which request, and the fields of ``EXTRA``.

    For programs that collect logs of several machines. A traceback is a field of its own.
    """

    #: What an entry may carry (``extra=…``) into its object; whatever libraries add else stays out.
    EXTRA = ("view", "page", "status", "method", "language", "ms", "queries", "query_ms", "task")

    def format(self, record: logging.LogRecord) -> str:
        """The object, on one line: JSON has its own signs for whatever would begin another."""
        entry: dict[str, Any] = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": without_names(record.getMessage()),
            "request": request_ids.current.get() or None,
        }
        entry |= {name: getattr(record, name, None) for name in self.EXTRA}
        if record.exc_info:
            entry["traceback"] = without_names(self.formatException(record.exc_info))
        return json.dumps({name: value for name, value in entry.items() if value is not None}, default=str)
