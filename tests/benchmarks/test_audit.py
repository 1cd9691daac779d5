"""What the chain costs: acts a second by one and by two writers, and proving 100,000 of them."""

import threading
import time
import tracemalloc

import pytest
from django.db import connection, transaction

from fund import audit
from fund.proof import trail

MANY, EACH = 100_000, 150


def write_acts() -> None:
    for number in range(EACH):
        with transaction.atomic():
            audit.record("books.gift", f"G-{number}", actor=None, amount_cents=number)
    connection.close()


def acts_a_second(writers: int) -> float:
    threads = [threading.Thread(target=write_acts) for _ in range(writers)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return writers * EACH / (time.monotonic() - began)


@pytest.mark.benchmark
@pytest.mark.django_db(transaction=True)
def test_two_writers_are_not_slower_than_one() -> None:
    one, two = acts_a_second(1), acts_a_second(2)
    print(f"\nacts a second: {one:,.0f} by one writer, {two:,.0f} by two")
    assert two > 0.7 * one


@pytest.mark.benchmark
@pytest.mark.django_db(transaction=True)
def test_a_hundred_thousand_acts_are_proved_in_flat_memory() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO fund_auditevent (at, act, subject, facts) SELECT now(), 'books.gift',"
            " 'G-' || n, jsonb_build_object('amount_cents', n) FROM generate_series(1, %s) n",
            [MANY],
        )
    began = time.monotonic()
    with transaction.atomic():
        assert trail.walk().acts == MANY
    took = time.monotonic() - began
    tracemalloc.start()
    with transaction.atomic():
        trail.walk()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"\n{MANY:,} acts proved in {took:.1f} s ({MANY / took:,.0f} a second), {peak:,} bytes")
    assert peak < 8_000_000
