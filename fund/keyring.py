"""Keys outside the database that seal what the sign-in keeps in it: second steps and sessions.

Survivors' words are not sealed with these but in the vault, which can destroy their keys.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def ring() -> MultiFernet:
    """The first of SEALING_KEYS seals, every one opens, so that a new one can take over.

    Raises ImproperlyConfigured if there is none.
    """
    if not settings.SEALING_KEYS:
        raise ImproperlyConfigured("SEALING_KEYS is not set: nobody can sign in.")
    digests = (hashlib.sha256(key.encode()).digest() for key in settings.SEALING_KEYS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
