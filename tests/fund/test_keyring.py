"""What is sealed opens for us, for the same purpose, and while it is young."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from fund import keyring
from fund.keyring import DoesNotOpen, For


def test_a_hidden_field_is_ours_unchanged_and_young() -> None:
    token = keyring.seal(For.FORM, "1 KX7-204 KQ4")
    assert keyring.unseal(For.FORM, token, max_seconds=60) == "1 KX7-204 KQ4"
    assert "KQ4" not in token
    for wrong, seconds in ((token[:-3] + "AA=", 60), ("", 60), (token, -1)):
        with pytest.raises(DoesNotOpen):
            keyring.unseal(For.FORM, wrong, max_seconds=seconds)


def test_what_is_sealed_for_one_thing_does_not_open_as_another() -> None:
    """A form's hidden field can't be put in the place of a session or of a phone's secret."""
    token = keyring.seal(For.FORM, "secret")
    for other in set(For) - {For.FORM}:
        with pytest.raises(DoesNotOpen):
            keyring.unseal(other, token)


def test_a_new_key_takes_over_and_the_old_one_still_opens(settings: Any) -> None:
    settings.SEALING_KEYS = ["old"]
    token = keyring.seal(For.SECOND_STEP, "secret")
    settings.SEALING_KEYS = ["new", "old"]
    assert keyring.unseal(For.SECOND_STEP, token) == "secret"
    settings.SEALING_KEYS = ["new"]
    with pytest.raises(DoesNotOpen):
        keyring.unseal(For.SECOND_STEP, token)


def test_without_a_key_nothing_is_sealed(settings: Any) -> None:
    settings.SEALING_KEYS = []
    with pytest.raises(ImproperlyConfigured):
        keyring.seal(For.SECOND_STEP, "secret")
