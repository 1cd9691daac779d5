"""Days and times in the reader's language, in the fund's time zone (`fund/formats/`)."""

from datetime import date, datetime

from django.utils import formats, timezone


def written(moment: date | datetime, how: str = "DATE_FORMAT") -> str:
    """`November 25, 2026`, or as the format of that name says."""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment)
    return formats.date_format(moment, how)
