"""`manage.py rotate_keys`: once a quarter, on its first day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fund import vault
from fund.audit import record


class Command(BaseCommand):
    """Makes the quarter's key-encryption key and wraps every data key with it."""

    help = "Make this quarter's key and wrap every data key anew. Run again after a stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again",
            action="store_true",
            help="one more key in the same quarter, for one that somebody may have seen",
        )

    def handle(self, *args: Any, again: bool = False, **options: Any) -> None:
        """Says how many; lists what could not be wrapped, whose old wrapping stands."""
        try:
            done = vault.rotate(again=again)
        except vault.VaultError as error:
            raise CommandError(
                f"{str(error) or error.words} Nothing is lost; run it again."
            ) from None
        if done.rewrapped or again:
            record(
                "vault.rotate",
                done.quarter,
                actor=None,
                rewrapped=done.rewrapped,
                failed=len(done.failed),
            )
        self.stdout.write(
            f"{done.quarter}: {done.rewrapped} keys wrapped anew, {done.stood} stood already."
        )
        if done.failed:
            for line in done.failed:
                self.stderr.write(line)
            raise CommandError(f"{len(done.failed)} keys keep their old wrapping. Run it again.")
