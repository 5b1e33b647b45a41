"""Folds words so that one wording matches however people type it, and remembers where each letter was.

Accents go from Latin, Cyrillic and Arabic letters; vowel signs of other scripts stay. Few signs remain: ``.`` ends
a sentence, ``?`` a question, ``,`` and ``:`` a part of one, ``|`` frames a tag; any other is a space.
"""

import unicodedata
from typing import Dict, List, Tuple

from bot.language.letters import SAME_LETTER

_SIGNS = {sign: plain for plain, signs in {
    ".": ".!…;\n\r\v\f。｡۔؛।॥።፨", "?": "?؟፧", ",": ",،、፣፤¿¡", ":": ":", "|": "<>|", "·": "·・•", "": "'’‘ʼʻ`´ʹ",
}.items() for sign in signs}  # fmt: skip

# In a name two letters may stand for one sign.
_SAME = {**SAME_LETTER, "œ": "oe", "æ": "ae"}

# Marks that change nothing here: accents, Arabic short vowels, tatweel, the dots under Hindi and Bengali letters.
_DROPPED = ((0x0300, 0x036F), (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670),
            (0x06D6, 0x06ED), (0x093C, 0x093C), (0x09BC, 0x09BC))  # fmt: skip


def fold_letters(text: str) -> str:
    """Plain lower-case letters; signs stay as they are."""
    return "".join(_LETTERS[character] for character in text)


def fold(text: str) -> Tuple[str, List[str]]:
    """The folded text between two spaces, and what each character of the text became."""
    parts = [_CHARACTERS[character] for character in text]
    return f" {''.join(parts)} ", parts


def positions(parts: List[str]) -> List[int]:
    """For each character of the folded text, and for its end, where it stood in the text."""
    found = [0]
    for position, part in enumerate(parts):
        found.extend([position] * len(part))
    return [*found, len(parts), len(parts)]


class _Letters(Dict[str, str]):
    """Filled as characters are met."""

    def __missing__(self, character: str) -> str:
        # Korean syllables would fall apart into letters.
        known = character in _SAME or "가" <= character <= "힣"
        letters = character if known else unicodedata.normalize("NFD", character.casefold())
        plain = "".join(_SAME.get(letter, letter) for letter in letters if not _is_dropped(letter))
        self[character] = plain
        return plain


def _is_dropped(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _DROPPED)


class _Characters(Dict[str, str]):
    def __missing__(self, character: str) -> str:
        if character in _SIGNS:
            plain = _SIGNS[character]
        elif unicodedata.category(character)[0] in "LMN":
            plain = _LETTERS[character]
        else:
            plain = " "
        self[character] = plain
        return plain


_LETTERS = _Letters()
_CHARACTERS = _Characters()
