"""Bring a message into the form the model sees: one line, no invisible characters, a length limit."""

import re
import unicodedata

MAX_CHARACTERS = 1000
_SPACE = re.compile(r"\s+")
_LONG_RUN = re.compile(r"(.)\1{3,}")


def normalise(text: str) -> str:
    """A message as the embedder gets it: NFKC, lower case, without control and format characters.

    "WILL POLICE ASK???????" and "will police ask???" are the same question. Never raises; lone
    surrogates become the replacement character.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")[: 4 * MAX_CHARACTERS]
    text = unicodedata.normalize("NFKC", text)
    kept = "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text if unicodedata.category(c) != "Cf"
    )
    return _LONG_RUN.sub(r"\1\1\1", _SPACE.sub(" ", kept.lower())).strip()[:MAX_CHARACTERS].rstrip()
