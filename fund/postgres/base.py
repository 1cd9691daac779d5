"""The connection: before the first statement of each transaction it says who acts.

Django's name for this module; `settings.DATABASES` names the package.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from fund import tenancy


class DatabaseWrapper(base.DatabaseWrapper):
    """What was told holds for one transaction, so each end of one is a new beginning."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told: tenancy.Acting = tenancy.NOBODY
        if self.alias != "owner":  # it makes the tables; of forced ones it sees no row
            self.execute_wrappers.append(self._tell)

    def _tell(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        acting = tenancy.current()
        if self.told == acting or self._has_failed():
            return execute(sql, params, many, context)
        if not self.in_atomic_block:
            with transaction.atomic(using=self.alias):
                return self._tell(execute, sql, params, many, context)
        # A cursor of its own: the statement's may be a named one, which declares what it is given.
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(tenancy.TELL, tenancy.as_parameters(acting))
        self.told = acting
        return execute(sql, params, many, context)

    def _has_failed(self) -> bool:
        """Whether this transaction takes nothing any more but its end."""
        status = self.connection.info.transaction_status
        return self.needs_rollback or status == TransactionStatus.INERROR

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self.told = tenancy.NOBODY

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self.told = tenancy.NOBODY

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.told = tenancy.UNKNOWN

    def connect(self) -> None:
        super().connect()
        self.told = tenancy.NOBODY
