"""A closed month stays closed and a policy version stays as it is; see closed_stays_closed.sql."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("fund", "0004_person_reference")]
    operations: ClassVar = [
        migrations.RunSQL(
            Path(__file__).with_name("closed_stays_closed.sql").read_text(),
            migrations.RunSQL.noop,
        )
    ]
