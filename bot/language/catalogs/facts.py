"""The facts inside a sentence that no translation may change: placeholders, links, telephone numbers, codes, numbers.

One reading of a text serves the checks of translations and the question whether an older
translation may still be said.
"""

from dataclasses import dataclass, fields
from typing import Dict, FrozenSet, List, Tuple

import regex

PLACEHOLDER = regex.compile(r"\{[a-z_]+\}")
_WEB = r"[A-Za-z0-9._~:/?#@!$&'*+,;=%-]"
_LINK = regex.compile(
    rf"https?://{_WEB}+|(?<![A-Za-z0-9_@.-])(?:[A-Za-z0-9-]+\.)+[a-z]{{2,}}(?:/{_WEB}*)?(?![A-Za-z0-9])"
)
# Any dash and any space may stand between the groups, so that a changed dash is seen as a changed number.
_GAP = r"[\p{Zs}.\p{Pd}]"
_PHONE = regex.compile(rf"(?<!\d)(?:\+?\d{_GAP})?(?:\(\d{{3}}\){_GAP}?|\d{{3}}{_GAP})\d{{3}}{_GAP}\d{{4}}(?!\d)")
# Form names such as I-918 or EOIR-33, and the one agreement that is named by its paragraph.
_CODE = regex.compile(r"(?<![A-Za-z0-9])(?:[A-Z]{1,5}-\d+[A-Z]*|287\(g\))")
_NUMBER = regex.compile(r"\d+")
# Letters that a resident meets on paper in exactly this form, whatever the language around them.
NAMES = ("ICE", "USCIS", "VAWA", "DACA", "TPS", "FBI", "FTC", "OSHA", "EOIR", "SIJ")
_NAME = regex.compile(rf"(?<![A-Za-z])(?:{'|'.join(NAMES)})(?![A-Za-z])")
# The U and the T of the visas, alone; not the initials of "U.S.".
_VISA_LETTER = regex.compile(r"(?<!\p{Latin}\.?)[UT](?!\.?\p{Latin})")
_VISA = regex.compile(r"(?<!\p{Latin}\.?)([UT])(?:[ -]visas?\b|(?= (?:and|or) [UT][ -]visas?\b))")
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
_MONTHS += ["October", "November", "December"]
_MONTH = regex.compile(rf"\b({'|'.join(_MONTHS)})\b(?= \d)|(?<=\d )({'|'.join(_MONTHS)})\b")


@dataclass(frozen=True)
class Facts:
    """What a text states in signs, each kind sorted, repeats kept."""

    placeholders: Tuple[str, ...]
    links: Tuple[str, ...]
    phones: Tuple[str, ...]
    codes: Tuple[str, ...]
    numbers: Tuple[str, ...]


KINDS: Dict[str, str] = {
    "placeholders": "placeholders",
    "links": "links",
    "phones": "telephone numbers",
    "codes": "form names",
    "numbers": "numbers",
}


def facts_of(text: str) -> Facts:
    """Read the facts of a text; a digit counts in one kind only, and digits of other scripts are other digits."""
    found: Dict[str, List[str]] = {}
    for kind, pattern in (
        ("placeholders", PLACEHOLDER),
        ("links", _LINK),
        ("phones", _PHONE),
        ("codes", _CODE),
        ("numbers", _NUMBER),
    ):
        found[kind] = [match.rstrip(".,:;?!'") if kind == "links" else match for match in pattern.findall(text)]
        text = pattern.sub("\n", text)
    return Facts(**{field.name: tuple(sorted(found[field.name])) for field in fields(Facts)})


def names_of(text: str) -> FrozenSet[str]:
    """The names in letters that stay as they are: ``ICE``, ``VAWA``."""
    return frozenset(_NAME.findall(text))


def visa_letters(english: str) -> FrozenSet[str]:
    """Which visas an English text names: ``U``, ``T``."""
    return frozenset(_VISA.findall(english))


def lone_letters(text: str) -> FrozenSet[str]:
    """The capital U and T that stand alone in a text of any language."""
    return frozenset(_VISA_LETTER.findall(text))


def months_of(english: str) -> Tuple[str, ...]:
    """The months of the dates in an English text, as numbers: some languages write May as 5."""
    return tuple(str(_MONTHS.index(before or after) + 1) for before, after in _MONTH.findall(english))
