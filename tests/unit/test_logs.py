"""No process writes what a resident wrote."""

import subprocess
import sys

from bot.logs import trace
from bot.settings import ROOT

SAID = "my name is Nobody Example, 555-0100"


def fail() -> None:
    raise ValueError(SAID)


def caught(function: object) -> BaseException:
    try:
        function()  # type: ignore[operator]
    except Exception as error:  # noqa: BLE001
        return error
    raise AssertionError("nothing was raised")


def test_a_trace_says_where_and_not_what() -> None:
    line = trace(caught(fail))
    assert line.startswith("ValueError at test_logs.py:")
    assert ":fail" in line
    assert SAID not in line and "Nobody" not in line


def test_a_trace_names_the_cause_without_its_text() -> None:
    def wrap() -> None:
        try:
            fail()
        except ValueError as error:
            raise RuntimeError(SAID) from error

    line = trace(caught(wrap))
    assert "RuntimeError at" in line and "caused by ValueError at" in line
    assert "Nobody" not in line


def test_a_trace_has_one_line_of_bounded_length() -> None:
    def deep(level: int) -> None:
        if level:
            deep(level - 1)
        fail()

    line = trace(caught(lambda: deep(200)))
    assert "\n" not in line and len(line) < 1000


def test_an_error_that_was_never_raised_has_a_trace() -> None:
    assert trace(ValueError(SAID)).startswith("ValueError")


SPEAK = f"""
import logging, structlog
from bot.logs import configure_logging
configure_logging()
for name in ("rasa.core.processor", "rasa", "sanic.root", "apscheduler.x", "some.library"):
    logging.getLogger(name).info({SAID!r})
    logging.getLogger(name).debug({SAID!r})
structlog.get_logger("rasa").debug("processor.message.parse", text={SAID!r})
structlog.get_logger("rasa").info("processor.message.parse", text={SAID!r})
logging.getLogger("bot.channels").info("ours.spoke")
logging.getLogger("some.library").warning("library.warned")
"""


def test_libraries_speak_only_from_warning_on_and_we_from_info_on() -> None:
    done = subprocess.run([sys.executable, "-c", SPEAK], cwd=ROOT, capture_output=True, text=True, check=True)
    everything = done.stdout + done.stderr
    assert "Nobody" not in everything
    assert "ours.spoke" in done.stderr and "library.warned" in done.stderr
    assert done.stdout == ""
