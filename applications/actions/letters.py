"""A letter to a vendor: made for an approved line, ended by a person or by its payment.

The code on it is looked at here and kept nowhere; the database holds its MAC.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications import across, consents
from applications.models import Application, AwardLine, GuaranteeLetter, Purpose
from applications.states import TAKEN_BACK_FOR, LetterEnd, LineState
from fund import clock, keyed
from fund.audit import record
from fund.models import FundPolicy, User
from fund.roles import Can

from .locking import Refused

_NOT_NOW = {
    LineState.UNFUNDED: gettext_noop("No fund can pay this line yet, so nothing can be promised."),
    LineState.PAID: gettext_noop("This line is paid already. The vendor needs no letter."),
    LineState.CANCELLED: gettext_noop("This line is not paid any more."),
}
_NOT_AGREED = gettext_noop(
    "The person does not agree to contact with the business, and a letter is contact. "
    "Record that they agree first."
)
_HAS_ONE = gettext_noop(
    "There is a letter for this line already. Take it back before you make another."
)


def lines_for(user: User) -> "QuerySet[AwardLine]":
    """The lines whose vendor this person may give a letter: her agency's; finance every one."""
    rows = AwardLine.objects.select_related("award__application", "vendor", "need")
    if user.can(Can.PREPARE_PAYMENT):
        return rows
    return rows.filter(award__application__in=Application.objects.visible_to(user)).filter(
        award__application__agency__in=user.agencies_served
    )


def why_no_letter(line: AwardLine) -> str:
    """Why nothing can be promised for this line now; empty if it can."""
    if line.state in _NOT_NOW:
        return _(_NOT_NOW[LineState(line.state)])
    if last_day(line) < clock.today():
        return _("The fund that pays this line ends before today.")
    if not consents.in_force(line.award.application, Purpose.VENDOR):
        return _(_NOT_AGREED)
    return ""


def last_day(line: AwardLine) -> date:
    """Until when a letter made today holds: the policy's days, and no longer than its funds."""
    day = clock.today() + timedelta(days=FundPolicy.in_force().letter_days)
    return min([day, *(fund.ends_on for fund in line.paid_by if fund.ends_on)])


@transaction.atomic(durable=True)
def make_letter(line_id: int, code: str, *, actor: User) -> GuaranteeLetter:
    """Promise the vendor of a line its amount, under a code that only the paper will bear.

    The same code again is the same letter. Raises Refused beside a letter that holds, for a line
    that is not waiting for its payment, and where the person does not agree to contact.
    """
    line = _lock(line_id, actor)
    if made := letter_of(line, code):
        return made
    if why := why_no_letter(line):
        raise Refused(why)
    if standing := GuaranteeLetter.objects.filter(line=line, ended_at__isnull=True).first():
        if standing.expires_on >= clock.today():
            raise Refused(_(_HAS_ONE))
        _end(standing, LetterEnd.EXPIRED, None)
    letter = GuaranteeLetter.objects.create(
        application=line.award.application,
        line=line,
        mac=keyed.macs(across.LETTER, code)[0],
        key_id=keyed.key_id(),
        amount_cents=line.amount_cents,
        expires_on=last_day(line),
        made_by=actor,
        made_at=clock.now(),
    )
    record(
        "letter.make",
        letter.application.reference,
        actor=actor,
        line=line.reference,
        amount_cents=letter.amount_cents,
        ends_on=f"{letter.expires_on}",
    )
    return letter


@transaction.atomic(durable=True)
def take_letter_back(line_id: int, reason: LetterEnd, *, actor: User) -> None:
    """The letter of a line holds no more; taken back twice is taken back."""
    if reason not in TAKEN_BACK_FOR:
        raise Refused(_("Say why the letter does not hold any more."))
    for letter in GuaranteeLetter.objects.filter(line=_lock(line_id, actor), ended_at__isnull=True):
        _end(letter, reason, actor)


def end_with_payment(line: AwardLine) -> None:
    """The vendor has its money: the promise is kept. Inside the caller's transaction."""
    for letter in GuaranteeLetter.objects.filter(line=line, ended_at__isnull=True):
        _end(letter, LetterEnd.PAID, None)


def letter_of(line: AwardLine, code: str) -> GuaranteeLetter | None:
    """The letter of this line with this code, if it still holds."""
    rows = GuaranteeLetter.objects.in_force(clock.today())
    return rows.filter(line=line, mac__in=keyed.macs(across.LETTER, code)).first()


def _lock(line_id: int, actor: User) -> AwardLine:
    return lines_for(actor).select_for_update(of=("self",)).get(pk=line_id)


def _end(letter: GuaranteeLetter, why: LetterEnd, actor: User | None) -> None:
    letter.ended_at, letter.ended_for, letter.ended_by = clock.now(), why, actor
    letter.save()
    record(
        "letter.end",
        letter.application.reference,
        actor=actor,
        line=letter.line.reference,
        ended_for=why.value,
    )
