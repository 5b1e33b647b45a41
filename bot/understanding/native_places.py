"""Names of US places in other scripts: 旧金山, Миннеаполис, مينيابوليس. No Rasa in here.

Such a word carries endings (Чикаго, в Миннеаполисе) or short words glued to its front (بمينيابوليس), so it
is found by its stem. Names in Latin letters go into the gazetteer with all others.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, Optional

import regex
import yaml
from rapidfuzz import fuzz, process

from bot.language.letters import SAME_LETTER

# What may stand glued to the front of a name, by script: "and", "in", "from", "the".
_BEFORE = {
    "Arabic": ("", "و", "ف", "ب", "ل", "ال", "وب", "ول", "وال", "بال", "لل"),
    "Ethiopic": ("", "በ", "ከ", "ለ", "የ", "እና", "ስለ", "ወደ", "እስከ"),
}
# Letters that an ending may add, by script; Han and Arabic add none.
_AFTER = {"Cyrillic": 3, "Hangul": 4, "Devanagari": 2, "Bengali": 3, "Ethiopic": 3}
# The last vowels of a name give way to an ending: Калифорния, в Калифорнии.
_LAST_VOWELS = {"Cyrillic": regex.compile(r"(?<=.{4})[аеиоуыэюяйьіїє]{1,2}$")}
# Shorter words have too many neighbours: India is nearly Indiana, the Hindi word for air nearly Hawaii.
SHORTEST_TYPO = 7
TYPO_SCORE = 86.0
_SCRIPTS = ("Han", "Arabic", "Cyrillic", "Hangul", "Devanagari", "Bengali", "Ethiopic")
_OF_SCRIPT = {script: regex.compile(rf"\p{{Script={script}}}") for script in _SCRIPTS}
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_SAME_LETTER = str.maketrans(SAME_LETTER)
LONGEST_NAME_WORDS = 4


@dataclass(frozen=True)
class NativeMention:
    start: int
    end: int
    key: str


class NativeNames:
    """Finds the names of one or more files ``bot/data/places/names/<language>.yml``."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Sort the names by script.

        Args:
            names: Name → place key; names in Latin letters are ignored here.
        """
        self._stems: Dict[str, Dict[str, str]] = {script: {} for script in _SCRIPTS}
        for name, key in names.items():
            script = script_of(name)
            if script:
                self._stems[script][_stem(plain(name), script)] = key
        self._longest = {script: max(map(len, stems), default=0) for script, stems in self._stems.items()}

    def find(self, text: str) -> List[NativeMention]:
        """Every name, in order, without overlaps. Any characters; never raises."""
        folded = plain(text)
        found: List[NativeMention] = []
        for script in _SCRIPTS:
            if self._stems[script] and _OF_SCRIPT[script].search(folded):
                found += self._in_han(folded) if script == "Han" else self._in_words(folded, script)
        return sorted(found, key=lambda mention: mention.start)

    def _in_han(self, text: str) -> Iterator[NativeMention]:
        """Chinese has no spaces: the longest name at each place."""
        stems, at = self._stems["Han"], 0
        while at < len(text):
            for length in range(min(self._longest["Han"], len(text) - at), 1, -1):
                if text[at : at + length] in stems:
                    yield NativeMention(at, at + length, stems[text[at : at + length]])
                    at += length - 1
                    break
            at += 1

    def _in_words(self, text: str, script: str) -> Iterator[NativeMention]:
        words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
        number = 0
        while number < len(words):
            for count in range(min(LONGEST_NAME_WORDS, len(words) - number), 0, -1):
                start, end = words[number][0], words[number + count - 1][1]
                key = self._key(" ".join(_WORD.findall(text[start:end])), script, may_be_typo=count == 1)
                if key:
                    yield NativeMention(start, end, key)
                    number += count - 1
                    break
            number += 1

    def _key(self, words: str, script: str, may_be_typo: bool) -> Optional[str]:
        stems, most = self._stems[script], _AFTER.get(script, 0)
        bare = [words[len(before) :] for before in _BEFORE.get(script, ("",)) if words.startswith(before)]
        for name in bare:
            for length in range(len(name), max(len(name) - most, 1) - 1, -1):
                # An ending belongs to its word: the next word is none.
                if name[:length] in stems and (length == len(name) or (length >= 2 and " " not in name[length:])):
                    return stems[name[:length]]
        if may_be_typo and len(words) >= SHORTEST_TYPO:
            match = process.extractOne(_stem(bare[-1], script), list(stems), scorer=fuzz.ratio, score_cutoff=TYPO_SCORE)
            if match and len(match[0]) >= SHORTEST_TYPO and match[0][0] == bare[-1][0]:
                return stems[match[0]]
        return None


def plain(text: str) -> str:
    """Lower case and one form of each letter, character by character, so that offsets stay true."""
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.translate(_SAME_LETTER)


def script_of(name: str) -> Optional[str]:
    """The script of a name's first letter of another script than Latin, or None."""
    return next((script for script in _SCRIPTS if _OF_SCRIPT[script].search(name)), None)


def _stem(name: str, script: str) -> str:
    words = name if script == "Han" else " ".join(_WORD.findall(name))
    vowels = _LAST_VOWELS.get(script)
    return vowels.sub("", words) if vowels else words


def read_names(directory: Path) -> Dict[str, str]:
    """Name → place key from every file of a folder; a name that stands twice keeps its first key."""
    names: Dict[str, str] = {}
    for path in sorted(directory.glob("*.yml")):
        for name, key in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
            names.setdefault(str(name), str(key))
    return names
