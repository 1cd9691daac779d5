"""No canary is anywhere but where it is allowed to be seen."""

from fund import clock
from fund.models import User
from tests.canary.allowed import MAY_SEE, escaped
from tests.canary.conftest import Collect
from tests.canary.legs import another_at_the_same_place, breaks, ended, in_last_quarter, logged
from tests.canary.path import WholePath
from tests.canary.search import Search
from tests.journeys.history import bring_in_last_quarter


def test_no_canary_gets_out_on_the_whole_path(
    path: WholePath, collect: Collect, finn: User
) -> None:
    """Filed and paid in the last quarter, reconciled, closed and reported now.

    What may be seen is seen, so the search looks where canaries are.
    """
    with clock.at(in_last_quarter()):
        path.choose_notices()
        path.file()
        path.attach()
        path.carry()
        path.talk()
        breaks(path)
        path.take_out()
        another_at_the_same_place(path)
        path.decide()
        path.pay()
    path.reconcile()
    path.report(bring_in_last_quarter(finn))
    path.withhold()
    path.stray()
    logged(path)
    path.look_around()
    ended(path)
    found = Search(path.marks).through(collect())
    assert escaped(found) == []
    assert {one.place for one in found} == MAY_SEE.keys() <= {one.place for one in path.marks}
