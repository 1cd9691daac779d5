"""The key that signs checkpoints in tests."""

import base64
from collections.abc import Iterator

import pytest
from django.conf import settings

KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True, scope="session")
def audit_signing_key() -> Iterator[None]:
    """One key for the whole run, and no key of the machine that the tests run on."""
    settings.AUDIT_SIGNING_KEY, settings.AUDIT_PUBLIC_KEYS = KEY, []
    yield
