"""``parse``: what the model makes of messages; JSON lines in and out, no server."""

import argparse
import json
import re
import sys
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

from bot.commands.errors import CommandError
from bot.settings import ROOT, get_settings
from bot.without_tensorflow import leave_out_tensorflow

# Lines that go through the model together.
AT_ONCE = 64


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("parse", help='JSON lines {"text"} in, what was understood out')
    parser.add_argument("--model", default=str(ROOT / "models"), help="model file or folder")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    if not get_settings().import_tensorflow:
        leave_out_tensorflow()
    interpreter = Interpreter(options.model)
    requests = read_requests(sys.stdin.buffer)
    # A person who types gets an answer to each line; a file goes through the model many lines at a time.
    at_once = 1 if sys.stdin.buffer.isatty() else AT_ONCE
    while True:
        batch, problem = _next(requests, at_once)
        for parsed in interpreter.parse_many(batch) if batch else ():
            print(json.dumps(parsed, ensure_ascii=False), flush=True)
        if problem is not None:
            raise problem
        if len(batch) < at_once:
            return


def _next(requests: Iterator[Dict[str, Any]], most: int) -> Tuple[List[Dict[str, Any]], Optional[CommandError]]:
    """The next lines and what is wrong with the one behind them: good lines are answered before the error."""
    batch: List[Dict[str, Any]] = []
    try:
        for request in requests:
            batch.append(request)
            if len(batch) == most:
                break
    except CommandError as error:
        return batch, error
    return batch, None


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
        return self.parse_many([{"text": text, "language": language}])[0]

    def parse_many(self, requests: Sequence[Mapping[str, Any]]) -> List[Dict[str, Any]]:
        """What each message was taken for; one walk through the model for all of them."""
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER

        if not requests:
            return []
        messages = [
            UserMessage(re.sub(r"^[\s/]+", "", r["text"]).rstrip() or " ", metadata={"language": r.get("language")})
            for r in requests
        ]
        processor = self._agent.processor
        target = processor.model_metadata.nlu_target
        inputs = {PLACEHOLDER_MESSAGE: messages, PLACEHOLDER_TRACKER: None}
        found = processor.graph_runner.run(inputs=inputs, targets=[target])[target]
        return [
            in_contract(request["text"], message.as_dict(only_output_properties=True))
            for request, message in zip(requests, found, strict=True)
        ]


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
        "second_topic": found.get("second_topic"),
        "follow_up": found.get("follow_up"),
        "confidence": intent.get("confidence"),
        "ranking": found.get("intent_ranking") or [],
        "likely_topics": found.get("likely_topics") or [],
        "places": places,
        "emergency": found.get("emergency"),
    }
