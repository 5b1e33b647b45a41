"""Read the body of a message request; pure, so that every malformed kind is a line in a test table."""

import json
import re
import uuid
from dataclasses import dataclass
from typing import Any, FrozenSet, Mapping, Optional, Tuple

from bot.channels.webchat.errors import ApiError
from bot.language.languages import is_answered

# What a button may send: an intent and, in it, one or two short plain values.
PAYLOAD_INTENTS = frozenset(("faq", "inform_place", "switch_language", "greet", "delete_chat"))
# Carried by a button under the answer about deleting; done by the channel, never seen by Rasa.
DELETE_CHAT = "/delete_chat"
PAYLOAD_VALUES = frozenset(("topic", "place", "county", "language"))
RATINGS = frozenset(("helpful", "not_helpful", "wrong_translation"))
_PAYLOAD = re.compile(r"^/([a-z_]+)(\{.{0,300}\})?$", re.DOTALL)
_LEADING = re.compile(r"^[\s/]+")
_VALUE = re.compile(r"^[\w/.\-]{1,100}$")


@dataclass(frozen=True)
class Inbound:
    """One message of a resident.

    Attributes:
        client_id: UUID made by the client; the same id is never answered twice.
        text: What they wrote; a leading slash is gone, so that text cannot act as a payload.
        payload: What a button carries, checked, or None.
        language: Tag the client asks for, or the one a language button carries, or None.
    """

    client_id: str
    text: Optional[str]
    payload: Optional[str]
    language: Optional[str]

    @property
    def for_rasa(self) -> str:
        return self.payload or self.text or ""


def read_object(body: bytes, fields: FrozenSet[str]) -> Mapping[str, Any]:
    """A JSON object with no other fields than these; an empty body is an empty object.

    Raises:
        ApiError: ``bad_json`` or ``unknown_field``.
    """
    if not body:
        return {}
    try:
        value = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ApiError("bad_json") from error
    if not isinstance(value, dict):
        raise ApiError("bad_json")
    if set(value) - fields:
        raise ApiError("unknown_field")
    return value


def read_language(body: Mapping[str, Any]) -> Optional[str]:
    language = body.get("language")
    if language is not None and not is_answered(language):
        raise ApiError("bad_language")
    return language


def read_message(body: bytes, max_characters: int) -> Inbound:
    """Check the body of ``POST messages``.

    Raises:
        ApiError: Which rule it breaks; nothing has been stored by then.
    """
    return read_inbound(read_object(body, frozenset(("id", "text", "payload", "language"))), max_characters)


def read_inbound(value: Mapping[str, Any], max_characters: int) -> Inbound:
    """Check the fields of a message, from JSON or from a form.

    Raises:
        ApiError: Which rule it breaks.
    """
    client_id = _read_id(value.get("id"))
    text, payload = value.get("text"), value.get("payload")
    if (text is None) == (payload is None):
        raise ApiError("no_text")
    language = read_language(value)
    if payload is not None:
        values = read_payload(payload)
        return Inbound(client_id, None, payload, values.get("language") or language)
    if not isinstance(text, str):
        raise ApiError("no_text")
    if len(text) > max_characters:
        raise ApiError("too_long")
    # Lone surrogates are legal in JSON and in no database; Rasa reads a slash as a command when only
    # white space stands before it, and any character that Unicode calls white space counts.
    text = _LEADING.sub("", text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")).rstrip()
    if not text:
        raise ApiError("no_text")
    return Inbound(client_id, text, None, language)


def read_rating(body: bytes) -> Tuple[str, str]:
    """The message and the rating in the body of ``POST ratings``.

    Raises:
        ApiError: Which rule it breaks.
    """
    value = read_object(body, frozenset(("message", "rating")))
    if not isinstance(value.get("rating"), str) or value["rating"] not in RATINGS:
        raise ApiError("bad_rating")
    try:
        return uuid.UUID(value.get("message")).hex, value["rating"]
    except (ValueError, TypeError, AttributeError) as error:
        raise ApiError("bad_message") from error


def read_payload(payload: Any) -> Mapping[str, str]:
    """The values of a button's payload.

    Raises:
        ApiError: ``bad_payload`` for anything that no button of ours carries.
    """
    match = _PAYLOAD.match(payload) if isinstance(payload, str) else None
    if match is None or match.group(1) not in PAYLOAD_INTENTS:
        raise ApiError("bad_payload")
    try:
        values = json.loads(match.group(2) or "{}")
    except ValueError as error:
        raise ApiError("bad_payload") from error
    if not isinstance(values, dict) or set(values) - PAYLOAD_VALUES:
        raise ApiError("bad_payload")
    if not all(isinstance(value, str) and _VALUE.match(value) for value in values.values()):
        raise ApiError("bad_payload")
    if "language" in values and not is_answered(values["language"]):
        raise ApiError("bad_language")
    return values


def _read_id(value: Any) -> str:
    try:
        return uuid.UUID(value).hex
    except (ValueError, TypeError, AttributeError) as error:
        raise ApiError("bad_id") from error
