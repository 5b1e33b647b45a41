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
    for number, lines in arriving_lines(sys.stdin.buffer):
        requests, problem = read_requests(lines, number)
        for parsed in interpreter.parse_many(requests) if requests else ():
            print(json.dumps(parsed, ensure_ascii=False), flush=True)
        if problem is not None:
            raise problem


def arriving_lines(stream: Any) -> Iterator[Tuple[int, List[bytes]]]:
    """The lines that have arrived, at most ``AT_ONCE`` together, with the number of the first.

    A file goes through the model many lines at a time; whoever writes one line and waits gets its answer.
    """
    rest, number = b"", 1
    while True:
        chunk = stream.read1(65536)
        *lines, rest = (rest + chunk).split(b"\n")
        if not chunk:
            lines, rest = [rest], b""
        for start in range(0, len(lines), AT_ONCE):
            some = lines[start : start + AT_ONCE]
            yield number, some
            number += len(some)
        if not chunk:
            return


def read_requests(lines: Sequence[bytes], first: int = 1) -> Tuple[List[Dict[str, Any]], Optional[CommandError]]:
    """One ``{"text": …, "language"?: …}`` per line, up to the first line that is none, and what is wrong with that.

    Args:
        first: Number of the first line, for the message.
    """
    requests: List[Dict[str, Any]] = []
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        try:
            value = json.loads(line.decode("utf-8", "replace"))
        except ValueError:
            return requests, CommandError(f"line {number} is not JSON")
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            return requests, CommandError(f'line {number} is not an object with a string "text"')
        # JSON may hold half a character; no output can.
        text = value["text"].encode("utf-8", "replace").decode("utf-8")
        requests.append({"text": text, "language": value.get("language")})
    return requests, None


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
        texts = [re.sub(r"^[\s/]+", "", request["text"]).rstrip() or " " for request in requests]
        found = understand(self._agent, texts, [request.get("language") for request in requests])
        return [in_contract(request["text"], parsed) for request, parsed in zip(requests, found, strict=True)]


def understand(agent: Any, texts: Sequence[str], languages: Sequence[Any]) -> List[Dict[str, Any]]:
    """Rasa's parse data of each text, after one walk through an agent's model for all of them."""
    from rasa.core.channels.channel import UserMessage
    from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER

    if not texts:
        return []
    messages = [UserMessage(text, metadata={"language": tag}) for text, tag in zip(texts, languages, strict=True)]
    target = agent.processor.model_metadata.nlu_target
    inputs = {PLACEHOLDER_MESSAGE: messages, PLACEHOLDER_TRACKER: None}
    found = agent.processor.graph_runner.run(inputs=inputs, targets=[target])[target]
    return [message.as_dict(only_output_properties=True) for message in found]


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
