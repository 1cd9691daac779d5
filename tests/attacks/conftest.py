"""What the attacks stand on: requests, votes, approved lines and a browser for each person."""

from tests.applications.conftest import file, vote
from tests.disbursements.requests_cast import approve, unfunded
from tests.fund.conftest import mailbox, signed_in, unused_port

__all__ = ["approve", "file", "mailbox", "signed_in", "unfunded", "unused_port", "vote"]
