"""What a carrier bills for a text: alphabet, segments, parts.

A message in the GSM 7-bit alphabet has 160 septets, or parts of 153 when it needs several; one letter outside that
alphabet makes the whole message UTF-16, with 70 units, or parts of 67.
Source: 3GPP TS 23.038 (alphabets) and TS 23.040 (concatenation). National shift tables are left out: what a
phone or a carrier makes of them is not sure.
"""

from typing import List, Tuple

import regex

GSM7, UCS2 = "gsm7", "ucs2"
# Units of a message that stands alone, and of each part of a longer one (its header takes the rest).
ALONE = {GSM7: 160, UCS2: 70}
PART = {GSM7: 153, UCS2: 67}

# The default alphabet in the order of its table; its escape (0x1B) is no letter.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each of these travels as a pair: escape, then the letter.
EXTENSION = frozenset("\f^{}\\[~]|€")

_GRAPHEMES = regex.compile(r"\X")


def forcing(text: str) -> Tuple[str, ...]:
    """The characters that make the message Unicode, each once, in the order of the text."""
    return tuple(dict.fromkeys(letter for letter in text if letter not in BASIC and letter not in EXTENSION))


def alphabet_of(text: str) -> str:
    """``gsm7`` or ``ucs2``: what the whole message is sent in."""
    return UCS2 if forcing(text) else GSM7


def units_of(text: str, alphabet: str) -> int:
    """Septets of a ``gsm7`` text, UTF-16 units of a ``ucs2`` text."""
    if alphabet == GSM7:
        return len(text) + sum(letter in EXTENSION for letter in text)
    return len(text) + sum(letter > "\uffff" for letter in text)


def count_segments(text: str) -> int:
    """How many messages a carrier bills; 0 for an empty text."""
    return len(split_sms(text))


def split_sms(text: str) -> Tuple[str, ...]:
    """The parts a carrier bills, in sending order; joined they are the text.

    A part ends between two graphemes, so never inside an escape pair, a surrogate pair or a letter with its marks. One
    grapheme that is longer than a whole part is cut between two of its characters.
    """
    alphabet = alphabet_of(text)
    if units_of(text, alphabet) <= ALONE[alphabet]:
        return (text,) if text else ()
    limit = PART[alphabet]
    parts: List[str] = []
    part, room = "", limit
    for piece in _pieces(text, alphabet, limit):
        size = units_of(piece, alphabet)
        if size > room:
            parts.append(part)
            part, room = "", limit
        part += piece
        room -= size
    return (*parts, part)


def _pieces(text: str, alphabet: str, limit: int) -> List[str]:
    """The graphemes; the characters of one that no part can hold."""
    pieces: List[str] = []
    for grapheme in _GRAPHEMES.findall(text):
        pieces.extend([grapheme] if units_of(grapheme, alphabet) <= limit else grapheme)
    return pieces
