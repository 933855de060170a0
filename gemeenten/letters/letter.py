"""Make the letter of one sender to the council of one municipality: values in, a value out, no I/O.

The words come from the CMS (:class:`Wording`), with named placeholders; what the visitor typed is put in as plain text,
in a single pass, so nothing in it is ever read as markup or as a placeholder.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gemeenten.letters import grammar
from gemeenten.letters.blocks import (
    Block,
    BulletList,
    Heading,
    ListItem,
    NumberedList,
    Paragraph,
    Run,
    Runs,
    plain_text,
)
from gemeenten.letters.cleaning import clean_line, clean_text
from gemeenten.letters.grammar import Language
from gemeenten.letters.placeholders import is_only, substitute
from gemeenten.letters.rich_text import read_rich_text, tidy, with_even_headings
from gemeenten.register.rows import MunicipalityRow

#: Longest name, street or place, and longest own words, in code points.
LINE_LIMIT, OWN_WORDS_LIMIT = 120, 10_000

#: What stands where somebody fills in a blank letter by hand.
DOTTED_LINE = "…" * 16
DOTTED_PLACE, DOTTED_DATE = "…" * 8, "…" * 9


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of the letter in one language, as edited in the CMS: plain text, but ``body_html`` is rich text HTML."""

    subject: str
    salutation: str
    body_html: str
    closing: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: name, street with number, postcode with place. All may be empty: a blank letter.

    Nothing of it shows in its ``repr``, so that no error report or log holds it.
    """

    name: str = field(default="", repr=False)
    street: str = field(default="", repr=False)
    place: str = field(default="", repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.name.strip() or self.street.strip() or self.place.strip())


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A municipality nearby that joined before, by its name in the letter's language, and what it does."""

    name: str
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """A finished letter, ready for any renderer. Lines are plain text without line breaks.

    Its ``repr`` tells nothing of the sender, so that no error report or log does.
    """

    language: Language
    refnis: str
    municipality: str
    sender_name: str
    sender_street: str
    sender_place: str
    addressee: tuple[str, ...]
    place_and_date: str
    subject_label: str
    subject: str
    salutation: str
    body: tuple[Block, ...]
    closing: tuple[str, ...]
    signature: str
    #: The day it was made for; a blank letter has it too, though it prints dots.
    on: date
    is_blank: bool = False
    #: A discreet line at the foot of the page, such as the campaign's name and address; may be empty.
    footer: str = ""
    sender_lines: tuple[str, ...] = field(init=False)

    def __repr__(self) -> str:
        return f"<Letter to {self.refnis} in {self.language}>"

    def __post_init__(self) -> None:
        lines = (self.sender_name, self.sender_street, self.sender_place)
        object.__setattr__(self, "sender_lines", tuple(line for line in lines if line))


