"""The trainer's controls of Stripe's stand-in (disbursements/sandbox/controls.py)."""

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

from django.conf import settings


def control(path: str, reason: str = "") -> None:
    """One control call. Raises RuntimeError with the answer if the stand-in refuses it."""
    connection = HTTPConnection(urlsplit(settings.STRIPE_API_BASE).netloc, timeout=10)
    try:
        connection.request("POST", path, json.dumps({"reason": reason}))
        answer = connection.getresponse()
        content = answer.read().decode()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {content}")
