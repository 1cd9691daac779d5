"""Decision records as a page and a paper read them: for the agency without a name, for the
committee's file with the votes."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from applications import decision_file, decision_letter, sealing
from applications.decision_file import CommitteeFile
from applications.decision_letter import Letter
from applications.models import Application, DecisionRecord, Place
from applications.sealing import Words
from fund.models import User


@dataclass(frozen=True)
class LetterLink:
    """A decision letter of a request: where it is."""

    url: str
    label: str


def letters_of(application: Application) -> list[LetterLink]:
    """A link for each decision so far, the first one first; no query. What was brought in from
    elsewhere has none."""
    if application.imported_key:
        return []
    is_decided = application.decided_at is not None
    rounds = range(1, application.review_round + (1 if is_decided else 0))
    labels = {1: _("Decision letter")}
    if application.review_round > 1:
        labels = {1: _("First decision letter"), 2: _("Letter after the second look")}
    return [
        LetterLink(reverse("applications:decision", args=[application.reference, number]), label)
        for number, label in labels.items()
        if number in rounds
    ]


def first_decision(application: Application, words: Words) -> Letter | None:
    """On a second look, what was decided first and why; one query then, none otherwise."""
    if application.review_round == 1:
        return None
    kept = DecisionRecord.objects.filter(application=application, round=1).first()
    return decision_letter.letter(application, kept, words) if kept else None


@dataclass(frozen=True)
class Opened:
    """One decision for one reader; `file` is None for the agency, who learns no name."""

    letter: Letter
    file: CommitteeFile | None


def opened(application: Application, kept: DecisionRecord, reader: User) -> Opened:
    """The letter and, for the committee, its file. That she read the reasons is recorded."""
    words = sealing.read(application, Place.REASON, reader=reader)
    letter = decision_letter.letter(application, kept, words)
    if application.agency_id in reader.agencies_served:
        return Opened(letter, None)
    named = {vote["member"] for vote in kept.facts["votes"]} | set(kept.facts["eligible"])
    people = User.objects.filter(reference__in=named | {kept.facts["decided_by"]})
    names = dict(people.values_list("reference", "name"))
    return Opened(letter, decision_file.committee_file(kept, words, names))
