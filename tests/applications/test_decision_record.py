"""The decision record: what it holds, that nobody changes it, and that its proof finds a change."""

import json
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.utils import IntegrityError

from applications import actions, proof
from applications.models import Application, DecisionRecord, ReviewLine
from applications.models.decision import canonical
from applications.states import Lane, State
from fund import tenancy
from fund.models import Agency, AuditEvent, Fund, User, Vendor
from fund.roles import Role
from tests.applications.conftest import File, Vote
from tests.cast import person
from tests.database import Tamper

pytestmark = pytest.mark.django_db
SECRET = "Another source pays the rest"


@pytest.fixture
def decided(
    file: File, vote: Vote, cora: User, carl: User, chen: User, harbor: Agency, money: Fund
) -> Application:
    """$600 and $200, the second reduced to $150 by two of three; one works for the agency, and
    another stepped back."""
    application = file(600_00, 200_00)
    person("Ines", Role.COMMITTEE_MEMBER, agency=harbor)
    actions.recuse(
        application.pk, "I know the business", actor=person("Rowan", Role.COMMITTEE_MEMBER)
    )
    for member in (cora, carl):
        actions.review(application.pk, vote(application, 600_00, 150_00), actor=member)
    return Application.objects.get(pk=application.pk)


def facts_of(application: Application) -> dict[str, Any]:
    return DecisionRecord.objects.get(application=application).facts


def test_it_holds_what_made_the_decision(
    decided: Application, cora: User, carl: User, chen: User, motel: Vendor
) -> None:
    facts = facts_of(decided)
    assert facts["request"] == decided.reference and facts["round"] == 1
    assert (facts["policy"], facts["lane"], facts["seats"]) == (1, "standard", 3)
    assert decided.decided_at and decided.due_at
    assert facts["clock"]["decided"] == decided.decided_at.isoformat()
    assert facts["clock"]["due"] == decided.due_at.isoformat()
    assert facts["kept_out"] == {"agency": 1, "stepped_back": 1}
    assert facts["eligible"] == sorted(one.reference for one in (cora, carl, chen))
    assert (facts["decided_by"], facts["alone"]) == (carl.reference, False)
    assert [vote["member"] for vote in facts["votes"]] == [cora.reference, carl.reference]
    assert facts["votes"][0]["lines"][1] | {"words": 0} == {
        "position": 2,
        "verdict": "reduce",
        "cents": 150_00,
        "why": "other",
        "words": 0,
        "counts": True,
    }
    assert facts["lines"][1] == {
        "position": 2,
        "category": "motel",
        "vendor": motel.reference,
        "vendor_name": "Pine Tree Motel",
        "asked_cents": 200_00,
        "approved_cents": 150_00,
        "money": {
            "shares": [{"fund": "general", "name": "General fund", "cents": 150_00}],
            "waits": {},
        },
    }
    assert facts["caps"]["left_cents"] == 1_000_00 and not facts["caps"]["exception_asked"]


def test_it_names_the_sealed_reason_and_never_holds_it(decided: Application) -> None:
    kept = DecisionRecord.objects.get()
    words = [line["words"] for vote in kept.facts["votes"] for line in vote["lines"]]
    assert set(words) == set(ReviewLine.objects.values_list("pk", flat=True))
    assert SECRET.encode() not in bytes(kept.body)
    for private in ("Cora", "Carl", "Ada", "Harbor House"):
        assert private.encode() not in bytes(kept.body)


def test_its_bytes_are_canonical_and_their_fingerprint_is_on_the_trail(
    decided: Application, carl: User
) -> None:
    kept = DecisionRecord.objects.get()
    assert canonical(json.loads(bytes(kept.body))) == bytes(kept.body)
    event = AuditEvent.objects.get(act="decision.record")
    assert (event.subject, event.actor) == (decided.reference, carl)
    assert event.facts == {"round": 1, "record": kept.fingerprint}


def test_a_line_that_waits_for_money_says_why_of_each_fund(
    file: File, vote: Vote, cora: User, general: Fund, portland: object
) -> None:
    Fund.objects.create(
        code="health", name="Health gift", is_restricted=True, purpose_group="health_legal"
    )
    application = file(300_00)
    actions.review(application.pk, vote(application, 300_00), actor=cora)
    money = facts_of(application)["lines"][0]["money"]
    assert money["shares"] == []
    assert money["waits"] == {"general": "short", "health": "purpose"}


