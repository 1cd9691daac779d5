from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

IN_HAND = ["draft", "submitted", "in_review", "information_requested", "approved"]


def cared_for_by(*, null: bool) -> models.ForeignKey:
    return models.ForeignKey(
        help_text="Who is told and answers; conflicts of interest follow filed_by, which stays",
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    """Who cares for a request, apart from who filed it."""

    dependencies = [
        ("applications", "0013_stays_row_level_security"),
        ("fund", "0013_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("application", "cared_for_by", cared_for_by(null=True)),
        migrations.RunSQL(
            Path(__file__).with_name("cared_for_by.sql").read_text(), migrations.RunSQL.noop
        ),
        migrations.AlterField("application", "cared_for_by", cared_for_by(null=False)),
        migrations.AddIndex(
            "application",
            models.Index(
                fields=["cared_for_by", "state"],
                condition=models.Q(state__in=IN_HAND),
                name="application_in_hand",
            ),
        ),
    ]
