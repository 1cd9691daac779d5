"""The states of a request and its lines, with a label for staff and one for advocates."""

from django.db import models


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
    State.DRAFT: "Not sent yet",
    State.SUBMITTED: "With the committee",
    State.IN_REVIEW: "With the committee",
    State.INFORMATION_REQUESTED: "Waiting for your answer",
    State.APPROVED: "Approved",
    State.DECLINED: "Not approved",
    State.WITHDRAWN: "You withdrew it",
    State.EXPIRED: "Draft expired",
    State.CLOSED: "Paid and closed",
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

IN_HAND = (State.DRAFT, *UNDECIDED, State.APPROVED)
"""What somebody at the agency still has to look after."""


class Lane(models.TextChoices):
    """How soon the money is needed; each lane has its clock in the policy."""

    EMERGENCY = "emergency", "Emergency"
    URGENT = "urgent", "Urgent"
    STANDARD = "standard", "Standard"


class NeedState(models.TextChoices):
    REQUESTED = "requested", "Asked for"
    APPROVED = "approved", "Approved"
    REDUCED = "reduced", "Approved in part"
    DECLINED = "declined", "Not approved"
    CANCELLED = "cancelled", "Cancelled"


class LineState(models.TextChoices):
    """An award line on its way to the vendor."""

    UNFUNDED = "unfunded", "Waiting for money"
    PAYABLE = "payable", "To be paid"
    IN_PAYMENT = "in_payment", "Payment on its way"
    PAID = "paid", "Paid"
    CANCELLED = "cancelled", "Cancelled"


class Way(models.TextChoices):
    """How a vendor gets its money, as the agency reads it; the values are the rails' names."""

    TRANSFER = "stripe", "bank transfer"
    CHECK = "check", "check in the mail"


class Outcome(models.TextChoices):
    """Whether what was paid did what it was for: the advocate's view, one tap, no words."""

    MET = "met", "Met"
    PARTLY = "partly", "Partly met"
    NOT_MET = "not_met", "Not met"
    UNKNOWN = "unknown", "Don’t know"


class LetterEnd(models.TextChoices):
    """Why a letter to a vendor holds no more: never in words about anybody."""

    CHANGED = "changed", "The booking changed or was canceled"
    LOST = "lost", "The letter was lost or went to the wrong place"
    NOT_USED = "not_used", "The vendor does not need it"
    MISTAKE = "mistake", "It was made by mistake"
    EXPIRED = "expired", "Its last day is over"
    PAID = "paid", "The line was paid"


TAKEN_BACK_FOR = (LetterEnd.CHANGED, LetterEnd.LOST, LetterEnd.NOT_USED, LetterEnd.MISTAKE)
"""What a person may choose; the other ends come by themselves."""


class HouseholdBand(models.TextChoices):
    """Who lives with her, in bands: coarse by design."""

    ALONE = "alone", "One adult"
    WITH_CHILDREN = "with_children", "One adult with children"
    SEVERAL_ADULTS = "several_adults", "Two or more adults"
    SEVERAL_WITH_CHILDREN = "several_with_children", "Two or more adults with children"
    UNSAID = "unsaid", "Not said"


class AgeBand(models.TextChoices):
    UNDER_18 = "under_18", "Under 18"
    YOUNG_ADULT = "18_24", "18 to 24"
    ADULT = "25_44", "25 to 44"
    OLDER = "45_plus", "45 or older"
    UNSAID = "unsaid", "Not said"


class Verdict(models.TextChoices):
    """One reviewer's word on one line."""

    APPROVE = "approve", "Approve"
    REDUCE = "reduce", "Approve in part"
    DECLINE = "decline", "Do not approve"


class HoldKind(models.TextChoices):
    """Why the words of a request have to be kept: never in words about anybody."""

    COURT = "court", "An order of a court"
    LAWYER = "lawyer", "The fund’s lawyer asked for it"
    AUDIT = "audit", "An audit or a grant review"
    COMPLAINT = "complaint", "A complaint or a dispute"


class Desk(models.TextChoices):
    """What a motel asks for when somebody checks in."""

    NOTHING = "nothing", "Nothing, or I don’t know"
    DEPOSIT = "deposit", "A deposit at the desk"
    GUEST_ID = "guest_id", "The guest’s ID"


DESK_NOTES: dict[Desk, str] = {
    Desk.NOTHING: "",
    Desk.DEPOSIT: "The motel asks for a deposit at the desk",
    Desk.GUEST_ID: "The motel asks for the guest’s ID. The fund never sends an ID",
}
