"""Sessions that can be ended, and a table that counts wrong passwords and codes; see tries.sql."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("fund", "0006_acting")]
    operations: ClassVar = [
        migrations.AddField(
            "user",
            "session_round",
            models.PositiveIntegerField(
                default=0, help_text="One more ends every session of this person"
            ),
        ),
        migrations.RunSQL(
            Path(__file__).with_name("tries.sql").read_text(), "DROP TABLE fund_tries"
        ),
    ]
