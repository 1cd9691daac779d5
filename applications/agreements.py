"""What the person is asked to agree to, in plain words: on the screens and on the paper."""

from dataclasses import dataclass
from datetime import date, datetime

from applications import consents
from applications.models import Application, Consent, Purpose
from applications.models.consent import USUAL
from applications.words import hours
from fund import clock

TITLES = {
    Purpose.COMMITTEE: "The committee may read this request",
    Purpose.VENDOR: "The fund may be in contact with the business",
    Purpose.STATISTICS: "The help may be counted in reports",
    Purpose.STORY: "The fund may tell how the help was used",
}
SHORT = {
    Purpose.COMMITTEE: "Committee",
    Purpose.VENDOR: "Business",
    Purpose.STATISTICS: "Reports",
    Purpose.STORY: "Story",
}
MEANS = {
    Purpose.COMMITTEE: "It reads the note, the messages and the papers of this request, without a "
    "name. Without this, nobody can decide.",
    Purpose.VENDOR: "It may give the business the account or booking number and answer questions "
    "about this payment. Without this, it pays without a number.",
    Purpose.STATISTICS: "Only in totals of many households, by region and kind of help. Without "
    "this, only the money is in the totals.",
    Purpose.STORY: "Without a name, a place or a date. Without this, nothing is told.",
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
        return f"Agreed until {self.until:%B %-d, %Y}" if self.until else "Not agreed"


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
        title=TITLES[purpose],
        short=SHORT[purpose],
        means=MEANS[purpose],
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
        note = f"On the paper: {row.given_on:%B %-d, %Y}, until {row.ends_on:%B %-d, %Y}"
        found.append(Recorded(f"Agreed: {_said(row)}", row.recorded_at, row.recorded_by.name, note))
        if row.revoked_at and row.revoked_by:
            what = f"Taken back: {_said(row)}"
            found.append(Recorded(what, row.revoked_at, row.revoked_by.name, ""))
    return sorted(found, key=lambda one: one.at)


def _said(row: Consent) -> str:
    return TITLES[Purpose(row.purpose)]
