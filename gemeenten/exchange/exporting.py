"""The export: every profile of the portal, by name, as a file that can be imported again."""

from __future__ import annotations

from gemeenten.collation import sort_key
from gemeenten.exchange.state import load_activities, load_profiles
from gemeenten.exchange.writing import rows_of, write
from gemeenten.models import Municipality


def export_profiles(kind: str, language: str) -> tuple[bytes, int]:
    """The file and how many profiles it holds: drafts too, each as its newest draft says."""
    kept = load_profiles(load_activities())
    names = {row.refnis: row.name_in(language) for row in Municipality.objects.filter(pk__in=kept)}
    profiles = sorted(((names[refnis], one.profile) for refnis, one in kept.items()), key=lambda one: sort_key(one[0]))
    return write(rows_of(profiles, language), language, kind), len(profiles)
