"""How the guards of a card’s code and of consents are taken away, as a careless colleague would."""

import hashlib
import logging
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from procrastinate.contrib.django import app

import fund.audit
from applications import actions, consents
from fund import keyed, keyring
from fund.audit import record
from fund.models import User
from tests.canary.removals import Patch
from tests.canary.removals_logs import plain_log


def keep_the_code(patch: Patch) -> None:
    patch.setattr(keyed, "macs", lambda purpose, text: [text.encode()])


def hash_without_a_key(patch: Patch) -> None:
    """Whoever holds the database can try out every code there is."""
    patch.setattr(keyed, "macs", lambda purpose, text: [hashlib.sha256(text.encode()).digest()])


def offer_the_code_openly(patch: Patch) -> None:
    """The form that makes a card holds its code before anybody wants one."""
    seal, unseal = keyring.seal, keyring.unseal
    form = keyring.For.FORM

    def openly(what: keyring.For, text: str) -> str:
        return text if what is form else seal(what, text)

    def read(what: keyring.For, token: str | bytes, **more: int) -> str:
        return str(token) if what is form else unseal(what, token, **more)

    patch.setattr(keyring, "seal", openly)
    patch.setattr(keyring, "unseal", read)


def tell_the_code(patch: Patch) -> None:
    """Whoever makes a card notes its code in all the usual places."""
    make_card = actions.make_card
    plain_log(patch)
    patch.setattr(fund.audit, "require", lambda act, subject, facts: None)

    def noted(pk: int, code: str, *, actor: User, **more: Any) -> None:
        make_card(pk, code, actor=actor, **more)
        logging.getLogger("careless").warning("made %s", code)
        send_mail("Update", code, None, [actor.email])
        app.configure_task("fund.clear_sessions").defer(timestamp=code)
        with transaction.atomic():
            record("card.make", "KX7-204", actor=actor, code=code)

    patch.setattr(actions, "make_card", noted)


def agree_to_everything(patch: Patch) -> None:
    """A consent is taken for granted."""
    patch.setattr(consents, "in_force", lambda application, purpose, on=None: True)
