"""Triggers that freeze what was released; see release_is_frozen.sql."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reports", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(
            Path(__file__).with_name("release_is_frozen.sql").read_text(), migrations.RunSQL.noop
        )
    ]
