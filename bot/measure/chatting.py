"""One user who writes messages to a running bot, one after the other, over one kept connection."""

import json
import time
import uuid
from http.client import HTTPConnection, HTTPException
from typing import Any, Dict, List, Optional, Protocol, Sequence

from bot.language.languages import is_answered
from bot.measure.examples import HeldBack
from bot.measure.processes import BenchError


class Client(Protocol):
    """Opens sessions and sends messages; each kind of bot has its own."""

    def open_session(self, language: str) -> None: ...

    def send(self, text: str) -> float:
        """Milliseconds from the request to the last byte of the reply."""
        ...


def chat(client: Client, sessions: Sequence[Sequence[HeldBack]]) -> List[float]:
    """Milliseconds of every message of every session."""
    milliseconds: List[float] = []
    for messages in sessions:
        client.open_session(messages[0].language)
        milliseconds.extend(client.send(message.text) for message in messages)
    return milliseconds


class OurClient:
    """The web chat API of docs/webchat-api.md."""

    def __init__(self, port: int) -> None:
        self._http = Http(port)
        self._token = ""

    def open_session(self, language: str) -> None:
        # A page opens in a language that we write in; who writes in another one starts in the default.
        reply = self._http.post("/webhooks/webchat/sessions", {"language": language} if is_answered(language) else {})
        self._token = reply.body["token"]

    def send(self, text: str) -> float:
        body = {"id": str(uuid.uuid4()), "text": text}
        reply = self._http.post("/webhooks/webchat/messages", body, self._token)
        kinds = [(message.get("answer") or {}).get("kind") for message in reply.body["messages"]]
        if not kinds or "trouble" in kinds:
            raise BenchError("the bot did not answer a message; its figures would mean nothing")
        return reply.milliseconds


class PeerClient:
    """Rasa's own REST channel."""

    def __init__(self, port: int) -> None:
        self._http = Http(port)
        self._sender = ""

    def open_session(self, language: str) -> None:
        self._sender = uuid.uuid4().hex

    def send(self, text: str) -> float:
        reply = self._http.post("/webhooks/rest/webhook", {"sender": self._sender, "message": text})
        if not reply.body:
            raise BenchError("the peer did not answer a message; its figures would mean nothing")
        return reply.milliseconds


class Reply:
    def __init__(self, body: Any, milliseconds: float) -> None:
        self.body = body
        self.milliseconds = milliseconds


class Http:
    """POST of JSON to the loopback address, with the time it took."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def post(self, path: str, body: Dict[str, Any], token: Optional[str] = None) -> Reply:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = json.dumps(body).encode()
        started = time.perf_counter()
        try:
            self._connection.request("POST", path, data, headers)
            reply = self._connection.getresponse()
            content = reply.read()
        except (OSError, HTTPException) as error:
            raise BenchError(f"POST {path}: {type(error).__name__}") from error
        milliseconds = (time.perf_counter() - started) * 1000
        if reply.status not in (200, 201):
            raise BenchError(f"POST {path}: status {reply.status}")
        return Reply(json.loads(content), milliseconds)
