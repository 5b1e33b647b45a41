"""What an answer is made of. No sentence stands here: keys name entries of the catalogs."""

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple


@dataclass(frozen=True)
class Part:
    """One sentence or paragraph: a response key, its values, how it joins what stands before it.

    Attributes:
        join: ``""`` begins a paragraph, ``"space"`` continues it, ``"line"`` starts a line in it.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    join: str = ""


@dataclass(frozen=True)
class Button:
    """A quick reply. Its title is a catalog key, or a proper name that is never translated."""

    payload: str
    key: Optional[str] = None
    title: Optional[str] = None


@dataclass(frozen=True)
class Source:
    """Where a statement comes from; ``url`` is None for documents without a public page."""

    title: str
    url: Optional[str]
    published: Optional[str]


@dataclass(frozen=True)
class Answer:
    """One reply, the same in every language and channel.

    Attributes:
        kind: ``topic``, ``policy``, ``emergency``, ``advocate``, ``clarify`` or ``fallback``.
        facts: Machine-readable facts that the parts tell.
        as_of: Date (as precise as known) at which the newest source still said so.
        stale: True when the statement was due for review and is no longer asserted.
    """

    kind: str
    parts: Tuple[Part, ...]
    buttons: Tuple[Button, ...] = ()
    topic: Optional[str] = None
    place: Optional[Tuple[str, str]] = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    sources: Tuple[Source, ...] = ()
    as_of: Optional[str] = None
    stale: bool = False

    def parts_json(self) -> List[Dict[str, Any]]:
        """Parts in the form that ``bot.language.nlg.compose`` reads."""
        return [{"key": part.key, "values": dict(part.values), "join": part.join} for part in self.parts]

    def buttons_json(self) -> List[Dict[str, Any]]:
        return [
            {"payload": button.payload, **({"key": button.key} if button.key else {"title": button.title})}
            for button in self.buttons
        ]

    def machine_readable(self) -> Dict[str, Any]:
        """The ``answer`` object of the web chat API (docs/webchat-api.md)."""
        return {
            "kind": self.kind,
            "topic": self.topic,
            "place": {"id": self.place[0], "name": self.place[1]} if self.place else None,
            "facts": dict(self.facts),
            "sources": [{"title": s.title, "url": s.url, "published": s.published} for s in self.sources],
            "as_of": self.as_of,
            "stale": self.stale,
        }


def topic_button(topic: str) -> Button:
    """A button that asks about a topic."""
    return Button(payload=f'/faq{{"topic": "{topic}"}}', key=f"topic.{topic}.title")


def topic_buttons(topics: Sequence[str]) -> Tuple[Button, ...]:
    return tuple(topic_button(topic) for topic in topics)


PERSON = topic_button("find_advocate")
