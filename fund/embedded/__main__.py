"""The keeper: stops an embedded server that nobody uses any more.

`start` runs one for each server.  It needs no goodbye from the users: a process that was killed
has dropped its lock, and so does not count.
"""

import sys
import time

from fund.embedded import server
from fund.embedded.locks import Lock, Users
from fund.embedded.places import Home, home

POLL_SECONDS = 0.5


def keep(name: str, lock_file: int) -> None:
    """Watch the server `name` until it is gone; stop it when its last user is.

    `lock_file` is the open keeper.lock, locked by whoever started us.
    """
    place = home(name)
    keeper = Lock.inherited(place.folder / "keeper.lock", lock_file)
    users = Users(place.folder / "users")
    while server.running_pid(place) is not None:
        if not users.others():
            _stop_unless_joined(place, users, keeper)
        time.sleep(POLL_SECONDS)


def _stop_unless_joined(place: Home, users: Users, keeper: Lock) -> None:
    with Lock(place.folder / "start.lock"):
        if not users.others():
            server.stop(place)
            keeper.release()  # inside the start lock: the next start sees no keeper, and makes one


if __name__ == "__main__":
    keep(sys.argv[1], int(sys.argv[2]))
