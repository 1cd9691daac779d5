"""What the postings come to, without adding all of them up each time."""

from typing import ClassVar

from django.db import models

from .ledger import Account, Fund


class PostingSum(models.Model):
    """Of one fund and account: the sum of every posting up to number `upto`. Only the database
    writes it (`gather_postings`, posting_sums.sql); postings are for ever, so it stays true."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    amount_cents = models.BigIntegerField()
    upto = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["fund", "account"], name="one_sum_of_postings_a_fund_and_account"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fund_id}/{self.account_id} {self.amount_cents}"


class Posted(models.Model):
    """A view: the sums, and beside them each posting in none of them. All of it is the journal."""

    fund = models.ForeignKey(Fund, on_delete=models.DO_NOTHING, related_name="posted")
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="+")
    amount_cents = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "fund_posted"

    def __str__(self) -> str:
        return f"{self.fund_id}/{self.account_id} {self.amount_cents}"
