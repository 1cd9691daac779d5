"""The states of a request and its lines, with a label for staff and one for advocates."""

from django.db import models
from django.utils.translation import gettext_noop

from fund.choices import Choices


class State(models.TextChoices):
    """A request's state; the labels are the staff's."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "New"
    IN_REVIEW = "in_review", "In review"
    INFORMATION_REQUESTED = "information_requested", "Question asked"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Not approved"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Draft expired"
    CLOSED = "closed", "Closed"


FOR_ADVOCATES: dict[State, str] = {
    State.DRAFT: gettext_noop("Not sent yet"),
    State.SUBMITTED: gettext_noop("With the committee"),
    State.IN_REVIEW: gettext_noop("With the committee"),
    State.INFORMATION_REQUESTED: gettext_noop("Waiting for your answer"),
    State.APPROVED: gettext_noop("Approved"),
    State.DECLINED: gettext_noop("Not approved"),
    State.WITHDRAWN: gettext_noop("You withdrew it"),
    State.EXPIRED: gettext_noop("Draft expired"),
    State.CLOSED: gettext_noop("Paid and closed"),
}

TAG_KIND: dict[State, str] = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "info",
    State.IN_REVIEW: "info",
    State.INFORMATION_REQUESTED: "wait",
    State.APPROVED: "ok",
    State.DECLINED: "stop",
    State.WITHDRAWN: "neutral",
    State.EXPIRED: "neutral",
    State.CLOSED: "ok",
}

UNDECIDED = (State.SUBMITTED, State.IN_REVIEW, State.INFORMATION_REQUESTED)

DECIDED = (State.APPROVED, State.DECLINED, State.CLOSED)

IN_HAND = (State.DRAFT, *UNDECIDED, State.APPROVED)
"""What somebody at the agency still has to look after."""


class Lane(Choices):
    """How soon the money is needed; each lane has its clock in the policy."""

    EMERGENCY = "emergency", gettext_noop("Emergency")
    URGENT = "urgent", gettext_noop("Urgent")
    STANDARD = "standard", gettext_noop("Standard")


class NeedState(Choices):
    REQUESTED = "requested", gettext_noop("Asked for")
    APPROVED = "approved", gettext_noop("Approved")
    REDUCED = "reduced", gettext_noop("Approved in part")
    DECLINED = "declined", gettext_noop("Not approved")
    CANCELLED = "cancelled", gettext_noop("Cancelled")


class LineState(Choices):
    """An award line on its way to the vendor."""

    UNFUNDED = "unfunded", gettext_noop("Waiting for money")
    PAYABLE = "payable", gettext_noop("To be paid")
    IN_PAYMENT = "in_payment", gettext_noop("Payment on its way")
    PAID = "paid", gettext_noop("Paid")
    CANCELLED = "cancelled", gettext_noop("Cancelled")


class Way(Choices):
    """How a vendor gets its money, as the agency reads it; the values are the rails' names."""

    TRANSFER = "stripe", gettext_noop("bank transfer")
    CHECK = "check", gettext_noop("check in the mail")


class Outcome(Choices):
    """Whether what was paid did what it was for: the advocate's view, one tap, no words."""

    MET = "met", gettext_noop("Met")
    PARTLY = "partly", gettext_noop("Partly met")
    NOT_MET = "not_met", gettext_noop("Not met")
    UNKNOWN = "unknown", gettext_noop("Don’t know")


class LetterEnd(Choices):
    """Why a letter to a vendor holds no more: never in words about anybody."""

    CHANGED = "changed", gettext_noop("The booking changed or was canceled")
    LOST = "lost", gettext_noop("The letter was lost or went to the wrong place")
    NOT_USED = "not_used", gettext_noop("The vendor does not need it")
    MISTAKE = "mistake", gettext_noop("It was made by mistake")
    EXPIRED = "expired", gettext_noop("Its last day is over")
    PAID = "paid", gettext_noop("The line was paid")


TAKEN_BACK_FOR = (LetterEnd.CHANGED, LetterEnd.LOST, LetterEnd.NOT_USED, LetterEnd.MISTAKE)
"""What a person may choose; the other ends come by themselves."""


