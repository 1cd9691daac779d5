from django.db import migrations, models

import fund.models.policy

CATEGORIES = fund.models.policy.NeedCategory.choices

FROM_THE_NEED = """
    UPDATE applications_awardline line SET category = need.category
      FROM applications_need need WHERE need.id = line.need_id
"""


class Migration(migrations.Migration):
    """An award line says what it is for: the auditor sees awards and no request."""

    dependencies = [("applications", "0002_vault")]

    operations = [
        migrations.AddField(
            model_name="awardline",
            name="category",
            field=models.CharField(choices=CATEGORIES, default="other", max_length=20),
            preserve_default=False,
        ),
        migrations.RunSQL(FROM_THE_NEED, migrations.RunSQL.noop),
    ]
