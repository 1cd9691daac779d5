"""Each act of the audit trail as words for a person who never saw the code.

The one table for every room: an upper room's acts are named here by string only.
"""

SENTENCES = {
    "application.answer": "Question answered",
    "application.ask_again": "New draft like an earlier request",
    "application.approve": "Request approved",
    "application.close": "Request closed: all of it is paid",
    "application.decline": "Request declined",
    "application.escalate": "Late request passed on to the chair",
    "application.expire": "Request ended: no answer came in time",
    "application.import": "Past request brought in",
    "application.ratify": "Emergency decision agreed to",
    "application.reconsider": "Request sent back for a second look",
    "application.recuse": "Stepped back from a request",
    "application.refuse_ratification": "Emergency decision not agreed to",
    "application.reopen": "Request opened again: a payment came back",
    "application.request_information": "Question asked",
    "application.review": "Vote cast",
    "application.start": "Request started",
    "application.submit": "Request sent",
    "application.withdraw": "Request taken back",
    "award.reserve": "Money set aside in a fund",
    "bank.ignore": "Bank line set aside",
    "bank.import": "Bank file brought in",
    "bank.match": "Matched with the bank",
    "bank.propose": "Matches looked for again",
    "bank.unmatch": "Match with the bank undone",
    "books.add_donor": "Donor added",
    "books.add_fund": "Fund added",
    "books.close_period": "Month closed",
    "books.gift": "Gift recorded",
    "books.reverse_gift": "Gift taken back",
    "books.transfer": "Money moved between funds",
    "card.make": "Card made",
    "card.put_away": "Card taken off a draft",
    "card.refuse": "A card’s code was not right",
    "card.stop": "Card stopped",
    "card.use": "Request counted with a card",
    "document.add": "Document added",
    "document.remove": "Document removed",
    "hold.place": "Destruction of a request’s words put on hold",
    "letter.end": "Letter to a vendor ended",
    "letter.make": "Letter to a vendor made",
    "outcome.answer": "Said whether the need was met",
    "outcome.ask": "Asked whether the need was met",
    "hold.release": "Hold on a request’s words lifted",
    "payment.claim": "Sending of the payment began",
    "payment.freeze": "Payment stopped: a person has to look",
    "payment.post": "Payment booked as paid",
    "payment.refuse": "Payment refused",
    "payment.refuse_for_now": "Payment refused for now",
    "payment.release": "Second signature given",
    "payment.return": "Payment came back",
    "payment.schedule": "Payment prepared",
    "payment.send": "Payment sent",
    "payment.thaw": "Stopped payment looked into, goes on",
    "payment.unanswered": "No answer yet about the payment",
    "payment.void": "Payment canceled before it was sent",
    "consent.give": "Agreement of the person recorded",
    "consent.revoke": "Agreement of the person taken back",
    "guard.stay": "Said why words that look personal stay",
    "people.activate": "Person let back in",
    "people.add_agency": "Agency added",
    "people.deactivate": "Person shut out",
    "people.end_role": "Role ended",
    "people.first_administrator": "First administrator made",
    "people.grant": "Role given",
    "people.invite": "Person invited",
    "people.reset_second_step": "Second step reset",
    "people.sign_out": "Person signed out everywhere",
    "policy.new_version": "New version of the policy",
    "report.prepare": "Report prepared",
    "report.publish": "Report published",
    "report.withdraw": "Report taken down",
    "signin.code_failed": "Wrong code at sign-in",
    "signin.everywhere_out": "Signed out everywhere",
    "signin.factor_added": "Second step set up",
    "signin.factor_removed": "Second step removed",
    "signin.failed": "Wrong password at sign-in",
    "signin.passed": "Signed in",
    "signin.step_passed": "Second step passed",
    "signin.new_codes": "New recovery codes made",
    "vault.read": "Sealed words opened",
    "vault.rotate": "Keys wrapped anew for the quarter",
    "vault.seal_quarter": "Keys of a past quarter given up",
    "vendor.add": "Vendor added",
    "vendor.payout_method": "Way to pay a vendor changed",
    "vendor.stripe_status": "Vendor’s standing at Stripe changed",
    "words.destroy_keys": "Keys of a request’s words destroyed: unreadable from now on",
    "words.order": "Words of a request deleted: their time is over",
    "words.shredded": "Words of a request shredded: no copy of a key is left",
}

LABELS = {
    "amount_cents": "Amount",
    "approved_cents": "Approved",
    "attempt": "Try",
    "before": "State before",
    "code": "Answer",
    "ends_on": "Last day",
    "failed": "Not done",
    "gone_on": "Gone on",
    "grant": "Role’s number",
    "kinds": "What it looked like",
    "keys": "Keys",
    "known": "Lines here already",
    "like": "Like request",
    "lines": "New lines",
    "ended_for": "Ended for",
    "number": "Document",
    "opened": "What was opened",
    "pages": "Pages",
    "payable": "Can be paid",
    "pdf": "PDF",
    "proposals": "Matches found",
    "purpose": "For",
    "quarters": "Quarters of the keys",
    "rail": "How",
    "rejected": "Lines not taken",
    "requested_cents": "Asked for",
    "rewrapped": "Wrapped anew",
    "restricted": "For one purpose only",
    "stays": "Why it stays",
    "texts": "Texts",
    "worlds_checked": "Cases checked for privacy",
}

_YES_OR_NO = {"payable", "restricted"}
_VALUES = {
    "rail": {"stripe": "bank transfer by Stripe", "check": "paper check"},
    "why": {
        "no_answer": "no answer from the provider for a day",
        "many": "more than one payment at the provider",
        "changed": "the vendor’s details changed after the release",
        "changed_mind": "the provider changed its mind",
        "too_little": "too little money in the fund",
        "disagrees": "the provider’s payment is not the one that was sent",
    },
}


def sentence(act: str) -> str:
    """What was done. An act that the table lacks still reads: `books.new_act`, "Books: new act"."""
    room, _dot, verb = act.partition(".")
    readable = f"{room}: {verb}" if verb else room
    return SENTENCES.get(act) or readable.replace("_", " ").capitalize()


def label(name: str) -> str:
    """What a fact is called on the page."""
    return LABELS.get(name) or name.removesuffix("_cents").replace("_", " ").capitalize()


def value(name: str, fact: str | int) -> str:
    """A fact that is not money, as words: a state or a role without its underscores."""
    if name in _YES_OR_NO:
        return "yes" if fact else "no"
    return _VALUES.get(name, {}).get(str(fact)) or str(fact).replace("_", " ")
