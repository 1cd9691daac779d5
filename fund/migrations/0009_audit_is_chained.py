"""Every event is chained to the one before it; see audit_chain.sql."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("fund", "0008_audit_chain")]
    operations: ClassVar = [
        migrations.RunSQL(
            Path(__file__).with_name("audit_chain.sql").read_text(), migrations.RunSQL.noop
        )
    ]
