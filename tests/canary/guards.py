"""Every guard that keeps a canary in its cage: how to take it away, and where it then turns up.

A new guard is one more entry: `remove` takes it away (removals.py), `leg` walks the part of the
path that it stands at (legs.py), `finds` names canaries and the places where they must be found.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.canary import legs, removals
from tests.canary.legs import Leg
from tests.canary.removals import Patch


@dataclass(frozen=True)
class Guard:
    """`finds`: pairs of a canary and the place, a pattern of `Piece.where`."""

    name: str
    remove: Callable[[Patch], None]
    leg: Leg
    finds: tuple[tuple[str, str], ...]


GUARDS = (
    Guard(
        "every word about a request is sealed",
        removals.seal_nothing,
        legs.decided,
        tuple(
            (place, r"database applications_sealedtext\.ciphertext")
            for place in (
                "pseudonym",
                "note",
                "draft",
                "account",
                "booking",
                "question",
                "answer",
                "message",
                "reason",
                "other",
                "recusal",
                "exception",
                "grant",
            )
        ),
    ),
    Guard(
        "what was typed when the session ended is sealed",
        removals.keep_as_typed,
        legs.talked,
        (("kept", r"database django_session\.session_data"),),
    ),
    Guard(
        "the committee reads neither the agency’s own name nor an account number",
        removals.show_the_committee_everything,
        legs.seen_in_review,
        (("pseudonym", "page cora .*/review/"), ("account", "page cora .*/review/")),
    ),
    Guard(
        "account numbers are for those who pay",
        removals.show_accounts_to_all_who_see_money,
        legs.seen_by("audra"),
        (("account", "page audra .*/payments/.*"), ("booking", "page audra .*/payments/.*")),
    ),
    Guard(
        "another agency sees nothing",
        removals.show_everybody_every_request,
        legs.seen_in_review,
        (("note", "page alma .*"),),
    ),
    Guard(
        "who has stepped back sees nothing",
        removals.show_everybody_every_request,
        legs.seen_after_stepping_back,
        (("note", "page olive who stepped back GET .*/review/"),),
    ),
    Guard(
        "what was typed is given back to nobody else",
        removals.give_back_to_whoever_comes,
        legs.another_sits_down,
        (("kept", "page carl GET .*/review/"),),
    ),
    Guard(
        "a mail says a number", removals.tell_in_the_mail, legs.decided_quietly, (("note", "mail"),)
    ),
    Guard(
        "a job carries a number",
        removals.tell_in_the_job,
        legs.filed,
        (("pseudonym", r"database procrastinate_jobs\.args"),),
    ),
    Guard(
        "a payment bears an opaque reference",
        removals.name_the_payment,
        legs.paid,
        (("booking", "stripe POST .*"), ("booking", "stripe memory")),
    ),
    Guard(
        "a key of a payment is made of its reference",
        removals.key_the_payment,
        legs.paid,
        (("booking", "stripe POST .*"),),
    ),
    Guard(
        "a check bears an address",
        removals.print_on_the_check,
        legs.paid,
        (("account", "s3 .* body"),),
    ),
    Guard(
        "a file bears references", removals.name_the_file, legs.paid, (("pseudonym", "s3 .* name"),)
    ),
    Guard(
        "the trail has no words",
        removals.record_words,
        legs.talked,
        (("answer", r"database fund_auditevent\.facts"),),
    ),
    Guard(
        "a thank-you repeats nothing, since it waits in a cookie",
        removals.thank_with_words,
        legs.talked,
        (("answer", "head ada POST .*"),),
    ),
    Guard(
        "a webhook is kept only if it is signed",
        removals.believe_every_webhook,
        legs.stray,
        (("webhook", r"database disbursements_providerevent\.payload"),),
    ),
    Guard(
        "a report has the rows that were declared",
        removals.report_by_words,
        legs.reported,
        (
            ("pseudonym", r"database reports_releasedtable\.content"),
            ("pseudonym", r"database reports_donorreport\.pdf"),
            ("pseudonym", r"page anybody GET /reports/.*\.pdf"),
            ("pseudonym", r"page dana GET /reports/.*/"),
        ),
    ),
    Guard(
        "the log has no addresses",
        removals.log_addresses,
        legs.stray,
        (("address", "log .*"), ("host", "log .*")),
    ),
)
