"""Regions, chart of accounts and the first policy (fund.reference)."""

from typing import Any, ClassVar

from django.db import migrations

from fund import reference


def load(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    for name, counties in reference.REGIONS.items():
        apps.get_model("fund", "Region").objects.using(using).create(name=name, counties=counties)
    for code, name, kind, is_cash in reference.ACCOUNTS:
        apps.get_model("fund", "Account").objects.using(using).create(
            code=code, name=name, kind=kind, is_cash=is_cash
        )
    apps.get_model("fund", "FundPolicy").objects.using(using).create(
        version=1, effective_at=reference.POLICY_SINCE, note="The defaults of comparable funds"
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("fund", "0002_ledger_guarantees")]
    operations: ClassVar = [migrations.RunPython(load, migrations.RunPython.noop)]
