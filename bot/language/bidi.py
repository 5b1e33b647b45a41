"""Latin names, telephone numbers and links keep their own order inside right-to-left text.

Source: Unicode UAX #9. In Arabic text the groups of 1-800-799-7233 would stand in reverse order.
"""

from typing import List

import regex

# First strong isolate and pop directional isolate.
ISOLATE, END_ISOLATE = "\u2068", "\u2069"
_OPENS_ISOLATE, _OPENS_EMBEDDING, _OVERRIDES = "\u2066\u2067\u2068", "\u202a\u202b", "\u202d\u202e"
_ENDS_EMBEDDING = "\u202c"

_PHONE = r"\+?(?:\d[ .-])?\(\d{3}\)[ .-]?\d{3}[ .-]\d{4}"
# A word or number with what belongs to it: $600, I-918, 287(g), 24/7, egov.uscis.gov.
_WORD = r"[$+#]?[\p{Latin}\d](?:[\p{Latin}\p{M}\d.,:'’/@_%+&=?#~-]*(?:\(\p{Latin}+\)|[\p{Latin}\p{M}\d%+/]))?"
# A law is cited with its number in front ("8 USC 1373"), a case with a point inside ("A v. B").
_LETTERED = rf"(?:\d+ (?=USC|CFR))?(?=[^\s]*?\p{{Latin}}){_WORD}"
# Spaces join words that hold a Latin letter ("Ramsey County", "Title 8"); two numbers side by side stay two.
_RUN = rf"(?:{_PHONE}|{_LETTERED}(?: (?:& |v\. )?{_WORD})*|{_WORD})"
_PARTS = regex.compile(rf"[\u2066-\u2068][^\u2069]*\u2069|\{{[a-z_]+\}}|(?P<run>{_RUN})")
# A bare number has no order that could turn around.
_BARE_NUMBER = regex.compile(r"\d+(?:[.,:]\d+)*%?")


def isolate(text: str) -> str:
    """The text with marks around it that keep its order apart from what surrounds it."""
    return f"{ISOLATE}{text}{END_ISOLATE}"


def isolate_latin(text: str) -> str:
    """Right-to-left text with each run of Latin letters or grouped digits isolated.

    Placeholders, and what is isolated already, stay as they are: doing it twice changes nothing.
    """

    def mark(match: "regex.Match[str]") -> str:
        run = match.group("run")
        if run is None or _BARE_NUMBER.fullmatch(run):
            return str(match.group())
        return isolate(run)

    return str(_PARTS.sub(mark, text))


def bidi_problems(text: str) -> List[str]:
    """What is wrong with the direction marks of a text: overrides, or one that is not closed."""
    if any(mark in text for mark in _OVERRIDES):
        return ["a direction override (U+202D, U+202E) turns digits around; take it out"]
    isolates = embeddings = 0
    for character in text:
        isolates += (character in _OPENS_ISOLATE) - (character == END_ISOLATE)
        embeddings += (character in _OPENS_EMBEDDING) - (character == _ENDS_EMBEDDING)
        if isolates < 0 or embeddings < 0:
            break
    if isolates or embeddings:
        return ["direction marks are not in pairs; close each one that is opened, or take them out"]
    return []
