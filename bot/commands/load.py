"""``load``: bring the database's tables and contents up to the files in bot/data/."""

import argparse
from datetime import date
from typing import Any

from bot.advocates.load import load as load_organisations
from bot.advocates.schema import AdvocatesError
from bot.advocates.schema import read_directory as read_organisations
from bot.answers.topics import TopicsError, read_topics
from bot.commands.errors import CommandError
from bot.database import make_engine, session_scope, upgrade
from bot.policybook.agreements import AgreementsError, read_list
from bot.policybook.load import load as load_agencies
from bot.policybook.load import load_agreements
from bot.policybook.schema import PolicybookError
from bot.policybook.schema import read_directory as read_agencies
from bot.settings import ROOT, get_settings


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("load", help="load policies and organizations; changes nothing when a file is wrong")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Read and check every file first; only then touch the database, in one transaction."""
    today = date.today()
    try:
        read_topics()
        agencies = read_agencies(ROOT / "bot" / "data" / "policybook", today)
        agreements = read_list(ROOT / "bot" / "data" / "agreements", today)
        organisations = read_organisations(ROOT / "bot" / "data" / "advocates", today)
    except (TopicsError, PolicybookError, AgreementsError, AdvocatesError) as error:
        raise CommandError(f"nothing was loaded; mend these files:\n{error}") from error
    settings = get_settings()
    upgrade(settings.database_url)
    engine = make_engine(settings.database_url)
    with session_scope(engine) as session:
        done = (
            ("agencies", load_agencies(session, agencies)),
            ("287(g) agreements", load_agreements(session, agreements)),
            ("organizations", load_organisations(session, organisations)),
        )
    # Told when it is kept: a reader who closes the pipe early must not undo the load.
    for name, counts in done:
        print(
            f"{name}: {counts.added} added, {counts.changed} changed, "
            f"{counts.removed} removed, {counts.unchanged} unchanged"
        )
