"""A request, the words exchanged about it, and its decision."""

from .application import TO_RATIFY, Application
from .award import Award, AwardLine, AwardShare
from .consent import Consent, Purpose, Scope
from .decision import DecisionRecord
from .document import BEFORE_DECISION, Document, DocumentKind, LooseObject
from .exception import CapException
from .household import FundCode, Household
from .lane_closure import LaneClosure
from .letter import GuaranteeLetter
from .need import Need
from .oncall import Call, GapWarning, Ratification, Shift
from .outcome import OutcomeAsk
from .retention import LegalHold, PurgeCertificate
from .review import Message, Recusal, Review, ReviewLine
from .sealed import Place, SealedText
from .started import StartedLine
from .stay import Stay
from .view import SavedView

__all__ = [
    "BEFORE_DECISION",
    "TO_RATIFY",
    "Application",
    "Award",
    "AwardLine",
    "AwardShare",
    "Call",
    "CapException",
    "Consent",
    "DecisionRecord",
    "Document",
    "DocumentKind",
    "FundCode",
    "GapWarning",
    "GuaranteeLetter",
    "Household",
    "LaneClosure",
    "LegalHold",
    "LooseObject",
    "Message",
    "Need",
    "OutcomeAsk",
    "Place",
    "PurgeCertificate",
    "Purpose",
    "Ratification",
    "Recusal",
    "Review",
    "ReviewLine",
    "SavedView",
    "Scope",
    "SealedText",
    "Shift",
    "StartedLine",
    "Stay",
]
