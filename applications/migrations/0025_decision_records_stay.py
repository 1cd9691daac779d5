from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """A decision record is never changed, and is read like the votes in it."""

    dependencies = [("applications", "0024_decision_records")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("decision_records.sql").read_text(),
            migrations.RunSQL.noop,
        )
    ]
