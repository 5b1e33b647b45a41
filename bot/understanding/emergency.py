"""Is somebody in danger now? A pure function over phrases; it needs no model and never fails.

The channel calls it before anything else, so that a broken model cannot silence "call 911". The
trained intent ``emergency`` is the second net, for wordings that no phrase foresaw.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Dict, List, Optional, Sequence

import regex
import yaml

from bot.settings import ROOT

PHRASES = ROOT / "bot" / "data" / "emergency"
# In this order: a wish to die and captivity need another number besides 911.
KINDS = ("suicide", "captive", "danger")
# Characters read at either end of a message, so that no text takes long.
LONGEST = 2000


@dataclass(frozen=True)
class Emergency:
    """Danger now.

    Attributes:
        kind: ``danger`` (violence, weapon, injury, break-in, child), ``suicide`` or ``captive``.
        language: Language of the phrase that told us.
    """

    kind: str
    language: str


@dataclass(frozen=True)
class _Rules:
    language: str
    # One pattern per kind, and under "unless" and "now" if the file has them.
    patterns: Dict[str, "regex.Pattern[str]"]


def detect(text: str) -> Optional[Emergency]:
    """The emergency that a message speaks of, or None. Any characters; never raises."""
    plain = _ends(fold(text))
    all_rules = _all_rules()
    for kind in KINDS:
        for rules in all_rules:
            pattern = rules.patterns.get(kind)
            # "I want to die since he left last year": the past is the reason, the danger is now.
            if pattern and pattern.search(plain) and (kind == "suicide" or not _is_told_of(plain)):
                return Emergency(kind, rules.language)
    return None


def _is_told_of(plain: str) -> bool:
    """Past, question or figure of speech, in any language: people mix them in one message."""
    return _says("unless", plain) and not _says("now", plain)


def _says(key: str, plain: str) -> bool:
    return any(rules.patterns[key].search(plain) for rules in _all_rules() if key in rules.patterns)


def _ends(plain: str) -> str:
    """A very long text without its middle: who writes pages says the danger first or last."""
    return plain if len(plain) <= 2 * LONGEST else f"{plain[:LONGEST]} {plain[-LONGEST:]}"


def fold(text: str) -> str:
    """Lower case, no accents, one space between words: how people type when they are afraid."""
    letters = fold_letters(text).replace("'", "").replace("’", "")
    # regex, not re: its \w holds the vowel signs of Hindi, Bengali and Amharic's neighbours.
    return " ".join(regex.sub(r"[^\w]+", " ", letters).split())


def fold_letters(text: str) -> str:
    """Each letter as the plainest form people type it in; signs and spaces stay.

    Accents go from Latin, Greek, Cyrillic, Arabic and Hebrew letters; in other scripts a mark is a vowel.
    """
    text = unicodedata.normalize("NFKD", text.encode("utf-8", "replace").decode("utf-8"))
    # Once more, because a fancy capital becomes a plain one and lower case may bring accents of its own.
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if unicodedata.category(c) != "Cf" and not _ACCENT.match(c))
    return unicodedata.normalize("NFC", text).translate(_SAME_LETTER)


# Combining marks that are no vowels: "Inherited" ones belong to any script, Arabic's are optional vowels.
_ACCENT = regex.compile(r"[\p{Mn}&&[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}]]", regex.V1)
# Letters with a stroke, and Arabic letters that keyboards of different countries write differently.
_SAME_LETTER = str.maketrans(
    {
        "đ": "d",
        "ø": "o",
        "ł": "l",
        "ı": "i",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ة": "ه",
        "ہ": "ه",
        "ھ": "ه",
    }
)


@lru_cache(maxsize=1)
def _all_rules() -> List[_Rules]:
    return [_read(path) for path in sorted(PHRASES.glob("*.yml"))]


def _read(path: Path) -> _Rules:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = {name: fold_letters(either) for name, either in data.get("words", {}).items()}
    keys = [key for key in (*KINDS, "unless", "now") if data.get(key)]
    edges = _EDGES[data.get("match", "words")]
    return _Rules(path.stem, {key: _any_of(data[key], words, *edges) for key in keys})


# What has to stand before and after a phrase. Some languages put endings on a word, some write no spaces.
_EDGES = {
    "words": (r"(?<!\w)(?=\w)", r"\b"),
    "starts": (r"(?<!\w)(?=\w)", ""),
    "anywhere": ("", ""),
}


def _any_of(phrases: Sequence[str], words: Dict[str, str], before: str, after: str) -> "regex.Pattern[str]":
    """One pattern for phrases.

    ``(a|b)``, ``...`` (up to three words) and ``<name>`` may stand in them: a list under ``words``, which
    may itself name the lists above it.
    """
    parts = []
    for phrase in map(fold_letters, phrases):
        for name, either in reversed(words.items()):
            phrase = phrase.replace(f"<{name}>", f"(?:{either})")
        parts.append(phrase.replace(" ... ", r" (?:\w+ ){0,3}"))
    return regex.compile(before + "(?:" + "|".join(parts) + ")" + after)
