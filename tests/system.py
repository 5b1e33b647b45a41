"""Bot and action server as real processes, for tests that talk to them over HTTP."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List

from bot.settings import ROOT

START_S = 120
# Starts the bot with another model folder; the command line always takes the deployment's.
SERVE_OTHER_MODEL = "import sys; from bot.channels.server import serve; from bot.settings import get_settings; "
SERVE_OTHER_MODEL += "serve(get_settings(), sys.argv[1])"


@dataclass(frozen=True)
class RunningSystem:
    """Bot and action server, really running.

    Attributes:
        url: Address of the bot.
        var: The system's VAR_DIRECTORY; its log is ``log.txt`` in it.
        settings: What was set in its environment; the same again restarts a part.
        processes: By name, ``bot`` and ``actions``; changes when a test restarts one.
    """

    url: str
    var: Path
    settings: Dict[str, str]
    processes: Dict[str, "subprocess.Popen[bytes]"]

    @property
    def database(self) -> Path:
        return self.var / "outreach.db"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.database}"

    @property
    def log(self) -> Path:
        return self.var / "log.txt"

    def counts(self, *but: str) -> Dict[str, int]:
        """Rows of every table that a message could change, ``but`` some."""
        tables = [name for name in ("conversations", "messages", "inbound_messages", "events") if name not in but]
        connection = sqlite3.connect(self.database, timeout=10)
        try:
            return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608
        finally:
            connection.close()

    def start(self, name: str, *command: str) -> None:
        """Start one process of the system; ``command`` replaces ``serve NAME``."""
        arguments = list(command) or ["-m", "bot", "serve", name]
        with self.log.open("ab") as stream:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=environment(self.var, **self.settings),
                stdout=stream,
                stderr=stream,
            )

    def stop(self, name: str, number: int = signal.SIGINT) -> int:
        """Stop one process by its id; returns its exit code."""
        process = self.processes[name]
        if process.poll() is None:
            process.send_signal(number)
        try:
            return process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def wait(self, path: str = "/ready") -> None:
        """Wait until the bot answers 200 at an address and the action server listens."""
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if any(process.poll() is not None for process in self.processes.values()):
                break
            if _answers(f"{self.url}{path}") and ("actions" not in self.processes or self._actions_listen()):
                return
            time.sleep(0.2)
        raise RuntimeError(f"the system did not become ready:\n{self.log.read_text(errors='replace')[-3000:]}")

    def _actions_listen(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", int(self.settings["ACTIONS_PORT"]))) == 0


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def environment(var: Path, **more: str) -> Dict[str, str]:
    """This process's environment without its deployment's own addresses."""
    kept = {key: value for key, value in os.environ.items() if not key.endswith("_PORT") and key != "DATABASE_URL"}
    return {**kept, "VAR_DIRECTORY": str(var), "RASA_TELEMETRY_ENABLED": "false", **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_system(var: Path, **settings: str) -> RunningSystem:
    """A system on free ports; nothing of it runs yet."""
    ports = {name: str(free_port()) for name in ("PORT", "ACTIONS_PORT", "CONSOLE_PORT")}
    return RunningSystem(f"http://127.0.0.1:{ports['PORT']}", var, {**ports, **settings}, {})


def start_system(var: Path, **settings: str) -> RunningSystem:
    """Start both servers and wait until the bot says that it is ready."""
    system = new_system(var, **settings)
    try:
        system.start("actions")
        system.start("bot")
        system.wait()
    except BaseException:
        stop_system(system)
        raise
    return system


def stop_system(system: RunningSystem) -> List[int]:
    """Stop the processes started here, by id; returns their exit codes."""
    for process in system.processes.values():
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    return [system.stop(name) for name in system.processes]
