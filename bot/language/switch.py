"""Which language somebody asks for: "español por favor", "english please"."""

import re
import unicodedata
from typing import Optional

from bot.language.languages import languages


def requested_language(text: str) -> Optional[str]:
    """The tag of the language a message names last, or None when it names none that we answer in."""
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text.lower()))
    tags = {name: tag for tag, language in languages().items() for name in (language.autonym.lower(), *language.names)}
    named = [tags[word] for word in words if word in tags]
    return named[-1] if named else None
