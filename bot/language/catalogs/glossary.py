"""The agreed words of a language, ``locales/<tag>/glossary.csv``: source, target (forms separated by ``|``), note."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Tuple

import regex

COLUMNS = ["source", "target", "note"]


class BadGlossary(Exception):
    """A glossary that cannot be used; one line for each problem: file, line, mend."""

    def __init__(self, problems: List[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Term:
    """One English term and the ways to say it."""

    source: str
    targets: Tuple[str, ...]
    note: str


def glossary_path(root: Path, tag: str) -> Path:
    return root / "locales" / tag.replace("-", "_") / "glossary.csv"


def read_glossary(path: Path, root: Path) -> Tuple[Term, ...]:
    """The terms of a language, longest source first; none where there is no file.

    Raises:
        BadGlossary: Names every line that cannot be used.
    """
    if not path.exists():
        return ()
    name = str(path.relative_to(root))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadGlossary([f"{name}:{line}: not UTF-8; save the file again as CSV in UTF-8"]) from error
    terms: List[Term] = []
    problems: List[str] = []
    first_lines: Dict[str, int] = {}
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if header != COLUMNS:
            raise BadGlossary([f"{name}:1: the first line has to be: {','.join(COLUMNS)}"])
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            number = reader.line_num
            if len(row) != len(COLUMNS):
                mend = "put quotes around a cell with commas"
                problems.append(f"{name}:{number}: {len(row)} columns instead of 3; {mend}")
                continue
            source, targets, note = row[0].strip(), tuple(form.strip() for form in row[1].split("|")), row[2].strip()
            if not source:
                problems.append(f"{name}:{number}: no source; write the English term in the first column")
            elif not all(targets):
                problems.append(f"{name}:{number}: {source}: a target is empty; write the word, or delete the line")
            elif source.casefold() in first_lines:
                first = first_lines[source.casefold()]
                problems.append(f"{name}:{number}: {source} stands on line {first} already; put its targets there")
            else:
                first_lines[source.casefold()] = number
                terms.append(Term(source, targets, note))
    except csv.Error as error:
        raise BadGlossary([*problems, f"{name}:{reader.line_num}: not readable as CSV: {error}"]) from error
    if problems:
        raise BadGlossary(problems)
    return tuple(sorted(terms, key=lambda term: -len(term.source)))


def terms_to_look_at(glossary: Tuple[Term, ...], english: str, translation: str) -> List[str]:
    """Terms of the English of which the translation has none of the agreed words.

    A hint and no error: words bend, and a sentence may do without them. "Police department" is not
    also "police".
    """
    found = []
    for term in glossary:
        # A term with capitals (ICE) is another word than the same letters without (ice).
        flags = 0 if term.source != term.source.lower() else regex.IGNORECASE
        pattern = regex.compile(rf"(?<!\w){regex.escape(term.source)}(?:s|es)?(?!\w)", flags)
        english, times = pattern.subn("\n", english)
        if times and not any(target.casefold() in translation.casefold() for target in term.targets):
            found.append(term.source)
    return found
