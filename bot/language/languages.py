"""The list of languages, read once from bot/data/languages.yml."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Mapping, Tuple

import yaml

from bot.settings import ROOT

LANGUAGES_FILE = ROOT / "bot" / "data" / "languages.yml"
SOURCE_LANGUAGE = "en"


@dataclass(frozen=True)
class Language:
    """One language we answer in.

    Attributes:
        tag: BCP-47 tag, as in ``locales/<tag>/``.
        autonym: The language's own name for itself, shown to everyone.
        direction: ``ltr`` or ``rtl``.
        script: English name of its script.
        names: How people ask for it in other languages, lower case.
    """

    tag: str
    autonym: str
    direction: str
    script: str
    names: Tuple[str, ...]


@lru_cache(maxsize=1)
def languages() -> Mapping[str, Language]:
    """Every language by tag, in the order of the file."""
    entries = yaml.safe_load(LANGUAGES_FILE.read_text(encoding="utf-8"))
    return {entry["tag"]: Language(**{**entry, "names": tuple(entry["names"])}) for entry in entries}


def is_language(tag: object) -> bool:
    return isinstance(tag, str) and tag in languages()
