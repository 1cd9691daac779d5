"""`manage.py first_administrator EMAIL NAME`: one of the two people who invite everybody else."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from fund import people
from fund.web.people.mail import password_link


class Command(BaseCommand):
    """Works while fewer than two people can confirm a role. Prints the link to a password."""

    help = "Make the first administrator of a new installation, and the second."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
            user = people.first_administrator(options["email"], options["name"])
        except ValidationError:
            raise CommandError("This is not an e-mail address.") from None
        except people.PeopleError as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Choose a password here, once: {password_link(user)}")
