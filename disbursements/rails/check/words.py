"""The amount in words: on a check it rules over the figures (UCC 3-114)."""

SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
    *("seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES = ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))
LARGEST_CENTS = 999_999_999_99


def amount_in_words(cents: int) -> str:
    """120_050 as "One thousand two hundred and 50/100"; raises ValueError out of range."""
    if not 0 < cents <= LARGEST_CENTS:
        raise ValueError("a check is for one cent up to 999,999,999.99")
    whole, rest = divmod(cents, 100)
    text = f"{_number(whole)} and {rest:02}/100"
    return text[0].upper() + text[1:]


def _number(value: int) -> str:
    for size, name in SCALES:
        if value >= size:
            more = value % size
            head = f"{_number(value // size)} {name}"
            return f"{head} {_number(more)}" if more else head
    if value < 20:
        return SMALL[value]
    tens, ones = divmod(value, 10)
    return f"{TENS[tens - 2]}-{SMALL[ones]}" if ones else TENS[tens - 2]
