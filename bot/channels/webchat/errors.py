"""The closed set of errors of the web chat API: code, HTTP status, a line for developers.

Residents never read these lines; the page looks its own wording up by the code.
"""

from dataclasses import dataclass
from typing import Mapping, Optional

_ERRORS = {
    "bad_json": (400, "The body is not a JSON object in UTF-8."),
    "bad_request": (400, "The request cannot be read."),
    "token_missing": (401, "Send the session token as 'Authorization: Bearer TOKEN'."),
    "token_invalid": (401, "The session token is not valid or has expired; open a new session."),
    "session_gone": (404, "This conversation does not exist any more; open a new session."),
    "not_found": (404, "There is nothing at this address."),
    "method_not_allowed": (405, "This address does not take this method."),
    "in_progress": (409, "A message with this id is being answered; ask again in a moment."),
    "too_large": (413, "The body is too large."),
    "not_json": (415, "Send 'Content-Type: application/json'."),
    "unknown_field": (422, "The body has a field that this address does not take."),
    "bad_id": (422, "'id' has to be a UUID made by the client."),
    "no_text": (422, "Send one of 'text' (not empty) and 'payload'."),
    "too_long": (422, "'text' is too long."),
    "bad_payload": (422, "'payload' is not one that a button of this bot carries."),
    "bad_language": (422, "'language' is not the tag of a language this bot answers in."),
    "bad_after": (422, "'after' is not the id of a message of this conversation."),
    "bad_message": (422, "'message' is not the id of an answer of this conversation."),
    "bad_rating": (422, "'rating' is none of helpful, not_helpful, wrong_translation."),
    "too_many": (429, "Too many requests; wait as long as 'Retry-After' says (seconds)."),
    "internal": (500, "Something went wrong on our side."),
    "not_ready": (503, "The bot is starting; try again in a few seconds."),
}


@dataclass
class ApiError(Exception):
    """A request that is refused.

    Attributes:
        code: One of the codes in this file.
        retry_after_s: Seconds to wait, sent as ``Retry-After`` where given.
    """

    code: str
    retry_after_s: Optional[int] = None

    @property
    def status(self) -> int:
        return _ERRORS[self.code][0]

    def body(self) -> Mapping[str, str]:
        return {"error": self.code, "message": _ERRORS[self.code][1]}


def codes() -> Mapping[str, int]:
    """Every code with its HTTP status; the documentation is tested against it."""
    return {code: status for code, (status, _) in _ERRORS.items()}
