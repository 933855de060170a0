"""The editor of profiles as staff meets it: the real forms, in Dutch and in French."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail.users.models import UserProfile

from gemeenten.models import Activity, MunicipalityPage
from portal.roles import COMMUNICATION, MODERATORS
from tests.factories import index_page, make_profile

KORTRIJK, HALLE, MERELBEKE, MELLE = "34022", "23027", "44043", "44040"
SOURCE = "https://www.example.org/raad"
PUBLISH, SUBMIT = {"action-publish": "action-publish"}, {"action-submit": "action-submit"}


def log_in(role: str | None = None, language: str = "nl") -> Client:
    """The browser of somebody in a role (``None``: administrator) who reads the admin in ``language``."""
    users = get_user_model().objects
    name = f"{role or 'administrator'} {language}"
    if role is None:
        user = users.create_superuser(name, password="long-and-secret-1")
    else:
        user = users.create_user(name, password="long-and-secret-1")
        user.groups.add(Group.objects.get(name=role))
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    client = Client(HTTP_HOST="localhost")
    assert client.login(username=name, password="long-and-secret-1")
    return client


def step(
    kind: str = "decided", day: str = "2026-09-28", source: str = SOURCE, precision: str = "day"
) -> dict[str, Any]:
    """One step of the history as it is filled in."""
    return {"kind": kind, "date": day, "date_precision": precision, "source_name": "", "source_url": source}


def form(*steps: dict[str, Any], **values: Any) -> dict[str, Any]:
    """What an editor sends who fills in no more than she must."""
    filled = {
        "municipality": KORTRIJK,
        "title": "",
        "slug": "",
        "joined_on": "",
        "confirmed_on": "",
        "introduction": "In Kortrijk leren buren elkaar kennen.",
        "body": rich_text("", features=["h2"]),
        "image": "",
        "activities": "",
        "initiatives": streamfield([]),
        "commitments": inline_formset(list(steps) if steps else [step()]),
        **dict.fromkeys(("decision_url", "decision_document", "contact_email", "contact_url"), ""),
        **dict.fromkeys(("seo_title", "search_description", "menu_title", "share_image"), ""),
        "comments": inline_formset([]),
    }
    return nested_form_data({**filled, **values})


def add(client: Client, *steps: dict[str, Any], action: dict[str, str] | None = None, **values: Any) -> Any:
    """Send the form of a new Dutch profile; a draft unless ``action`` says otherwise."""
    address = f"/admin/pages/add/gemeenten/municipalitypage/{index_page().pk}/"
    return client.post(address, {**form(*steps, **values), **(action or {})})


def refusals(response: Any) -> str:
    """The errors that a form shows."""
    assert response.status_code == 200
    return unescape(" ".join(re.findall(r'class="error-message"[^>]*>(.*?)</', response.content.decode(), re.DOTALL)))


def told(client: Client, address: str = "/admin/") -> str:
    """The messages that wait for somebody."""
    messages = client.get(address, follow=True).context["messages"]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(str(message) for message in messages))))


def kortrijk() -> MunicipalityPage:
    """The new profile."""
    return MunicipalityPage.objects.get(municipality_id=KORTRIJK)


# --- What follows from the register -----------------------------------------------------------------------------------


def test_name_and_address_follow_from_the_register(db: None) -> None:
    assert add(log_in(COMMUNICATION)).status_code == 302

    page = kortrijk()
    assert (page.title, page.slug, page.live) == ("Kortrijk", "kortrijk", False)


def test_french_page_takes_the_french_name(db: None) -> None:
    address = f"/admin/pages/add/gemeenten/municipalitypage/{index_page('fr').pk}/"

    assert log_in().post(address, form()).status_code == 302
    assert (kortrijk().title, kortrijk().slug) == ("Courtrai", "courtrai")


def test_own_title_and_address_are_kept(db: None) -> None:
    add(log_in(), title="Kortrijk, stad aan de Leie", slug="leiestad")

    assert (kortrijk().title, kortrijk().slug) == ("Kortrijk, stad aan de Leie", "leiestad")


def test_taken_address_gets_a_number(db: None) -> None:
    make_profile("34023", slug="kortrijk")

    add(log_in())

    assert kortrijk().slug == "kortrijk-2"


def test_another_choice_takes_another_name_until_the_page_is_public(db: None) -> None:
    client = log_in()
    add(client)
    page = kortrijk()
    address = f"/admin/pages/{page.pk}/edit/"

    client.post(address, form(municipality="34023", title="Kortrijk", slug="kortrijk"))
    draft = MunicipalityPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (draft.municipality_id, draft.title, draft.slug) == ("34023", "Kuurne", "kuurne")

    client.post(address, {**form(municipality=KORTRIJK, title="Onze stad", slug="onze-stad"), **PUBLISH})
    page.refresh_from_db()
    assert (page.municipality_id, page.title, page.slug) == (KORTRIJK, "Onze stad", "onze-stad")


def test_background_save_shows_name_and_address_in_the_open_form(db: None) -> None:
    address = f"/admin/pages/add/gemeenten/municipalitypage/{index_page().pk}/"

    answer = log_in(COMMUNICATION).post(address, form(), headers={"accept": "application/json"}).json()

    assert answer["success"] is True
    assert answer["field_updates"]["title"] == "Kortrijk"
    assert answer["field_updates"]["slug"] == "kortrijk"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ["Wat de gemeente doet", "1. Welke gemeente", "Kies een gemeente", "Zo gaat het"]),
        ("fr", ["Wat de gemeente doet", "1. Quelle commune", "Choisir une commune", "Comment faire"]),
    ],
)
def test_new_profile_starts_with_headings_help_and_one_step(db: None, language: str, words: list[str]) -> None:
    response = log_in(language=language).get(f"/admin/pages/add/gemeenten/municipalitypage/{index_page().pk}/")

    html = unescape(response.content.decode())
    for text in words:
        assert text in html, text
    assert 'name="commitments-TOTAL_FORMS" value="1"' in html
    assert re.search(r'<option value="decided" selected', html)


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_field_has_a_word_of_help_in_the_language_of_the_editor(db: None, language: str) -> None:
    response = log_in(language=language).get(f"/admin/pages/add/gemeenten/municipalitypage/{index_page().pk}/")

    html = response.content.decode()
    form_fields = response.context["form"].fields
    ours = set(form_fields) - {"slug", "seo_title", "search_description", "share_image", "show_in_menus"}
    ours -= {"menu_title", "go_live_at", "expire_at", "comment_notifications"}
    for name in ours:
        assert re.search(rf'id="[^"]*{name}[^"]*-helptext"', html), name
    english = ["Search by name or postcode", "One to three sentences", "The address of a service", "For example"]
    assert not [words for words in english if words in html]


def test_editor_shows_what_the_register_says_of_the_municipality(db: None) -> None:
    client = log_in()
    add(client)

    html = re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(f"/admin/pages/{kortrijk().pk}/edit/").content.decode())
    )

    assert "West-Vlaanderen" in html
    assert "Taal van de brief Nederlands" in html
    assert "Courtrai / Kortrijk" in html


# --- Drafts and publication -------------------------------------------------------------------------------------------


def test_incomplete_draft_is_kept_and_says_what_is_missing(db: None) -> None:
    client = log_in(COMMUNICATION)

    response = add(client, step(day="", source=""), introduction="")

    assert response.status_code == 302
    words = told(client, response["Location"])
    assert "Bewaard als concept" in words
    assert "heeft een bron nodig" in words
    assert "Schrijf een inleiding" in words
    assert "Er is geen activiteit gekozen" in words


@pytest.mark.parametrize("action", [PUBLISH, SUBMIT])
@pytest.mark.parametrize(
    ("language", "words"), [("nl", "heeft een bron nodig"), ("fr", "a besoin d’une source")], ids=["nl", "fr"]
)
def test_decision_without_source_is_not_published_or_submitted(
    db: None, action: dict[str, str], language: str, words: str
) -> None:
    response = add(log_in(language=language), step(source=""), action=action)

    assert words in refusals(response)
    assert not MunicipalityPage.objects.filter(municipality_id=KORTRIJK).exists()


def test_decision_of_the_council_is_source_enough(db: None) -> None:
    assert add(log_in(), step(source=""), action=PUBLISH, decision_url=SOURCE).status_code == 302

    assert kortrijk().status == "solidary"


def test_step_that_is_removed_is_not_asked_for_its_source(db: None) -> None:
    client = log_in()
    add(client, step(), action=PUBLISH)
    known = kortrijk().commitments.get()
    gone = {**step(source=""), "id": known.pk, "DELETE": "1"}
    values = form(
        commitments=inline_formset([gone, {**step("asked", source=""), "id": ""}], initial=1), slug="kortrijk"
    )

    response = client.post(f"/admin/pages/{kortrijk().pk}/edit/", {**values, "joined_on": "", **PUBLISH})

    assert response.status_code == 302
    assert kortrijk().status == "asked"


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "lijkt het adres van een persoon"), ("fr", "ressemble à l’adresse d’une personne")],
)
@pytest.mark.parametrize("action", [{}, PUBLISH])
def test_address_of_a_person_is_refused_even_in_a_draft(
    db: None, language: str, words: str, action: dict[str, str]
) -> None:
    response = add(log_in(language=language), action=action, contact_email="an.peeters@kortrijk.be")

    assert words in refusals(response)
    assert "integrati" in refusals(response)
    assert not MunicipalityPage.objects.filter(municipality_id=KORTRIJK).exists()


def test_address_of_a_service_is_accepted(db: None) -> None:
    assert add(log_in(), action=PUBLISH, contact_email="integratie@kortrijk.be").status_code == 302


def test_dates_out_of_order_are_refused_beside_the_step_when_published(db: None) -> None:
    client = log_in()
    steps = [step("decided", "2026-03-01"), step("asked", "2026-04-01")]

    response = add(client, *steps, action=PUBLISH)

    assert "komt vóór “De vraag werd gesteld”" in refusals(response)
    assert add(client, *steps).status_code == 302


def test_second_profile_is_refused_with_the_way_to_the_first(db: None) -> None:
    response = add(log_in(), municipality="44021", action=PUBLISH)

    assert "Gent heeft al een profiel in deze taal." in refusals(response)
    first = MunicipalityPage.objects.get(slug="gent")
    assert f'<a href="/admin/pages/{first.pk}/edit/">' in response.content.decode()


@pytest.mark.asvs("v5.0.0-2.2.3")
def test_what_came_after_a_merger_is_refused_with_the_successor_named(db: None) -> None:
    response = add(log_in(), step(day="2025-03-01"), municipality=MELLE, action=PUBLISH)

    assert "Melle ging op in Merelbeke-Melle" in refusals(response)
    assert add(log_in(language="fr"), step(day="2024-03-01"), municipality=MELLE, action=PUBLISH).status_code == 302


@pytest.mark.parametrize("name", ["joined_on", "confirmed_on"])
def test_days_of_the_profile_do_not_lie_in_the_future(db: None, name: str) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    response = add(log_in(), step(day=""), action=PUBLISH, **{name: tomorrow})

    assert "Deze datum ligt in de toekomst" in refusals(response)


def test_day_of_joining_follows_from_the_decision(db: None) -> None:
    add(log_in(), action=PUBLISH)

    assert kortrijk().joined_on == date(2026, 9, 28)


def test_day_of_joining_stays_empty_where_only_the_month_is_known(db: None) -> None:
    add(log_in(), step(precision="month"), action=PUBLISH)

    assert kortrijk().joined_on is None


def test_headings_left_empty_stay_in_the_draft_and_leave_with_publication(db: None, site: Client) -> None:
    client = log_in()
    body = rich_text("<h2>Wat de gemeente doet</h2><p>Veel.</p><h2>Hoe het begon</h2><p></p>", features=["h2"])
    add(client, body=body)
    assert "Hoe het begon" in kortrijk().body

    client.post(f"/admin/pages/{kortrijk().pk}/edit/", {**form(body=body, slug="kortrijk"), **PUBLISH})

    html = site.get("/nl/gemeenten/kortrijk/").content.decode()
    assert "Wat de gemeente doet" in html
    assert "Hoe het begon" not in html


def test_unfinished_draft_saved_after_submission_is_not_approved(db: None, site: Client) -> None:
    moderator = log_in(MODERATORS)
    assert add(log_in(COMMUNICATION), action=SUBMIT).status_code == 302
    page = kortrijk()
    values = form(slug="kortrijk", commitments=inline_formset([step(source="")]))
    assert moderator.post(f"/admin/pages/{page.pk}/edit/", values).status_code == 302
    page = kortrijk()
    approve = f"/admin/pages/workflow/action/{page.pk}/approve/{page.current_workflow_task_state.pk}/"

    response = moderator.post(approve)

    assert response["Location"] == f"/admin/pages/{page.pk}/edit/"
    assert "heeft een bron nodig" in told(moderator)
    assert not kortrijk().live
    dialogue = moderator.get(approve, headers={"x-requested-with": "XMLHttpRequest"}).json()
    assert dialogue["redirect"] == f"/admin/pages/{page.pk}/edit/"


def test_unfinished_draft_is_not_published_by_the_handful(db: None) -> None:
    client = log_in(MODERATORS)
    add(log_in(COMMUNICATION), step(source=""))

    response = client.post(f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&id={kortrijk().pk}")

    assert response["Location"] == f"/admin/pages/{kortrijk().pk}/edit/"
    assert not kortrijk().live


# --- Advice -----------------------------------------------------------------------------------------------------------


def test_published_profile_is_followed_by_advice_that_hinders_nobody(db: None) -> None:
    client = log_in()
    add(client, action=PUBLISH)

    words = told(client)

    assert "Er is nog geen initiatief" in words
    assert "nog geen versie in het Frans" in words
    assert "Bewaard als concept" not in words


def test_complete_profile_gets_no_advice(db: None) -> None:
    from gemeenten.profile_advice import advice

    page = MunicipalityPage.objects.get(slug="gent")
    page.activities.set(Activity.objects.all()[:1])
    page.confirmed_on = timezone.localdate()
    assert len(page.initiatives) > 0

    assert advice(page) == []
    page.confirmed_on = timezone.localdate() - timedelta(days=400)
    assert len(advice(page)) == 1


def test_background_save_says_nothing(db: None) -> None:
    client = log_in(COMMUNICATION)
    address = f"/admin/pages/add/gemeenten/municipalitypage/{index_page().pk}/"

    client.post(address, form(step(source="")), headers={"accept": "application/json"})

    assert told(client) == ""


# --- Choosing from the register ---------------------------------------------------------------------------------------


def choose(client: Client, query: str) -> str:
    """The words of the chooser's list."""
    html = client.get("/admin/register-chooser/results/", {"q": query}).content.decode()
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))


