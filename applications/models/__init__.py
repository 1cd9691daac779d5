"""A request, the words exchanged about it, and its decision."""

from .application import Application
from .award import Award, AwardLine
from .document import Document, DocumentKind, LooseObject
from .household import FundCode, Household
from .need import Need
from .review import Message, Recusal, Review, ReviewLine
from .sealed import Place, SealedText

__all__ = [
    "Application",
    "Award",
    "AwardLine",
    "Document",
    "DocumentKind",
    "FundCode",
    "Household",
    "LooseObject",
    "Message",
    "Need",
    "Place",
    "Recusal",
    "Review",
    "ReviewLine",
    "SealedText",
]
