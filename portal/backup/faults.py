"""What goes wrong with backups, in words for whoever runs the command."""


class BackupError(Exception):
    """The backup was not made, or not restored; nothing has changed. The text says why and what to do."""
