"""Cut a message into the questions it may hold: "what is a U visa and will they call ICE?"."""

from typing import List

import regex
import yaml

from bot.settings import ROOT

CONJUNCTIONS = ROOT / "bot" / "data" / "conjunctions.yml"
# A part with fewer letters is no question of its own.
SHORTEST_PART = 8
# Chinese and Korean say in four characters what takes others a sentence.
SHORTEST_DENSE_PART = 4
MOST_PARTS = 4
_ENDS = r"[?!.;,؟،؛۔。？！；，、፧።፣՞\n]+"
_DENSE = regex.compile(r"[\p{Han}\p{Hangul}]")


def _pattern() -> "regex.Pattern[str]":
    words = yaml.safe_load(CONJUNCTIONS.read_text(encoding="utf-8"))
    apart = "|".join(regex.escape(word) for word in words["between_words"])
    glued = "|".join(regex.escape(word) for word in words["anywhere"])
    return regex.compile(rf"{_ENDS}|(?<!\w)(?:{apart})(?!\w)|(?:{glued})")


_BETWEEN = _pattern()


def parts(text: str) -> List[str]:
    """The parts of a normalised message, in order; empty when it is one piece.

    Where they lie is a guess: whether two of them ask different things, the classifier decides.
    """
    found = [part.strip() for part in _BETWEEN.split(text)]
    telling = [part for part in found if len(part) >= (SHORTEST_DENSE_PART if _DENSE.search(part) else SHORTEST_PART)]
    return telling[:MOST_PARTS] if len(telling) > 1 else []
