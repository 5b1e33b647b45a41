"""Who has checked a translation, and when: ``# reviewed: NAME, 2026-11-30`` above an entry, or the file's header."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Iterator, List, Optional, Sequence, Tuple

_BEGINS = re.compile(r"review(?:ed)?\b", re.IGNORECASE)
_REVIEWED = re.compile(r"reviewed: (?P<name>[^,<>@]{2,60}), (?P<day>\d{4}-\d\d-\d\d)")
HOW = "write '# reviewed: NAME, 2026-11-30' with the day of the review, and no address"
# What stands in the header until a person fills it in.
NOBODY = ("", "machine draft, not reviewed", "FULL NAME <EMAIL@ADDRESS>", "FULL NAME")


@dataclass(frozen=True, order=True)
class Review:
    """One person's check of an entry."""

    day: date
    name: str

    def comment(self) -> str:
        return f"reviewed: {self.name}, {self.day.isoformat()}"


def read_review(comment: str) -> Optional[Review]:
    """The review in a translator's comment; None where it is another remark, or cannot be read."""
    match = _REVIEWED.fullmatch(comment.strip())
    if match is None:
        return None
    try:
        return Review(date.fromisoformat(match["day"]), match["name"].strip())
    except ValueError:
        return None


def reviews_of(message: Any) -> List[Review]:
    """The reviews of an entry, oldest first."""
    return sorted(review for comment in message.user_comments if (review := read_review(comment)))


def review_problems(lines: Sequence[str], today: date) -> Iterator[Tuple[int, str]]:
    """Review comments of a PO file that cannot be read, by line."""
    for number, line in enumerate(lines, start=1):
        comment = line[1:].strip() if line.startswith("#") and line[1:2] in ("", " ") else ""
        if not _BEGINS.match(comment):
            continue
        review = read_review(comment)
        if review is None:
            yield number, f"this review cannot be read; {HOW}"
        elif review.day > today + timedelta(days=1):
            yield number, f"this review is dated in the future ({review.day}); {HOW}"


def header_review(last_translator: Optional[str], revised: Any) -> Optional[Review]:
    """The reviewer whom a file's header names; None until its name and its date are both filled in.

    Args:
        last_translator: ``Name`` or ``Name <address>``; the address is not kept.
        revised: Babel's reading of PO-Revision-Date: a datetime, or the text of an empty form.
    """
    if (last_translator or "").strip() in NOBODY or not isinstance(revised, datetime):
        return None
    name = re.sub(r"\s*<[^>]*>", "", last_translator or "").replace(",", " ").strip()
    review = Review(revised.date(), name)
    return review if read_review(review.comment()) else None
