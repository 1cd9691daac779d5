"""Every change of a request. One grammar: lock, policy, transition, save, record, notices."""

from .again import ask_again
from .awarding import (
    line_in_payment,
    line_paid,
    line_refunded,
    line_reopened,
    line_sent,
)
from .cards import make_card, put_card_away, stop_card, use_card
from .consenting import give_consent, revoke_consent
from .deciding import abstain, decide_emergency, recuse, review
from .documenting import add_document, add_receipt, remove_document
from .drafting import say_soon, say_who, start_draft, start_like
from .excepting import ask_exception, drop_exception, grant_exception
from .funding import fund_lines
from .handing_over import hand_over
from .letters import make_letter, take_letter_back
from .lines import add_need, remove_line, say_how_much, say_what, say_whom
from .locking import Changed, Gone, Refused
from .oncall import (
    add_shift,
    keep_shift,
    offer_shift,
    remove_shift,
    take_shift,
    warn_of_gaps,
)
from .outcomes import answer_outcome, ask_outcomes, remind_of_outcomes
from .paging import keep_ladders, take_up, tell_next
from .ratifying import ratify, remind_to_look
from .retention import Purge, place_hold, purge_due, release_hold, shred
from .sending_in import (
    answer,
    escalate_late,
    expire_drafts,
    reconsider,
    request_information,
    submit,
    warn_drafts,
)
from .staying import more_nights, tell_used
from .withdrawing import withdraw

__all__ = [
    "Changed",
    "Gone",
    "Purge",
    "Refused",
    "abstain",
    "add_document",
    "add_need",
    "add_receipt",
    "add_shift",
    "answer",
    "answer_outcome",
    "ask_again",
    "ask_exception",
    "ask_outcomes",
    "decide_emergency",
    "drop_exception",
    "escalate_late",
    "expire_drafts",
    "fund_lines",
    "give_consent",
    "grant_exception",
    "hand_over",
    "keep_ladders",
    "keep_shift",
    "line_in_payment",
    "line_paid",
    "line_refunded",
    "line_reopened",
    "line_sent",
    "make_card",
    "make_letter",
    "more_nights",
    "offer_shift",
    "place_hold",
    "purge_due",
    "put_card_away",
    "ratify",
    "reconsider",
    "recuse",
    "release_hold",
    "remind_of_outcomes",
    "remind_to_look",
    "remove_document",
    "remove_line",
    "remove_shift",
    "request_information",
    "review",
    "revoke_consent",
    "say_how_much",
    "say_soon",
    "say_what",
    "say_who",
    "say_whom",
    "shred",
    "start_draft",
    "start_like",
    "stop_card",
    "submit",
    "take_letter_back",
    "take_shift",
    "take_up",
    "tell_next",
    "tell_used",
    "use_card",
    "warn_drafts",
    "warn_of_gaps",
    "withdraw",
]
