"""``topics``: the topics the bot can answer."""

import argparse
import json
from datetime import date
from typing import Any, FrozenSet

import sqlalchemy as sa

from bot.answers.topics import TopicsError, read_topics
from bot.commands.errors import CommandError
from bot.database import make_engine, session_scope
from bot.settings import get_settings
from bot.withdrawals.queries import read_withdrawn


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("topics", help="list the topics")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    try:
        found = read_topics()
    except TopicsError as error:
        raise CommandError(str(error)) from error
    today = date.today()
    withdrawn = withdrawn_topics()
    rows = [
        {
            "id": topic.id,
            "group": topic.group,
            "title": topic.title,
            "as_of": topic.as_of,
            "review_by": topic.review_by.isoformat(),
            "stale": topic.is_stale(today),
            "sources": [{"title": s.title, "url": s.url, "published": s.published} for s in topic.sources],
        }
        for topic in found.values()
        if topic.id not in withdrawn
    ]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            print(f"{row['id']:32} {row['title']:26} {'needs review' if row['stale'] else ''}".rstrip())


def withdrawn_topics() -> FrozenSet[str]:
    """Topics that staff took back; none where no database was made yet."""
    engine = make_engine(get_settings().database_url)
    try:
        if not sa.inspect(engine).has_table("withdrawals"):
            return frozenset()
        with session_scope(engine) as session:
            return read_withdrawn(session).topics
    finally:
        engine.dispose()
