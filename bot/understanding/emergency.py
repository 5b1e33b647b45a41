"""Is somebody in danger now? A pure function over phrases; it needs no model and never fails.

The channel calls it before anything else, so that a broken model cannot silence "call 911". The
trained intent ``emergency`` is the second net, for wordings that no phrase foresaw.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import List, Optional, Pattern, Sequence, Tuple

import yaml

from bot.settings import ROOT

PHRASES = ROOT / "bot" / "data" / "emergency"


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
    kinds: Tuple[Tuple[str, Pattern[str]], ...]
    unless: Optional[Pattern[str]]


def detect(text: str) -> Optional[Emergency]:
    """The emergency that a message speaks of, or None. Any characters; never raises."""
    plain = fold(text)
    for rules in _all_rules():
        is_told_of = rules.unless is not None and rules.unless.search(plain)
        for kind, pattern in rules.kinds:
            # "I want to die since he left last year": the past is the reason, the danger is now.
            if (kind == "suicide" or not is_told_of) and pattern.search(plain):
                return Emergency(kind, rules.language)
    return None


def fold(text: str) -> str:
    """Lower case, no accents, one space between words: how people type when they are afraid."""
    text = unicodedata.normalize("NFKD", text.encode("utf-8", "replace").decode("utf-8").lower())
    text = "".join(c for c in text if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join(re.sub(r"[^\w]+", " ", text.replace("'", "").replace("’", "")).split())


@lru_cache(maxsize=1)
def _all_rules() -> List[_Rules]:
    return [_read(path) for path in sorted(PHRASES.glob("*.yml"))]


def _read(path: Path) -> _Rules:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    kinds = tuple((kind, _any_of(data[kind])) for kind in ("suicide", "captive", "danger") if data.get(kind))
    unless = _any_of(data["unless"]) if data.get("unless") else None
    return _Rules(path.stem, kinds, unless)


def _any_of(phrases: Sequence[str]) -> Pattern[str]:
    """One pattern for whole-word phrases; ``(a|b)`` and ``...`` (up to three words) may stand in them."""
    parts = [phrase.replace(" ... ", r" (?:\w+ ){0,3}") for phrase in phrases]
    return re.compile(r"\b(?:" + "|".join(parts) + r")\b")
