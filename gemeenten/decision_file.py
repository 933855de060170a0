"""What kind of document the file with a decision is, by its name and by its content, which must agree."""

from __future__ import annotations

from typing import IO

from portal.documents.kinds import RefusedFileError, check_file

#: The endings that are taken, as people know them.
KINDS = ("pdf", "docx", "odt")


def kind_of_document(name: str, content: IO[bytes]) -> str:
    """``pdf``, ``docx`` or ``odt``; empty when ``name`` ends otherwise or the content is something else.

    A file with macros, or one that unpacks to more than anybody needs, counts as something else. The content's position
    is set back to its beginning.
    """
    try:
        return check_file(name, content, KINDS)
    except RefusedFileError:
        return ""
