from django.db import migrations

#: How PostgreSQL cuts texts into words for the search: accents are dropped, nothing is stemmed, since the site speaks
#: several languages. SQLite does so by itself.
CONFIGURATION = """
CREATE EXTENSION IF NOT EXISTS unaccent;
DROP TEXT SEARCH CONFIGURATION IF EXISTS portal;
CREATE TEXT SEARCH CONFIGURATION portal (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION portal
    ALTER MAPPING FOR asciiword, word, asciihword, hword, hword_asciipart, hword_part WITH unaccent, simple;
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CONFIGURATION)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TEXT SEARCH CONFIGURATION IF EXISTS portal;")


class Migration(migrations.Migration):
    dependencies = [("home", "0002_campaign_image")]

    operations = [migrations.RunPython(make, drop, elidable=False)]
