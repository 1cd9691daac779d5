"""What the caps leave a request, under the household's lock."""

from django.db.models import Subquery
from django.db.models.functions import Coalesce

from applications import policy
from applications.across import spent_by_household
from applications.models import Application, CapException, Household

from .locking import rules_of


def room_cents(application: Application) -> int:
    """What may be awarded, with an exception that was granted. Under the household's lock: two of
    its requests are decided in turn."""
    lifted = _lock_household(application)
    return _caps_cents(application) + lifted


def caps_cents(application: Application) -> int:
    """The same without any exception."""
    _lock_household(application)
    return _caps_cents(application)


def _caps_cents(application: Application) -> int:
    return policy.room_cents(rules_of(application.policy), spent_by_household(application))


def _lock_household(application: Application) -> int:
    """Lock it; the cents that this request's exception allows, which its own lock guards."""
    granted = CapException.objects.filter(application=application).values("granted_cents")
    households = Household.objects.select_for_update(no_key=True, of=("self",))
    locked = households.annotate(granted=Coalesce(Subquery(granted), 0))
    return int(locked.values_list("granted", flat=True).get(pk=application.household_id))
