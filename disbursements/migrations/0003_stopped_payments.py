"""An index of the few payments that wait for a person."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("disbursements", "0002_payment_guarantees")]
    operations: ClassVar = [
        migrations.AddIndex(
            model_name="disbursement",
            index=models.Index(
                fields=["frozen_at"],
                condition=models.Q(frozen_at__isnull=False),
                name="stopped_payments",
            ),
        )
    ]
