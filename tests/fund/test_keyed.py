"""What the database keeps of a code is worth nothing without a key that it never held."""

import hashlib
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.core.cache import cache
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client

from fund import keyed
from fund.models import User

OLD, NEW = "o" * 40, "n" * 40


def test_the_same_code_has_another_mac_under_another_key(settings: Any) -> None:
    settings.FUND_CODE_KEY = [OLD]
    (before,), name_before = keyed.macs("card", "KQ4"), keyed.key_id()
    settings.FUND_CODE_KEY = [NEW]
    (after,), name_after = keyed.macs("card", "KQ4"), keyed.key_id()
    assert before != after and name_before != name_after
    assert len(after) == 32 and after != keyed.macs("label", "KQ4")[0]


def test_a_new_key_comes_first_and_the_old_one_still_counts(settings: Any) -> None:
    settings.FUND_CODE_KEY = [OLD]
    (before,) = keyed.macs("card", "KQ4")
    settings.FUND_CODE_KEY = [NEW, OLD]
    assert keyed.macs("card", "KQ4")[1] == before


@pytest.mark.parametrize("keys", [[], [""], ["short"], [NEW, "short"]])
def test_a_missing_or_short_key_is_said_at_the_start_and_at_the_use(
    settings: Any, keys: list[str]
) -> None:
    settings.FUND_CODE_KEY = keys
    assert [found.id for found in run_checks(tags=["security"]) if found.id == "fund.E001"]
    with pytest.raises(ImproperlyConfigured, match="FUND_CODE_KEY"):
        keyed.macs("card", "KQ4")


def test_a_web_server_does_not_start_without_the_key() -> None:
    def start(**key: str) -> "subprocess.CompletedProcess[str]":
        bare = {name: value for name, value in os.environ.items() if name != "FUND_CODE_KEY"}
        command = [sys.executable, "-c", "import fund.wsgi"]
        return subprocess.run(command, env={**bare, **key}, capture_output=True, text=True)

    assert "FUND_CODE_KEY is not set" in start().stderr
    assert start(FUND_CODE_KEY=NEW).returncode == 0


def test_a_good_key_passes_the_check(settings: Any) -> None:
    settings.FUND_CODE_KEY = [NEW]
    assert not [found for found in run_checks(tags=["security"]) if found.id == "fund.E001"]


@pytest.mark.django_db
def test_the_table_of_tries_names_nobody_and_no_code(client: Client, ada: User) -> None:
    """Each name in it is a MAC: whoever holds the table can test no guess of an email."""
    cache.clear()
    client.post("/account/login/", {"login": ada.email, "password": "x"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM fund_tries")
        names = [name for (name,) in cursor.fetchall()]
    assert names and all(re.fullmatch("[0-9a-f]{64}", name) for name in names)
    guess = "allauth:rl:allauth.account:login_failed:5/300.0/key:"
    guess += hashlib.sha256(f"testserver:{ada.email}".encode()).hexdigest()
    assert cache.get(guess) is not None, "the test guesses the wrong name"
    plain = hashlib.sha256(f":1:{guess}".encode()).hexdigest()
    assert keyed.name_in_table(guess, "", 1) in names and plain not in names
