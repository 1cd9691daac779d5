from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Whose a line in progress is."""

    dependencies = [("applications", "0017_started_lines")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("started_lines_row_level_security.sql").read_text(),
            migrations.RunSQL.noop,
        )
    ]
