"""`manage.py seal_quarter 2026Q3`: once a quarter, in its second month, for the one before."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fund import key_quarters, vault

_SHOWN = 10


class Command(BaseCommand):
    """Gives up a past quarter's key-encryption keys; refuses while a data key needs one."""

    help = "Schedule the deletion of a past quarter's keys. This can't be undone for long."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("quarter", help="such as 2026Q3")

    def handle(self, *args: Any, quarter: str, **options: Any) -> None:
        """Says from which day the keys are gone, or what still needs them."""
        try:
            sealed = key_quarters.seal(quarter)
        except key_quarters.NotSealed as refused:
            for reason in refused.reasons[:_SHOWN]:
                self.stderr.write(reason)
            raise CommandError(f"{quarter} is not sealed: {len(refused.reasons)} reasons") from None
        except vault.VaultError as error:
            raise CommandError(f"{quarter} is not sealed: {str(error) or error.words}") from None
        self.stdout.write(f"{quarter} is sealed. Its keys are gone on {sealed.gone_at:%B %-d, %Y}.")
