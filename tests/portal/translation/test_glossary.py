"""The campaign's words: found in a text, asked for in its translation."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import Locale

from portal.models import GlossaryTerm
from portal.translation.glossary import add_terms, glossary_problems
from portal.translation.terms import Term, TermFinder

FINDER = TermFinder(
    [
        Term("gemeente", "commune", "gemeenten", "communes"),
        Term(
            "solidaire gemeente",
            "commune solidaire",
            "solidaire gemeenten",
            "communes solidaires",
            ("ville",),
        ),
        Term("OCMW", "CPAS", "OCMW's"),
        Term("asielzoeker", "demandeur d’asile"),
    ]
)


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, _term in FINDER.find(text)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("De gemeente en het OCMW", ["gemeente", "OCMW"]),
        ("Een solidaire gemeente", ["solidaire gemeente"]),
        ("Solidaire gemeenten en gemeenten", ["Solidaire gemeenten", "gemeenten"]),
        ("gemeentehuis, deelgemeente", []),
        ("De OCMW’s", ["OCMW’s"]),
        ("", []),
    ],
)
def test_longest_term_counts_and_only_whole_words(text: str, terms: list[str]) -> None:
    assert found(text) == terms


@pytest.mark.parametrize(
    ("source", "target", "missing"),
    [
        ("Een <b>solidaire</b> gemeente", "Une commune <b>solidaire</b>", []),
        ("Solidaire gemeenten", "La ville", []),
        ("Solidaire gemeenten", "Les municipalités", ["solidaire gemeente"]),
        ("Een asielzoeker", "Un demandeur d'asile", []),
        ("Een asielzoeker", "Un demandeur\N{NO-BREAK SPACE}d’asile", []),
        ("Het OCMW van de gemeente", "L’OCMW de la ville", ["gemeente", "OCMW"]),
        ("Iets anders", "Autre chose", []),
    ],
)
def test_terms_whose_translation_is_missing(source: str, target: str, missing: list[str]) -> None:
    assert sorted(term.source for term in FINDER.missing(source, target)) == sorted(missing)


@pytest.mark.parametrize(
    ("text", "target"),
    [("gemeente", "commune"), ("Gemeente", "Commune"), ("gemeenten", "communes"), ("OCMW's", "CPAS")],
)
def test_translation_follows_number_and_capital(text: str, target: str) -> None:
    [(_start, _end, term)] = FINDER.find(text)

    assert term.translation_of(text) == target


def test_without_terms_nothing_is_found() -> None:
    assert TermFinder([]).find("De gemeente") == []


def test_starter_glossary_knows_the_campaigns_words(db: None) -> None:
    french = Locale.objects.get(language_code="fr")

    assert glossary_problems("Het OCMW en de schepen", "Le CPAS et l’échevine", french) == []
    assert len(glossary_problems("Een solidaire gemeente", "Une municipalité", french)) == 1
    assert glossary_problems("Stad Genk", "Stad Genk", french) == []
    assert glossary_problems("Het OCMW", "X", Locale(language_code="de")) == []


def test_terms_are_added_once(db: None) -> None:
    entry = {"nl": {"term": "OCMW"}, "fr": {"term": "Anders"}}
    new = {"nl": {"term": "buddy"}, "fr": {"term": "buddy", "also": ["parrain", "marraine"]}}

    assert add_terms([entry, new]) == 1
    assert GlossaryTerm.objects.get(term="buddy").translations.get().also == "parrain, marraine"
    assert GlossaryTerm.objects.get(term="OCMW").translations.get().text == "CPAS"


def test_glossary_is_edited_as_a_snippet(db: None) -> None:
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.create_superuser("chef", password="x"))
    term = GlossaryTerm.objects.get(term="OCMW")

    listing = client.get("/admin/snippets/portal/glossaryterm/")
    assert "fr: CPAS" in listing.content.decode()
    assert client.get(f"/admin/snippets/portal/glossaryterm/edit/{term.pk}/").status_code == 200
