"""The funds that a reviewer chooses herself, an amount for each fund that can pay a line."""

from collections.abc import Mapping
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _

from applications.commands import CastVote, ChosenFunds
from applications.queries.money import LineMoney, Money
from fund.money import usd
from fund.web.fields import MoneyField
from fund.web.forms import Form


class FundsForm(Form):
    """Amounts by line and fund; a line without any is left to the suggestion."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, money: Money) -> None:
        super().__init__(data)
        self.money = money
        for line in money.lines:
            for source in line.sources:
                label = _("%(fund)s, %(amount)s free") % {
                    "fund": source.name,
                    "amount": usd(source.free_cents),
                }
                self.fields[_name(line, source.fund_id)] = MoneyField(label=label, required=False)

    @property
    def lines(self) -> list[tuple[LineMoney, list[BoundField]]]:
        """Each line that a fund can pay, with its amounts."""
        return [
            (line, [self[_name(line, source.fund_id)] for source in line.sources])
            for line in self.money.lines
            if line.sources
        ]

    @property
    def is_open(self) -> bool:
        """Whether something was typed here."""
        return any(self.data.get(name) for name in self.fields)

    def fits(self, vote: CastVote) -> bool:
        """Whether what was chosen is what the vote approves, line by line, and no fund is asked for
        more than it has. Says what is wrong at the field."""
        if not self.is_bound or not self.is_valid():
            return not self.is_bound
        approved = {line.need_id: line.amount_cents for line in vote.lines}
        asked: dict[int, int] = {}
        for line in self.money.lines:
            shares = self.chosen().get(line.need.pk, {})
            if shares and sum(shares.values()) != approved[line.need.pk]:
                words = _(
                    "%(line)s: these amounts come to %(chosen)s, but you approve %(approved)s"
                )
                self.add_error(
                    _name(line, next(iter(shares))),
                    words
                    % {
                        "line": line.what,
                        "chosen": usd(sum(shares.values())),
                        "approved": usd(approved[line.need.pk]),
                    },
                )
            for source in line.sources:
                asked[source.fund_id] = asked.get(source.fund_id, 0) + shares.get(source.fund_id, 0)
                if shares.get(source.fund_id) and asked[source.fund_id] > source.free_cents:
                    words = _("%(fund)s has only %(free)s free")
                    self.add_error(
                        _name(line, source.fund_id),
                        words % {"fund": source.name, "free": usd(source.free_cents)},
                    )
        return not self.errors

    def chosen(self) -> ChosenFunds:
        """Cents by fund, by need, of the lines that she chose funds for."""
        if not self.is_bound:
            return {}
        found: dict[int, dict[int, int]] = {}
        for line in self.money.lines:
            for source in line.sources:
                if cents := self.cleaned_data.get(_name(line, source.fund_id)):
                    found.setdefault(line.need.pk, {})[source.fund_id] = cents
        return found


def _name(line: LineMoney, fund_id: int) -> str:
    return f"from-{line.need.pk}-{fund_id}"
