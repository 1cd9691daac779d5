"""What every room shares."""

from .audit import AuditEvent, AuditLink, Checkpoint
from .ledger import (
    Account,
    AccountKind,
    Donor,
    Encumbrance,
    EncumbranceState,
    Fund,
    Gift,
    JournalEntry,
    Period,
    Posting,
)
from .people import Agency, Invitation, Region, RoleGrant, User
from .policy import CategoryGroup, FundPolicy, NeedCategory
from .vault import SealedQuarter
from .vendors import PlainWords, Vendor, VendorKind

__all__ = [
    "Account",
    "AccountKind",
    "Agency",
    "AuditEvent",
    "AuditLink",
    "CategoryGroup",
    "Checkpoint",
    "Donor",
    "Encumbrance",
    "EncumbranceState",
    "Fund",
    "FundPolicy",
    "Gift",
    "Invitation",
    "JournalEntry",
    "NeedCategory",
    "Period",
    "PlainWords",
    "Posting",
    "Region",
    "RoleGrant",
    "SealedQuarter",
    "User",
    "Vendor",
    "VendorKind",
]
