"""Every name of a US place that we know, with the places it may mean. No Rasa in here.

A *place key* is a state's code (``mn``), a city in its state (``mn/minneapolis``), a county
(``md/montgomery-county``). A name that several places share gives several candidates.
"""

from functools import lru_cache
from typing import Any, Dict, FrozenSet, Iterable, List, Mapping, Optional, Set, Tuple

from bot.understanding.places.around import read_list
from bot.understanding.places.names import fold
from bot.understanding.places.native import NativeTown, read_names, script_of
from bot.understanding.places.towns import ONLY_WITH_STATE, PLACES, Towns, read_towns
from bot.understanding.places.us import UsPlaces, read_packages

# A bare city name stands for the largest place of that name when so many times more people live there
# than in the next; below that we ask which state.
CLEARLY_LARGER = 4
# Aliases such as "LA" or "PD" are words of other languages; what is safe of them is in nicknames.yml.
SHORTEST_ALIAS = 2
# Everybody knows a place of this size: its name needs no capital letter.
PROMINENT = 40_000
# A name in another script means a smaller town only with its state beside it.
ALONE_IN_OTHER_SCRIPTS = 15_000
# The towns of fewer than 5000 people that no list counts: at most so many for each of their ZIP codes.
_PEOPLE_OF_A_ZIP_CODE, _MOST_UNCOUNTED = 700, 4000
# Shorter names of the generated file are words of some language too.
_LONG_ENOUGH = {"Han": 3, "Hangul": 3, "Cyrillic": 5, "Arabic": 6, "Devanagari": 5, "Bengali": 5, "Ethiopic": 4}
# How people shorten the first word of a name.
_SHORT = {"saint ": ("st", "st."), "fort ": ("ft", "ft."), "mount ": ("mt", "mt.")}


