"""Addresses of requests: a reference at most, never a word about a person."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from applications.models import Purpose
from applications.views import (
    amounts,
    cards,
    committee,
    consenting,
    documents,
    excepting,
    figures,
    filing,
    inbox,
    letters,
    lines,
    outcomes,
    ratifying,
    receipts,
    requests,
    sending,
    stays,
    tonight,
    withdrawing,
)
from fund.access import methods


class Reference(StringConverter):
    """A request's number, such as `KX7-204`."""

    regex = "[A-Z]{2}[0-9]-[0-9]{3}"


class PurposeName(StringConverter):
    """What a consent is for."""

    regex = "|".join(Purpose.values)

    def to_python(self, value: str) -> Purpose:
        return Purpose(value)


register_converter(Reference, "request")
register_converter(PurposeName, "purpose")

app_name = "applications"
urlpatterns = [
    path("", requests.own_list, name="list"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<int:year>/", figures.year, name="committee_year"),
    path("figures/<int:year>/report.pdf", figures.year_pdf, name="committee_year_pdf"),
    path("figures/meeting.pdf", figures.pack, name="meeting_pack"),
    path("new/", methods(GET=filing.new, POST=filing.start), name="new"),
    path("new/again/", filing.again, name="again"),
    path(
        "<request:reference>/",
        methods(GET=requests.show, POST=requests.send_answer),
        name="show",
    ),
    path("<request:reference>/soon/", methods(GET=filing.soon, POST=filing.set_soon), name="soon"),
    path(
        "<request:reference>/tonight/",
        methods(GET=tonight.tonight, POST=tonight.set_tonight),
        name="tonight",
    ),
    path("<request:reference>/lines/<int:position>/", lines.line, name="line"),
    path(
        "<request:reference>/lines/<int:position>/what/",
        methods(GET=lines.what, POST=lines.set_what),
        name="what",
    ),
    path(
        "<request:reference>/lines/<int:position>/whom/",
        methods(GET=lines.whom, POST=lines.set_whom),
        name="whom",
    ),
    path(
        "<request:reference>/lines/<int:position>/how-much/",
        methods(GET=amounts.how_much, POST=amounts.set_how_much),
        name="how_much",
    ),
    path("<request:reference>/lines/<int:position>/remove/", lines.remove_line, name="remove"),
    path(
        "<request:reference>/lines/<int:position>/more-nights/",
        methods(GET=stays.ask_more, POST=stays.ask_for_more),
        name="more_nights",
    ),
    path(
        "<request:reference>/lines/<int:position>/used/",
        methods(GET=stays.ask_used, POST=stays.tell_used),
        name="used_nights",
    ),
    path(
        "<request:reference>/documents/",
        methods(GET=documents.documents, POST=documents.add),
        name="documents",
    ),
    path("<request:reference>/documents/page/", documents.add_page, name="add_page"),
    path("<request:reference>/documents/<int:number>/", documents.document, name="document"),
    path(
        "<request:reference>/documents/<int:number>/<int:number_of_page>/<str:key>/",
        documents.sheet,
        name="document_sheet",
    ),
    path(
        "<request:reference>/documents/<int:number>/remove/",
        documents.remove,
        name="remove_document",
    ),
    path("<request:reference>/who/", methods(GET=filing.who, POST=filing.set_who), name="who"),
    path("<request:reference>/check/", methods(GET=sending.check, POST=sending.send), name="check"),
    path(
        "<request:reference>/exception/",
        methods(GET=excepting.ask, POST=excepting.save),
        name="exception",
    ),
    path("<request:reference>/exception/take-back/", excepting.drop, name="drop_exception"),
    path(
        "<request:reference>/exception/allow/",
        methods(GET=excepting.ask_grant, POST=excepting.grant),
        name="grant",
    ),
    path("<request:reference>/sent/", sending.sent, name="sent"),
    path("<request:reference>/card/", methods(GET=cards.card, POST=cards.make), name="card"),
    path("<request:reference>/card/use/", cards.use, name="use_card"),
    path("<request:reference>/card/stop/", cards.stop, name="stop_card"),
    path(
        "<request:reference>/withdraw/",
        methods(GET=withdrawing.ask_withdraw, POST=withdrawing.do_withdraw),
        name="withdraw",
    ),
    path(
        "<request:reference>/second-look/",
        methods(GET=withdrawing.ask_second_look, POST=withdrawing.do_second_look),
        name="second_look",
    ),
    path("<request:reference>/again/", requests.ask_again, name="again"),
    path(
        "<request:reference>/lines/<int:position>/letter/",
        methods(GET=letters.letter, POST=letters.make),
        name="letter",
    ),
    path(
        "<request:reference>/lines/<int:position>/letter/print/",
        letters.letter_pdf,
        name="print_letter",
    ),
    path(
        "<request:reference>/lines/<int:position>/letter/end/",
        letters.take_back,
        name="end_letter",
    ),
    path(
        "<request:reference>/lines/<int:position>/receipt/",
        methods(GET=receipts.receipt, POST=receipts.add),
        name="receipt",
    ),
    path(
        "<request:reference>/outcome/",
        methods(GET=outcomes.outcome, POST=outcomes.answer),
        name="outcome",
    ),
    path("<request:reference>/agreed/", consenting.consents, name="consents"),
    path("<request:reference>/agreed/form.pdf", consenting.consent_pdf, name="consent_pdf"),
    path(
        "<request:reference>/agreed/<purpose:purpose>/",
        methods(GET=consenting.ask_consent, POST=consenting.record_consent),
        name="consent",
    ),
    path(
        "<request:reference>/agreed/<purpose:purpose>/take-back/",
        methods(GET=consenting.ask_revoke, POST=consenting.revoke),
        name="revoke",
    ),
    path(
        "<request:reference>/review/",
        methods(GET=committee.review, POST=committee.act),
        name="review",
    ),
    path(
        "<request:reference>/ratify/",
        methods(GET=ratifying.ratify_page, POST=ratifying.do_ratify),
        name="ratify",
    ),
]
