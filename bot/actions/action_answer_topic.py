"""Answer a question about a topic, with the local policy where a place is known."""

from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import conversation
from bot.answers.ask_back import ask_which_place


class ActionAnswerTopic(Action):
    def name(self) -> str:
        return "action_answer_topic"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[EventType]:
        topic = conversation.named_topic(tracker) or ""
        place = conversation.named_place(tracker)
        desk = conversation.desk()
        if place is not None and place.is_ambiguous and desk.has_local_side(topic):
            conversation.utter(dispatcher, ask_which_place(place.candidates, place.text))
            return conversation.remember(topic)
        clear = place if place is not None and not place.is_ambiguous else None
        answer = desk.answer(conversation.question(tracker, topic, clear), conversation.today())
        conversation.utter(dispatcher, answer)
        return conversation.remember(topic, clear)
