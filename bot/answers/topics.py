"""The topics that residents ask about: schema and reader of ``bot/data/topics/*.yml``."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from bot.answers.answer import Source
from bot.datafiles.lines import Problem, Reader, read_yaml
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
# The words of a topic, and what is said of it besides.
FIELDS = frozenset(
    (
        "title", "short", "sms", "long", "steps", "local", "sources", "as_of", "review_by", "time_sensitive",
        "must_not_say", "related",
    )
)  # fmt: skip
_ID = re.compile(r"^[a-z0-9]+(_[a-z0-9]+)*$")
_URL = re.compile(r"^https?://[^\s/]+\S*$")
_FILE = re.compile(r"^docs/[\w/-]+\.md$")


class TopicsError(ValueError):
    """The topics' files cannot be used; ``problems`` has every reason, the message lists them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class TopicSource:
    """A page that says what a topic states.

    Attributes:
        url: Public address; None for what this service says of itself, which ``file`` has instead.
        published: Partial date; None when the page has none.
        withdrawn: Partial date on which it was taken down or took its word back; it supports nothing then.
    """

    title: str
    publisher: str
    url: Optional[str]
    file: Optional[str]
    published: Optional[str]
    withdrawn: Optional[str]


@dataclass(frozen=True)
class Topic:
    """One topic. Its wording is found by key: ``topic.<id>.title|short|sms|long|step.<n>``.

    Attributes:
        group: The file it stands in.
        has_sms: A shorter text stands for ``short`` in text messages.
        steps: Number of next steps.
        local: Which part of the local policy belongs to its answer, or None.
        all_sources: Those that were withdrawn too; an answer shows ``sources``.
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
    all_sources: Tuple[TopicSource, ...]
    as_of: Optional[str]
    review_by: date
    time_sensitive: bool
    related: Tuple[str, ...]

    @property
    def sources(self) -> Tuple[Source, ...]:
        return tuple(Source(s.title, s.url, s.published) for s in self.all_sources if not s.withdrawn)

    def doubts(self, today: date) -> Tuple[str, ...]:
        """Every reason not to assert it on a day: ``review_date_passed``, ``source_withdrawn``."""
        doubts = ("review_date_passed",) if today > self.review_by else ()
        return doubts if self.sources else (*doubts, "source_withdrawn")

    def is_stale(self, today: date) -> bool:
        return bool(self.doubts(today))


def read_topics(directory: Path = TOPICS, today: Optional[date] = None) -> Mapping[str, Topic]:
    """Every topic by id.

    Args:
        today: No date in a file, except ``review_by``, may be later; this day where it is left out.

    Raises:
        TopicsError: Lists every problem of every file; nothing is half read.
    """
    problems: List[Problem] = []
    topics: Dict[str, Topic] = {}
    readers: Dict[str, Reader] = {}
    for path in sorted(directory.glob("*.yml")):
        node = read_yaml(path, path.name, problems)
        if node is None:
            continue
        file = Reader(node, path.name, problems, today or date.today())
        for name in file.keys():  # noqa: SIM118 - a Reader is no dictionary
            reader = file.mapping(name, required=True)
            if reader is None:
                continue
            if not _ID.match(name):
                file.report(f"the id {name!r} may hold lower-case letters, digits and _ only", file.line_of(name))
            if name in topics:
                file.report(f"the id {name!r} is already used in {topics[name].group}.yml", file.line_of(name))
            topics[name] = _read_topic(name, path.stem, reader)
            readers[name] = reader
    for name, topic in topics.items():
        for other in topic.related:
            if other not in topics:
                text = f"related topic {other!r} does not exist; write another or delete it"
                readers[name].report(text, readers[name].line_of("related"))
    if problems:
        raise TopicsError(sorted(problems))
    return topics


def _read_topic(name: str, group: str, reader: Reader) -> Topic:
    needed = ("title", "short")
    texts = {field: reader.text(field, required=field in needed) for field in (*needed, "sms", "long")}
    for field, most in (("title", TITLE_CHARACTERS), ("short", SHORT_CHARACTERS)):
        if len(texts[field] or "") > most:
            reader.report(f"{field!r} has more than {most} characters; shorten it", reader.line_of(field))
    if len(texts["sms"] or texts["short"] or "") > SMS_CHARACTERS:
        line = reader.line_of("sms" if texts["sms"] else "short")
        reader.report(f"'sms' has more than {SMS_CHARACTERS} characters, or is missing beside a longer 'short'", line)
    sources = tuple(_read_source(source) for source in reader.mappings("sources", required=True))
    topic = Topic(
        id=name,
        group=group,
        title=texts["title"] or "",
        has_sms=bool(texts["sms"]),
        has_long=bool(texts["long"]),
        steps=len(reader.texts("steps")),
        local=reader.choice("local", LOCAL_QUESTIONS),
        all_sources=sources,
        as_of=reader.written_date("as_of"),
        review_by=reader.day("review_by"),
        time_sensitive=reader.flag("time_sensitive", required=True),
        related=reader.texts("related"),
    )
    reader.texts("must_not_say", required=True)
    if not sources:
        reader.report("no source; add at least one under 'sources'", reader.line_of("sources"))
    if topic.as_of is None and any(source.published for source in sources):
        reader.report("a source has a date; write the newest one as 'as_of'", reader.line_of("as_of"))
    if topic.as_of is None and topic.time_sensitive:
        reader.report("what changes with time has to say its date; add 'as_of'", reader.line_of("as_of"))
    reader.finish()
    return topic


def _read_source(reader: Reader) -> TopicSource:
    source = TopicSource(
        title=reader.needed("title"),
        publisher=reader.needed("publisher"),
        url=reader.text("url"),
        file=reader.text("file"),
        published=reader.written_date("published"),
        withdrawn=reader.partial_date("withdrawn"),
    )
    if (source.url is None) == (source.file is None):
        reader.report("write 'url' with an http(s) address, or 'file' for what this service says of itself")
    if source.url is not None and not _URL.match(source.url):
        reader.report("'url' must start with https:// or http://", reader.line_of("url"))
    if source.file is not None and not _FILE.match(source.file):
        reader.report("'file' must be a page of ours such as docs/settings.md", reader.line_of("file"))
    reader.finish()
    return source


@lru_cache(maxsize=1)
def topics() -> Mapping[str, Topic]:
    """The project's own topics, read once."""
    return read_topics()
