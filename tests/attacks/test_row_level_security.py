"""The database itself shows each person her own rows and nobody else's, whatever is asked."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.db.models import ForeignKey, Model

from applications import actions, sealing
from applications.commands import StartDraft
from applications.models import Application, OutcomeAsk, Place, SealedText
from applications.states import AgeBand, HouseholdBand, Lane
from fund import clock, fund_code, tenancy
from fund.models import Agency, Fund, User
from fund.roles import CAPABILITIES, Can, Role
from tests.applications.conftest import File, Vote
from tests.cast import person

pytestmark = pytest.mark.django_db

OPEN = {
    *("applications_household", "applications_fundcode", "applications_looseobject"),
    *("applications_legalhold", "applications_purgecertificate"),
    *("applications_shift", "applications_gapwarning", "applications_laneclosure"),
}
"""Tables of the room without a word or an amount: a household is a number, a card's MAC says
nothing without the key, holds and certificates are for those who may see no request, and the
roster is colleagues' hours; which lane is closed is told to everybody."""

FOR_GOOD = {"applications_awardshare", "applications_decisionrecord"}
"""What nobody may change at all: the role has no such right."""


def tables_of_requests() -> list[str]:
    """Every table of the room that holds a request or hangs on one."""
    models = list(apps.get_app_config("applications").get_models())
    return sorted({model._meta.db_table for model in models if model._meta.managed} - OPEN)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
        return int(cursor.fetchone()[0])


def counts() -> dict[str, int]:
    """Rows of each table that whoever acts can see at all."""
    found = {table.removeprefix("applications_"): count(table) for table in tables_of_requests()}
    return {name: number for name, number in found.items() if number}


@pytest.fixture
def talked_about(file: File, ada: User, cora: User, chen: User, money: Fund) -> Application:
    """A sent request of Harbor House with words in every place."""
    application = file(1_100_00)
    pk = application.pk
    with tenancy.as_the_fund():
        sealing.put(application, Place.PSEUDONYM, "our Tuesday person")
        sealing.put(application, Place.NOTE, "The room is held until six.")
        sealing.put(application, Place.RATIFICATION, "It could have waited.", 1)
        sealing.put(application, Place.VENDOR_ACCOUNT, "ACCT-77", application.needs.get().pk)
    actions.request_information(pk, "How many nights?", actor=cora)
    actions.answer(pk, "Three nights.", actor=ada)
    actions.ask_exception(pk, "The only free room.", actor=ada)
    actions.grant_exception(pk, 100_00, "No other room.", actor=chen)
    return Application.objects.get(pk=pk)


@pytest.fixture
def approved(talked_about: Application, vote: Vote, cora: User, carl: User) -> Application:
    """The same, approved by two votes with a reason, after somebody stepped back."""
    rowan = person("Rowan", Role.COMMITTEE_MEMBER)
    actions.recuse(talked_about.pk, "I know the business", actor=rowan)
    for voter in (cora, carl):
        actions.review(talked_about.pk, vote(talked_about, 500_00), actor=voter)
    return Application.objects.get(pk=talked_about.pk)


@pytest.mark.parametrize("table", tables_of_requests())
def test_row_level_security_is_forced_and_the_role_is_an_ordinary_one(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [table]
        )
        assert cursor.fetchone() == (True, True)
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_no_table_hangs_on_a_request_outside_the_list() -> None:
    held = set(apps.get_app_config("applications").get_models())
    outside = [
        model._meta.label
        for model in apps.get_models()
        if model not in held and _refers_to(model, Application)
    ]
    assert outside == []


def _refers_to(model: type[Model], target: type[Model]) -> bool:
    fields = model._meta.get_fields()
    return any(isinstance(f, ForeignKey) and f.related_model is target for f in fields)


def test_nothing_set_means_no_rows(approved: Application) -> None:
    assert counts()
    with tenancy.acting(None):
        assert counts() == {}


def test_the_filing_agency_sees_its_own_and_another_agency_nothing(
    approved: Application, ada: User, alma: User
) -> None:
    with tenancy.acting(ada.pk):
        assert counts()["application"] == counts()["need"] == 1
        assert places() == set(Place.values) - {Place.RECUSAL, Place.RATIFICATION}
    with tenancy.acting(alma.pk):
        assert counts() == {}


def test_the_committee_sees_no_draft_and_not_the_agencys_own_name_for_it(
    approved: Application, file: File, cora: User, ada: User
) -> None:
    actions.start_draft(_draft(approved), actor=ada)
    with tenancy.acting(cora.pk):
        assert list(Application.objects.values_list("pk", flat=True)) == [approved.pk]
        outside = {Place.PSEUDONYM, Place.VENDOR_ACCOUNT}
        assert places() == set(Place.values) - outside


@pytest.mark.parametrize("conflict", ["own agency", "supervisor", "vendor", "stepped back"])
def test_a_committee_member_in_conflict_sees_no_row(
    conflict: str, talked_about: Application, harbor: Agency, northern: Agency, ada: User
) -> None:
    home = {"own agency": harbor, "vendor": northern}.get(conflict)
    member = person("Mae", Role.COMMITTEE_MEMBER, agency=home)
    with tenancy.acting(member.pk):
        assert Application.objects.exists() == (conflict != "own agency")
    if conflict == "supervisor":
        ada.supervisor = member
        ada.save()
    elif conflict == "vendor":
        vendor = talked_about.needs.get().vendor
        vendor.tied_agency = northern
        vendor.save()
    elif conflict == "stepped back":
        actions.recuse(talked_about.pk, "I know the business", actor=member)
    with tenancy.acting(member.pk):
        assert set(counts()) <= {"recusal"}


