from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Whose a document is."""

    dependencies = [("applications", "0006_documents")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("documents_row_level_security.sql").read_text(),
            migrations.RunSQL.noop,
        )
    ]
