"""Which language a message is written in: n-grams learnt from our own examples, then pycld2.

Short messages carry little evidence, so the conversation's language is the prior: it is left only
when the message itself speaks clearly for another one. A language that we have no examples of is
told by its script, or by pycld2 when our own languages know hardly a word of the message.
"""

import json
import math
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Dict, Iterable, List, Mapping, Optional, Tuple

import pycld2
import regex

from bot.language.languages import SOURCE_LANGUAGE

# A message must be this many times likelier in another language before we leave the conversation's.
# Natural logarithms, per message; found on the training examples by leave-one-out, see docs/components.
SWITCH_EVIDENCE = 3.0
CLD2_EVIDENCE = 2.0
# One word says little: "ok", "si" and "no" are said in every language, and a name in none.
ONE_WORD_EVIDENCE = 4.0
SHORTEST_TELLING_WORD = 4
# Count of a gram that a language's examples lack; found like the evidence above.
UNSEEN = 0.05
# With at least this many words, of which our best language knows at most this share, pycld2 is believed.
UNKNOWN_WORDS, KNOWN_SHARE = 4, 0.34
# Vowel signs of Indic scripts and Arabic marks are no letters to Python's re; they belong to the word.
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_HAN = regex.compile(r"\p{Han}")
# Scripts of languages that we have no examples of: whoever writes them writes one of these.
_TELLING_SCRIPTS = {
    "Gurmukhi": "pa",
    "Myanmar": "my",
    "Thai": "th",
    "Khmer": "km",
    "Lao": "lo",
    "Tamil": "ta",
    "Telugu": "te",
    "Kannada": "kn",
    "Malayalam": "ml",
    "Sinhala": "si",
    "Gujarati": "gu",
    "Oriya": "or",
    "Hebrew": "he",
    "Greek": "el",
    "Georgian": "ka",
    "Armenian": "hy",
    "Tibetan": "bo",
}
_TELLING = {tag: regex.compile(rf"\p{{Script={script}}}") for script, tag in _TELLING_SCRIPTS.items()}
_TELLING["ja"] = regex.compile(r"[\p{Script=Hiragana}\p{Script=Katakana}]")
# Where pycld2 names a language otherwise than we do.
_CLD2_TAGS = {"zh": "zh-Hans", "pt": "pt-BR", "iw": "he", "blu": "hmn", "fil": "tl"}


@dataclass(frozen=True)
class Guess:
    """The language of one message.

    Attributes:
        language: A BCP-47 tag: one of the languages of our examples or, told clearly, another.
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
            total = sum(table.values()) + UNSEEN * len(vocabulary)
            self._log[language] = {gram: math.log((n + UNSEEN) / total) for gram, n in table.items()}
            self._unseen[language] = math.log(UNSEEN / total)

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

    def known_share(self, text: str, language: str) -> float:
        """Share of the words (in Chinese, characters) of a text that the examples of a language hold, 0 to 1."""
        table = self._log[language]
        units = [unit for word in _words(text) for unit in (word if _HAN.search(word) else [f"w:{word}"])]
        return sum(unit in table for unit in units) / max(len(units), 1)

    def to_json(self) -> str:
        return json.dumps(self._counts, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "CharacterModel":
        return cls(json.loads(text))


def grams(text: str) -> List[str]:
    """Trigrams inside padded words, and the words themselves; digits and signs say nothing.

    Chinese writes no spaces: there, single characters and pairs are what tells one writing from another.
    """
    found: List[str] = []
    for word in _words(text):
        if _HAN.search(word):
            found.extend(word)
            found.extend(word[i : i + 2] for i in range(len(word) - 1))
            continue
        padded = f" {word} "
        found.append(f"w:{word}")
        found.extend(padded[i : i + 3] for i in range(len(padded) - 2))
    return found


def _words(text: str) -> List[str]:
    return [str(word) for word in _WORD.findall(unicodedata.normalize("NFC", text.lower()))]


def identify(text: str, prior: Optional[str], model: CharacterModel) -> Guess:
    """The language to take a message for.

    Args:
        text: The message; any characters.
        prior: The conversation's language so far, or None at its start; any BCP-47 tag.
        model: Learnt from our examples.

    Returns:
        The prior with ``from_prior`` set when the message does not speak clearly for another.
    """
    prior = prior or None
    fallback = prior or SOURCE_LANGUAGE
    foreign = _by_script(text)
    if foreign is not None:
        return Guess(foreign, math.inf, False)
    scores = model.scores(text)
    if not scores or not grams(text):
        return Guess(fallback, 0.0, True)
    reliable = _cld2_language(text)
    if reliable in scores and len(_words(text)) > 1:
        scores[reliable] += CLD2_EVIDENCE
    ranked = sorted(scores.items(), key=lambda item: item[1], reverse=True)
    best, score = ranked[0]
    if reliable is not None and reliable not in scores and _is_unknown(text, best, model):
        return Guess(reliable, UNKNOWN_WORDS, False)
    evidence = score - ranked[1][1] if len(ranked) > 1 else math.inf
    if prior is not None and best != prior:
        # A language without examples has no score: what our best one lacks speaks for it.
        lead = score - scores[prior] if prior in scores else evidence
        if lead < evidence_needed(text) or (prior not in scores and _is_unknown(text, best, model)):
            return Guess(fallback, 0.0, True)
    return Guess(best, evidence, False)


def _by_script(text: str) -> Optional[str]:
    """The language of a script that none of our own languages uses, where most letters are of it."""
    letters = sum(len(word) for word in _words(text))
    for tag, pattern in _TELLING.items():
        found = len(pattern.findall(text))
        # Japanese mixes Han characters with its own: a quarter of kana is enough.
        if found and found >= letters * (0.25 if tag == "ja" else 0.5):
            return tag
    return None


def _is_unknown(text: str, best: str, model: CharacterModel) -> bool:
    """Do even the examples of the likeliest language know hardly a word of this?"""
    return len(_words(text)) >= UNKNOWN_WORDS and model.known_share(text, best) <= KNOWN_SHARE


def evidence_needed(text: str) -> float:
    """By how much a message must speak for another language before we leave the conversation's."""
    words = _words(text)
    if len(words) > 1:
        return SWITCH_EVIDENCE
    return ONE_WORD_EVIDENCE if words and len(words[0]) >= SHORTEST_TELLING_WORD else math.inf


def _cld2_language(text: str) -> Optional[str]:
    """pycld2's answer where it calls itself reliable, else None; it refuses some characters."""
    try:
        is_reliable, _, details = pycld2.detect(text.encode("utf-8", "replace"), bestEffort=False)
    except pycld2.error:
        return None
    tag = str(details[0][1])
    return _CLD2_TAGS.get(tag, tag) if is_reliable and tag != "un" else None
