"""The topics that residents ask about: schema and reader of ``bot/data/topics/*.yml``."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

import yaml

from bot.answers.answer import Source
from bot.settings import ROOT

TOPICS = ROOT / "bot" / "data" / "topics"
TITLE_CHARACTERS = 24
SHORT_CHARACTERS = 300
# One text message in English with room for a translation; a longer ``short`` needs its own ``sms``.
SMS_CHARACTERS = 130
# Which part of a local policy belongs to a topic's answer; see bot/answers/policy_answers.py.
LOCAL_QUESTIONS = (
    "asking", "victims", "arrested", "stops", "ice", "detainers", "u_visa", "language", "overview", "advocates",
)  # fmt: skip
FIELDS = frozenset(
    (
        "title",
        "short",
        "sms",
        "long",
        "steps",
        "local",
        "sources",
        "as_of",
        "review_by",
        "time_sensitive",
        "must_not_say",
        "related",
    )
)


class TopicsError(ValueError):
    """One line per problem: file, line, topic, what to mend."""


@dataclass(frozen=True)
class Topic:
    """One topic. Its wording is found by key: ``topic.<id>.title|short|sms|long|step.<n>``.

    Attributes:
        group: The file it stands in.
        has_sms: A shorter text stands for ``short`` in text messages.
        steps: Number of next steps.
        local: Which part of the local policy belongs to its answer, or None.
        as_of: Date of the newest fact, as precise as known.
        review_by: After this day the answer is no longer asserted.
    """

    id: str
    group: str
    title: str
    has_sms: bool
    has_long: bool
    steps: int
    local: Optional[str]
    sources: Tuple[Source, ...]
    as_of: Optional[str]
    review_by: date
    time_sensitive: bool
    related: Tuple[str, ...]

    def is_stale(self, today: date) -> bool:
        return today > self.review_by


def read_topics(directory: Path = TOPICS) -> Mapping[str, Topic]:
    """Every topic by id.

    Raises:
        TopicsError: Lists every problem of every file; nothing is half read.
    """
    topics: Dict[str, Topic] = {}
    problems: List[str] = []
    for path in sorted(directory.glob("*.yml")):
        try:
            document = yaml.safe_load(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            problems.append(f"{path.name}: not YAML: {' '.join(str(error).split())}")
            continue
        lines = _lines(path)
        for name, body in (document or {}).items():
            where = f"{path.name}:{lines.get(name, 1)}: {name}"
            if name in topics:
                problems.append(f"{where}: this id is already used in {topics[name].group}.yml")
                continue
            found = problems_of(body)
            problems.extend(f"{where}: {problem}" for problem in found)
            if not found:
                topics[name] = _topic(name, path.stem, body)
    for topic in topics.values():
        for other in topic.related:
            if other not in topics:
                problems.append(f"{topic.group}.yml:1: {topic.id}: related topic {other!r} does not exist")
    if problems:
        raise TopicsError("\n".join(problems))
    return topics


def problems_of(body: Any) -> List[str]:
    """What is wrong with one topic, in words that say how to mend it."""
    if not isinstance(body, dict):
        return ["is not a mapping of fields"]
    found = [f"unknown field {name!r}; remove it" for name in sorted(set(body) - FIELDS)]
    found += [f"field {name!r} is missing" for name in ("title", "short", "sources", "review_by") if name not in body]
    if len(str(body.get("title", ""))) > TITLE_CHARACTERS:
        found.append(f"title has more than {TITLE_CHARACTERS} characters")
    if len(str(body.get("short", ""))) > SHORT_CHARACTERS:
        found.append(f"short has more than {SHORT_CHARACTERS} characters")
    if len(str(body.get("sms") or body.get("short", ""))) > SMS_CHARACTERS:
        found.append(f"sms has more than {SMS_CHARACTERS} characters, or is missing beside a longer short")
    if body.get("local") is not None and body["local"] not in LOCAL_QUESTIONS:
        found.append(f"local {body['local']!r} is none of {', '.join(LOCAL_QUESTIONS)}")
    if not isinstance(body.get("review_by", date.min), date):
        found.append("review_by is not a date like 2027-05-23")
    for number, source in enumerate(body.get("sources") or []):
        if not isinstance(source, dict) or not str(source.get("url", "")).startswith(("http://", "https://")):
            found.append(f"source {number + 1} has no http(s) address")
        elif not source.get("title"):
            found.append(f"source {number + 1} has no title")
    return found


def _lines(path: Path) -> Dict[str, int]:
    """Line number of each topic in its file."""
    text = path.read_text(encoding="utf-8").splitlines()
    return {line.split(":")[0]: number for number, line in enumerate(text, 1) if line[:1].isalpha() and ":" in line}


def _topic(name: str, group: str, body: Mapping[str, Any]) -> Topic:
    return Topic(
        id=name,
        group=group,
        title=body["title"],
        has_sms=bool(body.get("sms")),
        has_long=bool(body.get("long")),
        steps=len(body.get("steps") or []),
        local=body.get("local"),
        sources=tuple(
            Source(s["title"], s["url"], str(s["published"]) if s.get("published") else None)
            for s in body["sources"] or []
        ),
        as_of=str(body["as_of"]) if body.get("as_of") else None,
        review_by=body["review_by"],
        time_sensitive=bool(body.get("time_sensitive")),
        related=tuple(body.get("related") or ()),
    )


@lru_cache(maxsize=1)
def topics() -> Mapping[str, Topic]:
    """The project's own topics, read once."""
    return read_topics()
