"""The parts of a policy, in the order in which it is read and typed."""

from django.utils.translation import gettext_noop

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        gettext_noop("Money"),
        ("cap_application_cents", "cap_twelve_months_cents", "cap_lifetime_cents"),
    ),
    (gettext_noop("Time"), ("emergency_hours", "urgent_hours", "standard_hours")),
    (
        gettext_noop("Votes"),
        ("one_reviewer_up_to_cents", "quorum", "votes_hidden_until_cast"),
    ),
    (
        gettext_noop("On call"),
        (
            "emergency_alone_up_to_cents",
            "alone_in_a_day_cents",
            "page_again_minutes",
            "next_on_call_minutes",
            "chair_minutes",
            "ratify_days",
        ),
    ),
    (
        gettext_noop("When money is short"),
        ("weekly_release_cents", "standard_closes_weeks", "urgent_closes_weeks"),
    ),
    (
        gettext_noop("Privacy and papers"),
        (
            "report_threshold",
            "draft_expires_days",
            "words_kept_months",
            "unsent_words_kept_days",
            "resources_stale_days",
            "letter_days",
            "training_months",
        ),
    ),
    (gettext_noop("What is paid"), ("payable_categories",)),
)
"""Title, to be translated, and figures: each figure of `fund.policies.Rules` in one part."""
