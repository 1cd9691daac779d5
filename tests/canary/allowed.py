"""Who may see which canary where. What is not in this table fails, wherever it turns up."""

import re
from collections.abc import Iterable

from tests.canary.search import Found

NUMBER = r"[A-Z]{2}\d-\d{3}"
AGENCY = rf"page ada (GET|POST) /requests/{NUMBER}/"
ITS_ANSWERS = rf"page ada (GET|POST) /requests/{NUMBER}/(check|who)/"
ITS_LINES = rf"page ada (GET|POST) /requests/{NUMBER}/(check|lines(/(add|\d+))?)/"
COMMITTEE = rf"page (cora|carl|chen|olive) (GET|POST) /requests/{NUMBER}/review/"
FINANCE = r"page (finn|rosa) GET /payments/D-\w{8}/"

MAY_SEE: dict[str, tuple[str, ...]] = {
    "pseudonym": (AGENCY, ITS_ANSWERS),
    "note": (AGENCY, ITS_ANSWERS, COMMITTEE),
    "draft": (ITS_ANSWERS,),
    "account": (ITS_LINES, FINANCE),
    "booking": (ITS_LINES, FINANCE),
    "removed": (ITS_LINES,),
    "question": (AGENCY, COMMITTEE),
    "answer": (AGENCY, COMMITTEE),
    "message": (AGENCY, COMMITTEE),
    "reason": (AGENCY, COMMITTEE),
    "other": (AGENCY, COMMITTEE),
    # A refused form, and one that asks about words, shows what was typed to who typed it.
    "recusal": (rf"page olive POST /requests/{NUMBER}/review/",),
    "amount": (rf"page ada POST /requests/{NUMBER}/lines/add/",),
    "code": (rf"page ada POST /requests/{NUMBER}/who/",),
    "signin": (r"page anybody POST /account/login/",),
    "letter": (r"page anybody POST /verify/",),
    # A search stays in the field, and in the address that sign-in leads back to.
    "payment": (r"page finn GET /payments/",),
    "vendor": (r"page finn GET /payments/vendors/",),
    "trail": (r"page audra GET /audit/",),
    "inbox": (r"page cora GET /requests/inbox/",),
    "query": (r"(page|head) anybody GET /(requests|account/login)/",),
    # allauth tells an unknown mailbox that it has no sign-in: the one that was typed, no other.
    "reset": (r"mail( envelope)?",),
}


def is_allowed(found: Found) -> bool:
    return any(re.fullmatch(where, found.where) for where in MAY_SEE.get(found.place, ()))


def escaped(found: Iterable[Found]) -> list[Found]:
    """What should not be where it was found."""
    return sorted(one for one in found if not is_allowed(one))
