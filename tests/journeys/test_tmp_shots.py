from pathlib import Path
from applications import actions
from applications.models import Application, AwardLine
from disbursements.models import Disbursement
from fund.vendors import NewVendor, add_vendor
from fund.models import VendorKind
from tests.journeys.test_every_page_is_accessible import small_fund, people
__all__=["small_fund","people"]
OUT = Path("/tmp/vshots"); OUT.mkdir(exist_ok=True)

def test_shots(visit, small_fund, people, portland):
    ada, finn, cora = people["ada"], people["finn"], people["cora"]
    line = AwardLine.objects.filter(state="paid", need__stay__isnull=False).order_by("-id").first()
    req = line.award.application.reference
    undec = Application.objects.filter(state="submitted", agency=line.award.application.agency).first()
    for width in (360, 1280):
        a, f, c = visit(ada, width), visit(finn, width), visit(cora, width)
        def shot(v, path, name):
            v.go(path); v.page.screenshot(path=str(OUT/f"{name}-{width}.png"), full_page=True)
        shot(a, f"/requests/{req}/", "show")
        shot(a, f"/requests/{req}/lines/1/more-nights/", "more")
        shot(a, f"/requests/{req}/lines/1/used/", "used")
        shot(c, f"/requests/{undec.reference}/review/", "review")
        shot(f, "/payments/to-pay/", "topay")
        if width == 360:
            actions.tell_used(line.award.application_id, 1, 2, actor=ada)
        shot(a, f"/requests/{req}/", "told")
        pay = Disbursement.objects.filter(award_line=line).order_by("-id").first()
        shot(f, "/payments/", "list")
        shot(f, f"/payments/{pay.reference}/", "payment")
        shot(f, f"/payments/{pay.reference}/refund/", "refund")
        f.go("/payments/vendors/add/")
        p = f.page
        p.get_by_label("Name of the business").fill("Pinetree Motel")
        p.get_by_label("What kind of business is it?").select_option("motel")
        p.get_by_label("Town").fill("Portland")
        p.get_by_label("Phone of the business").fill("207 555 0142")
        p.get_by_label("Region").select_option(str(portland.pk))
        p.get_by_role("button", name="Add vendor").click()
        p.wait_for_load_state()
        p.screenshot(path=str(OUT/f"same-{width}.png"), full_page=True)
        a.go(f"/requests/{req}/lines/1/more-nights/")
        if width == 360:
            a.page.get_by_label("How many more nights?").fill("2")
            a.page.get_by_role("button", name="Continue").click()
            a.page.wait_for_load_state()
            a.page.screenshot(path=str(OUT/f"check-{width}.png"), full_page=True)
