"""Read the held-back split in tests/evaluation/; see the README there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

import yaml

from bot.settings import ROOT

SPLIT = ROOT / "tests" / "evaluation"
LENGTHS = ("short", "medium", "long")


@dataclass(frozen=True)
class Question:
    """One message with the topic a person would choose; None for off-topic."""

    language: str
    text: str
    topic: Optional[str]


@dataclass(frozen=True)
class Place:
    """One message with the first place it names, as a key, a ZIP code, ``ambiguous`` or None."""

    text: str
    wanted: Optional[str]


@dataclass(frozen=True)
class LanguageSplit:
    """Everything that is held back in one language.

    Attributes:
        now, not_now: Messages about danger now, and messages that only sound like it.
        by_length: Messages of 1-3, 4-8 and 9+ words that a reader tells the language of.
        follow_ups: Bare follow-ups by kind.
    """

    tag: str
    questions: Tuple[Question, ...]
    now: Tuple[str, ...]
    not_now: Tuple[str, ...]
    places: Tuple[Place, ...]
    by_length: Mapping[str, Tuple[str, ...]]
    follow_ups: Mapping[str, Tuple[str, ...]]


def read_split(split: Path = SPLIT) -> List[LanguageSplit]:
    """Every language of the split, by tag."""
    return [_read_language(path) for path in sorted(split.iterdir()) if path.is_dir()]


def _read_language(folder: Path) -> LanguageSplit:
    topics = _read(folder / "topics.yml") or {}
    questions = [Question(folder.name, text, topic) for topic, texts in topics.items() for text in texts]
    questions += [Question(folder.name, text, None) for text in _read(folder / "out_of_scope.yml") or []]
    emergency = _read(folder / "emergency.yml") or {}
    places = _read(folder / "places.yml") or []
    return LanguageSplit(
        tag=folder.name,
        questions=tuple(questions),
        now=tuple(emergency.get("now", ())),
        not_now=tuple(emergency.get("not_now", ())),
        places=tuple(Place(str(case["text"]), key_of(case["place"])) for case in places),
        by_length={name: tuple(texts) for name, texts in (_read(folder / "language.yml") or {}).items()},
        follow_ups={name: tuple(texts) for name, texts in (_read(folder / "follow_up.yml") or {}).items()},
    )


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None


def key_of(wanted: Any) -> Optional[str]:
    """A place of the split as a key: ``"St. Paul, MN"`` and ``"Saint Paul, MN"`` are one place."""
    from bot.policybook.names import slug

    if wanted is None:
        return None
    wanted = str(wanted)
    if wanted == "ambiguous" or wanted.isdigit():
        return wanted
    name, _, state = wanted.rpartition(", ")
    if not name:
        return wanted.lower()
    same: Dict[str, str] = {"new-york-city": "new-york"}
    found = slug(name)
    found = "saint-" + found[3:] if found.startswith("st-") else found
    return f"{state.lower()}/{same.get(found, found)}"
