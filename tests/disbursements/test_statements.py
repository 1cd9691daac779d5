"""A bank's file is parsed, never repaired: each data line is a row or a rejected row."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursements.statements import Reading, RejectedRow, StatementError, read

TODAY = date(2026, 6, 30)
HEAD = "Date,Description,Amount,Reference\n"


def of(text: str) -> Reading:
    return read(text.encode(), today=TODAY)


def amounts(text: str) -> list[int]:
    return [row.amount_cents for row in of(text).rows]


def test_a_plain_file_is_read() -> None:
    reading = of(HEAD + '01/05/2026,"PINE TREE MOTEL, PORTLAND",-285.00,D-7K3M9XQ2\n')
    (row,) = reading.rows
    assert (row.line, row.dated_on, row.amount_cents) == (2, date(2026, 1, 5), -28_500)
    assert (row.description, row.reference) == ("PINE TREE MOTEL, PORTLAND", "D-7K3M9XQ2")
    assert reading.rejected == ()


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("-12.00", -1200),
        ("(12.00)", -1200),
        ("($1,200.50)", -120_050),
        ("-$12", -1200),
        ("$-12.00", -1200),
        ("12.00-", -1200),
        ("\N{MINUS SIGN}12.00", -1200),
        ("$1,200.5", 120_050),
        (" +7 ", 700),
        (".50", 50),
    ],
)
def test_an_amount_is_read_as_banks_write_it(text: str, cents: int) -> None:
    assert amounts(f'{HEAD}01/05/2026,x,"{text}",\n') == [cents]


@pytest.mark.parametrize(
    "text", ["n/a", "", "0.00", "12.345", "1.200,50", "1,2,3", "$", "--5", "1e3", "٣", "9" * 30]
)
def test_what_is_no_amount_is_rejected_and_never_becomes_zero(text: str) -> None:
    reading = of(f'{HEAD}01/05/2026,x,"{text}",\n')
    assert reading.rows == ()
    assert reading.rejected[0].line == 2


def test_a_rejected_line_says_its_number_and_what_stood_there() -> None:
    body = "01/05/2026,Motel,-5.00,\n" * 12 + "01/05/2026,Motel,n/a,\n"
    reading = of(HEAD + body)
    assert reading.rejected == (RejectedRow(line=14, why="amount 'n/a'"),)
    assert len(reading.rows) == 12


@pytest.mark.parametrize("written", ["03/01/2026", "3/1/2026", "2026-03-01", "03/01/26"])
def test_a_date_is_read_the_american_way_or_as_iso(written: str) -> None:
    assert of(f"{HEAD}{written},x,1.00,\n").rows[0].dated_on == date(2026, 3, 1)


@pytest.mark.parametrize("written", ["13/01/2026", "2026-02-30", "07/01/2026", "1/1/1970", "soon"])
def test_a_wrong_or_future_date_is_rejected(written: str) -> None:
    reading = of(f"{HEAD}{written},x,1.00,\n")
    assert reading.rows == ()
    assert "date" in reading.rejected[0].why


def test_debit_and_credit_columns_become_signed_amounts() -> None:
    head = "Posting Date,Details,Withdrawals,Deposits\n"
    body = "01/05/2026,Motel,12.00,\n01/06/2026,Gift,,50.00\n01/07/2026,Bus,-3.00,\n"
    assert amounts(head + body) == [-1200, 5000, -300]
    assert of(head + "01/05/2026,x,1.00,2.00\n").rejected[0].why == "both a debit and a credit"


def test_bom_windows_line_ends_and_old_code_page_are_no_trouble() -> None:
    text = "\ufeffDate,Description,Amount\r\n01/05/2026,Café,-1.00\r\n"
    assert read(text.encode("utf-8"), today=TODAY).rows[0].description == "Café"
    assert read(text.lstrip("\ufeff").encode("cp1252"), today=TODAY).rows[0].description == "Café"
    assert read(text.lstrip("\ufeff").encode("utf-16"), today=TODAY).rows[0].description == "Café"


def test_lines_above_the_headings_and_blank_lines_are_passed_over() -> None:
    text = "Account: ...1234\n\nDate;Description;Amount\n\n01/05/2026;Motel;-1.00\n;;\n"
    assert [row.line for row in of(text).rows] == [5]


def test_a_check_column_becomes_a_check_reference() -> None:
    text = "Date,Description,Amount,Check Number\n01/05/2026,CHECK,-1.00,0001001\n"
    assert of(text).rows[0].reference == "check 1001"


def test_an_unquoted_comma_in_an_amount_is_rejected_not_guessed() -> None:
    reading = of("Date,Description,Amount\n01/05/2026,Motel,-1,200.00\n")
    assert reading.rows == ()
    assert reading.rejected[0].why == "has 4 columns, the headings have 3"


def test_a_quotation_mark_that_swallows_a_line_is_rejected() -> None:
    reading = of('Date,Description,Amount\n01/05/2026,"Motel\nBus",-1.00\n01/06/2026,Gas,-2.00\n')
    assert reading.rejected[0].why == "runs over more than one line"
    assert [row.description for row in reading.rows] == ["Gas"]
    with pytest.raises(StatementError, match=r"line 2 is never closed"):
        of('Date,Description,Amount\n01/05/2026,"Motel,-1.00\n01/06/2026,Gas,-2.00\n')


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"PK\x03\x04xl/workbook.xml", "a spreadsheet"),
        (b"<!doctype html>", "a web page"),
        (b"\x00\x01\x02", "not a text file"),
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (b"Name,Town\nPine Tree,Portland\n", "can’t find the columns"),
        (b"Date,Description,Amount\n", "no lines below"),
    ],
)
def test_a_wrong_kind_of_file_gives_one_clear_error(content: bytes, words: str) -> None:
    with pytest.raises(StatementError, match=words):
        read(content, today=TODAY)


@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_one_kind_of_error(content: bytes) -> None:
    with suppress(StatementError):
        read(content, today=TODAY)


CELL = st.text(
    st.characters(exclude_characters='"\n\r\x00', exclude_categories=["Cs"]), max_size=12
)


@given(st.lists(st.lists(CELL, min_size=1, max_size=6), min_size=1, max_size=8))
def test_every_data_line_is_a_row_or_a_rejected_row(table: list[list[str]]) -> None:
    body = [",".join(f'"{cell}"' for cell in cells) for cells in table]
    data_lines = [
        number for number, cells in enumerate(table, start=2) if any(cell.strip() for cell in cells)
    ]
    try:
        reading = of(HEAD + "\n".join(body) + "\n")
    except StatementError:
        assert data_lines == []
        return
    accounted = [row.line for row in reading.rows] + [bad.line for bad in reading.rejected]
    assert sorted(accounted) == data_lines


@given(st.integers(min_value=-(10**9), max_value=10**9).filter(bool))
def test_an_amount_survives_being_written_and_read(cents: int) -> None:
    sign, whole = "-" if cents < 0 else "", abs(cents)
    assert amounts(f'{HEAD}01/05/2026,x,"{sign}${whole // 100:,}.{whole % 100:02d}",\n') == [cents]
