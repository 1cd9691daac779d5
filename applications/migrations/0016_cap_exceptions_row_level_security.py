from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Who asks for an exception, who grants it, and that both say why."""

    dependencies = [("applications", "0015_cap_exceptions")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("cap_exceptions.sql").read_text(), migrations.RunSQL.noop
        )
    ]
