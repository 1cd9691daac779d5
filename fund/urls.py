"""Every address of the product. Rooms are included by string."""

from django.urls import include, path

urlpatterns = [
    path("", include("fund.web.urls")),
    path("account/", include("allauth.account.urls")),
    path("requests/", include("applications.urls")),
    path("payments/", include("disbursements.urls")),
    path("reports/", include("reports.urls")),
    path("people/", include("fund.web.people.urls")),
    path("policy/", include("fund.web.policy.urls")),
    path("funds/", include("fund.web.books.urls")),
    path("audit/", include("fund.web.audit.urls")),
]
