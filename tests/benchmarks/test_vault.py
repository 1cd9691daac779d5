"""What the vault costs a field: printed, and asserted as ratios only."""

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fund import vault

NOTE = b"The heat is off in her flat, and the motel next door has a room until Friday. " * 5
TRIES = 2_000


@pytest.mark.benchmark
def test_a_field_costs_far_less_than_a_key(own_vault: Path, request: Any) -> None:
    vault.rotate()
    local = _measure(tries=TRIES)
    request.getfixturevalue("kms")
    vault.forget()
    away = _measure(tries=20)
    print(f"\n{'one field of ' + str(len(NOTE)) + ' bytes':36}{'folder':>12}{'moto':>12}")
    for name in local:
        print(f"{name:36}{local[name] * 1e6:>9.0f} µs{away[name] * 1e6:>9.0f} µs")
    for measured in (local, away):
        print(f"first opening / opening: {measured['first opening'] / measured['opening']:.0f}")
    assert local["opening"] < local["first opening"]
    assert away["opening"] < away["first opening"]


def _measure(*, tries: int) -> dict[str, float]:
    """Median seconds of sealing and opening with a key in hand, and of the first opening."""
    holders = iter(f"KX{n // 1000}-{n % 1000:03}" for n in range(10_000))
    holder = next(holders)
    sealed = vault.seal(holder, "note", "0", NOTE)
    return {
        "opening": _median(lambda: vault.unseal(holder, "note", "0", sealed), tries),
        "sealing": _median(lambda: vault.seal(holder, "note", "0", NOTE), tries),
        "first opening": _median(
            lambda: vault.unseal(holder, "note", "0", sealed), tries // 10, before=vault.forget
        ),
        "first sealing": _median_of_new(holders, tries // 10),
    }


def _median(act: Callable[[], Any], tries: int, before: Callable[[], None] | None = None) -> float:
    times = []
    for _ in range(tries):
        if before:
            before()
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def _median_of_new(holders: Iterator[str], tries: int) -> float:
    return _median(lambda: vault.seal(next(holders), "note", "0", NOTE), tries)
