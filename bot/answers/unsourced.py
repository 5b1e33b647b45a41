"""Every statement that no source supports. The readers refuse such files, so the list has to be empty."""

from typing import Iterable, List, Mapping, NamedTuple

from bot.advocates.schema import Organisation
from bot.answers.topics import Topic
from bot.policybook.schema import Agency, PolicyVersion


class Unsourced(NamedTuple):
    """A statement without a source: what, its id, and the field of it."""

    what: str
    id: str
    field: str


def unsourced(
    topics: Mapping[str, Topic], agencies: Iterable[Agency], organisations: Iterable[Organisation]
) -> List[Unsourced]:
    """Statements without a source, in the order of what and id. Withdrawn sources count: they are due, not missing."""
    found = [Unsourced("topic", topic.id, "short") for topic in topics.values() if not topic.all_sources]
    found += [
        Unsourced("policy", f"{agency.id}/{policy.id}", field)
        for agency in agencies
        for policy in agency.policies
        for version in policy.versions
        for field in _fields_without(version)
    ]
    found += [Unsourced("organization", entry.id, "contact") for entry in organisations if not entry.sources]
    return sorted(found)


def _fields_without(version: PolicyVersion) -> List[str]:
    supported = {part for source in version.sources for part in source.supports}
    if version.sources:
        supported |= set(version.derived)
    return [field for field in version.facts if field not in supported]


def as_markdown(found: List[Unsourced]) -> str:
    """The table of docs/content.md."""
    rows = [f"| {entry.what} | {entry.id} | {entry.field} |" for entry in found]
    return "\n".join(["| What | Id | Field |", "|---|---|---|", *(rows or ["| none | | |"])])
