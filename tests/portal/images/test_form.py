"""Describing images in the admin: the decision about the alternative text, credits, uploads that are refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Collection

from gemeenten.contacts import contacts_group
from portal.images.forms import CampaignImageForm
from portal.models import CampaignImage
from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS
from tests.portal.images.making import bytes_of, make_image, upload


def filled(**values: Any) -> dict[str, Any]:
    """A filled-in form of an image."""
    root = Collection.get_first_root_node()
    values = {
        "title": "Beeld",
        "description": "Mensen koken samen.",
        "credit": "An Maes, CC BY 4.0",
        "tags": "",
        "collection": root.pk,
        **values,
    }
    return {name: value for name, value in values.items() if value is not None}


def errors(response: Any) -> dict[str, Any]:
    """The errors of the form that came back."""
    return dict(response.context["form"].errors)


# --- The decision ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"description": ""}, {"description"}),
        ({"description": "   "}, {"description"}),
        ({"is_decorative": "on"}, {"description"}),
        ({"credit": ""}, {"credit"}),
        ({"description": "", "credit": ""}, {"description", "credit"}),
    ],
)
def test_image_without_exactly_one_decision_or_without_credit_is_refused(
    admin_client: Client, values: dict[str, Any], wrong: set[str]
) -> None:
    response = admin_client.post("/admin/images/add/", {**filled(**values), "file": upload()})

    assert response.status_code == 200
    assert set(errors(response)) == wrong
    assert not CampaignImage.objects.exists()


@pytest.mark.parametrize("values", [{}, {"description": "", "is_decorative": "on"}])
def test_image_with_one_decision_is_saved(admin_client: Client, values: dict[str, Any]) -> None:
    response = admin_client.post("/admin/images/add/", {**filled(**values), "file": upload()})

    image = CampaignImage.objects.get()
    assert response.status_code == 302
    assert image.is_decorative is bool(values)
    assert image.default_alt_text == ("" if values else "Mensen koken samen.")
    assert image.credit == "An Maes, CC BY 4.0"


def test_older_image_without_a_decision_keeps_its_title_until_somebody_edits_it(admin_client: Client) -> None:
    image = make_image("Feest", description="", credit="")
    assert image.default_alt_text == "Feest"

    refused = admin_client.post(f"/admin/images/{image.pk}/", filled(title="Feest", description="", credit=""))

    assert set(errors(refused)) == {"description", "credit"}


def test_chooser_asks_for_the_decision_too(admin_client: Client) -> None:
    def send(**values: Any) -> Any:
        sent = {f"image-chooser-upload-{name}": value for name, value in filled(**values).items()}
        return admin_client.post("/admin/images/chooser/create/", {**sent, "image-chooser-upload-file": upload()})

    refused = send(description="")
    assert refused.json()["step"] == "reshow_creation_form"
    assert not CampaignImage.objects.exists()

    chosen = send().json()
    assert chosen["step"] == "chosen"
    assert chosen["result"]["default_alt_text"] == "Mensen koken samen."


def test_uploading_several_asks_for_each_before_it_enters_the_library(admin_client: Client) -> None:
    sent = admin_client.post(
        "/admin/images/multiple/add/",
        {"title": "Een", "files[]": upload("een.jpg")},
        headers={"x-requested-with": "XMLHttpRequest"},
    ).json()
    assert sent["success"]
    assert not CampaignImage.objects.exists()

    address, prefix = (
        f"/admin/images/multiple/create_from_uploaded_image/{sent['uploaded_file_id']}/",
        f"uploaded-image-{sent['uploaded_file_id']}-",
    )
    for values, success in ((filled(description=""), False), (filled(), True)):
        form = {f"{prefix}{name}": value for name, value in values.items()}
        answer = admin_client.post(address, form, headers={"x-requested-with": "XMLHttpRequest"}).json()
        assert answer["success"] is success
    assert CampaignImage.objects.get().description == "Mensen koken samen."


# --- What is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("beeld.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>'),
        ("beeld.jpg", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'),
        ("beeld.png", b"GIF89a, or so it says"),
        ("beeld.jpg", bytes_of(kind="PNG")),
    ],
)
@pytest.mark.asvs("v5.0.0-1.3.4", "v5.0.0-5.2.2")
def test_file_that_is_no_image_of_a_kind_we_take_is_refused(admin_client: Client, name: str, content: bytes) -> None:
    file = SimpleUploadedFile(name, content)

    response = admin_client.post("/admin/images/add/", {**filled(), "file": file})

    assert set(errors(response)) == {"file"}
    assert not CampaignImage.objects.exists()


@pytest.mark.asvs("v5.0.0-5.2.1", "v5.0.0-5.2.6")
def test_image_of_too_many_pixels_or_bytes_is_refused(admin_client: Client, settings: Any) -> None:
    assert settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == 10 * 1024 * 1024
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == 50_000_000
    for name, value in (("WAGTAILIMAGES_MAX_IMAGE_PIXELS", 900_000), ("WAGTAILIMAGES_MAX_UPLOAD_SIZE", 1000)):
        before, changed = getattr(settings, name), value
        setattr(settings, name, changed)
        response = admin_client.post("/admin/images/add/", {**filled(), "file": upload()})
        setattr(settings, name, before)
        assert set(errors(response)) == {"file"}, name


# --- The library ----------------------------------------------------------------------------------------------------


def test_list_filters_by_what_is_missing_while_searching_too(admin_client: Client) -> None:
    make_image("Feest bloot", description="", credit="x")
    make_image("Feest versiering", description="", is_decorative=True)
    make_image("Feest naamloos", credit="")

    def shown(query: str) -> set[str]:
        response = admin_client.get(f"/admin/images/results/?{query}")
        assert response.status_code == 200
        return {image.title for image in response.context["images"]}

    assert shown("missing=text") == {"Feest bloot"}
    assert shown("missing=credit") == {"Feest naamloos"}
    assert len(shown("")) == 3
    assert shown("missing=text&q=feest") == {"Feest bloot"}
    assert admin_client.get("/admin/images/").status_code == 200


@pytest.mark.parametrize("role", [COMMUNICATION, MODERATORS])
def test_staff_changes_images_in_the_library(db: None, role: str) -> None:
    image = make_image()
    client = client_in(Group.objects.get(name=role))

    response = client.post(f"/admin/images/{image.pk}/", filled(title="Nieuw"))

    assert response.status_code == 302
    assert CampaignImage.objects.get(pk=image.pk).title == "Nieuw"


def test_translators_and_contacts_choose_images_and_change_only_those_in_their_own_collection(
    db: None, page_at: Any
) -> None:
    page = page_at("/nl/gemeenten/gent/")
    for group in (Group.objects.get(name=TRANSLATORS), contacts_group(page)):
        client = client_in(group)
        shared = make_image()
        own = Collection.objects.get(name=group.name)
        assert client.post(f"/admin/images/{shared.pk}/", filled(title="Nieuw")).status_code == 302
        assert CampaignImage.objects.get(pk=shared.pk).title == "Beeld"
        added = client.post("/admin/images/add/", {**filled(title=group.name, collection=own.pk), "file": upload()})
        assert added.status_code == 302
        assert CampaignImage.objects.get(title=group.name).collection == own


def test_rights_to_images_stay_those_of_wagtails_own_model(db: None) -> None:
    assert not Permission.objects.filter(content_type__app_label="portal", codename__contains="campaignimage").exists()
    assert Permission.objects.filter(codename="add_image", content_type__app_label="wagtailimages").count() == 1


def client_in(group: Group) -> Client:
    """The browser of somebody in a group."""
    user = get_user_model().objects.create_user(f"in {group.pk}", password="long-and-secret-1")
    user.groups.add(group)
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def test_form_is_the_one_that_settings_name(settings: Any) -> None:
    from wagtail.images.forms import get_image_form

    assert issubclass(get_image_form(CampaignImage), CampaignImageForm)
