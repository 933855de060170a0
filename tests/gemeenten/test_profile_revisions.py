"""Comparing and bringing back earlier versions of a profile, through the real admin."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from gemeenten.models import Activity, Commitment, MunicipalityPage
from portal.roles import COMMUNICATION, MODERATORS
from tests.factories import make_profile
from tests.portal.translating import logged_in

EMPTY = {"source_name": "", "source_url": ""}


def text_of(response: Any) -> str:
    """What one reads in the page's main part."""
    html = response.content.decode().split("<main")[1]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def initiative(activity: Activity, title: str) -> tuple[str, dict[str, Any]]:
    """One block of the stream."""
    return "initiative", {"activity": activity, "title": title, "text": RichText("<p>Elke week.</p>"), **EMPTY}


def profile_in_two_versions() -> tuple[MunicipalityPage, Any, Any]:
    """A profile with the revisions of before and after everything in it changed."""
    first, second = Activity.objects.all()[:2]
    page = make_profile("11001", ("asked",))
    page.introduction = "De eerste tekst."
    page.activities.set([first])
    page.initiatives = [initiative(first, "Taalcafé")]
    before = page.save_revision()
    before.publish()
    page = MunicipalityPage.objects.get(pk=page.pk)
    page.introduction = "De tweede tekst."
    page.activities.set([second])
    page.commitments.add(Commitment(sort_order=1, kind="decided", source_name="Raadsverslag"))
    page.initiatives = [initiative(second, "Buddywerking")]
    after = page.save_revision()
    after.publish()
    return MunicipalityPage.objects.get(pk=page.pk), before, after


def form_of(client: Client, address: str) -> dict[str, Any]:
    """The fields of the form at an address, filled in as it shows them."""
    response = client.get(address)
    form = response.context["form"]
    page = form.instance
    commitments = [
        {name: getattr(step, name) or "" for name in ("kind", "date", "date_precision", "source_name", "source_url")}
        | {"id": step.pk or ""}
        for step in page.commitments.all()
    ]
    initiatives = [("initiative", block_values(block.value)) for block in page.initiatives]
    names = (
        "title",
        "slug",
        "introduction",
        "joined_on",
        "confirmed_on",
        "decision_url",
        "contact_email",
        "contact_url",
    )
    return nested_form_data(
        {
            **{name: getattr(page, name) or "" for name in names},
            "seo_title": "",
            "search_description": "",
            "menu_title": "",
            "share_image": "",
            "image": "",
            "decision_document": "",
            "municipality": page.municipality_id,
            "body": rich_text(page.body),
            "activities": ", ".join(f'"{one.name}"' for one in page.activities.all()),
            "initiatives": streamfield(initiatives),
            "commitments": inline_formset(
                commitments, initial=int(form.formsets["commitments"].management_form.initial["INITIAL_FORMS"])
            ),
            "comments": inline_formset([]),
        }
    )


def block_values(value: Any) -> dict[str, Any]:
    """One initiative as the form sends it."""
    found: dict[str, Any] = {}
    for name in value.block.child_blocks:
        raw = value.get(name)
        raw = raw.pk if isinstance(raw, Activity) else raw
        found[name] = rich_text(raw.source) if isinstance(raw, RichText) else ("" if raw is None else raw)
    return found


def test_comparison_shows_what_changed_everywhere(db: None) -> None:
    page, before, after = profile_in_two_versions()

    response = logged_in(COMMUNICATION).get(f"/admin/pages/{page.pk}/revisions/compare/{before.pk}...{after.pk}/")
    text = text_of(response)

    assert "eerste" in text
    assert "tweede" in text
    assert "Raadsverslag" in text
    assert "Taalcafé" in text
    assert "Buddywerking" in text
    for activity in Activity.objects.all()[:2]:
        assert activity.name in text


def test_earlier_version_is_offered_with_history_activities_and_initiatives(db: None) -> None:
    page, before, _after = profile_in_two_versions()

    response = logged_in(COMMUNICATION).get(f"/admin/pages/{page.pk}/revisions/{before.pk}/revert/")
    old = response.context["form"].instance

    assert "You are viewing a previous version of this page" in text_of(response)
    assert old.introduction == "De eerste tekst."
    assert [step.kind for step in old.commitments.all()] == ["asked"]
    assert list(old.activities.all()) == [Activity.objects.all()[0]]
    assert [block.value["title"] for block in old.initiatives] == ["Taalcafé"]


def test_earlier_version_comes_back_whole_when_it_is_published(db: None, site: Client) -> None:
    page, before, _after = profile_in_two_versions()
    client = logged_in(MODERATORS)
    address = f"/admin/pages/{page.pk}/revisions/{before.pk}/revert/"

    response = client.post(address, {**form_of(client, address), "action-publish": "action-publish"})

    assert response.status_code == 302
    page = MunicipalityPage.objects.get(pk=page.pk)
    assert page.introduction == "De eerste tekst."
    assert page.status == "asked"
    assert [step.kind for step in page.commitments.all()] == ["asked"]
    assert list(page.activities.all()) == [Activity.objects.all()[0]]
    assert [block.value["title"] for block in page.initiatives] == ["Taalcafé"]
    assert "De eerste tekst." in site.get(page.url).content.decode()
    assert page.revisions.count() == 4


def test_editor_brings_it_back_as_a_draft_only(db: None) -> None:
    page, before, _after = profile_in_two_versions()
    client = logged_in(COMMUNICATION)
    address = f"/admin/pages/{page.pk}/revisions/{before.pk}/revert/"

    client.post(address, form_of(client, address))

    page = MunicipalityPage.objects.get(pk=page.pk)
    assert page.introduction == "De tweede tekst."
    assert page.get_latest_revision_as_object().introduction == "De eerste tekst."
