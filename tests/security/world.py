"""One of everything that an address of the staff may name, in both languages, and somebody of every role."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import Client, RequestFactory
from django.utils import translation
from PIL import Image
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    PageViewRestriction,
    Site,
    Task,
    UploadedFile,
    Workflow,
)
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import OverridableSegment, StringSegment, Translation, TranslationSource

from gemeenten.models import ApplicationMail
from home.models import CampaignPage
from news.models import NewsIndexPage, NewsPage
from portal.images.models import CampaignImage
from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS, create_roles
from portal.translation.glossary import GlossaryTerm
from portal.translation.pending import PendingImport
from tests.gemeenten.joining import make_application
from tests.security.addresses import Route

#: A letter for each role: visitor, logged in without a group, the groups, administrator.
ROLES = {"V": "visitor", "N": "nobody", "C": COMMUNICATION, "T": TRANSLATORS, "M": MODERATORS, "A": "administrator"}


@dataclass(slots=True)
class World:
    """What the addresses name. ``values`` go by the parameter, ``special`` by the beginning of the address first."""

    clients: dict[str, Client]
    users: dict[str, Any]
    values: dict[str, dict[str, Any]]
    special: dict[str, dict[str, dict[str, Any]]]

    def address(self, route: Route, language: str) -> str:
        """The route with real things of a language."""
        known = dict(self.values[language])
        for beginning, values in self.special[language].items():
            if route.path.startswith(beginning):
                known |= values
        return route.filled(known)

    def ask(self, role: str, method: str, address: str) -> Any:
        """Send a request of somebody in a role; whatever it changed is taken back, their log-in included."""
        with transaction.atomic():
            response = answer_to(self.clients[role], method, address)
            transaction.set_rollback(True)
        return response


def answer_to(client: Client, method: str, address: str) -> Any:
    """The answer of the whole application to the browser of ``client``, which keeps its cookies as they are.

    The test client itself would copy what every template was made with, which takes longer than the request.
    """
    request = RequestFactory(HTTP_HOST="localhost").generic(
        method, address, content_type="application/x-www-form-urlencoded"
    )
    request.COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}
    # As the test client does it; those of the forged forms look at them.
    request._dont_enforce_csrf_checks = not client.handler.enforce_csrf_checks  # type: ignore[attr-defined]
    translation.deactivate()
    response = _application().get_response(request)
    response.asked_for = request.path  # type: ignore[attr-defined]
    if response.streaming:
        list(response.streaming_content)
        # Not close(): that ends the request, and with it the test's connection to the database.
        for close in response._resource_closers:  # type: ignore[attr-defined]
            close()
    return response


@cache
def _application() -> WSGIHandler:
    return WSGIHandler()


def people() -> tuple[dict[str, Client], dict[str, Any]]:
    """A browser and an account for each role."""
    create_roles()
    clients, users = {}, {}
    for letter, name in ROLES.items():
        clients[letter] = Client(HTTP_HOST="localhost", raise_request_exception=False)
        if letter == "V":
            continue
        user = get_user_model().objects.create_user(f"role {letter}", f"{letter}@example.org", "a-long-password-1")
        if letter == "A":
            user.is_superuser = user.is_staff = True
            user.save()
        elif letter != "N":
            user.groups.add(Group.objects.get(name=name))
        clients[letter].force_login(user)
        users[letter] = user
    return clients, users


def make_world() -> World:
    """Everything, ready to be asked for."""
    clients, users = people()
    owner = users["A"]
    shared = _shared(owner)
    values, special = {}, {}
    for language in ("nl", "fr"):
        pages = _pages(language, owner)
        values[language] = {**shared, **pages, "language": language}
        special[language] = _special(language, owner, values[language])
    return World(clients, users, values, special)


def picture(title: str = "Een foto") -> CampaignImage:
    """A small image in the library."""
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, "PNG")
    return CampaignImage.objects.create(title=title, file=ContentFile(buffer.getvalue(), "foto.png"))


def document(title: str = "Een document") -> Any:
    """A small document in the library."""
    return get_document_model().objects.create(title=title, file=ContentFile(b"%PDF-1.7\n%%EOF\n", "document.pdf"))


def _shared(owner: Any) -> dict[str, Any]:
    application = make_application(file=True)
    mail = ApplicationMail.objects.create(application=application, kind=ApplicationMail.Kind.choices[0][0])
    source = TranslationSource.objects.get_for_instance(NewsPage.objects.get(slug="fusies-2025"))
    translation = Translation.objects.get(source=source, target_locale__language_code="fr")
    segments = StringSegment.objects.filter(source=source).order_by("pk")
    overridable = OverridableSegment.objects.filter(source=source).first()
    image, paper = picture(), document()
    return {
        "action": "delete",
        "action_name": "approve",
        "app_label": "home",
        "app_name": "portal",
        "collection_id": Collection.get_first_root_node().add_child(name="Een map").pk,
        "content_type_app_name": "news",
        "content_type_id": ContentType.objects.get_for_model(NewsPage).pk,
        "content_type_model_name": "newspage",
        "doc_id": paper.pk,
        "document_id": paper.pk,
        "filter_spec": "original",
        "id": owner.pk,
        "image_id": image.pk,
        "key": source.object_id,
        "kind": "csv",
        "mail": mail.pk,
        "mode": "",
        "model_name": "partner",
        "name": "start",
        "overridable_segment_id": overridable.pk if overridable else 1,
        "provider_id": "sso",
        "redirect_id": Redirect.objects.create(old_path="/oud", redirect_link="/nl/").pk,
        "session_id": EditingSession.objects.create(
            user=owner,
            content_type=ContentType.objects.get_for_model(NewsPage),
            object_id="1",
            last_seen_at="2026-01-01T00:00:00Z",
        ).pk,
        "spreadsheet": "csv",
        "string_segment_id": segments[0].pk,
        "task_id": Task.objects.first().pk,
        "token": "abc-def",
        "translation_id": translation.pk,
        "translation_source_id": source.pk,
        "uidb64": "MQ",
        "user_id": get_user_model().objects.create_user("iemand").pk,
        "workflow_pk": Workflow.objects.first().pk,
        "application": application.pk,
    }


def _pages(language: str, owner: Any) -> dict[str, Any]:
    locale = Locale.objects.get(language_code=language)
    dutch = NewsPage.objects.get(slug="fusies-2025")
    page = NewsPage.objects.get(translation_key=dutch.translation_key, locale=locale)
    revision = page.save_revision(user=owner)
    index = NewsIndexPage.objects.get(locale=locale)
    waiting = CampaignPage.objects.filter(locale=locale, live=True).order_by("path").first()
    waiting.save_revision(user=owner)
    state = Workflow.objects.first().start(waiting, owner)
    return {
        "page_id": page.pk,
        "page_pk": page.pk,
        "page_to_move_id": page.pk,
        "parent_page_id": index.pk,
        "destination_id": index.pk,
        "revision_id": revision.pk,
        "1": page.pk,
        "2": revision.pk,
        "3": "live",
        "waiting": waiting.pk,
        "workflow_state_id": state.pk,
        "task_state_id": state.current_task_state.pk,
        "page_view_restriction_id": PageViewRestriction.objects.create(
            page=waiting, restriction_type="password", password="x"
        ).pk,
        "object_id": page.pk,
    }


def _special(language: str, owner: Any, known: dict[str, Any]) -> dict[str, dict[str, Any]]:
    locale = Locale.objects.get(language_code=language)
    waiting = {"page_id": known["waiting"]}
    found: dict[str, dict[str, Any]] = {
        "admin/pages/workflow/": waiting,
        "admin/translations/approve/": waiting,
        "admin/pages/<page_id>/workflow_history/": waiting,
        "admin/bulk/": {"app_label": "wagtailcore", "model_name": "page"},
        "admin/collections/": {"pk": known["collection_id"]},
        "admin/workflows/": {"pk": known["workflow_pk"], "app_label": "wagtailcore", "model_name": "groupapprovaltask"},
        "admin/workflows/tasks/": {"pk": known["task_id"]},
        "admin/editing-sessions/ping/": {
            "app_label": "news",
            "model_name": "newspage",
        },
        "admin/pages/create/": {"app_label": "news", "model_name": "newspage"},
        "admin/profiles/import/<key>/": {
            "key": PendingImport.keep(owner, "lijst.csv", b"Refnis\n", purpose="profiles").pk
        },
        "admin/translations/import/": {"key": PendingImport.keep(owner, "fr.po", b"").pk},
        "admin/documents/multiple/": {"uploaded_file_id": _uploaded(owner, get_document_model()).pk},
        "admin/images/multiple/": {"uploaded_file_id": _uploaded(owner, CampaignImage).pk},
        "admin/documents/chooser/": {"pk": known["document_id"]},
        "admin/images/chooser/": {"pk": known["image_id"]},
        "admin/images/originals/": {"name": Path(CampaignImage.objects.get(pk=known["image_id"]).file.name).name},
        "admin/locales/": {"pk": locale.pk},
        "admin/sites/": {"pk": Site.objects.first().pk},
        "admin/users/": {"pk": known["user_id"]},
        "admin/groups/": {"pk": Group.objects.order_by("pk").first().pk},
        "admin/register-chooser/": {"pk": "11002"},
        "admin/applications/": {"pk": known["application"]},
        "admin/settings/": {"app_name": "portal", "model_name": "campaignsettings", "pk": Site.objects.first().pk},
        "admin/api/main/pages/": {"pk": known["page_id"], "action_name": "copy"},
        "admin/api/main/documents/": {"pk": known["document_id"]},
        "admin/api/main/images/": {"pk": known["image_id"]},
        "admin/localize/submit/snippet/": {"app_label": "home", "model_name": "partner"},
        "admin/localize/api/": {"app_label": "home", "model_name": "partner"},
        "admin/tag-autocomplete/": {"app_name": "taggit", "model_name": "tag"},
        "account/2fa/": {"pk": 1},
        "django-admin/": {"app_label": "auth", "object_id": 1},
        "django-admin/r/": {"object_id": known["page_id"]},
        "django-admin/auth/user/": {"object_id": owner.pk},
        "django-admin/wagtaildocs/": {"object_id": known["document_id"]},
        "documents/authenticate": {
            "restriction_id": CollectionViewRestriction.objects.create(
                collection_id=known["collection_id"], restriction_type="password", password="x"
            ).pk
        },
    }
    for model in get_snippet_models():
        one = _snippet(model, locale)
        for beginning in ("", "choose/"):
            found[f"admin/snippets/{beginning}{model._meta.app_label}/{model._meta.model_name}/"] = {"pk": one.pk}
        if model._meta.model_name == "partner":
            found["admin/localize/submit/snippet/"]["pk"] = found["admin/localize/api/"]["pk"] = one.pk
    return found


def _snippet(model: Any, locale: Locale) -> Any:
    rows = model.objects.all()
    if any(field.name == "locale" for field in model._meta.get_fields()):
        rows = rows.filter(locale=locale)
    found = rows.order_by("pk").first()
    if found is not None:
        return found
    if model is GlossaryTerm:
        return model.objects.create(term="gemeenteraad")
    return model.objects.create(name="Iemand")


def _uploaded(owner: Any, model: Any) -> UploadedFile:
    return UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(model),
        file=ContentFile(b"x", "klad.pdf"),
        uploaded_by_user=owner,
    )


def is_denied(response: Any) -> bool:
    """Whether somebody was turned away: to a log-in, to the first page of the admin, with 403, 404 or 405."""
    if response.status_code in (403, 404, 405, 410):
        return True
    target = response.headers.get("Location", "")
    if response.status_code not in (301, 302):
        return False
    if target == f"/nl{response.asked_for}":
        # Nothing is there: Django looks once more with a language in front.
        return True
    return target in ("/admin/", "/", "/account/second-factor/") or "/account/login/" in target or "/login/?" in target
