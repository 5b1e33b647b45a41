"""The one reader of the environment.

Every other module takes a ``Settings``; nobody else looks at ``os.environ``.
"""

import os
import re
import secrets
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Mapping, Optional, Tuple

ROOT = Path(__file__).resolve().parent.parent


# Both go into a content security policy, so nothing may stand in them that would end one of its parts.
_ORIGIN = re.compile(r"\*|https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[^\s;,'\"<>]*)?")


class SettingsError(ValueError):
    """A key of the environment is missing or cannot be read; the message names each."""


@dataclass(frozen=True)
class Settings:
    """How this deployment runs. See docs/settings.md for each key.

    Attributes:
        database_url: SQLAlchemy URL of the one database (records, policybook, Rasa's events).
        secret_key: Signs session tokens. At least 32 characters.
        kept_days: Days that a conversation is kept before ``purge`` deletes it.
        max_message_characters: Longest message of a resident, in characters.
        max_body_bytes: Largest request body of the web chat API.
        messages_per_minute: Messages one conversation may send in a minute.
        sessions_per_minute: Sessions one address may open in a minute.
        session_hours: Life of a session token.
        exit_url: Harmless site to which the quick exit of the chat goes.
        import_tensorflow: Whether a process that trains or serves imports TensorFlow; our components need none.
        unreviewed_translations: ``serve`` gives residents machine-drafted entries (and says so
            in the greeting), ``english`` gives them the English source instead.
    """

    database_url: str
    secret_key: str
    host: str
    port: int
    console_port: int
    actions_port: int
    default_language: str
    unreviewed_translations: str
    allowed_origins: Tuple[str, ...]
    kept_days: int
    max_message_characters: int
    max_body_bytes: int
    messages_per_minute: int
    sessions_per_minute: int
    session_hours: int
    redis_url: Optional[str]
    cache_directory: Path
    trusted_proxies: int
    import_tensorflow: bool
    exit_url: str

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}/webhook"


def read_settings(environment: Mapping[str, str], var: Path) -> Settings:
    """Read the settings of one process.

    Args:
        environment: Normally ``os.environ``.
        var: Folder for the database, the secret key and caches where the environment names none.

    Raises:
        SettingsError: Names every key that cannot be used, and why, in one message.
    """
    problems = []

    def number(key: str, default: int, least: int = 1) -> int:
        text = environment.get(key, "").strip()
        if not text:
            return default
        try:
            value = int(text)
        except ValueError:
            problems.append(f"{key}={text!r} is not a whole number")
            return default
        if value < least:
            problems.append(f"{key}={value} is less than {least}")
        return value

    unreviewed = environment.get("UNREVIEWED_TRANSLATIONS", "serve")
    if unreviewed not in ("serve", "english"):
        problems.append(f"UNREVIEWED_TRANSLATIONS={unreviewed!r} is neither 'serve' nor 'english'")
    tensorflow = environment.get("TENSORFLOW", "leave_out")
    if tensorflow not in ("leave_out", "import"):
        problems.append(f"TENSORFLOW={tensorflow!r} is neither 'leave_out' nor 'import'")
    origins = tuple(o.strip() for o in environment.get("ALLOWED_ORIGINS", "").split(",") if o.strip())
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            problems.append(f"ALLOWED_ORIGINS has {origin!r}, which is not like 'https://www.city.example'")
    exit_url = environment.get("EXIT_URL", "").strip() or "https://www.google.com/"
    if not _WEB_ADDRESS.fullmatch(exit_url):
        problems.append(f"EXIT_URL={exit_url!r} is not an address that begins with http:// or https://")
    secret = environment.get("SECRET_KEY", "")
    if secret and len(secret) < 32:
        problems.append("SECRET_KEY has fewer than 32 characters")
    settings = Settings(
        database_url=environment.get("DATABASE_URL") or f"sqlite:///{var / 'outreach.db'}",
        secret_key=secret or _kept_secret(var / "secret.key"),
        host=environment.get("HOST", "127.0.0.1"),
        port=number("PORT", 5005),
        console_port=number("CONSOLE_PORT", 5080),
        actions_port=number("ACTIONS_PORT", 5055),
        default_language=environment.get("DEFAULT_LANGUAGE", "en"),
        unreviewed_translations=unreviewed,
        allowed_origins=origins,
        kept_days=number("KEPT_DAYS", 30),
        max_message_characters=number("MAX_MESSAGE_CHARACTERS", 1000),
        max_body_bytes=number("MAX_BODY_BYTES", 16_384),
        messages_per_minute=number("MESSAGES_PER_MINUTE", 30),
        sessions_per_minute=number("SESSIONS_PER_MINUTE", 20),
        session_hours=number("SESSION_HOURS", 12),
        redis_url=environment.get("REDIS_URL") or None,
        cache_directory=Path(environment.get("CACHE_DIRECTORY") or var / "cache"),
        trusted_proxies=number("TRUSTED_PROXIES", 0, least=0),
        import_tensorflow=tensorflow == "import",
        exit_url=exit_url,
    )
    if not problems and len(settings.secret_key) < 32:
        problems.append(f"{var / 'secret.key'} has fewer than 32 characters; delete it to make a new key")
    if problems:
        raise SettingsError("; ".join(problems))
    return settings


def _kept_secret(path: Path) -> str:
    """The deployment's own random key, made once and readable by its owner only."""
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, written = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        # Two processes of one deployment may start together; the first one's key counts, and only
        # a finished file may bear the name, or the second would read an empty key.
        os.link(written, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(written)
    return path.read_text(encoding="ascii").strip()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return read_settings(os.environ, Path(os.environ.get("VAR_DIRECTORY") or ROOT / "var"))
