"""The environment of a demo on one machine: what a production server gets from its operator."""

import base64
import hashlib
import os
import secrets
import tempfile
from contextlib import suppress

from fund.embedded import Urls
from fund.embedded.places import REPOSITORY, data_folder

SANDBOX_STRIPE_KEY = "sk_test_sandbox_not_a_real_key"


def environment(urls: Urls) -> dict[str, str]:
    """Variables for every process that works on the database at `urls`.

    What the caller's own environment already sets stays as it is, the database excepted.
    """
    defaults = {
        "DJANGO_SETTINGS_MODULE": "fund.settings",
        "SANDBOX": "1",
        "DEBUG": "0",
        "SECRET_KEY": kept_secret("secret-key"),
        "SEALING_KEYS": kept_secret("sealing-key"),
        "FILES_DIR": str(data_folder() / "files"),
        "FUND_CODE_KEY": kept_secret("fund-code-key"),
        "VAULT_KEYS_DIR": str(data_folder() / "keys"),
        "AUDIT_SIGNING_KEY": audit_key(),
        "STRIPE_SECRET_KEY": SANDBOX_STRIPE_KEY,
        "STRIPE_WEBHOOK_SECRET": "whsec_" + kept_secret("webhook-secret"),
    }
    return {
        **{name: os.environ.get(name, value) for name, value in defaults.items()},
        "DATABASE_URL": urls.app,
        "DATABASE_OWNER_URL": urls.owner,
    }


def audit_key() -> str:
    """The key that signs this machine's checkpoints, in base64."""
    seed = hashlib.sha256(kept_secret("audit-key").encode()).digest()
    return base64.b64encode(seed).decode()


def kept_secret(name: str) -> str:
    """A random secret, made at first use and kept in the data folder, readable by us alone."""
    path = data_folder() / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        file, fresh = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
        with os.fdopen(file, "w") as secret:
            secret.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(fresh, path)  # whole or not at all, and never over a parallel run's
        os.unlink(fresh)
    return path.read_text()


def migrations_digest() -> str:
    """Changes whenever a migration, a grant or a package (which has migrations too) does."""
    digest = hashlib.sha256()
    for pattern in ("deploy/roles.sql", "requirements.lock", "*/migrations/*.*"):
        for path in sorted(REPOSITORY.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
