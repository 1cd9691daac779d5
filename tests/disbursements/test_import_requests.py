"""A coalition's spreadsheet comes in whole, once, and with every bad row named."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from applications.models import Application, AwardLine, Consent, Purpose
from applications.states import LineState, State
from disbursements.facts import settled_facts
from disbursements.importing import FileRefused, import_requests, parse
from disbursements.models import Disbursement
from fund import books
from fund.models import Agency, Fund, JournalEntry, User

HEADER = (
    "request_id,requested_on,agency,region,household,category,vendor,vendor_town,"
    "amount_requested,decision,decided_on,amount_approved,paid_on,fund"
)
GOOD = (
    'R1,2026-02-01,Harbor House,Cumberland,H-17,motel,Pine Tree Motel,Portland,"$1,200.50",'
    "approved,2026-02-01,900,02/03/2026,general"
)
TODAY = date(2026, 11, 1)


def content(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def change(column: str, value: str, row: str = GOOD) -> str:
    import csv

    cells = next(csv.reader([row]))
    cells[HEADER.split(",").index(column)] = value
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().strip()


@pytest.mark.django_db
def test_a_paid_row_is_a_closed_request_and_an_entry_in_the_books(
    harbor: Agency, money: Fund, finn: User
) -> None:
    result = import_requests(parse(content(GOOD), today=TODAY), source="s", actor=finn)
    assert (result.imported, result.rejected) == (1, [])
    application = Application.objects.get()
    assert (application.state, application.approved_cents) == (State.CLOSED, 900_00)
    assert application.region.name == "Portland", "the county's region"
    payment = Disbursement.objects.get()
    entry = JournalEntry.objects.get(kind="payment")
    assert (entry.subject, entry.dated_on) == (payment.reference, date(2026, 2, 3))
    assert books.available_cents(money) == 10_000_00 - 900_00


@pytest.mark.django_db
def test_running_it_again_imports_nothing_twice(harbor: Agency, money: Fund, finn: User) -> None:
    parsed = parse(content(GOOD), today=TODAY)
    import_requests(parsed, source="s", actor=finn)
    again = import_requests(parsed, source="s", actor=finn)
    assert (again.imported, again.known) == (0, 1)
    assert Disbursement.objects.count() == 1


@pytest.mark.django_db
def test_a_dry_run_writes_nothing_and_says_the_same(
    harbor: Agency, money: Fund, finn: User
) -> None:
    big = change("amount_requested", "9000", change("amount_approved", "9000"))
    second = change("request_id", "R2", big)
    parsed = parse(content(GOOD, second, change("request_id", "R3")), today=TODAY)
    dry = import_requests(parsed, source="s", actor=finn, dry_run=True)
    assert Application.objects.count() == Disbursement.objects.count() == 0
    wet = import_requests(parsed, source="s", actor=finn)
    assert (dry.imported, dry.rejected) == (wet.imported, wet.rejected)
    assert wet.imported == 2
    assert wet.rejected[0].why == "“general” has too little money for this"


@pytest.mark.django_db
def test_a_request_with_one_bad_row_stays_out_whole(
    harbor: Agency, money: Fund, finn: User
) -> None:
    bad = change("fund", "genral")
    result = import_requests(parse(content(GOOD, bad), today=TODAY), source="s", actor=finn)
    assert Application.objects.count() == 0
    assert [(r.line, r.column, r.why) for r in result.rejected] == [
        (3, "fund", "“genral” is not known. Did you mean “general”?")
    ]


@pytest.mark.django_db
def test_approved_but_unpaid_waits_for_finance(harbor: Agency, money: Fund, finn: User) -> None:
    row = change("paid_on", "", change("fund", ""))
    import_requests(parse(content(row), today=TODAY), source="s", actor=finn)
    assert AwardLine.objects.get().state == LineState.UNFUNDED


@pytest.mark.django_db
def test_a_row_in_a_closed_month_is_rejected(harbor: Agency, money: Fund, finn: User) -> None:
    period = books.period_of(date(2026, 2, 3))
    books.close_period(period.starts_on, actor=finn)
    result = import_requests(parse(content(GOOD), today=TODAY), source="s", actor=finn)
    assert result.rejected[0].column == "paid_on"
    assert "closed" in result.rejected[0].why
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("requested_on", "2027-01-01", "'2027-01-01' is in the future"),
        ("requested_on", "yesterday", "is not a date"),
        ("decided_on", "2026-01-31", "is before the request"),
        ("paid_on", "2026-01-31", "is before the decision"),
        ("household", "Jane Doe Smith", "never a name"),
        ("category", "spa", "is not one of"),
        ("amount_requested", "-5", "without a minus sign"),
        ("amount_requested", "0", "above zero"),
        ("amount_requested", "1.234", "two numbers after the point"),
        ("amount_requested", "1000000000000", "too large"),
        ("amount_requested", "n/a", "amount 'n/a'"),
        ("amount_approved", "2000", "more than was asked"),
        ("decision", "maybe", "use approved, declined or withdrawn"),
        ("decision", "declined", "but the request was declined"),
        ("fund", "", "say which fund paid"),
        ("vendor", "", "is empty"),
    ],
)
def test_each_bad_cell_is_named_with_its_reason(column: str, value: str, why: str) -> None:
    parsed = parse(content(GOOD, change("request_id", "R2", change(column, value))), today=TODAY)
    assert [request.request_id for request in parsed.requests] == ["R1"]
    (rejected,) = parsed.rejected
    assert rejected.line == 3
    assert why in rejected.why


def test_rows_of_one_request_have_to_agree() -> None:
    parsed = parse(content(GOOD, change("agency", "Another")), today=TODAY)
    assert not parsed.requests
    assert parsed.rejected[0].why == "differs from line 2 of the same request"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.7 ...", "not a CSV file"),
        (b"PK\x03\x04 a workbook", "not a CSV file"),
        (b"\xff\xfe\x00caf", "not a CSV file"),
        (b"caf\xe9,x\n", "UTF-8"),
        (b"", "empty"),
        (content(GOOD, header=HEADER.replace("fund", "Client Name")), "about a person"),
        (content(GOOD, header=HEADER.replace("agency", "office")), "missing: agency"),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused_in_words(data: bytes, why: str) -> None:
    with pytest.raises(FileRefused, match=why):
        parse(data, today=TODAY)


@given(st.binary(max_size=300))
def test_no_bytes_whatever_make_it_crash(data: bytes) -> None:
    try:
        parsed = parse(HEADER.encode() + b"\n" + data, today=TODAY)
    except FileRefused:
        return
    assert not parsed.requests


@pytest.mark.django_db
def test_the_command_reports_and_ends_with_one_when_a_row_is_bad(
    harbor: Agency, money: Fund, finn: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "past.csv"
    file.write_bytes(content(GOOD, change("amount_requested", "abc")))
    with pytest.raises(SystemExit):
        call_command("import_requests", str(file), "--as", finn.email, "--dry-run")
    assert "line 3, amount_requested" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Nobody"):
        call_command("import_requests", str(file), "--as", "nobody@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize("agreed", [True, False])
def test_past_households_are_counted_only_if_the_coalition_attests_that_they_agreed(
    harbor: Agency, money: Fund, finn: User, agreed: bool
) -> None:
    parsed = parse(content(GOOD), today=TODAY)
    import_requests(parsed, source="s", actor=finn, agreed_to_be_counted=agreed)
    (fact,) = settled_facts(date(2026, 1, 1), date(2026, 4, 1))
    assert fact.counted is agreed
    given = list(Consent.objects.values_list("purpose", "recorded_by", "given_on"))
    assert given == ([(Purpose.STATISTICS, finn.pk, date(2026, 2, 1))] if agreed else [])
