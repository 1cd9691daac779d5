"""What a draft's last page warns of."""

from collections.abc import Iterable
from datetime import timedelta

from applications.models import Application, Need, StartedLine
from applications.queries.whom import LOOK_BACK
from applications.states import State
from fund import clock

A_DAY = timedelta(hours=24)


def unfinished(application: Application) -> StartedLine | None:
    """The line that was begun and has no amount yet."""
    return StartedLine.objects.filter(application=application).first()


def sent_lately(application: Application, needs: Iterable[Need]) -> list[str]:
    """Numbers of the agency's requests of the last 24 hours that ask a business of these needs for
    the same amount; one that was withdrawn or not approved does not count."""
    asked = {(need.vendor_id, need.amount_cents) for need in needs}
    own = Application.objects.filter(agency=application.agency_id, submitted_at__isnull=False)
    rows = (
        Need.objects.filter(
            vendor_id__in={vendor for vendor, _ in asked},
            application__in=own.order_by("-id").values("pk")[:LOOK_BACK],
            application__submitted_at__gt=clock.now() - A_DAY,
        )
        .exclude(application__state__in=[State.WITHDRAWN, State.DECLINED])
        .exclude(application=application.pk)
        .order_by("application_id")
        .values_list("vendor_id", "amount_cents", "application__reference")
    )
    found = [number for vendor, cents, number in rows if (vendor, cents) in asked]
    return list(dict.fromkeys(found))[:3]
