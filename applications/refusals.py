"""How a rule, a state or the vault says no to a person."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """The rules or the state say no. The message is one sentence for the person who asked."""


class Changed(Refused):
    """Somebody saved another answer since the page was opened; what she typed is not saved yet."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This answer was changed in another window. Look at both, then save the one you "
                "want."
            )
        )


class Gone(Refused):
    """The line of an address was taken out in another window."""

    def __init__(self) -> None:
        super().__init__(_("This was taken out of the request in another window."))
