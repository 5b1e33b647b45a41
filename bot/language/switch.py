"""Which language somebody asks for: "español por favor", "english please", "请说中文"."""

import unicodedata
from functools import lru_cache
from typing import Mapping, Optional, Tuple

import regex

from bot.language.languages import languages

# Whoever writes these scripts leaves no space before or behind a name, or glues endings to it.
_GLUED = regex.compile(r"[\p{Han}\p{Hangul}]")


@lru_cache(maxsize=1)
def _names() -> Tuple["regex.Pattern[str]", Mapping[str, str]]:
    """One pattern of every name, longest first ("traditional chinese" before "chinese"), and their tags."""
    tags = {
        unicodedata.normalize("NFC", name.lower()): tag
        for tag, language in languages().items()
        for name in (language.autonym, *language.names)
    }
    ordered = sorted(tags, key=len, reverse=True)
    glued = "|".join(regex.escape(name) for name in ordered if _GLUED.search(name))
    apart = "|".join(regex.escape(name) for name in ordered if not _GLUED.search(name))
    return regex.compile(rf"(?:{glued})|(?<![\p{{L}}\p{{M}}])(?:{apart})(?![\p{{L}}\p{{M}}])"), tags


def requested_language(text: str) -> Optional[str]:
    """The tag of the language a message names last, or None when it names none that we understand."""
    pattern, tags = _names()
    named = pattern.findall(" ".join(unicodedata.normalize("NFC", text.lower()).split()))
    return tags[named[-1]] if named else None
