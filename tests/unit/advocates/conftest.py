"""The real files in a real database."""

from datetime import date
from pathlib import Path
from typing import Iterator, List

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.advocates import models  # noqa: F401  (declares the tables)
from bot.advocates.schema import Organisation, read_directory
from bot.database import Base, make_engine, session_scope
from bot.settings import ROOT

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def organisations() -> List[Organisation]:
    return read_directory(ROOT / "bot" / "data" / "advocates", TODAY)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = make_engine(f"sqlite:///{tmp_path / 'advocates.db'}")
    Base.metadata.create_all(engine)
    return engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with session_scope(engine) as session:
        yield session
