"""A request, the words exchanged about it, and its decision."""

from .application import TO_RATIFY, Application
from .award import Award, AwardLine
from .consent import Consent, Purpose, Scope
from .document import Document, DocumentKind, LooseObject
from .exception import CapException
from .household import FundCode, Household
from .need import Need
from .retention import LegalHold, PurgeCertificate
from .review import Message, Recusal, Review, ReviewLine
from .sealed import Place, SealedText
from .started import StartedLine
from .stay import Stay

__all__ = [
    "TO_RATIFY",
    "Application",
    "Award",
    "AwardLine",
    "CapException",
    "Consent",
    "Document",
    "DocumentKind",
    "FundCode",
    "Household",
    "LegalHold",
    "LooseObject",
    "Message",
    "Need",
    "Place",
    "PurgeCertificate",
    "Purpose",
    "Recusal",
    "Review",
    "ReviewLine",
    "Scope",
    "SealedText",
    "StartedLine",
    "Stay",
]
