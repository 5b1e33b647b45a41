"""Find the US places a message names: cities, counties, states, ZIP codes, nicknames. No Rasa in here.

A *place key* is a state's code (``mn``), a city in its state (``mn/minneapolis``), a county
(``md/montgomery-county``). A name that several places share gives several candidates.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Dict, FrozenSet, Iterable, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

import spacy
import yaml
from rapidfuzz import fuzz, process
from spacy.tokens import Doc
from spacy.util import filter_spans

from bot.settings import ROOT
from bot.understanding.native_places import NativeNames, read_names, script_of
from bot.understanding.place_names import COUNTY_OF, fold
from bot.understanding.us_places import UsPlaces, read_packages

PLACES = ROOT / "bot" / "data" / "places"
# A bare city name stands for the largest place of that name when it has this many times the ZIP
# codes of the next; below that we ask which state.
CLEARLY_LARGER = 4
# Aliases such as "LA" or "PD" are words of other languages; what is safe of them is in nicknames.yml.
SHORTEST_ALIAS = 2
# Names shorter than this have too many neighbours among ordinary words to be guessed from a typo.
SHORTEST_TYPO = 5
# Tokens of the longest name that people write ("prince william county police, va" has fewer).
LONGEST_NAME = 6
# Likeness (0-100, rapidfuzz's ratio) from which a word is taken for the name: one slip in 5-8 letters.
TYPO_SCORE = 88.0
# "LA" in capitals is the city, "la" is a Spanish word.
_LOS_ANGELES = re.compile(r"\bLA\b")
# No word border: Chinese writes letters right beside the digits.
_ZIP = re.compile(r"(?<!\d)(\d{5})(?:-\d{4})?(?!\d)")


@dataclass(frozen=True)
class PlaceMention:
    """One place in a message.

    Attributes:
        start, end: Character offsets in the message.
        text: The words as written.
        candidates: Place keys it may mean, likeliest first; more than one means: ask.
        county: Key of the county that a ZIP code or city lies in, where known.
        zip_code: The ZIP code, where one was written.
    """

    start: int
    end: int
    text: str
    candidates: Tuple[str, ...]
    county: Optional[str] = None
    zip_code: Optional[str] = None

    @property
    def is_ambiguous(self) -> bool:
        return len(self.candidates) > 1


def _read(name: str) -> Any:
    return yaml.safe_load((PLACES / name).read_text(encoding="utf-8"))


class Gazetteer:
    """Every name we know, with the keys it may mean."""

    def __init__(self, extra_names: Iterable[Tuple[str, str]] = (), us_places: Optional[UsPlaces] = None) -> None:
        """Build from the postal data and the policybook's names.

        Args:
            extra_names: (name, place key) pairs of the policybook.
            us_places: The postal data; read from its package, slowly, where None.
        """
        places = us_places or read_packages()
        self.weight: Mapping[str, int] = places.weight
        self.county_of: Mapping[str, str] = places.county_of
        self.zip_codes: Mapping[str, Tuple[str, str]] = places.zip_codes
        self.titles: Mapping[str, str] = places.titles
        names: Dict[str, Set[str]] = {}
        for name, keys in places.names.items():
            names[name] = set(keys)
        self.own: Set[str] = set()
        for name, key in extra_names:
            if len(name) <= SHORTEST_ALIAS:
                continue
            names.setdefault(fold(name), set()).add(key)
            self.own.add(key)
        for name, key in {**_names_of_languages(), **_read("nicknames.yml")}.items():
            names[fold(name)] = {key}
        self.ambiguous: FrozenSet[str] = frozenset(_read("ambiguous.yml"))
        around = _read("around_places.yml")
        self.before_a_place: FrozenSet[str] = frozenset(around["before"])
        self.before_a_person: FrozenSet[str] = frozenset(around["before_a_person"])
        self.after_a_person: FrozenSet[str] = frozenset(around["after_a_person"])
        self.filler: FrozenSet[str] = frozenset(around["before"] + around["filler"])
        ordinary = _read("ordinary_words.yml")
        self.never_alone: FrozenSet[str] = frozenset(str(word) for word in ordinary["never_alone"])
        self.ordinary: FrozenSet[str] = frozenset(str(word) for word in ordinary["capital_alone"])
        self.states = frozenset(key for key in self.titles if "/" not in key)
        # Washington the state is also meant by the bare name.
        names["washington"] = {"dc/washington", "wa"}
        self.names: Mapping[str, Tuple[str, ...]] = {name: self._ranked(keys) for name, keys in names.items()}

    def _ranked(self, keys: Set[str]) -> Tuple[str, ...]:
        return tuple(sorted(keys, key=lambda key: (key not in self.own, -self.weight.get(key, 0), key)))

    def candidates(self, name: str, state: Optional[str]) -> Tuple[str, ...]:
        """Keys that a name may mean: one where it is clear, several where we must ask, or none."""
        keys = self.names.get(fold(name), ())
        if state:
            return tuple(key for key in keys if key.split("/")[0] == state)
        if len(keys) > 1 and fold(name) not in self.ambiguous:
            first, second = self.weight.get(keys[0], 0), self.weight.get(keys[1], 0)
            if first >= CLEARLY_LARGER * max(second, 1):
                return keys[:1]
        return keys

    def is_prominent(self, key: str) -> bool:
        """A state, a place of the policybook, or a city with a dozen ZIP codes."""
        return "/" not in key or key in self.own or self.weight.get(key, 0) >= 12

    def title(self, key: str) -> str:
        """A place's own name with its state, ``Minneapolis, MN``; names are not translated."""
        return self.titles.get(key, key)


