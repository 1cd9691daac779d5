"""Rows that every installation starts with: regions, chart of accounts, the first policy."""

from datetime import UTC, datetime

from django.utils.translation import gettext_noop

REGIONS = {
    "Augusta-Waterville": [
        "Kennebec",
        "Knox",
        "Lincoln",
        "Sagadahoc",
        "Somerset",
        "Waldo",
    ],
    "Bangor": ["Aroostook", "Hancock", "Penobscot", "Piscataquis", "Washington"],
    "Lewiston-Auburn": ["Androscoggin", "Franklin", "Oxford"],
    "Portland": ["Cumberland", "York"],
}
"""The first user's four regions and their counties; public figures."""

ACCOUNTS = [
    ("1000", gettext_noop("Checking account"), "asset", True),
    ("1010", gettext_noop("Stripe balance"), "asset", True),
    ("2000", gettext_noop("Accounts payable"), "liability", False),
    ("4000", gettext_noop("Gifts without donor restrictions"), "revenue", False),
    ("4100", gettext_noop("Gifts with donor restrictions"), "revenue", False),
    ("4900", gettext_noop("Net assets released from restriction"), "revenue", False),
    ("4910", gettext_noop("Net assets released to operations"), "revenue", False),
    ("5000", gettext_noop("Grants: shelter and housing"), "expense", False),
    ("5100", gettext_noop("Grants: safety and moving"), "expense", False),
    ("5200", gettext_noop("Grants: daily needs"), "expense", False),
    ("5300", gettext_noop("Grants: health, legal and documents"), "expense", False),
]
"""Code, name, kind, whether it is cash: a chart for a small nonprofit."""

POLICY_SINCE = datetime(2020, 1, 1, 12, tzinfo=UTC)
