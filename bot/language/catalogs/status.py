"""How far each language is: what is translated, what a person has checked, what has changed since."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from babel.messages.catalog import Catalog

from bot.language.catalogs.entry_checks import forms_of, translated_source
from bot.language.catalogs.glossary import Term, glossary_path, read_glossary, terms_to_look_at
from bot.language.catalogs.po_files import catalog_path, read_catalog_file
from bot.language.catalogs.reviews import Review, header_review, reviews_of
from bot.language.catalogs.standing import Standing, standing_of
from bot.language.catalogs.updating import extract_template, part_for
from bot.language.languages import SOURCE_LANGUAGE, languages


@dataclass(frozen=True)
class LanguageStatus:
    """Where one catalog stands. Counts are entries.

    Attributes:
        complete: Entries with a translation of any standing.
        fuzzy: Of these, entries that a person still has to check.
        reviewed: Of these, entries that a person has checked and that have not changed since.
        reviewers: Who checked how many of them.
        without_name: Reviewed entries that tell no reviewer.
        changed_since_review: Checked once; English or translation changed afterwards.
        said_in_english: Nothing may be said for them but the English: missing, or its facts changed.
        oldest_review, newest_review: ISO days; None where nobody has reviewed.
        last_translator, revised: The file's header, where it is filled in.
        glossary_to_look_at: Entries that use none of the agreed words for a term.
        glossary_entries: Key and term of each.
    """

    tag: str
    entries: int
    complete: int
    fuzzy: int
    reviewed: int
    reviewers: Dict[str, int]
    without_name: int
    changed_since_review: int
    said_in_english: int
    oldest_review: Optional[str]
    newest_review: Optional[str]
    last_translator: Optional[str]
    revised: Optional[str]
    glossary_to_look_at: int
    glossary_entries: Tuple[Dict[str, str], ...]


def status_of(tag: str, catalog: Catalog, wanted: Catalog, glossary: Tuple[Term, ...] = ()) -> LanguageStatus:
    """Count one language's catalog against the texts that are wanted in it."""
    header = header_review(catalog.last_translator, catalog.revision_date)
    ours = {message.context or message.id: message for message in catalog if message.id}
    entries = [
        (ours[key], standing_of(ours[key], message.id)) if key in ours else (None, Standing.MISSING)
        for message in wanted
        if message.id
        for key in (message.context or message.id,)
    ]
    standings = [standing for _, standing in entries]
    complete = [message for message, standing in entries if message and standing != Standing.MISSING]
    reviewed = [message for message in complete if not message.fuzzy]
    named = [review for message in reviewed if (review := _review_of(message, header))]
    looked = [
        {"key": str(message.context or message.id), "term": term}
        for message in complete
        for term in terms_to_look_at(
            glossary, "\n".join(translated_source(message)), "\n".join(forms_of(message.string))
        )
    ]
    days = sorted(review.day for review in named)
    return LanguageStatus(
        tag=tag,
        entries=len(entries),
        complete=len(complete),
        fuzzy=len(complete) - len(reviewed),
        reviewed=len(reviewed),
        reviewers=dict(Counter(review.name for review in named).most_common()),
        without_name=len(reviewed) - len(named),
        changed_since_review=sum(1 for message in complete if message.fuzzy and reviews_of(message)),
        said_in_english=sum(1 for standing in standings if standing in (Standing.MISSING, Standing.OUTDATED)),
        oldest_review=days[0].isoformat() if days else None,
        newest_review=days[-1].isoformat() if days else None,
        last_translator=header.name if header else None,
        revised=header.day.isoformat() if header else None,
        glossary_to_look_at=len({entry["key"] for entry in looked}),
        glossary_entries=tuple(looked),
    )


def read_status(root: Path) -> List[LanguageStatus]:
    """The status of every language that has a catalog, in the order of languages.yml.

    Raises:
        UnreadableCatalog, BadGlossary: A file is broken.
    """
    template = extract_template(root)
    found = []
    for tag in languages():
        path = catalog_path(root, tag)
        if tag != SOURCE_LANGUAGE and path.exists():
            glossary = read_glossary(glossary_path(root, tag), root)
            catalog = read_catalog_file(path, tag, str(path.relative_to(root)))
            found.append(status_of(tag, catalog, part_for(tag, template), glossary))
    return found


def _review_of(message: Any, header: Optional[Review]) -> Optional[Review]:
    """The newest review of an entry; the header speaks for entries without one of their own."""
    own = reviews_of(message)
    return own[-1] if own else header
