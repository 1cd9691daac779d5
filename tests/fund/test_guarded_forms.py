"""A form asks about what looks personal, keeps what was typed and takes an answer for that."""

from typing import ClassVar

import pytest
from django import forms

from fund.guard import Kind
from fund.web.forms import Form
from fund.web.guarded import Stays, statements

CALL = "Call her at 207-774-1234"
ANSWERED = {"note-stays": Stays.BUSINESS.value, "note-stays-kinds": "phone"}


class Sample(Form):
    expects: ClassVar = {"phone": frozenset({Kind.PHONE})}
    unguarded: ClassVar = {"find": "a search"}
    note = forms.CharField(label="Note", required=False)
    phone = forms.CharField(label="Phone of the business", required=False)
    find = forms.CharField(label="Find", required=False)
    email = forms.EmailField(label="Email", required=False)


def problems(**typed: str) -> list[str]:
    form = Sample(typed)
    return [str(error) for errors in form.errors.values() for error in errors]


def test_harmless_words_pass() -> None:
    assert problems(note="Two nights, room 214", phone="207-774-1234", find=CALL) == []


def test_it_says_what_it_saw_and_what_to_do_without_repeating_it() -> None:
    (said,) = problems(note=CALL)
    assert said == (
        "This looks like a phone number (207…34). Take it out, or say below why it must stay"
    )


def test_the_form_comes_back_with_the_words_and_the_question() -> None:
    html = Sample({"note": CALL}).as_div()
    assert CALL in html
    assert '<label class="label" for="id_note_stays">' in html
    assert 'name="note-stays-kinds" value="phone"' in html
    assert html.count("<select") == 1


@pytest.mark.parametrize("stays", list(Stays))
def test_a_stated_reason_lets_it_pass(stays: Stays) -> None:
    with statements() as stated:
        assert problems(**{**ANSWERED, "note": CALL, "note-stays": stays.value}) == []
    (one,) = stated
    assert (one.kinds, one.stays) == ("phone", stays.value)


@pytest.mark.parametrize("made_up", ["", "because", "business "])
def test_another_answer_does_not(made_up: str) -> None:
    assert problems(**{**ANSWERED, "note": CALL, "note-stays": made_up})


def test_an_answer_is_for_what_was_asked_about_and_not_for_more() -> None:
    assert problems(**ANSWERED, note=f"{CALL} or 207-774-9999")
    assert problems(**ANSWERED, note="219-09-9999")


def test_nothing_is_stated_while_the_form_has_another_error() -> None:
    with statements() as stated:
        assert problems(**ANSWERED, note=CALL, email="not an email")
    assert stated == []


def test_a_box_may_hold_what_it_is_for_and_nothing_else() -> None:
    assert problems(phone="207-774-1234", email="desk@example.org") == []
    assert problems(phone="219-09-9999")


def test_two_forms_on_one_page_are_asked_apart() -> None:
    form = Sample(
        {"a-note": CALL, "note-stays": "business", "note-stays-kinds": "phone"}, prefix="a"
    )
    assert "note" in form.errors
    assert form["note"].asked.name == "a-note-stays"  # type: ignore[attr-defined]
