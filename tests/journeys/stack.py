"""The product as it runs in production, on this test's database: real processes, real ports."""

import os
import socket
import sys
import time
from pathlib import Path

from django.conf import settings

from disbursements.models import PayoutMethod
from disbursements.states import RailName
from fund.children import Child
from fund.models import Vendor
from fund.supervisor import WEBHOOK_PATH
from tests.rails.sandbox_fixture import API_KEY, FINANCIAL_ACCOUNT, SandboxProcess

WEBHOOK_SECRET = "whsec_test_of_journeys"
READY_SECONDS = 60


class Stack:
    """A web server; a worker when a journey asks for one; the stand-in for Stripe beside them."""

    def __init__(
        self, folder: Path, sandbox: SandboxProcess, mail_port: int, keys: str = ""
    ) -> None:
        self.folder, self.sandbox = folder, sandbox
        port = free_port()
        self.site = f"http://127.0.0.1:{port}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "fund.settings",
            "SECRET_KEY": settings.SECRET_KEY,
            "SANDBOX": "1",
            "SITE_URL": self.site,
            "SEALING_KEYS": ",".join(settings.SEALING_KEYS),
            "NO_SIGN_IN_LIMITS": "1",
            "FILES_DIR": settings.FILES_DIR,
            "VAULT_KEYS_DIR": keys or settings.VAULT_KEYS_DIR,
            "STRIPE_API_BASE": sandbox.url,
            "STRIPE_SECRET_KEY": API_KEY,
            "STRIPE_FINANCIAL_ACCOUNT": FINANCIAL_ACCOUNT,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail_port),
            "NO_PROXY": "127.0.0.1,localhost",
        }
        serve = f"-m gunicorn fund.wsgi --threads 8 --bind 127.0.0.1:{port} --no-control-socket"
        self.web = self._child("web", *serve.split())
        self.worker = self._child("worker", "manage.py", "worker")

    def start(self) -> None:
        """Open the site; returns when it answers."""
        self.web.start()
        until = time.monotonic() + READY_SECONDS
        while not answers(self.site):
            assert self.web.running() and time.monotonic() < until, self.web.tail()
            time.sleep(0.05)

    def pay_as_stripe_would(self, seconds: float) -> None:
        """The stand-in posts each payment after so many seconds, and tells the site."""
        self.sandbox.set_webhook(self.site + WEBHOOK_PATH, WEBHOOK_SECRET)
        self.sandbox.settings(post_after=seconds)

    def pays(self, vendor: Vendor) -> None:
        """What the vendor's own visit to Stripe's form leaves behind."""
        account, method = self.sandbox.vendor(vendor.name)
        PayoutMethod.objects.create(
            vendor=vendor,
            rail=RailName.STRIPE,
            stripe_recipient=account,
            stripe_payout_method=method,
            is_payable=True,
        )

    def _child(self, name: str, *arguments: str) -> Child:
        command = [sys.executable, *arguments]
        return Child(name, command, self.environment, self.folder / f"{name}.log")


def answers(site: str) -> bool:
    """Whether something accepts connections there."""
    host, port = site.removeprefix("http://").split(":")
    with socket.socket() as client:
        return client.connect_ex((host, int(port))) == 0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
