"""The findings of pages: walks them, looks the library's texts up, applies the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from portal.content_checks.content import Content
from portal.content_checks.findings import Result
from portal.content_checks.rules import check
from portal.content_checks.walking import content_of, with_library_texts


def check_page(page: Page) -> Result:
    """The findings of one page as it is in memory, saved or not, in the language that is active."""
    content = content_of(page, page.locale.language_code)
    return check(with_library_texts(content, library_texts([content])))


def check_pages(pages: Iterable[Page]) -> Iterator[tuple[Page, Result]]:
    """The same for many pages at once, with two queries besides those that fetch the pages."""
    languages = dict(Locale.objects.values_list("pk", "language_code"))
    walked = [(page, content_of(page, languages[page.locale_id])) for page in pages]
    texts = library_texts([content for _page, content in walked])
    for page, content in walked:
        yield page, check(with_library_texts(content, texts))


def library_texts(contents: Iterable[Content]) -> dict[Any, str]:
    """What the library says of the pictures that have no text of their own in their place."""
    wanted = {picture.image for content in contents for picture in content.pictures if picture.alternative is None}
    if not wanted:
        return {}
    return {key: str(image.default_alt_text or "") for key, image in get_image_model().objects.in_bulk(wanted).items()}
