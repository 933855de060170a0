"""The scoring of Mozilla's HTTP Observatory, for what a response can show.

Source: MDN, "HTTP Observatory: tests and scoring" (methodology of 2024): a baseline of 100, penalties first,
bonuses only when 90 or more are left; A+ from 100. Not counted: the preload list (a bonus of 5), certificates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HALF_A_YEAR = 15_768_000
PRIVATE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


@dataclass
class Score:
    """Modifiers by the name of the test's result."""

    modifiers: dict[str, int] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """The score."""
        left = 100 + sum(value for value in self.modifiers.values() if value < 0)
        return left + sum(value for value in self.modifiers.values() if value > 0) if left >= 90 else max(left, 0)

    @property
    def grade(self) -> str:
        """The letter."""
        steps = ((100, "A+"), (90, "A"), (85, "A-"), (80, "B+"), (70, "B"), (65, "B-"), (60, "C+"), (50, "C"))
        return next((letter for points, letter in steps if self.points >= points), "below C")


def directives(policy: str) -> dict[str, list[str]]:
    """The policy by directive."""
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name.lower(): sources for name, *sources in parts}


def score(headers: Mapping[str, str], html: str, cookies: Mapping[str, Any], redirect: str) -> Score:
    """The score of a page served over HTTPS; ``redirect``: where its address over plain http leads."""
    result = Score()
    for name, value in (
        _policy(headers.get("Content-Security-Policy", "")),
        _framing(headers),
        _transport(headers.get("Strict-Transport-Security", "")),
        _cookies(cookies),
        _scripts(html),
        _sharing(headers.get("Access-Control-Allow-Origin", "")),
        ("redirection-to-https", 0) if redirect.startswith("https://") else ("redirection-missing", -20),
        ("x-content-type-options-nosniff", 0)
        if headers.get("X-Content-Type-Options") == "nosniff"
        else ("x-content-type-options-not-implemented", -5),
        ("referrer-policy-private", 5)
        if headers.get("Referrer-Policy") in PRIVATE_REFERRERS
        else ("referrer-policy-not-implemented", 0),
        ("cross-origin-resource-policy-implemented-with-same-origin", 10)
        if headers.get("Cross-Origin-Resource-Policy") in {"same-origin", "same-site"}
        else ("cross-origin-resource-policy-not-implemented", 0),
    ):
        result.modifiers[name] = value
    return result


def _policy(text: str) -> tuple[str, int]:
    if not text:
        return "csp-not-implemented", -25
    policy = directives(text)
    scripts = policy.get("script-src", policy.get("default-src", ["*"]))
    styles = policy.get("style-src", policy.get("default-src", ["*"]))
    if {"'unsafe-inline'", "data:", "https:", "*"} & {*scripts, *policy.get("object-src", [])}:
        return "csp-implemented-with-unsafe-inline", -20
    if "'unsafe-eval'" in scripts:
        return "csp-implemented-with-unsafe-eval", -10
    if {"'unsafe-inline'", "data:", "https:", "*"} & set(styles):
        return "csp-implemented-with-unsafe-inline-in-style-src-only", 0
    if policy.get("default-src") == ["'none'"]:
        return "csp-implemented-with-no-unsafe-default-src-none", 10
    return "csp-implemented-with-no-unsafe", 5


def _framing(headers: Mapping[str, str]) -> tuple[str, int]:
    if directives(headers.get("Content-Security-Policy", "")).get("frame-ancestors", ["*"]) != ["*"]:
        return "x-frame-options-implemented-via-csp", 5
    if headers.get("X-Frame-Options", "").upper() in {"DENY", "SAMEORIGIN"}:
        return "x-frame-options-sameorigin-or-deny", 0
    return "x-frame-options-not-implemented", -20


def _transport(text: str) -> tuple[str, int]:
    age = re.search(r"max-age=(\d+)", text)
    if age is None:
        return "hsts-not-implemented", -20
    if int(age[1]) < HALF_A_YEAR:
        return "hsts-implemented-max-age-less-than-six-months", -10
    return "hsts-implemented-max-age-at-least-six-months", 0


def _cookies(cookies: Mapping[str, Any]) -> tuple[str, int]:
    if not cookies:
        return "cookies-not-found", 0
    if not all(cookie["secure"] for cookie in cookies.values()):
        return "cookies-without-secure-flag", -20
    if not all(cookie["httponly"] for cookie in cookies.values()):
        return "cookies-session-without-httponly-flag", -30
    if all(cookie["samesite"] in {"Lax", "Strict"} for cookie in cookies.values()):
        return "cookies-secure-with-httponly-sessions-and-samesite", 5
    return "cookies-secure-with-httponly-sessions", 0


def _scripts(html: str) -> tuple[str, int]:
    foreign = [src for src in re.findall(r'<script[^>]*\bsrc="([^"]+)"', html) if not re.match(r"/(?!/)", src)]
    return ("sri-not-implemented-and-external-scripts", -5) if foreign else ("sri-not-implemented-but-same-origin", 0)


def _sharing(origin: str) -> tuple[str, int]:
    if origin == "*":
        return "cross-origin-resource-sharing-implemented-with-public-access", 0
    return "cross-origin-resource-sharing-not-implemented", 0
