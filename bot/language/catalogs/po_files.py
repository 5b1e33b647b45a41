"""Read and write catalogs as gettext PO files, with the line of everything that cannot be read.

Babel reads the entries. What it passes over in silence is found here first: a text without its
closing quote, an entry that stands twice, the older English behind ``#|``.
"""

import io
import os
import re
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, unescape, write_po

from bot.language.languages import SOURCE_LANGUAGE, languages

DOMAIN = "messages"
_QUOTED = r'"(?:[^"\\]|\\["\\ntr])*"'
_KEYWORD_LINE = re.compile(rf"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+({_QUOTED})")
_CONTINUED = re.compile(_QUOTED)
_PREVIOUS = re.compile(rf"\|\s*(msgctxt|msgid_plural|msgid)?\s*((?:{_QUOTED}\s*)+)")
# Which keyword may stand before which; None is the beginning of an entry.
_BEFORE = {
    "msgctxt": (None, "msgstr"),
    "msgid": (None, "msgstr", "msgctxt"),
    "msgid_plural": ("msgid",),
    "msgstr": ("msgid", "msgid_plural", "msgstr"),
}
_HEADERS = {
    "PO-Revision-Date": (re.compile(r"(?:YEAR.*|\d{4}-\d\d-\d\d \d\d:\d\d(?:[+-]\d{4})?)?"), "2026-11-30 14:05+0000"),
    "Plural-Forms": (re.compile(r"nplurals\s*=\s*\d\s*;\s*plural\s*=[^;]+;?"), "nplurals=2; plural=(n != 1);"),
    "Content-Type": (re.compile(r"text/plain; *charset=utf-8", re.IGNORECASE), "text/plain; charset=utf-8"),
}
# Lines that would change at each run; the last four are filled in by a language only.
_MOVING = ("POT-Creation-Date", "Generated-By")
_PERSONAL = ("PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid-Bugs-To")
_MARK = "@previous:"


