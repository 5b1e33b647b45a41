"""Programs that the bench starts, and stops by their own ids, whatever happens."""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Dict, List, Mapping, Optional, Sequence, Type

import psutil

from bot.measure.figures import MEGABYTE, Cost

STOP_S = 20
SAY_EVERY_S = 30
_EPOCHS = re.compile(r"Epochs:\s*(\d+)%")


class BenchError(Exception):
    """One line that says what could not be measured."""


class Programs:
    """Every program started here ends with the ``with`` block, also on Ctrl-C."""

    def __init__(self) -> None:
        self._running: Dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Programs":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.stop()

    def start(self, name: str, command: Sequence[str], log: Path, environment: Mapping[str, str], folder: Path) -> None:
        """Start a program in a process group of its own, so that Ctrl-C reaches it through us alone."""
        with log.open("ab") as stream:
            self._running[name] = subprocess.Popen(
                list(command),
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )

    def run(self, name: str, command: Sequence[str], log: Path, environment: Mapping[str, str], folder: Path) -> Cost:
        """Run a program to its end, saying now and then how far it is.

        Raises:
            BenchError: It ended with an error; the last lines of its log are in the text.
        """
        before, started = _children_cpu_s(), time.monotonic()
        self.start(name, command, log, environment, folder)
        process, said = self._running[name], started
        code: Optional[int] = None
        try:
            while code is None:
                try:
                    code = process.wait(timeout=1)
                except subprocess.TimeoutExpired:
                    if time.monotonic() - said >= SAY_EVERY_S:
                        said = time.monotonic()
                        say(f"  {name}: {said - started:.0f} s{progress(log)}")
        except BaseException:
            # Stopped from outside: end the program before its folder is cleared away.
            self.stop()
            raise
        wall_s = time.monotonic() - started
        del self._running[name]
        if code:
            raise BenchError(f"{name} ended with code {code}:\n{tail(log)}")
        return Cost(round(wall_s, 1), round(_children_cpu_s() - before, 1))

    def wait_until_answering(self, url: str, log: Path, seconds: float = 180) -> None:
        """Wait until an address answers with 200.

        Raises:
            BenchError: A program ended, or the time is over.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for name, process in self._running.items():
                if process.poll() is not None:
                    raise BenchError(f"{name} ended with code {process.returncode}:\n{tail(log)}")
            try:
                with urllib.request.urlopen(url, timeout=10) as reply:  # noqa: S310 - an address of ours, http only
                    if reply.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.1)
        raise BenchError(f"{url} did not answer within {seconds:.0f} s:\n{tail(log)}")

    def memory_mb(self) -> Dict[str, float]:
        """Resident memory of every running program, its children included."""
        return {name: round(_memory(process.pid) / MEGABYTE, 1) for name, process in self._running.items()}

    def stop(self) -> None:
        """Interrupt what still runs, wait, then kill what did not end."""
        for process in self._running.values():
            _signal_group(process, signal.SIGINT)
        for process in self._running.values():
            try:
                process.wait(timeout=STOP_S)
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()
        self._running.clear()


def end_cleanly_when_terminated() -> None:
    """SIGTERM stops what was started, as Ctrl-C does."""

    def interrupt(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


def say(line: str) -> None:
    """Progress goes to the error stream; the table alone to the output."""
    print(line, file=sys.stderr, flush=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> Dict[str, str]:
    """The environment of a program under measurement: no setting of this deployment, no telemetry."""
    ours = ("DATABASE_URL", "REDIS_URL", "HOST", "PORT", "VAR_DIRECTORY", "CACHE_DIRECTORY")
    kept = {key: value for key, value in os.environ.items() if key not in ours and not key.endswith("_PORT")}
    return {**kept, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", **more}


def peer_environment() -> Dict[str, str]:
    """The environment of the peer: without what our package sets for its own processes when it is imported."""
    ours = ("OPENBLAS_NUM_THREADS", "OMP_WAIT_POLICY")
    return {key: value for key, value in environment().items() if key not in ours}


def progress(log: Path) -> str:
    """How far a training says that it is: the last bar in its log."""
    found: List[str] = _EPOCHS.findall(tail(log, 4000))
    return f", epochs {found[-1]} %" if found else ""


def tail(log: Path, most: int = 2000) -> str:
    try:
        return log.read_text(encoding="utf-8", errors="replace")[-most:]
    except OSError:
        return ""


def _memory(pid: int) -> int:
    process = psutil.Process(pid)
    return sum(part.memory_info().rss for part in [process, *process.children(recursive=True)])


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _signal_group(process: "subprocess.Popen[bytes]", number: int) -> None:
    # The group's id is that of the program: it leads the session it was started in.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
