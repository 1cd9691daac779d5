"""Who may look at every row: a short list that a reviewer reads at one glance."""

import re

from tests.architecture.test_docs import ROOT

MAY_ACT_AS_THE_FUND = {
    "applications/across.py": "caps over all agencies; that a similar line was paid, and when; "
    "how much a letter promises to whoever holds its code",
    "applications/actions/deciding.py": "what follows when a member stepped back",
    "applications/actions/retention.py": "a hold is placed by number, by one who sees no request",
    "applications/queries/figures.py": "counts and hours over all agencies, none of a small group",
    "applications/queries/year.py": "counts of what the committee did in a year",
    "applications/queries/retention.py": "whether a request has this number",
    "applications/reviewers.py": "who stepped back, to count the quorum",
    "disbursements/facts.py": "settled facts for reports, before disclosure control",
    "disbursements/webhooks.py": "keeps what Stripe signed; nothing of it is answered",
    "fund/references.py": "whether a reference is taken",
}
"""File and why. Each gives back a figure, a yes or people, never a row of another agency."""

IS_THE_FUND = {
    "applications/management/commands/purge.py",
    "disbursements/management/commands/import_requests.py",
    "disbursements/management/commands/worker.py",
    "reports/management/commands/load_demo.py",
}
"""Processes that serve nobody's request."""


def _files_with(word: str) -> set[str]:
    rooms = ("fund", "applications", "disbursements", "reports")
    return {
        str(path.relative_to(ROOT))
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        if re.search(rf"tenancy\.{word}\b", path.read_text())
    }


def test_only_these_places_look_at_every_row() -> None:
    assert _files_with("as_the_fund") == set(MAY_ACT_AS_THE_FUND)


def test_no_process_that_serves_people_is_the_fund() -> None:
    assert _files_with("this_process_is_the_fund") == IS_THE_FUND
