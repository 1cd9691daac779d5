"""The database knows a role that waits for a second person; see confirmed_grants.sql."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("fund", "0019_two_people_agreements_training")]
    operations: ClassVar = [
        migrations.RunSQL(
            Path(__file__).with_name("confirmed_grants.sql").read_text(), migrations.RunSQL.noop
        )
    ]
