"""Read the training examples of bot/data/nlu: intent blocks, each with its language. Little of Rasa in here.

Rasa's own reader takes ten times as long, and it warns about a line that it cannot use and goes on
without it. Here the first such line ends the training with its file and line.
"""

import re
from pathlib import Path
from typing import Dict, FrozenSet, Iterator, List, Optional

import yaml
from rasa.shared.nlu.training_data.entities_parser import ENTITY_REGEX

from bot.understanding.examples import Example

VERSION = "3.1"
_BLOCK_KEYS = frozenset(("intent", "metadata", "examples"))
_INTENT = re.compile(r"[^\s/]+(/[^\s/]+)?")


class UnreadableExamples(ValueError):
    """A file of examples that cannot be used; the message names file and line, and the intent if known."""


def read_examples(path: Path) -> List[Example]:
    """The examples of one file, in their order.

    Raises:
        UnreadableExamples: The file is no YAML in UTF-8, or something in it is no intent block with a
            language and examples that begin with ``-``.
    """
    try:
        root = yaml.compose(path.read_bytes().decode("utf-8"), Loader=yaml.CBaseLoader)
        return list(_examples_of_file(root))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        place = getattr(error, "problem_mark", None)
        where = f"{path}:{place.line + 1}" if place else str(path)
        raise UnreadableExamples(f"{where}: {getattr(error, 'problem', None) or 'no YAML in UTF-8'}") from error
    except _Problem as problem:
        raise UnreadableExamples(f"{path}:{problem.line}: {problem}") from problem


class _Problem(Exception):
    """What is wrong, and in which line, counted from 1."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


def _examples_of_file(root: Optional[yaml.Node]) -> Iterator[Example]:
    parts = _parts(root, "the file")
    _refuse_other_keys(parts, frozenset(("version", "nlu")), "the file")
    if "version" not in parts or parts["version"].value != VERSION:
        raise _Problem(1, f'the file has to begin with version: "{VERSION}"')
    blocks = parts.get("nlu")
    if not isinstance(blocks, yaml.SequenceNode):
        raise _Problem(_line(blocks or root), "nlu: has to be a list of intents")
    for block in blocks.value:
        yield from _examples_of_block(block)


def _examples_of_block(block: yaml.Node) -> Iterator[Example]:
    parts = _parts(block, "an intent")
    intent = _text(parts.get("intent"))
    if not _INTENT.fullmatch(intent):
        raise _Problem(_line(block), f"intent: {intent!r} is no name such as greet or faq/police_ask_status")
    _refuse_other_keys(parts, _BLOCK_KEYS, f"intent {intent}")
    about = _metadata(parts.get("metadata"))
    if not about.get("language"):
        raise _Problem(_line(block), f"intent {intent}: metadata: {{language: …}} is missing")
    lines = parts.get("examples")
    if not _text(lines).strip():
        raise _Problem(_line(lines or block), f"intent {intent}: no examples; each is a line with - below examples: |")
    for number, line in enumerate(_text(lines).splitlines(), start=_line(lines) + 1):
        if not line.strip():
            continue
        text = line[1:].strip("\n\r ")
        if not line.startswith("-") or not text:
            raise _Problem(number, f"intent {intent}: an example has to begin with - and say something")
        if ENTITY_REGEX.search(text):
            raise _Problem(
                number, f"intent {intent}: entities are not marked here; places are found by their names"
            )
        yield Example.build(text, intent, intent_metadata=about)


def _metadata(node: Optional[yaml.Node]) -> Dict[str, str]:
    return {key: _text(value) for key, value in _parts(node, "metadata").items()} if node is not None else {}


def _parts(node: Optional[yaml.Node], what: str) -> Dict[str, yaml.Node]:
    """The keys of a mapping; a key that stands twice would hide what stands below the first."""
    if not isinstance(node, yaml.MappingNode):
        raise _Problem(_line(node), f"{what} has to be keys and values")
    found: Dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = _text(key)
        if name in found:
            raise _Problem(_line(key), f"{what}: {name}: stands twice")
        found[name] = value
    return found


def _refuse_other_keys(parts: Dict[str, yaml.Node], known: FrozenSet[str], what: str) -> None:
    for key in parts:
        if key not in known:
            raise _Problem(_line(parts[key]), f"{what}: {key}: is none of {', '.join(sorted(known))}")


def _text(node: Optional[yaml.Node]) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _line(node: Optional[yaml.Node]) -> int:
    return int(node.start_mark.line) + 1 if node is not None else 1
