"""A vendor says by itself whether it can be paid; see vendor_is_payable.sql."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("disbursements", "0004_terms_stay"),
        ("fund", "0011_vendors_are_found"),
    ]
    operations: ClassVar = [
        migrations.RunSQL(
            Path(__file__).with_name("vendor_is_payable.sql").read_text(), migrations.RunSQL.noop
        )
    ]
