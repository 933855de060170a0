"""The admin's lists and editor with 565 profiles beside bakerydemo's with 565 breads, asked for in turn over HTTP.

``benchmarks.bakerydemo`` calls this. Both sites get their pages written straight into the tree. A profile's editor has
many fields and steps in rows, so what stands beside it is bakerydemo's page of like size, a location with its hours; a
bread, made of the profile's very texts but with fewer fields, is shown without a bar. A browser's headers are sent, so
the portal compresses its answers where bakerydemo leaves that to the server in front of it.
"""

from __future__ import annotations

import gzip
import json
import re
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

from benchmarks.bakery import Bakery
from benchmarks.measuring import CannotMeasureError
from tests.serving import ROOT

PAGES = 565
_FIELD = re.compile(rb"<(?:select|textarea|input(?! type=.hidden))\b")

#: Fills the portal and says which pages to look at, and with what texts.
_PROFILES = """
import json
from django.db import transaction
from gemeenten.models import MunicipalityPage
from tests.test_queries import make_profiles_everywhere
with transaction.atomic():
    make_profiles_everywhere()
page = MunicipalityPage.objects.get(slug="gent")
print(json.dumps({
    "pages": MunicipalityPage.objects.filter(locale=page.locale).count(),
    "page": page.pk,
    "parent": page.get_parent().pk,
    "introduction": page.introduction,
    "body": page.body,
    "initiatives": [[block.value["title"], block.value["text"].source] for block in page.initiatives],
    "image": page.image_id is not None,
}))
"""

_BREADS = """
import json
from django.contrib.auth.models import User
from django.db import transaction
from wagtail.images.models import Image
from bakerydemo.breads.models import BreadIngredient, BreadPage, BreadType, BreadsIndexPage, Country
from bakerydemo.locations.models import LocationPage
texts = json.loads({texts!r})
body = [("paragraph_block", texts["body"])]
for heading, text in texts["initiatives"]:
    body += [("heading_block", {{"heading_text": heading, "size": "h2"}}), ("paragraph_block", text)]
images, countries, types = (list(model.objects.all()) for model in (Image, Country, BreadType))
if texts["image"]:
    body.append(("image_block", {{"image": images[0].pk, "caption": "", "attribution": ""}}))
blocks = [{{"type": kind, "value": value}} for kind, value in body]
body = BreadPage._meta.get_field("body").to_python(json.dumps(blocks))
with transaction.atomic():
    index = BreadsIndexPage.objects.get()
    for number in range(index.get_children().count(), {pages}):
        bread = BreadPage(
            title=f"Bread {{number}}",
            introduction="An introduction.",
            image=images[number % len(images)],
            origin=countries[number % len(countries)],
            bread_type=types[number % 2],
        )
        bread.ingredients = BreadIngredient.objects.all()[:3]
        index.add_child(instance=bread)
    bread.introduction, bread.body = texts["introduction"], body
    bread.save_revision().publish()
    User.objects.create_superuser("benchmark", password={password!r})
print(json.dumps({{
    "pages": index.get_children().count(),
    "page": bread.pk,
    "parent": index.pk,
    "type": types[0].pk,
    "location": LocationPage.objects.filter(hours_of_operation__isnull=False).first().pk,
}}))
"""


@dataclass(frozen=True)
class Pair:
    """The same thing at both: its name, the portal's address and bakerydemo's."""

    name: str
    ours: str
    theirs: str
    #: Whether ours must not be slower.
    judged: bool = True


@dataclass(frozen=True)
class Answer:
    """A page that came: milliseconds until all of it was there, bytes without compression, fields in its forms."""

    milliseconds: float
    size: int
    fields: int


@dataclass(frozen=True)
class Timed:
    """Medians in milliseconds, and the last answers for their sizes."""

    pair: Pair
    ours: float
    theirs: float
    our_last: Answer
    their_last: Answer

    @property
    def ratio(self) -> float:
        """How many times bakerydemo's time the portal takes: below one it is faster."""
        return self.ours / self.theirs

    @property
    def missed(self) -> bool:
        """Whether ours is slower where it must not be."""
        return self.pair.judged and self.ratio > 1


