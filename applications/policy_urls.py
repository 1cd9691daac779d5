"""What a change of the policy would do to requests: beside the policy's own addresses."""

from django.urls import path

from applications.views import policy_effect
from fund.access import methods

app_name = "policy_effect"
urlpatterns = [
    path("preview", methods(GET=policy_effect.ask, POST=policy_effect.show), name="show"),
]
