"""The committee's part of a decision's record, in words: votes, members, rules, money, clock.

For members only. The agency's letter (`decision_letter.py`) has none of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from applications.models import DecisionRecord, Place
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
    standing = "Counted" if vote["counts"] else "Not needed, or no longer entitled to vote"
    return Vote(
        who=_named(vote["member"], names),
        at=datetime.fromisoformat(vote["cast"]),
        standing=f"{standing}, chair" if vote["chair"] else standing,
        lines=[
            _verdict(line, NeedCategory(what[line["position"]]).label, words)
            for line in vote["lines"]
        ],
    )


def _verdict(line: Mapping[str, Any], category: str, words: Words) -> str:
    said = usd(line["cents"]) if line["verdict"] != Verdict.DECLINE else "no"
    reason = words.of(Place.REASON, line["words"])
    return f"{category}: {said} ({reason})" if reason else f"{category}: {said}"


_KEPT_OUT = {
    "agency": "work for the agency",
    "filed": "filed it",
    "supervisor": "supervise who filed it",
    "vendor": "have a tie to a business",
    "stepped_back": "stepped back",
}


def _rows(facts: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Everything else of a record, as pairs of words."""
    kept_out = [f"{number} {_KEPT_OUT[kind]}" for kind, number in facts["kept_out"].items()]
    rows = [
        ("Decided by", _decided_by(facts, names)),
        ("Votes needed", str(facts["seats"])),
        ("Might have voted", "; ".join(_named(one, names) for one in facts["eligible"])),
        ("Could not vote", ", ".join(kept_out) or "nobody was kept out"),
        ("Lane and clock", _clock(facts)),
        ("Caps", _caps(facts["caps"])),
    ]
    rows += [(f"Money, line {line['position']}", _money(line["money"])) for line in facts["lines"]]
    if look := facts["second_look"]:
        rows.append(("Second look", _second_look(look)))
    return rows


def _decided_by(facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    who = _named(facts["decided_by"], names)
    return (
        f"{who}, alone, on call" if facts["alone"] else f"The committee; {who} cast the last vote"
    )


def _clock(facts: Mapping[str, Any]) -> str:
    clock = facts["clock"]
    decided, due = datetime.fromisoformat(clock["decided"]), datetime.fromisoformat(clock["due"])
    kept = "in time" if decided <= due else "late"
    since = _moment(datetime.fromisoformat(clock["since"]))
    words = f"{Lane(facts['lane']).label}: since {since}, due {_moment(due)}, decided {kept}"
    return f"{words}; the chair was told" if clock["escalated"] else words


def _moment(at: datetime) -> str:
    return dates.written(at, "SHORT_DATETIME_FORMAT")


def _caps(caps: Mapping[str, Any]) -> str:
    words = (
        f"{usd(caps['application_cents'])} a request, {usd(caps['twelve_months_cents'])} in "
        f"12 months, {usd(caps['lifetime_cents'])} in a lifetime; "
        f"{usd(caps['left_cents'])} were left"
    )
    if caps["exception_cents"]:
        return f"{words}; the chair allowed {usd(caps['exception_cents'])} more"
    return f"{words}; an exception was asked and not allowed" if caps["exception_asked"] else words


def _money(money: Mapping[str, Any] | None) -> str:
    if money is None:
        return "Not approved"
    return f"Reserved on {money['fund_name']}" if money["fund"] else " ".join(money["waits"])


def _second_look(look: Mapping[str, Any]) -> str:
    voted = f"{look['voted_first']} voted the first time"
    if look["somebody_new"]:
        return f"{voted}; at least one vote that counts is by somebody else"
    return f"{voted}; nobody else may vote, so the chair’s vote decided"
