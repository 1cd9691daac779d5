"""What can go wrong with sealed words, each in a sentence for the person who waits."""


class VaultError(Exception):
    """The words can't be read now."""

    words = "The words can’t be opened."


class VaultUnavailable(VaultError):
    """The key service or the key store can't be reached. Nothing is lost."""

    words = "The words can’t be opened just now. Nothing is lost. Try again in a few minutes."


class Shredded(VaultError):
    """The keys were destroyed on purpose: nobody can read the words again."""

    words = "These words were destroyed, as the fund’s rules say."


class Tampered(VaultError):
    """The sealed bytes, their place or the key is not what was sealed."""

    words = "These words were changed outside the product and can’t be opened. Tell the coalition."