class PlaceFinder:
    """Looks up every run of words in the gazetteer, and tells places from ordinary words."""

    def __init__(self, gazetteer: Gazetteer, common_words: FrozenSet[str] = frozenset()) -> None:
        """Prepare the look-up.

        Args:
            common_words: Words of the training examples: a one-word name among them needs a
                capital letter or a state beside it.
        """
        self.gazetteer = gazetteer
        self._common = common_words
        self._nlp = spacy.blank("xx")
        self._native = NativeNames(read_names(PLACES / "names"))
        # Names worth recognising when they are misspelt: those of large places and of the policybook.
        self._known = [
            name
            for name, keys in gazetteer.names.items()
            if len(name) >= SHORTEST_TYPO and any(gazetteer.is_prominent(key) for key in keys)
        ]

    def find(self, text: str) -> List[PlaceMention]:
        """Every place named in a message, in order. Any characters; never raises."""
        mentions = []
        folded = _same_length_fold(text)
        for match in _ZIP.finditer(text):
            known = self.gazetteer.zip_codes.get(match.group(1))
            if known:
                city, its_county = known
                mentions.append(
                    PlaceMention(*match.span(), match.group(0), (city,), its_county or None, match.group(1))
                )
        if _LOS_ANGELES.search(text) and (text.strip() == "LA" or text != text.upper()):
            for match in _LOS_ANGELES.finditer(text):
                mentions.append(PlaceMention(*match.span(), "LA", ("ca/los-angeles",), "ca/los-angeles-county"))
        for native in self._native.find(text):
            county = self.gazetteer.county_of.get(native.key)
            mentions.append(
                PlaceMention(native.start, native.end, text[native.start : native.end], (native.key,), county)
            )
        doc = self._nlp.make_doc(folded)
        exact = [(doc[start:end], name) for start, end, name in self._named(doc, folded)]
        meant = {
            span: name
            for span, name in exact
            if self._is_meant(doc, span, self._state_after(doc, span.end, name)[0], text)
        }
        taken = {token.i for span in meant for token in span}
        names = {**meant, **self._misspelt(doc, taken)}
        skip_until = 0
        for span in filter_spans(list(names)):
            if span.start < skip_until:
                continue
            name = names[span]
            state, end = self._state_after(doc, span.end, name)
            keys = self.gazetteer.candidates(name, state)
            if not keys and state:
                state, end = None, span.end
                keys = self.gazetteer.candidates(name, None)
            if not keys:
                continue
            skip_until = end
            start, stop = span.start_char, doc[end - 1].idx + len(doc[end - 1])
            county = self.gazetteer.county_of.get(keys[0]) if len(keys) == 1 else None
            mentions.append(PlaceMention(start, stop, text[start:stop], keys, county))
        return _state_narrows(sorted(mentions, key=lambda mention: mention.start))

    def _named(self, doc: Doc, folded: str) -> Iterator[Tuple[int, int, str]]:
        """Runs of up to ``LONGEST_NAME`` tokens that are a name: first token, the one behind the last, name."""
        for start, first in enumerate(doc):
            for last in doc[start : start + LONGEST_NAME]:
                name = folded[first.idx : last.idx + len(last)]
                if name in self.gazetteer.names:
                    yield start, last.i + 1, name

    def _misspelt(self, doc: Doc, taken: Set[int]) -> Dict[Any, str]:
        """Words that are nearly the name of a known place: "houstn", "san fransisco"."""
        found: Dict[Any, str] = {}
        for length in (3, 2, 1):
            for start in range(len(doc) - length + 1):
                span = doc[start : start + length]
                words = [token.text for token in span]
                if len(span.text) < SHORTEST_TYPO or not all(word.isalpha() for word in words):
                    continue
                # A name that is spelt right was judged before; it is no misspelling of itself.
                if taken & {token.i for token in span} or span.text in self.gazetteer.names:
                    continue
                if words[-1] in self.gazetteer.filler or all(word in self._common for word in words):
                    continue
                match = process.extractOne(span.text, self._known, scorer=fuzz.ratio, score_cutoff=TYPO_SCORE)
                if match and match[0][0] == span.text[0] and not self._is_person(doc, span):
                    found[span] = match[0]
                    taken = taken | {token.i for token in span}
        return found

    def _is_person(self, doc: Doc, span: Any) -> bool:
        """A name behind "my friend" or "mr", or before "said", is a person's."""
        before = doc[span.start - 1].text if span.start else ""
        after = doc[span.end].text if span.end < len(doc) else ""
        if before in self.gazetteer.before_a_person:
            return True
        return after in self.gazetteer.after_a_person and before not in self.gazetteer.before_a_place

    def is_only_place(self, text: str, mentions: Sequence[PlaceMention]) -> bool:
        """Is the message nothing but a place ("im in st paul", "and houston?")?"""
        if not mentions:
            return False
        rest = list(_same_length_fold(text))
        for mention in mentions:
            rest[mention.start : mention.end] = " " * (mention.end - mention.start)
        return all(word in self.gazetteer.filler for word in re.findall(r"[\w']+", "".join(rest)))

    def _state_after(self, doc: Doc, position: int, place: str) -> Tuple[Optional[str], int]:
        """The state written right behind a name ("St Paul, MN", "mesa arizona"), and where it ends."""
        start = position
        has_comma = position < len(doc) and doc[position].text == ","
        position += has_comma
        for length in (3, 2, 1):
            name = doc[position : position + length].text if position + length <= len(doc) else ""
            keys = self.gazetteer.names.get(name, ())
            found: Optional[str] = "ny" if name == "new york" else next((k for k in keys if "/" not in k), None)
            if length == 1 and name in self.gazetteer.states and (has_comma or self._is_code(place, name)):
                found = name
            if found:
                return found, position + length
        return None, start

    def _is_code(self, name: str, code: str) -> bool:
        """Is "me" or "va" behind a name a state? Not behind an ordinary word: "call me", "uno va"."""
        is_word = code in self.gazetteer.never_alone or code in self.gazetteer.filler
        return not is_word or not (name in self._common or name in self.gazetteer.ordinary)

    def _is_meant(self, doc: Doc, span: Any, state: Optional[str], original: str) -> bool:
        name = span.text
        if state or " county" in name or name.startswith(COUNTY_OF) or name in _nickname_set():
            return True
        if name in self.gazetteer.never_alone or self._is_person(doc, span):
            return False
        before = doc[span.start - 1].text if span.start else ""
        capital = original[span.start_char].isupper() and not original.isupper()
        alone = all(
            token.text in self.gazetteer.filler or token.is_punct
            for token in doc
            if not span.start <= token.i < span.end
        )
        if name in self.gazetteer.ordinary:
            return alone and (before in self.gazetteer.before_a_place or capital)
        keys = self.gazetteer.names.get(name, ())
        prominent = any(self.gazetteer.is_prominent(key) for key in keys)
        if name in self._common and not prominent:
            return alone and capital
        if prominent and len(name) > 3:
            return True
        return alone or (before in self.gazetteer.before_a_place and capital)


