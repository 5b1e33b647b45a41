"""The list of languages, read once from bot/data/languages.yml."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Mapping, Optional, Tuple

import yaml

from bot.settings import ROOT

LANGUAGES_FILE = ROOT / "bot" / "data" / "languages.yml"
SOURCE_LANGUAGE = "en"


ANSWERED, UNDERSTOOD = "answered", "understood"


@dataclass(frozen=True)
class Language:
    """One language we understand.

    Attributes:
        tag: BCP-47 tag, as in ``locales/<tag>/``.
        autonym: The language's own name for itself, shown to everyone.
        direction: ``ltr`` or ``rtl``.
        script: English name of its script.
        plural: gettext's rule for plural forms.
        tokenizer: spaCy's blank pipeline for it; ``xx`` where spaCy has none.
        sms: ``gsm7`` or ``ucs2``: what a text message of it needs.
        status: ``answered`` or, while it has no complete catalog, ``understood``.
        names: How people ask for it, in its own and in other languages, lower case.
        formats: CLDR locale of its dates and lists, where that is not the tag.
    """

    tag: str
    autonym: str
    direction: str
    script: str
    plural: str
    tokenizer: str
    sms: str
    status: str
    names: Tuple[str, ...]
    formats: Optional[str] = None

    @property
    def locale(self) -> str:
        """Identifier of the CLDR locale for formats and plural forms, as Babel writes it."""
        return (self.formats or self.tag).replace("-", "_")

    @property
    def is_answered(self) -> bool:
        return self.status == ANSWERED


@lru_cache(maxsize=1)
def languages() -> Mapping[str, Language]:
    """Every language that we understand, by tag, in the order of the file."""
    entries = yaml.safe_load(LANGUAGES_FILE.read_text(encoding="utf-8"))
    return {entry["tag"]: Language(**{**entry, "names": tuple(entry["names"])}) for entry in entries}


def answered_languages() -> Tuple[Language, ...]:
    """The languages that we write in."""
    return tuple(language for language in languages().values() if language.is_answered)


def is_language(tag: object) -> bool:
    return isinstance(tag, str) and tag in languages()


def is_answered(tag: object) -> bool:
    return isinstance(tag, str) and tag in languages() and languages()[tag].is_answered
