"""Names of US places in other scripts: 旧金山, Миннеаполис, مينيابوليس. No Rasa in here.

Such a word carries endings (Чикаго, в Миннеаполисе) or short words glued to its front (بمينيابوليس), so it
is found by its stem; nobody has settled how most names are spelt, so it is found by its sound too. Names in
Latin letters go into the gazetteer with all others.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

import regex
import yaml

from bot.language.letters import SAME_LETTER
from bot.understanding.places.slips import NearNames
from bot.understanding.places.sounds import english_skeletons, skeleton, sound

# What may stand glued to the front of a name, by script: "and", "in", "from", "the".
_BEFORE = {
    "Arabic": ("", "و", "ف", "ب", "ل", "ال", "وب", "ول", "وال", "بال", "لل"),
    "Ethiopic": ("", "በ", "ከ", "ለ", "የ", "እና", "ስለ", "ወደ", "እስከ"),
}
# Endings of cases, particles and adjectives, by script; Han and Arabic add none.
_AFTER = {
    "Cyrillic": (
        4,
        regex.compile(
            "(?:[аеиоуыэюяьйіїє]{0,2}|[оеё][йюм]|ою|єю|ею|а[мх]|я[мх]|[оеіє]в|ові|еві|ого|ому|ами|ями|ск(?:ий|ая|ой|ую|ом|их|им|ое|ие))"
        ),
    ),
    "Hangul": (
        4,
        regex.compile(
            "(?:(?:에|은|는|이|가|을|를|의|로|으로|과|와|도|만|시|주|경찰|인|입|예|쪽|까지|부터|랑|나|한인|살|지역)\\p{Hangul}{0,3})?"
        ),
    ),
    "Devanagari": (2, regex.compile("[ािीुूेैोौं]{0,2}")),
    "Bengali": (4, regex.compile("(?:[েিা]?(?:ই|র|তে|কে|ও)?|এর?|(?:য়|য়)(?:ে|ের)?|টা)(?:ই|ও)?")),
    "Ethiopic": (2, regex.compile("[ንምናውዋትያዊ]{0,2}")),
}
# The last vowels of a name give way to an ending: Калифорния, в Калифорнии.
_LAST_VOWELS = {"Cyrillic": regex.compile(r"(?<=.{4})[аеиоуыэюяьйіїє]{1,2}$")}
# Shorter words have too many neighbours: India is nearly Indiana, the Hindi word for air nearly Hawaii.
SHORTEST_TYPO = 7
# From this length two slips are forgiven.
TWO_SLIPS = 10
# Smaller towns are not known by their sound unless their state stands beside them.
LARGE = 250_000
_SCRIPTS = ("Han", "Arabic", "Cyrillic", "Hangul", "Devanagari", "Bengali", "Ethiopic")
_OF_SCRIPT = {script: regex.compile(rf"\p{{Script={script}}}") for script in _SCRIPTS}
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_SAME_LETTER = str.maketrans(SAME_LETTER)
LONGEST_NAME_WORDS = 4


@dataclass(frozen=True)
class NativeMention:
    """A name where it stands.

    Attributes:
        keys: What it means when nothing else is said, likeliest first; empty: only with its state beside it.
        with_state: Everything that it may mean when a state stands beside it.
        is_own: Is it a name of our own files, not of the generated one?
    """

    start: int
    end: int
    keys: Tuple[str, ...]
    with_state: Tuple[str, ...]
    is_own: bool = True

    @property
    def key(self) -> str:
        return self.keys[0] if self.keys else ""


@dataclass(frozen=True)
class NativeTown:
    """A name of the generated file: its town, and whether it means that town without a state beside it."""

    name: str
    key: str
    people: int
    may_stand_alone: bool


class NativeNames:
    """Finds the names of our own files ``bot/data/places/names/<language>.yml`` and of the generated one."""

    def __init__(
        self,
        names: Mapping[str, str],
        towns: Iterable[NativeTown] = (),
        people: Optional[Mapping[str, int]] = None,
        is_word: Callable[[str], bool] = lambda word: False,
    ) -> None:
        """Sort the names by script.

        Args:
            names: Name → place key; names in Latin letters are ignored here.
            towns: Further names, which several towns may share; our own come first.
            people: Key of every town → how many live there, for towns whose names in other scripts nobody listed.
            is_word: Is this an ordinary word of a language? Such a word is no misspelt name.
        """
        self._people = people or {}
        self._is_word = is_word
        self._own: Dict[str, Dict[str, str]] = {script: {} for script in _SCRIPTS}
        for name, key in names.items():
            script = script_of(name)
            if script:
                self._own[script][_stem(plain(name), script)] = key
        self._towns: Dict[str, Dict[str, List[NativeTown]]] = {script: {} for script in _SCRIPTS}
        for town in towns:
            script = script_of(town.name)
            if script:
                self._towns[script].setdefault(_stem(plain(town.name), script), []).append(town)
        self._stems = {script: set(self._own[script]) | set(self._towns[script]) for script in _SCRIPTS}
        self._longest = {script: max(map(len, stems), default=0) for script, stems in self._stems.items()}
        self._heard: Dict[str, Dict[str, str]] = {script: {} for script in _SCRIPTS}
        self._nearly: Dict[str, NearNames] = {}
        for script in _SCRIPTS:
            near: Dict[str, int] = {}
            for stem in sorted(self._stems[script]):
                keys = self._keys(stem, script)
                # Half of a county's name is the word for county: others sound like it for nothing.
                known = stem in self._own[script] or self._towns[script][stem][0].people >= LARGE
                if known and keys and not keys[0].endswith("-county"):
                    self._heard[script].setdefault(sound(stem, script), stem)
                    near[stem] = 0
            self._heard[script].pop("", None)
            self._nearly[script] = NearNames(near, SHORTEST_TYPO, TWO_SLIPS)
        self._in_state: Dict[Tuple[str, str], Mapping[str, str]] = {}

    def find(self, text: str) -> List[NativeMention]:
        """Every name, in order, without overlaps. Any characters; never raises."""
        folded = plain(text)
        found: List[NativeMention] = []
        for script in _SCRIPTS:
            if self._stems[script] and _OF_SCRIPT[script].search(folded):
                found += self._in_han(folded) if script == "Han" else self._in_words(folded, script)
        return sorted(found, key=lambda mention: mention.start)

    def _keys(self, stem: str, script: str) -> Tuple[str, ...]:
        """What a stem means when nothing else is said."""
        own = self._own[script].get(stem)
        if own:
            return (own,)
        alone = sorted(
            (town for town in self._towns[script].get(stem, ()) if town.may_stand_alone), key=lambda town: -town.people
        )
        if len(alone) > 1 and alone[0].people >= 4 * alone[1].people:
            alone = alone[:1]
        return tuple(dict.fromkeys(town.key for town in alone))

    def _mention(self, start: int, end: int, stem: str, script: str) -> NativeMention:
        own = self._own[script].get(stem)
        towns = tuple(town.key for town in self._towns[script].get(stem, ()))
        everything = tuple(dict.fromkeys(((own,) if own else ()) + towns))
        return NativeMention(start, end, self._keys(stem, script), everything, own is not None)

    def _in_han(self, text: str) -> Iterator[NativeMention]:
        """Chinese has no spaces: the longest name at each place."""
        stems, at = self._stems["Han"], 0
        while at < len(text):
            for length in range(min(self._longest["Han"], len(text) - at), 1, -1):
                if text[at : at + length] in stems:
                    yield self._mention(at, at + length, text[at : at + length], "Han")
                    at += length - 1
                    break
            at += 1

    def _in_words(self, text: str, script: str) -> Iterator[NativeMention]:
        words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
        spelt = [text[start:end] for start, end in words]
        number = 0
        while number < len(words):
            for count in range(min(LONGEST_NAME_WORDS, len(words) - number), 0, -1):
                name = " ".join(spelt[number : number + count])
                stem = self._stem_of(name, script) or self._misspelt(name, script)
                if stem:
                    yield self._mention(words[number][0], words[number + count - 1][1], stem, script)
                    number += count - 1
                    break
            number += 1

    def _stem_of(self, words: str, script: str) -> Optional[str]:
        return next((rest for rest in _without_endings(words, script) if rest in self._stems[script]), None)

    def _misspelt(self, words: str, script: str) -> Optional[str]:
        """A known name that sounds like these words, or is a slip or two away."""
        if any(map(self._is_word, words.split())):
            return None
        heard = self._heard[script]
        for rest in _without_endings(words, script):
            stem = heard.get(sound(_stem(rest, script), script))
            if stem and stem[0] == rest[0] and rest.count(" ") <= stem.count(" "):
                return stem
        if len(words) < SHORTEST_TYPO or words.count(" ") > 1:
            return None
        near = self._nearly[script]
        rests = dict.fromkeys(_stem(rest, script) for rest in _without_endings(words, script))
        return next((found for found in map(near.nearest, rests) if found), None)

    def beside(self, text: str, state: str, start: int, end: int) -> Optional[NativeMention]:
        """The town of a state that is written right before its name (in Korean behind it), at ``start`` to ``end``.

        One state has few towns: there a name may be spelt as nobody spelt it before.
        """
        folded = plain(text)
        script = script_of(folded[start:end])
        if not script or script == "Han":
            return None
        before = list(_WORD.finditer(folded[:start]))[-3:]
        after = list(_WORD.finditer(folded, end))[:3]
        runs = [before[-n:] for n in (3, 2, 1) if len(before) >= n and start - before[-1].end() <= 3]
        if script == "Hangul":
            runs += [after[:n] for n in (3, 2, 1) if len(after) >= n and after[0].start() - end <= 3]
        heard, spelt = self._towns_of(script, state), self._english_of(state)
        for run in runs:
            words = [match.group() for match in run]
            for rest in _without_endings(" ".join(words), script):
                stem = _stem(rest, script)
                key = heard.get(sound(stem, script))
                if not key and not any(map(self._is_word, words)):
                    key = spelt.get(skeleton(stem, script))
                if key:
                    return NativeMention(run[0].start(), run[-1].end(), (key,), (key,), False)
        return None

    def _towns_of(self, script: str, state: str) -> Mapping[str, str]:
        """Sound → key for the towns of one state whose names we have in a script."""
        if (script, state) not in self._in_state:
            pairs = [
                (sound(stem, script), town)
                for stem, towns in self._towns[script].items()
                for town in towns
                if town.key.startswith(f"{state}/")
            ]
            self._in_state[script, state] = {
                heard: town.key for heard, town in sorted(pairs, key=lambda pair: pair[1].people) if heard
            }
        return self._in_state[script, state]

    def _english_of(self, state: str) -> Mapping[str, str]:
        """Skeleton → key for every town of one state, the largest of those that sound alike."""
        if ("Latin", state) not in self._in_state:
            towns = sorted((people, key) for key, people in self._people.items() if key.startswith(f"{state}/"))
            self._in_state["Latin", state] = {
                heard: key for _, key in towns for heard in english_skeletons(key.split("/")[1].replace("-", " "))
            }
        return self._in_state["Latin", state]


def _without_endings(words: str, script: str) -> Iterator[str]:
    """The words as they are, then without what may be glued before and behind them."""
    most, endings = _AFTER.get(script, (0, None))
    last = len(words) - words.rfind(" ") - 1
    seen: Set[str] = set()
    for before in _BEFORE.get(script, ("",)):
        if words.startswith(before):
            bare = words[len(before) :]
            for length in range(len(bare), max(len(bare) - min(most, last - 1) - 1, 0), -1):
                rest = bare[:length]
                # An ending belongs to its word: the next word is none.
                if rest not in seen and (length == len(bare) or (endings and endings.fullmatch(bare[length:]))):
                    seen.add(rest)
                    yield rest


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


def words_before(text: str, start: int, most: int = 2) -> Sequence[str]:
    """The last words before a place in a text, nearest first."""
    return [match.group() for match in _WORD.finditer(text[max(start - 40, 0) : start])][::-1][:most]
