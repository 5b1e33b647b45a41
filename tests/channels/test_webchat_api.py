"""The web chat API over HTTP: every route and every documented refusal, on the real system."""

import gzip
import json
import re
import socket
import sqlite3
import threading
import time
import uuid
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple
from urllib.parse import quote, urlsplit

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from bot.channels.webchat.errors import codes
from bot.channels.webchat.files import SECURITY_HEADERS
from bot.database import make_engine, session_scope
from bot.language.words import Phrasebook
from bot.records.queries import record_reply
from bot.settings import ROOT
from tests.client import API, Client, Reply, request
from tests.system import RunningSystem

BOOK = Phrasebook(True)
JSON = {"Content-Type": "application/json"}
UUID = "6f1c2f0e-0000-4000-8000-000000000001"


class LongAgo(TimestampSigner):
    """Signs as a server did two days ago."""

    def get_timestamp(self) -> int:
        return int(time.time()) - 2 * 24 * 3600


def sign(system: RunningSystem, value: Any, signer: Any = TimestampSigner) -> str:
    key = (system.var / "secret.key").read_text(encoding="ascii").strip()
    return str(URLSafeTimedSerializer(key, salt="webchat-session", signer=signer).dumps(value))


def conversation_of(system: RunningSystem, client: Client) -> str:
    key = (system.var / "secret.key").read_text(encoding="ascii").strip()
    return str(URLSafeTimedSerializer(key, salt="webchat-session").loads(client.token))


def inbound_texts(system: RunningSystem, client: Client) -> List[str]:
    connection = sqlite3.connect(system.database, timeout=10)
    try:
        rows = connection.execute(
            "SELECT text FROM messages WHERE conversation_id = ? AND direction = 'in' ORDER BY sequence",
            (conversation_of(system, client),),
        )
        return [text for (text,) in rows]
    finally:
        connection.close()


@pytest.fixture(scope="module")
def talker(system: RunningSystem) -> Client:
    """A conversation for requests that change nothing."""
    return Client(system.url, "en")


# Sessions


def test_a_session_has_a_token_a_language_and_an_end(system: RunningSystem) -> None:
    session = Client(system.url, "es").session
    assert set(session) == {"token", "language", "expires_at"}
    assert session["language"] == "es"
    end = datetime.fromisoformat(session["expires_at"])
    assert timedelta(hours=11) < end - datetime.now(timezone.utc) <= timedelta(hours=12)


def test_a_session_without_a_body_or_language_is_in_the_default_language(system: RunningSystem) -> None:
    assert request(system.url, "POST", f"{API}/sessions").body["language"] == "en"
    assert Client(system.url).session["language"] == "en"


def test_tokens_differ_and_name_nothing_of_the_client(system: RunningSystem) -> None:
    assert len({Client(system.url).token for _ in range(5)}) == 5


# Malformed requests: each is refused with its code, and nothing is stored.

TOKENS: Dict[str, Tuple[Callable[[RunningSystem], Optional[str]], str]] = {
    "no header": (lambda system: None, "token_missing"),
    "empty": (lambda system: "Bearer ", "token_missing"),
    "another scheme": (lambda system: "Basic dXNlcjpwYXNz", "token_missing"),
    "garbage": (lambda system: "Bearer garbage", "token_invalid"),
    "no signature": (lambda system: "Bearer " + sign(system, "0" * 32).rsplit(".", 1)[0], "token_invalid"),
    "another signature": (lambda system: "Bearer " + sign(system, "0" * 32)[:-3] + "xyz", "token_invalid"),
    "expired": (lambda system: "Bearer " + sign(system, "0" * 32, LongAgo), "token_invalid"),
    "signed number": (lambda system: "Bearer " + sign(system, 7), "token_invalid"),
    "not ascii": (lambda system: "Bearer \xe9\xe8", "token_invalid"),
    "unknown conversation": (lambda system: "Bearer " + sign(system, "0" * 32), "session_gone"),
}
WITH_TOKEN = {
    "post a message": ("POST", "/messages", b'{"id": "%s", "text": "hello"}' % UUID.encode()),
    "list messages": ("GET", "/messages", None),
    "stream": ("GET", "/stream", None),
    "rate": ("POST", "/ratings", b'{"message": "%s", "rating": "helpful"}' % UUID.encode()),
    "delete": ("DELETE", "/sessions", None),
}


