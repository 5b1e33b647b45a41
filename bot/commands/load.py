"""``load``: bring the database's tables and contents up to the files in bot/data/."""
import argparse
from datetime import date
from typing import Any

from bot import advocates, policybook
from bot.answers.topics import TopicsError, read_topics
from bot.commands.errors import CommandError
from bot.database import make_engine, session_scope, upgrade
from bot.settings import ROOT, get_settings


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("load", help="load policies and organizations; changes nothing when a file is wrong")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Read and check every file first; only then touch the database, in one transaction."""
    import bot.advocates.load
    import bot.advocates.schema
    import bot.policybook.load
    import bot.policybook.schema

    today = date.today()
    try:
        read_topics()
        agencies = policybook.schema.read_directory(ROOT / "bot" / "data" / "policybook", today)
        organisations = advocates.schema.read_directory(ROOT / "bot" / "data" / "advocates", today)
    except (TopicsError, policybook.schema.PolicybookError, advocates.schema.AdvocatesError) as error:
        raise CommandError(f"nothing was loaded; mend these files:\n{error}") from error
    settings = get_settings()
    upgrade(settings.database_url)
    engine = make_engine(settings.database_url)
    with session_scope(engine) as session:
        for name, counts in (
            ("agencies", policybook.load.load(session, agencies)),
            ("organizations", advocates.load.load(session, organisations)),
        ):
            print(
                f"{name}: {counts.added} added, {counts.changed} changed, "
                f"{counts.removed} removed, {counts.unchanged} unchanged"
            )