def test_an_emergency_decided_alone_says_by_whom_and_counts_her_vote_only(
    file: File, vote: Vote, cora: User, carl: User, olive: User, money: Fund
) -> None:
    application = file(400_00, lane=Lane.EMERGENCY)
    actions.decide_emergency(application.pk, vote(application, 400_00), actor=olive)
    facts = facts_of(application)
    assert (facts["alone"], facts["decided_by"], facts["seats"]) == (True, olive.reference, 1)
    assert [vote["lines"][0]["counts"] for vote in facts["votes"]] == [True]


def test_an_exception_stands_in_it(
    file: File, vote: Vote, ada: User, cora: User, carl: User, chen: User, money: Fund
) -> None:
    application = file(1_100_00)
    actions.ask_exception(application.pk, "The only free room.", actor=ada)
    actions.grant_exception(application.pk, 100_00, "No other room.", actor=chen)
    for member in (cora, carl):
        actions.review(application.pk, vote(application, 1_100_00), actor=member)
    caps = facts_of(application)["caps"]
    assert (caps["exception_asked"], caps["exception_cents"]) == (True, 100_00)
    assert b"only free room" not in bytes(DecisionRecord.objects.get().body)


def test_it_is_gone_with_a_decision_that_is_undone(
    file: File, vote: Vote, cora: User, money: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = file(300_00)
    monkeypatch.setattr("applications.notices.decided", _fails)
    with pytest.raises(ZeroDivisionError):
        actions.review(application.pk, vote(application, 300_00), actor=cora)
    assert not DecisionRecord.objects.exists()
    assert Application.objects.get(pk=application.pk).state == State.SUBMITTED


def _fails(application: Application) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("statement", ["UPDATE {} SET round = 2", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_may_not_change_it(decided: Application, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format("applications_decisionrecord"))


def test_there_is_one_a_round(decided: Application) -> None:
    kept = DecisionRecord.objects.get()
    with pytest.raises(IntegrityError, match="one_decision_record_a_round"), transaction.atomic():
        DecisionRecord.objects.create(
            application=decided, round=1, made_at=kept.made_at, body=b"{}"
        )


def test_it_is_read_by_whoever_sees_the_request_and_never_by_who_pays(
    decided: Application,
    ada: User,
    alma: User,
    cora: User,
    finn: User,
    audra: User,
    abel: User,
) -> None:
    for reader, number in ((ada, 1), (cora, 1), (alma, 0), (finn, 0), (audra, 0), (abel, 0)):
        with tenancy.acting(reader.pk):
            assert DecisionRecord.objects.count() == number, reader.name


def test_the_agency_writes_none(decided: Application, ada: User) -> None:
    kept = DecisionRecord.objects.get()
    with (
        tenancy.acting(ada.pk),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        DecisionRecord.objects.create(
            application=decided, round=2, made_at=kept.made_at, body=b"{}"
        )


class TestProof:
    """`manage.py verify` over records that somebody changed past every trigger."""

    pytestmark = pytest.mark.django_db(transaction=True)

    def test_records_that_nobody_touched_hold(self, decided: Application) -> None:
        found = proof.prove()
        assert found.broken == "" and found.what.startswith("Decisions: 1 record")

    @pytest.mark.parametrize(
        ("statement", "words"),
        [
            (
                "UPDATE applications_decisionrecord SET body = body || ' '::bytea",
                "is not the one that the audit trail recorded",
            ),
            (
                "UPDATE applications_decisionrecord SET round = 2",
                "is not the one that the audit trail recorded",
            ),
            ("DELETE FROM applications_decisionrecord", "its record is gone"),
            (
                "UPDATE fund_auditevent SET facts = '{}' WHERE act = 'decision.record'",
                "is not the one that the audit trail recorded",
            ),
        ],
    )
    def test_a_change_is_found(
        self, decided: Application, tamper: Tamper, statement: str, words: str
    ) -> None:
        tamper(statement)
        broken = proof.prove().broken
        assert words in broken and decided.reference in broken

    @pytest.mark.parametrize("statement", ["UPDATE {} SET round = 2", "DELETE FROM {}"])
    def test_the_tables_owner_is_refused_too(
        self, decided: Application, server: Any, statement: str
    ) -> None:
        name = connection.settings_dict["NAME"]
        with server.superuser_on(name) as session, pytest.raises(Exception, match="append-only"):
            session.execute(statement.format("applications_decisionrecord"))
