"""One request's whole way with a canary at every place where a person can type."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application, AwardLine
from disbursements.models import Disbursement, PayoutMethod, StatementLine
from disbursements.states import RailName
from fund import books
from fund.models import Account, Region, User, Vendor
from fund.money import dollars
from reports.models import Release
from reports.quarters import Quarter
from tests.canary.canaries import typed
from tests.canary.search import Piece
from tests.canary.windows import Answer, Window

ANYBODY = "anybody"
AGREED = {"agrees_committee": "on", "agrees_vendor": "on", "agrees_statistics": "on"}


@dataclass
class WholePath:
    """`open_window` gives a person a browser, `work` lets the worker come to rest."""

    people: dict[str, User]
    motel: Vendor
    busline: Vendor
    open_window: Callable[[str, User | None], Window]
    work: Callable[[], None]
    windows: dict[str, Window] = field(default_factory=dict)
    reference: str = ""

    def of(self, who: str) -> Window:
        """The window of this person; `anybody` has not signed in."""
        if who not in self.windows:
            self.windows[who] = self.open_window(who, self.people.get(who))
        return self.windows[who]

    @property
    def at(self) -> str:
        return f"/requests/{self.reference}/"

    def seen(self) -> Iterator[Piece]:
        """All that anybody was shown."""
        for window in self.windows.values():
            yield from window.seen

    def file(self) -> str:
        """Ada files a request for two things; a second one stays a draft. The first's number."""
        self._draft("draft", pseudonym="", account="", keep_second=False)
        self.reference = self._draft("note", typed("pseudonym"), typed("account"))
        ada = self.of("ada")
        ada.get(f"{self.at}check/")
        sent = ada.post(f"{self.at}check/", attested="on", **AGREED)
        assert sent.path == f"{self.at}sent/", sent.problems
        return self.reference

    def _draft(self, note: str, pseudonym: str, account: str, *, keep_second: bool = True) -> str:
        ada = self.of("ada")
        ada.get("/requests/new/")
        started = ada.post("/requests/new/", lane="standard", _once=f"{note:x<32}")
        at = started.path.removesuffix("lines/add/")
        self._refused(ada.post(f"{at}lines/add/", **self._line(self.motel, typed("amount"))))
        ada.post(f"{at}lines/add/", **self._line(self.motel, "285", account))
        if keep_second:
            ada.post(f"{at}lines/add/", **self._line(self.busline, "640", typed("booking")))
            ada.post(f"{at}lines/add/", **self._line(self.busline, "20", typed("removed")))
            ada.get(f"{at}lines/3/")
            ada.post(f"{at}lines/3/remove/")
        who = {
            "household_band": "with_children",
            "age_band": "25_44",
            "region": Region.objects.get(name="Portland").pk,
        }
        self._refused(ada.post(f"{at}who/", fund_code=typed("code"), **who))
        self._taken(ada.post(f"{at}who/", pseudonym=pseudonym, note=typed(note), **who))
        ada.get(f"{at}who/")
        return at.split("/")[2]

    def _line(self, vendor: Vendor, amount: str, account: str = "") -> dict[str, str]:
        category = "motel" if vendor == self.motel else "relocation"
        return {
            "category": category,
            "vendor": vendor.reference,
            "amount": amount,
            "needed_by": "",
            "vendor_account": account,
        }

    def choose_notices(self) -> None:
        """Ada wants text messages too."""
        ada = self.of("ada")
        ada.get("/account/notices")
        ada.post("/account/notices", pace="at_once", daily_hour="8", phone=typed("mobile"))
        ada.get("/account/notices")

    def take_out(self) -> None:
        """Sage takes her agency's figures out: as they are, and with the agency's own names."""
        self.of("sage").get("/agency/export/")
        self._taken(self.of("sage").post("/agency/export/", with_names="on"))
        plain = self.open_window("sage who did not ask", self.people["sage"])
        self.windows["sage who did not ask"] = plain
        plain.get("/agency/export/")
        self._taken(plain.post("/agency/export/"))

    def talk(self) -> None:
        """A question, the answer, another word; and a form that was sent after the session."""
        cora, ada = self.of("cora"), self.of("ada")
        cora.get(f"{self.at}review/")
        cora.post(f"{self.at}review/", **{"act": "ask", "ask-body": typed("question")})
        ada.get(self.at)
        ada.post(self.at, body=typed("answer"))
        ada.post(self.at, body=typed("message"))
        self.lose_session()

    def lose_session(self) -> None:
        """Ada's session ends while she types; who sits down after her does not see it."""
        window = self.open_window("ada", self.people["ada"])
        window.get(self.at)
        window.line.forget()
        window.get("/account/login/")
        window.post(self.at, body=typed("kept"))
        self.windows["ada whose session ended"] = window

    def decide(self) -> None:
        """Olive steps back; Cora and Carl approve the motel and a part of the bus."""
        olive = self.of("olive")
        olive.get(f"{self.at}review/")
        olive.post(f"{self.at}review/", **{"act": "step_back", "recuse-reason": typed("recusal")})
        olive.who = "olive who stepped back"
        for who, place in (("cora", "reason"), ("carl", "other")):
            self.of(who).get(f"{self.at}review/")
            self.of(who).post(f"{self.at}review/", **self._vote(typed(place)))
            self.of(who).get(f"{self.at}review/")
        assert Application.objects.get(reference=self.reference).state == "approved"
        self.work()

    def _vote(self, reason: str) -> dict[str, str]:
        return {
            "act": "vote",
            "line-0-verdict": "approve",
            "line-1-verdict": "reduce",
            "line-1-amount": "500",
            "line-1-reason": reason,
        }

    def pay(self) -> None:
        """Finn prepares, Rosa releases, the worker sends; the check is mailed."""
        finn, rosa = self.of("finn"), self.of("rosa")
        finn.get("/payments/to-pay/")
        for line in AwardLine.objects.filter(award__application__reference=self.reference):
            method = PayoutMethod.objects.get(vendor=line.vendor_id)
            finn.post(
                "/payments/to-pay/", only=line.reference, **{f"method-{line.reference}": method.pk}
            )
        rosa.get("/payments/to-release/")
        rosa.post("/payments/to-release/", payment=[p.reference for p in self.payments()])
        self.work()
        check = self.payments().get(rail=RailName.CHECK)
        assert check.state == "sent", check.state
        finn.get(f"/payments/{check.reference}/check.pdf")
        finn.post(f"/payments/{check.reference}/mailed/")

    def payments(self) -> Any:
        return Disbursement.objects.filter(award_line__award__application__reference=self.reference)

    def reconcile(self) -> None:
        """The bank’s files come in under a strange name, and are matched."""
        finn, name_of_file = self.of("finn"), typed("file").replace("/", "-")
        for rail, code in (
            (RailName.STRIPE, books.STRIPE_BALANCE),
            (RailName.CHECK, books.CHECKING),
        ):
            payment = self.payments().get(rail=rail)
            assert payment.state == "posted", payment.state
            number = payment.provider_reference.removeprefix("check-")
            name = payment.reference if rail == RailName.STRIPE else f"CHECK {number}"
            day = payment.posted_on
            content = f"Date,Description,Amount\n{day},{name},-{dollars(payment.amount_cents)}\n"
            finn.post(
                "/payments/bank/import/",
                account=Account.objects.get(code=code).pk,
                file=SimpleUploadedFile(f"{name_of_file}.csv", content.encode()),
            )
        finn.get("/payments/bank/")
        finn.post("/payments/bank/", line=list(StatementLine.objects.values_list("pk", flat=True)))
        assert {payment.state for payment in self.payments()} == {"reconciled"}

    def report(self, quarter: Quarter) -> None:
        """Finn prepares the quarter's report, Chen publishes it."""
        finn, chen = self.of("finn"), self.of("chen")
        finn.get("/reports/staff/")
        self._taken(finn.post("/reports/staff/prepare", quarter=quarter.slug))
        prepared = Release.objects.get()
        chen.get(f"/reports/staff/{prepared.pk}/")
        chen.post(f"/reports/staff/{prepared.pk}/publish")
        assert Release.objects.get().is_public

    def stray(self) -> None:
        """Words where none belong: sign-in, searches, addresses, headers, cookies, webhooks."""
        anybody = self.open_window(ANYBODY, None)
        self.windows[ANYBODY] = anybody
        anybody.get("/account/login/")
        anybody.post("/account/login/", login=typed("signin"), password=typed("secret"))
        anybody.get("/account/password/reset/")
        anybody.post("/account/password/reset/", email=typed("reset"))
        anybody.get("/requests/", **self._headers())
        anybody.get("/reports/", Host=typed("host").replace(" ", "-"))
        anybody.post("/payments/webhooks/stripe/", id=typed("webhook"))
        anybody.get(f"/requests/{_quoted('address')}/")
        anybody.get(f"/requests/?find={_quoted('query')}")
        self.of("finn").get(f"/payments/?find={_quoted('payment')}")
        self.of("finn").get(f"/payments/vendors/?find={_quoted('vendor')}")
        self.of("audra").get(f"/audit/?subject={_quoted('trail')}")
        self.of("cora").get(f"/requests/inbox/?region={_quoted('inbox')}&show={_quoted('inbox')}")

    def _headers(self) -> dict[str, str]:
        return {
            "Referer": f"http://elsewhere.example/{_quoted('referer')}",
            "User-Agent": _quoted("agent"),
            "Cookie": f"strange={_quoted('cookie')}",
        }

    def look_around(self, *only: str) -> None:
        """Everybody opens everything that she can reach, and tries what she can't."""
        payments = [f"/payments/{payment.reference}/" for payment in self.payments()]
        tries = [self.at, f"{self.at}review/", *payments, *(f"{p}check.pdf" for p in payments)]
        for who in only or (*self.people, ANYBODY):
            self.of(who).walk("/", *tries, "/reports/", f"/audit/?subject={self.reference}")

    @staticmethod
    def _taken(answer: Answer) -> None:
        assert answer.status == 200, answer.problems

    @staticmethod
    def _refused(answer: Answer) -> None:
        assert answer.status == 422, answer.problems


def _quoted(place: str) -> str:
    """As a browser writes it into an address."""
    return quote(typed(place))
