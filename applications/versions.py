"""What a question's page edits, as a short mark: the same mark, the same answers.

A form carries the mark of what it was opened with. If the draft's own is another when it comes
back, somebody saved in between, and she is told before anything is written over. The mark is keyed:
it says nothing of the answers.
"""

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from applications.models import Application, Need, StartedLine

Line = Need | StartedLine


def of_soon(application: Application) -> str:
    return _mark(application, "soon", application.lane)


def of_who(application: Application, pseudonym: str, note: str) -> str:
    bands = (application.household_band, application.age_band, application.region_id)
    return _mark(application, "who", *bands, pseudonym, note)


def of_what(application: Application, line: Line | None) -> str:
    return _mark(application, "what", line and line.category)


def of_whom(application: Application, line: Line) -> str:
    return _mark(application, "whom", line.position, line.vendor_id)


def of_how_much(application: Application, line: Line, account: str) -> str:
    much = (line.amount_cents, line.needed_by, account, line.stay_so_far)
    return _mark(application, "much", line.position, *much)


def of_all(application: Application, needs: Iterable[Need]) -> str:
    """Of everything that is sent: the page before sending shows it all."""
    bands = (application.household_band, application.age_band, application.region_id)
    lines = [
        (
            need.position,
            need.category,
            need.vendor_id,
            need.amount_cents,
            need.needed_by,
            need.stay_so_far,
        )
        for need in needs
    ]
    return _mark(application, "all", application.lane, *bands, lines)


def _mark(application: Application, page: str, *answers: object) -> str:
    value = "\x1f".join(str(part) for part in (application.pk, page, *answers))
    return str(salted_hmac("applications.versions", value, algorithm="sha256").hexdigest()[:20])
