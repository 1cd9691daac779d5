"""KEKs in AWS KMS, which wraps and unwraps but never hands one out.

The encryption context is bound to each wrapped key and stands in CloudTrail beside each use.
"""

from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from fund.vault.errors import Tampered, VaultUnavailable
from fund.vault.wrapping import Context, Wrapped

WAITING_DAYS = 30
_BRIEF = Config(
    connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 2, "mode": "standard"}
)
_NOT_THIS_KEY = {"InvalidCiphertextException", "IncorrectKeyException"}


class KmsKeys:
    """One symmetric KMS key behind one alias a quarter: `alias/<prefix>-2026Q4`."""

    def __init__(self, prefix: str, *, region: str | None, endpoint_url: str | None) -> None:
        self.prefix = prefix
        self.client: Any = boto3.client(
            "kms", region_name=region, endpoint_url=endpoint_url, config=_BRIEF
        )

    def wrap(self, quarter: str, key: bytes, context: Context) -> Wrapped:
        answer = self._ask(
            "encrypt", KeyId=self._newest(quarter), Plaintext=key, EncryptionContext=context
        )
        return Wrapped(answer["KeyId"], answer["CiphertextBlob"])

    def unwrap(self, wrapped: Wrapped, context: Context) -> bytes:
        answer = self._ask(
            "decrypt",
            KeyId=wrapped.kek,
            CiphertextBlob=wrapped.data,
            EncryptionContext=context,
        )
        key: bytes = answer["Plaintext"]
        return key

    def renew(self, quarter: str) -> str:
        made = self._ask("create_key", Description=f"victims support fund, {quarter}")
        kek: str = made["KeyMetadata"]["Arn"]
        alias = self._alias(quarter)
        act = "update_alias" if alias in self._aliases() else "create_alias"
        self._ask(act, AliasName=alias, TargetKeyId=kek)
        self._ask("enable_key_rotation", KeyId=kek)
        return kek

    def retire(self, quarter: str) -> int:
        target = self._aliases()[self._alias(quarter)]
        self._ask("schedule_key_deletion", KeyId=target, PendingWindowInDays=WAITING_DAYS)
        return WAITING_DAYS

    def _newest(self, quarter: str) -> str:
        wanted = self._alias(quarter)
        past = [alias for alias in sorted(self._aliases()) if alias <= wanted]
        if not past:
            raise VaultUnavailable("KMS holds no key for this fund: run manage.py rotate_keys once")
        return past[-1]

    def _aliases(self) -> dict[str, str]:
        """The key behind each alias of ours."""
        pages = self.client.get_paginator("list_aliases").paginate
        try:
            return {
                alias["AliasName"]: alias.get("TargetKeyId", "")
                for page in pages()
                for alias in page["Aliases"]
                if alias["AliasName"].startswith(f"alias/{self.prefix}-")
            }
        except (BotoCoreError, ClientError):
            raise VaultUnavailable("KMS does not answer") from None

    def _alias(self, quarter: str) -> str:
        return f"alias/{self.prefix}-{quarter}"

    def _ask(self, act: str, **values: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self.client, act)(**values)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in _NOT_THIS_KEY:
                raise Tampered from None
            raise VaultUnavailable(f"KMS refused to {act}: {code}") from None
        except BotoCoreError:
            raise VaultUnavailable("KMS does not answer") from None
        return answer
