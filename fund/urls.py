"""Every address of the product. Rooms are included by string."""

from django.urls import include, path

from fund.access import methods
from fund.web.notices import views as notices
from fund.web.pages import not_offered
from fund.web.secondstep import views as secondstep

urlpatterns = [
    path("", include("fund.web.urls")),
    path("account/email/", not_offered),
    path("account/confirm-email/", not_offered),
    path("account/confirm-email/<path:key>", not_offered),
    path("account/password/change/", not_offered),
    path("account/password/set/", not_offered),
    path("account/second-step/recovery-codes/download/", not_offered),
    path("account/second-step/webauthn/", secondstep.keys),
    path("account/second-step/webauthn/keys/<int:pk>/edit/", not_offered),
    path("account/second-step/", include("allauth.mfa.urls")),
    path("account/sign-out-everywhere", secondstep.sign_out_everywhere, name="out_everywhere"),
    path("account/notices", methods(GET=notices.ask, POST=notices.choose), name="notices"),
    path("account/stay", secondstep.stay, name="stay"),
    path("account/", include("allauth.account.urls")),
    path("requests/", include("applications.urls")),
    path("agency/", include("applications.agency_urls")),
    path("verify/", include("applications.verify_urls")),
    path("retention/", include("applications.retention_urls")),
    path("payments/", include("disbursements.urls")),
    path("reports/", include("reports.urls")),
    path("people/", include("fund.web.people.urls")),
    path("policy/", include("fund.web.policy.urls")),
    path("policy/", include("applications.policy_urls")),
    path("resources/", include("fund.web.resources.urls")),
    path("funds/", include("fund.web.books.urls")),
    path("audit/", include("fund.web.audit.urls")),
]
