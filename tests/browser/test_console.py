"""The console over a real socket: health, headers, and how it stops."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from typing import Dict, Iterator, Tuple

import pytest

from bot.console import SECURITY_HEADERS
from bot.settings import ROOT

Reply = Tuple[int, str, Message]


def get(url: str) -> Reply:
    try:
        with urllib.request.urlopen(url, timeout=10) as reply:
            return reply.status, reply.read().decode(), reply.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers


def start(port: int, environment: Dict[str, str]) -> "subprocess.Popen[bytes]":
    console = subprocess.Popen(
        [sys.executable, "-m", "bot.console.serve"],
        cwd=ROOT,
        env={**os.environ, "CONSOLE_PORT": str(port), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 0.5).close()
            return console
        except OSError:
            time.sleep(0.1)
    console.kill()
    raise AssertionError("the console did not start")


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def console(port: int, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    console = start(
        port, {"VAR_DIRECTORY": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'console.db'}"}
    )
    yield console
    console.kill()
    console.wait()
    assert console.stdout
    console.stdout.close()


def test_console_is_healthy_sets_no_cookie_and_keeps_its_headers(console: object, port: int) -> None:
    for path, status in (("/", 200), ("/health", 200), ("/static/console.css", 200), ("/nowhere", 404)):
        found, body, headers = get(f"http://127.0.0.1:{port}{path}")
        assert found == status
        assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
        assert headers["Set-Cookie"] is None
        assert headers["Server"] == "console"
        if path == "/health":
            assert json.loads(body) == {"status": "ok"}
        if path == "/":
            assert '<html lang="en" dir="ltr">' in body
            assert "not built yet" in body


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_console_stops_cleanly_and_silently(
    console: "subprocess.Popen[bytes]", port: int, number: int
) -> None:
    get(f"http://127.0.0.1:{port}/")
    console.send_signal(number)
    output, _ = console.communicate(timeout=10)
    assert (console.returncode, output) == (0, b"")


def test_console_without_its_database_is_unavailable_and_tells_no_secret(port: int, tmp_path: Path) -> None:
    database = "postgresql+psycopg2://console:obviously-fake@127.0.0.1:1/outreach"
    console = start(port, {"VAR_DIRECTORY": str(tmp_path), "DATABASE_URL": database})
    try:
        status, body, _ = get(f"http://127.0.0.1:{port}/health")
    finally:
        console.terminate()
        output, _ = console.communicate(timeout=10)
    assert (status, json.loads(body)) == (503, {"status": "unavailable"})
    assert b"obviously-fake" not in output
    assert b"console.database_unavailable error=OperationalError" in output