@lru_cache(maxsize=1)
def _nickname_set() -> FrozenSet[str]:
    return frozenset(fold(name) for name in (*_names_of_languages(), *_read("nicknames.yml")))


@lru_cache(maxsize=1)
def _names_of_languages() -> Mapping[str, str]:
    """Names in Latin letters that other languages give places: Filadelfia, Nouyòk."""
    return {name: key for name, key in read_names(PLACES / "names").items() if script_of(name) is None}


def _same_length_fold(text: str) -> str:
    """Lower case and accents off, character by character, so that offsets stay true.

    Line ends and what spaCy cannot read (lone surrogates) become spaces.
    """
    return "".join(" " if char.isspace() or "\ud800" <= char <= "\udfff" else (fold(char) or " ")[0] for char in text)


def _state_narrows(mentions: List[PlaceMention]) -> List[PlaceMention]:
    """ "Springfield … I mean Illinois": a state elsewhere in the message settles an ambiguous name."""
    states = {m.candidates[0] for m in mentions if len(m.candidates) == 1 and "/" not in m.candidates[0]}
    narrowed = []
    for mention in mentions:
        fitting = tuple(key for key in mention.candidates if key.split("/")[0] in states)
        if mention.is_ambiguous and len(fitting) == 1:
            mention = PlaceMention(mention.start, mention.end, mention.text, fitting, mention.county, mention.zip_code)
        narrowed.append(mention)
    if any("/" in m.candidates[0] and m.candidates[0].split("/")[0] in states for m in narrowed):
        narrowed = [m for m in narrowed if "/" in m.candidates[0]]
    return narrowed
