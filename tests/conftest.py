"""The real parts that tests share: one trained model, one running system, one database with real data."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List

import pytest

from bot.settings import ROOT

START_S = 120


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
    subprocess.run([sys.executable, "-m", "bot", "load"], cwd=ROOT, check=True, env=environment(var), stdout=subprocess.DEVNULL)
    return var


@dataclass(frozen=True)
class RunningSystem:
    """Bot and action server, really running."""

    url: str
    var: Path
    processes: Dict[str, "subprocess.Popen[bytes]"]
    log: Path

    @property
    def database(self) -> Path:
        return self.var / "outreach.db"


def environment(var: Path, **more: str) -> Dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.endswith("_PORT") and key != "DATABASE_URL"}
    return {**kept, "VAR_DIRECTORY": str(var), "RASA_TELEMETRY_ENABLED": "false", **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_system(var: Path, model_path: Path, **settings: str) -> RunningSystem:
    """Start both servers on free ports and wait until the bot says that it is ready."""
    ports = {"PORT": str(free_port()), "ACTIONS_PORT": str(free_port()), "CONSOLE_PORT": str(free_port())}
    log = var / "log.txt"
    processes = {}
    with log.open("ab") as stream:
        for name in ("actions", "bot"):
            processes[name] = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve", name],
                cwd=ROOT,
                env=environment(var, **ports, **settings),
                stdout=stream,
                stderr=stream,
            )
    system = RunningSystem(f"http://127.0.0.1:{ports['PORT']}", var, processes, log)
    try:
        _wait_until_ready(system)
    except BaseException:
        stop_system(system)
        raise
    return system


def _wait_until_ready(system: RunningSystem) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in system.processes.values()):
            break
        try:
            with urllib.request.urlopen(f"{system.url}/ready", timeout=5) as reply:
                if reply.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(f"the system did not become ready:\n{system.log.read_text(errors='replace')[-3000:]}")


def stop_system(system: RunningSystem) -> List[int]:
    """Stop the processes started here, by id; returns their exit codes."""
    for process in system.processes.values():
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    codes = []
    for process in system.processes.values():
        try:
            codes.append(process.wait(timeout=20))
        except subprocess.TimeoutExpired:
            process.kill()
            codes.append(process.wait())
    return codes


@pytest.fixture(scope="session")
def system(loaded_var: Path, model_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """The running system that journeys talk to; its own copy of the loaded database."""
    var = tmp_path_factory.mktemp("system")
    shutil.copytree(loaded_var, var, dirs_exist_ok=True)
    running = start_system(var, model_path, SESSIONS_PER_MINUTE="1000", MESSAGES_PER_MINUTE="1000")
    yield running
    stop_system(running)


@pytest.fixture(scope="session")
def chat_server(system: RunningSystem) -> str:
    """Address of the running bot."""
    return system.url
