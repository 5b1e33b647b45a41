"""ICE's list of 287(g) agreements: one dated list, one row for each agreement.

The list says who had an agreement on its day. It says nothing about what officers do, and nothing
about later days.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from bot.datafiles.dates import first_day
from bot.datafiles.lines import Problem, Reader, read_yaml
from bot.policybook import vocabulary
from bot.policybook.names import slug

COLUMNS = ("state", "agency", "kind", "place", "county", "model", "signed", "note")
KINDS = ("city", "county", "state")
# On the list, and nowhere in the policybook: territories.
STATES = vocabulary.STATES | {"GU", "MP"}


class AgreementsError(ValueError):
    """The list cannot be used; the message has one line for each problem: file, line, mend."""


@dataclass(frozen=True)
class Agreement:
    """One agreement of one agency.

    Attributes:
        kind: ``city``, ``county`` or ``state``: what the agency belongs to.
        place: Name of the city, where a place has the agency's name.
        county: Name of the county around it, or whose agency it is.
        model: A code of ``vocabulary.AGREEMENT_MODELS``.
        signed: Whole date, ISO.
    """

    agency: str
    kind: str
    state: str
    place: Optional[str]
    county: Optional[str]
    model: str
    signed: str

    @property
    def place_key(self) -> Optional[str]:
        return f"{self.state.lower()}/{slug(self.place)}" if self.place else None

    @property
    def county_key(self) -> Optional[str]:
        return f"{self.state.lower()}/{slug(self.county)}" if self.county else None


@dataclass(frozen=True)
class AgreementList:
    """A list as ICE published it on one day.

    Attributes:
        listed: Its date, ISO.
        review_by: After this day it is too old to be told.
    """

    listed: str
    review_by: date
    title: str
    publisher: str
    url: str
    agreements: Tuple[Agreement, ...]


def read_list(directory: Path, today: date) -> AgreementList:
    """Read ``ice-287g.yml`` and the rows of ``ice-287g.csv`` beside it.

    Args:
        today: No date except ``review_by`` may be later.

    Raises:
        AgreementsError: Lists every problem of both files; nothing is returned.
    """
    problems: List[Problem] = []
    agreements = _read_rows(directory / "ice-287g.csv", today, problems)
    about: Dict[str, str] = {"listed": "", "title": "", "publisher": "", "url": ""}
    review_by = today
    node = read_yaml(directory / "ice-287g.yml", "ice-287g.yml", problems)
    if node is not None:
        reader = Reader(node, "ice-287g.yml", problems, today)
        about["listed"] = reader.partial_date("listed", required=True) or ""
        review_by = reader.day("review_by")
        about.update({key: reader.needed(key) for key in ("title", "publisher", "url")})
        reader.finish()
    if problems:
        raise AgreementsError("\n".join(str(problem) for problem in sorted(problems)))
    return AgreementList(review_by=review_by, agreements=tuple(agreements), **about)


def _read_rows(path: Path, today: date, problems: List[Problem]) -> List[Agreement]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            if tuple(rows.fieldnames or ()) != COLUMNS:
                problems.append(Problem(path.name, 1, f"the first line has to be: {','.join(COLUMNS)}"))
                return []
            return _agreements(rows, path.name, today, problems)
    except (UnicodeDecodeError, csv.Error) as error:
        problems.append(Problem(path.name, 1, f"not readable as CSV in UTF-8: {error}"))
    except OSError:
        problems.append(Problem(path.name, 1, "cannot be read; put the list there"))
    return []


def _agreements(rows: "csv.DictReader[str]", name: str, today: date, problems: List[Problem]) -> List[Agreement]:
    found: Dict[Agreement, int] = {}
    for row in rows:
        line = rows.line_num
        wrong = list(_problems_of(row, today))
        if wrong:
            problems.extend(Problem(name, line, text) for text in wrong)
            continue
        agreement = Agreement(
            agency=row["agency"],
            kind=row["kind"],
            state=row["state"],
            place=row["place"] or None,
            county=row["county"] or None,
            model=row["model"],
            signed=row["signed"],
        )
        if agreement in found:
            problems.append(Problem(name, line, f"the same as line {found[agreement]}; delete one"))
        found[agreement] = line
    return list(found)


def _problems_of(row: Dict[str, str], today: date) -> List[str]:
    if None in row or None in row.values():
        return [f"has not {len(COLUMNS)} columns; correct the commas"]
    found = []
    for column, options in (
        ("state", STATES),
        ("kind", KINDS),
        ("model", vocabulary.AGREEMENT_MODELS),
    ):
        if row[column] not in options:
            found.append(f"{column!r} is {row[column]!r}; write one of: {', '.join(sorted(options))}")
    if not row["agency"]:
        found.append("'agency' is empty; write its name")
    try:
        if len(row["signed"]) != 10 or first_day(row["signed"]) > today:
            found.append(f"'signed' is {row['signed']!r}; write YYYY-MM-DD, a day that is past")
    except ValueError:
        found.append(f"'signed' is {row['signed']!r}; write YYYY-MM-DD")
    return found
