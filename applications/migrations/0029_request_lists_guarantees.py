from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """What a list filters by is kept beside the request; a saved view is its owner's alone."""

    dependencies = [("applications", "0028_request_lists")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("request_lists.sql").read_text(), migrations.RunSQL.noop
        )
    ]
