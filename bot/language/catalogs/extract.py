"""Babel extractors for our own files: domain responses, topics, page strings.

Every message carries its key as context (msgctxt), so equal English may differ elsewhere.
Source: the extractor interface of Babel (a generator of lineno, function, messages, comments).
"""

from typing import IO, Any, Dict, Iterator, List, Tuple

import yaml

NULL = "tag:yaml.org,2002:null"
# What a translator has to know about a field of a topic.
TOPIC_NOTES = {
    "title": ["Button: at most 24 characters."],
    "sms": [
        "Translators: Text message; at most 2 segments (306 characters of the plain SMS alphabet), or 3 where the",
        "script needs Unicode (201 characters). True on its own: add no fact and no promise. Keep every number.",
    ],
}
Extracted = Tuple[int, str, Tuple[str, str], List[str]]


def extract_domain(fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Extracted]:
    """Texts and button titles of ``responses:`` in domain.yml; comments above a key go along."""
    node, comments = _read(fileobj)
    responses = _child(node, "responses")
    for key, variants in _pairs(responses):
        note = comments.get(key.start_mark.line, [])
        for variant in variants.value:
            for field, value in _pairs(variant):
                if field.value == "text":
                    yield _message(value, key.value, note)
                if field.value == "buttons":
                    for button in value.value:
                        title = _child(button, "title")
                        payload = _child(button, "payload")
                        yield _message(title, f"{key.value}.button.{payload.value}", note)


def extract_topics(fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Extracted]:
    """Title, short, sms, long and steps of each topic."""
    node, _ = _read(fileobj)
    for topic, body in _pairs(node):
        for field, value in _pairs(body):
            if field.value in ("title", "short", "sms", "long") and value.value and value.tag != NULL:
                yield _message(value, f"topic.{topic.value}.{field.value}", TOPIC_NOTES.get(field.value, []))
            if field.value == "steps":
                for number, step in enumerate(value.value):
                    yield _message(step, f"topic.{topic.value}.step.{number}", [])


def extract_strings(fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Extracted]:
    """A flat file of key: text; comments above a key go along."""
    node, comments = _read(fileobj)
    for key, value in _pairs(node):
        yield _message(value, f"page.{key.value}", comments.get(key.start_mark.line, []))


def _message(value: Any, context: str, comments: List[str]) -> Extracted:
    return value.start_mark.line + 1, "pgettext", (context, value.value), comments


def _read(fileobj: IO[bytes]) -> Tuple[Any, Dict[int, List[str]]]:
    """The YAML nodes (they know their lines) and, by line of the key below, its comments."""
    text = fileobj.read().decode("utf-8")
    comments: Dict[int, List[str]] = {}
    block: List[str] = []
    for number, line in enumerate(text.splitlines()):
        stripped = line.strip()
        if stripped.startswith("# Translators:") or (block and stripped.startswith("#")):
            block.append(stripped.lstrip("# "))
        elif stripped:
            if block:
                comments[number] = block
            block = []
    return yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), comments


def _pairs(node: Any) -> List[Tuple[Any, Any]]:
    return [] if node is None else list(node.value)


def _child(node: Any, key: str) -> Any:
    return next((value for name, value in _pairs(node) if name.value == key), None)
