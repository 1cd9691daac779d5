"""Whatever comes back, to whomever, carries the headers; no title tells what a page is about."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from fund.embedded.places import REPOSITORY
from fund.models import Agency, Donor, User
from fund.notices import words
from fund.roles import AGENCY_ROLES, Role
from fund.web.middleware import EMPTY, HEADERS, PAGE_HEADERS, PrivacyHeaders
from tests.architecture.addresses import addresses
from tests.cast import person

pytestmark = pytest.mark.django_db
ENDS_THE_SESSION = ("/leave", "/account/logout/")
PATHS = sorted(
    {address.path for address in addresses()} | {"/no-such-page", "/static/none.css"},
    key=lambda path: (path in ENDS_THE_SESSION, path),
)
TITLE = re.compile(r"(Error: )?[A-Z][A-Za-z’ -]{2,40}( [A-Z0-9][A-Z0-9-]{1,12})? – Support Fund")
EVERY_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
INLINE = re.compile(
    r"<style|<script(?![^>]*\s(?:src=|type=.application/json.))|\sstyle=|\son[a-z]+=|javascript:",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(r"""\b(?:src|action|href|srcset|poster)=["']?(?:https?:)?//""")


def require_headers(response: Any, path: str) -> None:
    for name, value in HEADERS.items():
        assert response.headers.get(name) == value, (path, name)
    assert "no-store" in response.headers["Cache-Control"], path
    assert "public" not in response.headers["Cache-Control"], path
    if response.status_code in EMPTY:
        assert not response.content, path
    else:
        for name, value in PAGE_HEADERS.items():
            assert response.headers.get(name) == value, (path, name)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, path
        assert "frame-ancestors 'none'" in policy, path
    assert re.fullmatch(r"[0-9a-f]{12}", response.headers["X-Request-Id"]), path


def require_neutral(response: Any, path: str) -> None:
    """HTML alone has a title, and could hold scripts."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return
    text = response.content.decode()
    for title in EVERY_TITLE.findall(text.partition("<body")[0]):
        assert TITLE.fullmatch(title.strip()) or title == "Blank page", (path, title)
    assert not INLINE.search(text), (path, INLINE.search(text))
    assert not ELSEWHERE.search(text), (path, ELSEWHERE.search(text))


@pytest.fixture(params=["nobody", "no role", *Role])
def visitor(request: pytest.FixtureRequest, harbor: Agency) -> Iterator[Client]:
    browser = Client(raise_request_exception=False)
    if request.param == "no role":
        browser.force_login(person("Visitor"))
    elif request.param in list(Role):
        role = Role(request.param)
        agency = harbor if role in AGENCY_ROLES else None
        donor = Donor.objects.create(reference="N-2ABCDEF3", name="Foundation")
        giver = donor if role is Role.DONOR else None
        browser.force_login(person("Visitor", role, agency=agency, donor=giver))
    yield browser


def test_every_answer_of_every_address_carries_the_headers(visitor: Client) -> None:
    for path in PATHS:
        for answer in (visitor.get(path), visitor.post(path)):
            require_headers(answer, path)
            require_neutral(answer, path)


def test_refusals_and_errors_carry_them_too(abel: User, monkeypatch: pytest.MonkeyPatch) -> None:
    too_large = Client().post("/account/login/", CONTENT_LENGTH=str(10**9))
    forged = Client(enforce_csrf_checks=True).post("/account/login/")
    browser = Client(raise_request_exception=False)
    browser.force_login(abel)

    def fails(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("fund.web.audit.views.page_of", fails)
    failed = browser.get("/audit/")
    answers = {413: too_large, 403: forged, 500: failed}
    for status, answer in answers.items():
        assert answer.status_code == status
        require_headers(answer, str(status))
        require_neutral(answer, str(status))


def test_static_files_may_be_kept_and_nothing_else() -> None:
    answer = Client().get("/static/fund/fund.css")
    assert answer.status_code == 200
    assert "max-age" in answer.headers["Cache-Control"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_no_view_can_let_its_answer_be_stored(rf: Any) -> None:
    def lax(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "public, max-age=600"})

    assert PrivacyHeaders(lax)(rf.get("/")).headers["Cache-Control"] == "no-store"


def test_a_browser_is_held_to_https(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert "max-age=31536000" in Client().get("/", secure=True)["Strict-Transport-Security"]


def test_every_title_is_fixed_words_and_at_most_a_reference() -> None:
    title = re.compile(r"{% block title %}(.*?){% endblock %}")
    held = re.compile(r"{{ (?:[\w.]*reference|version|entry_id|[\w.]*quarter\.title) }}|{%.*?%}")
    for path in (REPOSITORY / "templates").rglob("*.html"):
        for found in title.findall(path.read_text()):
            assert re.fullmatch(r"[A-Za-z’ -]*", held.sub("", found)), (path.name, found)


def test_every_mail_subject_is_fixed_words_and_at_most_a_reference() -> None:
    """A notice's subject is looked at where it is made, in one place."""
    found = {subject for subject, _file in subjects_of(*MAILERS)}
    assert found == {
        "message.subject",
        "_('Your sign-in for the Support Fund')",
        "_('A role waits for a second person')",
        "_('News of the fund')",
    }
    made = {file for _subject, file in subjects_of("Message")}
    assert made == {"fund/notices/words.py"}
    for numbers in (["KX7-204"], ["KX7-204", "D-7K3M9XQ2"]):
        said = words.message(numbers, daily=False, once="").subject
        assert said.replace("KX7-204", "") in ("Update on ", "Update on  and 1 more")
    assert words.message(["KX7-204"], daily=True, once="").subject == "Your daily update"
    for path in (REPOSITORY / "templates").rglob("*_subject.txt"):
        subject = re.sub(r'{% translate "(.*)" %}', r"\1", path.read_text().strip())
        assert re.fullmatch(r"[A-Za-z’ -]+", subject), path.name


def subjects_of(*makers: str) -> Iterator[tuple[str, str]]:
    """What is handed to these as a subject, as it stands in the source, and the file."""
    for room in ("fund", "applications", "disbursements", "reports"):
        for path in (REPOSITORY / room).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                if not isinstance(call, ast.Call):
                    continue
                if ast.unparse(call.func).split(".")[-1] in makers:
                    named = {word.arg: word.value for word in call.keywords}
                    subject = named.get("subject") or call.args[0]
                    file = str(path.relative_to(REPOSITORY))
                    yield ast.unparse(subject).removeprefix("f").strip("'"), file


MAILERS = ("send_mail", "send_mass_mail", "mail_admins", "EmailMessage", "EmailMultiAlternatives")