def grow_both(environment: Mapping[str, str], bakery: Bakery) -> tuple[list[Pair], str]:
    """Fill both sites; what to ask for, and the password of bakerydemo's ``benchmark``."""
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", _PROFILES]
    run = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False)
    if run.returncode:
        raise CannotMeasureError(f"the portal could not be filled: {run.stderr[-2000:]}")
    ours = _last_line(run.stdout)
    password = secrets.token_urlsafe(12)
    texts = json.dumps({name: ours[name] for name in ("introduction", "body", "initiatives", "image")})
    theirs = _last_line(bakery.run(_BREADS.format(texts=texts, pages=PAGES, password=password)))
    if theirs["pages"] < PAGES or ours["pages"] < PAGES:
        raise CannotMeasureError(f"{ours['pages']} profiles and {theirs['pages']} breads are fewer than {PAGES}")
    editor = f"/admin/pages/{ours['page']}/edit/"
    pairs = [
        # Its rows carry two actions more than bakerydemo's: to translate, and to check. Profiles are found in the list.
        Pair("tree", f"/admin/pages/{ours['parent']}/", f"/admin/pages/{theirs['parent']}/", judged=False),
        Pair("list", "/admin/profiles/", "/admin/bread_pages/"),
        Pair("list, searched", "/admin/profiles/?q=gent", "/admin/bread_pages/?q=anadama"),
        Pair("list, filtered", "/admin/profiles/?status=solidary", f"/admin/bread_pages/?bread_type={theirs['type']}"),
        Pair("editor", editor, f"/admin/pages/{theirs['location']}/edit/"),
        Pair("editor, beside a bread", editor, f"/admin/pages/{theirs['page']}/edit/", judged=False),
    ]
    return pairs, password


def _last_line(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text.strip().splitlines()[-1])
    return found


class Admin:
    """Somebody who has logged in at an admin."""

    def __init__(self, port: int, name: str, password: str) -> None:
        """Log in with whatever the fields of the log-in page are called.

        Raises:
            CannotMeasureError: the name or the password was refused.
        """
        jar = CookieJar()
        opener = build_opener(HTTPCookieProcessor(jar))
        url = f"http://localhost:{port}/admin/login/"
        page = opener.open(url).read().decode().partition('name="password"')[0]
        actions, names = re.findall(r'<form[^>]* action="([^"]+)"', page), re.findall(r'name="(login|username)"', page)
        tokens = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if not (actions and names and tokens):
            raise CannotMeasureError(f"{url} shows no form to log in")
        values = {"csrfmiddlewaretoken": tokens[-1], names[-1]: name, "password": password}
        action = urljoin(url, actions[-1])
        opener.open(Request(action, urlencode(values).encode(), {"Referer": url}))  # noqa: S310 - our own machine
        if not any(cookie.name == "sessionid" for cookie in jar):
            raise CannotMeasureError(f"{url} refuses {name}")
        self._headers = {
            "Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar),
            "Accept-Encoding": "gzip",
            "Accept": "text/html",
        }
        self._port = port

    @property
    def cookie(self) -> str:
        """What a browser sends along from now on."""
        return self._headers["Cookie"]

    def fetch(self, address: str) -> Answer:
        """Ask for a page.

        Raises:
            CannotMeasureError: it is not the page.
        """
        connection = HTTPConnection("localhost", self._port, timeout=60)
        started = time.perf_counter()
        connection.request("GET", address, headers=self._headers)
        answer = connection.getresponse()
        content = answer.read()
        taken = (time.perf_counter() - started) * 1000
        connection.close()
        if answer.status != 200:
            raise CannotMeasureError(f"{address} at port {self._port} answers {answer.status}")
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return Answer(taken, len(content), len(_FIELD.findall(content)))


def compare(ours: Admin, theirs: Admin, pairs: list[Pair], times: int) -> list[Timed]:
    """Medians of so many answers, taken in turn so that a busy moment hits both."""
    found: dict[Pair, list[tuple[Answer, Answer]]] = {pair: [] for pair in pairs}
    warming = 6  # Both processes of both servers have then seen every page.
    for turn in range(-warming, times):
        for pair in pairs:
            answers = ours.fetch(pair.ours), theirs.fetch(pair.theirs)
            if turn >= 0:
                found[pair].append(answers)
    return [
        Timed(
            pair,
            statistics.median(our.milliseconds for our, _their in rows),
            statistics.median(their.milliseconds for _our, their in rows),
            *rows[-1],
        )
        for pair, rows in found.items()
    ]
