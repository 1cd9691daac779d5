"""Invented samples for the style guide: each component in each of its states."""

from datetime import timedelta
from typing import Any

from django import forms

from fund import clock
from fund.charts import bars
from fund.web.fields import MoneyField
from fund.web.forms import Form
from fund.web.widgets import DateInput, Radios

SPEEDS = [
    ("emergency", "Today: safety or shelter tonight"),
    ("urgent", "In the next day or two"),
    ("standard", "This week"),
]
HINTS = {
    "emergency": "An answer within 2 hours, day or night",
    "urgent": "An answer within 24 hours",
    "standard": "An answer within 72 hours",
}


class SampleForm(Form):
    """One of each control."""

    speed = forms.ChoiceField(
        label="How soon is the help needed?", choices=SPEEDS, widget=Radios(hints=HINTS)
    )
    vendor = forms.CharField(
        label="Who should we pay?", help_text="The motel, landlord or company", max_length=80
    )
    amount = MoneyField(label="How much is it?", help_text="For example 120 or 120.50")
    category = forms.ChoiceField(
        label="What is it for?",
        choices=[("motel", "Motel or emergency shelter"), ("rent", "Rent"), ("phone", "Phone")],
    )
    on = forms.DateField(label="When is it needed?", widget=DateInput())
    note = forms.CharField(
        label="Anything the committee should know? (optional)",
        help_text="Leave out names and what happened.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    paper = forms.FileField(
        label="Add a quote or bill (optional)", help_text="A photo or a PDF", required=False
    )
    attest = forms.BooleanField(
        label="I have checked that this is needed", help_text="We keep this with the request."
    )


class QuestionForm(Form):
    """One question a page: its label is the heading."""

    question: str = "areas"
    areas = forms.MultipleChoiceField(
        label="Which of these would help?",
        help_text="Choose all that fit.",
        choices=[("food", "Food and clothing"), ("phone", "A phone"), ("travel", "Travel")],
        widget=forms.CheckboxSelectMultiple(),
    )


def samples() -> dict[str, Any]:
    """The whole context of the style guide."""
    now = clock.now()
    return {
        "new_form": SampleForm(initial={"amount": 12_050}, prefix="new"),
        "wrong_form": SampleForm(
            {"wrong-vendor": "Harbor Inn", "wrong-amount": "12.345"}, prefix="wrong"
        ),
        "question_form": QuestionForm(),
        "clocks": [
            now + timedelta(days=4),
            now + timedelta(hours=26, minutes=1),
            now + timedelta(minutes=81),
            now + timedelta(minutes=41),
            now - timedelta(minutes=10),
        ],
        "tags": TAGS,
        "facts": FACTS,
        "header_actions": [{"label": "New request", "url": "#"}, {"label": "Export", "url": "#"}],
        "inbox": [
            _row("KX7-204", "Motel, 3 nights", 28_500, now + timedelta(minutes=41), "New", "info"),
            _row("PR4-382", "Deposit and first month", 95_000, now + timedelta(hours=20),
                 "Waiting for an answer", "wait"),
            _row("TD9-637", "Locks and doors", 18_000, now - timedelta(minutes=10), "Late", "stop"),
        ],
        "events": [
            {"what": "Request sent", "at": now - timedelta(hours=3), "who": "Ada"},
            {"what": "Question asked", "at": now - timedelta(hours=2), "who": "Cora",
             "note": "Does the rate include tax?"},
            {"what": "Event from Stripe", "at": now - timedelta(hours=1), "who": "",
             "note": "v2.money_management.outbound_payment.posted"},
            {"what": "Approved", "at": now - timedelta(hours=1), "who": "Cora"},
        ],
        "payments": [
            ("D-7K3M9XQ2", "Harbor Inn", "ok", "Paid", 28_500),
            ("D-2QH84RTA", "Pine Street Apartments", "wait", "On its way", 95_000),
            ("D-9WZB3C6N", "Northern Lock and Key", "stop", "Came back", 18_000),
        ],
        "payments_cents": 141_500,
        "chart": bars(
            "Decided within the clock",
            [("Emergency", 92, "92% of 51"), ("Urgent", 71, "71% of 64")],
            whole=100,
            last_is_rest=False,
        ),
    }  # fmt: skip


TAGS = [("Approved", "ok"), ("Waiting", "wait"), ("Came back", "stop"), ("New", "info"),
        ("Draft", "neutral")]  # fmt: skip
FACTS = [
    {"key": "Needed for", "value": "Motel, 3 nights", "url": "#"},
    {"key": "Who we pay", "value": "Harbor Inn\nPortland", "note": "W-9 on file", "url": "#"},
    {"key": "Amount", "value": "$285.00", "url": "#"},
    {"key": "Number", "value": "KX7-204"},
]


def _row(reference: str, what: str, cents: int, due: Any, label: str, kind: str) -> dict[str, Any]:
    return {
        "title": f"{reference} · {what}",
        "note": "Southern Maine · 1 of 3 votes",
        "amount_cents": cents,
        "due": due,
        "label": label,
        "kind": kind,
    }
