"""The weeks since the last closed quarter, done by the same actions as people's clicks."""

import dataclasses
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from applications import actions, notices
from applications.commands import CastVote, LineVote, NeedLine, StartDraft
from applications.models import Application, AwardLine, Purpose
from applications.states import AgeBand, Desk, HouseholdBand, Lane, LineState, Verdict, Why
from applications.stays import StayTerms
from disbursements import registry, sending
from disbursements.actions.outcome import apply_settlement, mark_mailed
from disbursements.actions.release import release
from disbursements.actions.schedule import schedule
from disbursements.models import Disbursement, PayoutMethod
from disbursements.states import RailName
from fund import clock
from fund.models import NeedCategory, Region, User, Vendor
from reports.demo import papers, sandbox
from reports.demo.calendar import DemoYear, moment
from reports.demo.vendors import VENDORS, DemoVendor

DECIDED_LONG_AGO = (
    *["stripe"] * 25,
    *["check"] * 4,
    *["declined"] * 5,
    *["withdrawn"] * 3,
    *["returned"] * 2,
    *["failed"] * 1,
)
RECENT = (
    ("payable", 30),
    ("payable", 26),
    ("payable", 22),
    ("scheduled", 28),
    ("scheduled", 24),
    ("emergency_alone", 20),
    ("emergency_ratified", 40),
    ("printed_check", 44),
    ("one_vote", 30),
    ("one_vote", 19),
    ("question", 26),
    ("question", 5),
    ("new_standard", 50),
    ("new_standard", 9),
    ("new_urgent", 7),
    ("new_urgent", 20),
    ("late_urgent", 25),
    ("new_emergency", 0.6),
    ("new_emergency", 0.2),
    ("unpayable_vendor", 33),
    ("failed_today", 44),
    ("returned_today", 24 * 6),
    ("draft", 30),
    ("draft", 2),
    ("expired", 24 * 16),
    ("new_over_cap", 6),
)
AGREED = (Purpose.COMMITTEE, Purpose.VENDOR, Purpose.STATISTICS)
_ADVOCATES = {
    "Portland": ("ada", "bea"),
    "Augusta-Waterville": ("hana",),
    "Bangor": ("pia",),
    "Lewiston-Auburn": ("tess",),
}
_LANE = {
    "new_standard": Lane.STANDARD,
    "new_urgent": Lane.URGENT,
    "late_urgent": Lane.URGENT,
    "new_emergency": Lane.EMERGENCY,
    "emergency_alone": Lane.EMERGENCY,
    "emergency_ratified": Lane.EMERGENCY,
}
_PAID = (
    "stripe",
    "check",
    "returned",
    "returned_today",
    "failed",
    "failed_today",
    "scheduled",
    "printed_check",
)
_QUESTIONS = (
    "How many nights does the quote cover?",
    "Is the deposit part of this amount, or on top of it?",
)
_MORE = "No other room is free this week, and the price is for seven nights."


