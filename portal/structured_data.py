"""What a page is about, for search engines: schema.org terms as JSON-LD. Pure: values in, dictionaries and text out.

It stands in the page as ``<script type="application/ld+json">``, a data block. Content security policies do not apply
to data blocks: "prepare the script element" in the HTML standard (html.spec.whatwg.org/multipage/scripting.html) ends
for a type that is neither JavaScript nor a module, an import map or speculation rules before it asks the policy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString

#: What could end the element or begin a comment in it; inside a JSON text these mean the same as the signs.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}

Thing = dict[str, Any]


def as_script(things: Iterable[Mapping[str, Any]]) -> SafeString:
    """The ``script`` element that holds ``things`` as one graph; empty without any. Nothing in them can leave it."""
    graph = [filled(thing) for thing in things]
    if not graph:
        return SafeString("")
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    return SafeString(f'<script type="application/ld+json">{text.translate(_ESCAPES)}</script>')


def filled(thing: Mapping[str, Any]) -> Thing:
    """``thing`` without its empty values."""
    return {name: value for name, value in thing.items() if value not in ("", None, [], {})}


def organisation(base: str, name: str, *, logo: str = "", email: str = "", same_as: Sequence[str] = ()) -> Thing:
    """Who runs the campaign, an NGO, at the site's address ``base`` (with its slash at the end)."""
    return filled(
        {
            "@type": "NGO",
            "@id": organisation_id(base),
            "name": name,
            "url": base,
            "logo": logo,
            "email": email,
            "areaServed": {"@type": "Country", "name": "Belgium"},
            "sameAs": list(same_as),
        }
    )


def organisation_id(base: str) -> str:
    """The name under which other things refer to the organisation."""
    return f"{base}#organisation"


def website(base: str, home: str, name: str, language: str, search: str) -> Thing:
    """The site in one language, with the address of its search page (without a query)."""
    return filled(
        {
            "@type": "WebSite",
            "@id": f"{home}#website",
            "name": name,
            "url": home,
            "inLanguage": language,
            "publisher": {"@id": organisation_id(base)},
            "potentialAction": search
            and {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
                "query-input": "required name=search_term_string",
            },
        }
    )


def breadcrumb_list(crumbs: Sequence[tuple[str, str]]) -> Thing:
    """The way from the home page: (title, full address) of each page, the present one last; empty for one."""
    if len(crumbs) < 2:
        return {}
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(crumbs, start=1)
        ],
    }
