#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    from django.core.management import execute_from_command_line

    if "db_worker" in sys.argv[1:2]:
        # It stays, and counts what it does as the processes do that answer visitors.
        from portal.observe.metrics_server import count_together

        count_together()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
