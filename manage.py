#!/usr/bin/env python
"""Django's command line.  Without DATABASE_URL it runs on the embedded PostgreSQL."""

import os
import sys

from fund import embedded, local

NEEDS_NO_DATABASE = {"collectstatic", "demo", "diffsettings", "help", "version"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fund.settings")
    command = sys.argv[1].lstrip("-") if len(sys.argv) > 1 else "help"
    if "DATABASE_URL" not in os.environ and command not in NEEDS_NO_DATABASE:
        try:
            os.environ.update(local.environment(embedded.start("demo")))
        except embedded.EmbeddedError as error:
            sys.exit(f"No database: {error}")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
