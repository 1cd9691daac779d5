"""What a reviewer should know about a request before she decides, in words."""

from applications import across, policy
from applications.actions.locking import rules_of
from applications.models import Application
from applications.words import days_ago
from fund import clock
from fund.models import NeedCategory

Finding = policy.Finding


def findings_for(application: Application) -> list[Finding]:
    """Caps, categories and similar lines of late; a fixed number of queries. Never blocks."""
    rules = rules_of(application.policy)
    spent = across.spent_by_household(application)
    exception = application.exception
    found = policy.cap_findings(
        rules,
        spent,
        application.requested_cents,
        asks_more=exception is not None,
        lifted_cents=exception.granted_cents if exception else 0,
    )
    needs, today = list(application.needs.all()), clock.today()
    found += [
        Finding("stop", f"The fund does not pay for {need.category_label.lower()}.")
        for need in needs
        if need.category not in rules.payable_categories
    ]
    for category, paid_on in across.household_paid_lately(application, needs):
        label = NeedCategory(category).label.lower()
        when = days_ago((today - paid_on).days)
        found.append(Finding("wait", f"The same household had help with {label} {when}."))
    for similar in across.similar_lines(application, needs):
        what = "paid" if similar.is_paid else "approved"
        words = f"A similar line was {what} {days_ago((today - similar.on).days)}."
        line = f"Line {similar.need.position}: " if len(needs) > 1 else ""
        found.append(Finding("wait", line + words))
    return found
