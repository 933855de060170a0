"""Ten thousand requests that nobody thought of: the API by its own description, every form and address by chance."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import schemathesis
from django.test import Client
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.conftest import SEED
from tests.fuzz.requests import SENT, send
from tests.gemeenten.joining import token
from tests.security.learning import parameters_of, public_addresses
from tests.security.markup import HANDLER, SCRIPT, TEMPLATE

#: How many requests there are in all, and which part of them each way of asking has.
ALL = int(os.environ.get("PORTAL_FUZZ_REQUESTS", "10000"))
#: Whole pages take longest, so that most requests go where an answer is short.
SHARES = {"api": 0.12, "queries": 0.09, "paths": 0.74, "forms": 0.05}
#: Beginnings of chance addresses; an empty one stands for none. Those of programs, which answer shortly, come oftener.
BEGINNINGS = [
    *(
        "",
        "nl",
        "fr/communes",
        "documents/1",
        "media",
        "images",
        "share",
        "share/nl",
        "share/page",
        "embed",
        "embed/nl",
    ),
    *("static", "account/2fa", ".well-known", "health", "styleguide", "admin/sprite"),
    *("api", "api/v2/pages", "api/v2/municipalities", "finder", "open-data") * 5,
]
#: What goes where a value is expected: chance, and what has hurt other sites before.
KNOWN = [SCRIPT, HANDLER, TEMPLATE, "' OR 1=1 --", "\x00", "\ud7ff\U0010ffff", "-1", "9" * 40, "../../etc/passwd", "%s"]
values = st.one_of(
    st.sampled_from(KNOWN),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(["gent", "9000", "11002", "onderwijs", "solidary", "nl", "1", "pdf", "show"]),
)
FORMS = {
    "/nl/brief/": [
        "gemeente",
        "sender_name",
        "street",
        "place",
        "own_words",
        "language",
        "format",
        "neighbours",
        "blank",
    ],
    "/fr/lettre/": ["gemeente", "sender_name", "own_words", "format", "counted"],
    "/nl/sluit-aan/": [
        *("form", "join-gemeente", "join-decided_by", "join-decided_on", "join-decision_url", "join-contact_email"),
        *("join-message", "join-language", "join-consent", "join-website", "join-token", "join-activities"),
        *("tip-gemeente", "tip-decision_url", "tip-message", "tip-token"),
    ],
}


@pytest.fixture(autouse=True)
def _nothing_logged() -> Iterator[None]:
    """Thousands of refusals, each as it should be."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def names(django_db_setup: None, django_db_blocker: Any) -> dict[str, list[str]]:
    """Every public address with the parameters that its view reads."""
    with django_db_blocker.unblock():
        client = Client(HTTP_HOST="localhost")
        return {address: sorted(parameters_of(client, address)) for address in public_addresses()}


def examples(number: int) -> Any:
    """So many examples, the same each time unless a seed was given."""

    def wrap(test: Any) -> Any:
        test = settings(settings.get_profile("fuzz"), max_examples=number)(test)
        return seed(SEED)(test) if SEED else test

    return wrap


def share(part: str) -> int:
    """How many requests a part sends."""
    return math.ceil(SHARES[part] * ALL)


@contextmanager
def as_many_as_promised(part: str, number: int) -> Iterator[None]:
    """Each part counts for itself: they may run in several processes."""
    before = SENT[part]
    yield
    print(f"\n{SENT[part] - before} requests: {part}")  # noqa: T201 - the figure is what the drill is for
    assert SENT[part] - before >= number


def test_api_by_its_own_description(db: None) -> None:
    description = Client(HTTP_HOST="localhost").get("/api/openapi.json").json()
    schema = schemathesis.openapi.from_dict(description)
    found = [result.ok() for result in schema.get_all_operations()]
    # Hypothesis stops where it knows all that there is to ask: what is left goes to those with more to say.
    found.sort(key=lambda operation: sum(1 for _one in operation.iter_parameters()))
    for place, operation in enumerate(found):
        left = share("api") - SENT["api"]

        @examples(max(1, math.ceil(left / (len(found) - place))))
        @given(case=operation.as_strategy())
        def attack(case: Any) -> None:
            target = urlsplit(case.as_transport_kwargs(base_url="http://localhost")["url"]).path
            send("api", case.method.lower(), target, dict(case.query or {}))

        attack()
    assert len(found) >= 5
    assert SENT["api"] >= share("api")


def test_addresses_with_chance_queries(db: None, names: dict[str, list[str]]) -> None:
    # Those that read nothing say the same whatever is asked: one request in ten is enough for them.
    reading = sorted(address for address in names if names[address])
    others = sorted(set(names) - set(reading) - {"/sitemap.xml"})

    @examples(share("queries"))
    @given(data=st.data())
    def attack(data: Any) -> None:
        address = data.draw(st.sampled_from(reading if data.draw(st.integers(0, 9)) else others))
        known = names[address] or ["q"]
        query = data.draw(st.dictionaries(st.one_of(st.sampled_from(known), values), values, min_size=1, max_size=4))
        send("queries", "get", address, query)

    with as_many_as_promised("queries", share("queries")):
        attack()


def test_chance_addresses(db: None) -> None:
    @examples(share("paths"))
    @given(beginning=st.sampled_from(BEGINNINGS), parts=st.lists(values, min_size=1, max_size=3), slash=st.booleans())
    def attack(beginning: str, parts: list[str], slash: bool) -> None:
        rest = "/".join(quote(part, safe="") for part in parts) + ("/" if slash else "")
        send("paths", "get", f"/{beginning}/{rest}" if beginning else f"/{rest}")

    with as_many_as_promised("paths", share("paths")):
        attack()


@pytest.mark.parametrize("address", FORMS)
def test_forms_with_chance_values(db: None, address: str) -> None:
    good = {"join-token": token("join"), "tip-token": token("tip"), "gemeente": "Gent", "form": "join"}

    number = math.ceil(share("forms") / len(FORMS))

    @examples(number)
    @given(data=st.dictionaries(st.sampled_from(FORMS[address]), values, max_size=8), base=st.booleans())
    def attack(data: dict[str, str], base: bool) -> None:
        send("forms", "post", address, {**(good if base else {}), **data})

    with as_many_as_promised("forms", number):
        attack()


def test_the_parts_make_up_the_whole() -> None:
    assert sum(SHARES.values()) >= 1 - 1e-9
