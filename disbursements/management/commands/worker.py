"""`manage.py worker`: sends payments, applies events, mails notices. Several may run at once."""

from argparse import ArgumentParser
from typing import Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from disbursements import tasks
from fund import logs, tenancy

# Longer than the slowest call of a rail: three tries of ten seconds, and the waits between.
SECONDS_TO_FINISH = 45.0


class Command(BaseCommand):
    """Run until SIGTERM or SIGINT; jobs that have begun are finished first."""

    help = "Run the jobs: payments, provider events, notices."
    # The checks load every page and template; a worker serves none and has to be back soon.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--concurrency`: how many jobs run side by side, each in a thread of its own."""
        parser.add_argument("--concurrency", type=int, default=settings.WORKER_CONCURRENCY)

    def handle(self, *args: Any, concurrency: int, **options: Any) -> None:
        """Wake what a worker before this one may have left, then work."""
        tenancy.this_process_is_the_fund()
        logs.catch_the_rest()
        tasks.find_forgotten()
        # Not `replace_connector`: the tasks must go on deferring over Django's own connection,
        # so that a job commits together with the rows that it is about.
        connector = cast(DjangoConnector, app.connector).get_worker_connector()
        worker = app.with_connector(connector)
        worker.run_worker(
            concurrency=concurrency,
            delete_jobs="successful",
            shutdown_graceful_timeout=SECONDS_TO_FINISH,
        )
