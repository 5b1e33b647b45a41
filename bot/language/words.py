"""The only place where words are made: keys and values become sentences of one language."""

import re
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, FrozenSet, Iterable, List, Mapping, Optional, Sequence

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from bot.language.languages import SOURCE_LANGUAGE, answered_languages, is_answered, languages
from bot.language.sources import sources
from bot.settings import ROOT, SettingsError

LOCALES = ROOT / "locales"
DOMAIN = "messages"

# First strong isolate and pop directional isolate (Unicode UAX #9): a Latin name or a number inside
# right-to-left text keeps its own order.
ISOLATE, END_ISOLATE = "\u2068", "\u2069"
_PARTIAL_DATE = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


class UnknownKey(KeyError):
    """A response key that no source file defines; names the key."""


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
        self._own_keys: FrozenSet[str] = frozenset()
        self._translations: NullTranslations = NullTranslations()
        if catalog is not None:
            self.has_served_drafts = serve_unreviewed and any(message.id and message.fuzzy for message in catalog)
            self._own_keys = frozenset(
                str(m.context) for m in catalog if m.id and m.string and (serve_unreviewed or not m.fuzzy)
            )
            compiled = BytesIO()
            write_mo(compiled, catalog, use_fuzzy=serve_unreviewed)
            compiled.seek(0)
            self._translations = Translations(compiled, DOMAIN)

    @property
    def tag(self) -> str:
        return self.language.tag

    def has(self, key: str) -> bool:
        """Does the catalog itself hold this key? Otherwise ``say`` gives the English."""
        return key in self._own_keys

    def say(self, key: str, values: Optional[Mapping[str, Any]] = None) -> str:
        """The sentence behind a key, with its values filled in; None leaves placeholders as they stand.

        Raises:
            UnknownKey: No source file defines the key.
            KeyError: The sentence has a placeholder that ``values`` lacks.
        """
        try:
            english = sources()[key]
        except KeyError as error:
            raise UnknownKey(key) from error
        text = str(self._translations.pgettext(key, english))
        if values is None:
            return text
        return text.format_map({name: self.write(value) for name, value in values.items()})

    def write(self, value: Any) -> str:
        """One value in the reader's format."""
        if isinstance(value, dict):
            if "date" in value:
                return self.date(value["date"])
            if "key" in value:
                return self.say(value["key"], value.get("values"))
            if "list" in value:
                return self.list([self.write(item) for item in value["list"]])
            raise ValueError(f"a value has one of date, key, list; this one has {sorted(value)}")
        text = str(value)
        return f"{ISOLATE}{text}{END_ISOLATE}" if self.language.direction == "rtl" else text

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


def read_catalog(tag: str, locales: Path = LOCALES) -> Optional[Catalog]:
    """The catalog of a language, or None for the source language and where none exists yet."""
    path = locales / tag.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.po"
    if tag == SOURCE_LANGUAGE or not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=languages()[tag].locale, domain=DOMAIN, abort_invalid=True)


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
