"""An existing site's images move into the campaign's own model, and nothing that points to them notices."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.images import ImageFile
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from taggit.models import Tag
from wagtail.images.models import Image
from wagtail.log_actions import log
from wagtail.models import Collection, ModelLogEntry, ReferenceIndex

from portal.models import CampaignImage
from tests.portal.images.making import bytes_of

APPS = ("portal", "home", "news", "gemeenten")
BEFORE = [
    # What the models of tags, search and images need, which the apps below do not ask for themselves.
    ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ("wagtailimages", "0027_image_description"),
    ("wagtailsearch", "0010_add_text_fields"),
    ("portal", "0003_glossary_and_imports"),
    ("home", "0001_initial"),
    ("news", "0001_initial"),
    ("gemeenten", "0003_profile_confirmed_on"),
]
LONG_AGO = datetime(2024, 5, 6, 7, 8, tzinfo=UTC)


@pytest.fixture
def empty_database(tmp_path: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A database file of its own in the place of the tests' database, which migrations would ruin."""
    # The browser of other tests leaves its loop running in this thread, which Django would take for asynchronous code.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    usual = connections["default"]
    own = type(usual)({**usual.settings_dict, "NAME": str(tmp_path / "site.sqlite3")}, alias="default")
    if own.vendor != "sqlite":
        pytest.skip("needs SQLite, where a database is a file")
    with django_db_blocker.unblock():
        connections["default"] = own
        ContentType.objects.clear_cache()
        yield own
        own.close()
        connections["default"] = usual
        ContentType.objects.clear_cache()


def fill(apps: Any) -> dict[str, Any]:
    """Images as an older site has them, with what hangs on them; their keys by name."""
    collection = Collection.get_first_root_node().add_child(name="Gent")
    for number in range(3):
        gone = Image.objects.create(title=f"Weg {number}", file=ImageFile(io.BytesIO(bytes_of((9, 9))), "weg.jpg"))
        gone.delete()
    party = Image(
        title="Feest in het park",
        description="Mensen dansen",
        file=ImageFile(io.BytesIO(bytes_of((900, 600))), name="feest.jpg"),
        collection=collection,
        focal_point_x=100,
        focal_point_y=110,
        focal_point_width=20,
        focal_point_height=30,
    )
    party.save()
    party.get_file_hash()
    party.tags.add("zomer")
    party.get_rendition("width-300")
    log(instance=party, action="wagtail.edit")
    Image.objects.filter(pk=party.pk).update(created_at=LONG_AGO)
    logo = Image.objects.create(title="Logo", file=ImageFile(io.BytesIO(bytes_of((200, 100))), name="logo.jpg"))

    locale = apps.get_model("wagtailcore", "Locale").objects.first()
    partner = apps.get_model("home", "Partner").objects.create(name="11.11.11", logo_id=logo.pk, locale=locale)
    content_type, _created = ContentType.objects.get_or_create(app_label="news", model="newspage")
    news = apps.get_model("news", "NewsPage").objects.create(
        title="Feest",
        slug="feest",
        path="000100010009",
        depth=3,
        url_path="/start/feest/",
        content_type_id=content_type.pk,
        locale=locale,
        translation_key=uuid4(),
        draft_title="Feest",
        image_id=party.pk,
        share_image_id=logo.pk,
        introduction="Er is feest.",
    )
    ReferenceIndex.objects.create(
        content_type=content_type,
        base_content_type=content_type,
        object_id=str(news.pk),
        to_content_type=ContentType.objects.get_for_model(Image),
        to_object_id=str(party.pk),
        model_path="image",
        content_path="image",
        content_path_hash=uuid4(),
    )
    return {"party": party.pk, "logo": logo.pk, "news": news.pk, "partner": partner.pk, "file": party.file.name}


@pytest.mark.drill
def test_images_of_an_existing_site_keep_key_file_tags_use_history_and_search(empty_database: Any) -> None:
    executor = MigrationExecutor(empty_database)
    keys = fill(executor.migrate(BEFORE).apps)
    assert keys["party"] > 1

    executor.loader.build_graph()
    leaves = [node for node in executor.loader.graph.leaf_nodes() if node[0] in APPS]
    state = executor.migrate(leaves)
    ContentType.objects.clear_cache()

    party = CampaignImage.objects.get(pk=keys["party"])
    assert (party.title, party.description, party.credit, party.is_decorative) == (
        "Feest in het park",
        "Mensen dansen",
        "",
        False,
    )
    assert party.created_at == LONG_AGO
    assert party.collection.name == "Gent"
    assert (party.width, party.height) == (900, 600)
    assert party.file.name == keys["file"]
    assert party.file.storage.exists(party.file.name)
    assert party.file_hash
    focal = party.get_focal_point()
    assert focal is not None
    assert (focal.centroid_x, focal.centroid_y, focal.width, focal.height) == (100, 110, 20, 30)
    assert [tag.name for tag in party.tags.all()] == ["zomer"]
    assert Tag.objects.count() == 1
    assert [rendition.filter_spec for rendition in party.renditions.all()] == ["width-300"]

    assert [found.title for found in CampaignImage.objects.all().search("feest")] == ["Feest in het park"]
    assert ReferenceIndex.get_references_to(party).count() == 1
    assert ModelLogEntry.objects.for_instance(party).count() == 1

    news = state.apps.get_model("news", "NewsPage").objects.get(pk=keys["news"])
    assert (news.image_id, news.share_image_id, news.image_alt) == (keys["party"], keys["logo"], "")
    assert news.image._meta.label == "portal.CampaignImage"
    assert state.apps.get_model("home", "Partner").objects.get(pk=keys["partner"]).logo_id == keys["logo"]
    empty_database.check_constraints()

    added = CampaignImage.objects.create(title="Nieuw", file=ImageFile(io.BytesIO(bytes_of((9, 9))), name="nieuw.jpg"))
    assert added.pk > keys["logo"]
    assert added.get_rendition("width-5").pk not in party.renditions.values_list("pk", flat=True)
