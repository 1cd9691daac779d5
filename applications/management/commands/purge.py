"""`manage.py purge`: the daily round of retention by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from applications import actions
from applications.queries.retention import past_retention
from fund import tenancy


class Command(BaseCommand):
    """Destroys the words of requests whose time is over."""

    help = "Destroy the words of requests whose time is over. A legal hold stops it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only list the requests")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        """Lists the requests' numbers and nothing else of them."""
        tenancy.this_process_is_the_fund()
        if dry_run:
            due = list(past_retention().values_list("reference", flat=True))
            self._say("would be destroyed", due)
            return
        done = actions.purge_due()
        self._say("unreadable now", done.unreadable)
        self._say("shredded for good", done.shredded)
        if done.waiting:
            self._say("waiting", done.waiting)
            raise CommandError("The key store does not answer. Nothing is lost; run it again.")

    def _say(self, what: str, references: list[str]) -> None:
        self.stdout.write(f"{what}: {len(references)}")
        for reference in references:
            self.stdout.write(f"  {reference}")
