"""The staff's guide: Markdown files in ``docs/guide``, read on the web as they are and shown inside the admin."""
