"""What the caps leave a request, under the household's lock."""

from applications import policy
from applications.across import spent_by_household
from applications.models import Application, CapException, Household

from .locking import rules_of


def room_cents(application: Application) -> int:
    """What may be awarded, with an exception that was granted. Under the household's lock: two of
    its requests are decided in turn."""
    granted = CapException.objects.filter(application=application)
    lifted = granted.values_list("granted_cents", flat=True).first() or 0
    return caps_cents(application) + lifted


def caps_cents(application: Application) -> int:
    """The same without any exception."""
    Household.objects.select_for_update(no_key=True).get(pk=application.household_id)
    return policy.room_cents(rules_of(application.policy), spent_by_household(application))
