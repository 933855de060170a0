"""Take the images of Wagtail's own library over into the campaign's, under the same keys.

Pages, revisions, streams and translations name images by key only, so nothing else has to change. The files stay where
they are; the old rows stay too, as a backup that nothing reads.
"""

from django.core.management.color import no_style
from django.db import migrations

#: What points to an image by content type and key: model, and the names of its fields for the content type.
POINTERS = [
    (("taggit", "TaggedItem"), ("content_type",)),
    (("wagtailcore", "ReferenceIndex"), ("content_type", "base_content_type", "to_content_type")),
    (("wagtailcore", "ModelLogEntry"), ("content_type",)),
    (("wagtailcore", "UploadedFile"), ("for_content_type",)),
    (("wagtailsearch", "IndexEntry"), ("content_type",)),
]


def copy_images(apps, schema_editor):
    """Copy rows as they are, so that dates and sizes stay; then let tags, usage, history and search follow."""
    old, new = apps.get_model("wagtailimages", "Image"), apps.get_model("portal", "CampaignImage")
    using = schema_editor.connection.alias
    if not old.objects.using(using).exists():
        return
    _copy(schema_editor, old, new, {"credit": "", "is_decorative": False})
    _copy(
        schema_editor, apps.get_model("wagtailimages", "Rendition"), apps.get_model("portal", "CampaignRendition"), {}
    )
    with schema_editor.connection.cursor() as cursor:
        # PostgreSQL would give the next image the key of the first.
        models = [new, apps.get_model("portal", "CampaignRendition")]
        for statement in schema_editor.connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    before = types.filter(app_label="wagtailimages", model="image").first()
    if before is None:
        return
    after, _created = types.get_or_create(app_label="portal", model="campaignimage")
    for name, fields in POINTERS:
        rows = apps.get_model(*name).objects.using(using)
        for field in fields:
            rows.filter(**{field: before.pk}).update(**{field: after.pk})


def _copy(schema_editor, old, new, values):
    """Insert every row of ``old`` into ``new``, with ``values`` for the columns that only ``new`` has."""
    quote = schema_editor.quote_name
    columns = [field.column for field in old._meta.local_concrete_fields]
    names = ", ".join(quote(name) for name in [*columns, *values])
    read = ", ".join([*(quote(name) for name in columns), *("%s" for _value in values)])
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(new._meta.db_table)} ({names}) SELECT {read} FROM {quote(old._meta.db_table)}",
            list(values.values()),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_campaign_image"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [migrations.RunPython(copy_images, migrations.RunPython.noop)]
