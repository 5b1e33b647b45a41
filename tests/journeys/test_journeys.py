"""Whole conversations with the running system, written once in named turns, played in every language.

``conversations/*.yml``: each turn says or presses something (one value, or one by language) and names
what the last message of the reply must be. ``in: other`` expects the other language than the one the
journey is played in; ``says`` names sentences by key, so no wording stands in these files.
"""

import re
from pathlib import Path
from typing import Any, Dict, List, Tuple

import pytest
import yaml

from bot.language.words import Phrasebook, Words
from tests.client import Client
from tests.system import RunningSystem

BOOK = Phrasebook(True)
OTHER = {"en": "es", "es": "en"}
KEYS = {
    "turn", "say", "press", "in", "answer", "facts", "says", "contains", "lacks", "dated", "sources", "buttons",
    "organizations", "first", "messages", "refused",
}  # fmt: skip
JOURNEYS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "conversations").glob("*.yml"))
}
Played = List[List[Dict[str, Any]]]

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def played(system: RunningSystem) -> Dict[Tuple[str, str], Played]:
    """Replies of the journeys played so far, by journey and language."""
    return {}


def in_language(value: Any, language: str) -> Any:
    return value[language] if isinstance(value, dict) else value


def play(system: RunningSystem, journey: str, language: str) -> Played:
    """Play a journey from its beginning; a turn that is not as it should be names itself."""
    client = Client(system.url, language)
    replies: Played = []
    for turn in JOURNEYS[journey]["turns"]:
        assert set(turn) <= KEYS, f"{journey}: a turn has unknown keys {set(turn) - KEYS}"
        message = {name: in_language(turn[name], language) for name in ("say", "press") if name in turn}
        body = {"text": message["say"]} if "say" in message else {"payload": message["press"]}
        reply = client.post(**body)
        if "refused" in turn:
            assert reply.error == turn["refused"], turn["turn"]
            continue
        assert reply.status == 200, (turn["turn"], reply.raw)
        messages = reply.body["messages"]
        words = BOOK.words(OTHER[language] if turn.get("in") == "other" else language)
        try:
            check(turn, messages, words)
        except AssertionError as error:
            told = "\n---\n".join(f"[{m['language']}] {m['text']}" for m in messages)
            raise AssertionError(f"{journey}, {language}, turn “{turn['turn']}”: {error}\n{told}") from error
        replies.append(messages)
    return replies


def check(turn: Dict[str, Any], messages: List[Dict[str, Any]], words: Words) -> None:
    last = messages[-1]
    answer = last["answer"] or {}
    whole = "\n".join(message["text"] for message in messages)
    assert [message["language"] for message in messages] == [words.tag] * len(messages)
    assert "{" not in whole and "}" not in whole, "a placeholder was not filled"
    for field, expected in turn.get("answer", {}).items():
        found = (answer.get("place") or {}).get("id") if field == "place" else answer.get(field)
        assert found == expected, f"{field} is {found!r}, not {expected!r}"
    if "facts" in turn:
        wanted = turn["facts"]
        assert (answer["facts"].items() >= wanted.items()) if wanted else answer["facts"] == {}, answer["facts"]
    for key in turn.get("says", []):
        assert words.say(key) in whole, f"{key} is not said"
    for piece in turn.get("contains", []):
        assert piece in whole, f"{piece!r} is missing"
    for piece in turn.get("lacks", []):
        assert piece not in whole, f"{piece!r} must not be there"
    if turn.get("dated"):
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", answer["as_of"])
        assert re.search(r"\b20\d\d\b", whole), "no date is told"
    if turn.get("sources"):
        assert answer["sources"], "no source"
        urls = [source["url"] for source in answer["sources"] if source["url"]]
        assert urls and all(url.startswith(("https://", "http://")) for url in urls)
    payloads = [button["payload"] for button in last["buttons"]]
    for payload in turn.get("buttons", []):
        assert payload in payloads, f"{payload} is not among {payloads}"
    assert all(button["title"] for button in last["buttons"])
    if "messages" in turn:
        assert len(messages) == turn["messages"]
    if "organizations" in turn:
        check_organizations(turn["organizations"], answer, whole)
    if "first" in turn:
        check_first(turn["first"], messages[0], words)


def check_organizations(wanted: List[str], answer: Dict[str, Any], text: str) -> None:
    """Each is in the facts, and its telephone number is told."""
    found = {entry["id"]: entry for entry in answer["facts"]["organizations"]}
    for name in wanted:
        assert name in found, f"{name} is not among {list(found)}"
        if found[name]["phone"]:
            assert found[name]["phone"] in text


def check_first(wanted: Dict[str, Any], first: Dict[str, Any], words: Words) -> None:
    assert first["answer"]["kind"] == wanted["kind"]
    assert first["answer"]["facts"]["numbers"] == wanted["numbers"]
    for key in wanted["says"]:
        assert first["text"] == words.say(key)
    # Within the first words, before anything that has to be read on a small screen.
    assert wanted["numbers"][0] in first["text"][:40]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("journey", JOURNEYS, ids=list(JOURNEYS))
def test_journey(
    system: RunningSystem, played: Dict[Tuple[str, str], Played], journey: str, language: str
) -> None:
    played[journey, language] = play(system, journey, language)


@pytest.mark.parametrize("journey", JOURNEYS, ids=list(JOURNEYS))
def test_facts_are_the_same_in_both_languages(
    system: RunningSystem, played: Dict[Tuple[str, str], Played], journey: str
) -> None:
    """Everything machine-readable but the order of organizations, which follows the language."""
    english, spanish = (
        [[comparable(message["answer"]) for message in reply] for reply in _played(system, played, journey, language)]
        for language in ("en", "es")
    )
    assert english == spanish


def _played(
    system: RunningSystem, played: Dict[Tuple[str, str], Played], journey: str, language: str
) -> Played:
    if (journey, language) not in played:
        played[journey, language] = play(system, journey, language)
    return played[journey, language]


def comparable(answer: Any) -> Any:
    if not answer or answer.get("kind") != "advocate":
        return answer
    # Who speaks the resident's language comes first and may take the place of another.
    return {key: answer[key] for key in ("kind", "topic", "place")}
