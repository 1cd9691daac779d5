"""No column of the database can hold who a survivor is: each that could hold words or a day is
named here, with what it holds instead."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import models

ROOMS = ("fund", "applications", "disbursements", "reports")

HOLDS = {
    "fund.AuditEvent.act": "a verb of ours",
    "fund.AuditEvent.subject": "an opaque reference",
    "fund.AuditEvent.facts": "states, counts and cents",
    "fund.FundPolicy.note": "why the policy changed; looked at",
    "fund.FundPolicy.payable_categories": "categories",
    "fund.Resource.reference": "random",
    "fund.Resource.name": "a public office or charity; looked at",
    "fund.Resource.gives": "what it gives; looked at",
    "fund.Resource.phone": "an office’s; looked at",
    "fund.Resource.web": "an office’s; looked at",
    "fund.Resource.hours": "an office’s; looked at",
    "fund.Resource.categories": "categories",
    "fund.Resource.regions": "keys of regions",
    "fund.Resource.assured_on": "the day an entry was checked",
    "fund.CategoryGuide.papers": "what the fund wants to see; looked at",
    "fund.CategoryGuide.ready": "what is good to have ready; looked at",
    "fund.Account.code": "of the chart of accounts",
    "fund.Account.name": "of the chart of accounts",
    "fund.Fund.code": "a fund’s",
    "fund.Fund.name": "a fund’s",
    "fund.Fund.starts_on": "a gift’s terms",
    "fund.Fund.ends_on": "a gift’s terms",
    "fund.Donor.reference": "random",
    "fund.Donor.name": "who gave",
    "fund.Period.starts_on": "a month",
    "fund.Period.ends_on": "a month",
    "fund.JournalEntry.key": "of references",
    "fund.JournalEntry.dated_on": "the day of the books",
    "fund.JournalEntry.kind": "a word of ours",
    "fund.JournalEntry.subject": "an opaque reference",
    "fund.Gift.reference": "random",
    "fund.Gift.received_on": "the day of a gift",
    "fund.Encumbrance.key": "of references",
    "fund.Encumbrance.subject": "an opaque reference",
    "fund.Region.name": "a fourth of the state",
    "fund.Region.counties": "counties",
    "fund.Agency.name": "a partner agency",
    "fund.Agency.phone": "an office’s; looked at",
    "fund.Agency.email": "an office’s; looked at",
    "fund.Agreement.reference": "random",
    "fund.Agreement.paper": "a file’s number; looked at",
    "fund.Agreement.signed_on": "a paper’s",
    "fund.Agreement.ends_on": "a paper’s",
    "fund.User.password": "a hash of a colleague’s",
    "fund.User.reference": "random",
    "fund.User.email": "a colleague’s",
    "fund.User.name": "a colleague’s",
    "fund.User.language": "a colleague’s choice",
    "fund.User.trained_on": "a colleague’s",
    "fund.RoleGrant.starts_on": "a role’s",
    "fund.RoleGrant.ends_on": "a role’s",
    "fund.Vendor.reference": "random",
    "fund.Vendor.name": "a business; looked at",
    "fund.Vendor.town": "a business’s; looked at",
    "fund.Vendor.phone": "a business’s; looked at",
    "fund.Notice.reference": "an opaque reference",
    "fund.NoticeChoice.sealed_phone": "a colleague’s, sealed under a key that is elsewhere",
    "fund.AuditLink.hash": "of the trail",
    "fund.AuditLink.previous": "of the trail",
    "fund.Checkpoint.day": "of the trail",
    "fund.Checkpoint.text": "hashes of the trail, signed",
    "fund.SealedQuarter.quarter": "a quarter",
    "applications.Document.key_id": "random",
    "applications.Document.object_name": "random",
    "applications.Document.once": "random, one form’s",
    "applications.FundCode.key_id": "of a key",
    "applications.FundCode.mac": "of a random code, under a key that is elsewhere",
    "applications.GuaranteeLetter.mac": "of a random code, under a key that is elsewhere",
    "applications.GuaranteeLetter.key_id": "of a key",
    "applications.GuaranteeLetter.expires_on": "the last day of a promise",
    "applications.Household.label_mac": "of a spreadsheet’s label, under a key that is elsewhere",
    "applications.GapWarning.day": "a day of the roster",
    "applications.LegalHold.ends_on": "a hold’s",
    "applications.LegalHold.matter": "a file’s number; looked at",
    "applications.LegalHold.reference": "random",
    "applications.LooseObject.object_name": "random",
    "applications.PurgeCertificate.reference": "random",
    "applications.Application.reference": "random",
    "applications.Application.once": "random, one form’s",
    "applications.Application.imported_key": "the coalition’s own number of a past request",
    "applications.Need.needed_by": "the last day of a payment",
    "applications.StartedLine.needed_by": "the last day of a payment",
    "applications.StartedLine.check_in": "the first night of a stay",
    "applications.AwardLine.reference": "random",
    "applications.AwardLine.paid_on": "the day of a payment",
    "applications.AwardLine.held_because": "a word of ours for each fund",
    "applications.SavedView.name": "a member’s word for her own filters; looked at",
    "applications.SavedView.query": "filters from a list; never what was searched for",
    "applications.SealedText.key_id": "random",
    "applications.SealedText.ciphertext": "sealed words; looked at before",
    "disbursements.Refund.reference": "random",
    "disbursements.Refund.received_on": "a bank’s",
    "disbursements.PayoutMethod.stripe_recipient": "Stripe’s number of a business",
    "disbursements.PayoutMethod.stripe_payout_method": "Stripe’s number of an account",
    "disbursements.PayoutMethod.remit_name": "a business; looked at",
    "disbursements.PayoutMethod.remit_address": "where a business gets its mail; looked at",
    "disbursements.Disbursement.reference": "random",
    "disbursements.Disbursement.posted_on": "the day of a payment",
    "disbursements.Disbursement.returned_on": "the day of a payment",
    "disbursements.Disbursement.reason": "one of a few answers",
    "disbursements.Disbursement.provider_reference": "the provider’s number",
    "disbursements.Disbursement.frozen_why": "words of ours",
    "disbursements.Attempt.idempotency_key": "random",
    "disbursements.Attempt.provider_reference": "the provider’s number",
    "disbursements.Attempt.code": "the provider’s code",
    "disbursements.ProviderEvent.rail": "a word of ours",
    "disbursements.ProviderEvent.event_id": "the provider’s number",
    "disbursements.ProviderEvent.type": "the provider’s word",
    "disbursements.ProviderEvent.related_reference": "the provider’s number",
    "disbursements.ProviderEvent.payload": "what the provider said of our reference",
    "disbursements.ProviderEvent.outcome": "words of ours",
    "disbursements.Statement.sha256": "a fingerprint",
    "disbursements.Statement.content": "the bank’s file of our account",
    "disbursements.Statement.starts_on": "the bank’s file",
    "disbursements.Statement.ends_on": "the bank’s file",
    "disbursements.Statement.rejected": "numbers of lines and words of ours",
    "disbursements.StatementLine.dated_on": "the bank’s day",
    "disbursements.StatementLine.description": "the bank’s words on our account",
    "disbursements.StatementLine.bank_reference": "the bank’s number",
    "disbursements.StatementLine.fingerprint": "a fingerprint",
    "disbursements.StatementLine.ignored_why": "why finance set it aside; looked at",
    "disbursements.Match.why": "words of ours",
    "reports.Release.starts_on": "a quarter",
    "reports.Release.ends_on": "a quarter",
    "reports.Release.fingerprint": "a fingerprint",
    "reports.Release.withdrawn_reason": "why a report left the site; looked at",
    "reports.ReleasedTable.content": "protected figures",
    "reports.DonorReport.pdf": "protected figures",
    "reports.DonorReport.fingerprint": "a fingerprint",
    "applications.Stay.check_in": "the first night of a room",
    "applications.DecisionRecord.body": "numbers, amounts, codes and who voted; no words",
    "applications.Consent.given_on": "the day on a signed paper that the agency keeps",
    "applications.Consent.ends_on": "the last day of a consent",
}
"""Every column for words, bytes or a day. A new one is added here by somebody who has asked
herself whether a person can be found by it; a column of choices holds none."""

OF_A_PERSON = re.compile(
    r"name|birth|dob|born|address|street|zip|postal|phone|mobile|cell|email|ssn|social|plate"
    r"|gender|race|ethnic|immigration|language|photo|ip_"
)
NAMES_SOMEBODY_ELSE = {
    "fund.Account.name",
    "fund.Fund.name",
    "fund.Donor.name",
    "fund.Region.name",
    "fund.Agency.name",
    "fund.Agency.phone",
    "fund.Agency.email",
    "fund.User.email",
    "fund.User.name",
    "fund.User.language",
    "fund.Resource.name",
    "fund.Resource.phone",
    "fund.Vendor.name",
    "fund.Vendor.phone",
    "fund.NoticeChoice.sealed_phone",
    "applications.Document.object_name",
    "applications.LooseObject.object_name",
    "applications.SavedView.name",
    "disbursements.PayoutMethod.remit_name",
    "disbursements.PayoutMethod.remit_address",
}
"""Columns that sound like a person: about staff, agencies, donors, businesses and things."""


def columns() -> Iterator[tuple[str, models.Field]]:  # type: ignore[type-arg]
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.local_fields:
                yield f"{room}.{model.__name__}.{field.name}", field


def can_hold_words(field: models.Field) -> bool:  # type: ignore[type-arg]
    """Words, bytes or a day; not a moment, a number, a reference or one of a few choices."""
    wordy = (models.CharField, models.TextField, models.BinaryField, models.JSONField)
    is_day = isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    return is_day or (isinstance(field, (*wordy, models.FileField)) and not field.choices)


def test_every_column_that_could_hold_words_or_a_day_is_accounted_for() -> None:
    assert {name for name, field in columns() if can_hold_words(field)} == set(HOLDS)


def test_no_column_is_named_after_what_finds_a_person_but_of_staff_and_businesses() -> None:
    telling = {name for name, _field in columns() if OF_A_PERSON.search(name.rpartition(".")[2])}
    assert telling == NAMES_SOMEBODY_ELSE


def test_a_request_has_no_column_for_words_outside_the_vault() -> None:
    """What is typed about a request lies sealed; its own columns hold numbers and codes only."""
    words = {name for name in HOLDS if name.startswith("applications.")}
    assert not {name for name, field in columns() if isinstance(field, models.TextField)} & words
    assert "applications.SealedText.ciphertext" in words
