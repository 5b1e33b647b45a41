"""Dates as exact as a source gives them: ``2019``, ``2019-07`` or ``2019-07-22``."""

import re
from datetime import date
from typing import Optional

_SHAPE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def first_day(text: str) -> date:
    """The first day that a partial date covers.

    Raises:
        ValueError: The text is not a year, a month or a day of the calendar.
    """
    match = _SHAPE.match(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date")
    year, month, day = match.groups()
    return date(int(year), int(month or 1), int(day or 1))


def has_begun(text: Optional[str], day: date) -> bool:
    """Whether a period that starts at a partial date has begun by a day; None means long ago."""
    return text is None or first_day(text) <= day
