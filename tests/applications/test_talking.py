"""Questions and answers between the committee and the agency: a double click says a thing once."""

from applications import actions, sealing
from applications.models import Application, Place
from applications.queries.sheet import thread_of
from fund.models import AuditEvent, Notice, User
from tests.applications.conftest import File


def said(application: Application) -> tuple[int, int, int]:
    """Messages, rows of the audit trail and notices so far."""
    return (
        application.messages.count(),
        AuditEvent.objects.filter(subject=application.reference).count(),
        Notice.objects.count(),
    )


def test_a_question_sent_twice_is_one_question_one_audit_row_and_one_notice(
    file: File, cora: User
) -> None:
    application = file(300_00)
    first = actions.request_information(application.pk, "How many nights?", actor=cora)
    before = said(application)
    again = actions.request_information(application.pk, " How many nights? ", actor=cora)
    assert (again, said(application)) == (first, before)


def test_an_answer_sent_twice_is_one_answer_one_audit_row_and_one_notice(
    file: File, cora: User, ada: User
) -> None:
    application = file(300_00)
    actions.request_information(application.pk, "How many nights?", actor=cora)
    first = actions.answer(application.pk, "Three", actor=ada)
    before = said(application)
    assert actions.answer(application.pk, "Three", actor=ada) == first
    assert said(application) == before


def test_the_same_words_to_another_question_are_said_again(
    file: File, cora: User, ada: User
) -> None:
    application = file(300_00)
    for question in ("How many nights?", "How many people?"):
        actions.request_information(application.pk, question, actor=cora)
        actions.answer(application.pk, "Three", actor=ada)
    assert application.messages.count() == 4


def test_only_the_first_word_after_a_question_is_an_answer(
    file: File, cora: User, ada: User
) -> None:
    application = file(300_00)
    actions.answer(application.pk, "The motel has one room left", actor=ada)
    actions.request_information(application.pk, "How many nights?", actor=cora)
    actions.request_information(application.pk, "With tax?", actor=cora)
    actions.answer(application.pk, "Three, with tax", actor=ada)
    actions.answer(application.pk, "It can be two", actor=ada)
    words = sealing.read(application, Place.MESSAGE, reader=cora)
    assert [(said.what, said.who) for said in thread_of(application, words)] == [
        ("Message", "The agency"),
        ("Question", "The committee"),
        ("Question", "The committee"),
        ("Answer", "The agency"),
        ("Message", "The agency"),
    ]
