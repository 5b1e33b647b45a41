"""The real files in a real database."""

from datetime import date
from pathlib import Path
from typing import Iterator, List

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.database import Base, make_engine, session_scope
from bot.policybook import models  # noqa: F401  (declares the tables)
from bot.policybook.schema import Agency, read_directory
from bot.settings import ROOT

DATA = ROOT / "bot" / "data" / "policybook"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def agencies() -> List[Agency]:
    return read_directory(DATA, TODAY)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = make_engine(f"sqlite:///{tmp_path / 'policybook.db'}")
    Base.metadata.create_all(engine)
    return engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with session_scope(engine) as session:
        yield session
