"""What a person could type about a survivor, marked: whoever finds a mark knows where it was typed.

Every mark belongs to one place. None is real: the phone numbers are reserved for fiction, no
Social Security number begins with a nine.
"""

import re
from dataclasses import dataclass, field

NAME, BORN, PHONE, MAIL, SSN, STREET, PLATE = (
    "name",
    "born",
    "phone",
    "mail",
    "ssn",
    "street",
    "plate",
)
EVERYTHING = (NAME, BORN, PHONE, MAIL, SSN, STREET, PLATE)


@dataclass(frozen=True)
class Canary:
    """One marked person, and the parts of her that are typed at one place."""

    place: str
    number: int
    parts: tuple[str, ...]
    values: dict[str, str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        word, n = self.place.title(), self.number
        every = {
            NAME: f"Zoë{word}ß Ødegård-Quill{word.lower()}",
            BORN: f"{1 + n % 12:02}/{1 + n % 28:02}/{1931 + n}",
            PHONE: f"(207) 555-01{n:02}",
            MAIL: f"zq{word.lower()}@quillmail.example",
            SSN: f"9{n:02}-71-43{n:02}",
            STREET: f"{4100 + n} Quagmarsh{word} Lane",
            PLATE: f"QZXV 7{n:02}",
        }
        object.__setattr__(self, "values", {part: every[part] for part in self.parts})

    @property
    def text(self) -> str:
        """All of it, as it is typed, with signs that encodings like to trip over."""
        words = ", ".join(self.values.values())
        return f"“{words}” <& good-bye>" if self.parts == EVERYTHING else words

    @property
    def words(self) -> tuple[str, ...]:
        """Marks of letters: each is found whatever stands around it."""
        found = [self.values[NAME].split()[0], f"Quill{self.place}"] if NAME in self.parts else []
        if MAIL in self.parts:
            found.append(self.values[MAIL])
        if STREET in self.parts:
            found.append(self.values[STREET].split()[1])
        return tuple(found)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Marks of digits (a plate has letters too), without what separates them."""
        bare = [re.sub(r"\W", "", self.values[p]) for p in (PHONE, SSN, PLATE) if p in self.parts]
        if BORN in self.parts:
            month, day, year = self.values[BORN].split("/")
            bare += [month + day + year, day + month + year, year + month + day]
        return tuple(dict.fromkeys(bare))


@dataclass(frozen=True)
class Card:
    """The code on a card: a canary of its own, which nobody but the product made."""

    text: str
    place: str = field(default="card", init=False)
    words: tuple[str, ...] = field(default=(), init=False)

    @property
    def values(self) -> dict[str, str]:
        return {"code": self.text}

    @property
    def numbers(self) -> tuple[str, ...]:
        return (re.sub(r"\W", "", self.text),)


Mark = Canary | Card

_PLACES: tuple[tuple[str, tuple[str, ...]], ...] = (
    # Sealed: typed about a request.
    ("pseudonym", (NAME, PLATE)),
    ("note", EVERYTHING),
    ("account", (SSN, PLATE)),
    ("booking", (PHONE, PLATE)),
    ("removed", (SSN, PLATE)),
    ("question", EVERYTHING),
    ("answer", EVERYTHING),
    ("message", EVERYTHING),
    ("reason", EVERYTHING),
    ("other", EVERYTHING),
    ("recusal", EVERYTHING),
    ("exception", EVERYTHING),
    ("grant", EVERYTHING),
    ("draft", EVERYTHING),
    ("kept", EVERYTHING),
    # Never a part of a request, though somebody may type or send it.
    ("amount", (NAME, PHONE)),
    ("code", EVERYTHING),
    ("signin", (MAIL,)),
    ("reset", (MAIL,)),
    ("secret", (NAME, BORN)),
    ("payment", (NAME, PHONE)),
    ("vendor", (NAME, PHONE)),
    ("trail", (NAME, PHONE)),
    ("inbox", (NAME, PHONE)),
    ("file", (NAME, BORN)),
    ("referer", (NAME, PHONE)),
    ("agent", (NAME, PHONE)),
    ("cookie", (NAME, PHONE)),
    ("address", (NAME, PHONE)),
    ("query", (NAME, PHONE)),
    ("webhook", EVERYTHING),
    ("host", (STREET,)),
    # In documents: drawn, beside the drawing, and in their names.
    ("photo", (NAME, PHONE)),
    ("sheet", (NAME, PHONE)),
    ("exif", (NAME,)),
    ("xmp", (NAME,)),
    ("iptc", (NAME,)),
    ("comment", (NAME,)),
    ("thumbnail", (NAME,)),
    ("author", (NAME,)),
    ("attached", (NAME, PHONE)),
    ("script", (NAME,)),
    ("recognised", (NAME, PHONE)),
    ("paper", (NAME,)),
    ("refused", (NAME, PHONE)),
    # Of a person who agrees to less.
    ("withheld", (SSN, PLATE)),
    ("ended", EVERYTHING),
    ("hidden", (NAME, PHONE)),
    # Said by a careless line of code: what breaks, and what is logged.
    ("broken", (NAME,)),
    ("logkey", (NAME,)),
    ("logvalue", (NAME,)),
    ("logevent", (NAME,)),
    ("mobile", (PHONE,)),
    ("find", (NAME, PHONE)),
    ("letter", EVERYTHING),
)
CANARIES = {
    place: Canary(place, number, parts) for number, (place, parts) in enumerate(_PLACES, start=1)
}


def typed(place: str) -> str:
    """What is typed at this place."""
    return CANARIES[place].text
