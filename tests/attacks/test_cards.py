"""A card against those who steal the database, guess, or work for another agency."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from applications import across, actions
from applications.actions.cards import MOST_WRONG_CODES
from applications.models import Application, FundCode
from disbursements.importing import import_requests, parse
from fund import clock, fund_code, keyed
from fund.models import AuditEvent, Fund, Region, User
from tests.applications.conftest import File, Vote
from tests.applications.test_cards import at, offer, shown_code, who
from tests.cards import card_for
from tests.disbursements.test_import_requests import GOOD, TODAY, content

pytestmark = pytest.mark.django_db


def every_value() -> str:
    """Every row of every table as PostgreSQL writes it, sessions and jobs included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()} - {"fund_auditwaiting"}  # always empty
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def traces(code: str) -> list[str]:
    """The code as written, bare, in bytes, and as a hash without a key."""
    import hashlib

    forms = [code, code.replace("-", ""), code.lower()]
    return [
        *forms,
        *(form.encode().hex() for form in forms),
        *(hashlib.sha256(form.encode()).hexdigest() for form in forms),
    ]


def test_a_stolen_database_holds_no_code(
    client: Client, ada: User, file: File, portland: Region
) -> None:
    client.force_login(ada)
    sent, draft = file(100_00), file(100_00, send=False)
    code = shown_code(client.post(at(sent), offer(client, sent)))
    client.post(at(draft, "who"), who(portland, fund_code=code))
    owner = client.get(at(draft, "who")).context["form_owner"]
    unknown = fund_code.fresh()
    client.post(at(draft, "who"), who(portland, fund_code=unknown))
    client.logout()
    client.post(at(draft, "who"), who(portland, fund_code=code, note="kept", _for=owner))
    everything = every_value()
    assert sent.reference in everything and keyed.macs(across.CARD, code)[0].hex() in everything
    for trace in [*traces(code), *traces(unknown)]:
        assert trace not in everything
    session = client.session["typed"]["data"]
    assert "note=kept" in session and "fund_code" not in session


def test_a_thief_without_the_key_can_not_test_a_code(settings: Any, file: File) -> None:
    code = card_for(file(100_00))
    assert across.card_of(code) is not None
    settings.FUND_CODE_KEY = ["the thief guesses a key of enough letters"]
    assert across.card_of(code) is None
    assert bytes(FundCode.objects.get().mac) != keyed.macs(across.CARD, code)[0]


def test_the_caps_count_over_two_agencies_with_the_card_and_not_without(
    file: File, vote: Vote, cora: User, carl: User, alma: User, money: Fund
) -> None:
    first = file(1_000_00)
    code = card_for(first)
    for voter in (cora, carl):
        actions.review(first.pk, vote(first, 1_000_00), actor=voter)
    with_card, without = file(1_000_00, by=alma, code=code), file(1_000_00, by=alma)
    with pytest.raises(actions.Refused, match=r"room for \$500\.00"):
        actions.review(with_card.pk, vote(with_card, 1_000_00), actor=cora)
    for voter in (cora, carl):
        actions.review(without.pk, vote(without, 1_000_00), actor=voter)
    without.refresh_from_db()
    assert without.approved_cents == 1_000_00


def test_guessing_ends_after_ten_wrong_codes_an_hour_and_each_is_on_the_trail(
    file: File, ada: User, alma: User
) -> None:
    good = card_for(file(100_00))
    draft = file(100_00, send=False)
    for _guess in range(MOST_WRONG_CODES):
        with pytest.raises(actions.Refused, match="not known"):
            actions.use_card(draft.pk, fund_code.fresh(), actor=ada)
    with pytest.raises(actions.Refused, match="Too many codes"):
        actions.use_card(draft.pk, good, actor=ada)
    refused = AuditEvent.objects.filter(act="card.refuse", actor=ada, subject=draft.reference)
    assert refused.count() == MOST_WRONG_CODES
    file(100_00, by=alma, code=good)  # another person is not held up
    with clock.at(clock.now() + timedelta(minutes=61)):
        actions.use_card(draft.pk, good, actor=ada)


@pytest.mark.django_db(transaction=True)
def test_codes_tried_at_one_instant_count_one_by_one(file: File, ada: User) -> None:
    tries = MOST_WRONG_CODES + 4
    drafts = [file(100_00, send=False) for _ in range(tries)]
    start, said = Barrier(tries), []

    def guess(draft: Application) -> None:
        start.wait()
        try:
            actions.use_card(draft.pk, fund_code.fresh(), actor=User.objects.get(pk=ada.pk))
        except actions.Refused as why:
            said.append(str(why))
        finally:
            connection.close()

    threads = [Thread(target=guess, args=[draft]) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([words for words in said if words.startswith("This code is not known")]) == 10
    assert len([words for words in said if words.startswith("Too many")]) == 4


def test_another_agency_sees_nothing_of_the_first_through_the_card(
    client: Client, file: File, alma: User, harbor: Any
) -> None:
    first = file(123_45)
    second = file(100_00, by=alma, code=card_for(first))
    client.force_login(alma)
    for name in ("show", "sent", "card"):
        page = client.get(at(second, name)).content.decode()
        for private in (first.reference, harbor.name, "123.45"):
            assert private not in page, name
    assert client.get(at(first)).status_code == client.post(at(first)).status_code == 404
    for name in ("use_card", "stop_card"):
        assert client.post(at(first, name), {"fund_code": "x"}).status_code == 404


@pytest.mark.parametrize("action", ["use_card", "make_card", "stop_card", "put_card_away"])
def test_no_action_on_another_agencys_request(action: str, file: File, alma: User) -> None:
    sent = file(100_00)
    code = [fund_code.fresh()] if action in ("use_card", "make_card") else []
    with pytest.raises(Application.DoesNotExist):
        getattr(actions, action)(sent.pk, *code, actor=alma)


def test_the_committee_may_not_touch_a_card(file: File, cora: User, client: Client) -> None:
    sent = file(100_00)
    with pytest.raises(actions.Refused, match="Only the agency"):
        actions.stop_card(sent.pk, actor=cora)
    client.force_login(cora)
    assert client.get(reverse("applications:card", args=[sent.reference])).status_code == 403


def test_no_model_has_a_place_for_a_code() -> None:
    """The only columns that a code leads to are MACs of 32 bytes."""
    fields = {f.name: f for f in apps.get_model("applications", "FundCode")._meta.get_fields()}
    assert set(fields) == {"id", "household", "mac", "key_id", "made_at", "revoked_at"}
    assert isinstance(fields["mac"], models.BinaryField)


def test_a_spreadsheets_label_comes_back_to_its_household_and_rests_nowhere(
    harbor: Any, money: Fund, finn: User
) -> None:
    label = "HH-CANARY-77"
    row = GOOD.replace("H-17", label)
    later = row.replace("R1,", "R9,")
    for source, line in (("one", row), ("two", later)):
        result = import_requests(parse(content(line), today=TODAY), source=source, actor=finn)
        assert (result.imported, result.rejected) == (1, [])
    one, two = Application.objects.all()
    assert one.household == two.household
    everything = every_value()
    assert not [trace for trace in traces(label) if trace in everything]
