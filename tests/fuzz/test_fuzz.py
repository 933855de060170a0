"""Ten thousand requests that nobody thought of: the API by its own description, every form and address by chance."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import schemathesis
from django.test import Client
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from portal.wsgi import application
from tests.fuzz.conftest import SEED
from tests.fuzz.requests import SENT, look_at, send
from tests.gemeenten.joining import token
from tests.security.learning import parameters_of, public_addresses
from tests.security.markup import HANDLER, SCRIPT, TEMPLATE

ALL = 10_000
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


@pytest.fixture(scope="module")
def names(django_db_setup: None, django_db_blocker: Any) -> dict[str, list[str]]:
    """Every public address with the parameters that its view reads."""
    with django_db_blocker.unblock():
        client = Client(HTTP_HOST="localhost")
        return {address: sorted(parameters_of(client, address)) for address in public_addresses()}


def with_examples(number: int) -> Any:
    """So many examples, the same each time unless a seed was given."""

    def wrap(test: Any) -> Any:
        test = settings(settings.get_profile("fuzz"), max_examples=number)(test)
        return seed(SEED)(test) if SEED else test

    return wrap


def test_api_by_its_own_description(db: None) -> None:
    description = Client(HTTP_HOST="localhost").get("/api/openapi.json").json()
    description["servers"] = [{"url": "http://localhost"}]
    schema = schemathesis.openapi.from_dict(description)
    for result in schema.get_all_operations():
        operation = result.ok()

        @with_examples(300)
        @given(data=st.data())
        def attack(data: Any, operation: Any = operation) -> None:
            case = data.draw(operation.as_strategy())
            address = urlsplit(case.as_transport_kwargs(base_url="http://localhost")["url"]).path
            response = send("api", "get", address, dict(case.query or {}))
            look_at(response, address)

        attack()
    assert application


@with_examples(5000)
@given(data=st.data())
def test_addresses_with_chance_queries(db: None, names: dict[str, list[str]], data: Any) -> None:
    address = data.draw(st.sampled_from(sorted(names)))
    known = names[address] or ["q"]
    query = data.draw(st.dictionaries(st.one_of(st.sampled_from(known), values), values, min_size=1, max_size=4))
    send("queries", "get", address, query)


@with_examples(1800)
@given(parts=st.lists(st.one_of(values, st.sampled_from(["nl", "fr", "api", "v2", "share"])), min_size=1, max_size=4))
def test_chance_addresses(db: None, parts: list[str]) -> None:
    send("paths", "get", "/" + "/".join(quote(part, safe="") for part in parts) + "/")


@pytest.mark.parametrize("address", FORMS)
def test_forms_with_chance_values(db: None, address: str) -> None:
    good = {"join-token": token("join"), "tip-token": token("tip"), "gemeente": "Gent", "form": "join"}

    @with_examples(600)
    @given(data=st.dictionaries(st.sampled_from(FORMS[address]), values, max_size=8), base=st.booleans())
    def attack(data: dict[str, str], base: bool) -> None:
        send("forms", "post", address, {**(good if base else {}), **data})

    attack()


def test_there_were_as_many_as_promised(db: None) -> None:
    print(f"\n{sum(SENT.values())} requests: {dict(SENT)}")  # noqa: T201 - the figure is what the drill is for
    assert sum(SENT.values()) >= ALL
