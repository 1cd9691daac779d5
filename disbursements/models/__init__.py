"""An approved line becomes money in a vendor's hands, and the bank agrees."""

from .disbursement import Attempt, CheckNumber, Disbursement
from .payout_method import PayoutMethod
from .provider_event import ProviderEvent
from .refund import Refund
from .statement import Match, Statement, StatementLine

__all__ = [
    "Attempt",
    "CheckNumber",
    "Disbursement",
    "Match",
    "PayoutMethod",
    "ProviderEvent",
    "Refund",
    "Statement",
    "StatementLine",
]