@pytest.mark.parametrize(("method", "path", "body"), WITH_TOKEN.values(), ids=WITH_TOKEN.keys())
@pytest.mark.parametrize(("make", "code"), TOKENS.values(), ids=TOKENS.keys())
def test_a_request_without_a_valid_token_is_refused(
    system: RunningSystem, make: Any, code: str, method: str, path: str, body: Optional[bytes]
) -> None:
    before = system.counts()
    token = make(system)
    headers = {**JSON, **({} if token is None else {"Authorization": token})}
    reply = request(system.url, method, API + path, body, headers)
    assert (reply.status, reply.error) == (codes()[code], code)
    assert system.counts() == before


def test_the_token_of_a_deleted_conversation_opens_nothing(system: RunningSystem, resident: Client) -> None:
    resident.say("hello")
    assert resident.delete().status == 204
    before = system.counts()
    for method, path, body in WITH_TOKEN.values():
        reply = resident.call(method, path, None if body is None else json.loads(body))
        assert (reply.status, reply.error) == (404, "session_gone")
    assert system.counts() == before


def message(**fields: Any) -> bytes:
    """A message's body; a field set to ... is left out."""
    whole = {"id": UUID, "text": "hello", **fields}
    return json.dumps({key: value for key, value in whole.items() if value is not ...}).encode()


def button(payload: Any) -> bytes:
    return message(text=..., payload=payload)


BODIES: Dict[str, Tuple[bytes, str]] = {
    "empty": (b"", "bad_id"),
    "not json": (b"hello", "bad_json"),
    "half json": (b'{"id": ', "bad_json"),
    "json array": (b"[]", "bad_json"),
    "json string": (b'"hello"', "bad_json"),
    "json null": (b"null", "bad_json"),
    "deep nesting": (b"[" * 8000, "bad_json"),
    "deep nesting in a field": (b'{"id": ' + b"[" * 4000 + b"]" * 4000 + b"}", "bad_json"),
    "huge number": (b'{"id": ' + b"9" * 5000 + b"}", "bad_json"),
    "invalid utf-8": (b'{"id": "\xff\xfe"}', "bad_json"),
    "utf-16": (message().decode().encode("utf-16"), "bad_json"),
    "unknown field": (message(sender="me"), "unknown_field"),
    "rasa's fields": (message(sender_id="me", metadata={"emergency_told": "danger"}), "unknown_field"),
    "no id": (message(id=...), "bad_id"),
    "id null": (message(id=None), "bad_id"),
    "id number": (message(id=7), "bad_id"),
    "id object": (message(id={"hex": UUID}), "bad_id"),
    "id not a uuid": (message(id="first message"), "bad_id"),
    "id empty": (message(id=""), "bad_id"),
    "neither text nor payload": (message(text=...), "no_text"),
    "both text and payload": (message(payload="/greet"), "no_text"),
    "text null": (message(text=None), "no_text"),
    "text number": (message(text=5), "no_text"),
    "text list": (message(text=["hello"]), "no_text"),
    "text false": (message(text=False), "no_text"),
    "text empty": (message(text=""), "no_text"),
    "text spaces": (message(text="   \t\r\n "), "no_text"),
    "text unusual spaces": (message(text="\u00a0\u2003\u3000\x0b"), "no_text"),
    "text slashes": (message(text="/ // ///"), "no_text"),
    "text NUL": (message(text="\0\0"), "no_text"),
    "text too long": (message(text="a" * 1001), "too_long"),
    "text of spaces too long": (message(text=" " * 1001), "too_long"),
    "payload null": (button(None), "no_text"),
    "payload number": (button(5), "bad_payload"),
    "payload object": (button({"intent": "greet"}), "bad_payload"),
    "payload empty": (button(""), "bad_payload"),
    "payload without slash": (button("greet"), "bad_payload"),
    "payload with text": (button("/greet hello"), "bad_payload"),
    "payload in two lines": (button("/greet\n/restart"), "bad_payload"),
    "payload of rasa": (button("/restart"), "bad_payload"),
    "payload session start": (button("/session_start"), "bad_payload"),
    "payload back": (button("/back"), "bad_payload"),
    "payload with confidence": (button("/greet@0.5"), "bad_payload"),
    "payload emergency": (button("/emergency"), "bad_payload"),
    "payload slash in intent": (button("/faq/u_visa_what"), "bad_payload"),
    "payload not json": (button("/faq{topic}"), "bad_payload"),
    "payload unknown value": (button('/faq{"slot": "x"}'), "bad_payload"),
    "payload nested": (button('/faq{"topic": {"a": 1}}'), "bad_payload"),
    "payload list": (button('/faq{"topic": ["a", "b"]}'), "bad_payload"),
    "payload number as value": (button('/faq{"topic": 1}'), "bad_payload"),
    "payload text as value": (button('/faq{"topic": "what is this?"}'), "bad_payload"),
    "payload too long": (button('/faq{"topic": "%s"}' % ("a" * 101)), "bad_payload"),
    "payload unknown language": (button('/switch_language{"language": "tlh"}'), "bad_language"),
    "language unknown": (message(language="tlh"), "bad_language"),
    "language number": (message(language=5), "bad_language"),
    "language list": (message(language=["en"]), "bad_language"),
    "language empty": (message(language=""), "bad_language"),
    "body too large": (message(text="a" * 20_000), "too_large"),
    "body much too large": (b"a" * 400_000, "too_large"),
}


