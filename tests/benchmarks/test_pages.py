"""How much a list page costs with ten times the rows, in one run: ratios, never a wall time."""

import csv
import io
import statistics
import time
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disbursements.importing import import_requests, parse
from fund.models import Agency, Fund, User
from tests.lines import SignIn

FEW, MANY = 60, 600
PAGES = {
    "an agency's requests": ("ada", "/requests/"),
    "the committee's inbox": ("cora", "/requests/inbox/"),
    "to pay": ("finn", "/payments/to-pay/"),
    "payments": ("finn", "/payments/"),
    "funds": ("finn", "/funds/"),
    "audit trail": ("audra", "/audit/"),
}
COLUMNS = (
    "request_id,requested_on,agency,region,household,category,vendor,vendor_town,"
    "amount_requested,decision,decided_on,amount_approved,paid_on,fund"
)


def past_requests(first: int, count: int) -> bytes:
    """A spreadsheet of `count` small requests, all but each third paid."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(COLUMNS.split(","))
    for number in range(first, first + count):
        day = date(2026, 2, 1) + timedelta(days=number % 200)
        paid = "," if number % 3 == 0 else f"{day},general"
        sheet.writerow(
            (
                f"R{number},{day},Harbor House,Portland,H{number},motel,Pine Tree Motel,Portland,"
                f"12.50,approved,{day},12.50,{paid}"
            ).split(",")
        )
    return out.getvalue().encode()


@pytest.mark.benchmark
@pytest.mark.django_db
def test_list_pages_with_ten_times_the_rows(
    ada: User,
    cora: User,
    finn: User,
    audra: User,
    harbor: Agency,
    money: Fund,
    signed_in: SignIn,
) -> None:
    people = {"ada": ada, "cora": cora, "finn": finn, "audra": audra}
    measured = []
    for first, count in ((0, FEW), (FEW, MANY - FEW)):
        parsed = parse(past_requests(first, count), today=date(2026, 11, 1))
        assert not import_requests(
            parsed, source="bench", actor=finn, agreed_to_be_counted=True
        ).rejected
        measured.append(
            {name: _measure(signed_in(people[who]), url) for name, (who, url) in PAGES.items()}
        )
    few, many = measured
    print(f"\n{'page':24}{f'{FEW} rows':>12}{f'{MANY} rows':>12}{'ratio':>8}{'queries':>10}")
    for name in PAGES:
        before, after = few[name], many[name]
        print(
            f"{name:24}{before[0] * 1000:>9.1f} ms{after[0] * 1000:>9.1f} ms"
            f"{after[0] / before[0]:>8.2f}{before[1]:>6} / {after[1]}"
        )


def _measure(client: Client, url: str) -> tuple[float, int]:
    """Median seconds of seven tries, and the queries of one."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
        asked = len(queries)
    times = []
    for _ in range(7):
        started = time.perf_counter()
        client.get(url)
        times.append(time.perf_counter() - started)
    return statistics.median(times), asked
