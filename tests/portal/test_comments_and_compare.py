"""Comments beside the fields, and what changed between two versions, through the real views."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.models import Comment

from portal.roles import COMMUNICATION, MODERATORS
from tests.portal.editor_forms import form_data
from tests.portal.test_roles import ONE_OF_EACH, log_in

ADDRESSES = [address for addresses in ONE_OF_EACH.values() for address in addresses]
BLOCK = "00000000-0000-4000-8000-00000000000a"


def comment(text: str, path: str) -> dict[str, str]:
    """A new comment as the editor sends it."""
    new = {"comments-0-text": text, "comments-0-contentpath": path, "comments-0-position": "", "comments-0-id": ""}
    replies = {"comments-0-replies-TOTAL_FORMS": "0", "comments-0-replies-INITIAL_FORMS": "0"}
    return {"comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "0", **new, **replies}


@pytest.mark.parametrize("role", [COMMUNICATION, MODERATORS])
@pytest.mark.parametrize("path", ["title", f"body.{BLOCK}"])
def test_colleague_leaves_a_comment_beside_a_field_or_block(db: None, page_at: Any, role: str, path: str) -> None:
    client, page = log_in(role), page_at("/nl/over-ons/")
    page.body = [{"type": "text", "value": "<p>Zin.</p>", "id": BLOCK}]
    page.save_revision().publish()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = form_data(page, get_user_model().objects.get(username="somebody"))

    assert client.post(address, data | comment("Klopt dit nog?", path)).status_code == 302

    [kept] = Comment.objects.filter(page=page)
    assert (kept.text, kept.contentpath, kept.user.username) == ("Klopt dit nog?", path, "somebody")
    html = client.get(address).content.decode()
    assert json.dumps("Klopt dit nog?") in html.replace("&quot;", '"')
    assert 'data-side-panel="comments"' in html


@pytest.mark.parametrize("address", ADDRESSES)
def test_two_versions_of_every_page_type_are_compared(admin_client: Any, page_at: Any, address: str) -> None:
    page = page_at(address)
    before = page.save_revision()
    changed = next(name for name in ("introduction", "hero_text", "title") if hasattr(page, name))
    setattr(page, changed, "Dit stond er niet.")
    after = page.save_revision()

    response = admin_client.get(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, before.pk, after.pk]))

    assert response.status_code == 200
    assert "Dit stond er niet." in response.content.decode()


def test_comparison_shows_what_changed_inside_blocks(admin_client: Any, page_at: Any) -> None:
    page = page_at("/nl/over-ons/")
    kept = {"type": "quote", "id": BLOCK, "value": {"text": "Wij helpen", "author": "Een buur", "role": ""}}
    gone = {"type": "text", "id": "00000000-0000-4000-8000-00000000000b", "value": "<p>Verdwenen zin.</p>"}
    page.body = [kept, gone]
    before = page.save_revision()
    page.body = [{**kept, "value": {**kept["value"], "text": "Wij helpen graag"}}]
    after = page.save_revision()

    html = admin_client.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, before.pk, after.pk])
    ).content.decode()

    assert '<span class="addition">' in html
    assert "graag" in html
    assert "Verdwenen zin." in html
