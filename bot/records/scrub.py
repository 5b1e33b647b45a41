"""Takes a resident's private words out of Rasa's events before they are stored.

Rasa repeats a message's text in several places of an event, and slots carry pieces of it. What
redaction removes from the text is therefore removed everywhere else in the same turn.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional

from bot.records.redact import redact

# A message that answers the question for one of these slots is private as a whole: a bare first
# name has no pattern to find.
PRIVATE_SLOT_PREFIXES = ("contact_", "private_")
PRIVATE = "<PRIVATE>"

# Longest part of a ranking that is worth keeping with an event.
RANKING_KEPT = 10

# Large, only of use while the message is being answered.
_TURN_ONLY = ("text_tokens", "response_selector")

_LEAST_DIGITS = 5
_LEAST_CHARACTERS = 3


@dataclass
class Scrubber:
    """What was removed from the messages of one turn, and removes it from everything else.

    Attributes:
        removed: Original words → the tag that stands for them.
    """

    removed: Dict[str, str] = field(default_factory=dict, repr=False)

    def text(self, text: str, language: str, is_private: bool = False) -> str:
        """Redact a resident's message and remember what went."""
        if is_private and not text.startswith("/"):
            self.removed[text] = PRIVATE
            for word in text.split():
                if len(word) >= _LEAST_CHARACTERS:
                    self.removed[word] = PRIVATE
            return PRIVATE
        redacted = redact(text, language)
        for original, tag in redacted.removed:
            if len(original.strip()) >= _LEAST_CHARACTERS:
                self.removed[original] = tag
        if redacted.kinds:
            self.removed[text] = redacted.text
        return redacted.text

    def entities(self, entities: Any) -> Any:
        """Tag entity values that are a piece of something removed."""
        if not isinstance(entities, list):
            return entities
        return [self._entity(entity) if isinstance(entity, Mapping) else entity for entity in entities]

    def value(self, value: Any) -> Any:
        """A copy of a JSON value in which no string holds anything that was removed."""
        if not self.removed:
            return value
        if isinstance(value, str):
            return self._string(value)
        if isinstance(value, Mapping):
            return {key: self.value(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.value(item) for item in value]
        return value

    def _entity(self, entity: Mapping[str, Any]) -> Dict[str, Any]:
        value = entity.get("value")
        if isinstance(value, str) and len(value) >= _LEAST_CHARACTERS:
            folded = value.casefold()
            for original, tag in list(self.removed.items()):
                # The whole message is among the removed: only its removed pieces count here.
                if tag.startswith("<") and tag.endswith(">") and " " not in tag and folded in original.casefold():
                    self.removed[value] = tag
                    return {**self.value(entity), "value": tag}
        return self.value(entity)

    def _string(self, value: str) -> str:
        if value in self.removed:
            return self.removed[value]
        digits = _digits(value)
        # The longest first: a message holds its own pieces.
        for original, tag in sorted(self.removed.items(), key=lambda pair: -len(pair[0])):
            if original.casefold() in value.casefold():
                value = re.sub(re.escape(original), tag, value, flags=re.IGNORECASE)
            elif len(digits) >= _LEAST_DIGITS and _is_piece(digits, _digits(original)):
                # The same number written another way, such as +15550100199 for (555) 010-0199.
                return tag if " " not in tag else PRIVATE
        return value


def scrub_parse_data(parse_data: Mapping[str, Any], text: Optional[str], scrubber: Scrubber) -> Dict[str, Any]:
    """What is kept of Rasa's understanding of a message."""
    kept: Dict[str, Any] = {}
    for key, value in parse_data.items():
        if key in _TURN_ONLY:
            continue
        if key == "text":
            kept[key] = text
        elif key == "entities":
            kept[key] = scrubber.entities(value)
        elif key.endswith("ranking") and isinstance(value, list):
            kept[key] = scrubber.value(value[:RANKING_KEPT])
        else:
            kept[key] = scrubber.value(value)
    return kept


def is_private_slot(name: Optional[str]) -> bool:
    """Whether an answer to the question for this slot must not be kept at all."""
    return name is not None and name.startswith(PRIVATE_SLOT_PREFIXES)


def _digits(text: str) -> str:
    found: List[str] = [character for character in text if character.isdigit()]
    return "".join(found)


def _is_piece(digits: str, removed: str) -> bool:
    return len(removed) >= _LEAST_DIGITS and (digits in removed or removed in digits)
