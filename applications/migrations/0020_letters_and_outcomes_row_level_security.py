from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Whose a letter and an asking are, and what a letter may promise."""

    dependencies = [("applications", "0019_letters_receipts_outcomes")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("letters_and_outcomes.sql").read_text(),
            migrations.RunSQL.noop,
        )
    ]
