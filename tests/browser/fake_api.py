"""A small stand-in for the web chat API that can fail on request: for what a healthy server never does.

It serves the real pages and the real widget with the headers that production uses.
"""

import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, List, Mapping, Optional
from urllib.parse import parse_qs, urlsplit

import yaml

from bot.channels.webchat.files import File
from bot.channels.webchat.page import Pages
from bot.language.words import Phrasebook
from bot.settings import ROOT, read_settings

WEBCHAT = ROOT / "bot" / "channels" / "webchat"
LANGUAGES = [
    {"tag": "en", "autonym": "English", "dir": "ltr"},
    {"tag": "es", "autonym": "Español", "dir": "ltr"},
    {"tag": "ar", "autonym": "العربية", "dir": "rtl"},
]
# Enough to see that the page's words follow; what is missing here is shown in English.
WORDS = {
    "es": {"send": "Enviar", "message": "Su mensaje", "delete": "Borrar este chat"},
    "ar": {"send": "إرسال", "message": "رسالتك", "delete": "حذف هذه المحادثة"},
}
GREETINGS = {
    "en": "Hello! How can I help?",
    "es": "¡Hola! ¿En qué puedo ayudar?",
    "ar": "مرحبا! كيف يمكنني المساعدة؟",
}


def message(text: str, language: str = "en", **more: Any) -> Dict[str, Any]:
    """One message of a reply; the fake gives it an id when it is sent."""
    direction = "rtl" if language == "ar" else "ltr"
    return {"text": text, "language": language, "dir": direction, "buttons": [], "answer": None, **more}


