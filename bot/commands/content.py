"""``content due|withdraw|restore|withdrawn|unsourced``: what has to be checked, and what is taken back meanwhile."""

import argparse
import difflib
import json
import re
from contextlib import contextmanager
from datetime import date
from typing import Any, Collection, Dict, Iterator, List, NamedTuple, Tuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.advocates.queries import all_organisations
from bot.advocates.schema import AdvocatesError, Organisation
from bot.advocates.schema import read_directory as read_organisations
from bot.answers.due import Due, due
from bot.answers.topics import TOPICS, Topic, TopicsError, read_topics
from bot.answers.unsourced import as_markdown, unsourced
from bot.commands.errors import CommandError
from bot.database import make_engine, session_scope
from bot.datafiles.lines import line_in, read_yaml
from bot.language.sources import sources
from bot.policybook.queries import policy_ids
from bot.policybook.schema import Agency, PolicybookError
from bot.policybook.schema import read_directory as read_agencies
from bot.settings import ROOT, get_settings
from bot.withdrawals import queries

POLICYBOOK = ROOT / "bot" / "data" / "policybook"
ADVOCATES = ROOT / "bot" / "data" / "advocates"
REASON_CHARACTERS = 500


class Files(NamedTuple):
    """Everything that the content files say."""

    topics: Dict[str, Topic]
    agencies: List[Agency]
    organisations: List[Organisation]


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("content", help="what is due for a check; take content back, or restore it")
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    step = steps.add_parser("due", help="list what is no longer asserted, or soon will not be")
    step.add_argument("--within", type=int, default=0, metavar="DAYS", help="also what is due in so many days")
    step.add_argument("--json", action="store_true", help="as JSON")
    step.set_defaults(run=run_due)
    step = steps.add_parser("withdrawn", help="list what is taken back now")
    step.add_argument("--json", action="store_true", help="as JSON")
    step.set_defaults(run=run_withdrawn)
    step = steps.add_parser("unsourced", help="list statements without a source; there should be none")
    step.add_argument("--markdown", action="store_true", help="as the table of docs/content.md")
    step.set_defaults(run=run_unsourced)
    for name, text, run in (
        ("withdraw", "take something back from the next message on", run_withdraw),
        ("restore", "let something be told again", run_restore),
    ):
        step = steps.add_parser(name, help=text)
        kinds = step.add_subparsers(dest="what", required=True, metavar="WHAT")
        for what, arguments in (("topic", ["id"]), ("policy", ["agency", "policy"]), ("organization", ["id"])):
            kind = kinds.add_parser(what, help=f"a {what}" if what != "organization" else "an organization")
            for argument in arguments:
                kind.add_argument(argument, metavar=argument.upper())
            if name == "withdraw":
                kind.add_argument("--reason", required=True, help="why, for staff; no personal data")
            kind.set_defaults(run=run)


def run_due(options: argparse.Namespace) -> None:
    if options.within < 0:
        raise CommandError(f"--within is {options.within}; it has to be 0 or more")
    files = read_files()
    found = due(*files, date.today(), options.within)
    rows = [_row(entry, *place_of(entry, files)) for entry in found]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        day = f"since {row['since']}" if row["since"] else f"until {row['until']}" if row["until"] else "no date"
        print(f"{day:17} {row['reason']:19} {row['what']:13} {row['id']}  {row['file']}:{row['line']}")
    if not rows:
        print("nothing is due")


def read_files() -> Files:
    today = date.today()
    try:
        return Files(
            dict(read_topics()), read_agencies(POLICYBOOK, today), read_organisations(ADVOCATES, today)
        )
    except (TopicsError, PolicybookError, AdvocatesError) as error:
        raise CommandError(f"mend these files first:\n{error}") from error


def place_of(entry: Due, files: Files) -> Tuple[str, int]:
    """The file, from the project's folder, and the line to look at."""
    if entry.what == "topic":
        path = TOPICS / f"{files.topics[entry.id].group}.yml"
        steps: List[Any] = [entry.id, "review_by"]
    elif entry.what == "policy":
        agency_id, _, policy_id = entry.id.partition("/")
        agency = next(agency for agency in files.agencies if agency.id == agency_id)
        policy = next(policy for policy in agency.policies if policy.id == policy_id)
        starts = [version.in_force_from for version in policy.versions]
        path = POLICYBOOK / agency.place.state_key / f"{agency_id}.yml"
        steps = ["policies", {"id": policy_id}, "versions", starts.index(entry.version), "review_by"]
    else:
        return _place_of_organisation(entry.id)
    return path.relative_to(ROOT).as_posix(), line_in(read_yaml(path, path.name, []), *steps)


