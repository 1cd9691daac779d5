"""Fixture `sandbox`: the stand-in for Stripe as a real process on a free port.

Load it in a conftest: `pytest_plugins = ["tests.rails.sandbox_fixture"]`.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from disbursements.rails.stripe import StripeRail, StripeRecipients, client_for

ROOT = Path(__file__).resolve().parents[2]
API_KEY = "sk_test_training"
FINANCIAL_ACCOUNT = "fa_sandbox"


class SandboxProcess:
    """A running stand-in. Payments stay in processing until a test moves them."""

    def __init__(self, state: Path, port: int = 0, post_after: float = -1) -> None:
        self.state = state
        self._post_after = post_after
        self._start(port)

    def _start(self, port: int) -> None:
        command = [sys.executable, "-m", "disbursements.sandbox", "--port", str(port)]
        command += ["--state", str(self.state), "--post-after", str(self._post_after)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.url: str = json.loads(self.process.stdout.readline())["url"]

    def kill(self) -> None:
        """SIGKILL, as a machine that loses power."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def restart(self) -> None:
        """Kill it and start it again on the same port with the same memory."""
        self.kill()
        self._start(urlsplit(self.url).port or 0)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One control call; raises AssertionError with the answer when it is not 200."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        try:
            connection.request(method, path, json.dumps(body or {}), {"Content-Type": "text/json"})
            answer = connection.getresponse()
            content = json.loads(answer.read())
        finally:
            connection.close()
        assert answer.status == 200, content
        return content

    def payments(self) -> list[dict[str, Any]]:
        """Every payment it holds, newest first, in Stripe's shape."""
        return list(self.ask("GET", "/sandbox/payments"))

    def requests(self) -> list[dict[str, Any]]:
        """What clients sent to the API: method, path, headers and body, oldest first."""
        return list(self.ask("GET", "/sandbox/requests"))

    def post_now(self, payment_id: str) -> None:
        """Money has left."""
        self.ask("POST", f"/sandbox/payments/{payment_id}/post")

    def return_now(self, payment_id: str, reason: str = "") -> None:
        """A posted payment comes back."""
        self.ask("POST", f"/sandbox/payments/{payment_id}/return", {"reason": reason})

    def fail_now(self, payment_id: str, reason: str = "") -> None:
        """A payment in processing cannot be sent."""
        self.ask("POST", f"/sandbox/payments/{payment_id}/fail", {"reason": reason})

    def bank_file(self) -> bytes:
        """What the bank says of the account, as CSV."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        try:
            connection.request("GET", "/bank.csv")
            return connection.getresponse().read()
        finally:
            connection.close()

    def fault(self, kind: str, calls: int = 1, seconds: float = 1.0, **where: Any) -> None:
        """Arm a trouble of disbursements/sandbox/faults.py for the next calls.

        The SDK tries three times: `calls=3` is what makes it give up.
        """
        wish = {"kind": kind, "calls": calls, "seconds": seconds, **where}
        self.ask("POST", "/sandbox/faults", wish)

    def settings(self, **values: Any) -> None:
        """Change webhook_url, webhook_secret, post_after, return_after, balance_cents or
        calls_a_second."""
        self.ask("POST", "/sandbox/settings", values)

    def set_webhook(self, url: str, secret: str) -> None:
        """Where thin events go from now on; an empty address stops them."""
        self.settings(webhook_url=url, webhook_secret=secret)

    def deliveries(self) -> list[str]:
        """Ids of events that still wait to be delivered."""
        return list(self.ask("GET", "/sandbox/deliveries"))

    def calm(self) -> None:
        """Disarm faults and go back to manual: each test starts here."""
        self.ask("DELETE", "/sandbox/faults")
        self.settings(
            webhook_url="",
            post_after=self._post_after,
            balance_cents=1_000_000_00,
            calls_a_second=0,
        )

    def rail(self) -> StripeRail:
        """A rail that speaks to this process, impatient so that tests are quick."""
        client = client_for(api_key=API_KEY, api_base=self.url, sandbox=True, timeout_seconds=3)
        return StripeRail(client, FINANCIAL_ACCOUNT)

    def recipients(self) -> StripeRecipients:
        """The vendor set-up that speaks to this process."""
        return StripeRecipients(client_for(api_key=API_KEY, api_base=self.url, sandbox=True))

    def vendor(self, name: str = "Harbor Motel") -> tuple[str, str]:
        """A vendor that can be paid: its account id and its payout method id."""
        account_id = self.recipients().create(name, "desk@vendor.test", key=os.urandom(8).hex())
        self.ask("POST", f"/sandbox/accounts/{account_id}/onboard")
        return account_id, self.recipients().recipient_status(account_id).payout_method


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something that another process does; fails when it does not come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """One stand-in for the whole session (one for each xdist worker)."""
    process = SandboxProcess(tmp_path_factory.mktemp("sandbox") / "state.sqlite3")
    yield process
    process.kill()


@pytest.fixture
def sandbox(sandbox_process: SandboxProcess) -> SandboxProcess:
    """The running stand-in, without faults, webhooks or payments that move by themselves."""
    sandbox_process.calm()
    return sandbox_process
