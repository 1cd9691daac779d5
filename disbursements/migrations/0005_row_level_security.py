"""Who may read and write payments; see row_level_security.sql."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("disbursements", "0004_terms_stay"), ("fund", "0006_acting")]
    operations: ClassVar = [
        migrations.RunSQL(
            Path(__file__).with_name("row_level_security.sql").read_text(),
            migrations.RunSQL.noop,
        )
    ]
