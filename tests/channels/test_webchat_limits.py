"""Limits and foreign origins, on a bot with low limits; without a model it starts sooner."""

import uuid
from typing import Optional

import pytest

from bot.channels.webchat.errors import codes
from tests.client import API, Client, Reply, request
from tests.system import RunningSystem


def open_from(system: RunningSystem, forwarded: str) -> Reply:
    return request(system.url, "POST", f"{API}/sessions", None, {"X-Forwarded-For": forwarded})


@pytest.fixture
def resident(system_without_model: RunningSystem) -> Client:
    """A resident behind an address of their own, so that they share no limit of sessions."""
    return Client(system_without_model.url, address=f"2001:db8::{uuid.uuid4().int % 0xFFFF:x}")


def test_too_many_messages_in_a_minute_have_to_wait(system_without_model: RunningSystem, resident: Client) -> None:
    before = system_without_model.counts("events")  # Rasa's own table comes with the model.
    answers = [resident.post(text="hello") for _ in range(5)]
    assert [reply.error for reply in answers] == ["not_ready"] * 3 + ["too_many"] * 2
    assert answers[-1].status == codes()["too_many"]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 61
    assert system_without_model.counts("events") == before


def test_one_residents_limit_is_not_anothers(system_without_model: RunningSystem, resident: Client) -> None:
    for _ in range(4):
        last = resident.post(text="hello")
    assert last.error == "too_many"
    other = Client(system_without_model.url, address="203.0.113.77")
    assert other.post(text="hello").error == "not_ready"


def test_too_many_sessions_from_one_address_have_to_wait(system_without_model: RunningSystem) -> None:
    """The address is what our own proxy says; what the client claims before it does not count."""
    statuses = [open_from(system_without_model, f"10.0.0.{n}, 203.0.113.5").status for n in range(8)]
    assert statuses == [201] * 6 + [429] * 2
    refused = open_from(system_without_model, "203.0.113.5")
    assert (refused.status, refused.error) == (429, "too_many")
    assert int(refused.headers["Retry-After"]) >= 1
    assert open_from(system_without_model, "203.0.113.6").status == 201


ORIGINS = {
    "allowed": ("https://city.example.org", True),
    "also allowed": ("https://help.example.org", True),
    "another": ("https://evil.example.com", False),
    "begins like an allowed one": ("https://city.example.org.evil.example.com", False),
    "ends like an allowed one": ("https://notcity.example.org", False),
    "a dot that is none": ("https://cityXexample.org", False),
    "other scheme": ("http://city.example.org", False),
    "null": ("null", False),
}


@pytest.mark.parametrize(("origin", "is_allowed"), ORIGINS.values(), ids=ORIGINS.keys())
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_only_origins_on_the_list_may_read(
    system_without_model: RunningSystem, method: str, origin: str, is_allowed: bool
) -> None:
    headers = {"Origin": origin}
    if method == "OPTIONS":
        headers["Access-Control-Request-Method"] = "POST"
        headers["Access-Control-Request-Headers"] = "authorization, content-type"
    path = "/strings" if method == "GET" else "/messages"
    reply = request(system_without_model.url, method, API + path, None, headers)
    allowed: Optional[str] = reply.headers["Access-Control-Allow-Origin"]
    assert allowed == (origin if is_allowed else None)
    assert reply.headers["Access-Control-Allow-Credentials"] is None
    if method == "OPTIONS" and is_allowed:
        assert "authorization" in reply.headers["Access-Control-Allow-Headers"].lower()


def test_a_site_that_is_not_on_the_list_may_not_read(system: RunningSystem) -> None:
    reply = request(system.url, "GET", f"{API}/strings", None, {"Origin": "https://city.example.org"})
    assert reply.headers["Access-Control-Allow-Origin"] is None
