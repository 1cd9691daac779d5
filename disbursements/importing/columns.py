"""The columns of the import file, and the ones that must never come in."""

REQUIRED = (
    "request_id",
    "requested_on",
    "agency",
    "region",
    "household",
    "category",
    "vendor",
    "vendor_town",
    "amount_requested",
    "decision",
    "decided_on",
)
OPTIONAL = ("amount_approved", "paid_on", "fund", "lane", "household_band", "age_band")

OF_THE_REQUEST = (
    "requested_on",
    "agency",
    "region",
    "household",
    "decision",
    "decided_on",
    "lane",
    "household_band",
    "age_band",
)
"""Columns that say the same in every row of one request."""

ABOUT_A_PERSON = frozenset(
    {
        "name",
        "first_name",
        "last_name",
        "full_name",
        "client",
        "client_name",
        "survivor",
        "survivor_name",
        "victim",
        "dob",
        "birth_date",
        "date_of_birth",
        "address",
        "phone",
        "email",
        "ssn",
        "notes",
        "narrative",
        "comments",
    }
)
"""A file with one of these is refused whole: there is no field that may hold it."""