@pytest.mark.parametrize(("body", "code"), BODIES.values(), ids=BODIES.keys())
def test_a_malformed_message_is_refused(system: RunningSystem, talker: Client, body: bytes, code: str) -> None:
    before = system.counts()
    headers = {**JSON, "Authorization": f"Bearer {talker.token}"}
    reply = request(system.url, "POST", f"{API}/messages", body, headers)
    assert (reply.status, reply.error) == (codes()[code], code)
    assert system.counts() == before


TYPES = {
    "none": {},
    "form": {"Content-Type": "application/x-www-form-urlencoded"},
    "plain text": {"Content-Type": "text/plain"},
    "nearly json": {"Content-Type": "application/jsonp"},
}


@pytest.mark.parametrize("headers", TYPES.values(), ids=TYPES.keys())
@pytest.mark.parametrize("path", ["/messages", "/sessions"])
def test_a_body_that_does_not_say_it_is_json_is_refused(
    system: RunningSystem, talker: Client, path: str, headers: Dict[str, str]
) -> None:
    before = system.counts()
    body = message() if path == "/messages" else b'{"language": "en"}'
    reply = request(system.url, "POST", API + path, body, {**headers, "Authorization": f"Bearer {talker.token}"})
    assert (reply.status, reply.error) == (415, "not_json")
    assert system.counts() == before


def test_json_with_a_charset_is_json(system: RunningSystem, resident: Client) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8", "Authorization": f"bearer {resident.token}"}
    assert request(system.url, "POST", f"{API}/messages", message(), headers).status == 200


SESSION_BODIES = {
    "unknown field": (b'{"sender": "me"}', "unknown_field"),
    "conversation id": (b'{"id": "0123"}', "unknown_field"),
    "unknown language": (b'{"language": "tlh"}', "bad_language"),
    "language number": (b'{"language": 1}', "bad_language"),
    "array": (b"[]", "bad_json"),
    "not json": (b"{", "bad_json"),
    "too large": (b" " * 20_000, "too_large"),
}


@pytest.mark.parametrize(("body", "code"), SESSION_BODIES.values(), ids=SESSION_BODIES.keys())
def test_a_malformed_session_is_refused(system: RunningSystem, body: bytes, code: str) -> None:
    before = system.counts()
    reply = request(system.url, "POST", f"{API}/sessions", body, JSON)
    assert (reply.status, reply.error) == (codes()[code], code)
    assert system.counts() == before


WRONG_ADDRESSES = {
    "put a message": ("PUT", f"{API}/messages", "method_not_allowed"),
    "read a session": ("GET", f"{API}/sessions", "method_not_allowed"),
    "delete messages": ("DELETE", f"{API}/messages", "method_not_allowed"),
    "post to the stream": ("POST", f"{API}/stream", "method_not_allowed"),
    "post to health": ("POST", "/health", "method_not_allowed"),
    "nothing there": ("GET", f"{API}/nothing", "not_found"),
    "one level too deep": ("GET", f"{API}/messages/{UUID}", "not_found"),
    "above the page": ("GET", "/page/../../settings.py", "not_found"),
    "above the page, encoded": ("GET", "/page/%2e%2e/page.py", "not_found"),
    "source of the page's server": ("GET", "/page/page.py", "not_found"),
    "rasa: version": ("GET", "/version", "not_found"),
    "rasa: status": ("GET", "/status", "not_found"),
    "rasa: domain": ("GET", "/domain", "not_found"),
    "rasa: a conversation": ("GET", "/conversations/default/tracker", "not_found"),
    "rasa: its story": ("GET", "/conversations/default/story", "not_found"),
    "rasa: write events": ("POST", "/conversations/default/tracker/events", "not_found"),
    "rasa: trigger an intent": ("POST", "/conversations/default/trigger_intent", "not_found"),
    "rasa: parse": ("POST", "/model/parse", "not_found"),
    "rasa: replace the model": ("PUT", "/model", "not_found"),
    "rasa: train": ("POST", "/model/train", "not_found"),
    "rasa: rest channel": ("POST", "/webhooks/rest/webhook", "not_found"),
    "rasa: callback channel": ("POST", "/webhooks/callback/webhook", "not_found"),
}


