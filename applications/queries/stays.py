"""The stays of an approved request, and what its agency can do about each."""

from collections.abc import Iterable
from dataclasses import dataclass

from applications.actions.staying import why_not_longer, why_not_tell
from applications.models import AwardLine, Need, Stay
from applications.states import LineState
from applications.stays import StayTerms


@dataclass(frozen=True)
class StayRow:
    """One approved stay; `told` is what the agency told of nights that were not used."""

    position: int
    terms: StayTerms
    motel: str
    words: str
    desk: str
    told: str
    may_be_longer: bool
    may_be_told: bool


def stays_of(needs: Iterable[Need]) -> list[StayRow]:
    """The approved stays among these needs, as `sheet.needs_of` found them; no query."""
    found = []
    for need in needs:
        stay: Stay | None = getattr(need, "stay", None)
        line: AwardLine | None = getattr(need, "award_line", None)
        if stay and line and line.state != LineState.CANCELLED:
            found.append(_row(need, stay, line))
    return found


def _row(need: Need, stay: Stay, line: AwardLine) -> StayRow:
    return StayRow(
        position=need.position,
        terms=stay.granted,
        motel=need.vendor.name,
        words=stay.terms.words_of(line.amount_cents),
        desk=stay.desk_note,
        told=stay.used_words,
        may_be_longer=why_not_longer(stay) is None,
        may_be_told=why_not_tell(stay, line) is None,
    )
