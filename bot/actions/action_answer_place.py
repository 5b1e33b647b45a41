"""A place alone continues the question before it: "Will police ask?" … "Minneapolis"."""

from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import conversation
from bot.answers.ask_back import ask_place_again, ask_which_place

# What a place alone asks for when no question with a local side stands before it.
DEFAULT_TOPIC = "my_city_policy"


class ActionAnswerPlace(Action):
    def name(self) -> str:
        return "action_answer_place"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[EventType]:
        place = conversation.named_place(tracker)
        if place is None:
            conversation.utter(dispatcher, ask_place_again())
            return []
        if place.is_ambiguous:
            conversation.utter(dispatcher, ask_which_place(place.candidates, place.text))
            return []
        desk = conversation.desk()
        before = tracker.get_slot("topic")
        topic = before if desk.has_local_side(before) else DEFAULT_TOPIC
        withdrawn = desk.withdrawn()
        answer = desk.answer(conversation.question(tracker, topic, place), conversation.today(), withdrawn)
        conversation.utter(dispatcher, answer, withdrawn)
        return conversation.remember(topic, place)
