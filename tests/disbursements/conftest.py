"""What payment tests stand on: approved lines, released payments, a stand-in for Stripe."""

from tests.disbursements.requests_cast import Approve, approve, unfunded
from tests.disbursements.stripe_cast import pay, stripe
from tests.disbursements.workers import worker
from tests.rails.sandbox_fixture import sandbox, sandbox_process

__all__ = [
    "Approve",
    "approve",
    "pay",
    "sandbox",
    "sandbox_process",
    "stripe",
    "unfunded",
    "worker",
]
