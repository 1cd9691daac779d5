"""Tables belong to the owner role: migrations run on the `owner` alias and nowhere else."""

from typing import Any


class OwnerMigrates:
    """Refuses migrations as the application's ordinary role; never routes a read or a write."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return db == "owner"
