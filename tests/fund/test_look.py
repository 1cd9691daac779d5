"""The promises of the look that need no browser."""

import gzip
import re
from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.conf import settings
from django.core import mail
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path

from fund.web.fields import MoneyField
from fund.web.forms import Form
from fund.web.notices import views as notices
from fund.web.problems import problems_of
from fund.web.secondstep import views as secondstep
from fund.web.signin import ChoosePassword
from fund.web.styleguide import samples
from fund.web.timeleft import time_left_until
from tests.cast import person

urlpatterns = [
    path("", include("fund.web.urls")),
    path("account/second-step/", include("allauth.mfa.urls")),
    path("account/sign-out-everywhere", secondstep.sign_out_everywhere, name="out_everywhere"),
    path("account/notices", notices.ask, name="notices"),
    path("account/stay", secondstep.stay, name="stay"),
    path("account/", include("allauth.account.urls")),
    path("verify/", include("applications.verify_urls")),
]
pytestmark = pytest.mark.urls(__name__)

STATIC = settings.BASE_DIR / "fund" / "static" / "fund"
TEMPLATES = settings.BASE_DIR / "templates"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Ask(Form):
    """Two kinds of field, one with words of its own."""

    lane = forms.ChoiceField(label="How soon?", choices=[("a", "A")], widget=forms.RadioSelect())
    vendor = forms.CharField(label="Who?", help_text="The motel", max_length=5)
    amount = MoneyField(label="How much?", required=False)
    why = forms.CharField(error_messages={"required": "Say why"})


def ids(html: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', html))


def test_style_sheet_and_script_stay_small() -> None:
    assert len(gzip.compress((STATIC / "fund.css").read_bytes())) < 12_000
    assert len((STATIC / "fund.js").read_bytes()) < 3_000
    assert len((STATIC / "idle.js").read_bytes()) < 800


def test_scripts_of_one_page_do_not_take_each_others_names() -> None:
    named = re.compile(r"^(?:async )?(?:function|const|let) (\w+|[\[{].*?[\]}]) ?[=(;]", re.M)
    names = {f.name: set(named.findall(f.read_text())) for f in STATIC.glob("*.js")}
    everywhere = ("fund.js", "idle.js")
    assert all(names[name] for name in everywhere)
    taken = [
        (name, other, shared)
        for name in everywhere
        for other in names
        if name != other and (shared := names[name] & names[other])
    ]
    assert taken == []


def test_templates_carry_no_inline_style_script_or_handler() -> None:
    forbidden = re.compile(r"<style|\sstyle=|\son[a-z]+=|\|\s*safe\b|<script(?![^>]*\ssrc=)")
    folders = [TEMPLATES / name for name in ("components", "django", "account", "pages")]
    files = [*TEMPLATES.glob("*.html"), *(f for d in folders for f in d.rglob("*.html"))]
    assert len(files) > 40
    assert [f.name for f in files if forbidden.search(f.read_text())] == []


def test_each_error_names_its_field_and_own_words_are_kept() -> None:
    errors = Ask({"vendor": "too long by far", "amount": "1.234"}).errors
    assert errors["lane"] == ["Choose an answer to “How soon?”"]
    assert errors["vendor"] == ["Use 5 characters or fewer. You have 15 now"]
    assert errors["amount"] == ["Enter no more than two numbers after the point, like 120.50"]
    assert errors["why"] == ["Say why"]


def test_error_summary_links_to_fields_that_are_on_the_page() -> None:
    form = Ask({})
    links = [problem.href for problem in problems_of(form)]
    assert links == ["#id_lane_0", "#id_vendor", "#id_why"]
    assert {link[1:] for link in links} <= ids(str(form))


def test_error_summary_reads_every_row_of_a_formset() -> None:
    rows = forms.formset_factory(Ask, extra=0, min_num=2, validate_min=True)
    data = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
        "form-0-why": "",
        "form-0-lane": "a",
    }
    problems = problems_of(rows(data))
    assert problems[0].href == ""
    assert "#id_form-0-why" in [problem.href for problem in problems]


def test_no_error_summary_when_nothing_is_wrong() -> None:
    assert not render_to_string("components/error_summary.html", {"form": Ask()}).strip()


def test_field_ties_label_hint_and_error_to_its_control() -> None:
    html = str(Ask({})["vendor"].as_field_group())
    assert '<label class="label" for="id_vendor">Who?</label>' in html
    assert 'aria-describedby="id_vendor_helptext id_vendor_error"' in html
    assert {"id_vendor_helptext", "id_vendor_error"} <= ids(html)
    assert "Error:" in html and 'aria-invalid="true"' in html


def test_choices_are_a_fieldset_with_a_legend() -> None:
    html = str(Ask()["lane"].as_field_group())
    assert re.search(r"<fieldset[^>]*>\s*<legend", html)


