"""How large US towns are and what other scripts call them: our generated files. No Rasa in here."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import FrozenSet, Mapping, Tuple

import babel

from bot.settings import ROOT
from bot.understanding.places.names import fold

PLACES = ROOT / "bot" / "data" / "places"
# Stands before a native name that a place abroad has too.
ONLY_WITH_STATE = "~"
# Names of countries as residents write them, in the languages of Latin letters that Babel knows.
_LANGUAGES = ("en", "es", "fr", "pt", "vi", "so", "sw", "fil")
# States and territories of the United States that are countries too, or stand among them.
_HERE = ("US", "GE", "JO", "JE", "PR", "UM")


@dataclass(frozen=True)
class Towns:
    """What the generated files say.

    Attributes:
        people: Key of a town of 5000 people or more → how many live there.
        native_names: Key of a town → its names in other scripts, ``~`` before one that needs its state.
        abroad: Names that mean a larger city of another country, folded; some hold a US name ("san pedro sula").
        countries: Names of other countries, folded.
    """

    people: Mapping[str, int]
    native_names: Mapping[str, Tuple[str, ...]]
    abroad: FrozenSet[str]
    countries: FrozenSet[str]


@lru_cache(maxsize=1)
def read_towns(directory: Path = PLACES) -> Towns:
    """Read ``towns.tsv`` and ``abroad.txt``; see ``make_towns.py``."""
    people, names = {}, {}
    for line in _lines(directory / "towns.tsv"):
        key, count, *native = line.split("\t")
        people[key] = int(count)
        if native:
            names[key] = tuple(native[0].split("|"))
    return Towns(people, names, frozenset(_lines(directory / "abroad.txt")), _countries())


def _lines(path: Path) -> Tuple[str, ...]:
    return tuple(line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))


def _countries() -> FrozenSet[str]:
    codes = {
        fold(str(name))
        for language in _LANGUAGES
        for code, name in babel.Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in _HERE
    }
    return frozenset(name for name in codes if len(name) > 3)
