"""A request, the words exchanged about it, and its decision."""

from .application import TO_RATIFY, Application
from .award import Award, AwardLine
from .consent import Consent, Purpose, Scope
from .document import BEFORE_DECISION, Document, DocumentKind, LooseObject
from .exception import CapException
from .household import FundCode, Household
from .letter import GuaranteeLetter
from .need import Need
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
    "CapException",
    "Consent",
    "Document",
    "DocumentKind",
    "FundCode",
    "GuaranteeLetter",
    "Household",
    "LegalHold",
    "LooseObject",
    "Message",
    "Need",
    "OutcomeAsk",
    "Place",
    "PurgeCertificate",
    "Purpose",
    "Recusal",
    "Review",
    "ReviewLine",
    "SavedView",
    "Scope",
    "SealedText",
    "StartedLine",
    "Stay",
]
