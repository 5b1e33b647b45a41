"""The migrations make exactly the tables of the models, each way, on a real file."""

from pathlib import Path
from typing import Iterator, List, Set

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

import bot.advocates.models
import bot.policybook.models
import bot.records.models
import bot.withdrawals.models  # noqa: F401
from bot.database import Base, alembic_config, downgrade, make_engine, session_scope, upgrade
from bot.records import queries

RASA_EVENTS = "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), type_name VARCHAR(255), data TEXT)"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'outreach.db'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    yield engine
    engine.dispose()


def tables(engine: Engine) -> Set[str]:
    """Names of tables; the bookkeeping of SQLite itself does not count."""
    return {name for name in sa.inspect(engine).get_table_names() if not name.startswith("sqlite_")}


def differences(engine: Engine) -> List[object]:
    """What Alembic would change to make the database equal the models; Rasa's own table is Rasa's."""

    def is_ours(item: object, name: str, kind: str, *_: object) -> bool:
        return not (kind == "table" and (name in ("events", "alembic_version") or name.startswith("sqlite_")))

    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_object": is_ours}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))


def schema(engine: Engine) -> List[str]:
    """Every table and index as SQLite keeps it."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        return [sql for (sql,) in rows]


def test_the_migrations_make_the_tables_of_the_models(url: str, engine: Engine) -> None:
    upgrade(url)
    assert differences(engine) == []
    assert tables(engine) == {*Base.metadata.tables, "alembic_version"}


def test_a_table_that_is_missing_would_be_noticed(url: str, engine: Engine) -> None:
    upgrade(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE inbound_messages")
    assert differences(engine) != []


def test_down_to_the_beginning_and_up_again(url: str, engine: Engine) -> None:
    upgrade(url)
    first = schema(engine)
    downgrade(url)
    assert tables(engine) == {"alembic_version"}
    upgrade(url)
    assert schema(engine) == first
    assert differences(engine) == []


def test_each_step_goes_up_and_down(url: str, engine: Engine) -> None:
    steps = [script.revision for script in ScriptDirectory.from_config(alembic_config(url)).walk_revisions()][::-1]
    for revision in steps:
        upgrade(url, revision)
        before = schema(engine)
        downgrade(url, "-1")
        upgrade(url, revision)
        assert schema(engine) == before, revision


def test_there_is_one_head(url: str) -> None:
    assert len(ScriptDirectory.from_config(alembic_config(url)).get_heads()) == 1


def test_a_second_upgrade_changes_nothing_and_keeps_the_data(url: str, engine: Engine) -> None:
    upgrade(url)
    with session_scope(engine) as session:
        conversation = queries.open_conversation(session, "webchat", "es")
    before = schema(engine)
    upgrade(url)
    assert schema(engine) == before
    with session_scope(engine) as session:
        assert queries.get_conversation(session, conversation.id) == conversation


def test_rasas_table_is_left_alone(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(RASA_EVENTS)
        connection.exec_driver_sql("INSERT INTO events (sender_id) VALUES ('somebody')")
    upgrade(url)
    assert differences(engine) == []
    downgrade(url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar() == 1


def test_a_migration_that_fails_leaves_nothing_half_done(url: str, engine: Engine) -> None:
    """A table of that name in the way stops the migration; none of its other tables stays behind."""
    last = list(Base.metadata.sorted_tables)[-1].name
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {last} (in_the_way INTEGER)")
    before = tables(engine)
    with pytest.raises(sa.exc.OperationalError):
        upgrade(url)
    assert tables(engine) - {"alembic_version"} == before
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TABLE {last}")
    upgrade(url)
    assert differences(engine) == []


def test_an_address_with_a_percent_sign_is_taken_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "100%25 ours"
    folder.mkdir()
    upgrade(f"sqlite:///{folder / 'outreach.db'}")
    assert (folder / "outreach.db").stat().st_size > 0
