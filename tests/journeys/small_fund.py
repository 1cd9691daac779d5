"""A small fund with something on every page: requests, payments and bank lines in many states."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from applications import actions as requests
from applications.commands import CastVote, LineVote, NeedLine, PlaceHold, StartDraft
from applications.models import Application, AwardLine, DocumentKind, Purpose, SavedView
from applications.states import AgeBand, HoldKind, HouseholdBand, Lane, Verdict
from applications.stays import StayTerms
from disbursements import following, sending
from disbursements.actions.reconcile import import_statement
from disbursements.actions.release import release
from disbursements.actions.schedule import schedule
from disbursements.models import Disbursement, PayoutMethod
from disbursements.states import RailName
from fund import books, clock, fund_code, resources
from fund import people as grants
from fund.models import Account, User, Vendor
from fund.people import NewGrant
from fund.roles import Role
from reports import actions as reports
from reports.quarters import Quarter
from tests import papers
from tests.journeys.history import bring_in_last_quarter
from tests.rails.sandbox_fixture import SandboxProcess
from tests.resources import other_help


@dataclass
class SmallFund:
    """Who acts in it, and how each row is made: by the same actions as people's clicks."""

    people: dict[str, User]
    motel: Vendor
    busline: Vendor
    stripe: SandboxProcess
    quarter: Quarter = field(init=False)
    worth_seeing: dict[str, list[str]] = field(default_factory=dict)

    PUBLIC = ("/account/login/", "/account/password/reset/", "/styleguide", "/left", "/reports/")

    def fill(self) -> None:
        """All of it, oldest first; `worth_seeing` names pages that a person may not come to."""
        self.worth_seeing["anybody"] = list(self.PUBLIC)
        self.quarter = bring_in_last_quarter(self.people["finn"])
        report = reports.prepare(self.quarter, actor=self.people["finn"])
        reports.publish(report.pk, actor=self.people["chen"])
        self._words_that_ended()
        self._requests()
        self._payments()
        self._after()
        self._bank()
        self._administration()

    def _administration(self) -> None:
        """A role that waits for a second person, a view that a member keeps, and the policy's page
        after a second step."""
        people = self.people
        SavedView.objects.create(user=people["cora"], name="In a hurry", query="lane=urgent")
        wanted = NewGrant(Role.ON_CALL, clock.today())
        grants.grant(people["nora"].reference, wanted, actor=people["abel"])
        self.worth_seeing["abel"] = ["/policy/preview"]

    def _words_that_ended(self) -> None:
        """Two requests of two years ago: the words of one are destroyed, of the other on hold."""
        people, now = self.people, clock.now()
        with clock.at(now - timedelta(days=700)):
            ended, held = (self.sent(people["ada"]) for _ in range(2))
            for request in (ended, held):
                requests.withdraw(request.pk, actor=people["ada"])
        last_day = clock.today() + timedelta(days=90)
        hold = PlaceHold(held.reference, HoldKind.AUDIT, "AG-2026-7", last_day)
        requests.place_hold(hold, actor=people["abel"])
        requests.purge_due()
        self.worth_seeing["ada"] = [f"/requests/{ended.reference}/"]

    def _requests(self) -> None:
        people = self.people
        draft, sent = self.draft(people["ada"]), self.sent(people["ada"])
        for request, paper in ((draft, papers.photo()), (sent, papers.paper(2))):
            requests.add_document(request.pk, DocumentKind.INVOICE, paper, actor=people["ada"])
        self.sent(people["ada"], lane=Lane.URGENT)
        asked = self.sent(people["ada"])
        requests.request_information(asked.pk, "How many nights?", actor=people["cora"])
        self._exception()
        declined = self.sent(people["ada"])
        requests.review(declined.pk, self._vote(declined, Verdict.DECLINE), actor=people["cora"])
        self.worth_seeing["ada"] += [
            *(f"/requests/{draft.reference}/lines/1/{page}" for page in ("", "whom/", "how-much/")),
            f"/requests/{draft.reference}/lines/2/what/",
            f"/requests/{draft.reference}/tonight/",
            f"/requests/{draft.reference}/soon/",
            f"/requests/{draft.reference}/documents/",
            f"/requests/{sent.reference}/sent/",
            f"/requests/{declined.reference}/",
        ]
        alone = self.sent(people["ada"], lane=Lane.EMERGENCY)
        requests.decide_emergency(alone.pk, self._vote(alone), actor=people["olive"])
        self.sent(people["alma"])
        self.approved()
        self.approved(vendor=self.busline)

    def _exception(self) -> None:
        """Two requests that ask for more than the cap, one still a draft; and other help to try."""
        ada, abel = self.people["ada"], self.people["abel"]
        draft, sent = (self.draft(ada, cents=1_200_00) for _ in range(2))
        requests.ask_exception(sent.pk, "The only free room", actor=ada)
        requests.submit(sent.pk, attested=True, agreed=Purpose, actor=ada)
        self.worth_seeing["ada"] += [f"/requests/{draft.reference}/exception/"]
        self.worth_seeing["chen"] = [f"/requests/{sent.reference}/review/"]
        other_help(abel, name="Night rooms")
        gone = other_help(abel, days_ago=300, name="Old rooms")
        resources.end(gone.reference, based_on=1, actor=abel)
        other_help(abel, days_ago=300, name="Rooms of long ago")

    def _payments(self) -> None:
        self._stay_goes_on(self.paid(RailName.STRIPE))
        self.stripe.return_now(self.paid(RailName.STRIPE).provider_reference)
        for pk in following.may_come_back():
            following.follow(pk)
        self.released(RailName.STRIPE)
        sending.send_one(self.released(RailName.CHECK).pk)
        self.prepared(RailName.CHECK)

    def _stay_goes_on(self, payment: Disbursement) -> None:
        """Two stays that are paid: of one fewer nights were used, of the other it can be told."""
        told = self.paid(RailName.STRIPE)
        for paid in (payment, told):
            request = paid.award_line.award.application
            address = f"/requests/{request.reference}/"
            stay = f"{address}lines/1/"
            self.worth_seeing["ada"] += [address, f"{stay}more-nights/", f"{stay}used/"]
        requests.tell_used(request.pk, 1, 2, actor=self.people["ada"])
        self.worth_seeing["finn"].append(f"/payments/{told.reference}/")

    def _after(self) -> None:
        """A letter that holds, one that may be made, a receipt, and the question how it went."""
        ada, promised, paid = self.people["ada"], self.approved(), self.paid(RailName.STRIPE)
        requests.make_letter(promised.pk, fund_code.fresh(fund_code.LETTER), actor=ada)
        request = paid.award_line.award.application
        requests.add_receipt(request.pk, 1, papers.photo(), once="", actor=ada)
        with clock.at(clock.now() + timedelta(days=14)):
            requests.ask_outcomes()
        holds = promised.award.application.reference
        self.worth_seeing["ada"] += [
            f"/requests/{holds}/lines/1/letter/",
            f"/requests/{self.approved().award.application.reference}/lines/1/letter/",
            f"/requests/{request.reference}/",
            f"/requests/{request.reference}/lines/1/receipt/",
            f"/requests/{request.reference}/outcome/",
        ]

    def _bank(self) -> None:
        """One line that fits, one that does not, one that can't be read."""
        paid = self.paid(RailName.STRIPE)
        today = clock.today()
        rows = (
            "Date,Description,Amount",
            f"{today},OUTBOUND PAYMENT {paid.reference},-285.00",
            f"{today},SERVICE FEE,-12.00",
            f"{today},TRANSFER,n/a",
        )
        account = Account.objects.get(code=books.STRIPE_BALANCE)
        import_statement(account, "\n".join(rows).encode(), actor=self.people["finn"])

    def draft(self, by: User, vendor: Vendor | None = None, **chosen: Any) -> Application:
        paid_to, lane = vendor or self.motel, chosen.get("lane", Lane.STANDARD)
        wish = StartDraft(lane, paid_to.region_id, HouseholdBand.ALONE, AgeBand.UNSAID)
        made = requests.start_draft(wish, actor=by)
        line = NeedLine.of_nights(
            paid_to.pk, StayTerms(clock.today(), 3, chosen.get("cents", 285_00) // 3)
        )
        requests.add_need(made.pk, line, actor=by)
        return made

    def sent(self, by: User, vendor: Vendor | None = None, **chosen: Any) -> Application:
        return requests.submit(
            self.draft(by, vendor, **chosen).pk, attested=True, agreed=Purpose, actor=by
        )

    def approved(self, vendor: Vendor | None = None) -> AwardLine:
        request = self.sent(self.people["ada"], vendor)
        requests.review(request.pk, self._vote(request), actor=self.people["cora"])
        return AwardLine.objects.get(award__application=request)

    def prepared(self, rail: RailName) -> Disbursement:
        method = PayoutMethod.objects.get(vendor=self.motel, rail=rail, replaced_at=None)
        return schedule(self.approved().pk, method.pk, actor=self.people["finn"])

    def released(self, rail: RailName) -> Disbursement:
        return release(self.prepared(rail).pk, actor=self.people["rosa"])

    def paid(self, rail: RailName) -> Disbursement:
        payment = self.released(rail)
        sending.send_one(payment.pk)
        payment.refresh_from_db()
        self.stripe.post_now(payment.provider_reference)
        following.follow(payment.pk)
        return payment

    def _vote(self, request: Application, verdict: Verdict = Verdict.APPROVE) -> CastVote:
        reason = "Another source pays it" if verdict is Verdict.DECLINE else ""
        return CastVote(
            tuple(
                LineVote(need.pk, verdict, need.amount_cents if not reason else 0, reason)
                for need in request.needs.all()
            )
        )
