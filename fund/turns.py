"""Whose turn it is when there is too little money for all lines. Pure.

Lines are tried in their order. An emergency is paid whenever its money is there. Of the others
nobody is overtaken: a line waits as long as one before it waits for a fund that could pay both.
What lies idle by that is always less than the line at the head (docs/decisions/0065).
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from fund.matching import Bill, Why


@dataclass
class Turn:
    """Who may be paid now. `hurried` are the lines of emergencies, `awaited` the funds that
    somebody before waits for, each with the request of the first; all by id.

    `week_left_cents` is what may still be promised this week, None without a limit. A line that
    is larger than a whole week's limit is the first of its week.
    """

    hurried: frozenset[int] = frozenset()
    awaited: dict[int, int] = field(default_factory=dict)
    week_left_cents: int | None = None
    week_is_fresh: bool = False
    held: dict[int, Why] = field(default_factory=dict)

    def comes(self, bill: Bill, funds: Collection[int]) -> bool:
        """Whether the line may be paid now; `funds` are those that may pay for such a thing. If
        not, it is `held`, and others wait behind it."""
        if bill.id in self.hurried:
            return True
        if self._week_is_over(bill):
            self.held[bill.id] = Why.WEEK
            self.week_left_cents, self.week_is_fresh = 0, False
        elif any(self.awaited.get(fund, bill.request) != bill.request for fund in funds):
            self.held[bill.id] = Why.LINE
        else:
            return True
        self.waits(bill, funds)
        return False

    def paid(self, bill: Bill) -> None:
        """Money was found for the line; an emergency's counts for the week too."""
        if self.week_left_cents is not None:
            self.week_left_cents -= bill.cents
            self.week_is_fresh = False

    def waits(self, bill: Bill, funds: Collection[int]) -> None:
        """A line that these funds may pay waits: no other request behind it takes their money."""
        for fund in funds:
            self.awaited.setdefault(fund, bill.request)

    def _week_is_over(self, bill: Bill) -> bool:
        left = self.week_left_cents
        return left is not None and left < bill.cents and not self.week_is_fresh
