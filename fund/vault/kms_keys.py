"""KEKs in AWS KMS, which wraps and unwraps but never hands one out.

The encryption context is bound to each wrapped key and stands in CloudTrail beside each use. The
web and worker processes need Encrypt and Decrypt only; the rest is the operator's.
"""

import time
from datetime import datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from fund.vault import quarters
from fund.vault.errors import NoKey, Tampered, VaultUnavailable
from fund.vault.wrapping import Context, Wrapped

WAITING_DAYS = 30
AWAY_SECONDS = 10
_LOOKS_BACK = 8
_BRIEF = Config(
    connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 2, "mode": "standard"}
)
_NOT_THIS_KEY = {"InvalidCiphertextException", "IncorrectKeyException"}
_NO_SUCH_ALIAS = {"NotFoundException"}
_NOT_THIS_ALIAS = {*_NO_SUCH_ALIAS, "AccessDeniedException", "KMSInvalidStateException"}


class Refusal(VaultUnavailable):
    """KMS answered and said no; `code` is its own word for why."""

    def __init__(self, act: str, code: str) -> None:
        super().__init__(f"KMS refused to {act}: {code}")
        self.code = code


class KmsKeys:
    """Symmetric KMS keys behind aliases: `alias/<prefix>-2026Q4` is the one that wraps, and
    `alias/<prefix>-2026Q4-<id>` stays at each key of the quarter, so that none is forgotten."""

    def __init__(self, prefix: str, *, region: str | None, endpoint_url: str | None) -> None:
        self.prefix = prefix
        self.client: Any = boto3.client(
            "kms", region_name=region, endpoint_url=endpoint_url, config=_BRIEF
        )
        self._away_until = 0.0

    def wrap(self, quarter: str, key: bytes, context: Context) -> Wrapped:
        """Needs no list of aliases: the quarter's alias is tried, then those before it."""
        refusals, tried = [], quarter
        for _ in range(_LOOKS_BACK):
            try:
                answer = self._ask(
                    "encrypt", KeyId=self._alias(tried), Plaintext=key, EncryptionContext=context
                )
                return Wrapped(tried, answer["KeyId"], answer["CiphertextBlob"])
            except Refusal as refusal:
                if refusal.code not in _NOT_THIS_ALIAS:
                    raise
                refusals.append(refusal)
            tried = quarters.before(tried)
        if all(refusal.code in _NO_SUCH_ALIAS for refusal in refusals):
            raise NoKey("KMS holds no key for this fund: run manage.py rotate_keys once")
        raise refusals[0]

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
        made = self._ask("create_key", Description=f"{self.prefix}, {quarter}")["KeyMetadata"]
        kek: str = made["Arn"]
        self._ask(
            "create_alias",
            AliasName=f"{self._alias(quarter)}-{made['KeyId'][:8]}",
            TargetKeyId=kek,
        )
        self._ask("enable_key_rotation", KeyId=kek)
        alias = self._alias(quarter)
        act = "update_alias" if alias in self._aliases(quarter) else "create_alias"
        self._ask(act, AliasName=alias, TargetKeyId=kek)
        return kek

    def retire(self, quarter: str) -> datetime:
        """Schedule every key of the quarter for deletion; the last day on which one can be saved.

        Raises NoKey if the quarter has none.
        """
        targets = set(self._aliases(quarter).values())
        if not targets:
            raise NoKey(f"KMS holds no key of {quarter}")
        return max(self._gone_at(target) for target in targets)

    def _gone_at(self, kek: str) -> datetime:
        known = self._ask("describe_key", KeyId=kek)["KeyMetadata"]
        if known["KeyState"] != "PendingDeletion":
            known = self._ask("schedule_key_deletion", KeyId=kek, PendingWindowInDays=WAITING_DAYS)
        gone_at: datetime = known["DeletionDate"]
        return gone_at

    def _aliases(self, quarter: str) -> dict[str, str]:
        """The key behind each alias of the quarter."""
        pages = self.client.get_paginator("list_aliases").paginate
        own = self._alias(quarter)
        try:
            return {
                alias["AliasName"]: alias["TargetKeyId"]
                for page in pages()
                for alias in page["Aliases"]
                if alias["AliasName"] == own or alias["AliasName"].startswith(f"{own}-")
            }
        except (BotoCoreError, ClientError):
            raise VaultUnavailable("KMS does not answer") from None

    def _alias(self, quarter: str) -> str:
        return f"alias/{self.prefix}-{quarter}"

    def _ask(self, act: str, **values: Any) -> dict[str, Any]:
        """After a call without an answer nothing is asked for a while: one page waits once."""
        if time.monotonic() < self._away_until:
            raise VaultUnavailable("KMS did not answer a moment ago")
        try:
            answer: dict[str, Any] = getattr(self.client, act)(**values)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in _NOT_THIS_KEY:
                raise Tampered from None
            raise Refusal(act, code) from None
        except BotoCoreError:
            self._away_until = time.monotonic() + AWAY_SECONDS
            raise VaultUnavailable("KMS does not answer") from None
        return answer
