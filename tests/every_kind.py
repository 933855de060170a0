"""An address of every kind of page that visitors meet, in both languages: what browser and validator are led past.

A new page type belongs into ``PAGES`` (``test_html_validity.py`` refuses to run without it), a new address that is no
page into ``MORE``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

LANGUAGES = ("nl", "fr")


@dataclass(frozen=True)
class Kind:
    """A page as somebody gets it: from its address, or by sending the page's form with ``fields``."""

    name: str
    language: str
    address: str
    status: int = 200
    fields: dict[str, str] = field(default_factory=dict)
    #: The button that sends the form, as a CSS selector, and what it adds to the fields.
    button: str = ""
    button_fields: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name}-{self.language}"


#: Name: (Dutch address, French address). Each page type at least once, a profile also after a merger and untranslated.
PAGES = {
    "home": ("/nl/", "/fr/"),
    "what": ("/nl/wat-is-een-solidaire-gemeente/", "/fr/qu-est-ce-qu-une-commune-solidaire/"),
    "about": ("/nl/over-ons/", "/fr/a-propos/"),
    "activities": ("/nl/activiteiten/", "/fr/activites/"),
    "privacy": ("/nl/privacy/", "/fr/vie-privee/"),
    "accessibility": ("/nl/toegankelijkheid/", "/fr/accessibilite/"),
    "activity": ("/nl/activiteiten/opvangplaatsen/", "/fr/activites/places-d-accueil/"),
    "municipalities": ("/nl/gemeenten/", "/fr/communes/"),
    "profile": ("/nl/gemeenten/gent/", "/fr/communes/gand/"),
    "profile-merged": ("/nl/gemeenten/zwijndrecht/", "/fr/communes/zwijndrecht/"),
    "profile-untranslated": ("/nl/gemeenten/lichtervelde/", ""),
    "letter": ("/nl/brief/", "/fr/lettre/"),
    "join": ("/nl/sluit-aan/", "/fr/rejoindre/"),
    "news": ("/nl/nieuws/", "/fr/actualites/"),
    "news-item": ("/nl/nieuws/fusies-2025/", "/fr/actualites/fusions-2025/"),
}
#: The same for addresses that are no page of their own.
MORE = {
    "municipalities-found": ("/nl/gemeenten/?q=Borsbeek", "/fr/communes/?q=Borsbeek"),
    "municipalities-nothing": ("/nl/gemeenten/?q=Xyzxyz", "/fr/communes/?q=Xyzxyz"),
    "municipalities-filtered": (
        "/nl/gemeenten/?province=10000&status=solidary",
        "/fr/communes/?province=10000&status=solidary",
    ),
    "changes": ("/nl/gemeenten/wijzigingen/", "/fr/communes/changements/"),
    "municipality": ("/nl/gemeenten/11002/", "/fr/communes/11002/"),
    # A former code leads on to the municipality that took over.
    "municipality-former": ("/nl/gemeenten/11007/", "/fr/communes/11007/"),
    "news-archive": ("/nl/nieuws/2026/", "/fr/actualites/2026/"),
    "search": ("/nl/zoeken/?q=vluchteling", "/fr/recherche/?q=refugie"),
    "search-nothing": ("/nl/zoeken/?q=xyzxyz", "/fr/recherche/?q=xyzxyz"),
    "open-data": ("/nl/open-data/", "/fr/donnees-ouvertes/"),
    "embed": ("/nl/insluiten/", "/fr/integrer/"),
}
_LETTER = {"gemeente": "Antwerpen", "sender_name": "An Peeters"}


def _kinds() -> list[Kind]:
    kinds = [Kind("language-choice", "nl", "/")]
    for name, addresses in (PAGES | MORE).items():
        kinds += [
            Kind(name, language, address) for language, address in zip(LANGUAGES, addresses, strict=True) if address
        ]
    for position, language in enumerate(LANGUAGES):
        letter, join = PAGES["letter"][position], PAGES["join"][position]
        show = {"button": ".letter-form [name=format][value=show]", "button_fields": {"format": "show"}}
        kinds += [
            Kind("not-found", language, f"/{language}/xyz/", status=404),
            Kind("letter-wrong", language, letter, status=422, fields=_LETTER | {"gemeente": "Xyzxyz"}, **show),
            Kind("letter-shown", language, letter, fields=_LETTER, **show),
            Kind(
                "join-wrong",
                language,
                join,
                status=422,
                fields={"join-gemeente": "Xyzxyz", "join-contact_email": "x"},
                button="form:has([name=join-gemeente]) button[type=submit]",
                button_fields={"form": "join"},
            ),
        ]
    return kinds


KINDS = _kinds()
