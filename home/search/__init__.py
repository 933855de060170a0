"""Searching the whole site in the reader's language."""
