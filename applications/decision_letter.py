"""The decision letter, from the decision's record: what the agency reads, in its language.

It names nobody, neither who was helped nor who voted. Reasons are the sealed words, as far as they
stand; the record itself has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application, DecisionRecord, Place, ReviewLine
from applications.retention import months_before
from applications.sealing import Words
from applications.states import SAYS_LESS, NeedState
from fund import dates
from fund.models import NeedCategory
from fund.money import usd


@dataclass(frozen=True)
class Line:
    """One line as it was decided; `money` says what waits, empty if nothing does."""

    position: int
    category: str
    vendor: str
    asked_cents: int
    approved_cents: int
    label: str
    kind: str
    money: str
    reasons: list[str]


@dataclass(frozen=True)
class Letter:
    """What the agency reads. `next` are sentences; `number` is 2 after a second look."""

    reference: str
    number: int
    decided_at: datetime
    asked_cents: int
    approved_cents: int
    lines: list[Line]
    next: list[str]
    trouble: str
    policy: int
    alone: bool
    fingerprint: str

    @property
    def outcome(self) -> str:
        """`Approved: $450.00 of $600.00` or `Not approved`."""
        if not self.approved_cents:
            return NeedState.DECLINED.label
        words = _("Approved: %(approved)s of %(asked)s")
        return words % {"approved": usd(self.approved_cents), "asked": usd(self.asked_cents)}

    @property
    def file_name(self) -> str:
        """`letter-KX7-204.pdf`, after a second look `letter-KX7-204-2.pdf`."""
        end = f"-{self.number}" if self.number > 1 else ""
        return f"letter-{self.reference}{end}.pdf"


def letter(application: Application, kept: DecisionRecord, words: Words) -> Letter:
    """The letter of one record, in the reader's language."""
    facts = kept.facts
    reasons = _reasons(facts, words)
    return Letter(
        reference=facts["request"],
        number=facts["round"],
        decided_at=datetime.fromisoformat(facts["clock"]["decided"]),
        asked_cents=facts["asked_cents"],
        approved_cents=facts["approved_cents"],
        lines=[_line(line, reasons.get(line["position"], [])) for line in facts["lines"]],
        next=_next(application, facts),
        trouble=words.trouble,
        policy=facts["policy"],
        alone=facts["alone"],
        fingerprint=kept.fingerprint,
    )


def second_look_until(application: Application, decided_at: datetime) -> date:
    """The last day on which the agency can ask for a second look: its words are kept until then."""
    return timezone.localdate(months_before(decided_at, -application.policy.words_kept_months))


def _line(line: Mapping[str, Any], reasons: list[str]) -> Line:
    state, kind = NeedState.REDUCED, "wait"
    if line["approved_cents"] == line["asked_cents"]:
        state, kind = NeedState.APPROVED, "ok"
    elif not line["approved_cents"]:
        state, kind = NeedState.DECLINED, "stop"
    waits = line["money"] is not None and not line["money"]["shares"]
    return Line(
        position=line["position"],
        category=NeedCategory(line["category"]).label,
        vendor=line["vendor_name"],
        asked_cents=line["asked_cents"],
        approved_cents=line["approved_cents"],
        label=state.label,
        kind=kind,
        money=_("It was waiting for money when it was decided.") if waits else "",
        reasons=reasons if state is not NeedState.APPROVED else [],
    )


def _reasons(facts: Mapping[str, Any], words: Words) -> dict[int, list[str]]:
    """What those whose votes counted wrote of each line, each reason once; no names."""
    said: dict[int, list[str]] = {}
    for vote in facts["votes"]:
        for line in vote["lines"]:
            reason = reason_in_words(line, words) if line["counts"] else ""
            found = said.setdefault(line["position"], [])
            if reason and reason not in found:
                found.append(reason)
    return said


def reason_in_words(line: Mapping[str, Any], words: Words) -> str:
    """Why a member would pay less: from the list, and in her words if they stand."""
    if line["verdict"] not in SAYS_LESS:
        return ""
    row = ReviewLine(why=line["why"])
    row.reason = words.of(Place.REASON, line["words"])
    return row.reason_in_words


def _next(application: Application, facts: Mapping[str, Any]) -> list[str]:
    if facts["approved_cents"]:
        return _after_approval(facts)
    if facts["round"] > 1:
        return [
            _("The committee has looked at it twice, so this decision stands."),
            _("If something changes, you can send a new request at any time."),
        ]
    decided_at = datetime.fromisoformat(facts["clock"]["decided"])
    until = dates.written(second_look_until(application, decided_at))
    return [
        _("You can ask the committee to look again, once, until %(day)s.") % {"day": until},
        _("Open the request and press “Ask for a second look”. Then say what has changed."),
        _("At least one member who has not voted on it so far will vote."),
    ]


def _after_approval(facts: Mapping[str, Any]) -> list[str]:
    said = [_("The fund pays each business itself. You need to do nothing.")]
    approved = [line for line in facts["lines"] if line["approved_cents"]]
    waits = sum(line["money"] is not None and not line["money"]["shares"] for line in approved)
    if waits:
        words = ngettext(
            "%(count)d line has to wait for new money. It is paid when there is enough.",
            "%(count)d lines have to wait for new money. They are paid when there is enough.",
            waits,
        )
        said.append(words % {"count": waits})
    if facts["approved_cents"] < facts["asked_cents"]:
        said.append(_("For what was not approved you can send a new request."))
    return said
