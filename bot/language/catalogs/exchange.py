"""A language's catalog on its way to a translator's tool and back: all of a file counts, or nothing."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, List, Optional, Tuple

from babel.messages.catalog import Catalog

from bot.language.catalogs.check_strings import entry_problems
from bot.language.catalogs.entry_checks import forms_of, translated_source
from bot.language.catalogs.po_files import UnreadableCatalog, catalog_path, read_catalog_file, render, write_file
from bot.language.catalogs.reviews import Review, header_review, review_problems, reviews_of
from bot.language.catalogs.standing import have_same_facts
from bot.language.catalogs.updating import describe

NEEDS_REVIEWER = (
    "is no longer fuzzy, but nobody says who checked it; add '# reviewed: NAME, 2026-11-30' above it, "
    "or fill in Last-Translator and PO-Revision-Date in the file's header"
)
_LANGUAGE = re.compile(r'"Language:\s*([^"\\]*?)\s*(?:\\n)?"')


@dataclass(frozen=True)
class Imported:
    """What an import did, by key.

    Attributes:
        changed: Entries that are different now.
        reviewed: Of these, entries that a person has checked.
        of_older_english: Translated from an older English; they stay fuzzy until somebody compares.
        kept: Newer here than in the file; its wording was not taken.
        unknown: Not in our catalog (any more); passed over.
    """

    changed: Tuple[str, ...]
    reviewed: Tuple[str, ...]
    of_older_english: Tuple[str, ...]
    kept: Tuple[str, ...]
    unknown: Tuple[str, ...]


def export_catalog(root: Path, tag: str) -> bytes:
    """The catalog of a language as a plain PO file, as Weblate and Poedit read it.

    Raises:
        UnreadableCatalog: Our own file is missing or broken.
    """
    path = catalog_path(root, tag)
    return render(read_catalog_file(path, tag, str(path.relative_to(root))), tag)


def import_catalog(root: Path, tag: str, path: Path, today: date) -> Imported:
    """Merge a translator's file into the catalog of a language, entry by entry of the same key.

    Raises:
        UnreadableCatalog: The file is broken, of another language, or an entry fails a check; nothing was changed.
    """
    ours_path = catalog_path(root, tag)
    ours = read_catalog_file(ours_path, tag, str(ours_path.relative_to(root)))
    theirs = read_catalog_file(path, tag, str(path))
    lines = path.read_bytes().decode("utf-8-sig").split("\n")
    problems = _language_problems(lines, tag, str(path))
    problems += [f"{path}:{number}: {problem}" for number, problem in review_problems(lines, today)]
    filled = Catalog()
    known = {_key(message): message for message in ours if message.id}
    for message in theirs:
        if message.id and any(forms_of(message.string or "")) and _key(message) in known:
            filled[message.id] = message
            if not message.fuzzy or message.string != known[_key(message)].string:
                # Written or confirmed for the English that stands in the file, not for the older one.
                message.previous_id = []
    problems += entry_problems(filled, tag, str(path))
    header = header_review(theirs.last_translator, theirs.revision_date)
    if header and header.day > today:
        problems.append(f"{path}:1: PO-Revision-Date is in the future ({header.day}); correct it")
    merge = _Merge(header)
    for message in filled:
        if message.id:
            problems += [
                f"{path}:{message.lineno}: {_key(message)}: {problem}"
                for problem in merge.take(message, known[_key(message)])
            ]
    if problems:
        raise UnreadableCatalog(problems)
    if header:
        ours.last_translator, ours.revision_date = theirs.last_translator, theirs.revision_date
    describe(ours, tag)
    content = render(ours, tag)
    if content != ours_path.read_bytes():
        write_file(ours_path, content)
    unknown = [_key(message) for message in theirs if message.id and _key(message) not in known]
    return merge.result(unknown)


def _key(message: Any) -> str:
    """The context, which is the response key; the English itself where an entry has none."""
    return str(message.context or message.id)


def _language_problems(lines: List[str], tag: str, name: str) -> List[str]:
    for number, line in enumerate(lines, start=1):
        match = _LANGUAGE.match(line)
        if match is None:
            continue
        if match.group(1).replace("-", "_").lower() == tag.replace("-", "_").lower():
            return []
        return [
            f"{name}:{number}: the file's language is {match.group(1)!r}, but you import {tag!r}; correct one of them"
        ]
    return [f"{name}:1: the header does not tell the language; add the line 'Language: {tag.replace('-', '_')}'"]


class _Merge:
    """Takes entries one after the other into the catalog that is held in memory."""

    def __init__(self, header: Optional[Review]) -> None:
        self.header = header
        self.changed: List[str] = []
        self.reviewed: List[str] = []
        self.older: List[str] = []
        self.kept: List[str] = []

    def take(self, theirs: Any, ours: Any) -> List[str]:
        """Merge one entry, or say why it cannot be taken."""
        key = _key(ours)
        is_older = theirs.id != ours.id
        is_new_text = theirs.string != ours.string
        if _is_reviewed_since(ours, theirs) or (is_older and _is_nearer_to_english(ours, theirs)):
            if is_new_text:
                self.kept.append(key)
            return []
        comments = list(dict.fromkeys([*ours.user_comments, *theirs.user_comments]))
        is_confirmed = not theirs.fuzzy and (is_new_text or ours.fuzzy)
        if is_confirmed and not set(reviews_of(theirs)) - set(reviews_of(ours)):
            # The entry tells no new reviewer; the file does, or nobody.
            if self.header is None:
                return [NEEDS_REVIEWER]
            comments = list(dict.fromkeys([*comments, self.header.comment()]))
        was = (ours.string, ours.fuzzy, ours.user_comments, ours.previous_id)
        ours.string, ours.user_comments = theirs.string, comments
        if theirs.fuzzy or is_older:
            ours.flags = ours.flags | {"fuzzy"}
            if is_older:
                # The reviewer saw an older English: what they checked counts for that one.
                ours.previous_id = list(forms_of(theirs.id))
                self.older.append(key)
            elif is_new_text:
                ours.previous_id = []
        else:
            ours.flags, ours.previous_id = ours.flags - {"fuzzy"}, []
            if is_confirmed:
                self.reviewed.append(key)
        if was != (ours.string, ours.fuzzy, ours.user_comments, ours.previous_id):
            self.changed.append(key)
        return []

    def result(self, unknown: List[str]) -> Imported:
        return Imported(tuple(self.changed), tuple(self.reviewed), tuple(self.older), tuple(self.kept), tuple(unknown))


def _is_reviewed_since(ours: Any, theirs: Any) -> bool:
    """Has somebody reviewed our entry whom the file does not know, and nobody later in the file?"""
    here, there = reviews_of(ours), reviews_of(theirs)
    if ours.fuzzy or not set(here) - set(there):
        return False
    return theirs.fuzzy or not there or there[-1] < here[-1]


def _is_nearer_to_english(ours: Any, theirs: Any) -> bool:
    """Is our translation a better one for the English of today than theirs, which is of an older English?"""
    if not ours.string or translated_source(ours) == forms_of(theirs.id):
        return False
    return not ours.fuzzy or theirs.fuzzy or not have_same_facts(theirs.id, ours.id)
