"""The wording of the chat in one language, and which language somebody's browser asks for; pure."""

from typing import Any, Dict, Optional

from bot.language.languages import answered_languages
from bot.language.sources import sources
from bot.language.words import Words

# Browsers name regions where we name scripts.
_TRADITIONAL = ("zh-tw", "zh-hk", "zh-mo", "zh-hant")


def choose_language(wanted: str) -> Optional[str]:
    """The first language of ours in a list of tags such as ``es-MX,es;q=0.9,en``; None if there is none.

    A region or script that we do not have counts as its language: ``es-MX`` is ``es``.
    """
    ours = {language.tag.lower(): language.tag for language in answered_languages()}
    for part in wanted.split(",")[:20]:
        tag = part.partition(";")[0].strip().lower().replace("_", "-")
        base = tag.partition("-")[0]
        if base == "zh" and tag not in ours:
            tag = "zh-hant" if tag.startswith(_TRADITIONAL) else "zh-hans"
            if tag in ours:
                return ours[tag]
        for candidate in (tag, base):
            if candidate in ours:
                return ours[candidate]
        related = [full for lower, full in ours.items() if base and lower.partition("-")[0] == base]
        if related and base != "zh":
            return related[0]
    return None


def chat_words(words: Words, exit_url: str) -> Dict[str, Any]:
    """What ``GET strings`` answers: every text of the chat, the languages to pick from, where to leave to.

    The texts of the pages without scripts (``plain_…``) stay here: each byte counts on a slow network.
    """
    keys = [key for key in sources() if key.startswith("page.") and not key.startswith("page.plain_")]
    return {
        "language": words.tag,
        "dir": words.language.direction,
        "languages": [
            {"tag": language.tag, "autonym": language.autonym, "dir": language.direction}
            for language in answered_languages()
        ],
        "exit_url": exit_url,
        "strings": {key.partition(".")[2]: words.say(key) for key in keys},
    }
