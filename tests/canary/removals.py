"""How each guard is taken away, as a careless colleague would."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.backends import db
from django.template.loader import render_to_string

import disbursements.checks
import disbursements.queries.payment
import disbursements.sending
import disbursements.webhooks
import fund.audit
import fund.notices.words
import reports.actions
import reports.shape
from applications import exports, sealing
from applications.actions import sending_in
from applications.models import Application, AwardLine, Place
from applications.models.application import ApplicationQuerySet
from applications.views import opening
from disbursements.facts import SettledFact, settled_facts
from disbursements.models import Attempt, Disbursement
from disbursements.rails.base import PaymentOrder
from disbursements.rails.stripe import Notification
from disbursements.states import RailName
from fund import access, clock, tenancy, vault
from fund.audit import record
from fund.models import CategoryGroup, User
from fund.notices import telling
from fund.tasks import deliver_notices
from fund.web.sealedsessions import SessionStore
from reports.cube import Shape
from reports.shape import declared

Patch = pytest.MonkeyPatch
COOKIES = "django.contrib.messages.storage"


def words_of(reference: str, *places: Place) -> str:
    """What a careless colleague would read: all sealed words at these places."""
    with tenancy.as_the_fund():
        application = Application.objects.get(reference=reference)
        return " ".join(sealing.read(application, *places, reader=None).found.values())


def seal_nothing(patch: Patch) -> None:
    patch.setattr(vault, "seal", lambda holder, place, row, plain: vault.Sealed("none", plain))


def keep_as_typed(patch: Patch) -> None:
    patch.setattr(SessionStore, "encode", db.SessionStore.encode)
    patch.setattr(SessionStore, "decode", db.SessionStore.decode)


def show_the_committee_everything(patch: Patch) -> None:
    """A view that reads too much, and takes one text for another."""
    read = sealing.read

    def too_much(application: Application, *places: Place, reader: User | None) -> sealing.Words:
        with tenancy.as_the_fund():
            words = read(application, *places, Place.PSEUDONYM, Place.VENDOR_ACCOUNT, reader=None)
        note = " ".join(words.found.values())
        return replace(words, found={**words.found, (Place.NOTE, 0): note})

    patch.setattr(sealing, "read", too_much)


def show_accounts_to_all_who_see_money(patch: Patch) -> None:
    def opened(payment: Disbursement, reader: User) -> list[dict[str, Any]]:
        with tenancy.as_the_fund():
            application = payment.award_line.award.application
        return [{"key": "Account", "value": words_of(application.reference, Place.VENDOR_ACCOUNT)}]

    patch.setattr(disbursements.queries.payment, "_of_the_request", opened)


def show_everybody_every_request(patch: Patch) -> None:
    """The rule of rows, the narrower one of an agency's own pages, and the database's own."""
    forget_in_the_view(patch)
    patch.setattr(tenancy, "acting", lambda person: tenancy.as_the_fund())


def forget_in_the_view(patch: Patch) -> None:
    """A view that filters nothing."""
    patch.setattr(ApplicationQuerySet, "visible_to", lambda rows, user: rows.all())
    patch.setattr(opening, "own_requests", lambda user: Application.objects.all())


def tell_in_the_mail(patch: Patch) -> None:
    def letter(template: str, values: dict[str, Any]) -> str:
        number = next(one for one in values["references"] if not one.startswith("D-"))
        return render_to_string(template, values) + words_of(number, Place.NOTE)

    patch.setattr(fund.notices.words, "render_to_string", letter)


def tell_in_the_job(patch: Patch) -> None:
    """A job that is handed words beside whom to wake."""
    tell = telling.tell

    def chatty(users: Any, reference: str, *, urgent: bool) -> None:
        tell(users, reference, urgent=urgent)
        deliver_notices.defer(user_id=words_of(reference, Place.PSEUDONYM))  # type: ignore[arg-type]

    patch.setattr(telling, "tell", chatty)


def names_in_every_file(patch: Patch) -> None:
    export = exports.export
    patch.setattr(exports, "export", lambda user, with_names: export(user, with_names=True))


def order_with(
    patch: Patch, rail: RailName, change: Callable[[PaymentOrder, str], PaymentOrder]
) -> None:
    """An order that carries account numbers to this rail; its own check of shapes is gone too."""
    order_of = disbursements.sending.order_of

    def with_words(payment: Disbursement, attempt: Attempt) -> PaymentOrder:
        order = order_of(payment, attempt)
        line = AwardLine.objects.get(pk=payment.award_line_id)
        words = words_of(line.award.application.reference, Place.VENDOR_ACCOUNT)
        return change(order, words) if payment.rail == rail else order

    patch.setattr(PaymentOrder, "__post_init__", lambda order: None)
    patch.setattr(disbursements.sending, "order_of", with_words)


def name_the_payment(patch: Patch) -> None:
    def named(order: PaymentOrder, words: str) -> PaymentOrder:
        return replace(order, reference=f"{order.reference} {words}")

    order_with(patch, RailName.STRIPE, named)


def key_the_payment(patch: Patch) -> None:
    """HTTP headers are no safer place than bodies."""

    def keyed(order: PaymentOrder, words: str) -> PaymentOrder:
        return replace(order, idempotency_key=f"{order.idempotency_key} {words}")

    order_with(patch, RailName.STRIPE, keyed)


def print_on_the_check(patch: Patch) -> None:
    def printed(order: PaymentOrder, words: str) -> PaymentOrder:
        lines = (*order.payee.remit_lines, words)
        return replace(order, payee=replace(order.payee, remit_lines=lines))

    order_with(patch, RailName.CHECK, printed)


def name_the_file(patch: Patch) -> None:
    sheet_name = disbursements.checks.sheet_name

    def named(reference: str, provider_reference: str) -> str:
        payment = Disbursement.objects.get(reference=reference)
        application = payment.award_line.award.application
        words = words_of(application.reference, Place.PSEUDONYM)
        return sheet_name(reference, provider_reference).replace(".pdf", f"-{words}.pdf")

    patch.setattr(disbursements.checks, "sheet_name", named)


def record_words(patch: Patch) -> None:
    """An act on the trail that says what was said."""

    def chatty(act: str, subject: str, *, actor: User | None, **facts: Any) -> None:
        record(act, subject, actor=actor, said=words_of(subject, Place.MESSAGE), **facts)

    patch.setattr(fund.audit, "require", lambda act, subject, facts: None)
    patch.setattr(sending_in, "record", chatty)


def thank_with_words(patch: Patch) -> None:
    """A message on the next page waits in a cookie."""

    patch.setattr(settings, "MESSAGE_STORAGE", f"{COOKIES}.cookie.CookieStorage")

    def repeated(request: Any, words: str) -> None:
        messages.info(request, f"{words} You wrote: {request.POST.get('body')}")

    patch.setattr(messages, "success", repeated)


def believe_every_webhook(patch: Patch) -> None:
    def believed(raw: bytes, *rest: Any) -> Notification:
        return Notification(
            id="evt_forged", type="forged", related_id="", created=clock.now(), livemode=False
        )

    patch.setattr(disbursements.webhooks, "parse_notification", believed)


def report_by_words(patch: Patch) -> None:
    """A report on rows that nobody declared before."""

    def label() -> str:
        request = Application.objects.get(imported_key=None, state="closed")
        return words_of(request.reference, Place.PSEUDONYM)

    first, *rest = CategoryGroup.values

    def facts(since: date, until: date) -> Iterator[SettledFact]:
        for fact in settled_facts(since, until):
            group = label() if fact.category_group == first else fact.category_group
            yield replace(fact, category_group=group)

    def shape() -> Shape:
        return replace(declared(), groups=(label(), *rest))

    patch.setattr(reports.actions, "settled_facts", facts)
    patch.setattr(reports.shape, "declared", shape)


def give_back_to_whoever_comes(patch: Patch) -> None:
    patch.setattr(access, "_owner", lambda signed: User.objects.get(name="Carl").pk)
