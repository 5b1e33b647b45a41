"""What stands around places and people in a message, and what else their names are. No Rasa in here."""

from dataclasses import dataclass
from typing import Any, FrozenSet, Mapping

import yaml

from bot.understanding.places.names import fold
from bot.understanding.places.towns import PLACES

# Lists of names that are something else too: people, words that are never a place, words that may be one.
WEAK = ("people", "never_alone", "capital_alone")


@dataclass(frozen=True)
class Around:
    """The lists of ``around_places.yml`` and ``ordinary_words.yml``, folded."""

    words: Mapping[str, FrozenSet[str]]

    @classmethod
    def read(cls) -> "Around":
        lists = {**read_list("around_places.yml"), **read_list("ordinary_words.yml")}
        return cls({name: frozenset(fold(str(word)) for word in words) for name, words in lists.items()})

    def __getitem__(self, name: str) -> FrozenSet[str]:
        return self.words[name]

    @property
    def filler(self) -> FrozenSet[str]:
        """Words that do not count when we ask whether a message is nothing but a place."""
        return self.words["filler"] | self.words["before"]

    def is_weak(self, name: str) -> bool:
        """Is a name something else than a place too?"""
        return any(name in self.words[weak] for weak in WEAK)


def read_list(name: str) -> Any:
    """One of the hand-written files of ``bot/data/places``."""
    return yaml.safe_load((PLACES / name).read_text(encoding="utf-8"))
