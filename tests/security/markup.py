"""What an attacker types, and how one sees that it came to life."""

from __future__ import annotations

import json
import re
from typing import Any

from lxml import html as lxml_html

#: Calls this if it runs.
CALL = "alert(4711)"
SCRIPT = f"<script>{CALL}</script>"
HANDLER = f'"><img src=x onerror={CALL}>'
#: 49 stands between the two signs where a template is made of it.
TEMPLATE = "q{{7*7}}q"
#: The longest that fits is taken.
WORDS = (
    f"{TEMPLATE}{SCRIPT}{HANDLER}' onmouseover='{CALL}",
    f"{SCRIPT}{HANDLER}",
    HANDLER,
    SCRIPT,
    "<svg/onload=x()>",
    "<b>",
)
#: Addresses with markup in them that the checks of an address let pass.
URL = f'https://example.org/"><img/src=x/onerror={CALL}>'
#: Those that must be refused wherever an address is asked for.
SCRIPT_URLS = (
    f"javascript:{CALL}",
    f"JaVaScRiPt:{CALL}",
    f" javascript:{CALL}",
    f"java\tscript:{CALL}",
    f"data:text/html,{SCRIPT}",
    f"vbscript:{CALL}",
)
_ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcdoc")
_RUNS = re.compile(r"(?:javascript|vbscript|data\s*:\s*text/html)", re.I)


def words_for(longest: int | None) -> str:
    """What is typed into a field with room for so many characters."""
    return next((words for words in WORDS if longest is None or len(words) <= longest), "<")


def live_markup(html: str) -> list[str]:
    """What of the words above a browser would run, or take for a tag; empty when all of it is text."""
    if "<" not in html:
        return []
    found = []
    if "q49q" in html:
        found.append("a template was made of the words")
    for element in lxml_html.document_fromstring(html.encode(), parser=_parser()).iter():
        if isinstance(element.tag, str):
            found += _of_element(element)
    return found


def _parser() -> Any:
    return lxml_html.HTMLParser(encoding="utf-8")


def _of_element(element: Any) -> list[str]:
    found = []
    if element.tag == "script":
        found += _of_script(element)
    if element.tag == "svg" and element.get("onload"):
        found.append("svg")
    for name, value in element.attrib.items():
        if name.lower().startswith("on") and ("4711" in value or "x()" in value):
            found.append(f"<{element.tag} {name}={value}>")
        if name.lower() in _ADDRESSES and _RUNS.match(re.sub(r"[\s\x00-\x1f]", "", value)):
            found.append(f"<{element.tag} {name}={value}>")
    return found


def _of_script(element: Any) -> list[str]:
    source, text = element.get("src"), element.text or ""
    if source is not None:
        # The bar that staff sees on the site names its own host.
        own = source.startswith(("/static/", "/admin/", "/django-admin/", "//localhost/static/", "//localhost/admin/"))
        return [] if own else [f"<script src={source}>"]
    if element.get("type", "").endswith("json"):
        try:
            json.loads(text)
        except ValueError:
            return [f"broken JSON: {text[:80]}"]
        return []
    return [f"<script>{text[:80]}"] if text.strip().startswith(CALL) else []


def live_xml(text: str) -> list[str]:
    """The same for a feed or another XML file: it is well formed, and its HTML holds nothing that runs."""
    from lxml import etree

    root = etree.fromstring(text.encode())
    found = []
    for element in root.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname in ("script", "img"):
            found.append(f"<{element.tag}>")
        if isinstance(element.tag, str) and element.get("type") == "html":
            found += live_markup(f"<div>{element.text or ''}</div>")
    return found
