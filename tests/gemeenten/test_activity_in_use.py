"""An activity in use stays; one that has been deleted breaks no earlier version of anything."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import ProtectedError
from wagtail.rich_text import RichText

from gemeenten.models import Activity, ActivityPage, Municipality, MunicipalityPage
from portal.roles import COMMUNICATION, MODERATORS
from tests.factories import make_profile
from tests.portal.translating import logged_in

LIST = "/admin/snippets/gemeenten/activity"


def said(response: Any) -> str:
    """The messages of the page that one ends up on."""
    return " ".join(str(message).strip() for message in response.context["messages"])


def test_municipality_of_the_register_is_never_deleted(db: None) -> None:
    with pytest.raises(ProtectedError):
        Municipality.objects.get(pk="44021").delete()

    # Nothing in either admin offers it.
    assert Municipality not in admin.site._registry
    assert logged_in("superuser").get("/admin/snippets/gemeenten/municipality/").status_code == 404


def test_activity_in_use_is_refused_with_the_places(db: None) -> None:
    activity = Activity.objects.all()[0]
    client = logged_in("superuser")

    for response in (
        client.get(f"{LIST}/delete/{activity.pk}/", follow=True),
        client.post(f"{LIST}/delete/{activity.pk}/", follow=True),
    ):
        assert f"“{activity.name}” cannot be deleted: it is used by" in said(response)
        assert "Gent" in response.content.decode()
    client.post(f"/admin/bulk/gemeenten/activity/delete/?id={activity.pk}")
    assert Activity.objects.filter(pk=activity.pk).exists()


def test_activity_that_only_an_initiative_names_is_in_use_too(db: None) -> None:
    activity = Activity.objects.create(name="Taalcafés", slug="taalcafes")
    page = make_profile("11001")
    rest = {"source_name": "", "source_url": ""}
    texts = {"title": "Taalcafé", "text": RichText("<p>Ja.</p>")}
    page.initiatives = [("initiative", {"activity": activity, **texts, **rest})]
    page.save_revision().publish()
    client = logged_in("superuser")

    response = client.post(f"{LIST}/delete/{activity.pk}/", follow=True)
    several = client.post(f"/admin/bulk/gemeenten/activity/delete/?id={activity.pk}", follow=True)

    assert "it is used by Aartselaar (nl)" in said(response)
    assert "it is used by Aartselaar (nl)" in said(several)
    assert Activity.objects.filter(pk=activity.pk).exists()


@pytest.mark.parametrize("role", [COMMUNICATION, MODERATORS])
def test_others_delete_no_activity_at_all(db: None, role: str) -> None:
    activity = Activity.objects.create(name="Ongebruikt", slug="ongebruikt")

    logged_in(role).post(f"{LIST}/delete/{activity.pk}/")

    assert Activity.objects.filter(pk=activity.pk).exists()


def test_activity_that_nobody_uses_may_go(db: None) -> None:
    activity = Activity.objects.create(name="Ongebruikt", slug="ongebruikt")

    logged_in("superuser").post(f"{LIST}/delete/{activity.pk}/")

    assert not Activity.objects.filter(pk=activity.pk).exists()


def test_page_of_an_activity_stays_while_municipalities_do_it(db: None, page_at: Any) -> None:
    page: ActivityPage = page_at("/nl/activiteiten/onderwijs/")
    profile = make_profile("11001")
    profile.activities.add(page.activity)
    profile.save_revision().publish()
    client = logged_in("superuser")

    for response in (
        client.post(f"/admin/pages/{page.pk}/delete/", follow=True),
        client.post(f"/admin/bulk/wagtailcore/page/delete/?id={page.get_parent().pk}", follow=True),
    ):
        assert "cannot be deleted while municipalities do this activity" in said(response)
        assert "Aartselaar" in said(response)
    assert ActivityPage.objects.filter(pk=page.pk).exists()


def test_page_of_an_activity_that_nobody_does_may_go(db: None, page_at: Any) -> None:
    page: ActivityPage = page_at("/nl/activiteiten/onderwijs/")
    for profile in MunicipalityPage.objects.filter(tagged_items__tag=page.activity):
        profile.activities.remove(page.activity.name)
        profile.save()

    logged_in("superuser").post(f"/admin/pages/{page.pk}/delete/")

    assert not ActivityPage.objects.filter(pk=page.pk).exists()


def test_earlier_version_with_a_deleted_activity_can_be_opened_and_brought_back(db: None) -> None:
    gone = Activity.objects.create(name="Verdwenen", slug="verdwenen")
    kept = Activity.objects.all()[0]
    page = make_profile("11001")
    page.activities.add(gone, kept)
    earlier = page.save_revision()
    earlier.publish()
    page = MunicipalityPage.objects.get(pk=page.pk)
    page.activities.remove(gone.name)
    page.save_revision().publish()
    gone.delete()
    client = logged_in("superuser")

    assert client.get(f"/admin/pages/{page.pk}/revisions/{earlier.pk}/revert/").status_code == 200
    assert client.get(f"/admin/pages/{page.pk}/revisions/compare/{earlier.pk}...live/").status_code == 200
    old = earlier.as_object()

    assert list(old.activities.all()) == [kept]


def test_earlier_version_of_an_activity_page_keeps_an_activity(db: None, page_at: Any) -> None:
    page: ActivityPage = page_at("/nl/activiteiten/onderwijs/")
    present = page.activity
    gone = Activity.objects.create(name="Verdwenen", slug="verdwenen")
    page.activity = gone
    earlier = page.save_revision()
    page.activity = present
    page.save_revision().publish()
    gone.delete()

    assert earlier.as_object().activity == present
    assert logged_in("superuser").get(f"/admin/pages/{page.pk}/revisions/{earlier.pk}/revert/").status_code == 200
