"""Every guard that keeps a canary in its cage: how to take it away, and where it then turns up.

A new guard is one more entry: `remove` takes it away (removals*.py), `leg` walks the part of the
path that it stands at (legs.py), `finds` names canaries and the places where they must be found.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.canary import legs, removals, removals_cards, removals_logs, removals_papers
from tests.canary.legs import Leg
from tests.canary.removals import Patch

LOG = "log of this process"


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
        "a file has the agency’s own names only if she asks",
        removals.names_in_every_file,
        legs.taken_out,
        (("pseudonym", "page sage who did not ask POST /agency/export/"),),
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
        removals_logs.plain_log,
        legs.stray,
        (("address", LOG), ("host", LOG)),
    ),
    Guard(
        "the log has the keys of a list",
        removals_logs.log_every_key,
        legs.logged,
        (("logkey", LOG),),
    ),
    Guard(
        "the log has numbers and references",
        removals_logs.log_every_value,
        legs.logged,
        (("logvalue", LOG),),
    ),
    Guard(
        "the log has the program’s own words",
        removals_logs.log_every_text,
        legs.logged,
        (("logevent", LOG),),
    ),
    Guard(
        "the log quotes no error",
        removals_logs.quote_errors,
        legs.broke,
        (("broken", LOG),),
    ),
    Guard(
        "a report of an error has no post and no variables",
        removals_logs.report_in_full,
        legs.broke,
        (("broken", "page ada POST .*"),),
    ),
    Guard(
        "a try is counted under a keyed name",
        removals_logs.count_by_plain_names,
        legs.stray,
        (("reset", r"database fund_tries\.cache_key"),),
    ),
    Guard(
        "a picture and a paper are drawn anew",
        removals_papers.keep_as_it_came,
        legs.opened,
        tuple(
            (place, f"page {who} GET .*/documents/.*")
            for who in ("ada", "cora")
            for place in (
                *("exif", "xmp", "iptc", "comment", "thumbnail"),
                *("author", "attached", "script", "recognised"),
            )
        ),
    ),
    Guard(
        "a document is encrypted",
        removals_papers.seal_no_document,
        legs.attached,
        (("photo", "s3 documents body"), ("sheet", "s3 documents body")),
    ),
    Guard(
        "a document has an opaque name",
        removals_papers.name_the_object,
        legs.attached,
        (
            ("paper", "s3 documents name"),
            ("paper", r"database applications_document\.object_name"),
            ("paper", "aws request"),
        ),
    ),
    Guard(
        "the store is told nothing of a document",
        removals_papers.describe_the_object,
        legs.attached,
        (("paper", "s3 documents metadata"),),
    ),
    Guard(
        "what leaves, leaves by consent",
        removals_cards.agree_to_everything,
        legs.withheld,
        (
            ("withheld", r"page finn GET /payments/D-\w{8}/"),
            ("ended", "page chen GET .*/review/"),
            ("hidden", "page chen GET .*/documents/.*"),
        ),
    ),
    Guard(
        "the fund keeps no card’s code",
        removals_cards.keep_the_code,
        legs.carried,
        (("card", r"database applications_fundcode\.mac"),),
    ),
    Guard(
        "what it keeps of a code rests on a key",
        removals_cards.hash_without_a_key,
        legs.carried,
        (("card", r"database applications_fundcode\.mac"),),
    ),
    Guard(
        "a card that is offered can’t be read",
        removals_cards.offer_the_code_openly,
        legs.carried,
        (("card", "page ada GET .*/card/"),),
    ),
    Guard(
        "whoever makes a card tells nobody its code",
        removals_cards.tell_the_code,
        legs.carried,
        (
            ("card", "mail"),
            ("card", r"database procrastinate_jobs\.args"),
            ("card", r"database fund_auditevent\.facts"),
            ("card", LOG),
        ),
    ),
)
