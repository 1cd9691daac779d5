"""Who sees a stay, and that it adds up; see stays.sql."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("applications", "0012_stays")]
    operations: ClassVar = [
        migrations.RunSQL(Path(__file__).with_name("stays.sql").read_text(), migrations.RunSQL.noop)
    ]
