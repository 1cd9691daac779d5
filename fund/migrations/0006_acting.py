from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Functions that say who acts; the rooms' policies call them."""

    dependencies = [("fund", "0005_closed_stays_closed")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("acting.sql").read_text(), migrations.RunSQL.noop
        )
    ]
