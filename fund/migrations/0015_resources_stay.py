"""A version of the directory or of a guide stays as it is; see resources_stay.sql."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("fund", "0014_resources")]
    operations: ClassVar = [
        migrations.RunSQL(
            Path(__file__).with_name("resources_stay.sql").read_text(), migrations.RunSQL.noop
        )
    ]
