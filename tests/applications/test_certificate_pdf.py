"""The certificate that words were destroyed, as a file to keep or to hand over."""

import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from django.test import Client

from applications import actions
from applications.models import Application, PurgeCertificate
from fund import clock
from fund.models import User, Vendor
from tests.applications.desk import sent_request

pytestmark = pytest.mark.django_db

NOTE = "She leaves at six"


@pytest.fixture
def destroyed(motel: Vendor, ada: User) -> Application:
    sent = sent_request(ada, motel, note=NOTE)
    actions.withdraw(sent.pk, actor=ada)
    with clock.at(clock.now() + timedelta(days=366)):
        actions.purge_due()
    return sent


@pytest.fixture
def address(destroyed: Application) -> str:
    return f"/retention/{destroyed.reference}/certificate.pdf"


def test_it_says_what_was_done_and_names_nobody(
    client: Client, destroyed: Application, address: str, audra: User
) -> None:
    client.force_login(audra)
    assert address in client.get(f"/retention/{destroyed.reference}").content.decode()
    answer = client.get(address)
    named = f'attachment; filename="certificate-{destroyed.reference}.pdf"'
    assert answer["Content-Disposition"] == named
    assert client.get(address).content == answer.content
    printed = pypdfium2.PdfDocument(BytesIO(answer.content))
    words = " ".join(page.get_textpage().get_text_range() for page in printed)
    quarters = PurgeCertificate.objects.get().quarters
    assert all(word in words for word in (destroyed.reference, "Unreadable", *quarters))
    assert not any(word in words for word in ("Ada", "Audra", "Harbor", "Portland", NOTE))


def test_it_reads_aloud(client: Client, address: str, abel: User, tmp_path: Path) -> None:
    client.force_login(abel)
    file = tmp_path / "certificate.pdf"
    file.write_bytes(client.get(address).content)
    program = Path(sys.executable).with_name("outloud")
    checked = subprocess.run(
        [program, "--fail-on", "warning", str(file)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("person", ["ada", "cora", "finn", "dana"])
def test_nobody_else_opens_it(
    client: Client, request: pytest.FixtureRequest, address: str, person: str
) -> None:
    client.force_login(request.getfixturevalue(person))
    assert client.get(address).status_code == 403
