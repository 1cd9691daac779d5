"""Why a payment is stopped, and what a person looks at before it goes on. Pure."""

from disbursements.states import State

NO_ANSWER = "The provider was asked for a day and nobody knows if this was paid. Look there."
MANY = "The provider holds more than one payment of this reference. Ask it to stop one."
CHANGED = "The vendor's payment details changed after the release. Void this and prepare it again."
CHANGED_MIND = "The provider has changed its mind about this payment."
TOO_LITTLE = "The fund has too little to reserve this line again. Add money."

_CODES = {
    NO_ANSWER: "no_answer",
    MANY: "many",
    CHANGED: "changed",
    CHANGED_MIND: "changed_mind",
    TOO_LITTLE: "too_little",
}

GO_ON, UNPAID = "Go on with it", "Never paid: pay it again"
"""The two answers that a person can give, as their buttons say them."""

_SEARCH = "Search Stripe's own pages for the number of this payment."
_STEPS = {
    NO_ANSWER: (
        _SEARCH,
        f"It is there: press “{GO_ON}”. We ask Stripe again.",
        f"It is not there: tick that you looked, and press “{UNPAID}”.",
    ),
    MANY: (
        _SEARCH,
        "Ask Stripe to stop all of them but one, and wait until it has.",
        f"Then press “{GO_ON}”. We ask Stripe again.",
    ),
    CHANGED: (
        "Call the vendor by the phone number that you know, and ask if the change is real.",
        "Void this payment. Its line is then to be paid again, in the new way.",
        f"If only Stripe was not ready for the vendor, press “{GO_ON}” when it is.",
    ),
    CHANGED_MIND: (
        _SEARCH,
        "Look at the bank too: did the money leave, and did it come back?",
        f"Ask Stripe why. When books and bank agree, press “{GO_ON}”.",
    ),
    TOO_LITTLE: (
        "Look at the fund: it has less money left than this line needs.",
        f"When a gift has come in, press “{GO_ON}”. The money is then reserved again.",
    ),
}
_ANOTHER_PAYMENT = (
    _SEARCH,
    "Hold payee, amount and number there beside what this page says.",
    f"Ask Stripe what happened. Press “{GO_ON}” only when they agree.",
)
_REFUSED_THEN_CHANGED = (
    _SEARCH,
    f"It is not there: tick that you looked, and press “{UNPAID}”.",
    f"If only Stripe was not ready for the vendor, press “{GO_ON}” when it is.",
)


def steps(why: str, *, state: State) -> tuple[str, ...]:
    """What to look at, in order, in words for the payment that was stopped because of `why`."""
    if why == CHANGED and state == State.SENDING:
        return _REFUSED_THEN_CHANGED
    return _STEPS.get(why, _ANOTHER_PAYMENT)


def code(why: str) -> str:
    """The reason as one word, for the audit trail."""
    return _CODES.get(why, "disagrees")


def can_be_unpaid(why: str, *, state: State) -> bool:
    """Whether a person's look at the provider may end it: it is neither accepted nor paid."""
    return state == State.SENDING and why in (NO_ANSWER, CHANGED)
