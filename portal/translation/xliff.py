"""XLIFF 2.0 (also readable: 2.1), any number of documents of one pair of languages in a file.

Written against the OASIS structure: a ``file`` an object, a ``unit`` with one ``segment`` a text. Tags and placeholders
are inline codes (``pc``, ``ph``) with their markup in ``originalData``, so that translation tools protect them. lxml
does the XML; the libraries that know XLIFF 2 keep inline codes as text or lose them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]

from portal.translation.inline import Piece, escape, pieces
from portal.translation.po import UnreadableFileError
from portal.translation.segments import Document, Segment

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SUBTYPE = {"b": "xlf:b", "strong": "xlf:b", "i": "xlf:i", "em": "xlf:i", "br": "xlf:lb"}


# --- Writing ----------------------------------------------------------------------------------------------------------


def write_xliff(documents: Sequence[Document]) -> bytes:
    """The documents as one XLIFF file; those without texts are left out, since the standard wants a unit in each.

    Raises:
        ValueError: they are not of one pair of languages, or hold no text.
    """
    documents = [document for document in documents if document.segments]
    pairs = {(document.source_language, document.target_language) for document in documents}
    if len(pairs) != 1:
        raise ValueError("an XLIFF file holds one pair of languages")
    source, target = pairs.pop()
    root = etree.Element(_name("xliff"), nsmap={None: NAMESPACE}, version="2.0", srcLang=source, trgLang=target)
    for document in documents:
        _write_file(root, document)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _write_file(root: Any, document: Document) -> None:
    file = _add(root, "file", id=document.translation, original=document.object_key)
    file.set(_SPACE, "preserve")
    if title := _NOT_XML.sub("", document.title):
        _add(_add(file, "notes"), "note", category="title").text = title
    for segment in document.segments:
        _write_unit(file, segment)


def _write_unit(file: Any, segment: Segment) -> None:
    # A path holds names of fields and ids of blocks, but nothing keeps control characters out of an id.
    number = sha256("\0".join(segment.key).encode()).hexdigest()[:24]
    unit = _add(file, "unit", id=f"u{number}", name=_NOT_XML.sub("", segment.path), canResegment="no")
    if note := _NOT_XML.sub("", segment.note):
        _add(_add(unit, "notes"), "note").text = note
    codes = _Codes()
    data = etree.SubElement(unit, _name("originalData"))
    state = "translated" if segment.target and not segment.unsure else "initial"
    element = _add(unit, "segment", state=state)
    codes.write(_add(element, "source"), pieces(segment.source))
    if segment.target:
        codes.write(_add(element, "target"), pieces(segment.target))
    for raw, name in codes.data.items():
        etree.SubElement(data, _name("data"), id=name).text = raw
    if not codes.data:
        unit.remove(data)


class _Codes:
    """Numbers the inline codes of a unit: the same tag has the same number in source and target."""

    def __init__(self) -> None:
        self.data: dict[str, str] = {}
        self._numbers: dict[tuple[str, int], str] = {}

    def write(self, parent: Any, parts: list[Piece]) -> None:
        """Fill ``parent`` with text and codes; the pieces are well nested, since they are canonical."""
        seen: dict[str, int] = defaultdict(int)
        stack = [parent]
        for part in parts:
            if part.kind == "text":
                _append(stack[-1], part.raw)
            elif part.kind == "close":
                stack.pop().set("dataRefEnd", self._data(part.raw))
            else:
                seen[part.raw] += 1
                number = self._numbers.setdefault((part.raw, seen[part.raw]), str(len(self._numbers) + 1))
                element = self._code(stack[-1], part, number)
                if part.kind == "open":
                    stack.append(element)

    def _code(self, parent: Any, part: Piece, number: str) -> Any:
        if part.kind == "open":
            kind = "link" if part.name == "a" else "fmt"
            element = etree.SubElement(
                parent, _name("pc"), id=number, type=kind, canDelete="no", dataRefStart=self._data(part.raw)
            )
        elif part.kind == "placeholder":
            element = etree.SubElement(
                parent, _name("ph"), id=number, type="ui", subType="xlf:var", canDelete="no", disp=part.raw
            )
        else:
            element = etree.SubElement(parent, _name("ph"), id=number, type="fmt")
        if part.kind != "open":
            element.set("dataRef", self._data(part.raw))
        if subtype := _SUBTYPE.get(part.name):
            element.set("subType", subtype)
        return element

    def _data(self, raw: str) -> str:
        return self.data.setdefault(raw, f"d{len(self.data) + 1}")


def _append(parent: Any, text: str) -> None:
    """Add text at the end of ``parent``; characters that XML has no way to write become ``cp`` elements."""
    position = 0
    for match in _NOT_XML.finditer(text):
        _append_plain(parent, text[position : match.start()])
        etree.SubElement(parent, _name("cp"), hex=f"{ord(match[0]):04X}")
        position = match.end()
    _append_plain(parent, text[position:])


def _append_plain(parent: Any, text: str) -> None:
    if not len(parent):
        parent.text = (parent.text or "") + text
    else:
        parent[-1].tail = (parent[-1].tail or "") + text


def _add(parent: Any, tag: str, /, **attributes: str) -> Any:
    """A structural element on a line of its own; none inside a text, where a line break would be content."""
    if parent.text is None:
        parent.text = "\n"
    element = etree.SubElement(parent, _name(tag), **attributes)
    element.tail = "\n"
    return element


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


# --- Reading ----------------------------------------------------------------------------------------------------------


def read_xliff(content: bytes) -> list[Document]:
    """The documents of an XLIFF 2 file.

    Raises:
        UnreadableFileError: it is not XML, has a document type (where entity bombs live), or is no XLIFF 2.
    """
    root = _parse(content)
    version = root.get("version", "")
    if root.tag != _name("xliff") or not version.startswith("2."):
        raise UnreadableFileError(_("This is not an XLIFF 2 file. Ask your translation tool for version 2.0 or 2.1."))
    return [
        Document(
            translation=file.get("id", ""),
            object_key=file.get("original", ""),
            title=file.findtext(f"{_name('notes')}/{_name('note')}", ""),
            source_language=root.get("srcLang", ""),
            target_language=root.get("trgLang", ""),
            segments=tuple(_read_unit(unit) for unit in file.iter(_name("unit"))),
        )
        for file in root.iterchildren(_name("file"))
    ]


def _parse(content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableFileError(_("This XML file has a document type, which an XLIFF file never has."))
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError(_("This XML file is broken: %(reason)s") % {"reason": str(error)[:200]}) from error
    if root.getroottree().docinfo.doctype:
        # Written in UTF-16, it was not found among the bytes.
        raise UnreadableFileError(_("This XML file has a document type, which an XLIFF file never has."))
    return root


def _read_unit(unit: Any) -> Segment:
    reader = _Reader(unit)
    sources, targets, complete, states = [], [], True, set()
    for element in unit:
        if element.tag not in (_name("segment"), _name("ignorable")):
            continue
        source, target = element.find(_name("source")), element.find(_name("target"))
        sources.append(reader.read(source))
        if element.tag == _name("segment"):
            complete = complete and target is not None
            states.add(element.get("state", "initial"))
        targets.append(reader.read(source if target is None else target))
    return Segment(
        path=unit.get("name", ""),
        source="".join(sources),
        target="".join(targets) if complete else "",
        unsure="initial" in states,
        note=unit.findtext(f"{_name('notes')}/{_name('note')}", ""),
    )


class _Reader:
    """Puts the markup of a unit's texts together again."""

    def __init__(self, unit: Any) -> None:
        data = unit.iterfind(f"{_name('originalData')}/{_name('data')}")
        self._data = {element.get("id"): "".join(element.itertext()) for element in data}
        # What the codes of the source stand for, should a tool leave the references out of the target.
        self._codes = {
            code.get("id"): code
            for source in unit.iter(_name("source"))
            for code in source.iter(_name("pc"), _name("ph"), _name("sc"))
        }

    def read(self, element: Any) -> str:
        """The markup of a source or target; empty without one."""
        if element is None:
            return ""
        return escape(element.text or "") + "".join(
            self._read_code(child) + escape(child.tail or "") for child in element
        )

    def _read_code(self, element: Any) -> str:
        name = etree.QName(element).localname
        if name == "cp":
            return _code_point(element.get("hex", ""))
        if name == "pc":
            return self._markup(element, "dataRefStart") + self.read(element) + self._markup(element, "dataRefEnd")
        if name in {"ph", "sc", "ec"}:
            return self._markup(element, "dataRef")
        # A mark of a tool around a text; the text is what counts.
        return self.read(element)

    def _markup(self, element: Any, attribute: str) -> str:
        reference = element.get(attribute)
        if reference is None:
            original = self._codes.get(element.get("copyOf") or element.get("id"))
            reference = None if original is None else original.get(attribute)
        return self._data.get(reference, "")


def _code_point(hexadecimal: str) -> str:
    try:
        character = chr(int(hexadecimal, 16))
        character.encode()
    except (ValueError, OverflowError):
        return ""
    return escape(character)
