"""The letter as plain text, for an e-mail or any editor, and as a ``mailto:`` link.

Paragraphs are single long lines (mail programs wrap them), bullets are ``- ``, numbers ``1. ``, nested lists are
indented, and a link's address follows its text in brackets. Bold and italic leave no trace.
"""

from collections.abc import Iterator
from urllib.parse import quote

from gemeenten.letters.blocks import BulletList, NumberedList, Runs
from gemeenten.letters.letter import Letter

#: Longest ``mailto:`` address that common mail programs and Windows take (2,048, with some room).
MAIL_LINK_LIMIT = 2000
#: Ends a body that did not fit.
SHORTENED = "[…]"


def render_text(letter: Letter) -> str:
    """``letter`` as text with ``\\n`` line ends, ending in one."""
    head = [
        "\n".join(letter.sender_lines),
        "\n".join(letter.addressee),
        letter.place_and_date,
        f"{letter.subject_label} {letter.subject}",
    ]
    return "\n\n".join(part for part in (*head, *_message(letter)) if part) + "\n"


def mail_link(letter: Letter, to: str = "", limit: int = MAIL_LINK_LIMIT) -> str:
    """A ``mailto:`` address that opens ``letter`` in the visitor's mail program; ``to`` may be empty.

    The body has no address block: an e-mail has its own. One that would make the link longer than ``limit`` loses
    paragraphs from its end, which ``[…]`` marks, but keeps its closing and signature, as long as these leave room.
    """
    start = f"mailto:{quote(to, safe='@')}?subject={quote(letter.subject, safe='')}&body="
    parts = list(_message(letter))
    end = [part for part in (_closing(letter),) if part]
    opening = parts[: len(parts) - len(end)]
    body = opening + end
    while len(start) + len(_encoded(body)) > limit and opening:
        opening.pop()
        body = [*opening, SHORTENED, *end]
    return (start + _encoded(body)) if len(start) + len(_encoded(body)) <= limit else start + _encoded([SHORTENED])


def _message(letter: Letter) -> Iterator[str]:
    """From the salutation to the signature, a part at a time."""
    yield letter.salutation
    for block in letter.body:
        if isinstance(block, BulletList | NumberedList):
            yield "\n".join(_list_lines(block))
        else:
            yield _inline(block.runs)
    yield _closing(letter)


def _closing(letter: Letter) -> str:
    return "\n\n".join(part for part in ("\n".join(letter.closing), letter.signature) if part)


def _encoded(parts: list[str]) -> str:
    """Percent-encoded, with the line ends RFC 6068 asks for."""
    return quote("\n\n".join(part for part in parts if part).replace("\n", "\r\n"), safe="")


def _list_lines(block: BulletList | NumberedList, indent: str = "") -> Iterator[str]:
    for number, item in enumerate(block.items, start=1):
        mark = "- " if isinstance(block, BulletList) else f"{number}. "
        deeper = indent + " " * len(mark)
        yield (indent + mark + _inline(item.runs).replace("\n", "\n" + deeper)).rstrip()
        for sublist in item.sublists:
            yield from _list_lines(sublist, deeper)


def _inline(runs: Runs) -> str:
    return "".join(f"{run.text} ({shown})" if (shown := _address(run.href, run.text)) else run.text for run in runs)


def _address(href: str, text: str) -> str:
    """The address to show after a link's text; none where the text says it already."""
    shown = href.removeprefix("mailto:").removeprefix("tel:")
    return "" if shown.removeprefix("https://").rstrip("/") in text else shown
