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
from .notices import Notice, NoticeChoice, Pace, Way
from .people import Agency, Agreement, Invitation, Region, RoleGrant, User
from .policy import CategoryGroup, FundPolicy, NeedCategory
from .posted import Posted, PostingSum
from .resources import CategoryGuide, Resource
from .vault import SealedQuarter
from .vendors import PlainWords, Vendor, VendorKind

__all__ = [
    "Account",
    "AccountKind",
    "Agency",
    "Agreement",
    "AuditEvent",
    "AuditLink",
    "CategoryGroup",
    "CategoryGuide",
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
    "Notice",
    "NoticeChoice",
    "Pace",
    "Period",
    "PlainWords",
    "Posted",
    "Posting",
    "PostingSum",
    "Region",
    "Resource",
    "RoleGrant",
    "SealedQuarter",
    "User",
    "Vendor",
    "VendorKind",
    "Way",
]
