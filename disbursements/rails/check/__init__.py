"""Paper checks: the amount in words, the sheet as PDF, the register, the rail."""

from disbursements.rails.check.paper import Payer, render_check
from disbursements.rails.check.rail import CheckRail
from disbursements.rails.check.register import CheckRegister, PrintedCheck
from disbursements.rails.check.words import amount_in_words

__all__ = [
    "CheckRail",
    "CheckRegister",
    "Payer",
    "PrintedCheck",
    "amount_in_words",
    "render_check",
]
