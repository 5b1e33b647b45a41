"""Cheaper letters for a text message, only where a reader loses nothing: bot/data/sms/substitutions.yml."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Pattern, Tuple

import yaml

from bot.language.languages import is_language
from bot.language.sms.segments import BASIC, EXTENSION, count_segments
from bot.settings import ROOT

SUBSTITUTIONS_FILE = ROOT / "bot" / "data" / "sms" / "substitutions.yml"
EVERY = "every"
NO_MARKS = "vi"  # Without its marks it has no words left.


class SubstitutionsError(ValueError):
    """One line per problem: file, line, what to mend."""


@dataclass(frozen=True)
class Substitutions:
    """What may stand for what in one language.

    Attributes:
        letters: One character and the plain text that stands for it.
        keep: Wordings that would change their meaning; None where there is none.
    """

    letters: Mapping[str, str] = field(default_factory=dict)
    keep: Optional[Pattern[str]] = None

    def put_into(self, text: str) -> str:
        """The text with every letter replaced; unchanged when it holds a wording to keep."""
        if self.keep is not None and self.keep.search(text):
            return text
        return "".join(self.letters.get(letter, letter) for letter in text)


def as_sent(text: str, tag: str) -> str:
    """The text as a text message of a language carries it: with as few changes as give the fewest segments.

    Tried in this order: nothing, composed letters (NFC), marks such as curly quotes, the language's own letters.
    """
    known = substitutions()
    composed = unicodedata.normalize("NFC", text)
    plain = known[EVERY].put_into(composed)
    own = known.get(tag, Substitutions()).put_into(plain)
    return min((text, composed, plain, own), key=count_segments)


@lru_cache(maxsize=1)
def substitutions() -> Mapping[str, Substitutions]:
    """The project's own substitutions by language tag and ``every``, read once."""
    return read_substitutions()


def read_substitutions(path: Path = SUBSTITUTIONS_FILE) -> Mapping[str, Substitutions]:
    """Substitutions by language tag.

    Raises:
        SubstitutionsError: Lists every problem; nothing is half read.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SubstitutionsError(f"{path.name}:{line}: not readable as YAML: {error.problem}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SubstitutionsError(f"{path.name}:1: not readable as YAML in UTF-8") from error
    problems: List[str] = []
    found = {EVERY: Substitutions()}
    for name, body in _pairs(root, path.name, problems):
        tag = name.value
        if tag != EVERY and (not is_language(tag) or tag == NO_MARKS):
            why = "its marks are its words" if tag == NO_MARKS else "it is no tag of languages.yml"
            problems.append(f"{path.name}:{_line(name)}: {tag!r} cannot stand here: {why}; remove it")
        found[tag] = _read_one(body, path.name, problems)
    if problems:
        raise SubstitutionsError("\n".join(problems))
    return found


def _read_one(body: Any, file: str, problems: List[str]) -> Substitutions:
    letters: Dict[str, str] = {}
    keep: List[str] = []
    for name, value in _pairs(body, file, problems):
        if name.value == "letters":
            for letter, plain in _pairs(value, file, problems):
                wrong = _problem_of(letter.value, plain.value, letters)
                if wrong:
                    problems.append(f"{file}:{_line(letter)}: {letter.value!r} {wrong}")
                else:
                    letters[letter.value] = plain.value
        elif name.value == "keep" and isinstance(value, yaml.SequenceNode):
            for wording in value.value:
                if _is_pattern(wording.value):
                    keep.append(wording.value)
                else:
                    problems.append(f"{file}:{_line(wording)}: keep: {wording.value!r} is no regular expression")
        else:
            problems.append(f"{file}:{_line(name)}: {name.value!r} is not 'letters' with fields or 'keep' with a list")
    return Substitutions(letters, re.compile(rf"(?<!\w)(?:{'|'.join(keep)})(?!\w)", re.IGNORECASE) if keep else None)


def _problem_of(letter: str, plain: Any, letters: Mapping[str, str]) -> Optional[str]:
    if len(letter) != 1:
        return "is not one character"
    if letter in letters:
        return "is written twice; keep one"
    if letter in BASIC:
        return "is in the plain SMS alphabet already; remove it"
    if not isinstance(plain, str) or any(mark not in BASIC and mark not in EXTENSION for mark in plain):
        return "needs a text of the plain SMS alphabet, in quotes"
    return None


def _is_pattern(wording: Any) -> bool:
    try:
        re.compile(wording)
    except (re.error, TypeError):
        return False
    return True


def _pairs(node: Any, file: str, problems: List[str]) -> List[Tuple[Any, Any]]:
    if isinstance(node, yaml.MappingNode):
        return list(node.value)
    problems.append(f"{file}:{_line(node)}: expected fields such as 'letters: …' here")
    return []


def _line(node: Any) -> int:
    return node.start_mark.line + 1 if node is not None else 1
