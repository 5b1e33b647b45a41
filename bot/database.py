"""One database for policybook, advocates, records and Rasa's events: engine, sessions, migrations.

Rasa's own ``events`` table is created by Rasa; ours are created by Alembic and never have that name.
"""

from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, declarative_base
from sqlalchemy.pool import QueuePool

Base: Any = declarative_base()

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def make_engine(database_url: str) -> Engine:
    """Open the database; for SQLite with write-ahead log, foreign keys and overwritten deletions.

    ``secure_delete`` matters here: a conversation that a resident deletes must not stay readable
    in free pages of the file. Parameters stay out of error texts: they can be a resident's words.
    """
    is_file = database_url.startswith("sqlite:///")
    if is_file:
        Path(database_url[len("sqlite:///") :]).parent.mkdir(parents=True, exist_ok=True)
    # Opening a SQLite file and setting its pragmas takes longer than most of our queries: keep connections.
    options = {"poolclass": QueuePool, "connect_args": {"check_same_thread": False}} if is_file else {}
    engine = sa.create_engine(database_url, future=True, hide_parameters=True, **options)
    _set_sqlite_pragmas(engine)
    return engine


def _set_sqlite_pragmas(engine: Engine) -> None:
    """Give every connection of a SQLite engine our pragmas; other databases stay as they are."""
    if engine.dialect.name != "sqlite":
        return

    @sa.event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "busy_timeout=5000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


@contextmanager
def session_scope(engine: Engine) -> Iterator[Session]:
    """A session that commits when the block ends and rolls everything back when it raises."""
    session = Session(engine, future=True)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()


def alembic_config(database_url: str) -> Config:
    """Alembic's configuration without an ini file: where the migrations are, which database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return config


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the database's tables to a revision; nothing happens when they are there already."""
    command.upgrade(alembic_config(database_url), revision)


def downgrade(database_url: str, revision: str = "base") -> None:
    """Take the tables back to an older revision; used by the test that proves each way works."""
    command.downgrade(alembic_config(database_url), revision)
