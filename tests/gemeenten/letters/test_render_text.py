from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from gemeenten.letters.render_text import mail_link, render_text
from tests.gemeenten.letters.samples import HOSTILE, dutch_letter

EXPECTED = """\
An Peeters
Kerkstraat 12
9000 Gent

College van burgemeester en schepenen
van de stad Gent
9000 Gent

Gent, 23 november 2026

Betreft: Vraag aan Gent

Geacht college van burgemeester en schepenen,

Ik woon in onze stad en schrijf u & anderen.

Wat ik vraag

- opvang
- een plan (https://example.org/x)

1. eerst
2. dan
   1. daarna

In onze buurt gingen Deinze (opvangplaatsen, onderwijs) en Genk u voor.

Mijn woorden.

Ik kijk uit naar het antwoord van de stad Gent.

Met vriendelijke groeten

An Peeters
"""


def test_a_letter_as_text_reads_from_top_to_bottom() -> None:
    assert render_text(dutch_letter("Mijn woorden.")) == EXPECTED


@pytest.mark.parametrize("words", HOSTILE)
def test_the_visitors_words_stand_in_the_text_as_they_are(words: str) -> None:
    assert f"\n\n{words}\n\n" in render_text(dutch_letter(words))


def test_a_mail_link_opens_the_letter_without_its_address_block() -> None:
    link = mail_link(dutch_letter("100% & zo?\n+ meer"), "info@gent.example")
    parts = urlsplit(link)
    fields = parse_qs(parts.query, strict_parsing=True)
    assert (parts.scheme, parts.path) == ("mailto", "info@gent.example")
    assert fields["subject"] == ["Vraag aan Gent"]
    assert fields["body"][0].startswith("Geacht college")
    assert "100% & zo?\r\n\r\n+ meer" in fields["body"][0]
    assert fields["body"][0].endswith("Met vriendelijke groeten\r\n\r\nAn Peeters")
    assert "+" not in link


@pytest.mark.asvs("v5.0.0-1.2.2")
def test_an_address_cannot_add_fields_to_a_mail_link() -> None:
    assert "&bcc" not in mail_link(dutch_letter(), "a@b.example?bcc=c@d.example&bcc=e@f.example").partition("?")[0]
    assert list(parse_qs(urlsplit(mail_link(dutch_letter(), "a@b.example?cc=x&bcc=y")).query)) == ["subject", "body"]


@pytest.mark.parametrize("words", ["lang " * 2000, "é" * 9000, "kort\n" * 400])
def test_a_mail_link_never_grows_beyond_what_mail_programs_take(words: str) -> None:
    link = mail_link(dutch_letter(words), "info@gent.example")
    body = unquote(link.partition("&body=")[2])
    assert len(link) <= 2000
    assert "[…]\r\n\r\nMet vriendelijke groeten" in body
