"""Every address that names a row of a request, opened by everybody who has no business there: 404,
and the database handed out nothing of it to look away from."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from applications import actions, sealing
from applications.models import Application, Place
from fund import tenancy
from fund.models import Agency, Region, User, Vendor
from fund.roles import Role
from tests.applications.conftest import File
from tests.architecture.addresses import SAMPLES, Address, addresses
from tests.cast import person

pytestmark = pytest.mark.django_db

REQUEST = next(sample for sample in SAMPLES if sample.startswith("KX7"))
OF_A_REQUEST = [a for a in addresses() if REQUEST in a.path]
STRANGERS = [role for role in Role if role is not Role.DONOR]
"""Each role, of another agency, before anything is approved: finance has nothing to pay yet."""


@pytest.fixture
def marked(file: File, ada: User, portland: Region) -> Application:
    """Sent by Harbor House, with a business and words that stand nowhere else."""
    application = file(600_00)
    Vendor.objects.filter(pk=application.needs.get().vendor_id).update(name="Zanzibar Cottages")
    with tenancy.as_the_fund():
        sealing.put(application, Place.NOTE, "Quagga")
    return application


@pytest.fixture
def strangers(marked: Application, northern: Agency, dana: User) -> list[User]:
    """Nobody here may see the request: committee members stepped back from it."""
    found = [dana]
    for role in STRANGERS:
        stranger = person(f"Stranger-{role.value}", role, agency=northern)
        if role in (Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR, Role.ON_CALL):
            actions.recuse(marked.pk, "I know the business", actor=stranger)
        found.append(stranger)
    return found


@contextmanager
def handed_out() -> Iterator[list[bytes]]:
    """Every value that the database returned inside the block."""
    values: list[bytes] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        result = context["cursor"].cursor.pgresult
        if result is not None:
            for row in range(result.ntuples):
                values.extend(result.get_value(row, n) or b"" for n in range(result.nfields))
        return answer

    with connection.execute_wrapper(listen):
        yield values


def test_the_list_of_addresses_is_not_empty() -> None:
    assert len(OF_A_REQUEST) >= 10


@pytest.mark.parametrize("address", OF_A_REQUEST, ids=lambda a: a.name)
def test_another_agencys_request_is_404_and_no_row_of_it_is_read(
    address: Address, marked: Application, strangers: list[User]
) -> None:
    path = address.path.replace(REQUEST, marked.reference)
    for stranger in strangers:
        browser = Client()
        browser.force_login(stranger)
        for method in (browser.get, browser.post):
            with handed_out() as values:
                response = method(path)
            assert response.status_code in (403, 404, 405), (stranger.name, path)
            if response.status_code == 404:
                assert marked.reference not in response.content.decode()
            _nothing_of(marked, values, (stranger.name, path))


NOT_A_LIST = {"account_logout", "leave", "audit:trail"}
"""Two ways out; and the trail, which names requests by their opaque reference on purpose."""

LISTS = [a for a in addresses() if "<" not in a.path and not any(s in a.path for s in SAMPLES)]


@pytest.mark.parametrize("address", LISTS, ids=lambda a: a.name)
def test_no_list_or_search_reads_a_row_of_another_agency(
    address: Address, marked: Application, strangers: list[User]
) -> None:
    if address.name in NOT_A_LIST:
        return
    for stranger in strangers:
        browser = Client()
        browser.force_login(stranger)
        for asked in ({}, {"find": "Zanzibar"}, {"after": marked.reference}):
            with handed_out() as values:
                browser.get(address.path, asked)
            _nothing_of(marked, values, (stranger.name, address.path))


def test_the_agency_itself_reads_it(marked: Application, ada: User) -> None:
    """The same ears hear it where it may be heard."""
    browser = Client()
    browser.force_login(ada)
    with handed_out() as values:
        assert b"Quagga" in browser.get(f"/requests/{marked.reference}/").content
    assert marked.reference.encode() in values and b"Zanzibar Cottages" in values


def _nothing_of(marked: Application, values: list[bytes], where: object) -> None:
    """A vendor's name is in the fund's own list of businesses; the request is not."""
    assert marked.reference.encode() not in values, where
    assert b"note" not in values, where
