"""The check rail passes the contract; the sheet says the amount twice and nothing about anyone."""

import io
import multiprocessing
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursements.rails.base import Accepted, Payee, PaymentOrder, Refused
from disbursements.rails.check import (
    CheckRail,
    Payer,
    PrintedCheck,
    amount_in_words,
    render_check,
)
from disbursements.rails.check.words import LARGEST_CENTS, SMALL, TENS
from fund.references import payment_reference
from tests.rails.contract import RailContract
from tests.rails.folder_register import FolderRegister

PAYER = Payer("Pine Tree Coalition", ("PO Box 100", "Augusta ME 04330"), "First Training Bank")
MOTEL = Payee(remit_name="Harbor Motel & Sons", remit_lines=("1 Pier Road", "Portland ME 04101"))


class FullDisk(FolderRegister):
    """A real folder whose disk is full for PDF files while `full` is set."""

    full = False

    def keep(self, check: PrintedCheck, pdf: bytes) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        super().keep(check, pdf)


def now() -> datetime:
    return datetime.now(UTC)


class TestContract(RailContract):
    @pytest.fixture(autouse=True)
    def world(self, tmp_path: Path) -> None:
        self.register = FullDisk(tmp_path)

    @pytest.fixture
    def rail(self) -> CheckRail:
        return CheckRail(PAYER, self.register, now)

    def payee(self) -> Payee:
        return MOTEL

    def recipient(self, payee: Payee) -> str:
        return payee.remit_name

    def lose_replies(self) -> None:
        self.register.full = True

    def heal(self) -> None:
        self.register.full = False


def an_order(cents: int = 123_456) -> PaymentOrder:
    reference = payment_reference()
    return PaymentOrder(reference, f"{reference}-1", cents, MOTEL)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(text.split())


def test_the_sheet_says_payee_amount_date_number_and_reference() -> None:
    order = an_order()
    text = text_of(render_check(order, 1042, date(2026, 3, 2), PAYER))
    for words in (
        "Check 1042",
        "March 2, 2026",
        "Pay to the order of Harbor Motel & Sons",
        "One thousand two hundred thirty-four and 56/100",
        "Portland ME 04101",
        order.reference,
        "Pine Tree Coalition",
        "Void after 180 days",
    ):
        assert words in text
    assert text.count("$1,234.56") == 3


def test_the_same_check_printed_again_is_the_same_bytes() -> None:
    order = an_order()
    first = render_check(order, 1042, date(2026, 3, 2), PAYER)
    assert render_check(order, 1042, date(2026, 3, 2), PAYER) == first
    assert render_check(order, 1043, date(2026, 3, 2), PAYER) != first


def test_the_file_tells_nothing_of_author_place_or_time() -> None:
    made = render_check(an_order(), 1042, date(2026, 3, 2), PAYER)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert dict(pdf.docinfo) == {"/Title": "Check 1042"}
        xmp = pdf.Root.Metadata.read_bytes()
        assert len(pdf.pages) == 1
        assert pdf.Root.Lang == "en"
    for trace in (b"WeasyPrint", b"pikepdf", b"Date", b"/work", b"file:", b"instanceID"):
        assert trace not in xmp
    assert b"file:" not in made


def test_a_long_name_stays_on_one_sheet_and_whole() -> None:
    name = "The Very Long And Proper Name Of A Housing Cooperative Of The Greater Harbor Area"
    payee = Payee(remit_name=name, remit_lines=("1 Pier Road", "Suite 4", "Portland ME 04101"))
    reference = payment_reference()
    order = PaymentOrder(reference, f"{reference}-1", LARGEST_CENTS, payee)
    made = render_check(order, 1, date(2026, 3, 2), PAYER)
    assert name in text_of(made)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == 1


def test_numbers_follow_each_other_without_a_gap(tmp_path: Path) -> None:
    rail = CheckRail(PAYER, FolderRegister(tmp_path, first_number=500), now)
    sent = [rail.send(an_order()) for _ in range(3)]
    numbers = [one.provider_reference for one in sent if isinstance(one, Accepted)]
    assert numbers == ["check-500", "check-501", "check-502"]


def test_the_sheet_is_kept_and_a_reprint_bears_the_first_date(tmp_path: Path) -> None:
    register, order = FolderRegister(tmp_path), an_order()
    CheckRail(PAYER, register, lambda: datetime(2026, 3, 2, 22, 0, tzinfo=UTC)).send(order)
    first = register.pdf_of(1001).read_bytes()
    CheckRail(PAYER, register, lambda: datetime(2026, 4, 9, 9, 0, tzinfo=UTC)).send(order)
    assert register.pdf_of(1001).read_bytes() == first
    assert "March 2, 2026" in text_of(first)


def test_an_amount_too_large_to_say_is_refused_and_takes_no_number(tmp_path: Path) -> None:
    register = FolderRegister(tmp_path)
    outcome = CheckRail(PAYER, register, now).send(an_order(LARGEST_CENTS + 1))
    assert isinstance(outcome, Refused)
    assert outcome.final
    assert register.checks() == []


def claim_ten(folder: Path) -> list[int]:
    register = FolderRegister(folder)
    return [register.claim(an_order(), now()).number for _ in range(10)]


def test_processes_that_claim_at_once_never_share_a_number(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        taken = [number for some in pool.map(claim_ten, [tmp_path] * 3) for number in some]
    assert sorted(taken) == list(range(1001, 1031))


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (1, "Zero and 01/100"),
        (100, "One and 00/100"),
        (2_150, "Twenty-one and 50/100"),
        (11_913, "One hundred nineteen and 13/100"),
        (100_000, "One thousand and 00/100"),
        (120_050, "One thousand two hundred and 50/100"),
        (
            LARGEST_CENTS,
            "Nine hundred ninety-nine million nine hundred ninety-nine thousand"
            " nine hundred ninety-nine and 99/100",
        ),
    ],
)
def test_amounts_are_said_as_a_bank_says_them(cents: int, words: str) -> None:
    assert amount_in_words(cents) == words


@given(st.integers(min_value=1, max_value=LARGEST_CENTS))
def test_the_words_read_back_are_the_amount(cents: int) -> None:
    assert read_back(amount_in_words(cents)) == cents


@pytest.mark.parametrize("cents", [0, -1, LARGEST_CENTS + 1])
def test_what_cannot_be_said_is_refused(cents: int) -> None:
    with pytest.raises(ValueError, match="check"):
        amount_in_words(cents)


def read_back(words: str) -> int:
    """Cents from words, by adding up from the left: another way than they were made."""
    ones: dict[str, int] = {word: value for value, word in enumerate(SMALL)}
    ones |= {word: 10 * (place + 2) for place, word in enumerate(TENS)}
    scales = {"thousand": 1_000, "million": 1_000_000}
    dollars, _, fraction = words.lower().partition(" and ")
    total = part = 0
    for word in dollars.replace("-", " ").split():
        if word == "hundred":
            part *= 100
        elif word in scales:
            total, part = total + scales[word] * part, 0
        else:
            part += ones[word]
    return (total + part) * 100 + int(fraction.removesuffix("/100"))
