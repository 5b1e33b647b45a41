"""Names of US places in Latin letters: which words are one, and which an ordinary word or a person. No Rasa in here."""

from typing import Dict, FrozenSet, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

import regex
import spacy
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.understanding.places.around import Around
from bot.understanding.places.gazetteer import PROMINENT, Gazetteer, nicknames
from bot.understanding.places.names import COUNTY_OF
from bot.understanding.places.slips import LONG, UNSURE_BELOW, NearNames

# Tokens of the longest name that people write ("prince william county police, va" has fewer).
LONGEST_NAME = 6
# Words of the longest phrase before a county's or a state's name ("estado de").
LONGEST_PHRASE = 3
# A town of this many people and letters needs no capital behind "in" or before "police".
KNOWN = 5000
LONG_ENOUGH = 7
_ARTICLES = ("el", "la", "los", "las", "le", "les", "the", "san")
_OTHER_SCRIPT = regex.compile(r"[^\P{L}\p{Script=Latin}]")
# The words of a place → the name that they are, and its keys.
Named = Dict[Span, Tuple[str, Tuple[str, ...]]]


class LatinPlaces:
    """Looks up every run of words in the gazetteer, and tells places from ordinary words."""

    def __init__(self, gazetteer: Gazetteer, around: Around, common_words: FrozenSet[str]) -> None:
        """Prepare the look-up.

        Args:
            common_words: Words of the training examples: a one-word name of a small place among them needs a
                capital letter or a state beside it.
        """
        self.gazetteer = gazetteer
        self._around, self._common = around, common_words
        self.filler = around.filler
        self._nlp = spacy.blank("xx")
        # Names worth recognising when they are misspelt: those of large places and of the policybook.
        self._near = NearNames(
            {
                name: max(gazetteer.people(key) if "/" in key else 1_000_000 for key in keys)
                for name, keys in gazetteer.names.items()
                if any(gazetteer.is_prominent(key) for key in keys) and not around.is_weak(name)
            }
        )
        self._near_counties = NearNames(dict.fromkeys(gazetteer.counties, 1))
        self._near_in_state: Dict[str, NearNames] = {}

    def find(self, text: str, folded: str) -> List[Tuple[int, int, Tuple[str, ...]]]:
        """Start, end and keys of every place; several keys mean: ask.

        Args:
            folded: The text in lower case without accents, of the same length.
        """
        # Chinese writes Latin names without a space: "dallas警察".
        doc = self._nlp.make_doc(_OTHER_SCRIPT.sub(" ", folded))
        doc.user_data["written"] = text
        named = {**self._judged(doc, text), **self._counties_and_states(doc)}
        found, skip_until = [], 0
        for span in filter_spans(list(named)):
            if span.start < skip_until:
                continue
            name, keys = named[span]
            state, end = self._state_after(doc, span.end, name, keys)
            fitting = self.gazetteer.narrowed(name, keys, state)
            if fitting:
                skip_until = end
                found.append((span.start_char, doc[end - 1].idx + len(doc[end - 1]), fitting))
        return found

    def _judged(self, doc: Doc, text: str) -> Named:
        """Names of the gazetteer that are meant as places, and words that are nearly one."""
        meant: Named = {}
        judged: Set[int] = set()
        longer = 0
        for start, end, name in self._named(doc):
            span = doc[start:end]
            # Whoever does not mean North Miami Beach does not mean Miami Beach either.
            if end <= longer and end - start > 1:
                continue
            if self._is_meant(doc, span, self._state_after(doc, end, name)[0], text):
                meant[span] = (name, self.gazetteer.names[name])
                judged |= set(range(start, end))
            elif end - start > 2:
                longer = max(longer, end)
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

    def _misspelt(self, doc: Doc, taken: Set[int], text: str) -> Named:
        """Words that are nearly the name of a known place: "houstn", "san fransisco"."""
        found: Named = {}
        for length in (3, 2, 1):
            for start in range(len(doc) - length + 1):
                span = doc[start : start + length]
                words = [token.text for token in span]
                # A name that is spelt right was judged before; it is no misspelling of itself.
                if not all(word.isalpha() for word in words) or taken & set(range(span.start, span.end)):
                    continue
                if all(word in self._common for word in words):
                    continue
                named = self.gazetteer.names.get(span.text)
                state = self._state_after(doc, span.end, "")[0]
                if named and (not state or _lies_in(named, state)):
                    continue
                if words[-1] in self.filler or words[0] in self.filler or self._is_person(doc, span):
                    continue
                name = self._nearest(doc, span, text)
                if name and name not in self.gazetteer.towns.abroad:
                    found[span] = (name, self.gazetteer.names[name])
                    taken = taken | set(range(span.start, span.end))
        return found

    def _nearest(self, doc: Doc, span: Span, text: str) -> Optional[str]:
        state = self._state_after(doc, span.end, "")[0]
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
        if name in self._around["people"] and state == "wa" and not self._is_known_in(name, state):
            return False  # George Washington
        if state or " county" in name or name.startswith(COUNTY_OF):
            return True
        if self._is_before_a_country(doc, span.end) and not any("/" not in key for key in self.gazetteer.names[name]):
            return False
        if name in nicknames():
            return True
        is_country = name in self.gazetteer.towns.countries and all("/" in key for key in self.gazetteer.names[name])
        if is_country or name in self._around["never_alone"] or self._is_person(doc, span):
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
        # "el centro" and "los banos" are words before they are towns.
        most = PROMINENT * 2 if words[0] in _ARTICLES else PROMINENT
        phrase = ordinary and len(words) > 1 and people < most
        if prominent and len(name) > 3 and not phrase:
            return True
        if ordinary:
            says_in = before in self._around["in"] and people > KNOWN and len(words) == 1
            return (capital and (alone or says_in or len(words) > 1)) or (says_in and len(name) > LONG_ENOUGH)
        known = people > KNOWN and len(name) >= LONG_ENOUGH
        says_place = known and self._looks_like_a_place(doc, span, text)
        return alone or says_place or (before in self._around["before"] and capital)

    def _is_before_a_country(self, doc: Doc, position: int) -> bool:
        """ "San Jose, Costa Rica" is no US place."""
        while position < len(doc) and doc[position].text in {",", "(", "de", "en", "in"}:
            position += 1
        return any(
            doc[position : position + length].text in self.gazetteer.towns.countries
            for length in (1, 2, 3)
            if position + length <= len(doc)
        )

    def _counties_and_states(self, doc: Doc) -> Named:
        """Names with a word for county or state around them, in any language of Latin letters: "condado Cook"."""
        found: Named = {}
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

    def _base(self, doc: Doc, at: int, step: int, word: int, names: Mapping[str, Sequence[str]]) -> Named:
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

    def _state_after(self, doc: Doc, position: int, place: str, keys: Sequence[str] = ()) -> Tuple[Optional[str], int]:
        """The state written right behind a name ("St Paul, MN", "mesa arizona"), and where it ends.

        Args:
            keys: What the name may mean, where it is not a name of the gazetteer.
        """
        start = position
        has_comma = position < len(doc) and doc[position].text == ","
        position += has_comma
        may_be_word = place in self._common or self._around.is_weak(place)
        keys = keys or self.gazetteer.names.get(place, ())
        for skipped in range(1 if may_be_word else 3):
            for length in (3, 2, 1):
                name = doc[position : position + length].text if position + length <= len(doc) else ""
                found = self.gazetteer.state_names.get(name)
                if (
                    length == 1
                    and name in self.gazetteer.states
                    and not skipped
                    and (
                        has_comma
                        or (
                            self._is_capital_code(doc, position) and (not may_be_word or self._is_known_in(place, name))
                        )
                        or self._is_code(doc, position, place, name)
                    )
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

    def _is_code(self, doc: Doc, position: int, name: str, code: str) -> bool:
        """Is "me" or "va" behind a name a state? Not behind an ordinary word: "call me", "uno va".

        Nor in small letters behind a capital: "à Irvington il y a".
        """
        is_word = code in self._around["never_alone"] or code in self.filler
        text, at = doc.user_data["written"], doc[position].idx
        if is_word and position + 1 < len(doc) and text[doc[position - 1].idx].isupper() and text[at].islower():
            return False
        lies_there = self._is_known_in(name, code) and not self._around.is_weak(name)
        return not is_word or lies_there or not (name in self._common or name in self._around["capital_alone"])


def _lies_in(keys: Sequence[str], state: str) -> bool:
    return any(key.split("/")[0] == state for key in keys)
