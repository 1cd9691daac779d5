"""The keeper: stops an embedded server that nobody uses any more.

`start` runs one for each server.  It needs no goodbye from the users: a process that was killed
has dropped its lock, and so does not count.
"""

import sys
import time

from fund.embedded import server
from fund.embedded.locks import Lock, Users
from fund.embedded.places import home

POLL_SECONDS = 1


def keep(name: str) -> None:
    """Watch the server `name` until it is gone; stop it when its last user is."""
    place = home(name)
    keeper = Lock(place.folder / "keeper.lock")
    if not keeper.acquire():
        return
    users = Users(place.folder / "users")
    while server.running_pid(place) is not None:
        time.sleep(POLL_SECONDS)
        if users.others():
            continue
        with Lock(place.folder / "start.lock"):
            if users.others():
                continue
            server.stop(place)
            keeper.release()  # inside the start lock: the next start sees no keeper, and makes one


if __name__ == "__main__":
    keep(sys.argv[1])
