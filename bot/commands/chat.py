"""``chat``: talk to the running bot in the terminal, over the same API as the page."""

import argparse
import json
import sys
import urllib.error
import urllib.request
import uuid
from typing import Any, Dict, List, Optional

from bot.commands.errors import CommandError
from bot.settings import get_settings


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("chat", help="talk to the running bot in the terminal")
    parser.add_argument("--language", help="tag of the language to begin in")
    parser.add_argument("--server", help="address of the bot (default: this deployment's)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    settings = get_settings()
    client = Client(options.server or f"http://127.0.0.1:{settings.port}")
    client.open(options.language)
    buttons = show(client.send(payload="/greet"))
    while True:
        line = _read_line()
        if line is None:
            client.close()
            return
        if line.isdigit() and 1 <= int(line) <= len(buttons):
            buttons = show(client.send(payload=buttons[int(line) - 1]["payload"]))
        elif line:
            buttons = show(client.send(text=line))


def _read_line() -> Optional[str]:
    if sys.stdin.isatty():
        print("> ", end="", flush=True)
    line = sys.stdin.readline()
    return line.strip() if line else None


def show(messages: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Print replies with their sources and numbered buttons; returns the buttons."""
    buttons: List[Dict[str, Any]] = []
    for message in messages:
        print(message["text"])
        for source in (message.get("answer") or {}).get("sources") or []:
            print(f"   [{source['title']}] {source['url'] or ''}".rstrip())
        buttons.extend(message["buttons"])
    for number, button in enumerate(buttons, 1):
        print(f"   ({number}) {button['title']}")
    print(flush=True)
    return buttons


class Client:
    """A client of the web chat API with nothing but the standard library."""

    def __init__(self, server: str) -> None:
        self._server = server.rstrip("/")
        self._token = ""

    def open(self, language: Optional[str]) -> None:
        self._token = self._call("POST", "sessions", {"language": language} if language else {})["token"]

    def send(self, **message: str) -> List[Dict[str, Any]]:
        return list(self._call("POST", "messages", {"id": str(uuid.uuid4()), **message})["messages"])

    def close(self) -> None:
        self._call("DELETE", "sessions", None)

    def _call(self, method: str, path: str, body: Optional[Dict[str, Any]]) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the operator names the server
            f"{self._server}/webhooks/webchat/{path}",
            data=None if body is None else json.dumps(body).encode("utf-8"),
            method=method,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310
                text = reply.read()
        except urllib.error.HTTPError as error:
            raise CommandError(f"the bot refused ({error.code}): {error.read().decode('utf-8', 'replace')}") from error
        except urllib.error.URLError as error:
            raise CommandError(f"no bot answers at {self._server}; start it with 'make run'") from error
        return json.loads(text) if text else None
