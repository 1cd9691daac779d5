"""Legs: as much of the path as a guard stands at."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch

import structlog
from django.core.management import call_command
from django.test import override_settings

from applications import sealing
from fund import clock
from fund.proof import daily
from tests.canary import places
from tests.canary.canaries import CANARIES, typed
from tests.canary.path import WholePath
from tests.canary.search import Piece
from tests.canary.windows import Inside, Window
from tests.journeys.history import bring_in_last_quarter, last_quarter

DAYS_IN = 60
YEARS = 3
Leg = Callable[[WholePath], None]


def filed(path: WholePath) -> None:
    path.file()


def talked(path: WholePath) -> None:
    path.file()
    path.talk()


def taken_out(path: WholePath) -> None:
    path.file()
    path.take_out()


def decided(path: WholePath) -> None:
    talked(path)
    path.decide()


def decided_quietly(path: WholePath) -> None:
    path.file()
    path.decide()


def paid(path: WholePath) -> None:
    decided_quietly(path)
    path.pay()


def seen_by(*who: str) -> Leg:
    """Paid, and then these people look at everything they can reach."""

    def looked(path: WholePath) -> None:
        paid(path)
        path.look_around(*who)

    return looked


def seen_in_review(path: WholePath) -> None:
    path.file()
    path.look_around("cora", "alma")


def seen_after_stepping_back(path: WholePath) -> None:
    path.file()
    path.decide()
    path.look_around("olive")


def reported(path: WholePath) -> None:
    """Paid in the last quarter, whose books are then closed."""
    with clock.at(in_last_quarter()):
        path.file()
        path.decide()
        path.pay()
    path.reconcile()
    path.report(bring_in_last_quarter(path.people["finn"]))
    path.look_around("dana", "anybody")


def attached(path: WholePath) -> None:
    path.file()
    path.attach()


def opened(path: WholePath) -> None:
    """The documents are looked at by the agency and the committee."""
    attached(path)
    path.look_around("ada", "cora")


def carried(path: WholePath) -> None:
    path.file()
    path.carry()
    path.work()


def withheld(path: WholePath) -> None:
    """Who pays and who would judge look at a request whose person agreed to neither."""
    path.withhold()
    path.others[0].look_around("finn", "chen")


def broke(path: WholePath) -> None:
    path.file()
    breaks(path)


def breaks(path: WholePath) -> None:
    """Sealing fails with an error that quotes what Ada typed, also where DEBUG was left on; in
    this process only."""

    def quoting(reference: str, place: str, row: str, text: str) -> Any:
        raise ValueError(f"{text!r} can’t be sealed for {reference}")

    for debug in (False, True):
        with patch.object(sealing, "_sealed", quoting), override_settings(DEBUG=debug):
            _fails(path)


def refuses(path: WholePath) -> None:
    """The database refuses the row; whichever process asks it."""
    with places.superuser() as session:
        session.execute(
            "ALTER TABLE applications_message ADD CONSTRAINT never CHECK (false) NOT VALID"
        )
        try:
            _fails(path)
        finally:
            session.execute("ALTER TABLE applications_message DROP CONSTRAINT never")


def _fails(path: WholePath) -> None:
    answer = path.of("ada").post(path.at, body=typed("broken"))
    assert answer.status == 500, answer.problems


def ended(path: WholePath) -> None:
    """Years later the words are destroyed; who watches over it reads what proves it."""
    with clock.at(clock.now() + timedelta(days=YEARS * 366)):
        said = StringIO()
        call_command("purge", stdout=said)
        daily.make_checkpoint()
        call_command("verify", stdout=said)
    assert path.reference in said.getvalue()
    path.printed.append(Piece("printed", said.getvalue().encode()))
    path.look_around("abel", "audra")


def logged(path: WholePath) -> None:
    """Careless lines: a key that nobody listed, a value that is no reference, a text put
    together."""
    log = structlog.get_logger("careless")
    log.warning("saved", note=CANARIES["logkey"].words[1])
    log.warning("saved", subject=typed("logvalue"))
    log.warning(f"saved {typed('logevent')}")


def in_last_quarter() -> datetime:
    """Noon of a day in the quarter that a report is made of."""
    day = last_quarter().starts_on + timedelta(days=DAYS_IN)
    return datetime.combine(day, time(12), UTC)


def stray(path: WholePath) -> None:
    path.stray()


def another_sits_down(path: WholePath) -> None:
    """Cora's session ends while she asks; Carl signs in at the same machine."""
    path.file()
    another_at_the_same_place(path)


def another_at_the_same_place(path: WholePath) -> None:
    """Needs a request that both may open, and a window in this process."""
    line = Inside(path.people["cora"])
    path.windows["shared"] = window = Window("cora", line)
    window.get(f"{path.at}review/")
    line.forget()
    window.get("/account/login/")
    window.post(f"{path.at}review/", **{"act": "ask", "ask-body": typed("kept")})
    line.client.force_login(path.people["carl"])
    window.who = "carl"
    window.get(f"{path.at}review/")
