"""Why a payment is stopped, and what a person looks at before it goes on. Pure.

A payment keeps the reason in English; a page says it in the reader's language (`fund.kept`).
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disbursements.states import State

NO_ANSWER = gettext_noop(
    "The provider was asked for a day and nobody knows if this was paid. Look there."
)
MANY = gettext_noop(
    "The provider holds more than one payment of this reference. Ask it to stop one."
)
CHANGED = gettext_noop(
    "The vendor's payment details changed after the release. Void this and prepare it again."
)
CHANGED_MIND = gettext_noop("The provider has changed its mind about this payment.")
TOO_LITTLE = gettext_noop("The fund has too little to reserve this line again. Add money.")
NO_MONEY_THERE = gettext_noop("The balance at Stripe is too low for this payment. Add money there.")
OTHER_REFERENCE = gettext_noop(
    "The payment at the provider bears another reference. Ask the provider."
)
OTHER_AMOUNT = gettext_noop("The payment at the provider has another amount. Ask the provider.")
OTHER_PAYEE = gettext_noop("The payment at the provider pays somebody else. Ask the provider.")
SECOND = gettext_noop("The payment at the provider is a second one. Ask the provider.")
NEVER_SENT = gettext_noop(
    "The payment at the provider was never sent, or refused before. Ask the provider."
)

_CODES = {
    NO_ANSWER: "no_answer",
    MANY: "many",
    CHANGED: "changed",
    CHANGED_MIND: "changed_mind",
    TOO_LITTLE: "too_little",
    NO_MONEY_THERE: "no_money_there",
}

GO_ON, UNPAID = gettext_noop("Go on with it"), gettext_noop("Never paid: pay it again")
"""The two answers that a person can give, as their buttons say them."""

_SEARCH = gettext_noop("Search Stripe's own pages for the number of this payment.")
_STEPS = {
    NO_ANSWER: (
        _SEARCH,
        gettext_noop("It is there: press “%(go_on)s”. We ask Stripe again."),
        gettext_noop("It is not there: tick that you looked, and press “%(unpaid)s”."),
    ),
    MANY: (
        _SEARCH,
        gettext_noop("Ask Stripe to stop all of them but one, and wait until it has."),
        gettext_noop("Then press “%(go_on)s”. We ask Stripe again."),
    ),
    CHANGED: (
        gettext_noop(
            "Call the vendor by the phone number that you know, and ask if the change is real."
        ),
        gettext_noop("Void this payment. Its line is then to be paid again, in the new way."),
        gettext_noop("If only Stripe was not ready for the vendor, press “%(go_on)s” when it is."),
    ),
    CHANGED_MIND: (
        _SEARCH,
        gettext_noop("Look at the bank too: did the money leave, and did it come back?"),
        gettext_noop("Ask Stripe why. When books and bank agree, press “%(go_on)s”."),
    ),
    TOO_LITTLE: (
        gettext_noop("Look at the fund: it has less money left than this line needs."),
        gettext_noop(
            "When a gift has come in, press “%(go_on)s”. The money is then reserved again."
        ),
    ),
    NO_MONEY_THERE: (
        gettext_noop("Look at the balance on Stripe's own pages, and move money there."),
        gettext_noop("When it has arrived, press “%(go_on)s”. The payment is then sent again."),
        gettext_noop("To pay another way, tick that you looked, and press “%(unpaid)s”."),
    ),
}
_ANOTHER_PAYMENT = (
    _SEARCH,
    gettext_noop("Hold payee, amount and number there beside what this page says."),
    gettext_noop("Ask Stripe what happened. Press “%(go_on)s” only when they agree."),
)
_REFUSED_THEN_CHANGED = (
    _SEARCH,
    gettext_noop("It is not there: tick that you looked, and press “%(unpaid)s”."),
    gettext_noop("If only Stripe was not ready for the vendor, press “%(go_on)s” when it is."),
)


def steps(why: str, *, state: State) -> tuple[str, ...]:
    """What to look at, in order, in words for the payment that was stopped because of `why`."""
    found: tuple[str, ...]
    if why == CHANGED and state == State.SENDING:
        found = _REFUSED_THEN_CHANGED
    else:
        found = _STEPS.get(why, _ANOTHER_PAYMENT)
    buttons = {"go_on": _(GO_ON), "unpaid": _(UNPAID)}
    return tuple(_(step) % buttons for step in found)


def code(why: str) -> str:
    """The reason as one word, for the audit trail."""
    return _CODES.get(why, "disagrees")


def can_be_unpaid(why: str, *, state: State) -> bool:
    """Whether a person's look at the provider may end it: it is neither accepted nor paid."""
    return state == State.SENDING and why in (NO_ANSWER, CHANGED, NO_MONEY_THERE)
