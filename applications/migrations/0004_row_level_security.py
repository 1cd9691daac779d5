from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """From here on a migration that reads requests first calls `act_as(NULL, NULL, true)`."""

    dependencies = [("applications", "0003_award_line_category"), ("fund", "0006_acting")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("row_level_security.sql").read_text(), migrations.RunSQL.noop
        )
    ]
