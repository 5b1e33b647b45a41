"""A resident's turn against the real policies, on a fixed day."""

from datetime import date
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import conversation
from bot.settings import get_settings

Turn = Callable[..., Tuple[List[Dict[str, Any]], Dict[str, Any]]]


@pytest.fixture
def turn(loaded_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Turn]:
    """Runs an action on a message; gives its utterances and the slots it sets."""
    monkeypatch.setenv("VAR_DIRECTORY", str(loaded_var))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    # Answers name what is due for review, so that the day must not be the day of the test run.
    monkeypatch.setattr(conversation, "today", lambda: date(2026, 11, 23))
    get_settings.cache_clear()
    conversation.desk.cache_clear()

    def run(action: Action, slots: Any = None, **latest: Any) -> Tuple[List[Dict[str, Any]], Dict[str, Any]]:
        dispatcher = CollectingDispatcher()
        events = action.run(dispatcher, tracker(slots, **latest), {})
        return dispatcher.messages, {event["name"]: event["value"] for event in events}

    yield run
    get_settings.cache_clear()
    conversation.desk.cache_clear()


def tracker(slots: Any = None, **latest: Any) -> Tracker:
    return Tracker("somebody", slots or {}, latest, [], False, None, {}, "action_listen")


@pytest.fixture
def make_tracker() -> Callable[..., Tracker]:
    return tracker
