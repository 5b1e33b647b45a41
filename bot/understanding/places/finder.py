"""Find the US places a message names: cities, counties, states, ZIP codes, nicknames. No Rasa in here.

The names are those of ``gazetteer.py``; ``latin.py`` and ``scripts.py`` decide which words of a message
are one of them, and which are an ordinary word, a person or a city abroad. A wrong town is worse than none: that
one is asked for.
"""

import re
import unicodedata
from dataclasses import replace
from typing import FrozenSet, Iterator, List, Sequence, Tuple

from bot.understanding.places.around import Around
from bot.understanding.places.gazetteer import Gazetteer
from bot.understanding.places.latin import LatinPlaces
from bot.understanding.places.mention import PlaceMention
from bot.understanding.places.names import fold
from bot.understanding.places.scripts import ScriptPlaces

# "LA" in capitals is the city, "la" is a Spanish word.
_LOS_ANGELES = re.compile(r"\bLA\b")
# No word border: Chinese writes letters right beside the digits.
_ZIP = re.compile(r"(?<!\d)(\d{5})(?:-\d{4})?(?!\d)")


class PlaceFinder:
    """Finds ZIP codes, and names in Latin letters and other scripts, in the order of the message."""

    def __init__(self, gazetteer: Gazetteer, common_words: FrozenSet[str] = frozenset()) -> None:
        """Prepare the look-up.

        Args:
            common_words: Words of the training examples, folded: they are hardly ever meant as a small town.
        """
        self.gazetteer = gazetteer
        self._around = Around.read()
        self._latin = LatinPlaces(gazetteer, self._around, common_words)
        self._scripts = ScriptPlaces(gazetteer, self._around, common_words)

    def find(self, text: str) -> List[PlaceMention]:
        """Every place named in a message, in order. Any characters; never raises."""
        folded = _same_length_fold(text)
        named = [*self._scripts.find(text), *self._latin.find(text, folded)]
        mentions = [self._mention(*place, text) for place in named]
        return _state_narrows(
            _one_after_the_other([*self._zip_codes(text, folded), *self._los_angeles(text), *mentions])
        )

    def _mention(self, start: int, end: int, keys: Tuple[str, ...], text: str) -> PlaceMention:
        county = self.gazetteer.county_of.get(keys[0]) if len(keys) == 1 else None
        return PlaceMention(start, end, text[start:end], keys, county)

    def _zip_codes(self, text: str, folded: str) -> Iterator[PlaceMention]:
        for match in _ZIP.finditer(text):
            # Residents write the digits of their own script: ٤٨١٢٠.
            code = "".join(str(unicodedata.decimal(digit)) for digit in match.group(1))
            known = self.gazetteer.zip_codes.get(code)
            beside = re.findall(r"[$]|[^\W\d]+", folded[max(match.start() - 12, 0) : match.start()])[-1:]
            beside += re.findall(r"[$]|[^\W\d]+", folded[match.end() : match.end() + 14])[:1]
            if known and not self._around["money"].intersection(beside):
                city, its_county = known
                keys = self.gazetteer.whole([city])
                yield PlaceMention(*match.span(), match.group(0), keys, its_county or None, code)

    def _los_angeles(self, text: str) -> Iterator[PlaceMention]:
        if text.strip() == "LA" or text != text.upper():
            for match in _LOS_ANGELES.finditer(text):
                yield PlaceMention(*match.span(), "LA", ("ca/los-angeles",), "ca/los-angeles-county")

    def is_only_place(self, text: str, mentions: Sequence[PlaceMention]) -> bool:
        """Is the message nothing but a place ("im in st paul", "and houston?")?"""
        if not mentions:
            return False
        rest = list(_same_length_fold(text))
        for mention in mentions:
            rest[mention.start : mention.end] = " " * (mention.end - mention.start)
        return all(word in self._around.filler for word in re.findall(r"[\w']+", "".join(rest)))


def _same_length_fold(text: str) -> str:
    """Lower case and accents off, character by character, so that offsets stay true.

    Line ends and what spaCy cannot read (lone surrogates) become spaces.
    """
    return "".join(" " if char.isspace() or "\ud800" <= char <= "\udfff" else (fold(char) or " ")[0] for char in text)


def _one_after_the_other(mentions: List[PlaceMention]) -> List[PlaceMention]:
    """In the order of the message; of two that overlap, the longer."""
    kept: List[PlaceMention] = []
    for mention in sorted(mentions, key=lambda one: (one.start, -one.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _state_narrows(mentions: List[PlaceMention]) -> List[PlaceMention]:
    """ "Springfield … I mean Illinois": a state elsewhere in the message settles an ambiguous name."""
    states = {m.candidates[0] for m in mentions if len(m.candidates) == 1 and "/" not in m.candidates[0]}
    narrowed = []
    for mention in mentions:
        fitting = tuple(key for key in mention.candidates if key.split("/")[0] in states)
        if mention.is_ambiguous and len(fitting) == 1:
            mention = replace(mention, candidates=fitting)
        narrowed.append(mention)
    if any("/" in m.candidates[0] and m.candidates[0].split("/")[0] in states for m in narrowed):
        narrowed = [m for m in narrowed if "/" in m.candidates[0]]
    return narrowed
