"""Legs: as much of the path as a guard stands at."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from fund import clock
from tests.canary.canaries import typed
from tests.canary.path import WholePath
from tests.canary.windows import Inside, Window
from tests.journeys.history import bring_in_last_quarter, last_quarter

DAYS_IN = 60
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