def test_money_becomes_cents_and_what_cannot_be_read_stays_as_typed() -> None:
    good = Ask({"lane": "a", "vendor": "Inn", "why": "x", "amount": "$1,200.5"})
    assert good.is_valid() and good.cleaned_data["amount"] == 120_050
    assert 'value="12,x"' in str(Ask({"amount": "12,x"})["amount"])
    assert 'value="1,200.50"' in str(Ask(initial={"amount": 120_050})["amount"])


@pytest.mark.parametrize(
    ("minutes", "words", "kind"),
    [
        (80, "1 h 20 min left", "neutral"),
        (60, "1 h left", "wait"),
        (0.5, "due now", "stop"),
        (-0.5, "due now", "stop"),
        (-10.5, "late by 10 min", "stop"),
        (24 * 60, "24 h left", "neutral"),
        (26 * 60, "1 d 2 h left", "neutral"),
        (5 * 24 * 60, "5 days left", "neutral"),
    ],
)
def test_time_left_is_said_as_a_person_would(minutes: float, words: str, kind: str) -> None:
    left = time_left_until(NOON + timedelta(minutes=minutes), NOON)
    assert (left.words, left.kind) == (words, kind)


def test_absent_money_is_not_shown_as_zero() -> None:
    page = Template("{{ none|usd }}/{{ zero|usd }}").render(Context({"none": None, "zero": 0}))
    assert page == "/$0.00"


def test_bars_stay_inside_their_frame() -> None:
    page = Template("{{ 5|percent_of:0 }} {{ 9|percent_of:3 }} {{ -1|percent_of:3 }}")
    assert page.render(Context()) == "0 100 0"


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "403_csrf"])
def test_error_pages_need_nothing_to_be_shown(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert "Leave this page now" in html and "<h1>" in html


def test_every_component_is_in_the_style_guide_and_in_the_readme() -> None:
    components = TEMPLATES / "components"
    names = {f.name for f in components.glob("*.html")}
    behind_a_tag = {"table.html", "details.html", "mark.html", "exit.html", "message.html"}
    guide = (TEMPLATES / "pages" / "styleguide.html").read_text()
    readme = (components / "README.md").read_text()
    row = (components / "inbox_row.html").read_text()
    assert [n for n in names - behind_a_tag if n not in guide + row] == []
    assert [n for n in names - behind_a_tag if n not in readme] == []


def test_style_guide_knows_every_name_it_uses(client: Client) -> None:
    html = client.get("/styleguide").content.decode()
    assert "KX7-204" in html and "There is a problem" in html
    assert len(ids(html)) == html.count(' id="'), "an id stands twice on the page"
    assert samples()["wrong_form"].errors


def test_front_page_is_neutral(client: Client) -> None:
    html = client.get("/").content.decode().lower()
    assert "sign in" in html
    assert not re.search(r"traffick|victim|survivor|abuse", html)


def test_sign_in_says_what_is_missing(client: Client, db: None) -> None:
    html = client.post("/account/login/", {}).content.decode()
    assert "Enter your email" in html and "Enter your password" in html
    assert "<title>Error: Sign in – Support Fund</title>" in html


def test_new_password_is_asked_for_in_plain_words() -> None:
    html = str(ChoosePassword({"password1": "", "password2": ""}))
    assert "At least 12 letters or signs" in html and "Enter a new password" in html
    assert "placeholder" not in html


def test_forgotten_password_letter_says_nothing_about_the_fund(client: Client, db: None) -> None:
    person("Ada")
    client.post("/account/password/reset/", {"email": "ada@example.org"})
    (letter,) = mail.outbox
    assert letter.subject == "Set a new password"
    assert "/account/password/reset/key/" in letter.body
    assert not re.search(r"fund|request|traffick|victim|Django", str(letter.body).split("http")[0])


def test_leaving_ends_the_session_even_when_the_page_is_old(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("Ada"))
    assert "Ada" in client.get("/welcome").content.decode()
    reply = client.post("/leave")
    assert (reply.status_code, reply["Location"]) == (302, "/left")
    assert client.get("/welcome").status_code == 302
    assert "cache" not in reply["Clear-Site-Data"]
    assert "Support Fund" not in client.get("/left").content.decode()


def test_leaving_is_not_done_by_a_link(client: Client) -> None:
    assert client.get("/leave").status_code == 405


def test_what_the_second_sheet_lays_out_the_first_leaves_alone() -> None:
    """The second comes after the first: a rule of the first for a wide page would be undone."""
    first, second = ((STATIC / name).read_text() for name in ("fund.css", "more.css"))
    own = set(re.findall(r"^ +\.([\w-]+) {", second, re.MULTILINE))
    assert "split" in own
    assert [name for name in own if re.search(rf"\.{name}\b(?!-)", first)] == []
