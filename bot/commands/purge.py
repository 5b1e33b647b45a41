"""``purge``: delete conversations older than the days this deployment keeps them."""
import argparse
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.commands.errors import CommandError
from bot.database import make_engine, session_scope
from bot.records import queries
from bot.settings import get_settings


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("purge", help="delete old conversations")
    parser.add_argument("--days", type=int, help="days to keep (default: KEPT_DAYS)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    settings = get_settings()
    days = settings.kept_days if options.days is None else options.days
    if days < 0:
        raise CommandError(f"--days is {days}; it has to be 0 or more")
    engine = make_engine(settings.database_url)
    with session_scope(engine) as session:
        deleted = queries.purge(session, datetime.now(timezone.utc) - timedelta(days=days))
    queries.checkpoint(engine)
    print(f"deleted {deleted} conversations older than {days} days")
