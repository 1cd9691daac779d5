"""Whether a person may send a new request today; if not, why, and who can help."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from fund import clock, dates
from fund.agencies import supervisors_of
from fund.models import Agreement, FundPolicy, User
from fund.onboarding import Missing, Sender, last_day, missing
from fund.roles import Can

MOST_NAMES = 2


@dataclass(frozen=True)
class NotYet:
    """What is missing, in a line; what stays; and the people to ask, each with her email."""

    title: str
    words: str
    ask: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """All of it in one line, for whoever tried to send."""
        names = _(" or ").join(name for name, _email in self.ask)
        whom = _("Ask %(names)s.") % {"names": names} if names else ""
        return f"{self.title}. {self.words} {whom}".strip()


def agreement_today() -> Exists:
    """For a query of requests, as its column `has_agreement`: `why_not_send` then asks no more."""
    return Exists(Agreement.objects.in_force(clock.today()).filter(agency=OuterRef("agency")))


def why_not_send(
    user: User, agency_id: int, in_force: FundPolicy, agreed: bool | None = None
) -> NotYet | None:
    """None if she may send a new request of this agency today. `agreed` says whether its agreement
    holds, where that is known."""
    today, months = clock.today(), in_force.training_months
    if agreed is None:
        agreed = Agreement.objects.in_force(today).filter(agency=agency_id).exists()
    sender = Sender(agreed, user.trained_on, agency_id in user.agencies_led)
    match missing(sender, today=today, training_months=months):
        case None:
            return None
        case Missing.AGREEMENT:
            return NotYet(
                _("Your agency’s agreement with the fund is not in force"),
                _("Your drafts stay, and requests already sent go on. New ones can’t be sent."),
                _administrators(),
            )
        case Missing.TRAINING:
            return NotYet(
                _("Your training is not noted yet"), _for_now(), _who_helps(agency_id, user)
            )
        case Missing.TRAINING_OVER:
            title = _("Your training ended on %(day)s") % {"day": _ended(user, months)}
            return NotYet(title, _for_now(), _who_helps(agency_id, user))


def not_yet_at_her_agency(user: User) -> NotYet | None:
    """The same before there is a draft: at the agency that a draft of hers would belong to."""
    agency_id = next((grant.agency_id for grant in user.current_grants if grant.agency_id), None)
    return why_not_send(user, agency_id, FundPolicy.in_force()) if agency_id else None


def _for_now() -> str:
    return _(
        "You can write a draft and save it. Is it urgent? Your supervisor, or a colleague who was "
        "trained, can open it and send it now."
    )


def _ended(user: User, months: int) -> str:
    last = last_day(user.trained_on, months) if user.trained_on else None
    return dates.written(last) if last else ""


def _who_helps(agency_id: int, user: User) -> tuple[tuple[str, str], ...]:
    """Her supervisor, who can send it at once, and whoever notes a training."""
    leads = supervisors_of(agency_id).exclude(pk=user.pk)[:1]
    return tuple((lead.name, lead.email) for lead in leads) + _administrators(MOST_NAMES - 1)


def _administrators(most: int = MOST_NAMES) -> tuple[tuple[str, str], ...]:
    found = User.objects.who_can(Can.MANAGE_PEOPLE)[:most]
    return tuple((person.name, person.email) for person in found)