class FakeApi:
    """The server and what it has seen.

    Attributes:
        url: Where the page is.
        turns: Bodies of messages that were taken, one per id.
        attempts: Bodies of every message request, repeated ones too.
        calls: ``METHOD path`` of every request.
        failures: What happens to the next message requests, in order: ``"drop"`` closes the
            connection unread, ``"lose"`` takes the message and closes before the answer, a number
            is a status.
        asked_after: ``after`` of every request for the stream.
        ratings: Bodies of every rating.
        answer: Makes the messages of a reply from the body of a message.
    """

    def __init__(self, words: Optional[Mapping[str, Mapping[str, str]]] = None) -> None:
        self.files = real_files()
        self.streams: List[queue.Queue[Optional[Dict[str, Any]]]] = []
        self.asked_after: List[Optional[str]] = []
        self.ratings: List[Dict[str, str]] = []
        self.turns: List[Dict[str, Any]] = []
        self.attempts: List[Dict[str, Any]] = []
        self.calls: List[str] = []
        self.failures: List[Any] = []
        self.answer: Callable[[Dict[str, Any]], List[Dict[str, Any]]] = self.echo
        self.words = words or WORDS
        self.tokens: Dict[str, str] = {}
        self.opened = 0
        self.language = "en"
        self.languages = LANGUAGES
        self.lock = threading.Lock()
        self._replies: Dict[str, List[Dict[str, Any]]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> "FakeApi":
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.cut_streams()
        self._server.shutdown()
        self._server.server_close()

    def echo(self, body: Dict[str, Any]) -> List[Dict[str, Any]]:
        payload = body.get("payload", "")
        if payload.startswith("/switch_language"):
            language = json.loads(payload[len("/switch_language") :])["language"]
            return [message(GREETINGS[language], language)]
        if payload == "/greet":
            return [message(GREETINGS[self.language], self.language)]
        return [message(f"You wrote: {body.get('text', payload)}")]

    def open_session(self, language: str) -> Dict[str, str]:
        self.opened += 1
        self.language = language
        token = f"obviously-fake-token-{self.opened}"
        self.tokens[token] = language
        return {"token": token, "language": language, "expires_at": "2030-01-01T00:00:00Z"}

    def write(self, one: Dict[str, Any]) -> None:
        """Let a message come through every open stream."""
        for stream in self.streams:
            stream.put(one)

    def cut_streams(self) -> None:
        """Let every open stream break."""
        streams, self.streams = self.streams, []
        for stream in streams:
            stream.put(None)

    def end_sessions(self) -> None:
        """Let every token that was given out expire."""
        self.tokens.clear()

    def reply(self, body: Dict[str, Any]) -> List[Dict[str, Any]]:
        """The reply to a message; the same id gets the same one and is no second turn."""
        with self.lock:
            if body["id"] not in self._replies:
                self.turns.append(body)
                messages = self.answer(body)
                self._replies[body["id"]] = [
                    {"id": f"{body['id']}-{number}", **one} for number, one in enumerate(messages)
                ]
            return self._replies[body["id"]]

    def strings(self, language: str) -> Dict[str, Any]:
        known = {entry["tag"]: entry for entry in LANGUAGES}
        wanted = [part.split("-")[0] for part in language.split(",")]
        entry = next((known[tag] for tag in wanted if tag in known), LANGUAGES[0])
        english = yaml.safe_load((WEBCHAT / "strings.yml").read_text(encoding="utf-8"))
        words = {**english, **self.words.get(entry["tag"], {})}
        return {
            "language": entry["tag"],
            "dir": entry["dir"],
            "languages": self.languages,
            "exit_url": "https://www.google.com/",
            "strings": words,
        }


def real_files() -> Mapping[str, File]:
    """The files as the bot serves them."""
    settings = read_settings({"SECRET_KEY": "an-obviously-made-up-key-of-forty-letters"}, ROOT / "var")
    return Pages(settings, Phrasebook(True)).files()


def _handler(api: FakeApi) -> type:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            api.calls.append(f"GET {parts.path}")
            if parts.path == "/webhooks/webchat/strings":
                return self._json(200, api.strings(parse_qs(parts.query).get("language", [""])[0]))
            if parts.path == "/webhooks/webchat/stream":
                return self._stream(parse_qs(parts.query).get("after", [None])[0])
            file = api.files.get(parts.path)
            if file is None:
                return self._json(404, {"error": "not_found", "message": "No such page."})
            return self._send(200, file.content_type, file.body, file.headers)

        def _stream(self, after: Optional[str]) -> None:
            mine: queue.Queue[Optional[Dict[str, Any]]] = queue.Queue()
            api.asked_after.append(after)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream; charset=utf-8")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            self.wfile.write(b": still here\n\n")
            api.streams.append(mine)
            while True:
                one = mine.get()
                if one is None:
                    return
                data = json.dumps(one, ensure_ascii=False)
                self.wfile.write(f"id: {one['id']}\nevent: message\ndata: {data}\n\n".encode())

        def do_POST(self) -> None:
            api.calls.append(f"POST {self.path}")
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/webhooks/webchat/sessions/end":
                api.tokens.pop(raw.decode(), None)
                return self._send(204, "application/json", b"")
            body = json.loads(raw)
            if self.path == "/webhooks/webchat/ratings":
                api.ratings.append(body)
                return self._send(204, "application/json", b"")
            if self.path == "/webhooks/webchat/sessions":
                return self._json(201, api.open_session(body.get("language", "en")))
            api.attempts.append(body)
            failure = api.failures.pop(0) if api.failures else None
            if failure == "lose":
                api.reply(body)
            if failure in ("drop", "lose"):
                self.close_connection = True
                return None
            if failure:
                return self._json(failure, {"error": "no", "message": "No."}, {"Retry-After": "1"})
            if self.headers.get("Authorization", "")[len("Bearer ") :] not in api.tokens:
                return self._json(401, {"error": "unknown_token", "message": "Open a new session."})
            return self._json(200, {"messages": api.reply(body)})

        def do_DELETE(self) -> None:
            api.calls.append(f"DELETE {self.path}")
            api.tokens.pop(self.headers.get("Authorization", "")[len("Bearer ") :], None)
            self._send(204, "application/json", b"")

        def _json(self, status: int, body: Any, headers: Optional[Mapping[str, str]] = None) -> None:
            self._send(status, "application/json", json.dumps(body).encode(), headers)

        def _send(
            self, status: int, kind: str, body: bytes, headers: Optional[Mapping[str, str]] = None
        ) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing: tests read ``api.calls``."""

    return Handler
