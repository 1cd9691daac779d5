"""Each act of the audit trail as words for a person who never saw the code.

The one table for every room: an upper room's acts are named here by string only.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES = {
    "agency.export": gettext_noop("The agency’s own figures taken out"),
    "application.answer": gettext_noop("Question answered"),
    "application.ask_again": gettext_noop("New draft like an earlier request"),
    "application.approve": gettext_noop("Request approved"),
    "application.close": gettext_noop("Request closed: all of it is paid"),
    "application.decline": gettext_noop("Request declined"),
    "application.escalate": gettext_noop("Late request passed on to the chair"),
    "application.expire": gettext_noop("Request ended: no answer came in time"),
    "application.hand_over": gettext_noop("Request handed over to a colleague"),
    "application.import": gettext_noop("Past request brought in"),
    "application.ratify": gettext_noop("Emergency decision agreed to"),
    "application.reconsider": gettext_noop("Request sent back for a second look"),
    "application.recuse": gettext_noop("Stepped back from a request"),
    "application.refuse_ratification": gettext_noop("Emergency decision not agreed to"),
    "application.reopen": gettext_noop("Request opened again: a payment came back"),
    "application.request_information": gettext_noop("Question asked"),
    "application.review": gettext_noop("Vote cast"),
    "application.start": gettext_noop("Request started"),
    "application.submit": gettext_noop("Request sent"),
    "application.withdraw": gettext_noop("Request taken back"),
    "award.reserve": gettext_noop("Money set aside in a fund"),
    "bank.ignore": gettext_noop("Bank line set aside"),
    "bank.import": gettext_noop("Bank file brought in"),
    "bank.match": gettext_noop("Matched with the bank"),
    "bank.propose": gettext_noop("Matches looked for again"),
    "bank.unmatch": gettext_noop("Match with the bank undone"),
    "books.add_donor": gettext_noop("Donor added"),
    "books.add_fund": gettext_noop("Fund added"),
    "books.close_period": gettext_noop("Month closed"),
    "books.gift": gettext_noop("Gift recorded"),
    "books.reverse_gift": gettext_noop("Gift taken back"),
    "books.transfer": gettext_noop("Money moved between funds"),
    "card.make": gettext_noop("Card made"),
    "card.put_away": gettext_noop("Card taken off a draft"),
    "card.refuse": gettext_noop("A card’s code was not right"),
    "card.stop": gettext_noop("Card stopped"),
    "card.use": gettext_noop("Request counted with a card"),
    "document.add": gettext_noop("Document added"),
    "document.remove": gettext_noop("Document removed"),
    "hold.place": gettext_noop("Destruction of a request’s words put on hold"),
    "letter.end": gettext_noop("Letter to a vendor ended"),
    "letter.make": gettext_noop("Letter to a vendor made"),
    "outcome.answer": gettext_noop("Said whether the need was met"),
    "outcome.ask": gettext_noop("Asked whether the need was met"),
    "hold.release": gettext_noop("Hold on a request’s words lifted"),
    "payment.claim": gettext_noop("Sending of the payment began"),
    "payment.freeze": gettext_noop("Payment stopped: a person has to look"),
    "payment.post": gettext_noop("Payment booked as paid"),
    "payment.refund": gettext_noop("The vendor gave money back"),
    "payment.refuse": gettext_noop("Payment refused"),
    "payment.refuse_for_now": gettext_noop("Payment refused for now"),
    "payment.release": gettext_noop("Second signature given"),
    "payment.return": gettext_noop("Payment came back"),
    "payment.schedule": gettext_noop("Payment prepared"),
    "payment.send": gettext_noop("Payment sent"),
    "payment.thaw": gettext_noop("Stopped payment looked into, goes on"),
    "payment.unanswered": gettext_noop("No answer yet about the payment"),
    "payment.void": gettext_noop("Payment canceled before it was sent"),
    "consent.give": gettext_noop("Agreement of the person recorded"),
    "consent.revoke": gettext_noop("Agreement of the person taken back"),
    "exception.ask": gettext_noop("More than the cap asked for"),
    "exception.drop": gettext_noop("More than the cap not asked for any more"),
    "exception.grant": gettext_noop("More than the cap allowed"),
    "guard.stay": gettext_noop("Said why words that look personal stay"),
    "notices.choose": gettext_noop("Chose how to hear of news"),
    "people.activate": gettext_noop("Person let back in"),
    "people.add_agency": gettext_noop("Agency added"),
    "people.deactivate": gettext_noop("Person shut out"),
    "people.end_role": gettext_noop("Role ended"),
    "people.first_administrator": gettext_noop("First administrator made"),
    "people.grant": gettext_noop("Role given"),
    "people.invite": gettext_noop("Person invited"),
    "people.reset_second_step": gettext_noop("Second step reset"),
    "people.sign_out": gettext_noop("Person signed out everywhere"),
    "people.tell_of_role": gettext_noop("Administrators and chairs told of a role"),
    "policy.new_version": gettext_noop("New version of the policy"),
    "guide.write": gettext_noop("Words on what a category needs written"),
    "report.prepare": gettext_noop("Report prepared"),
    "report.publish": gettext_noop("Report published"),
    "report.withdraw": gettext_noop("Report taken down"),
    "resource.add": gettext_noop("Other help added to the list"),
    "resource.assure": gettext_noop("Other help checked: still right"),
    "resource.change": gettext_noop("Other help on the list changed"),
    "resource.end": gettext_noop("Other help taken off the list"),
    "signin.code_failed": gettext_noop("Wrong code at sign-in"),
    "signin.codes_closed": gettext_noop("Codes closed for a day: too many were wrong"),
    "signin.everywhere_out": gettext_noop("Signed out everywhere"),
    "signin.factor_added": gettext_noop("Second step set up"),
    "signin.factor_removed": gettext_noop("Second step removed"),
    "signin.failed": gettext_noop("Wrong password at sign-in"),
    "signin.passed": gettext_noop("Signed in"),
    "signin.step_passed": gettext_noop("Second step passed"),
    "signin.new_codes": gettext_noop("New recovery codes made"),
    "stay.end_early": gettext_noop("Told that fewer nights were used than were paid"),
    "vault.read": gettext_noop("Sealed words opened"),
    "vault.rotate": gettext_noop("Keys wrapped anew for the quarter"),
    "vault.seal_quarter": gettext_noop("Keys of a past quarter given up"),
    "vendor.add": gettext_noop("Vendor added"),
    "vendor.payout_method": gettext_noop("Way to pay a vendor changed"),
    "vendor.stripe_status": gettext_noop("Vendor’s standing at Stripe changed"),
    "words.destroy_keys": gettext_noop(
        "Keys of a request’s words destroyed: unreadable from now on"
    ),
    "words.order": gettext_noop("Words of a request deleted: their time is over"),
    "words.shredded": gettext_noop("Words of a request shredded: no copy of a key is left"),
}

LABELS = {
    "amount_cents": gettext_noop("Amount"),
    "approved_cents": gettext_noop("Approved"),
    "attempt": gettext_noop("Try"),
    "before": gettext_noop("State before"),
    "checked": gettext_noop("How it was checked"),
    "code": gettext_noop("Answer"),
    "ends_on": gettext_noop("Last day"),
    "failed": gettext_noop("Not done"),
    "gave": gettext_noop("From"),
    "gone_on": gettext_noop("Gone on"),
    "grant": gettext_noop("Role’s number"),
    "granted_cents": gettext_noop("Allowed above the caps"),
    "kinds": gettext_noop("What it looked like"),
    "keys": gettext_noop("Keys"),
    "known": gettext_noop("Lines here already"),
    "like": gettext_noop("Like request"),
    "lines": gettext_noop("New lines"),
    "nights": gettext_noop("Nights paid"),
    "ended_for": gettext_noop("Ended for"),
    "number": gettext_noop("Document"),
    "opened": gettext_noop("What was opened"),
    "pace": gettext_noop("How often"),
    "pages": gettext_noop("Pages"),
    "payable": gettext_noop("Can be paid"),
    "pdf": gettext_noop("PDF"),
    "proposals": gettext_noop("Matches found"),
    "purpose": gettext_noop("For"),
    "quarters": gettext_noop("Quarters of the keys"),
    "quiet": gettext_noop("Quiet hours"),
    "rail": gettext_noop("How"),
    "refund": gettext_noop("Number of the refund"),
    "rejected": gettext_noop("Lines not taken"),
    "requested_cents": gettext_noop("Asked for"),
    "rewrapped": gettext_noop("Wrapped anew"),
    "restricted": gettext_noop("For one purpose only"),
    "stays": gettext_noop("Why it stays"),
    "texts": gettext_noop("Texts"),
    "told": gettext_noop("People told of it"),
    "used": gettext_noop("Nights used"),
    "took": gettext_noop("To"),
    "ways": gettext_noop("By"),
    "with_names": gettext_noop("With the agency’s own names"),
    "worlds_checked": gettext_noop("Cases checked for privacy"),
    "fingerprint": gettext_noop("Fingerprint"),
    "fund": gettext_noop("Fund"),
    "kind": gettext_noop("Kind"),
    "lane": gettext_noop("Lane"),
    "line": gettext_noop("Line"),
    "policy": gettext_noop("Policy"),
    "role": gettext_noop("Role"),
    "state": gettext_noop("State"),
    "version": gettext_noop("Version"),
    "why": gettext_noop("Why"),
}

_YES_OR_NO = {"payable", "quiet", "restricted", "with_names"}
_VALUES = {
    "checked": {
        "called": gettext_noop("a call to a known number"),
        "met": gettext_noop("face to face"),
    },
    "kind": {
        "totp": gettext_noop("a code from a phone"),
        "webauthn": gettext_noop("a passkey"),
        "recovery_codes": gettext_noop("a recovery code"),
    },
    "rail": {
        "stripe": gettext_noop("bank transfer by Stripe"),
        "check": gettext_noop("paper check"),
    },
    "why": {
        "no_answer": gettext_noop("no answer from the provider for a day"),
        "many": gettext_noop("more than one payment at the provider"),
        "changed": gettext_noop("the vendor’s details changed after the release"),
        "changed_mind": gettext_noop("the provider changed its mind"),
        "too_little": gettext_noop("too little money in the fund"),
        "disagrees": gettext_noop("the provider’s payment is not the one that was sent"),
    },
}

_CODES = frozenset(
    {
        gettext_noop("emergency"),
        gettext_noop("urgent"),
        gettext_noop("standard"),
        gettext_noop("advocate"),
        gettext_noop("agency supervisor"),
        gettext_noop("committee member"),
        gettext_noop("committee chair"),
        gettext_noop("on call"),
        gettext_noop("finance preparer"),
        gettext_noop("finance releaser"),
        gettext_noop("donor"),
        gettext_noop("auditor"),
        gettext_noop("admin"),
        gettext_noop("committee"),
        gettext_noop("vendor"),
        gettext_noop("statistics"),
        gettext_noop("story"),
        gettext_noop("at once"),
        gettext_noop("daily"),
        gettext_noop("email"),
        gettext_noop("text"),
        gettext_noop("prepared"),
        gettext_noop("published"),
        gettext_noop("withdrawn"),
        gettext_noop("scheduled"),
        gettext_noop("released"),
        gettext_noop("sending"),
        gettext_noop("sent"),
        gettext_noop("posted"),
        gettext_noop("reconciled"),
        gettext_noop("refused"),
        gettext_noop("returned"),
        gettext_noop("voided"),
        gettext_noop("approved"),
        gettext_noop("declined"),
        gettext_noop("closed"),
        gettext_noop("motel"),
        gettext_noop("landlord"),
        gettext_noop("utility"),
        gettext_noop("transport"),
        gettext_noop("pharmacy"),
        gettext_noop("store"),
        gettext_noop("service"),
        gettext_noop("public office"),
        gettext_noop("court"),
        gettext_noop("lawyer"),
        gettext_noop("audit"),
        gettext_noop("complaint"),
        gettext_noop("changed"),
        gettext_noop("lost"),
        gettext_noop("not used"),
        gettext_noop("mistake"),
        gettext_noop("expired"),
        gettext_noop("paid"),
        gettext_noop("ssn"),
        gettext_noop("phone"),
        gettext_noop("birth date"),
        gettext_noop("name and date"),
        gettext_noop("street"),
        gettext_noop("plate"),
    }
)
"""States, roles and kinds as the trail writes them, without their underscores."""


def sentence(act: str) -> str:
    """What was done. An act that the table lacks still reads: `books.new_act`, "Books: new act"."""
    room, _dot, verb = act.partition(".")
    readable = f"{room}: {verb}" if verb else room
    return _(SENTENCES[act]) if act in SENTENCES else readable.replace("_", " ").capitalize()


def label(name: str) -> str:
    """What a fact is called on the page."""
    return (
        _(LABELS[name])
        if name in LABELS
        else name.removesuffix("_cents").replace("_", " ").capitalize()
    )


def value(name: str, fact: str | int) -> str:
    """A fact that is not money, as words: a state or a role without its underscores."""
    if name in _YES_OR_NO:
        return _("yes") if fact else _("no")
    known = _VALUES.get(name, {}).get(str(fact))
    return _(known) if known else ", ".join(_word(code) for code in str(fact).split(", "))


def _word(code: str) -> str:
    readable = code.replace("_", " ")
    return _(readable) if readable in _CODES else readable
