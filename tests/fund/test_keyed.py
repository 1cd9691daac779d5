"""What the database keeps of a code is worth nothing without a key that it never held."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from fund import keyed

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


def test_a_hidden_field_is_ours_unchanged_and_young(settings: Any) -> None:
    token = keyed.wrapped("1 KX7-204 KQ4")
    assert keyed.unwrapped(token, max_seconds=60) == "1 KX7-204 KQ4" and "KQ4" not in token
    assert keyed.unwrapped(token[:-3] + "AA=", max_seconds=60) is None
    assert keyed.unwrapped("", max_seconds=60) is None
    assert keyed.unwrapped(token, max_seconds=-1) is None
    settings.FUND_CODE_KEY = [NEW]
    assert keyed.unwrapped(token, max_seconds=60) is None
