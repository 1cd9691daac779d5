"""A request, the words exchanged about it, and its decision."""

from .application import Application
from .award import Award, AwardLine
from .household import FundCode, Household
from .need import Need
from .review import Message, Recusal, Review, ReviewLine
from .sealed import Place, SealedText

__all__ = [
    "Application",
    "Award",
    "AwardLine",
    "FundCode",
    "Household",
    "Message",
    "Need",
    "Place",
    "Recusal",
    "Review",
    "ReviewLine",
    "SealedText",
]