def _place_of_organisation(key: str) -> Tuple[str, int]:
    for path in sorted(ADVOCATES.glob("*.yml")):
        node = read_yaml(path, path.name, [])
        line = line_in(node, "organisations", {"id": key})
        if line != line_in(node, "organisations"):
            confirmed = line_in(node, "organisations", {"id": key}, "last_confirmed")
            return path.relative_to(ROOT).as_posix(), confirmed
    raise LookupError(key)


def _row(entry: Due, file: str, line: int) -> Dict[str, Any]:
    return {
        "what": entry.what,
        "id": entry.id,
        "version": entry.version,
        "file": file,
        "line": line,
        "reason": entry.reason,
        "since": entry.since.isoformat() if entry.since else None,
        "until": entry.until.isoformat() if entry.until else None,
    }


def run_withdraw(options: argparse.Namespace) -> None:
    reason = " ".join(options.reason.split())
    if not reason or len(reason) > REASON_CHARACTERS:
        raise CommandError(f"--reason has {len(reason)} characters; write 1 to {REASON_CHARACTERS}")
    with database() as session:
        key = known_id(session, options)
        is_new = queries.withdraw(session, options.what, key, reason)
        mentions = mentions_of(session, key) if options.what == "organization" else []
    print(f"withdrawn: {options.what} {key}" if is_new else f"was withdrawn already, new reason: {options.what} {key}")
    if mentions:
        print(f"its number is still told in: {', '.join(mentions)}")


def run_restore(options: argparse.Namespace) -> None:
    key = written_id(options)
    with database() as session:
        if not queries.restore(session, options.what, key):
            known = queries.withdrawn_ids(session, options.what)
            raise CommandError(f"{options.what} {key!r} is not withdrawn; {nearest(key, known)}")
    print(f"restored: {options.what} {key}")


def run_withdrawn(options: argparse.Namespace) -> None:
    with database() as session:
        found = queries.withdrawals(session)
    if options.json:
        rows = [{"what": w.what, "id": w.id, "at": w.at.isoformat(), "reason": w.reason} for w in found]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for entry in found:
        print(f"{entry.at:%Y-%m-%d %H:%M} {entry.what:13} {entry.id}  {entry.reason}")
    if not found:
        print("nothing is withdrawn")


def run_unsourced(options: argparse.Namespace) -> None:
    files = read_files()
    found = unsourced(*files)
    if options.markdown:
        print(as_markdown(found))
    else:
        for entry in found:
            print(f"{entry.what:13} {entry.id}  {entry.field}")


@contextmanager
def database() -> Iterator[Session]:
    """A session on this deployment's database.

    Raises:
        CommandError: It has no such tables yet.
    """
    engine = make_engine(get_settings().database_url)
    try:
        with session_scope(engine) as session:
            yield session
    except (sa.exc.OperationalError, sa.exc.ProgrammingError) as error:
        raise CommandError("the database is not ready; run 'python -m bot load' first") from error
    finally:
        engine.dispose()


def written_id(options: argparse.Namespace) -> str:
    return f"{options.agency}/{options.policy}" if options.what == "policy" else str(options.id)


def known_id(session: Session, options: argparse.Namespace) -> str:
    """The id of something that exists.

    Raises:
        CommandError: Names the nearest ids.
    """
    key = written_id(options)
    if options.what == "topic":
        known: Collection[str] = list(read_topics())
    elif options.what == "policy":
        known = [f"{agency}/{policy}" for agency, policy in policy_ids(session)]
    else:
        known = [entry.id for entry in all_organisations(session)]
    if key not in known:
        raise CommandError(f"there is no {options.what} {key!r}; {nearest(key, known)}")
    return key


def nearest(key: str, known: Collection[str]) -> str:
    """``nearest: u_visa_wait, u_visa_who``, with the ids as the command takes them."""
    found = difflib.get_close_matches(key, known, n=3, cutoff=0.3) or sorted(known)[:3]
    return f"nearest: {', '.join(entry.replace('/', ' ') for entry in found)}" if found else "there is none"


def mentions_of(session: Session, key: str) -> List[str]:
    """Keys of texts that name an organization's number themselves; a withdrawal of it does not reach them."""
    entry = next(entry for entry in all_organisations(session) if entry.id == key)
    numbers = {number for number in (entry.phone, entry.text) if number}
    return [
        name
        for name, text in sources().items()
        if any(re.search(rf"(?<![\d-]){re.escape(number)}(?![\d-])", text) for number in numbers)
    ]
