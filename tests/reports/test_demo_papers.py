"""The demo's made-up papers come in by the same way as everybody's."""

from io import BytesIO

import pytest
from PIL import Image

from applications import documents
from fund.models import User
from reports.demo import papers
from tests.applications.conftest import File, file

__all__ = ["file"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("cents", "pages", "kind"), [(300_00, 2, "quote"), (85_50, 1, "invoice")])
def test_a_large_amount_has_a_quote_of_two_pages_and_a_small_one_a_bill(
    cents: int, pages: int, kind: str, file: File, ada: User
) -> None:
    draft = file(cents, send=False)
    papers.add(draft, actor=ada)
    (document,) = draft.documents.all()
    assert (document.pages, document.kind) == (pages, kind)
    drawn = Image.open(BytesIO(documents.open_page(document, 1, reader=ada)))
    assert drawn.convert("L").histogram()[:80] != [0] * 80  # something is written on it
