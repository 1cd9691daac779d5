"""The committee's part of a decision's record, in words: votes, members, rules, money, clock.

For members only. The agency's letter (`decision_letter.py`) has none of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.decision_letter import reason_in_words
from applications.models import DecisionRecord
from applications.sealing import Words
from applications.states import Lane, Verdict
from fund import dates
from fund.models import NeedCategory
from fund.money import usd


@dataclass(frozen=True)
class Vote:
    """One member's vote, for the committee only."""

    who: str
    at: datetime
    standing: str
    lines: list[str]


@dataclass(frozen=True)
class CommitteeFile:
    """What only the committee reads: who voted how, who might have, and what the rules said."""

    votes: list[Vote]
    rows: list[tuple[str, str]]


def committee_file(kept: DecisionRecord, words: Words, names: Mapping[str, str]) -> CommitteeFile:
    """The committee's part of a record; `names` by the member's number."""
    facts = kept.facts
    return CommitteeFile(
        [_vote(vote, facts, words, names) for vote in facts["votes"]], _rows(facts, names)
    )


def _named(member: str, names: Mapping[str, str]) -> str:
    return f"{names[member]}, {member}" if member in names else member


def _vote(
    vote: Mapping[str, Any], facts: Mapping[str, Any], words: Words, names: Mapping[str, str]
) -> Vote:
    what = {line["position"]: line["category"] for line in facts["lines"]}
    return Vote(
        who=_named(vote["member"], names),
        at=datetime.fromisoformat(vote["cast"]),
        standing=_standing(vote["lines"]),
        lines=[
            _verdict(line, NeedCategory(what[line["position"]]).label, words)
            for line in vote["lines"]
        ],
    )


def _standing(lines: Sequence[Mapping[str, Any]]) -> str:
    """Whether her votes took a seat."""
    if not lines:
        return _("No view")
    counted = sum(line["counts"] for line in lines)
    if counted == len(lines):
        return _("Counted")
    if not counted:
        return _("Not counted")
    return _("Counted on %(counted)d of %(all)d lines") % {"counted": counted, "all": len(lines)}


_SAID = {Verdict.DECLINE: gettext_noop("no"), Verdict.ASK: gettext_noop("asked a question first")}


def _verdict(line: Mapping[str, Any], category: str, words: Words) -> str:
    verdict = Verdict(line["verdict"])
    said = _(_SAID[verdict]) if verdict in _SAID else usd(line["cents"])
    reason = reason_in_words(line, words)
    return f"{category}: {said} ({reason})" if reason else f"{category}: {said}"


_KEPT_OUT = {
    "agency": gettext_noop("%(number)d from the agency"),
    "filed": gettext_noop("%(number)d who filed it"),
    "supervisor": gettext_noop("%(number)d who supervises the advocate"),
    "vendor": gettext_noop("%(number)d with a tie to a business"),
    "stepped_back": gettext_noop("%(number)d who stepped back"),
}


def _rows(facts: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Everything else of a record, as pairs of words."""
    kept_out = [_(_KEPT_OUT[kind]) % {"number": n} for kind, n in facts["kept_out"].items()]
    rows = [
        (_("Decided by"), _decided_by(facts, names)),
        (_("Votes needed"), str(facts["seats"])),
        (_("Might have voted"), "; ".join(_named(one, names) for one in facts["eligible"])),
        (_("Could not vote"), ", ".join(kept_out) or _("nobody was kept out")),
        (_("Lane"), Lane(facts["lane"]).label),
        (_("Clock"), _clock(facts["clock"])),
        (_("Caps"), _caps(facts["caps"])),
    ]
    for line in facts["lines"]:
        label = _("Money, line %(position)d") % {"position": line["position"]}
        rows.append((label, _money(line["money"])))
    if look := facts["second_look"]:
        rows.append((_("Second look"), _second_look(look)))
    return rows


def _decided_by(facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    who = {"who": _named(facts["decided_by"], names)}
    if facts["alone"]:
        return _("%(who)s, alone, on call") % who
    if facts["tie"]:
        return _("The committee; the chair broke a tie. The last vote: %(who)s") % who
    return _("The committee. The last vote: %(who)s") % who


def _clock(clock: Mapping[str, str | None]) -> str:
    words = _("%(since)s to %(due)s; decided in time at %(decided)s")
    moments = {name: datetime.fromisoformat(at) for name, at in clock.items() if at}
    if moments["decided"] > moments["due"]:
        words = _("%(since)s to %(due)s; decided late at %(decided)s")
    said = words % {
        name: dates.written(at, "SHORT_DATETIME_FORMAT") for name, at in moments.items()
    }
    return _("%(said)s; the chair was told") % {"said": said} if clock["escalated"] else said


def _caps(caps: Mapping[str, Any]) -> str:
    amounts = {name.removesuffix("_cents"): usd(caps[name]) for name in caps if "_cents" in name}
    words = _(
        "%(application)s a request, %(twelve_months)s in 12 months, %(lifetime)s in all; "
        "%(left)s were left"
    )
    if caps["exception_cents"]:
        words = _(
            "%(application)s a request, %(twelve_months)s in 12 months, %(lifetime)s in all; "
            "%(left)s were left, and the chair allowed %(exception)s more"
        )
    return words % amounts


def _money(money: Mapping[str, Any] | None) -> str:
    if money is None:
        return _("Not approved")
    if money["shares"]:
        shares = (f"{usd(share['cents'])} {share['name']}" for share in money["shares"])
        return _("Reserved: %(shares)s") % {"shares": ", ".join(shares)}
    return " ".join(money["waits"])


def _second_look(look: Mapping[str, Any]) -> str:
    words = _("%(count)d voted the first time; a vote that counts is by somebody else")
    if not look["somebody_new"]:
        words = _("%(count)d voted the first time; nobody else may vote, so it went to the chair")
    return words % {"count": look["voted_first"]}
