"""The rules: a page's content in, findings out, in the language that is active."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.content_checks.content import Content, Heading, Link, Paragraph, Picture, Place
from portal.content_checks.findings import Finding, Kind, Result, Severity
from portal.content_checks.readability import Level, Readability, longest, measure, sentences_of, words_of

#: Search engines show about so many signs of a title and of a description.
LONGEST_TITLE = 60
SHORTEST_DESCRIPTION, LONGEST_DESCRIPTION = 70, 160
#: Screen readers read an alternative text in one go.
LONGEST_ALTERNATIVE = 150
_LONGEST_BOLD_HEADING = 80
_QUOTED = 160

#: Words that say nothing to somebody who hears the links of a page one by one.
VAGUE_LINKS = {
    "nl": {
        *("hier", "klik hier", "klik", "deze link", "link", "lees meer", "lees verder", "meer", "meer info", "verder"),
        *("meer informatie", "meer lezen", "deze pagina", "website", "bekijk", "bekijk hier", "zie hier", "ga verder"),
        *("via deze link", "via deze weg", "download", "dit document"),
    },
    "fr": {
        *("ici", "cliquez ici", "cliquer ici", "ce lien", "lien", "lire plus", "lire la suite", "plus", "plus d'infos"),
        *("plus d'info", "en savoir plus", "savoir plus", "suite", "cette page", "site web", "voir", "voir ici"),
        *("par ici", "voir plus", "télécharger", "ce document"),
    },
    "en": {"here", "click here", "read more", "more", "more info", "this link", "link", "this page"},
}
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)
_ADDRESS_IN_TEXT = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
FILE_NAME = re.compile(
    r"\.(?:avif|gif|jpe?g|png|svg|webp)$|_|^(?:img|dsc|dscn|image|foto|photo)[-\s]?\d+$", re.IGNORECASE
)
_SAYS_PICTURE = re.compile(
    r"^(?:foto|afbeelding|beeld|illustratie|plaatje)\s+van\b"
    r"|^(?:photo|image|illustration)\s+d(?:e|u|es)\b|^(?:photo|image|illustration)\s+d['’]",
    re.IGNORECASE,
)


def check(content: Content) -> Result:
    """Everything there is to say about a page."""
    readability = measure((paragraph.text for paragraph in content.paragraphs), content.language)
    findings = [
        *_pictures(content.pictures),
        *_links(content.links, content.language),
        *_headings(content.headings),
        *_paragraphs(content.paragraphs),
        *_search(content),
        *_reading(content.paragraphs, readability),
    ]
    return Result.of(findings, readability)


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1].rstrip()}…"


# --- Alternative texts ----------------------------------------------------------------------------------------------


def _pictures(pictures: list[Picture]) -> Iterator[Finding]:
    for picture in pictures:
        text = " ".join((picture.alternative or "").split())
        if picture.decorative:
            continue
        if not text:
            yield Finding(
                Kind.ALTERNATIVE,
                Severity.ERROR,
                _("The image has no alternative text."),
                _("Say in one sentence what the image tells, or mark it as decorative."),
                picture.place,
            )
        elif FILE_NAME.search(text):
            yield Finding(
                Kind.ALTERNATIVE,
                Severity.ERROR,
                _("The alternative text looks like the name of a file."),
                _("Say in one sentence what the image tells, or mark it as decorative."),
                picture.place,
                text,
            )
        elif _SAYS_PICTURE.search(text):
            yield Finding(
                Kind.ALTERNATIVE,
                Severity.HINT,
                _("The alternative text says that this is an image."),
                _("A screen reader says so already: begin with what can be seen."),
                picture.place,
                text,
            )
        elif len(text) > LONGEST_ALTERNATIVE:
            yield Finding(
                Kind.ALTERNATIVE,
                Severity.HINT,
                _("The alternative text is long (%(number)d characters).") % {"number": len(text)},
                _("Keep it below %(number)d characters and put the rest in the caption or the text.")
                % {"number": LONGEST_ALTERNATIVE},
                picture.place,
                _short(text),
            )


# --- Links ----------------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """A link's words without case, typographic apostrophes, and signs at its ends."""
    return " ".join(text.replace("’", "'").split()).strip(' .,:;!?…>»«→-()[]"').casefold()


def _links(links: list[Link], language: str) -> Iterator[Finding]:
    vague = VAGUE_LINKS.get(language, set()) | VAGUE_LINKS["en"]
    for link in links:
        text = " ".join(link.text.split())
        if not text:
            yield Finding(
                Kind.LINK,
                Severity.ERROR,
                _("A link has no text."),
                _("Write what the link leads to, or remove it."),
                link.place,
            )
        elif _ADDRESS.match(text):
            yield Finding(
                Kind.LINK,
                Severity.WARNING,
                _("An address is the text of a link."),
                _("Write what the link leads to: a screen reader spells addresses out."),
                link.place,
                _short(text),
            )
        elif _plain(text) in vague or not _plain(text):
            yield Finding(
                Kind.LINK,
                Severity.ERROR,
                _("The text of a link does not say where it leads."),
                _("Write what the link leads to: many people hear or see links without the sentence around them."),
                link.place,
                text,
            )


