"""What the person is asked to agree to, in plain words: on the screens and on the paper."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import consents
from applications.models import Application, Consent, Purpose
from applications.models.consent import USUAL
from applications.words import hours
from fund import clock, dates

TITLES = {
    Purpose.COMMITTEE: gettext_lazy("The committee may read this request"),
    Purpose.VENDOR: gettext_lazy("The fund may be in contact with the business"),
    Purpose.STATISTICS: gettext_lazy("The help may be counted in reports"),
    Purpose.STORY: gettext_lazy("The fund may tell how the help was used"),
}
SHORT = {
    Purpose.COMMITTEE: gettext_lazy("Committee"),
    Purpose.VENDOR: gettext_lazy("Business"),
    Purpose.STATISTICS: gettext_lazy("Reports"),
    Purpose.STORY: gettext_lazy("Story"),
}
MEANS = {
    Purpose.COMMITTEE: gettext_lazy(
        "It reads the note, the messages and the papers of this request, without a name. "
        "Without this, nobody can decide."
    ),
    Purpose.VENDOR: gettext_lazy(
        "It may give the business the account or booking number and answer questions about this "
        "payment. Without this, it pays without a number."
    ),
    Purpose.STATISTICS: gettext_lazy(
        "Only in totals of many households, by region and kind of help. Without this, only the "
        "money is in the totals."
    ),
    Purpose.STORY: gettext_lazy(
        "Without a name, a place or a date. Without this, nothing is told."
    ),
}


@dataclass(frozen=True)
class Agreement:
    """One purpose, and the consent to it that holds today, if there is one."""

    purpose: Purpose
    title: str
    short: str
    means: str
    needed: bool
    until: date | None
    usually: str

    @property
    def standing(self) -> str:
        """`Agreed until February 23, 2027`, or that it is not."""
        if not self.until:
            return _("Not agreed")
        return _("Agreed until %(day)s") % {"day": dates.written(self.until)}


def agreements(application: Application) -> list[Agreement]:
    """Each purpose with what holds today; one query."""
    rows = consents.all_of(application).filter(consents.standing(clock.today()))
    until: dict[str, date] = {}
    for purpose, last in rows.values_list("purpose", "ends_on"):
        until[purpose] = max(last, until.get(purpose, last))
    return [_agreement(purpose, until.get(purpose)) for purpose in Purpose]


def _agreement(purpose: Purpose, until: date | None) -> Agreement:
    return Agreement(
        purpose=purpose,
        title=str(TITLES[purpose]),
        short=str(SHORT[purpose]),
        means=str(MEANS[purpose]),
        needed=purpose is Purpose.COMMITTEE,
        until=until,
        usually=hours(USUAL[purpose].days * 24),
    )


@dataclass(frozen=True)
class Recorded:
    """One line of what was recorded, for the timeline."""

    what: str
    at: datetime
    who: str
    note: str


def recorded(application: Application) -> list[Recorded]:
    """Every consent and every taking back, oldest first; one query."""
    found = []
    for row in consents.all_of(application):
        given, ends = dates.written(row.given_on), dates.written(row.ends_on)
        note = _("On the paper: %(given)s, until %(ends)s") % {"given": given, "ends": ends}
        what = _("Agreed: %(what)s") % {"what": _said(row)}
        found.append(Recorded(what, row.recorded_at, row.recorded_by.name, note))
        if row.revoked_at and row.revoked_by:
            what = _("Taken back: %(what)s") % {"what": _said(row)}
            found.append(Recorded(what, row.revoked_at, row.revoked_by.name, ""))
    return sorted(found, key=lambda one: one.at)


def _said(row: Consent) -> str:
    return str(TITLES[Purpose(row.purpose)])
