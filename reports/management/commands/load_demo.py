"""`manage.py load_demo`: a believable year in an empty database, beside Stripe's stand-in only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fund import clock, tenancy
from fund.models import User
from fund.proof import daily
from reports import actions
from reports.demo import bank, history, live, money, people, resources, roster, vendors
from reports.demo.calendar import demo_year, moment


class Command(BaseCommand):
    """Refuses to run beside live keys or over people who are there already."""

    help = "Load the demo year."

    def handle(self, *args: Any, **options: Any) -> None:
        tenancy.this_process_is_the_fund()
        if not settings.SANDBOX:
            raise CommandError("The demo year is for the sandbox only (SANDBOX=1).")
        if User.objects.exists():
            raise CommandError("There are people already. `make demo-reset` starts over.")
        year = demo_year()
        with clock.at(moment(year.starts_on)):
            cast = people.load(year.starts_on)
            vendors.load(cast["finn"])
        roster.load(year, cast)
        money.load(year, cast["finn"])
        history.load(year, cast["finn"])
        money.top_up_stripe(year.open_from, cast["finn"])
        live.load(year, cast)
        resources.load(cast["abel"])
        bank.load(year, cast["finn"])
        for quarter in year.quarters[:-1]:
            with clock.at(moment(year.open_from, 19)):
                release = actions.prepare(quarter, actor=cast["finn"])
                actions.publish(release.pk, actor=cast["chen"])
        daily.make_checkpoint()
        people.write_sign_ins()
