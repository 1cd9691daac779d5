from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """The view and the function behind the sums; only the function writes them."""

    dependencies = [("fund", "0022_posting_sums")]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("posting_sums.sql").read_text(), migrations.RunSQL.noop
        )
    ]
