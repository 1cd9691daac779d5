"""Who may see which canary where. What is not in this table fails, wherever it turns up."""

import re
from collections.abc import Iterable

from tests.canary.search import Found

NUMBER = r"[A-Z]{2}\d-\d{3}"
AGENCY = rf"page (ada|sage) (GET|POST) /requests/{NUMBER}/"
ITS_ANSWERS = rf"page (ada|sage) (GET|POST) /requests/{NUMBER}/(check|who)/"
ITS_LINES = rf"page (ada|sage) (GET|POST) /requests/{NUMBER}/(check|lines/\d+(/how-much)?)/"
COMMITTEE = rf"page (cora|carl|chen|olive) (GET|POST) /requests/{NUMBER}/review/"
DECISION = (
    rf"page (ada|sage|cora|carl|chen|olive) GET /requests/{NUMBER}/decision/\d/(letter\.pdf)?"
)
SHEETS = rf"page (ada|sage|cora|carl|chen|olive) GET /requests/{NUMBER}/documents/\d/\d/[\w:-]+/"
OWN_SHEETS = SHEETS.replace("|cora|carl|chen|olive", "")
ITS_FILE = r"page sage POST /agency/export/"
EXCEPTION = rf"page (ada|sage|chen) (GET|POST) /requests/{NUMBER}/exception/(allow/)?"
FINANCE = r"page (finn|rosa) GET /payments/D-\w{8}/"

MAY_SEE: dict[str, tuple[str, ...]] = {
    "pseudonym": (AGENCY, ITS_ANSWERS, ITS_FILE),
    "note": (AGENCY, ITS_ANSWERS, COMMITTEE),
    "draft": (ITS_ANSWERS,),
    "account": (ITS_LINES, FINANCE),
    "booking": (ITS_LINES, FINANCE),
    "removed": (ITS_LINES,),
    "question": (AGENCY, COMMITTEE),
    "answer": (AGENCY, COMMITTEE),
    "message": (AGENCY, COMMITTEE),
    "reason": (AGENCY, COMMITTEE, DECISION),
    "other": (AGENCY, COMMITTEE, DECISION),
    "photo": (SHEETS,),
    "sheet": (SHEETS,),
    # Whose person agrees to no contact with vendors, and no longer to the committee’s reading: what
    # those read who decided is read, and nobody else reads it now.
    "withheld": (ITS_LINES,),
    "hidden": (OWN_SHEETS,),
    "ended": (
        AGENCY,
        ITS_ANSWERS,
        rf"page (cora|carl|olive) (GET|POST) /requests/{NUMBER}/review/",
    ),
    # One page shows a card, once.
    "card": (rf"page ada POST /requests/{NUMBER}/card/",),
    "exception": (AGENCY, COMMITTEE, EXCEPTION),
    "grant": (AGENCY, COMMITTEE, EXCEPTION),
    # A refused form, and one that asks about words, shows what was typed to who typed it.
    "recusal": (rf"page olive POST /requests/{NUMBER}/review/",),
    "amount": (rf"page ada POST /requests/{NUMBER}/lines/\d+/how-much/",),
    "code": (rf"page ada POST /requests/{NUMBER}/who/",),
    "signin": (r"page anybody POST /account/login/",),
    # A colleague's own, for text messages: on her page, and at the gateway that reaches her.
    "mobile": (r"page ada (GET|POST) /account/notices", r"text"),
    "letter": (r"page anybody POST /verify/",),
    # A search stays in the field, and in the address that sign-in leads back to.
    "payment": (r"page finn GET /payments/",),
    "vendor": (r"page finn GET /payments/vendors/",),
    "trail": (r"page audra GET /audit/",),
    "find": (rf"page ada GET /requests/{NUMBER}/lines/\d+/whom/",),
    "inbox": (r"page cora GET /requests/inbox/",),
    "query": (r"(page|head) anybody GET /(requests|account/login)/",),
}


def is_allowed(found: Found) -> bool:
    return any(re.fullmatch(where, found.where) for where in MAY_SEE.get(found.place, ()))


def escaped(found: Iterable[Found]) -> list[Found]:
    """What should not be where it was found."""
    return sorted(one for one in found if not is_allowed(one))
