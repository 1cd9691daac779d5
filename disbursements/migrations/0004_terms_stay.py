"""A payee in use, bank lines and events stay as they are; see terms_stay.sql."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("disbursements", "0003_stopped_payments")]
    operations: ClassVar = [
        migrations.RunSQL(
            Path(__file__).with_name("terms_stay.sql").read_text(), migrations.RunSQL.noop
        )
    ]