def test_finance_sees_what_is_payable_and_no_word_but_the_account(
    approved: Application, file: File, finn: User
) -> None:
    file(300_00)
    with tenancy.acting(finn.pk):
        assert list(Application.objects.values_list("pk", flat=True)) == [approved.pk]
        assert set(counts()) == {
            *("application", "need", "award", "awardline", "awardshare", "sealedtext", "consent"),
        }
        assert places() == {Place.VENDOR_ACCOUNT}


@pytest.fixture
def promised(approved: Application, ada: User) -> Application:
    """The same with a letter to the vendor, and with the question of how it went."""
    line = approved.award.lines.get()
    actions.make_letter(line.pk, fund_code.fresh(fund_code.LETTER), actor=ada)
    now = clock.now()
    OutcomeAsk.objects.create(application=approved, asked_at=now, told_at=now)
    return approved


def test_a_letter_is_seen_with_its_request_and_by_the_auditor_an_outcome_never_by_who_pays(
    promised: Application, ada: User, alma: User, finn: User, audra: User, dana: User
) -> None:
    def seen(person: User) -> set[str]:
        with tenancy.acting(person.pk):
            return set(counts()) & {"guaranteeletter", "outcomeask"}

    assert seen(ada) == {"guaranteeletter", "outcomeask"}
    assert seen(finn) == seen(audra) == {"guaranteeletter"}
    assert seen(alma) == seen(dana) == set()


def test_another_agency_changes_no_letter_and_no_question(
    promised: Application, alma: User
) -> None:
    test_another_agency_changes_and_deletes_nothing(promised, alma)


def test_the_auditor_sees_awards_and_no_request(approved: Application, audra: User) -> None:
    with tenancy.acting(audra.pk):
        assert counts() == {"award": 1, "awardline": 1, "awardshare": 1}


def test_donor_and_administrator_see_none(approved: Application, dana: User, abel: User) -> None:
    for nobody in (dana, abel):
        with tenancy.acting(nobody.pk):
            assert counts() == {}


def test_whoever_was_shut_out_or_whose_role_ended_sees_none(
    approved: Application, ada: User, cora: User
) -> None:
    ada.is_active = False
    ada.save()
    cora.role_grants.update(ends_on="2020-12-31")
    for gone in (ada, cora):
        with tenancy.acting(gone.pk):
            assert counts() == {}


def test_another_agency_changes_and_deletes_nothing(approved: Application, alma: User) -> None:
    with tenancy.acting(alma.pk), connection.cursor() as cursor:
        for table in set(tables_of_requests()) - FOR_GOOD:
            cursor.execute(f"UPDATE {connection.ops.quote_name(table)} SET id = id")
            assert cursor.rowcount == 0, table
            if table == "applications_consent":
                continue  # nobody deletes one
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            assert cursor.rowcount == 0, table


def test_a_request_cannot_be_given_to_another_agency(
    approved: Application, ada: User, northern: Agency
) -> None:
    with (
        tenancy.acting(ada.pk),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Application.objects.filter(pk=approved.pk).update(agency=northern)


def test_the_database_reads_roles_as_the_application_does(harbor: Agency, givers: object) -> None:
    for role in Role:
        if role is Role.DONOR:
            continue
        someone = person(f"One-{role.value}", role, agency=harbor)
        held = CAPABILITIES[role]
        with tenancy.acting(someone.pk):
            assert _sees("committee") == (Can.REVIEW in held)
            assert _sees("payments") == bool(held & {Can.PREPARE_PAYMENT, Can.RELEASE_PAYMENT})
            assert _sees("books") == (Can.SEE_MONEY in held)
            assert _keys("fund.agencies") == ([harbor.pk] if Can.SEE_AGENCY in held else [])
            assert not _sees("fund")


def test_who_acts_is_forgotten_with_the_transaction_and_restored_after_a_block(
    approved: Application, ada: User, alma: User
) -> None:
    with tenancy.acting(ada.pk):
        assert Application.objects.count() == 1
        with tenancy.acting(alma.pk):
            assert Application.objects.count() == 0
        assert Application.objects.count() == 1


def test_after_a_savepoint_was_rolled_back_the_same_person_acts(
    approved: Application, ada: User, alma: User
) -> None:
    with tenancy.acting(alma.pk):
        Application.objects.count()
        with pytest.raises(ZeroDivisionError), transaction.atomic(), tenancy.as_the_fund():
            Application.objects.count()
            raise ZeroDivisionError
        assert Application.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_each_statement_says_who_acts_for_itself(
    file: File, money: Fund, ada: User, alma: User
) -> None:
    file(300_00)
    with tenancy.acting(ada.pk):
        assert Application.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fund.person', true)")
        assert cursor.fetchone()[0] in (None, "")
    with tenancy.acting(alma.pk):
        assert Application.objects.count() == 0


def places() -> set[str]:
    """Where a sealed text stands that whoever acts can see."""
    return set(SealedText.objects.values_list("place", flat=True))


def _draft(like: Application) -> StartDraft:
    return StartDraft(Lane.URGENT, like.region_id, HouseholdBand.WITH_CHILDREN, AgeBand.UNSAID)


def _sees(eyes: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT acting_sees(%s)", [eyes])
        return bool(cursor.fetchone()[0])


def _keys(setting: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT acting_keys(%s)", [setting])
        return list(cursor.fetchone()[0])
