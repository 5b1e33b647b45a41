"""Answer a question about a topic, with the local policy where a place is known."""

from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import conversation


class ActionAnswerTopic(Action):
    def name(self) -> str:
        return "action_answer_topic"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[EventType]:
        topic = conversation.named_topic(tracker) or ""
        return conversation.answer_topic(dispatcher, tracker, topic, conversation.named_place(tracker))
