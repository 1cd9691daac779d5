"""Every address of the product. Rooms are included by string."""

from django.urls import include, path

from fund.web.pages import not_offered

urlpatterns = [
    path("", include("fund.web.urls")),
    path("account/email/", not_offered),
    path("account/password/change/", not_offered),
    path("account/password/set/", not_offered),
    path("account/", include("allauth.account.urls")),
    path("requests/", include("applications.urls")),
    path("payments/", include("disbursements.urls")),
    path("reports/", include("reports.urls")),
    path("people/", include("fund.web.people.urls")),
    path("policy/", include("fund.web.policy.urls")),
    path("funds/", include("fund.web.books.urls")),
    path("audit/", include("fund.web.audit.urls")),
]
