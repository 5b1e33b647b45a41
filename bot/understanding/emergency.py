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

from bot.language.letters import SAME_LETTER
from bot.settings import ROOT

PHRASES = ROOT / "bot" / "data" / "emergency"
# In this order: a wish to die and captivity need another number besides 911.
KINDS = ("suicide", "captive", "danger")
# Characters read at either end of a message, so that no text takes long.
LONGEST = 1000


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
class _Phrases:
    """The phrases of one key; those without a Latin letter are not tried on a message of Latin letters."""

    latin: "Optional[regex.Pattern[str]]"
    native: "Optional[regex.Pattern[str]]"

    def search(self, plain: str) -> bool:
        if self.latin is not None and self.latin.search(plain):
            return True
        return self.native is not None and not plain.isascii() and self.native.search(plain) is not None


@dataclass(frozen=True)
class _Rules:
    language: str
    # The phrases of each kind, and under "unless" and "now" if the file has them.
    phrases: Dict[str, _Phrases]


def detect(text: str) -> Optional[Emergency]:
    """The emergency that a message speaks of, or None. Any characters; never raises."""
    plain = _ends(fold(text))
    all_rules = _all_rules()
    for kind in KINDS:
        for rules in all_rules:
            phrases = rules.phrases.get(kind)
            # "I want to die since he left last year": the past is the reason, the danger is now.
            if phrases and phrases.search(plain) and (kind == "suicide" or not _is_told_of(plain, rules.language)):
                return Emergency(kind, rules.language)
    return None


def _is_told_of(plain: str, language: str) -> bool:
    """Past, question or figure of speech, said in the phrase's own language or in one that is mixed with it."""
    near = _MIXED.get(language, (language, "en"))
    return _says("unless", plain, near) and not _says("now", plain, near)


def _says(key: str, plain: str, languages: Sequence[str]) -> bool:
    near = (rules.phrases.get(key) for rules in _all_rules() if rules.language in languages)
    return any(phrases is not None and phrases.search(plain) for phrases in near)


# Every language is mixed with English here, and near languages share words. More would silence: Tagalog's "always"
# is Hindi's "is hit".
_MIXED = {
    "en": ("en", "es"),
    "es": ("es", "en", "pt-BR"),
    "pt-BR": ("pt-BR", "en", "es"),
    "ht": ("ht", "en", "fr"),
    "fr": ("fr", "en", "ht"),
    "ru": ("ru", "en", "uk"),
    "uk": ("uk", "en", "ru"),
    "hi": ("hi", "en", "ur"),
    "ur": ("ur", "en", "hi"),
    "zh-Hans": ("zh-Hans", "en", "zh-Hant"),
    "zh-Hant": ("zh-Hant", "en", "zh-Hans"),
}


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
_SAME_LETTER = str.maketrans(SAME_LETTER)


@lru_cache(maxsize=1)
def _all_rules() -> List[_Rules]:
    return [_read(path) for path in sorted(PHRASES.glob("*.yml"))]


def _read(path: Path) -> _Rules:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = {name: fold_letters(either) for name, either in data.get("words", {}).items()}
    keys = [key for key in (*KINDS, "unless", "now") if data.get(key)]
    edges = _EDGES[data.get("match", "words")]
    return _Rules(path.stem, {key: _phrases(data[key], words, *edges) for key in keys})


# What has to stand before and after a phrase. Some languages put endings on a word, some write no spaces.
_EDGES = {
    "words": (r"(?<!\w)(?=\w)", r"\b"),
    "starts": (r"(?<!\w)(?=\w)", ""),
    "anywhere": ("", ""),
}


# A letter of a phrase that is no regular expression's own, such as the w of \w.
_LATIN_LETTER = regex.compile(r"(?<!\\)[a-z]")


def _phrases(phrases: Sequence[str], words: Dict[str, str], before: str, after: str) -> _Phrases:
    """Phrases as patterns.

    ``(a|b)``, ``...`` (up to three words) and ``<name>`` may stand in them: a list under ``words``, which
    may itself name the lists above it.
    """
    written = []
    for phrase in map(fold_letters, phrases):
        for name, either in reversed(words.items()):
            phrase = phrase.replace(f"<{name}>", f"(?:{either})")
        written.append(phrase.replace(" ... ", r" (?:\w+ ){0,3}"))
    latin = [phrase for phrase in written if _LATIN_LETTER.search(phrase)]
    native = [phrase for phrase in written if not _LATIN_LETTER.search(phrase)]

    def any_of(some: Sequence[str]) -> "Optional[regex.Pattern[str]]":
        return regex.compile(before + "(?:" + "|".join(some) + ")" + after) if some else None

    return _Phrases(any_of(latin), any_of(native))
