"""A client of the web chat API that can also misbehave."""

import http.client
import json
import uuid
from dataclasses import dataclass
from email.message import Message
from typing import Any, Dict, List, Mapping, Optional
from urllib.parse import urlsplit

API = "/webhooks/webchat"


@dataclass(frozen=True)
class Reply:
    """What came back: status, headers, and the body, as JSON where it is JSON."""

    status: int
    headers: Message
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)

    @property
    def error(self) -> Optional[str]:
        """The code of a refusal; anything beside ``error`` and ``message`` in it is a mistake."""
        assert set(self.body) == {"error", "message"}, self.body
        return str(self.body["error"])


def request(
    url: str, method: str, path: str, body: Optional[bytes] = None, headers: Optional[Mapping[str, str]] = None
) -> Reply:
    """One HTTP request with exactly these headers."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        connection.request(method, path, body, dict(headers or {}))
        reply = connection.getresponse()
        return Reply(reply.status, reply.headers, reply.read())
    finally:
        connection.close()


class Client:
    """One resident with one conversation.

    Args:
        address: What a proxy in front of the bot would say of the resident's address.
    """

    def __init__(self, url: str, language: Optional[str] = None, address: Optional[str] = None) -> None:
        self.url = url
        self._headers = {"X-Forwarded-For": address} if address else {}
        reply = self.call("POST", "/sessions", {"language": language} if language else {}, with_token=False)
        assert reply.status == 201, reply.raw
        self.session: Dict[str, str] = reply.body
        self.token = self.session["token"]

    def call(self, method: str, path: str, body: Any = None, with_token: bool = True) -> Reply:
        """A request with a JSON body, in this conversation or in none."""
        headers = {**self._headers, **({} if body is None else {"Content-Type": "application/json"})}
        if with_token:
            headers["Authorization"] = f"Bearer {self.token}"
        encoded = None if body is None else json.dumps(body).encode()
        return request(self.url, method, API + path, encoded, headers)

    def post(self, **message: Any) -> Reply:
        """Post a message as it is, with a new id where it names none."""
        return self.call("POST", "/messages", {"id": str(uuid.uuid4()), **message})

    def say(self, text: str, **more: Any) -> List[Dict[str, Any]]:
        return self._messages(self.post(text=text, **more))

    def press(self, payload: str) -> List[Dict[str, Any]]:
        return self._messages(self.post(payload=payload))

    def delete(self) -> Reply:
        return self.call("DELETE", "/sessions")

    @staticmethod
    def _messages(reply: Reply) -> List[Dict[str, Any]]:
        assert reply.status == 200, reply.raw
        return list(reply.body["messages"])
