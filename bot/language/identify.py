"""Which language a message is written in: n-grams learnt from our own examples, then pycld2.

Short messages carry little evidence, so the conversation's language is the prior: it is left only
when the message itself speaks clearly for another one.
"""

import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Dict, Iterable, List, Mapping, Optional, Tuple

import pycld2

# A message must be this many times likelier in another language before we leave the conversation's.
# Natural logarithms, per message; found on the training examples by leave-one-out, see docs/components.
SWITCH_EVIDENCE = 3.0
CLD2_EVIDENCE = 2.0
# One word says little: "ok", "si" and "no" are said in every language, and a name in none.
ONE_WORD_EVIDENCE = 4.0
SHORTEST_TELLING_WORD = 4
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)


@dataclass(frozen=True)
class Guess:
    """The language of one message.

    Attributes:
        language: A tag of the languages we answer in.
        evidence: By how much it beats the runner-up (natural log odds; 0 = nothing to go by).
        from_prior: True when the message itself did not decide.
    """

    language: str
    evidence: float
    from_prior: bool


class CharacterModel:
    """Naive Bayes over character trigrams and whole words, one count table per language."""

    def __init__(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        self._log: Dict[str, Dict[str, float]] = {}
        self._unseen: Dict[str, float] = {}
        self._counts = counts
        vocabulary = {gram for table in counts.values() for gram in table}
        for language, table in counts.items():
            total = sum(table.values()) + 0.5 * len(vocabulary)
            self._log[language] = {gram: math.log((n + 0.5) / total) for gram, n in table.items()}
            self._unseen[language] = math.log(0.5 / total)

    @classmethod
    def learn(cls, examples: Iterable[Tuple[str, str]]) -> "CharacterModel":
        """Count the grams of (text, language) pairs."""
        counts: Dict[str, Counter] = defaultdict(Counter)
        for text, language in examples:
            counts[language].update(grams(text))
        return cls({language: dict(table) for language, table in counts.items()})

    @property
    def languages(self) -> List[str]:
        return list(self._log)

    def scores(self, text: str) -> Dict[str, float]:
        """Log likelihood of the text in each language, damped because grams overlap."""
        found = grams(text)
        return {
            language: 0.5 * sum(table.get(gram, self._unseen[language]) for gram in found)
            for language, table in self._log.items()
        }

    def to_json(self) -> str:
        return json.dumps(self._counts, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "CharacterModel":
        return cls(json.loads(text))


def grams(text: str) -> List[str]:
    """Trigrams inside padded words, and the words themselves; digits and signs say nothing."""
    found: List[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFC", text.lower())):
        padded = f" {word} "
        found.append(f"w:{word}")
        found.extend(padded[i : i + 3] for i in range(len(padded) - 2))
    return found


def identify(text: str, prior: Optional[str], model: CharacterModel) -> Guess:
    """The language to take a message for.

    Args:
        text: The message; any characters.
        prior: The conversation's language so far, or None at its start.
        model: Learnt from our examples; its languages are the possible results.

    Returns:
        The prior with ``from_prior`` set when the message does not speak clearly for another.
    """
    fallback = prior if prior in model.languages else (model.languages or ["en"])[0]
    scores = model.scores(text)
    if not scores or not grams(text):
        return Guess(fallback, 0.0, True)
    reliable = _cld2_language(text)
    if reliable in scores and len(_WORD.findall(text)) > 1:
        scores[reliable] += CLD2_EVIDENCE
    ranked = sorted(scores.items(), key=lambda item: item[1], reverse=True)
    best, score = ranked[0]
    evidence = score - ranked[1][1] if len(ranked) > 1 else math.inf
    if best != fallback and prior is not None and score - scores[fallback] < evidence_needed(text):
        return Guess(fallback, 0.0, True)
    return Guess(best, evidence, False)


def evidence_needed(text: str) -> float:
    """By how much a message must speak for another language before we leave the conversation's."""
    words = _WORD.findall(text)
    if len(words) > 1:
        return SWITCH_EVIDENCE
    return ONE_WORD_EVIDENCE if words and len(words[0]) >= SHORTEST_TELLING_WORD else math.inf


def _cld2_language(text: str) -> Optional[str]:
    """pycld2's answer where it calls itself reliable, else None; it refuses some characters."""
    try:
        is_reliable, _, details = pycld2.detect(text.encode("utf-8", "replace"), bestEffort=False)
    except pycld2.error:
        return None
    return str(details[0][1]) if is_reliable else None
