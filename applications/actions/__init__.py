"""Every change of a request. One grammar: lock, policy, transition, save, record, notices."""

from .again import ask_again
from .awarding import (
    fund_lines,
    line_in_payment,
    line_paid,
    line_reopened,
    line_sent,
)
from .cards import make_card, put_card_away, stop_card, use_card
from .consenting import give_consent, revoke_consent
from .deciding import decide_emergency, ratify, recuse, review
from .documenting import add_document, add_receipt, remove_document
from .drafting import add_need, change_draft, change_need, remove_need, set_words, start_draft
from .letters import make_letter, take_letter_back
from .locking import Refused
from .outcomes import answer_outcome, ask_outcomes, remind_of_outcomes
from .retention import Purge, place_hold, purge_due, release_hold, shred
from .sending_in import (
    answer,
    escalate_late,
    expire_drafts,
    reconsider,
    request_information,
    submit,
)
from .withdrawing import withdraw

__all__ = [
    "Purge",
    "Refused",
    "add_document",
    "add_need",
    "add_receipt",
    "answer",
    "answer_outcome",
    "ask_again",
    "ask_outcomes",
    "change_draft",
    "change_need",
    "decide_emergency",
    "escalate_late",
    "expire_drafts",
    "fund_lines",
    "give_consent",
    "line_in_payment",
    "line_paid",
    "line_reopened",
    "line_sent",
    "make_card",
    "make_letter",
    "place_hold",
    "purge_due",
    "put_card_away",
    "ratify",
    "reconsider",
    "recuse",
    "release_hold",
    "remind_of_outcomes",
    "remove_document",
    "remove_need",
    "request_information",
    "review",
    "revoke_consent",
    "set_words",
    "shred",
    "start_draft",
    "stop_card",
    "submit",
    "take_letter_back",
    "use_card",
    "withdraw",
]
