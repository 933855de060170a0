"""Backups of the whole site in one file, and the way back."""
