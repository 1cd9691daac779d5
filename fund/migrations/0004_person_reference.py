"""A reference for every user, so that no address and no audit row holds a primary key."""

from typing import Any, ClassVar

from django.db import migrations, models

import fund.references


def fill(apps: Any, schema_editor: Any) -> None:
    users = apps.get_model("fund", "User").objects.using(schema_editor.connection.alias)
    for user in users.all():
        user.reference = fund.references.person_reference()
        user.save(update_fields=["reference"])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("fund", "0003_reference")]
    operations: ClassVar = [
        migrations.AddField("user", "reference", models.CharField(max_length=12, default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "user",
            "reference",
            models.CharField(
                max_length=12,
                unique=True,
                editable=False,
                default=fund.references.person_reference,
            ),
        ),
    ]
