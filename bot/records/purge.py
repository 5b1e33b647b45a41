"""Delete conversations older than a deployment keeps them, down to the bytes of the database file."""

from datetime import datetime, timedelta, timezone

from bot.database import make_engine, session_scope
from bot.records.queries import checkpoint, purge
from bot.settings import Settings


def purge_now(settings: Settings, kept_days: int) -> int:
    """Delete every conversation without a message for ``kept_days`` days; returns how many."""
    engine = make_engine(settings.database_url)
    try:
        with session_scope(engine) as session:
            deleted = purge(session, datetime.now(timezone.utc) - timedelta(days=kept_days))
        checkpoint(engine)
    finally:
        engine.dispose()
    return deleted