class HouseholdBand(Choices):
    """Who lives with her, in bands: coarse by design."""

    ALONE = "alone", gettext_noop("One adult")
    WITH_CHILDREN = "with_children", gettext_noop("One adult with children")
    SEVERAL_ADULTS = "several_adults", gettext_noop("Two or more adults")
    SEVERAL_WITH_CHILDREN = (
        "several_with_children",
        gettext_noop("Two or more adults with children"),
    )
    UNSAID = "unsaid", gettext_noop("Not said")


class AgeBand(Choices):
    UNDER_18 = "under_18", gettext_noop("Under 18")
    YOUNG_ADULT = "18_24", gettext_noop("18 to 24")
    ADULT = "25_44", gettext_noop("25 to 44")
    OLDER = "45_plus", gettext_noop("45 or older")
    UNSAID = "unsaid", gettext_noop("Not said")


class Verdict(Choices):
    """One reviewer's word on one line; a question is no word yet."""

    APPROVE = "approve", gettext_noop("Approve")
    REDUCE = "reduce", gettext_noop("Approve in part")
    DECLINE = "decline", gettext_noop("Do not approve")
    ASK = "ask", gettext_noop("Ask the agency first")


SAYS_LESS = (Verdict.REDUCE, Verdict.DECLINE)
"""What needs a reason."""


class Why(Choices):
    """Why a reviewer would pay less than was asked. It says nothing about anybody, so it is kept
    in the clear; words beside it are sealed."""

    ANOTHER_SOURCE = "another_source", gettext_noop("Another source pays this")
    ABOVE_USUAL = "above_usual", gettext_noop("Above the usual price here")
    NOT_PAID_FOR = "not_paid_for", gettext_noop("Not what the fund pays for")
    TOO_LITTLE_KNOWN = "too_little_known", gettext_noop("Too little information")
    ABOVE_A_CAP = "above_a_cap", gettext_noop("Above a cap")
    OTHER = "other", gettext_noop("Other")


class HoldKind(Choices):
    """Why the words of a request have to be kept: never in words about anybody."""

    COURT = "court", gettext_noop("An order of a court")
    LAWYER = "lawyer", gettext_noop("The fund’s lawyer asked for it")
    AUDIT = "audit", gettext_noop("An audit or a grant review")
    COMPLAINT = "complaint", gettext_noop("A complaint or a dispute")


class Desk(Choices):
    """What a motel asks for when somebody checks in."""

    NOTHING = "nothing", gettext_noop("Nothing, or I don’t know")
    DEPOSIT = "deposit", gettext_noop("A deposit at the desk")
    GUEST_ID = "guest_id", gettext_noop("The guest’s ID")


DESK_NOTES: dict[Desk, str] = {
    Desk.NOTHING: "",
    Desk.DEPOSIT: gettext_noop("The motel asks for a deposit at the desk"),
    Desk.GUEST_ID: gettext_noop("The motel asks for the guest’s ID. The fund never sends an ID"),
}


class Order(Choices):
    """Who of those on call is told first."""

    FIRST = "first", gettext_noop("First")
    SECOND = "second", gettext_noop("Second")


class Step(Choices):
    """What was done so that somebody decides an emergency, or looks at one decided alone."""

    FIRST = "first", gettext_noop("On call: told")
    AGAIN = "again", gettext_noop("Told again: nobody took it up")
    NEXT = "next", gettext_noop("Next on call: told")
    CHAIR = "chair", gettext_noop("Chair told")
    TAKEN_UP = "taken_up", gettext_noop("On it")
    LOOK_SOON = "look_soon", gettext_noop("Committee reminded to look at it")
    LOOK_LATE = "look_late", gettext_noop("Committee reminded: overdue")


class RefusedFor(Choices):
    """Why the committee does not agree with what one member decided alone."""

    COULD_WAIT = "could_wait", gettext_noop("It could have waited for the committee")
    TOO_MUCH = "too_much", gettext_noop("Less would have done for the night")
    NOT_PAYABLE = "not_payable", gettext_noop("The fund’s rules do not pay for it")
    OTHER_SOURCE = "other_source", gettext_noop("Another source pays for it")
    UNCLEAR = "unclear", gettext_noop("Too little was known to decide it")
    ELSE = "else", gettext_noop("Another reason")
