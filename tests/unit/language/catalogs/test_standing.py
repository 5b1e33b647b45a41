"""An older translation is said only while the English states the same facts; reviews are read with their dates."""

from datetime import date, datetime
from typing import Any, Dict, List, Tuple

import pytest
from babel.messages.catalog import Message

from bot.language.catalogs.reviews import Review, header_review, review_problems, reviews_of
from bot.language.catalogs.standing import Standing, have_same_facts, standing_of

REVIEW = "reviewed: Ana Example, 2026-11-01"
FUZZY = ["fuzzy"]
ENGLISH = "Call 911 now."
SAME_FACTS, OTHER_FACTS = ["Please call 911."], ["Call 912 now."]


def entry(flags: List[str], comments: List[str], previous: List[str], string: str = "Llame al 911.") -> Message:
    return Message(ENGLISH, string, flags=flags, user_comments=comments, previous_id=previous)


STANDINGS: Dict[str, Tuple[Message, Standing]] = {
    "reviewed": (entry([], [REVIEW], []), Standing.REVIEWED),
    "confirmed without a name": (entry([], [], []), Standing.REVIEWED),
    "draft": (entry(FUZZY, [], []), Standing.DRAFT),
    "drafted anew after a review": (entry(FUZZY, [REVIEW], []), Standing.DRAFT),
    "reviewed, same facts": (entry(FUZZY, [REVIEW], SAME_FACTS), Standing.REVIEWED),
    "reviewed, other facts": (entry(FUZZY, [REVIEW], OTHER_FACTS), Standing.OUTDATED),
    "draft, same facts": (entry(FUZZY, [], SAME_FACTS), Standing.DRAFT),
    "draft, other facts": (entry(FUZZY, [], OTHER_FACTS), Standing.OUTDATED),
    "empty": (entry([], [REVIEW], [], ""), Standing.MISSING),
}


@pytest.mark.parametrize(("message", "standing"), STANDINGS.values(), ids=STANDINGS.keys())
def test_where_a_translation_stands(message: Message, standing: Standing) -> None:
    assert standing_of(message, ENGLISH) is standing


def test_a_catalog_behind_its_sources_is_compared_with_the_sources() -> None:
    message = entry([], [REVIEW], [])
    assert standing_of(message, "Please call 911 now.") is Standing.REVIEWED
    assert standing_of(message, "Call 988 now.") is Standing.OUTDATED


@pytest.mark.parametrize(
    ("standing", "serve", "english"),
    [
        (Standing.REVIEWED, True, True),
        (Standing.DRAFT, True, False),
        (Standing.OUTDATED, False, False),
        (Standing.MISSING, False, False),
    ],
)
def test_what_may_be_said(standing: Standing, serve: bool, english: bool) -> None:
    assert (standing.may_be_said(True), standing.may_be_said(False)) == (serve, english)


FACTS = {
    "other words": ("Call 911 now.", "Now, call 911.", True),
    "another number": ("Call 911.", "Call 988.", False),
    "a number twice": ("Call 911.", "Call 911. Yes, 911.", False),
    "another phone": ("Call 1-800-799-7233.", "Call 1-800-799-7234.", False),
    "another link": ("See a.gov/b.", "See a.gov/c.", False),
    "a placeholder more": ("Hello.", "Hello {name}.", False),
    "plural": (("One day", "{count} days"), ("A day", "{count} days"), True),
}


@pytest.mark.parametrize(("one", "other", "same"), FACTS.values(), ids=FACTS.keys())
def test_when_two_english_texts_hold_the_same_facts(one: Any, other: Any, same: bool) -> None:
    assert have_same_facts(one, other) is have_same_facts(other, one) is same


TODAY = date(2026, 11, 23)
COMMENTS: Dict[str, Tuple[str, str]] = {
    "good": (f"# {REVIEW}", ""),
    "another remark": ("# A note on this word.", ""),
    "no comment of a translator": ("#. reviewed yesterday", ""),
    "no date": ("# reviewed: Ana Example", "cannot be read"),
    "no name": ("# reviewed: , 2026-11-01", "cannot be read"),
    "date in words": ("# reviewed: Ana Example, 1 November 2026", "cannot be read"),
    "no day of the calendar": ("# reviewed: Ana Example, 2026-02-30", "cannot be read"),
    "address": ("# reviewed: Ana <ana@example.org>, 2026-11-01", "cannot be read"),
    "other spelling": ("# Reviewed by Ana Example 2026-11-01", "cannot be read"),
    "future": ("# reviewed: Ana Example, 2027-11-01", "future"),
}


@pytest.mark.parametrize(("line", "told"), COMMENTS.values(), ids=COMMENTS.keys())
def test_a_review_that_cannot_be_read_is_told_with_its_line(line: str, told: str) -> None:
    found = list(review_problems(['msgid "x"', line], TODAY))
    assert [number for number, _ in found] == ([2] if told else [])
    assert all(told in problem for _, problem in found)


def test_reviews_of_an_entry_are_told_oldest_first() -> None:
    message = Message("a", "b", user_comments=[REVIEW, "a remark", "reviewed: Bo Example, 2025-01-02"])
    assert reviews_of(message) == [Review(date(2025, 1, 2), "Bo Example"), Review(date(2026, 11, 1), "Ana Example")]


@pytest.mark.parametrize(
    ("name", "revised", "found"),
    [
        ("Ana Example <ana@example.org>", datetime(2026, 11, 1, 9), Review(date(2026, 11, 1), "Ana Example")),
        ("Ana Example", datetime(2026, 11, 1, 9), Review(date(2026, 11, 1), "Ana Example")),
        ("Ana Example", "YEAR-MO-DA HO:MI+ZONE", None),
        ("machine draft, not reviewed", datetime(2026, 11, 1), None),
        ("FULL NAME <EMAIL@ADDRESS>", datetime(2026, 11, 1), None),
        ("<ana@example.org>", datetime(2026, 11, 1), None),
        ("", datetime(2026, 11, 1), None),
        (None, None, None),
    ],
)
def test_a_header_names_a_reviewer_when_both_lines_are_filled_in(name: Any, revised: Any, found: Any) -> None:
    assert header_review(name, revised) == found
