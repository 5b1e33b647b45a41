"""Read hand-written YAML so that every problem names its file, its line and the mend.

``yaml.safe_load`` forgets lines and turns ``no`` into False; here nodes are read one key at a time.
"""

from datetime import date
from pathlib import Path
from typing import Any, Collection, Dict, List, NamedTuple, Optional, Tuple

import yaml

from bot.datafiles.dates import first_day


class Problem(NamedTuple):
    """What is wrong in a file, and what to write instead."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class Reader:
    """One mapping of a file, read key by key.

    A key that is missing or wrong gives an empty value and adds a ``Problem``, so that one run
    finds them all; ``finish`` reports the keys that nobody read.
    """

    def __init__(self, node: Any, file: str, problems: List[Problem], today: date) -> None:
        self.file = file
        self.line = node.start_mark.line + 1
        self.problems = problems
        self.today = today
        self._values: Dict[str, Any] = {}
        self._lines: Dict[str, int] = {}
        self._known: List[str] = []
        if not isinstance(node, yaml.MappingNode):
            self.report("expected fields such as 'id: …' here", self.line)
            return
        for key, value in node.value:
            name = str(key.value)
            if name in self._values:
                self.report(f"{name!r} is written twice; keep one", key.start_mark.line + 1)
            self._values[name] = value
            self._lines[name] = key.start_mark.line + 1

    def keys(self) -> Tuple[str, ...]:
        """Every key that is written, in the order of the file."""
        return tuple(self._values)

    def report(self, text: str, line: Optional[int] = None) -> None:
        self.problems.append(Problem(self.file, line or self.line, text))

    def line_of(self, key: str) -> int:
        return self._lines.get(key, self.line)

    def _take(self, key: str, required: bool) -> Optional[Any]:
        self._known.append(key)
        node = self._values.get(key)
        if node is not None and _is_null(node):
            node = None
        if node is None and required:
            self.report(f"{key!r} is missing; add it", self.line)
        return node

    def text(self, key: str, required: bool = False) -> Optional[str]:
        node = self._take(key, required)
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.report(f"{key!r} holds a list or fields; write one text", self.line_of(key))
            return None
        if node.tag == "tag:yaml.org,2002:bool":
            self.report(f'{key!r} is read as true or false; put quotes: "{node.value}"', self.line_of(key))
        return str(node.value)

    def needed(self, key: str) -> str:
        return self.text(key, required=True) or ""

    def flag(self, key: str, required: bool = False) -> bool:
        node = self._take(key, required)
        if node is None:
            return False
        if getattr(node, "value", None) not in ("true", "false"):
            self.report(f"{key!r} must be true or false", self.line_of(key))
        return bool(node.value == "true")

    def number(self, key: str) -> Optional[int]:
        node = self._take(key, required=False)
        if node is None:
            return None
        try:
            return int(node.value)
        except (TypeError, ValueError):
            self.report(f"{key!r} must be a whole number", self.line_of(key))
            return None

    def choice(self, key: str, options: Collection[str], required: bool = False) -> Optional[str]:
        value = self.text(key, required)
        if value is not None and value not in options:
            self.report(f"{key!r} is {value!r}; write one of: {_listed(options)}", self.line_of(key))
        return value

    def texts(self, key: str, required: bool = False) -> Tuple[str, ...]:
        node = self._take(key, required)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.report(f"{key!r} must be a list", self.line_of(key))
            return ()
        values = []
        for item in node.value:
            if item.tag == "tag:yaml.org,2002:bool":
                self.report(f'put quotes: "{item.value}"', item.start_mark.line + 1)
            values.append(str(item.value))
        for value in sorted({value for value in values if values.count(value) > 1}):
            self.report(f"{key!r} lists {value!r} twice; keep one", self.line_of(key))
        return tuple(values)

    def codes(self, key: str, options: Collection[str]) -> Tuple[str, ...]:
        values = self.texts(key)
        for value in values:
            if value not in options:
                self.report(f"{key!r} has {value!r}; write one of: {_listed(options)}", self.line_of(key))
        return values

    def partial_date(self, key: str, required: bool = False) -> Optional[str]:
        """A year, month or day that is not after today; None when the file leaves it out."""
        value = self.text(key, required)
        if value is None:
            return None
        try:
            if first_day(value) > self.today:
                self.report(f"{key!r} is {value}, a date in the future; correct it", self.line_of(key))
        except ValueError:
            self.report(f"{key!r} is {value!r}; write YYYY, YYYY-MM or YYYY-MM-DD", self.line_of(key))
            return None
        return value

    def written_date(self, key: str) -> Optional[str]:
        """A partial date that the file gives, or says it does not know: a null has to be written."""
        if key not in self._values:
            self.report(f"{key!r} is missing; add it, or write null when no date is known", self.line)
        return self.partial_date(key)

    def day(self, key: str) -> date:
        """A whole date, future allowed; today when it cannot be read (and a problem is noted)."""
        value = self.needed(key)
        try:
            return date.fromisoformat(value)
        except ValueError:
            if value:
                self.report(f"{key!r} is {value!r}; write YYYY-MM-DD", self.line_of(key))
            return self.today

    def mapping(self, key: str, required: bool = False) -> Optional["Reader"]:
        node = self._take(key, required)
        return None if node is None else Reader(node, self.file, self.problems, self.today)

    def mappings(self, key: str, required: bool = False) -> List["Reader"]:
        node = self._take(key, required)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.report(f"{key!r} must be a list", self.line_of(key))
            return []
        return [Reader(item, self.file, self.problems, self.today) for item in node.value]

    def finish(self) -> None:
        """Report the keys that the schema does not know."""
        for key in self._values:
            if key not in self._known:
                self.report(f"{key!r} is not a known field; use one of: {_listed(self._known)}", self._lines[key])


def read_yaml(path: Path, name: str, problems: List[Problem]) -> Optional[Any]:
    """The root node of a file; None, and a problem, when it is empty or not YAML."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.append(Problem(name, line, f"not readable as YAML: {error.problem}"))
        return None
    except (UnicodeDecodeError, yaml.YAMLError):
        problems.append(Problem(name, 1, "not readable as YAML in UTF-8; save it again as UTF-8 text"))
        return None
    if node is None:
        problems.append(Problem(name, 1, "the file is empty; write a record or delete the file"))
    return node


def line_in(node: Any, *steps: Any) -> int:
    """The line of a place in a file; as far as it can be followed.

    Args:
        steps: Keys, positions in a list, or ``{"id": …}`` for the entry of a list that has this value.
    """
    line = int(node.start_mark.line) + 1
    for step in steps:
        found = _follow(node, step)
        if found is None:
            break
        line, node = found
    return line


def _follow(node: Any, step: Any) -> Optional[Tuple[int, Any]]:
    """The next node, with the line of its key or first character."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            if position == step or (isinstance(step, dict) and _has(item, step)):
                return item.start_mark.line + 1, item
    return None


def _has(node: Any, fields: Dict[str, str]) -> bool:
    if not isinstance(node, yaml.MappingNode):
        return False
    values = {key.value: value.value for key, value in node.value}
    return all(values.get(name) == value for name, value in fields.items())


def _is_null(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _listed(options: Collection[str]) -> str:
    return ", ".join(sorted(options))
