"""Profiles with their history as spreadsheets, in and out. See ``docs/import.md`` for the format."""
