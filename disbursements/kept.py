"""What payments and events keep in English, and how a page says it in the reader's language."""

from django.utils.translation import gettext_noop

from fund import kept

NOT_PAID = (
    gettext_noop("Not paid (bank transfer by stripe)"),
    gettext_noop("Not paid: %(code)s"),
)
CAME_BACK = (
    gettext_noop("Came back (bank transfer by stripe)"),
    gettext_noop("Came back: %(code)s"),
)
"""The reason of a payment that ended: without the provider's code for it, and with it."""

NEVER_GOT_IT = gettext_noop("A person saw that the provider never got it.")

FAILED = gettext_noop("failed")
POSTED = gettext_noop("posted")
RETURNED = gettext_noop("returned")
POSTED_AND_RETURNED = gettext_noop("posted and returned")
NOTHING_NEW = gettext_noop("nothing new")
NOT_ABOUT_A_PAYMENT = gettext_noop("Kept; not about a payment.")
NO_SUCH_PAYMENT = gettext_noop("The provider has no such payment.")
NOT_OURS = gettext_noop("No payment of ours has this reference.")
"""What following an event changed."""


def reason(words: str) -> str:
    """Why a payment ended, as its page says it."""
    return kept.said(words, (NOT_PAID[1], CAME_BACK[1]))
