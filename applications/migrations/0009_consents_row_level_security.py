from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Who may ask what was agreed."""

    dependencies = [("applications", "0008_consents")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("consents_row_level_security.sql").read_text(),
            migrations.RunSQL.noop,
        )
    ]
