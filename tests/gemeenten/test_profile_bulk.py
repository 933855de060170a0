"""Changing several profiles of the staff's list at once, through the real admin."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from gemeenten import profile_changes
from gemeenten.contacts import contacts_group
from gemeenten.models import Activity, MunicipalityPage
from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS
from tests.factories import make_profile
from tests.portal.translating import change, logged_in, profile

BULK = "/admin/bulk/gemeenten/municipalitypage"


def url(action: str, *pages: Any, **query: Any) -> str:
    """The address that the button in the list leads to."""
    return f"{BULK}/{action}/?{urlencode({'id': [page.pk for page in pages] or 'all', **query}, doseq=True)}"


def said(response: Any) -> str:
    """The messages of the page that one ends up on."""
    return " ".join(str(message).strip() for message in response.context["messages"])


def fresh(page: Any) -> Any:
    """A page as the database has it."""
    return MunicipalityPage.objects.get(pk=page.pk)


def draft(page: Any) -> Any:
    """A page as its latest revision has it."""
    return fresh(page).get_latest_revision_as_object()


# --- The list offers it -----------------------------------------------------------------------------------------------


def test_list_offers_the_actions(db: None) -> None:
    html = logged_in("superuser").get("/admin/profiles/").content.decode()

    for action in ("confirm", "activity", "export", "publish", "unpublish", "delete"):
        assert f'href="{BULK}/{action}/"' in html


def test_explorer_does_not(db: None, page_at: Any) -> None:
    html = logged_in("superuser").get(f"/admin/pages/{page_at('/nl/').pk}/").content.decode()

    assert "/bulk/wagtailcore/page/publish/" in html
    assert BULK not in html


# --- Confirming -------------------------------------------------------------------------------------------------------


def test_moderator_confirms_public_profiles_at_once(db: None) -> None:
    pages = [make_profile("11001"), make_profile("11002")]
    client = logged_in(MODERATORS)
    assert "Confirm today" in client.get(url("confirm", *pages)).content.decode()

    response = client.post(url("confirm", *pages, next="/admin/profiles/"), follow=True)

    assert "2 profiles changed and published." in said(response)
    for page in pages:
        assert fresh(page).confirmed_on == timezone.localdate()
        assert not fresh(page).has_unpublished_changes
        assert fresh(page).revisions.count() == 2


def test_waiting_draft_of_somebody_else_is_not_published(db: None) -> None:
    page = make_profile("11001")
    page.introduction = "Nog niet voor iedereen."
    page.save_revision()

    response = logged_in(MODERATORS).post(url("confirm", page, next="/admin/profiles/"), follow=True)

    assert "1 profile changed as a draft: Aartselaar." in said(response)
    assert fresh(page).confirmed_on is None
    assert fresh(page).introduction == "Inleiding."
    assert draft(page).confirmed_on == timezone.localdate()
    assert draft(page).introduction == "Nog niet voor iedereen."


def test_unpublished_profile_stays_unpublished(db: None) -> None:
    page = make_profile("11001")
    page.unpublish()

    logged_in(MODERATORS).post(url("confirm", page))

    assert not fresh(page).live
    assert draft(page).confirmed_on == timezone.localdate()


def test_who_may_not_publish_leaves_drafts(db: None) -> None:
    page = make_profile("11001")

    response = logged_in(COMMUNICATION).post(url("confirm", page, next="/admin/profiles/"), follow=True)

    assert "1 profile changed as a draft: Aartselaar." in said(response)
    assert fresh(page).confirmed_on is None
    assert draft(page).confirmed_on == timezone.localdate()


def test_confirmed_today_already_is_left_alone(db: None) -> None:
    page = make_profile("11001", confirmed_on=timezone.localdate())

    response = logged_in(MODERATORS).post(url("confirm", page, next="/admin/profiles/"), follow=True)

    assert "1 profile was so already." in said(response)
    assert fresh(page).revisions.count() == 1


def test_translation_follows_its_source(db: None) -> None:
    source, translation = profile("Gent"), profile("Gent", "fr")
    client = logged_in(MODERATORS)
    shown = client.get(url("confirm", source, translation)).content.decode()
    assert "A translation takes this over from its source" in shown

    client.post(url("confirm", source, translation))

    assert fresh(source).confirmed_on == timezone.localdate()
    assert fresh(translation).confirmed_on is None
    assert draft(translation).confirmed_on == timezone.localdate()


def test_locked_and_reviewed_profiles_are_left_out(db: None) -> None:
    locked, reviewed = make_profile("11001"), make_profile("11002")
    MunicipalityPage.objects.filter(pk=locked.pk).update(locked=True)
    reviewed.get_workflow().start(reviewed, None)
    client = logged_in(MODERATORS)

    html = client.get(url("confirm", locked, reviewed)).content.decode()
    client.post(url("confirm", locked, reviewed))

    assert "This profile is locked." in html
    assert "This profile is being reviewed" in html
    assert fresh(locked).revisions.count() == fresh(reviewed).revisions.count() == 1


@pytest.mark.parametrize("action", ["confirm", "activity"])
def test_translators_change_no_dutch_profile(db: None, action: str) -> None:
    page = make_profile("11001")
    client = logged_in(TRANSLATORS)
    assert "You may not edit this profile." in client.get(url(action, page)).content.decode()

    client.post(url(action, page), {"action": "add", "activity": Activity.objects.all()[0].pk})

    assert fresh(page).revisions.count() == 1


def test_contact_changes_only_the_own_municipality(db: None) -> None:
    own, other = make_profile("11001"), make_profile("11002")
    client = logged_in(TRANSLATORS)
    user = client.get("/admin/").wsgi_request.user
    user.groups.set([contacts_group(own)])

    client.post(url("confirm", own, other))

    assert draft(own).confirmed_on == timezone.localdate()
    assert draft(other).confirmed_on is None


def test_one_unforeseen_failure_undoes_everything(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = make_profile("11001"), make_profile("11002")
    moderator = logged_in(MODERATORS).get("/admin/").wsgi_request.user

    def breaks(page: MunicipalityPage) -> bool:
        if page.pk == second.pk:
            raise RuntimeError
        return profile_changes.confirm_today(page)

    with pytest.raises(RuntimeError):
        profile_changes.change_profiles([first, second], breaks, moderator)

    assert fresh(first).revisions.count() == 1


def test_profile_that_is_refused_when_saved_is_named(db: None) -> None:
    good, bad = make_profile("11001"), make_profile("11002")
    other = make_profile("11004")
    MunicipalityPage.objects.filter(pk=bad.pk).update(municipality=other.municipality_id)
    content = bad.latest_revision.content | {"municipality": other.municipality_id}
    type(bad.latest_revision).objects.filter(pk=bad.latest_revision.pk).update(content=content)

    response = logged_in(MODERATORS).post(url("confirm", good, bad, next="/admin/profiles/"), follow=True)

    assert "1 profile changed and published." in said(response)
    assert f"{bad.title}: This municipality already has a profile in this language" in said(response)
    assert fresh(bad).confirmed_on is None


def test_everything_in_the_list_is_what_its_filters_left(db: None) -> None:
    inside, outside = make_profile("11001", joined_on=date(2024, 3, 9)), make_profile("11002")

    logged_in(MODERATORS).post(url("confirm", joined=2024, locale="nl", q="Aarts"))

    assert fresh(inside).confirmed_on == timezone.localdate()
    assert fresh(outside).confirmed_on is None
    assert fresh(profile("Gent")).confirmed_on is None


def test_publishing_everything_keeps_to_the_list_too(db: None, page_at: Any) -> None:
    decision = "https://example.org/besluit"
    inside = make_profile("11001", joined_on=date(2024, 3, 9), decision_url=decision)
    outside = make_profile("11002", decision_url=decision)
    inside.unpublish()
    outside.unpublish()

    logged_in(MODERATORS).post(url("publish", joined=2024))

    assert fresh(inside).live
    assert not fresh(outside).live


# --- Activities -------------------------------------------------------------------------------------------------------


def test_activity_is_added_and_taken_off_again(db: None) -> None:
    activity = Activity.objects.all()[0]
    page, has_it = make_profile("11001"), make_profile("11002")
    has_it.activities.add(activity)
    has_it.save_revision().publish()
    client = logged_in(MODERATORS)

    response = client.post(
        url("activity", page, has_it, next="/admin/profiles/"), {"action": "add", "activity": activity.pk}, follow=True
    )

    assert "1 profile changed and published. 1 profile was so already." in said(response)
    assert activity in fresh(page).activities.all()

    client.post(url("activity", page, has_it), {"action": "remove", "activity": activity.pk})

    assert list(fresh(page).activities.all()) == list(fresh(has_it).activities.all()) == []


def test_activity_must_be_chosen(db: None) -> None:
    page = make_profile("11001")

    response = logged_in(MODERATORS).post(url("activity", page), {"action": "add", "activity": ""})

    assert response.status_code == 200
    assert "This field is required." in response.content.decode()
    assert fresh(page).revisions.count() == 1


def test_other_activities_and_the_draft_stay(db: None) -> None:
    first, second = Activity.objects.all()[:2]
    page = make_profile("11001")
    page.activities.add(first)
    page.introduction = "Ontwerp."
    page.save_revision()

    logged_in(MODERATORS).post(url("activity", page), {"action": "add", "activity": second.pk})

    assert set(draft(page).activities.all()) == {first, second}
    assert draft(page).introduction == "Ontwerp."
    assert list(fresh(page).activities.all()) == []


# --- Exporting --------------------------------------------------------------------------------------------------------


def test_selection_is_exported(db: None) -> None:
    pages = [make_profile("11002"), make_profile("11001")]
    make_profile("11004")
    client = logged_in(COMMUNICATION)
    assert "Download" in client.get(url("export", *pages)).content.decode()

    response = client.post(url("export", *pages), {"file": "csv"})

    rows = list(csv.DictReader(io.StringIO(response.content.decode().removeprefix("\ufeff"))))
    assert [row["REFNIS"] for row in rows] == ["11001", "11002"]
    assert response["Content-Disposition"] == 'attachment; filename="municipalities.csv"'


def test_selection_that_is_not_theirs_is_not_exported(db: None) -> None:
    own, other = profile("Gent", "fr"), make_profile("11001")

    response = logged_in(TRANSLATORS).post(url("export", own, other), {"file": "csv"})

    text = response.content.decode()
    assert "Gand" in text
    assert "11001" not in text


# --- Wagtail's own, in this list --------------------------------------------------------------------------------------


def test_unfinished_translations_are_still_asked_about(db: None) -> None:
    change(profile("Gent"), introduction="Heel anders.")
    page = profile("Gent", "fr")

    response = logged_in(MODERATORS).post(url("publish", page))

    assert response.status_code == 200
    assert "Publish an unfinished translation" in response.content.decode()
