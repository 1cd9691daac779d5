"""The bank's own file about the training account: what left it, and what came back."""

import csv
import io
from datetime import datetime

from disbursements.sandbox.store import Store

HEAD = ("Date", "Description", "Amount", "Reference")


def statement(store: Store) -> str:
    """Every posted and returned payment as a line of a bank's CSV file, oldest payment first."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEAD)
    names = {one["id"]: one["display_name"] or "" for one in store.every("account")}
    for payment in reversed(store.every("payment")):
        dollars = payment["amount"]["value"] / 100
        payee = names.get(payment["to"]["recipient"], "")
        for state, sign in (("posted", -1), ("returned", 1)):
            if reached := payment["status_transitions"][f"{state}_at"]:
                day = datetime.fromisoformat(reached).astimezone().date()
                amount = f"{sign * dollars:.2f}"
                lines.writerow((day, payee, amount, payment["statement_descriptor"]))
    return text.getvalue()
