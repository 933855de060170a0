"""Take documents and original images out of the folder that the web server serves."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import migrations

FOLDERS = ("documents", "original_images", "wagtail_uploads")


def move(apps, schema_editor):
    """Move what is there; a file that lies at its new place already stays, so an interrupted run may be repeated."""
    for name in FOLDERS:
        old, new = Path(settings.MEDIA_ROOT) / name, Path(settings.PRIVATE_ROOT) / name
        if not old.is_dir():
            continue
        for path in sorted(old.rglob("*")):
            target = new / path.relative_to(old)
            if path.is_file() and not path.is_symlink() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                # Complete under another name first: only a rename within one disk is whole or absent.
                partial = target.with_name(f"{target.name}.moving")
                shutil.copy2(path, partial)
                partial.chmod(0o600)
                partial.rename(target)
                path.unlink()


class Migration(migrations.Migration):
    dependencies = [("portal", "0006_pending_import_purpose")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop, elidable=True)]
