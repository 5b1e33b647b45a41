"""``purge``: delete conversations older than the days this deployment keeps them."""

import argparse
from typing import Any

from bot.commands.errors import CommandError
from bot.records.purge import purge_now
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
    deleted = purge_now(settings, days)
    print(f"deleted {deleted} conversations older than {days} days")
