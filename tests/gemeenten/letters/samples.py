"""A short wording, a few municipalities and the hostile words that every format must print as they are."""

from datetime import date

from gemeenten.letters.letter import Letter, Neighbour, Sender, Wording, build_letter
from gemeenten.register.reader import read_register

REGISTER = read_register()
ROWS = REGISTER.by_refnis
GENT, HANNUT, BRUSSELS, EUPEN = ROWS["44021"], ROWS["64034"], ROWS["21004"], ROWS["63023"]
DAY = date(2026, 11, 23)
SENDER = Sender("An Peeters", "Kerkstraat 12", "9000 Gent")

DUTCH = Wording(
    subject="Vraag aan {municipality}",
    salutation="{council_salutation},",
    body_html=(
        '<p data-block-key="a">Ik woon in onze {city_or_municipality} en schrijf <b>u</b> &amp; <i>anderen</i>.</p>'
        "<h2>Wat ik vraag</h2><ul><li>opvang</li><li>een <a href='https://example.org/x'>plan</a></li></ul>"
        "<ol><li>eerst</li><li>dan<ol><li>daarna</li></ol></li></ol>"
        "<p>{neighbours}</p><p>{own_words}</p><p>Ik kijk uit naar het antwoord {of_municipality}.</p>"
    ),
    closing="Met vriendelijke groeten",
)
FRENCH = Wording(
    subject="Demande {to_municipality}",
    salutation="{council_salutation},",
    body_html="<p>J’habite notre {city_or_municipality}.</p><p>{neighbours}</p><p>{own_words}</p>",
    closing="Salutations distinguées",
)
GERMAN = Wording("Frage {to_municipality}", "{council_salutation},", "<p>{own_words}</p>", "Mit freundlichen Grüßen")
WORDINGS = {"nl": DUTCH, "fr": FRENCH, "de": GERMAN}
NEIGHBOURS = (Neighbour("Deinze", ("opvangplaatsen", "onderwijs")), Neighbour("Genk"))

HOSTILE = (
    '#image("x")',
    '#read("/etc/passwd")',
    "*bold* _emph_ `raw` = Heading",
    "$x^2$ @label <label> \\u{41} // comment /* more */",
    "<script>alert(1)</script>",
    "{date} {own_words} {{sender}}",
    "=HYPERLINK(0)",
    "]]> &amp; <!-- -->",
    "- no list",
    "1. no list",
    '"quoted" -- and --- dashes...',
)


def dutch_letter(own_words: str = "", sender: Sender = SENDER, **more: object) -> Letter:
    """A Dutch letter to Ghent with neighbours."""
    return build_letter(DUTCH, GENT, sender, DAY, NEIGHBOURS, own_words, "nl", **more)  # type: ignore[arg-type]
