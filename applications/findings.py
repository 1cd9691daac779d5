"""What a reviewer should know about a request before she decides, in words."""

from datetime import timedelta

from applications import policy
from applications.actions.deciding import spent_by_household
from applications.actions.locking import rules_of
from applications.models import Application, AwardLine
from applications.states import LineState
from fund import clock, tenancy
from fund.models import NeedCategory


def findings_for(application: Application) -> list[policy.Finding]:
    """Caps, categories and similar lines paid lately; a fixed number of queries."""
    rules = rules_of(application.policy)
    found = policy.cap_findings(rules, spent_by_household(application), application.requested_cents)
    needs = list(application.needs.all())
    for need in needs:
        if need.category not in rules.payable_categories:
            found.append(
                policy.Finding("stop", f"The fund does not pay for {need.category_label.lower()}.")
            )
    since = clock.today() - timedelta(days=30)
    similar = AwardLine.objects.filter(
        state=LineState.PAID,
        paid_on__gt=since,
        award__application__household=application.household_id,
        category__in=[need.category for need in needs],
    ).exclude(award__application=application)
    with tenancy.as_the_fund():
        paid = list(similar.values_list("category", "paid_on")[:5])
    for category, paid_on in paid:
        days = (clock.today() - (paid_on or clock.today())).days
        label = NeedCategory(category).label.lower()
        found.append(policy.Finding("wait", f"A similar line ({label}) was paid {days} days ago."))
    return found
