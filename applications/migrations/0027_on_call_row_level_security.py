from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Whose a call and a ratification are."""

    dependencies = [("applications", "0026_on_call")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("on_call_row_level_security.sql").read_text(),
            migrations.RunSQL.noop,
        )
    ]
