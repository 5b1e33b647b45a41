"""``parse``: what the model makes of messages; JSON lines in and out, no server."""

import argparse
import asyncio
import json
import re
import sys
from typing import Any, Dict, Iterator, List

from bot.commands.errors import CommandError
from bot.settings import ROOT


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("parse", help='JSON lines {"text"} in, what was understood out')
    parser.add_argument("--model", default=str(ROOT / "models"), help="model file or folder")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    interpreter = Interpreter(options.model)
    for request in read_requests(sys.stdin.buffer):
        print(json.dumps(interpreter.parse(**request), ensure_ascii=False), flush=True)


def read_requests(lines: Iterator[bytes]) -> Iterator[Dict[str, Any]]:
    """One ``{"text": …, "language"?: …}`` per line.

    Raises:
        CommandError: Names the first line that is not one.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line.decode("utf-8", "replace"))
        except ValueError as error:
            raise CommandError(f"line {number} is not JSON") from error
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            raise CommandError(f'line {number} is not an object with a string "text"')
        # JSON may hold half a character; no output can.
        text = value["text"].encode("utf-8", "replace").decode("utf-8")
        yield {"text": text, "language": value.get("language")}


class Interpreter:
    """The trained model without a server.

    Args:
        model: A model file, or a folder whose newest model is used.

    Raises:
        CommandError: There is no model.
    """

    def __init__(self, model: str) -> None:
        from rasa.core.agent import Agent
        from rasa.model import get_latest_model

        path = get_latest_model(model)
        if path is None:
            raise CommandError(f"there is no model in {model}; run 'python -m bot train'")
        self._agent = Agent.load(path)

    def parse(self, text: str, language: Any = None) -> Dict[str, Any]:
        """What one message was taken for; the same fields for every input."""
        from rasa.core.channels.channel import UserMessage

        plain = re.sub(r"^[\s/]+", "", text).rstrip() or " "
        message = UserMessage(plain, metadata={"language": language})
        found = asyncio.run(self._agent.processor.parse_message(message))
        return in_contract(text, found)


def in_contract(text: str, found: Dict[str, Any]) -> Dict[str, Any]:
    """Rasa's parse data in the shape of docs/command-line.md."""
    intent = found.get("intent") or {}
    places: List[Dict[str, Any]] = [
        {"text": text[e["start"] : e["end"]], "candidates": e["candidates"], "county": e["county"], "zip": e["zip"]}
        for e in found.get("entities") or []
        if e.get("entity") == "place"
    ]
    return {
        "text": text,
        "language": (found.get("language") or {}).get("tag"),
        "intent": intent.get("name"),
        "topic": found.get("topic"),
        "confidence": intent.get("confidence"),
        "ranking": found.get("intent_ranking") or [],
        "likely_topics": found.get("likely_topics") or [],
        "places": places,
        "emergency": found.get("emergency"),
    }