@pytest.mark.parametrize(("method", "path", "code"), WRONG_ADDRESSES.values(), ids=WRONG_ADDRESSES.keys())
def test_nothing_else_is_there(system: RunningSystem, method: str, path: str, code: str) -> None:
    before = system.counts()
    body = b'{"sender": "default", "message": "hello"}' if method in ("POST", "PUT") else None
    reply = request(system.url, method, path, body, JSON)
    assert (reply.status, reply.error) == (codes()[code], code)
    assert system.counts() == before


@pytest.mark.parametrize("after", ["1", "yesterday", "' OR 1=1", "%00", "..%2f"])
@pytest.mark.parametrize("path", ["/messages", "/stream"])
def test_a_bad_after_is_refused(talker: Client, path: str, after: str) -> None:
    reply = talker.call("GET", f"{path}?after={quote(after)}")
    assert (reply.status, reply.error) == (422, "bad_after")


def test_a_request_that_is_no_http_is_refused_without_a_trace(system: RunningSystem) -> None:
    where = urlsplit(system.url)
    with socket.create_connection((where.hostname, where.port), 10) as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00 hello\r\n\r\n")
        answer = connection.recv(10_000)
    assert b" 400 " in answer.splitlines()[0]
    assert b"Traceback" not in answer


# Messages


def test_a_reply_has_the_documented_shape(resident: Client) -> None:
    (reply,) = resident.say("What is a U visa?")
    assert set(reply) == {"id", "text", "language", "dir", "buttons", "answer"}
    assert (reply["language"], reply["dir"]) == ("en", "ltr")
    assert all(set(choice) == {"title", "payload"} for choice in reply["buttons"])
    answer = reply["answer"]
    assert set(answer) == {"kind", "topic", "place", "facts", "sources", "as_of", "stale"}
    assert (answer["kind"], answer["topic"], answer["place"], answer["stale"]) == ("topic", "u_visa_what", None, False)
    for source in answer["sources"]:
        assert set(source) == {"title", "url", "published"}
        assert source["title"]


def test_every_button_of_every_reply_is_taken(resident: Client) -> None:
    """A button that the server itself refuses would be a dead end."""
    seen = {"/greet"}
    todo = ["/greet"]
    pressed = 0
    while todo and pressed < 25:
        for reply in resident.press(todo.pop(0)):
            new = [choice["payload"] for choice in reply["buttons"] if choice["payload"] not in seen]
            seen.update(new)
            todo.extend(payload for payload in new if payload != "/delete_chat")
        pressed += 1
    assert pressed == 25


def test_the_greeting_offers_its_buttons(resident: Client) -> None:
    (greeting,) = resident.press("/greet")
    assert [choice["payload"] for choice in greeting["buttons"]] == [
        '/faq{"topic": "police_ask_status"}',
        '/faq{"topic": "how_to_report_crime"}',
        '/faq{"topic": "u_visa_what"}',
        '/faq{"topic": "find_advocate"}',
    ]


def test_the_same_id_gets_the_same_reply_and_no_second_turn(system: RunningSystem, resident: Client) -> None:
    own = str(uuid.uuid4())
    first = resident.post(id=own, text="How do I report a crime?")
    before = system.counts()
    again = resident.post(id=own.upper(), text="How do I report a crime?")
    other = resident.post(id=own.replace("-", ""), text="What is a U visa?")
    assert first.status == again.status == other.status == 200
    assert first.body == again.body == other.body
    assert system.counts() == before


