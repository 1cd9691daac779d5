"""One request's whole way with a canary at every place where a person can type."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application, AwardLine, CapException
from disbursements.models import Disbursement, PayoutMethod, StatementLine
from disbursements.states import RailName
from fund import books
from fund.models import Account, Region, User, Vendor
from fund.money import dollars
from reports.models import Release
from reports.quarters import Quarter
from tests.canary import uploads
from tests.canary.canaries import CANARIES, Card, Mark, typed
from tests.canary.search import Piece
from tests.canary.wandering import quoted, wander
from tests.canary.windows import Answer, Window

ANYBODY = "anybody"
_OFFERED = re.compile(r'name="new_card" value="([^"]+)"')
_SHOWN = re.compile(r'class="wallet-code">([^<]+)<')
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
    codes: list[str] = field(default_factory=list)
    """What stands on the cards."""
    others: list["WholePath"] = field(default_factory=list)
    """Further requests, with the same people."""
    printed: list[Piece] = field(default_factory=list)
    """What commands said on a terminal."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every canary that may have flown."""
        return (*CANARIES.values(), *map(Card, self.codes))

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
        yield from self.printed
        for window in self.windows.values():
            yield from window.seen

    def file(self) -> str:
        """Ada files a request for two things; a second one stays a draft. The first's number."""
        self._draft("draft", pseudonym="", account="", keep_second=False)
        self.reference = self._draft("note", typed("pseudonym"), typed("account"))
        ada = self.of("ada")
        ada.get(f"{self.at}exception/")
        self._taken(ada.post(f"{self.at}exception/", reason=typed("exception")))
        self._send(**AGREED)
        return self.reference

    def _send(self, **agreed: str) -> None:
        ada = self.of("ada")
        ada.get(f"{self.at}check/")
        sent = ada.post(f"{self.at}check/", attested="on", **agreed)
        assert sent.path == f"{self.at}sent/", sent.problems

    def _draft(self, note: str, pseudonym: str, account: str, *, keep_second: bool = True) -> str:
        ada = self.of("ada")
        ada.get("/requests/new/")
        started = ada.post("/requests/new/", lane="standard", _once=f"{note:x<32}")
        at = started.path.removesuffix("lines/1/what/")
        self._line(f"{at}lines/1/", self.motel)
        self._refused(ada.post(f"{at}lines/1/how-much/", amount=typed("amount")))
        self._save(f"{at}lines/1/how-much/", vendor_account=account)
        self._taken(ada.post(f"{at}lines/1/how-much/", amount="285", vendor_account=account))
        if keep_second:
            for position, amount, place in ((2, "800", "booking"), (3, "20", "removed")):
                self._line(f"{at}lines/{position}/", self.busline)
                much = {"amount": amount, "vendor_account": typed(place)}
                ada.post(f"{at}lines/{position}/how-much/", **much)
            ada.get(f"{at}lines/3/")
            ada.get(f"{at}lines/3/how-much/")
            ada.post(f"{at}lines/3/remove/")
        self._refused(ada.post(f"{at}who/", fund_code=typed("code"), **self._who()))
        self._taken(ada.post(f"{at}who/", pseudonym=pseudonym, note=typed(note), **self._who()))
        ada.get(f"{at}who/")
        return at.split("/")[2]

    @staticmethod
    def _who() -> dict[str, Any]:
        region = Region.objects.get(name="Portland").pk
        return {"household_band": "with_children", "age_band": "25_44", "region": region}

    def _line(self, at: str, vendor: Vendor) -> None:
        """What and whom, by way of a search for a business."""
        ada = self.of("ada")
        category = "food" if vendor == self.motel else "relocation"
        self._taken(ada.post(f"{at}what/", category=category))
        ada.get(f"{at}whom/?find={quoted('find')}")
        self._taken(ada.post(f"{at}whom/", vendor=vendor.reference))

    def _save(self, page: str, **typed: str) -> None:
        """As the page's script does while she types."""
        assert self.of("ada").post(page, _save="1", **typed).status == 204

    def attach(self) -> None:
        """A photo, a scanned paper, and a file that is refused; none of their names is kept."""
        self._taken(self._upload("jpg", uploads.photo()))
        self._taken(self._upload("pdf", uploads.paper()))
        self._refused(self._upload("docx", typed("refused").encode(), typed("refused")))

    def _upload(self, kind: str, content: bytes, name: str = "") -> Answer:
        ada, name = self.of("ada"), name or typed("paper")
        ada.get(f"{self.at}documents/")
        paper = SimpleUploadedFile(f"{name}.{kind}", content)
        return ada.post(f"{self.at}documents/", kind="invoice", papers=paper)

    def carry(self) -> None:
        """Ada makes a card; its person shows it at Alma’s agency, on a draft."""
        ada, alma = self.of("ada"), self.of("alma")
        offered = _OFFERED.search(ada.get(f"{self.at}card/").text)
        assert offered
        shown = _SHOWN.search(ada.post(f"{self.at}card/", new_card=offered[1]).text)
        assert shown
        self.codes.append(shown[1])
        alma.get("/requests/new/")
        at = alma.post("/requests/new/", lane="standard").path.removesuffix("lines/1/what/")
        self._taken(alma.post(f"{at}lines/1/what/", category="food"))
        self._taken(alma.post(f"{at}lines/1/whom/", vendor=self.motel.reference))
        self._taken(alma.post(f"{at}lines/1/how-much/", amount="90"))
        self._taken(alma.post(f"{at}who/", **self._who(), fund_code=shown[1].lower()))
        alma.get(f"{at}check/")

    def withhold(self) -> "WholePath":
        """A second request is paid, whose person agrees to no contact with vendors, and later no
        longer to the committee’s reading."""
        other = replace(self, reference="", others=[])
        self.others.append(other)
        other.reference = other._draft("ended", "", typed("withheld"), keep_second=False)
        self._taken(other._upload("png", uploads.picture_of("hidden")))
        other._send(agrees_committee="on")
        other.decide()
        other.pay()
        self.of("ada").get(f"{other.at}agreed/committee/take-back/")
        self._taken(self.of("ada").post(f"{other.at}agreed/committee/take-back/"))
        return other

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
        """Olive steps back, Chen allows more than the cap; Cora and Carl approve the motel and a
        part of the bus."""
        if CapException.objects.filter(application__reference=self.reference).exists():
            chen = self.of("chen")
            chen.get(f"{self.at}exception/allow/")
            self._taken(chen.post(f"{self.at}exception/allow/", amount="85", reason=typed("grant")))
        olive = self.of("olive")
        olive.who = "olive"
        olive.get(f"{self.at}review/")
        olive.post(f"{self.at}review/", **{"act": "step_back", "recuse-reason": typed("recusal")})
        olive.who = "olive who stepped back"
        for who, place in (("cora", "reason"), ("carl", "other")):
            self.of(who).get(f"{self.at}review/")
            self.of(who).post(f"{self.at}review/", **self._vote(typed(place)))
            self.of(who).get(f"{self.at}review/")
        assert Application.objects.get(reference=self.reference).state == "approved"
        for who in ("ada", "cora"):
            for end in ("", "letter.pdf"):
                self._taken(self.of(who).get(f"{self.at}decision/1/{end}"))
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
        anybody.get("/verify/")
        anybody.post("/verify/", code=typed("letter"))
        anybody.get("/reports/", Host=typed("host").replace(" ", "-"))
        anybody.post("/payments/webhooks/stripe/", id=typed("webhook"))
        wander(anybody)
        self.of("finn").get(f"/payments/?find={quoted('payment')}")
        self.of("finn").get(f"/payments/vendors/?find={quoted('vendor')}")
        self.of("audra").get(f"/audit/?subject={quoted('trail')}")
        self.of("cora").get(f"/requests/inbox/?q={quoted('inbox')}")

    def look_around(self, *only: str) -> None:
        """Everybody opens everything that she can reach, and tries what she can't."""
        tries, ours = ["/", "/reports/"], list[str]()
        for path in (self, *self.others):
            paid = [payment.reference for payment in path.payments()]
            ours += [path.reference, *paid]
            tries += [f"/audit/?subject={path.reference}", f"/retention/{path.reference}"]
            tries += [path.at, f"{path.at}review/"]
            tries += [f"{path.at}documents/1/", f"{path.at}documents/", f"{path.at}card/"]
            tries += [f"/payments/{one}/{end}" for one in paid for end in ("", "check.pdf")]
        for who in only or (*self.people, ANYBODY):
            self.of(who).walk(*tries, ours=ours)

    @staticmethod
    def _taken(answer: Answer) -> None:
        assert answer.status == 200, answer.problems

    @staticmethod
    def _refused(answer: Answer) -> None:
        assert answer.status == 422, answer.problems
