"""The only place where words are made: keys and values become sentences of one language."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, FrozenSet, Iterable, List, Mapping, Optional, Sequence

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.numbers import format_decimal

from bot.language.bidi import isolate, isolate_latin
from bot.language.catalogs import po_files
from bot.language.catalogs.standing import Standing, standing_of
from bot.language.languages import SOURCE_LANGUAGE, answered_languages, is_answered, languages
from bot.language.sources import sources
from bot.settings import ROOT, SettingsError

LOCALES = ROOT / "locales"
_PARTIAL_DATE = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


class UnknownKey(KeyError):
    """A response key that no source file defines; names the key."""


@dataclass(frozen=True)
class Said:
    """A finished sentence.

    Attributes:
        tag: The language it is in: the reader's, or English where nothing else may be said.
        awaits_translation: It is English, or holds English, because its text is new or has changed.
    """

    text: str
    tag: str
    awaits_translation: bool


class Words:
    """Sentences of one language.

    Values in a sentence are plain strings or numbers, or one of these small forms, which the
    action server can send as JSON:

    - ``{"date": "2025-12"}``: a date as precise as it is known, in the reader's format;
    - ``{"key": "utter_…"}``: another entry of the catalog;
    - ``{"list": [value, …]}``: a list of values with the language's "and".
    """

    def __init__(self, tag: str, catalog: Optional[Catalog], serve_unreviewed: bool) -> None:
        self.language = languages()[tag]
        self.locale = Locale.parse(self.language.locale)
        self.has_served_drafts = False
        self._own: Dict[str, str] = {}
        withheld = set()
        for message in catalog or ():
            key = str(message.context)
            if not message.id or key not in sources():
                continue
            standing = standing_of(message, sources()[key])
            if standing.may_be_said(serve_unreviewed):
                self._own[key] = self._in_order(str(message.string))
                self.has_served_drafts |= standing is Standing.DRAFT
            elif standing is Standing.DRAFT:
                withheld.add(key)
        # Drafts that the deployment does not serve are English by its own choice, and await nothing.
        self._withheld: FrozenSet[str] = frozenset(withheld)

    @property
    def tag(self) -> str:
        return self.language.tag

    def has(self, key: str) -> bool:
        """Does the catalog itself hold this key, and may it be said? Otherwise ``say`` gives the English."""
        return key in self._own

    def say(self, key: str, values: Optional[Mapping[str, Any]] = None) -> str:
        """The text of ``word``."""
        return self.word(key, values).text

    def word(self, key: str, values: Optional[Mapping[str, Any]] = None) -> Said:
        """The sentence behind a key, with its values filled in; None leaves placeholders as they stand.

        Raises:
            UnknownKey: No source file defines the key.
            KeyError: The sentence has a placeholder that ``values`` lacks.
        """
        if key not in sources():
            raise UnknownKey(key)
        if key not in self._own and self.tag != SOURCE_LANGUAGE:
            # Its dates and lists are English as well, and it keeps its own direction.
            text = _english().say(key, values)
            return Said(self._apart(text), SOURCE_LANGUAGE, key not in self._withheld)
        text = self._own.get(key, sources()[key])
        if values is None:
            return Said(text, self.tag, False)
        written = {name: self._write(value) for name, value in values.items()}
        text = text.format_map({name: value.text for name, value in written.items()})
        return Said(text, self.tag, any(value.awaits_translation for value in written.values()))

    def write(self, value: Any) -> str:
        """One value in the reader's format."""
        return self._write(value).text

    def _write(self, value: Any) -> Said:
        if not isinstance(value, dict):
            # A count in the reader's format; telephone numbers come as text and stay as they are.
            is_count = isinstance(value, int) and not isinstance(value, bool)
            text = str(format_decimal(value, locale=self.locale)) if is_count else str(value)
            return Said(self._apart(text), self.tag, False)
        if "date" in value:
            return Said(self.date(value["date"]), self.tag, False)
        if "key" in value:
            return self.word(value["key"], value.get("values"))
        if "list" in value:
            items = [self._write(item) for item in value["list"]]
            awaits = any(item.awaits_translation for item in items)
            return Said(self.list([item.text for item in items]), self.tag, awaits)
        raise ValueError(f"a value has one of date, key, list; this one has {sorted(value)}")

    def _apart(self, text: str) -> str:
        """A text with an order of its own inside this language's."""
        return isolate(text) if self.language.direction == "rtl" else text

    def _in_order(self, translation: str) -> str:
        """A translation whose telephone numbers and Latin names keep their order."""
        return isolate_latin(translation) if self.language.direction == "rtl" else translation

    def date(self, iso: str) -> str:
        """A full or partial ISO date (``2025``, ``2025-12``, ``2025-12-05``) in words."""
        match = _PARTIAL_DATE.match(iso)
        if match is None:
            raise ValueError(f"not a date: {iso!r}")
        year, month, day = match.groups()
        when = date(int(year), int(month or 1), int(day or 1))
        if day:
            return format_date(when, "long", locale=self.locale)
        return format_skeleton("yMMMM" if month else "y", when, locale=self.locale)

    def list(self, items: Sequence[str], style: str = "standard") -> str:
        return format_list(items, style=style, locale=self.locale)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _english() -> Words:
    return Words(SOURCE_LANGUAGE, None, True)


def read_catalog(tag: str, locales: Path = LOCALES) -> Optional[Catalog]:
    """The catalog of a language, or None for the source language and where none exists yet."""
    return po_files.read_catalog(tag, locales)


def raise_if_unreadable(locales: Path = LOCALES) -> None:
    """Read every catalog once.

    Raises:
        UnreadableCatalog: Names each line that cannot be read, of all files.
    """
    problems: List[str] = []
    for tag in languages():
        try:
            read_catalog(tag, locales)
        except po_files.UnreadableCatalog as error:
            problems.extend(error.problems)
    if problems:
        raise po_files.UnreadableCatalog(problems)


class Phrasebook:
    """The words of every language, loaded when first needed."""

    def __init__(self, serve_unreviewed: bool, default: str = SOURCE_LANGUAGE) -> None:
        if not is_answered(default):
            ours = ", ".join(language.tag for language in answered_languages())
            raise SettingsError(f"DEFAULT_LANGUAGE={default!r} is none of {ours}")
        self._serve_unreviewed = serve_unreviewed
        self.default = default
        self._load = lru_cache(maxsize=None)(self._read)

    def words(self, tag: Optional[str]) -> Words:
        """The words we write to a reader of a language: its own, or the deployment's default."""
        return self._load(tag if tag and is_answered(tag) else self.default)

    def own_words(self, tag: Optional[str]) -> Optional[Words]:
        """The few sentences we have in a language that we understand but do not write in yet.

        Danger now, and the line that says in which language we answer; None for every other language.
        """
        if not tag or tag not in languages() or is_answered(tag):
            return None
        return self._load(tag)

    def _read(self, tag: str) -> Words:
        return Words(tag, read_catalog(tag), self._serve_unreviewed)

    def preload(self, tags: Iterable[str]) -> List[Words]:
        """Read catalogs at the start instead of inside somebody's first message."""
        return [self._load(tag) for tag in tags]
