"""Whose words have been kept long enough; and requests as those see them who may see none."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from applications.models import Application, AwardLine, LegalHold
from applications.models.application import ApplicationQuerySet
from applications.retention import months_before
from applications.states import LineState, State
from fund import clock, tenancy
from fund.models import FundPolicy

_UNPAID = [LineState.UNFUNDED, LineState.PAYABLE, LineState.IN_PAYMENT]


def past_retention() -> ApplicationQuerySet:
    """Requests of every agency whose words are due to be destroyed, the oldest first.

    Each by the policy version that it was filed under. Never one that is open, that has a payment
    open, that a hold keeps, or that was brought in without words.
    """
    due = Q(pk__in=[])
    for policy in FundPolicy.objects.all():
        due |= Q(policy=policy) & _ended_long_ago(policy)
    unpaid = AwardLine.objects.filter(award__application=OuterRef("pk"), state__in=_UNPAID)
    found: ApplicationQuerySet = Application.objects.filter(
        due,
        ~Exists(unpaid),
        ~Exists(LegalHold.objects.in_force(clock.today()).filter(application=OuterRef("pk"))),
        words_destroyed_at__isnull=True,
        imported_key__isnull=True,
    )
    return found.order_by("pk")


def _ended_long_ago(policy: FundPolicy) -> Q:
    now = clock.now()
    sent_before = months_before(now, policy.words_kept_months)
    unsent_before = now - timedelta(days=policy.unsent_words_kept_days)
    ended = [State.CLOSED, State.WITHDRAWN]
    return (
        Q(submitted_at__isnull=False, state__in=ended, ended_at__lte=sent_before)
        | Q(state=State.DECLINED, decided_at__lte=sent_before)
        | Q(submitted_at__isnull=True, ended_at__lte=unsent_before)
    )


@tenancy.as_the_fund()
def number_of_any_agency(reference: str) -> int | None:
    """The request with this number, as its key alone; for holds, which an administrator places
    without seeing a request."""
    return Application.objects.filter(reference=reference).values_list("pk", flat=True).first()
