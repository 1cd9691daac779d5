"""Templates: compiled once, given values only, and no way around the content policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loaders.cached import Loader

from fund.embedded.places import REPOSITORY

TEMPLATES = sorted((REPOSITORY / "templates").rglob("*.*"))
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
PRINTED = [path for path in PAGES if "pdf" in path.relative_to(REPOSITORY).parts]
on_pages = pytest.mark.parametrize(
    "path",
    [path for path in PAGES if path not in PRINTED],
    ids=lambda path: str(path.relative_to(REPOSITORY)),
)


def test_templates_are_compiled_once() -> None:
    (loader,) = engines["django"].engine.template_loaders  # type: ignore[attr-defined]
    assert isinstance(loader, Loader)
    assert settings.TEMPLATES[0]["OPTIONS"]["loaders"][0][0].endswith("cached.Loader")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_a_template_is_well_formed(path: Path) -> None:
    if path.suffix in (".html", ".txt"):
        engines["django"].engine.get_template(  # type: ignore[attr-defined]
            str(path.relative_to(REPOSITORY / "templates"))
        )


@on_pages
def test_no_template_lets_text_become_markup(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\|\s*safe(seq)?\b|autoescape\s+off", text), path


@on_pages
def test_no_template_holds_script_style_or_handlers(path: Path) -> None:
    """The content policy has no unsafe-inline: what is written here would not run anyway."""
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
    assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text), path


@on_pages
def test_every_form_that_writes_carries_its_token(path: Path) -> None:
    if path.name == "styleguide.html":
        return  # samples, never sent
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", path.read_text(), re.S):
        is_leaving = "data-leave" in form
        assert is_leaving or "csrf_token" in form or "form_start.html" in form, path


def test_the_policy_of_content_allows_nothing_inline() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    for sources in directives.values():
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*"} & set(sources)
