"""The real parts that tests share: one trained model, one running system, one database with real data."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator, List

import pytest

from bot.settings import ROOT
from tests.client import Client
from tests.system import (
    SERVE_OTHER_MODEL,
    RunningSystem,
    environment,
    free_port,
    new_system,
    start_system,
    stop_system,
)

# Fast tests first: a mistake in a pure function is told before the servers start.
ORDER = ("unit", "migrations", "channels", "commands", "journeys", "privacy", "browser")


def pytest_collection_modifyitems(items: List[pytest.Item]) -> None:
    items.sort(key=lambda item: (_place_in_order(item), item.get_closest_marker("journey") is not None))


def _place_in_order(item: pytest.Item) -> int:
    folder = Path(item.path).relative_to(ROOT / "tests").parts[0]
    return ORDER.index(folder) if folder in ORDER else len(ORDER)


@pytest.fixture(scope="session")
def model_path() -> Path:
    """The trained model; `make test` has trained it, a bare pytest trains it here."""
    path = ROOT / "models" / "outreach.tar.gz"
    if not path.exists():
        subprocess.run([sys.executable, "-m", "bot", "train"], cwd=ROOT, check=True)
    return path


@pytest.fixture(scope="session")
def loaded_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of real policies and organizations, loaded by the real command."""
    var = tmp_path_factory.mktemp("loaded")
    subprocess.run(
        [sys.executable, "-m", "bot", "load"], cwd=ROOT, check=True, env=environment(var), stdout=subprocess.DEVNULL
    )
    return var


def own_var(loaded_var: Path, tmp_path_factory: pytest.TempPathFactory, name: str) -> Path:
    """A copy of the loaded database for one system."""
    var = tmp_path_factory.mktemp(name)
    shutil.copytree(loaded_var, var, dirs_exist_ok=True)
    return var


@pytest.fixture(scope="session")
def city_site() -> str:
    """Origin of another site that may embed the chat; tests serve its pages."""
    return f"http://localhost:{free_port()}"


@pytest.fixture(scope="session")
def system(
    loaded_var: Path, model_path: Path, tmp_path_factory: pytest.TempPathFactory, city_site: str
) -> Iterator[RunningSystem]:
    """The running system that most tests talk to; its own copy of the loaded database."""
    var = own_var(loaded_var, tmp_path_factory, "system")
    running = start_system(var, SESSIONS_PER_MINUTE="1000", MESSAGES_PER_MINUTE="1000", ALLOWED_ORIGINS=city_site)
    yield running
    stop_system(running)


@pytest.fixture(scope="module")
def breakable_system(
    loaded_var: Path, model_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSystem]:
    """A system whose parts a test may stop and start again."""
    running = start_system(own_var(loaded_var, tmp_path_factory, "breakable"), SESSIONS_PER_MINUTE="1000")
    yield running
    stop_system(running)


@pytest.fixture(scope="session")
def system_without_model(loaded_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """A bot alone, with an empty model folder and low limits."""
    var = own_var(loaded_var, tmp_path_factory, "without-model")
    (var / "models").mkdir()
    running = new_system(
        var,
        MESSAGES_PER_MINUTE="3",
        SESSIONS_PER_MINUTE="6",
        TRUSTED_PROXIES="1",
        ALLOWED_ORIGINS="https://city.example.org, https://help.example.org",
    )
    try:
        running.start("bot", "-c", SERVE_OTHER_MODEL, str(var / "models"))
        running.wait("/health")
        yield running
    finally:
        stop_system(running)


@pytest.fixture(scope="session")
def chat_server(system: RunningSystem) -> str:
    """Address of the running bot."""
    return system.url


@pytest.fixture
def resident(system: RunningSystem) -> Client:
    """A resident who has just opened a conversation, in English."""
    return Client(system.url, "en")