@dataclass
class Scene:
    """One request of the demo, from its filing on."""

    ending: str
    at: datetime
    chance: Random
    cast: dict[str, User]

    def play(self) -> None:
        """File it, decide it and pay it as its ending wants, each act at its own time."""
        with notices.quiet():
            self._play()

    def _play(self) -> None:
        application = self._file()
        if self.ending == "new_over_cap":
            with self._later(minutes=5):
                actions.ask_exception(application.pk, _MORE, actor=application.filed_by)
        if self.ending == "draft":
            return
        if self.ending == "expired":
            with self._later(days=15):
                actions.expire_drafts()
            return
        with self._later(minutes=10):
            actions.submit(application.pk, attested=True, agreed=AGREED, actor=application.filed_by)
        if self.ending == "withdrawn":
            with self._later(hours=3):
                actions.withdraw(application.pk, actor=application.filed_by)
            return
        if self.ending.startswith(("new", "late")):
            return
        if self.ending == "question":
            with self._later(minutes=40):
                actions.request_information(
                    application.pk, self.chance.choice(_QUESTIONS), actor=self.cast["cora"]
                )
            return
        self._decide(application)
        if self.ending in _PAID:
            lines = AwardLine.objects.filter(
                award__application=application, state=LineState.PAYABLE
            )
            for line in lines:
                self._pay(line)

    def _file(self) -> Application:
        vendors = self._vendors()
        region = Region.objects.get(name=vendors[0].region)
        actor = self.cast[self.chance.choice(_ADVOCATES[region.name])]
        lane = _LANE.get(self.ending) or self.chance.choice((Lane.STANDARD, Lane.URGENT))
        with clock.at(self.at):
            draft = actions.start_draft(
                StartDraft(
                    lane,
                    region.pk,
                    self.chance.choice(list(HouseholdBand)[:4]),
                    self.chance.choice(list(AgeBand)),
                ),
                actor=actor,
            )
            for vendor in vendors:
                actions.add_need(draft.pk, self._line(vendor), actor=actor)
            if self.ending in papers.WITH_PAPERS:
                papers.add(draft, actor=actor)
        draft.filed_by = actor
        return draft

    def _line(self, vendor: DemoVendor) -> NeedLine:
        """A bill, or nights at a motel that begin today."""
        paid_to = Vendor.objects.get(name=vendor.name).pk
        category = self.chance.choice(vendor.categories)
        cents = self._amount()
        if category is not NeedCategory.MOTEL:
            return NeedLine(category, paid_to, cents)
        nights = max(1, cents // 95_00)
        stay = StayTerms(clock.today(), nights, cents // nights, self.chance.choice(list(Desk)))
        return NeedLine.of_nights(paid_to, stay)

    def _vendors(self) -> list[DemoVendor]:
        rails = {
            "check": ("check", "both"),
            "printed_check": ("check", "both"),
            "unpayable_vendor": ("none",),
        }.get(self.ending, ("both", "stripe"))
        fitting = [vendor for vendor in VENDORS if vendor.rails in rails]
        first = self.chance.choice(fitting)
        near = [v for v in fitting if v.region == first.region and v is not first]
        if near and self.ending in ("stripe", "one_vote", "new_standard"):
            return [first, self.chance.choice(near)]
        return [first]

    def _amount(self) -> int:
        if self.ending == "new_over_cap":
            return 1_150_00
        if self.ending == "one_vote":
            return self.chance.randrange(280, 420) * 100
        return self.chance.randrange(60, 400) * 100 + self.chance.choice((0, 50, 75))

    def _decide(self, application: Application) -> None:
        application.refresh_from_db()
        if self.ending.startswith("emergency"):
            with self._later(minutes=55):
                vote = self._vote(application)
                actions.decide_emergency(application.pk, vote, actor=self.cast["olive"])
            if self.ending == "emergency_ratified":
                with self._later(hours=20):
                    actions.ratify(application.pk, agreed=True, actor=self.cast["chen"])
            return
        vote = self._vote(application)
        reviewers = self.chance.sample(["cora", "carl", "chen", "olive"], 4)
        for place, name in enumerate(reviewers):
            with self._later(hours=2 + 3 * place):
                actions.review(application.pk, vote, actor=self.cast[name])
            application.refresh_from_db()
            if self.ending == "one_vote" or not application.is_undecided:
                return

    def _vote(self, application: Application) -> CastVote:
        lines = []
        for place, need in enumerate(application.needs.all()):
            if self.ending == "declined":
                reason = "The state's own program does"
                no = LineVote(need.pk, Verdict.DECLINE, 0, reason, Why.ANOTHER_SOURCE)
                lines.append(no)
            elif place == 1 and self.ending == "stripe":
                part = need.amount_cents * 3 // 4
                lines.append(LineVote(need.pk, Verdict.REDUCE, part, "", Why.ANOTHER_SOURCE))
            else:
                lines.append(LineVote(need.pk, Verdict.APPROVE, need.amount_cents))
        return CastVote(tuple(lines))

    def _pay(self, line: AwardLine) -> None:
        rail = RailName.CHECK if "check" in self.ending else RailName.STRIPE
        payment = self._send(line, rail, after_hours=26)
        if payment is None or rail == RailName.CHECK:
            return
        at_stripe = f"/sandbox/payments/{payment.provider_reference}"
        if self.ending.startswith("failed"):
            sandbox.control(f"{at_stripe}/fail", "payout_method_declined")
            self._apply(payment, hours=40)
        else:
            sandbox.control(f"{at_stripe}/post")
            self._apply(payment, hours=40)
        if self.ending.startswith("returned"):
            sandbox.control(f"{at_stripe}/return", "payout_method_closed")
            self._apply(payment, hours=96)
        if self.ending in ("returned", "failed"):
            self._pay_again(line)

    def _pay_again(self, line: AwardLine) -> None:
        """The vendor has mended its account; the line's second payment arrives."""
        payment = self._send(line, RailName.STRIPE, after_hours=120)
        if payment:
            sandbox.control(f"/sandbox/payments/{payment.provider_reference}/post")
            self._apply(payment, hours=130)

    def _send(self, line: AwardLine, rail: RailName, *, after_hours: int) -> Disbursement | None:
        """Prepare, release and send; None if the scene ends with the preparation."""
        method = PayoutMethod.objects.get(vendor=line.vendor, rail=rail)
        with self._later(hours=after_hours):
            payment = schedule(line.pk, method.pk, actor=self.cast["finn"])
        if self.ending == "scheduled":
            return None
        with self._later(hours=after_hours + 2):
            release(payment.pk, actor=self.cast["rosa"])
            sending.send_one(payment.pk)
        if self.ending == "check":
            with self._later(hours=after_hours + 4):
                mark_mailed(payment.pk, actor=self.cast["finn"])
        payment.refresh_from_db()
        return payment

    def _apply(self, payment: Disbursement, *, hours: int) -> None:
        """What the provider says now, as if it had said it then."""
        found = registry.stripe_rail().look_up(payment.provider_reference)
        if found is None:
            raise RuntimeError("the stand-in has lost a payment")
        with self._later(hours=hours):
            apply_settlement(payment.pk, dataclasses.replace(found, at=clock.now()))

    def _later(self, **after: float) -> AbstractContextManager[None]:
        return clock.at(min(self.at + timedelta(**after), timezone.now()))


def load(year: DemoYear, cast: dict[str, User]) -> None:
    """Play every scene in the order of filing."""
    for scene in _scenes(year, cast):
        scene.play()


def _scenes(year: DemoYear, cast: dict[str, User]) -> Iterator[Scene]:
    chance = Random(11)
    endings = list(DECIDED_LONG_AGO)
    chance.shuffle(endings)
    span = max((year.today - year.open_from).days - 8, 1)
    now = timezone.now()
    past = [
        Scene(
            ending,
            moment(
                year.open_from + timedelta(days=place * span // len(endings)),
                chance.randrange(8, 21),
                chance.randrange(60),
            ),
            chance,
            cast,
        )
        for place, ending in enumerate(endings)
    ]
    recent = [Scene(ending, now - timedelta(hours=hours), chance, cast) for ending, hours in RECENT]
    return iter(sorted([*past, *recent], key=lambda scene: scene.at))
