"""Which key service this process speaks to, as the settings say."""

from functools import cache
from pathlib import Path

from django.conf import settings

from fund.vault.kms_keys import KmsKeys
from fund.vault.local_keys import LocalKeys
from fund.vault.wrapping import KeyEncryption


def key_encryption() -> KeyEncryption:
    """AWS KMS if VAULT_KMS_PREFIX is set, else the private folder VAULT_KEYS_DIR."""
    if settings.VAULT_KMS_PREFIX:
        return _kms(
            settings.VAULT_KMS_PREFIX, settings.VAULT_KMS_REGION, settings.VAULT_KMS_ENDPOINT_URL
        )
    return LocalKeys(Path(settings.VAULT_KEYS_DIR), makes_first=settings.SANDBOX)


@cache
def _kms(prefix: str, region: str | None, endpoint_url: str | None) -> KmsKeys:
    return KmsKeys(prefix, region=region, endpoint_url=endpoint_url)
