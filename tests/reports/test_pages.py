"""What the public, a donor and staff can open."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from fund.models import Fund, Gift, User
from reports import actions, pdf, queries
from reports.models import Release, ReleaseState
from reports.page import page_of
from reports.quarters import Quarter

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(a_usual_quarter: Quarter, finn: User, rosa: User) -> Release:
    return actions.publish(actions.prepare(a_usual_quarter, actor=finn).pk, actor=rosa)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_anybody_may_read_a_published_report_and_its_pdf(
    client: Client, published: Release
) -> None:
    text = client.get("/reports/2026-q1/").content.decode()
    assert "65 households" in text
    assert "Other (combined to protect privacy)" in text
    pdf = client.get("/reports/2026-q1.pdf")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content == bytes(published.report.pdf)


def test_a_report_is_in_english_for_every_reader(published: Release, client: Client) -> None:
    page = client.get("/reports/2026-q1/", headers={"Accept-Language": "es"})
    assert page.headers["Content-Language"] == "en"
    assert "Shelter and housing" in page.content.decode()
    home = client.get("/", headers={"Accept-Language": "es"})
    assert home.headers["Content-Language"] == "es"


def test_a_pdf_is_in_english_whatever_language_its_publisher_reads(
    a_usual_quarter: Quarter, finn: User, rosa: User
) -> None:
    with translation.override("es"):
        release = actions.publish(actions.prepare(a_usual_quarter, actor=finn).pk, actor=rosa)
    assert bytes(release.report.pdf) == pdf.render(page_of(release))


def test_finance_reads_its_own_pages_in_spanish_and_the_report_as_others_do(
    a_usual_quarter: Quarter, finn: User
) -> None:
    release = actions.prepare(a_usual_quarter, actor=finn)
    finn.language = "es"
    finn.save()
    page = signed_in(finn).get(f"/reports/staff/{release.pk}/")
    assert page.headers["Content-Language"] == "es"
    ours, printed = page.content.decode(), '<div class="flow" lang="en" translate="no">'
    assert "Shelter and housing" in ours[ours.index(printed) :]


def test_the_web_page_and_the_list_cost_few_queries(
    client: Client, published: Release, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        client.get("/reports/2026-q1/")
    with django_assert_num_queries(1):
        client.get("/reports/")


def test_a_report_that_is_only_prepared_is_nowhere(
    client: Client, a_usual_quarter: Quarter, finn: User
) -> None:
    actions.prepare(a_usual_quarter, actor=finn)
    assert client.get("/reports/2026-q1/").status_code == 404
    assert client.get("/reports/2026-q1.pdf").status_code == 404
    assert b"January" not in client.get("/reports/").content


@pytest.mark.parametrize("slug", ["2026-q5", "latest", "2026-q1x"])
def test_an_address_of_no_quarter_is_not_found(client: Client, slug: str, db: None) -> None:
    assert client.get(f"/reports/{slug}/").status_code == 404


def test_a_withdrawn_report_is_gone_and_says_why(
    client: Client, published: Release, rosa: User
) -> None:
    actions.withdraw(published.pk, reason="A region was wrong.", actor=rosa)
    for address in ("/reports/2026-q1/", "/reports/2026-q1.pdf"):
        gone = client.get(address)
        assert gone.status_code == 410
        assert b"A region was wrong." in gone.content
        assert b"households" not in gone.content


def test_the_method_page_says_what_it_can_not_do(client: Client, db: None) -> None:
    assert "What this can’t do" in client.get("/reports/method/").content.decode()


def test_a_donor_sees_the_own_gifts_to_the_cent_and_no_figures_of_a_fund(
    money: Fund, published: Release, dana: User
) -> None:
    text = signed_in(dana).get("/reports/gifts/").content.decode()
    assert "$10,000.00" in text
    assert "January to March 2026" in text
    assert Gift.objects.get().reference in text


def test_a_donor_with_many_gifts_sees_the_sum_of_all_of_them(
    give: Callable[..., Gift], general: Fund, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "GIFTS_SHOWN", 2)
    for _ in range(3):
        give(general, 100_10)
    text = signed_in(dana).get("/reports/gifts/").content.decode()
    assert "$300.30" in text
    assert "The newest 2 of 3 gifts." in text


def test_only_a_donor_opens_the_donor_page(cora: User, finn: User) -> None:
    assert signed_in(cora).get("/reports/gifts/").status_code == 403
    assert signed_in(finn).get("/reports/gifts/").status_code == 403


def test_finance_prepares_and_a_second_person_publishes_on_the_screen(
    a_usual_quarter: Quarter, finn: User, rosa: User
) -> None:
    one = signed_in(finn)
    assert "January to March 2026" in one.get("/reports/staff/").content.decode()
    prepared = one.post("/reports/staff/prepare", {"quarter": "2026-q1"}, follow=True)
    text = prepared.content.decode()
    assert "“Bangor”, “Lewiston-Auburn” share one row" in text
    assert "Publish report" not in text
    release = Release.objects.get()
    assert one.post(f"/reports/staff/{release.pk}/publish").status_code == 403
    two = signed_in(rosa)
    assert "Publish report" in two.get(f"/reports/staff/{release.pk}/").content.decode()
    assert two.post(f"/reports/staff/{release.pk}/publish").status_code == 302
    release.refresh_from_db()
    assert release.state == ReleaseState.PUBLISHED


def test_a_refused_report_keeps_the_page_and_says_why(closed_quarter: Quarter, finn: User) -> None:
    refused = signed_in(finn).post("/reports/staff/prepare", {"quarter": "2026-q1"})
    assert refused.status_code == 422
    assert "nothing to report" in refused.content.decode()


def test_a_reason_is_needed_to_withdraw_on_the_screen(published: Release, rosa: User) -> None:
    staff = signed_in(rosa)
    asked = staff.post(f"/reports/staff/{published.pk}/withdraw", {"reason": ""})
    assert asked.status_code == 422
    assert "Why is it withdrawn?" in asked.content.decode()
    done = staff.post(f"/reports/staff/{published.pk}/withdraw", {"reason": "A region was wrong."})
    assert done.status_code == 302


@pytest.mark.parametrize("address", ["/reports/staff/", "/reports/gifts/"])
def test_signed_out_people_are_asked_to_sign_in(client: Client, address: str, db: None) -> None:
    assert client.get(address).status_code == 302
