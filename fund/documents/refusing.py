"""How a file is refused inside the child process."""

from fund.documents.kinds import Why


class Refused(Exception):
    """This file is not taken in."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
