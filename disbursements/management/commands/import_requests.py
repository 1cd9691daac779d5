"""`manage.py import_requests FILE.csv [--dry-run]`: a spreadsheet's history comes in."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disbursements.importing import FileRefused, import_requests, parse
from fund import clock, tenancy
from fund.models import User


class Command(BaseCommand):
    """Reports every bad row with line, column and reason; ends with 1 if there was one."""

    help = "Import past requests from a CSV file (docs/import.md names the columns)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="email", required=True, help="who imports: her e-mail")
        parser.add_argument("--source", default="spreadsheet", help="a name for this spreadsheet")
        parser.add_argument(
            "--agreed-to-be-counted",
            action="store_true",
            help="you attest that every household in the file agreed to be counted in reports",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tenancy.this_process_is_the_fund()
        actor = User.objects.filter(email=options["email"].lower(), is_active=True).first()
        if actor is None:
            raise CommandError("Nobody with this e-mail address can sign in here.")
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"The file can't be read: {error.strerror}.") from None
        try:
            parsed = parse(content, today=clock.today())
        except FileRefused as refused:
            raise CommandError(str(refused)) from None
        result = import_requests(
            parsed,
            source=options["source"],
            actor=actor,
            agreed_to_be_counted=options["agreed_to_be_counted"],
            dry_run=options["dry_run"],
        )
        for rejected in result.rejected:
            self.stdout.write(f"line {rejected.line}, {rejected.column}: {rejected.why}")
        verb = "would be imported" if options["dry_run"] else "imported"
        self.stdout.write(
            f"{result.imported} requests {verb}, {result.known} known already, "
            f"{len(result.rejected)} rows rejected."
        )
        if result.rejected:
            raise SystemExit(1)
