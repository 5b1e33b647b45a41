"""Names of places with a slip of the finger: "houtson", "san fransisco", "mineapolis". No Rasa in here."""

from typing import Any, Dict, List, Mapping, Optional, Tuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Shorter names have too many neighbours among ordinary words.
SHORTEST = 5
# From this length a name has no neighbours: two slips are forgiven, and it needs nothing around it.
LONG = 9
# Names of these lengths are only taken for a slip with something around them that says "place".
UNSURE_BELOW = 8


class NearNames:
    """The names worth recognising when they are misspelt, sorted so that few are compared."""

    def __init__(self, names: Mapping[str, int], shortest: int = SHORTEST, long: int = LONG) -> None:
        """Sort names by first letter and length.

        Args:
            names: Folded name → how many people live there.
            shortest: Shorter words are no slip of anything.
            long: From this length two slips are forgiven.
        """
        self._people = names
        self._shortest, self._long = shortest, long
        self._sorted: Dict[Tuple[str, int], List[str]] = {}
        for name in sorted(names, key=lambda name: (-names[name], name)):
            self._sorted.setdefault((name[0], len(name)), []).append(name)

    def nearest(self, words: str) -> Optional[str]:
        """The name that these words are a slip of; of two as near, the larger place; else None."""
        if len(words) < self._shortest:
            return None
        best: Optional[Tuple[int, int, str]] = None
        for length in range(len(words) - 2, len(words) + 3):
            names = self._sorted.get((words[0], length))
            if not names:
                continue
            match: Any = process.extractOne(words, names, scorer=OSA.distance, score_cutoff=2)
            if match and match[1] <= self._forgiven(match[0], words):
                found = (match[1], -self._people[match[0]], match[0])
                best = min(best, found) if best else found
        return best[2] if best else None

    def _forgiven(self, name: str, words: str) -> int:
        shorter = min(len(name), len(words))
        if shorter < self._shortest or name.count(" ") != words.count(" "):
            return 0
        million = self._people[name] >= 1_000_000
        pairs = zip(name.split(), words.split(), strict=True)
        # "Wayne" is no slip of "Warren" because "County" stands behind both.
        if " " in name and any(
            sorted(one) != sorted(other) and min(len(one), len(other)) < 5 - million for one, other in pairs
        ):
            return 0
        return 2 if shorter >= self._long or (million and shorter >= 7) else 1
