"""How every action begins: the row, re-read under lock, if this person may see it."""

from django.utils.translation import gettext as _

from applications.models import Application
from applications.policy import Rules
from applications.refusals import Changed as Changed
from applications.refusals import Gone as Gone
from applications.refusals import Refused as Refused
from applications.states import State
from fund.models import FundPolicy, User


def lock(pk: int, actor: User) -> Application:
    """The request under a row lock. Raises Application.DoesNotExist for another agency's."""
    locked: Application = (
        Application.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("policy", "agency", "region", "household", "filed_by", "cared_for_by")
        .get(pk=pk)
    )
    return locked


def require_state(application: Application, *states: State, words: str) -> None:
    """Refuse with `words` unless the request is in one of the states."""
    if application.state not in states:
        raise Refused(words)


def require_own(application: Application, actor: User) -> None:
    """Refuse unless the actor works for the agency that filed it."""
    if application.agency_id not in actor.agencies_served:
        raise Refused(_("Only the agency that filed this request can do this."))


def rules_of(policy: FundPolicy) -> Rules:
    """The figures of a policy version, for the pure functions."""
    return Rules(
        cap_application_cents=policy.cap_application_cents,
        cap_twelve_months_cents=policy.cap_twelve_months_cents,
        cap_lifetime_cents=policy.cap_lifetime_cents,
        emergency_alone_up_to_cents=policy.emergency_alone_up_to_cents,
        one_reviewer_up_to_cents=policy.one_reviewer_up_to_cents,
        quorum=policy.quorum,
        payable_categories=frozenset(policy.payable_categories),
    )
