"""Logging of every process: warnings and errors of libraries, our own events, never a message's text.

Rasa writes messages, entities and slots to its debug log, through structlog, which prints everything
until it is told otherwise.
"""

import logging
import sys
import traceback
from pathlib import Path

import structlog


def configure_logging(level: int = logging.INFO) -> None:
    """Our own loggers speak from ``level`` on; everybody else only from WARNING."""
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger("bot").setLevel(level)
    for name in ("rasa", "rasa_sdk", "sanic", "sanic.root", "apscheduler", "asyncio", "matplotlib"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns at every start that a model it does not use lacks a mapping.
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    # Deprecation warnings inside TensorFlow and Rasa, which reset the warning filters when imported.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
        processors=[structlog.stdlib.add_log_level, structlog.processors.KeyValueRenderer(sort_keys=True)],
    )


def trace(error: BaseException, most: int = 6) -> str:
    """Where an error comes from, without its text: an error's message can quote a resident's."""
    frames = traceback.extract_tb(error.__traceback__)[-most:]
    steps = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}:{frame.name}" for frame in reversed(frames))
    cause = f" caused by {trace(error.__cause__, 2)}" if error.__cause__ else ""
    return f"{type(error).__name__} at {steps}{cause}"