def build_letter(
    wording: Wording,
    municipality: MunicipalityRow,
    sender: Sender,
    on: date,
    neighbours: Sequence[Neighbour] = (),
    own_words: str = "",
    language: str = "nl",
    *,
    blank: bool | None = None,
    footer: str = "",
) -> Letter:
    """The letter to the council of ``municipality`` in ``language`` (``nl``, ``fr``, ``de``; else :class:`ValueError`).

    ``blank`` prints dotted lines for what is missing of name, address and date; by default a letter without any of the
    sender's particulars is blank, and one with some just leaves the other lines out. A paragraph or item that is only
    ``{own_words}`` or ``{neighbours}`` vanishes when there are none; own words that stand alone keep their paragraphs.
    """
    code = grammar.as_language(language)
    is_blank = sender.is_empty if blank is None else blank
    writer = Sender(*(clean_line(text, LINE_LIMIT) for text in (sender.name, sender.street, sender.place)))
    name, street, place = (
        text or (DOTTED_LINE if is_blank else "") for text in (writer.name, writer.street, writer.place)
    )
    day = DOTTED_DATE if is_blank else grammar.format_date(on, code)
    place_in_date = writer.place or (DOTTED_PLACE if is_blank else "")
    paragraphs = tuple(part for part in clean_text(own_words, OWN_WORDS_LIMIT).split("\n") if part)
    values = {
        "municipality": municipality.name(code),
        "council": grammar.council_in_sentence(municipality, code),
        "council_salutation": grammar.council_salutation(municipality, code),
        "city_or_municipality": grammar.city_or_municipality(municipality, code),
        "of_municipality": grammar.of_municipality(municipality, code),
        "to_municipality": grammar.to_municipality(municipality, code),
        "sender": name,
        "street": street,
        "place": place,
        "date": day,
        "neighbours": _neighbours_sentence(neighbours, code),
        "own_words": " ".join(paragraphs),
    }
    return Letter(
        language=code,
        refnis=municipality.refnis,
        municipality=municipality.name(code),
        sender_name=name,
        sender_street=street,
        sender_place=place,
        addressee=tuple(_addressee(municipality, code)),
        place_and_date=grammar.place_and_date(place_in_date, day, code),
        subject_label=grammar.subject_label(code),
        subject=_line(wording.subject, values),
        salutation=_line(wording.salutation, values),
        body=with_even_headings(_filled(read_rich_text(wording.body_html), values, paragraphs)),
        closing=tuple(line for part in wording.closing.splitlines() if (line := _line(part, values))),
        signature=name,
        on=on,
        is_blank=is_blank,
        footer=clean_line(footer, LINE_LIMIT),
    )


def _addressee(municipality: MunicipalityRow, language: Language) -> Iterator[str]:
    """The lines in the window of the envelope. A town hall's street is not in the register: the post knows it."""
    yield grammar.council(municipality, language)
    yield grammar.of_municipality(municipality, language)
    if municipality.postcodes:
        yield f"{municipality.postcodes[0]} {municipality.name(language)}"


def _neighbours_sentence(neighbours: Sequence[Neighbour], language: Language) -> str:
    named = [
        (
            clean_line(neighbour.name, LINE_LIMIT),
            [clean_line(text, LINE_LIMIT) for text in neighbour.activities],
        )
        for neighbour in neighbours
    ]
    return grammar.neighbours_sentence([(name, activities) for name, activities in named if name], language)


def _line(text: str, values: Mapping[str, str]) -> str:
    """One line of the wording, filled in; a placeholder that opens it gets a capital."""
    return clean_line(_capitalised(text, substitute(text, values)), 1000)


def _filled(blocks: Sequence[Block], values: Mapping[str, str], own_words: Sequence[str]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, BulletList | NumberedList):
            if filled := _filled_list(block, values):
                yield filled
        elif is_only(plain_text(block.runs), "own_words"):
            first = block.runs[0]
            for part in own_words:
                yield Paragraph((Run(part, first.bold, first.italic),))
        elif runs := _filled_runs(block.runs, values):
            yield Heading(runs, block.level) if isinstance(block, Heading) else Paragraph(runs)


def _filled_list(block: BulletList | NumberedList, values: Mapping[str, str]) -> BulletList | NumberedList | None:
    items = tuple(item for item in (_filled_item(item, values) for item in block.items) if item)
    return type(block)(items) if items else None


def _filled_item(item: ListItem, values: Mapping[str, str]) -> ListItem | None:
    runs = _filled_runs(item.runs, values)
    sublists = tuple(filled for sublist in item.sublists if (filled := _filled_list(sublist, values)))
    return ListItem(runs, sublists) if runs or sublists else None


def _filled_runs(runs: Runs, values: Mapping[str, str]) -> Runs:
    filled = []
    for position, run in enumerate(runs):
        text = substitute(run.text, values)
        if position == 0:
            text = _capitalised(run.text, text)
        filled.append(Run(text, run.bold, run.italic, run.href))
    return tidy(filled)


def _capitalised(template: str, text: str) -> str:
    """``text`` with a capital where a common noun of ours has come to stand first ("{council} …")."""
    opening = template.lstrip()
    own_nouns = ("council", "city_or_municipality", "of_municipality", "to_municipality")
    if not any(is_only(opening.partition("}")[0] + "}", name) for name in own_nouns):
        return text
    start = len(text) - len(text.lstrip())
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]