class UnreadableCatalog(Exception):
    """A PO file that cannot be used; one line for each problem: file, line, mend."""

    def __init__(self, problems: List[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def catalog_path(root: Path, tag: str) -> Path:
    return root / "locales" / tag.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalog_file(path: Path, tag: str, name: Optional[str] = None) -> Catalog:
    """The catalog in a PO file; ``previous_id`` of an entry is the older English that it still translates.

    Args:
        name: What problems call the file; its path otherwise.

    Raises:
        UnreadableCatalog: Names each line that cannot be read; no entry of the file counts.
    """
    name = name or str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableCatalog([f"{name}: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnreadableCatalog([f"{name}:{line}: not UTF-8; save the file again as UTF-8 text"]) from error
    lines = text.split("\n")
    found = list(_line_problems(lines)) or list(_header_problems(lines))
    problems = [f"{name}:{number}: {problem}" for number, problem in found]
    if problems:
        raise UnreadableCatalog(problems)
    try:
        # An obsolete entry may remember its older English too, which Babel cannot read.
        readable = ["" if line.startswith("#~|") else line for line in lines]
        catalog = read_po(
            readable, locale=languages()[tag].locale, domain=DOMAIN, ignore_obsolete=True, abort_invalid=True
        )
    except PoFileError as error:
        where, _, _ = str(error).rpartition(" on ")
        raise UnreadableCatalog([f"{name}:{error.lineno + 1}: {where}"]) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise UnreadableCatalog([f"{name}:1: the header cannot be read; copy it from an export"]) from error
    # A header with a language that CLDR lacks leaves Babel without a locale, and its next file without a header.
    catalog.locale = languages()[tag].locale
    for message in catalog:
        _take_previous(message)
    return catalog


def _line_problems(lines: List[str]) -> Iterator[Tuple[int, str]]:
    """What is wrong with the shape of a file, by line."""
    state: Optional[str] = None
    entry: Dict[str, str] = {}
    seen: Dict[Any, int] = {}
    started, number = 1, 0
    for number, line in enumerate((raw.strip() for raw in lines), start=1):
        if not line or line.startswith("#"):
            if line.startswith("#|") and not _PREVIOUS.fullmatch(line[1:]):
                yield number, "the older English after #| is broken; restore the line or delete it"
            continue
        keyword = _KEYWORD_LINE.fullmatch(line)
        if keyword is None:
            if state is None or not _CONTINUED.fullmatch(line):
                yield number, 'cannot be read: a text stands between two quotes, a quote inside it is \\"'
                return
            entry[state] = entry.get(state, "") + unescape(line)
            continue
        word = keyword.group(1).partition("[")[0]
        if state not in _BEFORE[word]:
            yield number, f"{keyword.group(1)} does not belong here; each entry is msgctxt, msgid, msgstr in this order"
            return
        if word in ("msgctxt", "msgid") and state != "msgctxt":
            entry, started = {}, number
        if word == "msgstr" and state != "msgstr":
            key = entry["msgctxt"] if "msgctxt" in entry else (entry["msgid"],)
            if key in seen:
                yield started, f"this entry stands twice, first on line {seen[key]}; keep one"
            seen.setdefault(key, started)
        state = word
        entry[state] = entry.get(state, "") + unescape(keyword.group(2))
    if state not in (None, "msgstr"):
        yield number, "the file ends inside an entry; its end is missing"


def _header_problems(lines: List[str]) -> Iterator[Tuple[int, str]]:
    """What is wrong with the header, the translation of the empty text; tools may break a line of it into several."""
    value, started = "", 0
    is_header = False
    for number, line in enumerate((raw.strip() for raw in lines), start=1):
        if line.startswith("msgstr"):
            is_header, line = True, line.partition(" ")[2]
        elif is_header and not line.startswith('"'):
            return
        if not is_header:
            continue
        started = started or number
        value += unescape(line)
        if value.endswith("\n"):
            name, _, told = value.partition(":")
            pattern, example = _HEADERS.get(name, (None, ""))
            if pattern and not pattern.fullmatch(told.strip()):
                yield started, f"{name} cannot be read; write it as: {example}"
            value, started = "", 0


def _take_previous(message: Any) -> None:
    """Move the lines behind ``#|``, comments to Babel, to ``previous_id``."""
    texts: Dict[str, str] = {}
    keyword = "msgid"
    for comment in message.user_comments:
        match = _PREVIOUS.fullmatch(comment)
        if match:
            keyword = match.group(1) or keyword
            texts[keyword] = texts.get(keyword, "") + "".join(unescape(text) for text in _CONTINUED.findall(comment))
    message.user_comments = [comment for comment in message.user_comments if not comment.startswith("|")]
    message.previous_id = [texts[word] for word in ("msgid", "msgid_plural") if word in texts]


def render(catalog: Catalog, tag: Optional[str]) -> bytes:
    """The catalog as a PO file without the lines that change by themselves; the template has no tag."""
    marked = []
    for message in catalog:
        if message.id and message.previous_id:
            # Babel would wrap the older English as if it were a remark; it gets its own lines below.
            marked.append((message, message.user_comments, message.previous_id))
            message.user_comments = [*message.user_comments, f"{_MARK}{len(marked) - 1}"]
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, sort_output=False, include_lineno=False, ignore_obsolete=True)
    for message, comments, _ in marked:
        message.user_comments = comments
    moving = tuple(f'"{name}' for name in _MOVING + (() if tag else _PERSONAL))
    rendered, waiting, is_plural_rule = [], "", False
    for line in buffer.getvalue().decode("utf-8").splitlines(keepends=True):
        if line.startswith(f"# {_MARK}"):
            waiting = _previous_lines(marked[int(line.partition(_MARK)[2])][2])
            continue
        if waiting and line.startswith("msg"):
            rendered.append(waiting)
            waiting = ""
        if tag and line.startswith('"Language: '):
            line = f'"Language: {tag.replace("-", "_")}\\n"\n'
        if tag and line.startswith('"Plural-Forms: '):
            rendered.append(f'"Plural-Forms: {languages()[tag].plural}\\n"\n')
            is_plural_rule = True
        if is_plural_rule:
            # Babel breaks a long rule into several lines; ours stands in one.
            is_plural_rule = not line.endswith('\\n"\n')
            continue
        if not line.startswith(moving):
            rendered.append(line)
    return "".join(rendered).encode("utf-8")


def _previous_lines(previous: List[str]) -> str:
    escaped = [text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for text in previous]
    return "".join(f'#| {word} "{text}"\n' for word, text in zip(("msgid", "msgid_plural"), escaped, strict=False))


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, written = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.chmod(written, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(written, path)
    except BaseException:
        os.unlink(written)
        raise


def read_catalog(tag: str, locales: Path) -> Optional[Catalog]:
    """The catalog of a language, or None for the source language and where none exists yet.

    Raises:
        UnreadableCatalog: The file is broken.
    """
    path = catalog_path(locales.parent, tag)
    if tag == SOURCE_LANGUAGE or not path.exists():
        return None
    return read_catalog_file(path, tag, str(path.relative_to(locales.parent)))


def nplurals(tag: str) -> int:
    """How many plural forms a language has."""
    found = re.match(r"nplurals=(\d)", languages()[tag].plural)
    return int(found.group(1)) if found else 2
