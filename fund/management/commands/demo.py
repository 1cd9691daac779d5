"""`manage.py demo [--reset]`: the whole product on this machine, with a made-up year in it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fund import supervisor
from fund.embedded import EmbeddedError


class Command(BaseCommand):
    help = "Runs database, mail catcher, Stripe's stand-in, worker and web until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="delete the demo's data first")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            supervisor.run(reset=options["reset"])
        except (supervisor.DemoError, EmbeddedError) as error:
            raise CommandError(str(error)) from error
