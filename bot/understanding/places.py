"""Find the US places a message names: cities, counties, states, ZIP codes, nicknames. No Rasa in here.

The names are those of ``gazetteer.py``; here is decided which words of a message are one of them, and which
are an ordinary word, a person or a city abroad. A wrong town is worse than none: that one is asked for.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Dict, FrozenSet, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

import regex
import spacy
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.understanding.gazetteer import PROMINENT, Gazetteer, names_of_languages, nicknames, read_list
from bot.understanding.native_places import NativeMention, NativeNames, plain, read_names, words_before
from bot.understanding.place_names import COUNTY_OF, fold
from bot.understanding.slips import LONG, UNSURE_BELOW, NearNames
from bot.understanding.towns import PLACES

# Tokens of the longest name that people write ("prince william county police, va" has fewer).
LONGEST_NAME = 6
# Words of the longest phrase before a county's or a state's name ("estado de").
LONGEST_PHRASE = 3
# A town of this many people and letters needs no capital behind "in" or before "police".
KNOWN = 5000
LONG_ENOUGH = 7
# A Russian or Ukrainian name of the generated file below this length is a form of some word.
SHORT_IN_CYRILLIC = 8
# Characters between a native town and its state: a space, a comma, a short word for "state".
NEAR = 9
# "LA" in capitals is the city, "la" is a Spanish word.
_LOS_ANGELES = re.compile(r"\bLA\b")
# No word border: Chinese writes letters right beside the digits.
_ZIP = re.compile(r"(?<!\d)(\d{5})(?:-\d{4})?(?!\d)")
_INDIC = regex.compile(r"[\p{Script=Devanagari}\p{Script=Bengali}]")
_CYRILLIC = regex.compile(r"\p{Script=Cyrillic}")
_OTHER_SCRIPT = regex.compile(r"[^\P{L}\p{Script=Latin}]")
# Lists of names that are something else too.
_WEAK = ("people", "never_alone", "capital_alone")
_HAN_OR_HANGUL = regex.compile(r"[\p{Script=Han}\p{Script=Hangul}]")


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


@dataclass(frozen=True)
class Around:
    """The words around places and people (``around_places.yml``, ``ordinary_words.yml``)."""

    words: Mapping[str, FrozenSet[str]]

    @classmethod
    def read(cls) -> "Around":
        lists = {**read_list("around_places.yml"), **read_list("ordinary_words.yml")}
        return cls({name: frozenset(fold(str(word)) for word in words) for name, words in lists.items()})

    def __getitem__(self, name: str) -> FrozenSet[str]:
        return self.words[name]


class PlaceFinder:
    """Looks up every run of words in the gazetteer, and tells places from ordinary words."""

    def __init__(self, gazetteer: Gazetteer, common_words: FrozenSet[str] = frozenset()) -> None:
        """Prepare the look-up.

        Args:
            common_words: Words of the training examples: a one-word name of a small place among them needs a
                capital letter or a state beside it.
        """
        self.gazetteer = gazetteer
        self._around = Around.read()
        self.filler = self._around["filler"] | self._around["before"]
        self._common = common_words
        self._nlp = spacy.blank("xx")
        weak = gazetteer.towns.abroad.union(*(self._around[name] for name in _WEAK))
        self._native = NativeNames(read_names(PLACES / "names"), gazetteer.native_towns(weak), gazetteer.towns.people, self._is_word)
        self._native_people = frozenset(plain(word) for word in read_list("around_places.yml")["native_before_a_person"])
        self._native_county = frozenset(plain(word) for word in read_list("around_places.yml")["native_county"])
        # Names worth recognising when they are misspelt: those of large places and of the policybook.
        self._near = NearNames(
            {
                name: max(gazetteer.people(key) if "/" in key else 1_000_000 for key in keys)
                for name, keys in gazetteer.names.items()
                if any("/" not in key or key in gazetteer.own or gazetteer.people(key) >= PROMINENT for key in keys)
                and not any(name in self._around[word] for word in _WEAK)
            }
        )
        self._near_counties = NearNames({name: 1 for name in gazetteer.counties})
        self._near_in_state: Dict[str, NearNames] = {}

    def find(self, text: str) -> List[PlaceMention]:
        """Every place named in a message, in order. Any characters; never raises."""
        folded = _same_length_fold(text)
        mentions = [*self._zip_codes(text, folded), *self._los_angeles(text), *self._native_places(text)]
        # Chinese writes Latin names without a space: "dallas警察".
        doc = self._nlp.make_doc(_OTHER_SCRIPT.sub(" ", folded))
        doc.user_data["written"] = text
        found = {**self._judged(doc, text), **self._counties_and_states(doc)}
        skip_until = 0
        for span in filter_spans(list(found)):
            if span.start < skip_until:
                continue
            name, keys = found[span]
            state, end = self._state_after(doc, span.end, name)
            fitting = self.gazetteer.narrowed(name, keys, state)
            if not fitting and state:
                end = span.end
                fitting = self.gazetteer.narrowed(name, keys, None)
            if not fitting:
                continue
            skip_until = end
            mentions.append(self._mention(span.start_char, doc[end - 1].idx + len(doc[end - 1]), text, fitting))
        return _state_narrows(_one_after_the_other(mentions))

    def _mention(self, start: int, end: int, text: str, keys: Tuple[str, ...]) -> PlaceMention:
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

    def _judged(self, doc: Doc, text: str) -> Dict[Span, Tuple[str, Tuple[str, ...]]]:
        """Names of the gazetteer that are meant as places, and words that are nearly one."""
        meant: Dict[Span, Tuple[str, Tuple[str, ...]]] = {}
        judged: Set[int] = set()
        for start, end, name in self._named(doc):
            span = doc[start:end]
            if self._is_meant(doc, span, self._state_after(doc, end, name)[0], text):
                meant[span] = (name, self.gazetteer.names[name])
                judged |= set(range(start, end))
        return {**meant, **self._misspelt(doc, judged, text)}

    def _named(self, doc: Doc) -> Iterator[Tuple[int, int, str]]:
        """Runs of up to ``LONGEST_NAME`` tokens that are a name: first token, the one behind the last, name."""
        names, abroad, text = self.gazetteer.names, self.gazetteer.towns.abroad, doc.text
        starts = [token.idx for token in doc]
        ends = [token.idx + len(token) for token in doc]
        blocked = 0
        for first, start in enumerate(starts):
            for last in range(min(first + LONGEST_NAME, len(starts)) - 1, first - 1, -1):
                name = text[start : ends[last]]
                if last > first and name in abroad and name not in names:
                    blocked = max(blocked, last + 1)
                elif name in names and first >= blocked:
                    yield first, last + 1, name

    def _misspelt(self, doc: Doc, taken: Set[int], text: str) -> Dict[Span, Tuple[str, Tuple[str, ...]]]:
        """Words that are nearly the name of a known place: "houstn", "san fransisco"."""
        found: Dict[Span, Tuple[str, Tuple[str, ...]]] = {}
        for length in (3, 2, 1):
            for start in range(len(doc) - length + 1):
                span = doc[start : start + length]
                words = [token.text for token in span]
                # A name that is spelt right was judged before; it is no misspelling of itself.
                if not all(word.isalpha() for word in words) or taken & set(range(span.start, span.end)):
                    continue
                if all(word in self._common for word in words):
                    continue
                if span.text in self.gazetteer.names and not self._state_after(doc, span.end, "")[0]:
                    continue
                if words[-1] in self.filler or words[0] in self.filler or self._is_person(doc, span):
                    continue
                name = self._nearest(doc, span, text)
                if name and name not in self.gazetteer.towns.abroad:
                    found[span] = (name, self.gazetteer.names[name])
                    taken = taken | set(range(span.start, span.end))
        return found

    def _nearest(self, doc: Doc, span: Span, text: str) -> Optional[str]:
        state = self._state_after(doc, span.end, span.text)[0]
        if state:
            name = self._towns_near(state).nearest(span.text)
            if name:
                return name
        name = self._near.nearest(span.text)
        if name and (len(name) >= UNSURE_BELOW or state or self._looks_like_a_place(doc, span, text)):
            return name if len(name) >= LONG or span.text not in self._common else None
        return None

    def _towns_near(self, state: str) -> NearNames:
        if state not in self._near_in_state:
            self._near_in_state[state] = NearNames(
                {
                    name: max(self.gazetteer.people(key) for key in keys)
                    for name, keys in self.gazetteer.names.items()
                    if any(key.startswith(f"{state}/") for key in keys)
                }
            )
        return self._near_in_state[state]

    def _looks_like_a_place(self, doc: Doc, span: Span, text: str) -> bool:
        """Does something around a word say "place": "in", "police", a capital in the middle, nothing else at all?"""
        before = doc[span.start - 1].text if span.start else ""
        after = doc[span.end].text if span.end < len(doc) else ""
        capital = (span.start > 0 or _OTHER_SCRIPT.search(text)) and self._has_capital(span, text)
        return bool(
            capital
            or before in self._around["in"] | self._around["before"]
            or after in self._around["police_after"]
            or self._is_alone(doc, span, text)
        )

    @staticmethod
    def _has_capital(span: Span, text: str) -> bool:
        return text[span.start_char].isupper() and not text.isupper()

    def _is_alone(self, doc: Doc, span: Span, text: str) -> bool:
        return not _OTHER_SCRIPT.search(text) and all(
            token.text in self.filler or token.is_punct for token in doc if not span.start <= token.i < span.end
        )

    def _is_person(self, doc: Doc, span: Span) -> bool:
        """A name behind "my friend" or "mr", or before "said", is a person's."""
        before = doc[span.start - 1].text if span.start else ""
        after = doc[span.end].text if span.end < len(doc) else ""
        if before == "." and span.start > 1:
            before = doc[span.start - 2].text
        if before.rstrip(".") in self._around["before_a_person"]:
            return True
        return after in self._around["after_a_person"] and before not in self._around["before"]

    def _is_meant(self, doc: Doc, span: Span, state: Optional[str], text: str) -> bool:
        name = span.text
        if state or " county" in name or name.startswith(COUNTY_OF):
            return True
        if self._is_before_a_country(doc, span.end) and not any("/" not in key for key in self.gazetteer.names[name]):
            return False
        if name in nicknames():
            return True
        if name in self._around["never_alone"] or self._is_person(doc, span):
            return False
        before = doc[span.start - 1].text if span.start else ""
        alone, capital = self._is_alone(doc, span, text), self._has_capital(span, text)
        if name in self._around["capital_alone"]:
            return alone and (before in self._around["before"] | self._around["in"] or capital)
        keys = self.gazetteer.names.get(name, ())
        prominent = any(self.gazetteer.is_prominent(key) for key in keys)
        if name in self.gazetteer.towns.abroad and not any(key in self.gazetteer.own for key in keys):
            return False
        if name in self._around["people"]:
            after = doc[span.end].text if span.end < len(doc) else ""
            state_in_capitals = capital and any("/" not in key for key in keys)
            return alone or state_in_capitals or before in self._around["in"] or after in self._around["police_after"]
        words = name.split()
        ordinary = all(word in self._common for word in words)
        people = max(self.gazetteer.people(key) if "/" in key else PROMINENT * 2 for key in keys)
        if prominent and len(name) > 3 and not (ordinary and len(words) > 1 and people < PROMINENT * 2):
            return True
        if ordinary:
            says_in = before in self._around["in"] and people > KNOWN and len(words) == 1
            return (capital and (alone or says_in or len(words) > 1)) or (says_in and len(name) > LONG_ENOUGH)
        known = people > KNOWN and len(name) >= LONG_ENOUGH
        return alone or (known and self._looks_like_a_place(doc, span, text)) or (before in self._around["before"] and capital)

    def _is_before_a_country(self, doc: Doc, position: int) -> bool:
        """ "San Jose, Costa Rica" is no US place."""
        while position < len(doc) and doc[position].text in {",", "(", "de", "en", "in"}:
            position += 1
        return any(
            doc[position : position + length].text in self.gazetteer.towns.countries
            for length in (1, 2, 3)
            if position + length <= len(doc)
        )

    def _counties_and_states(self, doc: Doc) -> Dict[Span, Tuple[str, Tuple[str, ...]]]:
        """Names with a word for county or state around them, in any language of Latin letters: "condado Cook"."""
        found: Dict[Span, Tuple[str, Tuple[str, ...]]] = {}
        counties, states = self.gazetteer.counties, self.gazetteer.state_names
        around, words = self._around, [token.text for token in doc]
        for first, word in enumerate(words):
            for length in range(1, LONGEST_PHRASE + 1):
                phrase = " ".join(words[first : first + length])
                if phrase in around["county_before"]:
                    found.update(self._base(doc, first + length, 1, first, counties))
                if phrase in around["state_before"]:
                    found.update(self._base(doc, first + length, 1, first, states))
            if word in around["county_after"]:
                found.update(self._base(doc, first - 1, -1, first, counties))
            if word in around["state_after"]:
                found.update(self._base(doc, first - 1, -1, first, states))
        return found

    def _base(
        self, doc: Doc, at: int, step: int, word: int, names: Mapping[str, Sequence[str]]
    ) -> Dict[Span, Tuple[str, Tuple[str, ...]]]:
        """The longest name beside a word for county or state, with the span of both."""
        for length in (4, 3, 2, 1):
            start = at if step > 0 else at - length + 1
            if start < 0 or start + length > len(doc):
                continue
            name = doc[start : start + length].text
            name = name.replace(" 's", "'s")
            if name not in names and names is self.gazetteer.counties and length == 1 and name not in self._common:
                name = self._near_counties.nearest(name) or name
            if name in names:
                keys = names[name]
                span = doc[min(word, start) : max(word + 1, start + length)]
                if isinstance(keys, str):
                    return {span: (span.text, (keys,))}
                return {span: (f"{name} county", tuple(keys))}
        return {}

    def _state_after(self, doc: Doc, position: int, place: str) -> Tuple[Optional[str], int]:
        """The state written right behind a name ("St Paul, MN", "mesa arizona"), and where it ends."""
        start = position
        has_comma = position < len(doc) and doc[position].text == ","
        position += has_comma
        may_be_word = place in self._common or any(place in self._around[word] for word in _WEAK)
        keys = self.gazetteer.names.get(place)
        for skipped in range(1 if may_be_word else 3):
            for length in (3, 2, 1):
                name = doc[position : position + length].text if position + length <= len(doc) else ""
                found = self.gazetteer.state_names.get(name)
                if length == 1 and name in self.gazetteer.states and not skipped and (
                    has_comma
                    or (self._is_capital_code(doc, position) and (not may_be_word or self._is_known_in(place, name)))
                    or self._is_code(place, name)
                ):
                    found = name
                if found and (len(name) > 4 or not skipped):
                    return (found, position + length) if not keys or _lies_in(keys, found) else (None, start)
            if position >= len(doc) or doc[position].text not in self._around["before_a_state"]:
                break
            position += 1
        return None, start

    def _is_known_in(self, name: str, state: str) -> bool:
        """Is there a town of that name in a state that more than a few people know?"""
        keys = (key for key in self.gazetteer.names.get(name, ()) if key.startswith(f"{state}/"))
        return any(self.gazetteer.people(key) > KNOWN for key in keys)

    @staticmethod
    def _is_capital_code(doc: Doc, position: int) -> bool:
        """ "Reading PA", but not "READING PA": there all is capitals."""
        text = doc.user_data["written"]
        return bool(text[doc[position].idx : doc[position].idx + 2].isupper() and text != text.upper())

    def _is_code(self, name: str, code: str) -> bool:
        """Is "me" or "va" behind a name a state? Not behind an ordinary word: "call me", "uno va"."""
        is_word = code in self._around["never_alone"] or code in self.filler
        lies_there = self._is_known_in(name, code) and not any(name in self._around[weak] for weak in _WEAK)
        return not is_word or lies_there or not (name in self._common or name in self._around["capital_alone"])

    def _native_places(self, text: str) -> Iterator[PlaceMention]:
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

    def _joined(self, first: NativeMention, second: NativeMention, text: str) -> Optional[PlaceMention]:
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
                return self._mention(first.start, second.end, text, self.gazetteer.whole([town.key if town.key in keys else best]))
        return None

    def _namesakes(self, town: NativeMention, state: str) -> Tuple[str, ...]:
        """Towns of a state that are called so, in this script or in English: Глендейл is in Arizona and California."""
        english = dict.fromkeys(key.split("/")[-1].replace("-", " ") for key in town.with_state if "/" in key)
        keys = [*town.with_state, *(key for name in english for key in self.gazetteer.names.get(name, ()))]
        return tuple(key for key in dict.fromkeys(keys) if key.startswith(f"{state}/"))

    def _alone_in_script(self, here: NativeMention, text: str, found: Sequence[NativeMention]) -> Iterator[PlaceMention]:
        county = self._native_county_of(here, text, found)
        if county:
            yield self._mention(here.start, here.end, text, county)
            return
        code = _state_of(here)
        if code and "/" not in here.key:
            town = self._native.beside(text, code, here.start, here.end)
            taken = town and any(o is not here and o.keys and o.start < town.end and town.start < o.end for o in found)
            if town and not taken:
                start, end = min(here.start, town.start), max(here.end, town.end)
                yield self._mention(start, end, text, self.gazetteer.whole(town.keys))
                return
        before = words_before(plain(text), here.start, 1)
        written = text[here.start : here.end]
        # Nashua is "нашу" in the accusative, "our": a short name needs its capital.
        short = not here.is_own and len(written) < SHORT_IN_CYRILLIC and _CYRILLIC.match(written)
        if short and not (written[0].isupper() and (before or here.end == len(text))):
            return
        if not here.keys or (before and before[0] in self._native_people):
            return
        english = here.key.split("/")[-1].replace("-", " ")
        keys = here.keys
        if english in self.gazetteer.ambiguous or not here.is_own:
            same = self.gazetteer.names.get(english, keys)
            # Chinese and Koreans call only the county in California so.
            if english != "orange county" or not _HAN_OR_HANGUL.match(text[here.start : here.end]):
                keys = self.gazetteer.narrowed("", same, None)
        yield self._mention(here.start, here.end, text, self.gazetteer.whole(keys))

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
        says_county = (before and before[0] in self._native_county) or (after and after.group(1) in self._native_county)
        if not says_county or here.key.endswith("-county"):
            return None
        names = {key.split("/")[-1].replace("-", " ") for key in here.with_state if "/" in key}
        keys = tuple(dict.fromkeys(key for name in sorted(names) for key in self.gazetteer.counties.get(name, ())))
        states = {_state_of(one) for one in found if one is not here} - {None}
        return tuple(key for key in keys if key.split("/")[0] in states) or keys or None

    def is_only_place(self, text: str, mentions: Sequence[PlaceMention]) -> bool:
        """Is the message nothing but a place ("im in st paul", "and houston?")?"""
        if not mentions:
            return False
        rest = list(_same_length_fold(text))
        for mention in mentions:
            rest[mention.start : mention.end] = " " * (mention.end - mention.start)
        return all(word in self.filler for word in re.findall(r"[\w']+", "".join(rest)))


def _lies_in(keys: Sequence[str], state: str) -> bool:
    return any(key.split("/")[0] == state for key in keys)


def _state_of(mention: NativeMention) -> Optional[str]:
    """The state that a native name is: New York is one too."""
    if mention.key and "/" not in mention.key:
        return mention.key
    return {"ny/new-york": "ny"}.get(mention.key)


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


__all__ = ["Gazetteer", "PlaceFinder", "PlaceMention", "names_of_languages"]
