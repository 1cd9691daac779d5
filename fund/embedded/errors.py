"""The one error of this package."""


class EmbeddedError(Exception):
    """One sentence that tells a technician what is wrong and what to do."""
