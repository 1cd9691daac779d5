"""Triggers and grants that hold the books; see ledger_guarantees.sql."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("fund", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(
            Path(__file__).with_name("ledger_guarantees.sql").read_text(), migrations.RunSQL.noop
        )
    ]
