"""What every template can say: money, time left, and the components that wrap other markup.

A builtin of the template engine (`settings.TEMPLATES`), so no template loads it.
templates/components/README.md shows each one in use.
"""

from datetime import datetime
from typing import Literal

from django import template
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from fund import clock
from fund.money import usd as usd_text
from fund.web.problems import Problem, problems_of
from fund.web.timeleft import TimeLeft, time_left_until

register = template.Library()

Kind = Literal["ok", "wait", "stop", "info", "neutral"]


@register.filter
def usd(cents: int | None) -> str:
    """Whole cents as `$1,200.50`; nothing for None: an absent amount never reads as zero."""
    return "" if cents is None else usd_text(cents)


@register.filter
def time_left(due: datetime) -> TimeLeft:
    """The time from now to `due` in words, with the kind of chip it deserves."""
    return time_left_until(due, clock.now())


@register.filter
def percent_of(part: int, whole: int) -> int:
    """`part` as a whole percentage of `whole`, held between 0 and 100 (a bar's width)."""
    return max(0, min(100, round(100 * part / whole))) if whole > 0 else 0


@register.filter
def problems(form: BaseForm) -> list[Problem]:
    """Every error of a form or formset, each with the link to the field that it is about."""
    return problems_of(form)


@register.simple_block_tag
def table(
    content: str, caption: str, stack: bool = False, hide_caption: bool = False
) -> SafeString:
    """A captioned table in its own scroll region; `stack=True` makes rows into cards on a phone."""
    values = {"content": content, "caption": caption, "stack": stack, "hide_caption": hide_caption}
    return render_to_string("components/table.html", values)


@register.simple_block_tag
def notice(content: str, kind: Kind, title: str) -> SafeString:
    """A notice with links or more than one paragraph in it."""
    values = {"content": content, "kind": kind, "title": title}
    return render_to_string("components/notice.html", values)


@register.simple_block_tag
def details(content: str, summary: str, expanded: bool = False) -> SafeString:
    """More for those who want it, behind one line of words."""
    values = {"content": content, "summary": summary, "expanded": expanded}
    return render_to_string("components/details.html", values)
