"""Model fields all apps share."""

from typing import Any

from wagtail.fields import StreamField as WagtailStreamField


class StreamField(WagtailStreamField):
    """A stream whose block definitions stay out of migrations.

    Blocks are presentation: the column is JSON whatever they are. Without this every changed help text or added
    block would ask for a migration on every page type that uses it.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Describe the field to the migration writer without its blocks."""
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
