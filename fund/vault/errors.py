"""What can go wrong with sealed words, each in a sentence for the person who waits; the words are
in English, to be translated where they are shown."""

from django.utils.translation import gettext_noop


class VaultError(Exception):
    """The words can't be read or sealed now. `words` is for a reader, `saving` for a writer."""

    words = gettext_noop("The words can’t be opened.")
    saving = gettext_noop(
        "We couldn’t save this. What you typed is still here. Tell the coalition."
    )


class VaultUnavailable(VaultError):
    """The key service or the key store can't be reached. Nothing is lost."""

    words = gettext_noop(
        "The words can’t be opened just now. Nothing is lost. Try again in a few minutes."
    )
    saving = gettext_noop(
        "We can’t save this just now. What you typed is still here. Try again soon."
    )


class NoKey(VaultUnavailable):
    """The key service answers and holds no key for this fund yet."""


class Shredded(VaultError):
    """The keys were destroyed on purpose: nobody can read the words again."""

    words = gettext_noop("These words were destroyed, as the fund’s rules say.")
    saving = gettext_noop(
        "The words of this request were destroyed, as the fund’s rules say. Start a new one."
    )


class Tampered(VaultError):
    """The sealed bytes, their place or the key is not what was sealed."""

    words = gettext_noop(
        "These words were changed outside the product and can’t be opened. Tell the coalition."
    )
