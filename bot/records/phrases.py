"""Finds names and statements about the speaker's own status by the wordings in ``bot/data/redaction``.

One file per language; its README tells how a wording is written. Every file applies to every message.
English and Spanish stand in ``patterns.py``.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, FrozenSet, List, Optional, Sequence, Tuple

import yaml

from bot.records.folding import fold, fold_letters, positions
from bot.settings import ROOT

PHRASES = ROOT / "bot" / "data" / "redaction"
KINDS = ("STATUS", "NAME")
KEYS = ("spaces", "prefixes", "words", "name", "not_names", "name_ends", "name_words", "status")

MOST_NAME_WORDS = 4
_LETTER = "[^ :,.?|·]"
_NAME_LETTER = "[^ :,.?|·0-9]"
_START, _END = "(?<=[ :,.?|])", "(?=[ :,.?|])"
_SPACE = "(?:[ :]+)"
_PAD_END = r" \Z"


@dataclass(frozen=True)
class _Wordings:
    """Wordings of one kind that are tried together.

    Attributes:
        blocks: A message without a letter of these (code point divided by 256) cannot match; empty for Latin letters.
        pattern: Over folded text. A wording with a name has one group, the name.
        capitals: Numbers of the groups that are a name only with a capital letter.
        name_words: For each group, how many words without capitals are taken as one name.
    """

    kind: str
    blocks: FrozenSet[int]
    pattern: "re.Pattern[str]"
    capitals: FrozenSet[int] = frozenset()
    name_words: Tuple[int, ...] = ()


def find_statements(text: str) -> List[Tuple[int, int, str]]:
    """Where a text tells a name or the speaker's status.

    Args:
        text: As ``redact.flatten`` leaves it.

    Returns:
        Start, end and kind of each find; finds may overlap.
    """
    folded, parts = fold(text)
    blocks = {ord(character) >> 8 for character in folded if character > "\x7f"}
    found: List[Tuple[int, int, str]] = []
    places: List[int] = []
    for wordings in _all_wordings():
        if wordings.blocks and wordings.blocks.isdisjoint(blocks):
            continue
        for match in wordings.pattern.finditer(folded):
            places = places or positions(parts)
            end = _name_end(wordings, match, text, places) if match.lastindex else match.end()
            if end is not None:
                found.append((places[match.start()], places[end], wordings.kind))
    return found


def _name_end(wordings: _Wordings, match: "re.Match[str]", text: str, places: List[int]) -> Optional[int]:
    """Where a name ends in the folded text; None where only a capital would make it one."""
    group = match.lastindex or 0
    words = [word.span() for word in re.finditer(r"[^ ]+", match.group(group))]
    first = match.start(group)
    capitals = [_has_capital(text[places[first + start] : places[first + end]]) for start, end in words]
    if group in wordings.capitals and not (capitals[0] and not text.isupper()):
        return None
    if match.end() != match.end(group):
        return match.end()
    kept = 1
    if capitals[0] and not text.isupper():
        while kept < len(words) and capitals[kept]:
            kept += 1
    else:
        kept = min(len(words), wordings.name_words[group - 1])
    return first + words[kept - 1][1]


def _has_capital(word: str) -> bool:
    return word[:1].isupper() and (len(word) == 1 or not word.isupper())


@lru_cache(maxsize=1)
def _all_wordings() -> List[_Wordings]:
    """Of all languages; those of Latin letters together, because nearly every message has such."""
    languages = [_Language(path) for path in sorted(PHRASES.glob("*.yml"))]
    latin = [_join(kind, languages, True) for kind in KINDS]
    native = [_join(kind, [language], False) for language in languages for kind in KINDS]
    return [wordings for wordings in (*latin, *native) if wordings is not None]


def _join(kind: str, languages: Sequence["_Language"], is_latin: bool) -> Optional[_Wordings]:
    patterns: List[str] = []
    capitals: List[int] = []
    name_words: List[int] = []
    for language in languages:
        for wording in language.wordings[kind]:
            if language.is_latin(wording) == is_latin:
                patterns.append(language.pattern(wording, kind))
                if "NAME" in wording or "Name" in wording:
                    name_words.append(language.name_words)
                    if "Name" in wording:
                        capitals.append(len(name_words))
    if not patterns:
        return None
    alternatives = "|".join(patterns)
    blocks = frozenset() if is_latin else frozenset(ord(c) >> 8 for c in alternatives if c > "\x7f" and c != "·")
    pattern = re.compile(f"{_START if languages[0].spaces else ''}(?:{alternatives})")
    if pattern.groups != len(name_words):
        raise ValueError(f"{languages[0].file}: a wording names somebody twice")
    return _Wordings(kind, blocks, pattern, frozenset(capitals), tuple(name_words))


class _Language:
    """The wordings of one file as regular expressions over folded text."""

    def __init__(self, path: Path) -> None:
        data: Dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.file = path.name
        unknown = set(data) - set(KEYS)
        if unknown:
            raise ValueError(f"{path.name}: unknown keys {sorted(unknown)}; known are {', '.join(KEYS)}")
        self.spaces = bool(data.get("spaces", True))
        self.name_words = int(data.get("name_words", 2))
        self.wordings: Dict[str, List[str]] = {kind: data.get(kind.lower(), []) for kind in KINDS}
        self._words: Dict[str, str] = {}
        for name, either in data.get("words", {}).items():
            self._words[name] = self._translate(either)
        prefixes = "|".join(self._translate(prefix) for prefix in data.get("prefixes", []))
        self._prefix = f"(?:{prefixes})?" if prefixes else ""
        self._name = self._make_name(data)

    def pattern(self, wording: str, kind: str) -> str:
        end = _END if self.spaces else ""
        # A comma after "no papers" goes on to "…, what then?": only a full stop makes it a statement.
        stops = "." if kind == "STATUS" else ".,"
        return self._prefix + self._translate(wording).replace("$", f"(?= ?(?:[{stops}]|{_PAD_END}))") + end

    def is_latin(self, wording: str) -> bool:
        """Whether a message of Latin letters alone can match."""
        return self._translate(_NAME_TOKEN.sub("", wording)).replace("·", "").isascii()

    def _make_name(self, data: Dict[str, Any]) -> str:
        end = _END if self.spaces else ""
        not_first, ends = (
            f"(?!(?:{self._translate(data[key])}){end})" if data.get(key) else "" for key in ("not_names", "name_ends")
        )
        if self.spaces:
            return f"({not_first}{ends}{_NAME_LETTER}+(?: +{ends}{_NAME_LETTER}+){{0,{MOST_NAME_WORDS - 1}}})"
        letter = f"(?:{ends}[^ :,.?|·0-9a-z])"
        return f"({not_first}(?:{letter}{{1,4}}(?:·{letter}{{1,8}}){{0,3}}|[a-z]+(?: [a-z]+){{0,2}}(?![a-z])))"

    def _translate(self, wording: str) -> str:
        """One wording of a file as a regular expression."""
        pattern = []
        for piece in _TOKEN.findall(wording):
            if piece in ("NAME", "Name"):
                pattern.append(self._name)
            elif piece == " ... ":
                few = f"(?:{_LETTER}+{_SPACE}){{0,3}}?" if self.spaces else f"{_LETTER}{{0,6}}?"
                pattern.append((_SPACE if self.spaces else "") + few)
            elif piece[0] == "<" and piece[-1] == ">":
                pattern.append(f"(?:{self._words[piece[1:-1]]})")
            else:
                pattern.append(_SPECIAL.get(piece) or fold_letters(piece))
        return "".join(pattern)


_NAME_TOKEN = re.compile("NAME|Name")
_TOKEN = re.compile(r"\)\*|NAME|Name| \.\.\. |<[a-z_]+>|\(\?[:!=]|\(\?<[!=]|.", re.DOTALL)
_SPECIAL = {
    " ": _SPACE,
    "(": "(?:",
    "*": f"{_LETTER}*",
    "_": _LETTER,
    "^": "(?:(?<=^ )|(?<=[.?,] )|(?<=[.?,]))",
    ":": " *: *",
}