# --- Headings and paragraphs ----------------------------------------------------------------------------------------


def _headings(fields: list[list[Heading]]) -> Iterator[Finding]:
    for headings in fields:
        previous = 1  # The page's own title.
        for heading in headings:
            text = " ".join(heading.text.split())
            if not text:
                yield Finding(
                    Kind.HEADING,
                    Severity.ERROR,
                    _("A heading is empty."),
                    _("Write the heading, or turn the empty line into plain text."),
                    heading.place,
                )
                continue
            if heading.level > previous + 1:
                yield Finding(
                    Kind.HEADING,
                    Severity.WARNING,
                    _("A heading of level %(level)d follows one of level %(previous)d.")
                    % {"level": heading.level, "previous": previous},
                    _("Make it a heading of level %(level)d: levels tell what belongs to what.")
                    % {"level": previous + 1},
                    heading.place,
                    _short(text),
                )
            previous = heading.level


def _paragraphs(paragraphs: list[Paragraph]) -> Iterator[Finding]:
    for paragraph in paragraphs:
        if paragraph.bold and len(paragraph.text) <= _LONGEST_BOLD_HEADING and not paragraph.text.endswith("."):
            yield Finding(
                Kind.HEADING,
                Severity.WARNING,
                _("A line in bold stands where a heading should."),
                _("Give it the style of a heading: bold letters mean nothing to a screen reader."),
                paragraph.place,
                paragraph.text,
            )
        for address in _ADDRESS_IN_TEXT.findall(paragraph.text):
            yield Finding(
                Kind.LINK,
                Severity.HINT,
                _("There is a bare address in the text."),
                _("Make it a link with words that say where it leads."),
                paragraph.place,
                _short(address),
            )


# --- Search engines -------------------------------------------------------------------------------------------------


def _search(content: Content) -> Iterator[Finding]:
    title = content.seo_title or content.title
    if len(title) > LONGEST_TITLE:
        yield Finding(
            Kind.SEARCH,
            Severity.HINT,
            _("The title is long (%(number)d characters): search engines cut it.") % {"number": len(title)},
            _("Give a title for search engines of at most %(number)d characters.") % {"number": LONGEST_TITLE},
            Place("", "seo_title"),
            title,
        )
    place, own = Place("", "search_description"), " ".join(content.description.split())
    if not own:
        fallback = bool(content.fallback_description.strip())
        yield Finding(
            Kind.SEARCH,
            Severity.HINT if fallback else Severity.WARNING,
            _("There is no description for search engines; the introduction takes its place.")
            if fallback
            else _("There is no description for search engines."),
            _("Say in one or two sentences (%(least)d to %(most)d characters) what somebody finds here.")
            % {"least": SHORTEST_DESCRIPTION, "most": LONGEST_DESCRIPTION},
            place,
        )
    elif not SHORTEST_DESCRIPTION <= len(own) <= LONGEST_DESCRIPTION:
        short = len(own) < SHORTEST_DESCRIPTION
        message = (
            _("The description for search engines is short (%(number)d characters).")
            if short
            else _("The description for search engines is long (%(number)d characters): they cut it.")
        )
        yield Finding(
            Kind.SEARCH,
            Severity.HINT if short else Severity.WARNING,
            message % {"number": len(own)},
            _("Say in one or two sentences (%(least)d to %(most)d characters) what somebody finds here.")
            % {"least": SHORTEST_DESCRIPTION, "most": LONGEST_DESCRIPTION},
            place,
            _short(own),
        )


# --- Reading level --------------------------------------------------------------------------------------------------


def _reading(paragraphs: list[Paragraph], readability: Readability | None) -> Iterator[Finding]:
    if readability and readability.level is Level.DIFFICULT:
        yield Finding(
            Kind.READING,
            Severity.WARNING,
            _("The text is difficult to read."),
            _("Make two sentences of a long one, and take everyday words."),
            Place("", ""),
        )
    places = {sentence: paragraph.place for paragraph in paragraphs for sentence in sentences_of(paragraph.text)}
    for sentence in longest(places):
        yield Finding(
            Kind.READING,
            Severity.HINT,
            _("A sentence of %(number)d words.") % {"number": len(words_of(sentence))},
            _("Can it become two?"),
            places[sentence],
            sentence,
        )
