"""A request, the words exchanged about it, and its decision."""

from .application import Application, Household
from .award import Award, AwardLine
from .need import Need
from .review import Message, Recusal, Review, ReviewLine

__all__ = [
    "Application",
    "Award",
    "AwardLine",
    "Household",
    "Message",
    "Need",
    "Recusal",
    "Review",
    "ReviewLine",
]
