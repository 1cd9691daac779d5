"""What the attacks stand on: requests, votes, approved lines and a browser for each person."""

from tests.applications.conftest import file, vote
from tests.disbursements.requests_cast import approve, unfunded
from tests.fund.conftest import signed_in

__all__ = ["approve", "file", "signed_in", "unfunded", "vote"]
