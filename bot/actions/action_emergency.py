"""Danger now: the number first, unless the channel has already said it; then what helps next."""

from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import conversation
from bot.answers.emergency_answers import after_emergency, answer_emergency


class ActionEmergency(Action):
    def name(self) -> str:
        return "action_emergency"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[EventType]:
        told = (tracker.latest_message.get("metadata") or {}).get("emergency_told")
        kind = told or tracker.latest_message.get("emergency") or "danger"
        if not told:
            conversation.utter(dispatcher, answer_emergency(kind))
        conversation.utter(dispatcher, after_emergency(kind))
        return []
