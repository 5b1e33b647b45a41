"""What residents tell about themselves is in no file, and what they delete is gone from every file."""

import re
from pathlib import Path
from typing import Iterator, List, Tuple
from urllib.parse import quote

import pytest

from bot.understanding.e5.prepare import NAME
from tests.client import Client
from tests.system import RunningSystem

# Everything here is made up. A marker word tells that a message was stored at all.
TOLD = {
    "phone": ("quokkaphone my number is (612) 555-0142", ["(612) 555-0142", "6125550142", "555-0142", "5550142"]),
    "phone in words around": ("quokkacall llámeme al 612.555.0143 por favor", ["612.555.0143", "6125550143"]),
    "e-mail": ("quokkamail write to zenobia.q@example.org", ["zenobia.q@example.org", "zenobia.q"]),
    "A-number": ("quokkaalien my alien number is A012-345-678", ["A012-345-678", "012345678", "012-345-678"]),
    "card": ("quokkacard my card is 4111 1111 1111 1111", ["4111 1111 1111 1111", "4111111111111111", "1111 1111"]),
    "SSN": ("quokkasocial my social is 078-05-1120", ["078-05-1120", "078051120"]),
    "name": ("quokkaname my name is Zenobia Quillféather", ["Zenobia", "Quillféather", "Quillf\\u00e9ather"]),
    "address": ("quokkahome I live at 4821 Quillstone Street", ["4821 Quillstone", "Quillstone Street"]),
    "status": ("quokkastatus I am undocumented", ["I am undocumented", "am undocumented"]),
    "in an emergency": ("quokkagun help he has a gun call me 612-555-0144", ["612-555-0144", "6125550144"]),
}  # fmt: skip

pytestmark = pytest.mark.journey


def spellings(secret: str) -> Iterator[bytes]:
    """The bytes under which a text could stand in a file."""
    for text in {secret, secret.lower(), secret.upper(), quote(secret), secret.encode("unicode_escape").decode()}:
        yield text.encode("utf-8")
        yield text.encode("utf-16-le")


def files(system: RunningSystem) -> List[Path]:
    # The encoder's vocabulary was written before anybody spoke; among 250,002 pieces are rows of digits.
    found = [p for p in sorted(system.var.rglob("*")) if p.is_file() and not p.parent.name.startswith(NAME)]
    names = {path.name for path in found}
    assert {"outreach.db", "log.txt", "secret.key"} <= names
    return found


def where(system: RunningSystem, text: str) -> List[str]:
    """Files that hold a text in any spelling."""
    wanted = list(spellings(text))
    contents = [(path, path.read_bytes()) for path in files(system)]
    return [path.name for path, content in contents if any(spelling in content for spelling in wanted)]


@pytest.fixture(scope="module")
def told(system: RunningSystem) -> Tuple[Client, Client]:
    """Two residents who have told everything: one by text, one also by a message that repeats it."""
    clients = (Client(system.url, "en"), Client(system.url, "es"))
    for client in clients:
        for text, _ in TOLD.values():
            client.say(text)
    return clients


@pytest.mark.parametrize("kind", TOLD)
def test_no_file_holds_what_a_resident_told(system: RunningSystem, told: Tuple[Client, Client], kind: str) -> None:
    text, secrets = TOLD[kind]
    assert where(system, text.split()[0]), "the message was not stored, so this test shows nothing"
    for secret in secrets:
        assert where(system, secret) == [], f"a spelling of the {kind} is on disk"


def test_the_log_holds_no_message_and_no_token(system: RunningSystem, told: Tuple[Client, Client]) -> None:
    log = system.log.read_text(encoding="utf-8", errors="replace")
    for text, _ in TOLD.values():
        assert text.split()[0] not in log
    for client in told:
        assert client.token not in log
    assert "Bearer" not in log
    assert not re.search(r"(?i)quokka|zenobia", log)


def test_a_token_is_in_no_file(system: RunningSystem, told: Tuple[Client, Client]) -> None:
    for client in told:
        assert where(system, client.token) == []


def test_what_is_deleted_is_gone_from_every_file(system: RunningSystem) -> None:
    client = Client(system.url, "en")
    client.say("wombatquestion what is a U visa and may I bring my sister")
    client.say("wombatanswer call me at (612) 555-0145")
    assert where(system, "wombatquestion") and where(system, "wombatanswer")
    assert client.delete().status == 204
    assert where(system, "wombatquestion") == []
    assert where(system, "wombatanswer") == []


def test_what_the_button_deletes_is_gone_too(system: RunningSystem) -> None:
    client = Client(system.url, "es")
    client.say("numbatpregunta qué es la visa U")
    assert where(system, "numbatpregunta")
    client.press("/delete_chat")
    assert where(system, "numbatpregunta") == []


def test_the_secret_key_is_its_owners_only(system: RunningSystem) -> None:
    assert (system.var / "secret.key").stat().st_mode & 0o077 == 0
