"""The keeper: stops an embedded server that nobody uses any more.

`start` runs one for each server.  It needs no goodbye from the users: a process that was killed
has dropped its lock, and so does not count.
"""

import os
import sys
import time

from fund.embedded import server
from fund.embedded.locks import Lock, Users
from fund.embedded.places import Home, home

POLL_SECONDS = 0.5


def keep(name: str) -> None:
    """Watch the server `name` until it is gone; stop it when its last user is.

    We inherit keeper.lock, open and locked, from whoever started us.
    """
    place = home(name)
    users = Users(place.folder / "users")
    while True:
        time.sleep(POLL_SECONDS)
        if _needed(place, users):
            continue
        with Lock(place.folder / "start.lock"):
            if _needed(place, users):
                continue
            if not users.others():
                server.stop(place)
            os._exit(0)  # drops both locks at once: the next start finds no keeper, and makes one


def _needed(place: Home, users: Users) -> bool:
    return server.running_pid(place) is not None and bool(users.others())


if __name__ == "__main__":
    keep(sys.argv[1])
