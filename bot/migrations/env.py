"""Alembic's entry: our tables only; Rasa's ``events`` belongs to Rasa."""

from typing import Any, Literal, Optional, Union

import sqlalchemy as sa
from alembic import context

import bot.advocates.models
import bot.policybook.models
import bot.records.models
import bot.withdrawals.models  # noqa: F401
from bot.database import Base
from bot.records.models import UtcDateTime

RASA_TABLES = frozenset(("events", "events_id_seq"))


def is_ours(item: Any, name: Optional[str], kind: str, reflected: bool, compare_to: Optional[Any]) -> bool:
    return not (kind == "table" and name in RASA_TABLES)


def render_type(kind: str, item: Any, autogen_context: Any) -> Union[str, Literal[False]]:
    """A migration must not change when a class of ours does: our time type is a plain DateTime there."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    return False


def begin_before_tables(engine: sa.engine.Engine) -> None:
    """Let a migration that fails leave no table behind.

    SQLite could always do that, but Python's driver commits before each CREATE unless we begin the
    transaction ourselves.
    """

    @sa.event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")


def run() -> None:
    engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"), future=True)
    if engine.dialect.name == "sqlite":
        begin_before_tables(engine)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=is_ours,
            render_item=render_type,
            render_as_batch=connection.dialect.name == "sqlite",
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
