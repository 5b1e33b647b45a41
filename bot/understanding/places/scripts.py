"""What names of US places in other scripts mean: a town in its state, a county, or a person. No Rasa in here."""

import re
from typing import FrozenSet, Iterator, Optional, Sequence, Tuple

import regex

from bot.understanding.places.around import WEAK, Around, read_list
from bot.understanding.places.gazetteer import Gazetteer
from bot.understanding.places.names import fold
from bot.understanding.places.native import NativeMention, NativeNames, plain, read_names, words_before
from bot.understanding.places.towns import PLACES

# A Russian or Ukrainian name of the generated file below this length is a form of some word.
SHORT_IN_CYRILLIC = 8
# Characters between a native town and its state: a space, a comma, a short word for "state".
NEAR = 9
_INDIC = regex.compile(r"[\p{Script=Devanagari}\p{Script=Bengali}]")
_CYRILLIC = regex.compile(r"\p{Script=Cyrillic}")
_HAN_OR_HANGUL = regex.compile(r"[\p{Script=Han}\p{Script=Hangul}]")
# Where a place stands, and what it may mean.
Found = Tuple[int, int, Tuple[str, ...]]


class ScriptPlaces:
    """Decides what the names that ``native.py`` finds mean in their message."""

    def __init__(self, gazetteer: Gazetteer, around: Around, common_words: FrozenSet[str]) -> None:
        self.gazetteer, self._common = gazetteer, common_words
        weak = gazetteer.towns.abroad.union(*(around[name] for name in WEAK))
        self._native = NativeNames(
            read_names(PLACES / "names"), gazetteer.native_towns(weak), gazetteer.towns.people, self._is_word
        )
        lists = read_list("around_places.yml")
        self._people = frozenset(plain(word) for word in lists["native_before_a_person"])
        self._county = frozenset(plain(word) for word in lists["native_county"])

    def find(self, text: str) -> Iterator[Found]:
        """Places in other scripts; a state beside a town says which town of that name it is."""
        found = self._native.find(text)
        number = 0
        while number < len(found):
            here = found[number]
            beside = found[number + 1] if number + 1 < len(found) else None
            joined = self._joined(here, beside, text) if beside else None
            if joined:
                number += 1
                yield joined
            else:
                yield from self._alone_in_script(here, text, found)
            number += 1

    def _joined(self, first: NativeMention, second: NativeMention, text: str) -> Optional[Found]:
        """A town and its state, in the order of the language: "Эдисон, Нью-Джерси", "조지아주 둘루스"."""
        gap = text[first.end : second.start]
        if len(gap) > NEAR or any(sign in gap for sign in ".!?。"):
            return None
        for town, state in ((first, second), (second, first)):
            code = _state_of(state)
            # Before its town a state stands without a word between: "from Texas to Springfield" is two places.
            if not code or (town is second and len(gap.strip(" ,،、-")) > 0):
                continue
            keys = self._namesakes(town, code)
            if keys and keys[0] != state.key:
                best = max(keys, key=self.gazetteer.people)
                return first.start, second.end, self.gazetteer.whole([town.key if town.key in keys else best])
        return None

    def _namesakes(self, town: NativeMention, state: str) -> Tuple[str, ...]:
        """Towns of a state that are called so, in this script or in English: Глендейл is in Arizona and California."""
        english = dict.fromkeys(key.split("/")[-1].replace("-", " ") for key in town.with_state if "/" in key)
        keys = [*town.with_state, *(key for name in english for key in self.gazetteer.names.get(name, ()))]
        return tuple(key for key in dict.fromkeys(keys) if key.startswith(f"{state}/"))

    def _alone_in_script(self, here: NativeMention, text: str, found: Sequence[NativeMention]) -> Iterator[Found]:
        county = self._native_county_of(here, text, found)
        if county:
            yield here.start, here.end, county
            return
        code = _state_of(here)
        if code and "/" not in here.key:
            town = self._native.beside(text, code, here.start, here.end)
            taken = town and any(o is not here and o.keys and o.start < town.end and town.start < o.end for o in found)
            if town and not taken:
                start, end = min(here.start, town.start), max(here.end, town.end)
                yield start, end, self.gazetteer.whole(town.keys)
                return
        before = words_before(plain(text), here.start, 1)
        written = text[here.start : here.end]
        # Nashua is "нашу" in the accusative, "our": a short name needs its capital.
        short = not here.is_own and len(written) < SHORT_IN_CYRILLIC and _CYRILLIC.match(written)
        if short and not (written[0].isupper() and (before or here.end == len(text))):
            return
        if not here.keys or (before and before[0] in self._people):
            return
        english = here.key.split("/")[-1].replace("-", " ")
        keys = here.keys
        says_state = here.is_own and any("/" not in m.key for m in self._native.find(written.split()[-1]) if m.key)
        if not says_state and (english in self.gazetteer.ambiguous or not here.is_own):
            same = self.gazetteer.names.get(english, keys)
            # Chinese and Koreans call only the county in California so.
            if english != "orange county" or not _HAN_OR_HANGUL.match(text[here.start : here.end]):
                keys = self.gazetteer.narrowed("", same, None)
        yield here.start, here.end, self.gazetteer.whole(keys)

    def _is_word(self, word: str) -> bool:
        """Do the training examples use a word of another script? They were counted as ``place_component.py`` does.

        Hindi and Bengali words were counted in pieces, at every vowel sign: of those nothing is known.
        """
        return not _INDIC.search(word) and all(piece in self._common for piece in re.findall(r"\w+", fold(word)))

    def _native_county_of(
        self, here: NativeMention, text: str, found: Sequence[NativeMention]
    ) -> Optional[Tuple[str, ...]]:
        """The county whose name is a town's too, with the word for county before or behind it."""
        folded = plain(text)
        before, after = words_before(folded, here.start, 1), regex.match(r"\s*([\p{L}\p{M}]+)", folded[here.end :])
        says_county = (before and before[0] in self._county) or (after and after.group(1) in self._county)
        if not says_county or here.key.endswith("-county"):
            return None
        names = {key.split("/")[-1].replace("-", " ") for key in here.with_state if "/" in key}
        keys = tuple(dict.fromkeys(key for name in sorted(names) for key in self.gazetteer.counties.get(name, ())))
        states = {_state_of(one) for one in found if one is not here} - {None}
        return tuple(key for key in keys if key.split("/")[0] in states) or keys or None


def _state_of(mention: NativeMention) -> Optional[str]:
    """The state that a native name is: New York is one too."""
    if mention.key and "/" not in mention.key:
        return mention.key
    return {"ny/new-york": "ny"}.get(mention.key)