def test_the_same_id_in_another_conversation_is_another_message(system: RunningSystem, resident: Client) -> None:
    own = str(uuid.uuid4())
    one = resident.post(id=own, text="What is a U visa?").body["messages"]
    two = Client(system.url, "es").post(id=own, text="¿Qué es la visa U?").body["messages"]
    assert (one[0]["language"], two[0]["language"]) == ("en", "es")


def test_two_at_once_with_one_id_are_one_turn(system: RunningSystem, resident: Client) -> None:
    own = str(uuid.uuid4())
    replies: List[Reply] = []
    threads = [
        threading.Thread(target=lambda: replies.append(resident.post(id=own, text="What is a T visa?")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answered = [reply.body for reply in replies if reply.status == 200]
    waiting = [reply for reply in replies if reply.status != 200]
    assert answered and all(body == answered[0] for body in answered)
    assert all((reply.error, reply.headers["Retry-After"]) == ("in_progress", "1") for reply in waiting)
    assert len(inbound_texts(system, resident)) == 1
    assert resident.post(id=own, text="What is a T visa?").body == answered[0]


def test_two_messages_at_once_are_two_turns(system: RunningSystem, resident: Client) -> None:
    threads = [
        threading.Thread(target=resident.say, args=(text,))
        for text in ("What is a U visa?", "How do I report a crime?", "thanks")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(inbound_texts(system, resident)) == ["How do I report a crime?", "What is a U visa?", "thanks"]


COMMANDS = {
    "restart": "/restart",
    "session start": "/session_start",
    "back": "/back",
    "delete": "/delete_chat",
    "language": '/switch_language{"language": "es"}',
    "topic": '/faq{"topic": "u_visa_what"}',
    "two slashes": "//delete_chat",
    "space": " /delete_chat",
    "space between": "/ /restart",
    "no-break space": "\u00a0/restart",
    "vertical tab": "\x0b/restart",
    "file separator": "\x1c/restart",
    "ideographic space": "\u3000/switch_language{\"language\": \"es\"}",
    "NUL": "\0/restart",
    "NUL and slash": "/\0/restart",
    "lone surrogate": "\ud800/restart",
}


@pytest.mark.parametrize("text", COMMANDS.values(), ids=COMMANDS.keys())
def test_text_never_acts_as_a_payload(system: RunningSystem, text: str) -> None:
    resident = Client(system.url, "en")
    (reply,) = resident.say(text)
    assert reply["answer"]["kind"] in ("fallback", "clarify", "topic")
    assert reply["answer"]["kind"] != "deleted"
    assert reply["language"] == "en"
    (stored,) = inbound_texts(system, resident)
    assert not stored.strip().startswith("/")
    connection = sqlite3.connect(system.database, timeout=10)
    types = {
        row[0]
        for row in connection.execute(
            "SELECT type_name FROM events WHERE sender_id = ?", (conversation_of(system, resident),)
        )
    }
    connection.close()
    assert "restart" not in types
    assert resident.call("GET", "/messages").status == 200


ODD_TEXTS = {
    "one letter": "a",
    "longest": "a" * 1000,
    "emoji": "😀" * 1000,
    "lone surrogate": "hello \ud83d police",
    "NUL": "hello\0police",
    "control characters": "hello\x1b[31m\x07police",
    "right to left": "\u202eecilop\u202c",
    "zalgo": "p" + "\u0301" * 500,
    "html": "<script>alert(1)</script>",
    "format": "{police} %s {0} {{x}}",
    "sql": "'; DROP TABLE messages; --",
    "yaml": "- intent: greet\n  nlu: |",
    "brackets": "[Minneapolis](place) {\"entity\": \"place\"}",
    "no known script": "ᚠᚢᚦᚨᚱᚲ",
    "arabic": "هل ستسأل الشرطة عن وضعي",
}


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
def test_any_text_gets_an_answer(system: RunningSystem, resident: Client, text: str) -> None:
    replies = resident.say(text)
    assert replies and all(reply["text"] for reply in replies)
    trouble = BOOK.words("en").say("utter_trouble")
    assert trouble not in [reply["text"] for reply in replies]
    json.dumps(replies).encode("utf-8")


def test_ten_thousand_emoji_are_refused_as_too_large_or_too_long(system: RunningSystem, talker: Client) -> None:
    before = system.counts()
    reply = talker.post(text="😀" * 10_000)
    assert reply.error in ("too_large", "too_long")
    headers = {**JSON, "Authorization": f"Bearer {talker.token}"}
    body = json.dumps({"id": UUID, "text": "😀" * 3_000}, ensure_ascii=False).encode()
    assert request(system.url, "POST", f"{API}/messages", body, headers).error == "too_long"
    assert system.counts() == before


def test_the_language_of_a_message_wins_over_the_conversations(resident: Client) -> None:
    (reply,) = resident.say("55404", language="es")
    assert reply["language"] == "es"
    (later,) = resident.say("60629")
    assert later["language"] == "es"


# What comes later


def test_messages_after_one_seen(resident: Client) -> None:
    (first,) = resident.say("What is a U visa?")
    (second,) = resident.say("thanks")
    assert [m["id"] for m in resident.call("GET", "/messages").body["messages"]] == [first["id"], second["id"]]
    after = resident.call("GET", f"/messages?after={first['id']}").body["messages"]
    assert after == [second]
    assert resident.call("GET", f"/messages?after={second['id']}").body == {"messages": []}
    # An id of somebody else's conversation is no way in, and no error either: everything of ours.
    unknown = resident.call("GET", f"/messages?after={uuid.uuid4()}").body["messages"]
    assert unknown == [first, second]


class Stream:
    """Server-sent events, read line by line."""

    def __init__(self, client: Client, last_event_id: Optional[str] = None) -> None:
        where = urlsplit(client.url)
        self._socket = socket.create_connection((where.hostname, where.port), 15)
        more = f"Last-Event-ID: {last_event_id}\r\n" if last_event_id else ""
        self._socket.sendall(
            f"GET {API}/stream HTTP/1.1\r\nHost: {where.netloc}\r\n"
            f"Authorization: Bearer {client.token}\r\n{more}\r\n".encode()
        )
        self._file = self._socket.makefile("rb")
        self.head = b"".join(iter(self._file.readline, b"\r\n")).decode()

    def events(self) -> Iterator[Dict[str, str]]:
        event: Dict[str, str] = {}
        for raw in self._file:
            line = raw.decode().rstrip("\r\n")
            field = re.match(r"(id|event|data): (.*)$", line)
            if field:
                event[field.group(1)] = field.group(2)
            elif not line and "data" in event:
                yield event
                event = {}
            elif line == "0":  # The chunk without bytes that ends the answer.
                return

    def close(self) -> None:
        self._file.close()
        self._socket.close()


def written_by_a_person(text: str) -> Dict[str, Any]:
    return {"id": uuid.uuid4().hex, "text": text, "language": "en", "dir": "ltr", "buttons": [], "answer": None}


def write(system: RunningSystem, client: Client, reply: Dict[str, Any]) -> None:
    engine = make_engine(system.database_url)
    with session_scope(engine) as session:
        record_reply(session, conversation_of(system, client), reply)
    engine.dispose()


def test_the_stream_brings_what_a_person_writes_and_goes_on_after_a_break(
    system: RunningSystem, resident: Client
) -> None:
    (said,) = resident.say("thanks")
    stream = Stream(resident)
    assert " 200 " in stream.head.splitlines()[0]
    assert "content-type: text/event-stream; charset=utf-8" in stream.head.lower()
    assert "cache-control: no-store" in stream.head.lower()
    events = stream.events()
    first = next(events)
    assert json.loads(first["data"]) == said
    one, two = written_by_a_person("Here is a person."), written_by_a_person("Are you still there?\nñ")
    write(system, resident, one)
    event = next(events)
    assert (event["event"], event["id"], json.loads(event["data"])) == ("message", one["id"], one)
    stream.close()

    write(system, resident, two)
    again = Stream(resident, last_event_id=event["id"])
    assert json.loads(next(again.events())["data"]) == two
    again.close()
    assert resident.call("GET", f"/messages?after={one['id']}").body["messages"] == [two]


def test_the_stream_ends_when_the_conversation_is_deleted(resident: Client) -> None:
    resident.say("thanks")
    stream = Stream(resident)
    events = stream.events()
    next(events)
    assert resident.delete().status == 204
    assert next(events)["event"] == "gone"
    assert next(events, None) is None
    stream.close()


def test_streams_of_two_residents_do_not_mix(system: RunningSystem, resident: Client) -> None:
    other = Client(system.url, "en")
    mine = written_by_a_person("For the first only.")
    write(system, resident, mine)
    theirs = written_by_a_person("For the second only.")
    write(system, other, theirs)
    assert resident.call("GET", "/messages").body["messages"] == [mine]
    assert other.call("GET", "/messages").body["messages"] == [theirs]


# Delete


def test_deleting_leaves_no_row(system: RunningSystem) -> None:
    before = system.counts()
    client = Client(system.url, "en")
    client.say("What is a U visa?")
    reply = client.delete()
    assert (reply.status, reply.raw) == (204, b"")
    assert system.counts() == before


def test_the_button_deletes_and_says_so(system: RunningSystem) -> None:
    before = system.counts()
    client = Client(system.url, "es")
    client.say("¿Qué es la visa U?")
    (reply,) = client.press("/delete_chat")
    assert reply["text"] == BOOK.words("es").say("utter_chat_deleted")
    assert system.counts() == before
    assert client.post(text="hola").error == "session_gone"


def test_a_beacon_with_the_token_deletes_too(system: RunningSystem) -> None:
    before = system.counts()
    client = Client(system.url, "en")
    client.say("What is a U visa?")
    headers = {"Content-Type": "text/plain;charset=UTF-8"}
    assert request(system.url, "POST", f"{API}/sessions/end", client.token.encode(), headers).status == 204
    assert system.counts() == before
    again = request(system.url, "POST", f"{API}/sessions/end", client.token.encode(), headers)
    assert (again.status, again.error) == (404, "session_gone")


@pytest.mark.parametrize(
    ("body", "code"), [(b"", "token_missing"), (b"garbage", "token_invalid"), (b"\xff", "token_invalid")]
)
def test_a_beacon_without_a_token_is_refused(system: RunningSystem, body: bytes, code: str) -> None:
    before = system.counts()
    reply = request(system.url, "POST", f"{API}/sessions/end", body)
    assert (reply.status, reply.error) == (codes()[code], code)
    assert system.counts() == before


# Ratings


def rating_of(system: RunningSystem, message_id: str) -> Optional[str]:
    connection = sqlite3.connect(system.database, timeout=10)
    try:
        row = connection.execute("SELECT rating FROM ratings WHERE message_id = ?", (message_id,)).fetchone()
        return None if row is None else str(row[0])
    finally:
        connection.close()


def rate(client: Client, message_id: Any, rating: Any, **more: Any) -> Reply:
    return client.call("POST", "/ratings", {"message": message_id, "rating": rating, **more})


def test_the_latest_rating_of_an_answer_counts_and_goes_with_the_conversation(
    system: RunningSystem, resident: Client
) -> None:
    (answer,) = resident.say("What is a U visa?")
    for rating in ("helpful", "wrong_translation", "not_helpful"):
        reply = rate(resident, answer["id"], rating)
        assert (reply.status, reply.raw) == (204, b"")
        assert rating_of(system, answer["id"]) == rating
    assert resident.delete().status == 204
    assert rating_of(system, answer["id"]) is None


RATINGS: Dict[str, Tuple[Any, Any, str]] = {
    "not an id": ("yesterday", "helpful", "bad_message"),
    "number": (7, "helpful", "bad_message"),
    "unknown message": (UUID, "helpful", "bad_message"),
    "unknown rating": (UUID, "great", "bad_rating"),
    "list": (UUID, ["helpful"], "bad_rating"),
    "none": (UUID, None, "bad_rating"),
}


@pytest.mark.parametrize(("message_id", "rating", "code"), RATINGS.values(), ids=RATINGS.keys())
def test_a_malformed_rating_is_refused(talker: Client, message_id: Any, rating: Any, code: str) -> None:
    reply = rate(talker, message_id, rating)
    assert (reply.status, reply.error) == (422, code)


def test_nobody_rates_an_answer_of_another_conversation(system: RunningSystem, resident: Client) -> None:
    (answer,) = resident.say("What is a U visa?")
    assert rate(Client(system.url, "en"), answer["id"], "helpful").error == "bad_message"
    assert rate(resident, answer["id"], "helpful", note="x").error == "unknown_field"
    assert rating_of(system, answer["id"]) is None


# Words, page, health


def test_strings_come_in_the_asked_language_or_the_default(system: RunningSystem) -> None:
    english = request(system.url, "GET", f"{API}/strings").body
    spanish = request(system.url, "GET", f"{API}/strings?language=es").body
    assert (english["language"], spanish["language"], english["dir"]) == ("en", "es", "ltr")
    assert english["languages"] == spanish["languages"]
    assert {"tag": "es", "autonym": "Español", "dir": "ltr"} in english["languages"]
    assert english["strings"].keys() == spanish["strings"].keys()
    assert english["strings"]["send"] != spanish["strings"]["send"]
    for odd in ("tlh", "", "../en", "en%00"):
        assert request(system.url, "GET", f"{API}/strings?language={odd}").body == english


def test_strings_come_in_the_first_language_we_have(system: RunningSystem) -> None:
    for wanted, language in (("xx,es-MX,en", "es"), ("en-GB,es", "en"), ("ES", "es")):
        reply = request(system.url, "GET", f"{API}/strings?language={quote(wanted)}").body
        assert (reply["language"], reply["exit_url"]) == (language, "https://www.google.com/")


FILES = ["/", "/page/page.css", "/page/icon.svg", "/widget/outreach-chat.js", "/widget/outreach-chat.css"]


@pytest.mark.parametrize("path", FILES)
def test_files_are_compressed_for_those_who_read_that(system: RunningSystem, path: str) -> None:
    plain = request(system.url, "GET", path)
    packed = request(system.url, "GET", path, None, {"Accept-Encoding": "gzip, br"})
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.raw) == plain.raw
    assert int(packed.headers["Content-Length"]) == len(packed.raw) < len(plain.raw)


def test_pages_may_be_framed_by_sites_on_the_list_only(system: RunningSystem, city_site: str) -> None:
    for path in ("/", "/plain"):
        policy = request(system.url, "GET", path).headers["Content-Security-Policy"]
        assert f"frame-ancestors {city_site};" in policy
        assert "require-trusted-types-for 'script'" in policy


def test_the_widget_may_be_loaded_by_sites_on_the_list_only(system: RunningSystem, city_site: str) -> None:
    for origin, allowed in ((city_site, city_site), ("https://stranger.example", None)):
        reply = request(system.url, "GET", "/widget/outreach-chat.js", None, {"Origin": origin})
        assert reply.headers["Access-Control-Allow-Origin"] == allowed


@pytest.mark.parametrize("path", [*FILES, "/plain"])
def test_the_page_keeps_other_scripts_out_and_nothing_on_the_device(system: RunningSystem, path: str) -> None:
    reply = request(system.url, "GET", path)
    assert reply.status == 200
    policy = reply.headers["Content-Security-Policy"]
    always = {name: value for name, value in SECURITY_HEADERS.items() if name != "Content-Security-Policy"}
    assert {name: reply.headers[name] for name in always} == always
    assert "unsafe" not in policy and policy.startswith("default-src 'none'")
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Set-Cookie"] is None
    head = request(system.url, "HEAD", path)
    assert (head.status, head.raw) == (200, b"")


def test_no_route_sets_a_cookie_or_says_what_serves_it(system: RunningSystem, talker: Client) -> None:
    replies = [
        talker.call("GET", "/messages"),
        talker.call("GET", "/strings"),
        talker.post(text="thanks"),
        talker.call("GET", "/nothing"),
        request(system.url, "GET", "/health"),
    ]
    for reply in replies:
        assert reply.headers["Set-Cookie"] is None
        assert reply.headers["Server"] is None
        assert reply.headers["X-Powered-By"] is None


def test_health_and_ready(system: RunningSystem) -> None:
    assert request(system.url, "GET", "/health").body == {"status": "ok"}
    ready = request(system.url, "GET", "/ready")
    assert (ready.status, ready.body) == (200, {"ready": True, "waiting_for": []})


# Documentation


def test_every_error_is_documented_with_its_status() -> None:
    text = (ROOT / "docs" / "webchat-api.md").read_text(encoding="utf-8")
    table = text.split("## Errors")[1].split("\n## ")[0]
    documented = {
        code: int(status)
        for status, names in re.findall(r"^\| (\d{3}) \| (.*?) \|", table, re.MULTILINE)
        for code in re.findall(r"`([a-z_]+)`", names)
    }
    assert documented == dict(codes())


def test_every_route_is_documented() -> None:
    text = (ROOT / "docs" / "webchat-api.md").read_text(encoding="utf-8")
    for route in (
        "GET /strings", "POST /sessions", "POST /sessions/end", "POST /ratings", "GET /plain", "POST /messages",
        "GET /messages", "GET /stream", "DELETE /sessions",
        "/health", "/ready", "/greet", "/switch_language", "/delete_chat",
    ):  # fmt: skip
        assert route in text, route
