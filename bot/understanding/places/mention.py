"""One place that a message names."""

from dataclasses import dataclass
from typing import Optional, Tuple


@dataclass(frozen=True)
class PlaceMention:
    """One place in a message.

    Attributes:
        start, end: Character offsets in the message.
        text: The words as written.
        candidates: Place keys it may mean, likeliest first; more than one means: ask.
        county: Key of the county that a ZIP code or city lies in, where known.
        zip_code: The ZIP code, where one was written.
    """

    start: int
    end: int
    text: str
    candidates: Tuple[str, ...]
    county: Optional[str] = None
    zip_code: Optional[str] = None

    @property
    def is_ambiguous(self) -> bool:
        return len(self.candidates) > 1
