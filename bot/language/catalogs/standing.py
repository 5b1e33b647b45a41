"""Where a translation stands: checked by a person, a draft, or older than its English; and whether it may be said."""

from enum import Enum
from typing import Any

from bot.language.catalogs.entry_checks import forms_of, translated_source
from bot.language.catalogs.facts import facts_of
from bot.language.catalogs.reviews import reviews_of


class Standing(Enum):
    """What is known of one entry's translation."""

    # A person has checked it, for this English or for an older one that states the same facts.
    REVIEWED = "reviewed"
    # Nobody has checked it yet (gettext's fuzzy).
    DRAFT = "draft"
    # The English states other facts now. Never said, whoever has checked it.
    OUTDATED = "outdated"
    MISSING = "missing"

    def may_be_said(self, serve_unreviewed: bool) -> bool:
        return self is Standing.REVIEWED or (serve_unreviewed and self is Standing.DRAFT)


def standing_of(message: Any, english: Any) -> Standing:
    """Where the translation of an entry stands beside the English of today.

    Args:
        message: A Babel message; ``previous_id`` is the older English that it still translates.
        english: The text as the sources have it now; a tuple where it has a plural.
    """
    if not all(forms_of(message.string or "")):
        return Standing.MISSING
    translated = translated_source(message)
    if translated == forms_of(english):
        return Standing.DRAFT if message.fuzzy else Standing.REVIEWED
    if not have_same_facts(translated, english):
        return Standing.OUTDATED
    # `make update` marks the entry fuzzy when its English changes; the review of the older text still counts.
    return Standing.REVIEWED if reviews_of(message) or not message.fuzzy else Standing.DRAFT


def have_same_facts(one: Any, other: Any) -> bool:
    """Do two English texts hold the same placeholders, links, telephone numbers, form names and numbers?"""
    return [facts_of(text) for text in forms_of(one)] == [facts_of(text) for text in forms_of(other)]