class Gazetteer:
    """Every name we know, with the keys it may mean."""

    def __init__(self, extra_names: Iterable[Tuple[str, str]] = (), us_places: Optional[UsPlaces] = None) -> None:
        """Build from the postal data and the policybook's names.

        Args:
            extra_names: (name, place key) pairs of the policybook.
            us_places: The postal data; read from its package, slowly, where None.
        """
        places = us_places or read_packages()
        self.towns: Towns = read_towns()
        self.county_of: Mapping[str, str] = places.county_of
        self.zip_codes: Mapping[str, Tuple[str, str]] = places.zip_codes
        self.titles: Mapping[str, str] = places.titles
        self._zip_count = places.weight
        self.part_of: Mapping[str, str] = _part_of(places.county_of)
        self.states = frozenset(key for key in self.titles if "/" not in key)
        self.own: Set[str] = set()
        names: Dict[str, Set[str]] = {name: set(keys) for name, keys in places.names.items()}
        for name, key in extra_names:
            if len(name) > SHORTEST_ALIAS and not self._is_town_under_its_county(fold(name), key, places.names):
                names.setdefault(fold(name), set()).add(key)
                self.own.add(key)
        # The postal data has names such as "E Springfield".
        names = {name: keys for name, keys in names.items() if name.partition(" ")[0] not in tuple("nsewaoy")}
        for name in [name for name in names if name.startswith(tuple(_SHORT))]:
            word, _, rest = name.partition(" ")
            for short in _SHORT[f"{word} "]:
                names.setdefault(f"{short} {rest}", names[name])
        for name, key in {**names_of_languages(), **read_list("nicknames.yml")}.items():
            names[fold(name)] = {key}
        # Washington the state is also meant by the bare name.
        names["washington"] = {"dc/washington", "wa"}
        self.ambiguous: FrozenSet[str] = frozenset(read_list("ambiguous.yml"))
        self.names: Mapping[str, Tuple[str, ...]] = {name: self._ranked(keys) for name, keys in names.items()}
        self.counties: Mapping[str, Tuple[str, ...]] = self._county_names()
        self.state_names: Mapping[str, str] = self._state_names()

    def _is_town_under_its_county(self, name: str, key: str, towns: Mapping[str, Tuple[str, ...]]) -> bool:
        """The policybook names a county's towns ("Gaithersburg"); the town stays itself and knows its county."""
        if not key.endswith("-county"):
            return False
        state = key.split("/")[0]
        bare = name[: -len(state) - 1] if name.endswith(f" {state}") else name
        same = [town for town in towns.get(bare, ()) if town.startswith(f"{state}/") and not town.endswith("-county")]
        return any(self.towns.people.get(town) or self.county_of.get(town) == key for town in same)

    def _ranked(self, keys: Set[str]) -> Tuple[str, ...]:
        return tuple(sorted(keys, key=lambda key: (key not in self.own, -self.people(key), key)))

    def people(self, key: str) -> int:
        """How many live in a town, roughly; counties are only compared with each other."""
        if key.endswith(("-county", "-parish")):
            return self._zip_count.get(key, 0) * _MOST_UNCOUNTED
        counted = self.towns.people.get(key)
        return counted or min(self._zip_count.get(key, 0) * _PEOPLE_OF_A_ZIP_CODE, _MOST_UNCOUNTED)

    def candidates(self, name: str, state: Optional[str]) -> Tuple[str, ...]:
        """Keys that a name may mean: one where it is clear, several where we must ask, or none."""
        return self.narrowed(fold(name), self.names.get(fold(name), ()), state)

    def narrowed(self, name: str, keys: Tuple[str, ...], state: Optional[str]) -> Tuple[str, ...]:
        """What is left of a name's keys in a state, or without one where it is clear."""
        if state:
            keys = tuple(key for key in keys if key.split("/")[0] == state)
            towns = tuple(key for key in keys if self.people(key) > _MOST_UNCOUNTED)
            keys = towns[:1] or keys
        elif len(keys) > 1 and name not in self.ambiguous:
            first, *rest = (self.people(key) for key in keys)
            if first >= CLEARLY_LARGER * max(max(rest), 1):
                keys = keys[:1]
        return self.whole(keys)

    def whole(self, keys: Iterable[str]) -> Tuple[str, ...]:
        """Keys of boroughs and neighbourhoods as the key of their city, each once."""
        return tuple(dict.fromkeys(self.part_of.get(key, key) for key in keys))

    def is_prominent(self, key: str) -> bool:
        """A state, a place of the policybook, or a town that everybody knows."""
        return "/" not in key or key in self.own or self.people(key) >= PROMINENT

    def title(self, key: str) -> str:
        """A place's own name with its state, ``Minneapolis, MN``; names are not translated."""
        return self.titles.get(key, key)

    def native_towns(self, weak: FrozenSet[str]) -> List[NativeTown]:
        """The generated names in other scripts.

        Args:
            weak: English names that are ordinary words or people's: never without their state.
        """
        found = []
        for key, names in self.towns.native_names.items():
            people, english = self.towns.people[key], key.split("/")[1].replace("-", " ")
            alone = people >= ALONE_IN_OTHER_SCRIPTS and english not in weak
            for name in names:
                bare = name.removeprefix(ONLY_WITH_STATE)
                long_enough = len(name) >= _LONG_ENOUGH[script_of(name) or "Han"]
                found.append(NativeTown(bare, key, people, alone and bare == name and long_enough))
        return found

    def _county_names(self) -> Dict[str, Tuple[str, ...]]:
        """Folded name without "county" → keys; "prince georges" too."""
        found: Dict[str, Set[str]] = {}
        for name, keys in self.names.items():
            for ending in (" county", " parish"):
                counties = {key for key in keys if key.endswith(ending.replace(" ", "-"))}
                if name.endswith(ending) and counties:
                    base = name[: -len(ending)]
                    for written in {base, base.replace("'", ""), base.replace("'s", "")}:
                        found.setdefault(written, set()).update(counties)
        return {name: self._ranked(keys) for name, keys in found.items()}

    def _state_names(self) -> Dict[str, str]:
        """Folded name of a state in any language → its key; New York is a state too, behind a town or "state of"."""
        found = {name: key for name, keys in self.names.items() for key in keys if "/" not in key}
        new_york = (name for name, keys in self.names.items() if keys[0] == "ny/new-york" and name != "nyc")
        return {**found, **{name: "ny" for name in new_york if name.startswith("n")}}


def _part_of(county_of: Mapping[str, str]) -> Dict[str, str]:
    """Key of a postal place that lies in a city → the city's key."""
    lists: Mapping[str, Any] = read_list("part_of.yml")
    counties = lists["counties"]
    found = {town: counties[county] for town, county in county_of.items() if county in counties}
    for city, parts in lists["towns"].items():
        state = city.split("/")[0]
        found.update({f"{state}/{part}": city for part in parts})
    return found


@lru_cache(maxsize=1)
def names_of_languages() -> Mapping[str, str]:
    """Names in Latin letters that other languages give places: Filadelfia, Nouyòk."""
    return {name: key for name, key in read_names(PLACES / "names").items() if script_of(name) is None}


@lru_cache(maxsize=1)
def nicknames() -> FrozenSet[str]:
    """Every name that we wrote ourselves: it means its place however it is written."""
    return frozenset(fold(name) for name in (*names_of_languages(), *read_list("nicknames.yml")))