@pytest.mark.parametrize("query", ["Kortrijk", "courtrai", "8510", "34022", "kortrik", "Marke"])
def test_municipality_is_found_by_any_name_postcode_code_or_part(db: None, query: str) -> None:
    words = choose(log_in(COMMUNICATION), query)

    for text in ("Kortrijk", "34022", "West-Vlaanderen", "Nederlands", "nog niet"):
        assert text in words


def test_former_municipality_is_offered_below_its_successor(db: None) -> None:
    words = choose(log_in(COMMUNICATION), "Merelbeke")

    assert words.index("Merelbeke-Melle") < words.index("tot 31 december 2024, vandaag deel van Merelbeke-Melle")
    assert "44043" in words


def test_mere_change_of_code_is_not_offered(db: None) -> None:
    words = choose(log_in(COMMUNICATION), "La Louvière")

    assert "58001" in words
    assert "55022" not in words


def test_profile_that_exists_is_shown_with_the_way_to_it(db: None) -> None:
    client = log_in(COMMUNICATION)
    page = MunicipalityPage.objects.get(slug="gent")

    html = client.get("/admin/register-chooser/results/", {"q": "Gent"}).content.decode()

    assert f"/admin/pages/{page.pk}/edit/" in html


def test_choice_shows_province_and_language_of_the_letter(db: None) -> None:
    client = log_in(COMMUNICATION, "fr")

    result = client.get("/admin/register-chooser/chosen/34022/").json()["result"]

    assert result["id"] == "34022"
    assert result["title"] == "Courtrai (34022) · Flandre occidentale · lettre\N{NO-BREAK SPACE}: néerlandais"


def test_list_of_the_register_asks_a_fixed_number_of_questions(db: None, django_assert_max_num_queries: Any) -> None:
    client = log_in(COMMUNICATION)
    choose(client, "")

    with django_assert_max_num_queries(14):
        words = choose(client, "")

    assert "Aalst" in words


def test_strangers_choose_nothing(db: None, site: Client) -> None:
    assert "/login/" in site.get("/admin/register-chooser/")["Location"]
    assert Page.objects.exists()
