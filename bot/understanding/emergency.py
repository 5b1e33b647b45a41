"""Is somebody in danger now? A pure function over phrases; it needs no model and never fails.

The channel calls it before anything else, so that a broken model cannot silence "call 911". The
trained intent ``emergency`` is the second net, for wordings that no phrase foresaw.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Dict, List, Optional, Pattern, Sequence

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
    patterns: Dict[str, Pattern[str]]


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
    text = unicodedata.normalize("NFKD", text.encode("utf-8", "replace").decode("utf-8"))
    # Once more, because a fancy capital becomes a plain one and lower case may bring accents of its own.
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join(re.sub(r"[^\w]+", " ", text.replace("'", "").replace("’", "")).split())


@lru_cache(maxsize=1)
def _all_rules() -> List[_Rules]:
    return [_read(path) for path in sorted(PHRASES.glob("*.yml"))]


def _read(path: Path) -> _Rules:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = data.get("words", {})
    keys = [key for key in (*KINDS, "unless", "now") if data.get(key)]
    return _Rules(path.stem, {key: _any_of(data[key], words) for key in keys})


def _any_of(phrases: Sequence[str], words: Dict[str, str]) -> Pattern[str]:
    """One pattern for whole-word phrases.

    ``(a|b)``, ``...`` (up to three words) and ``<name>`` may stand in them: a list under ``words``, which
    may itself name the lists above it.
    """
    parts = []
    for phrase in phrases:
        for name, either in reversed(words.items()):
            phrase = phrase.replace(f"<{name}>", f"(?:{either})")
        parts.append(phrase.replace(" ... ", r" (?:\w+ ){0,3}"))
    return re.compile(r"(?<!\w)(?=\w)(?:" + "|".join(parts) + r")\b")
