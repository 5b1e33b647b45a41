"""Say honestly that we are not sure, or cannot help; offer likely topics and a person."""

from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import conversation
from bot.answers.ask_back import ask_place_again, ask_which_topic


class ActionAskBack(Action):
    def name(self) -> str:
        return "action_ask_back"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[EventType]:
        if conversation.probably_names_a_place(tracker):
            conversation.utter(dispatcher, ask_place_again())
            return []
        is_off_topic = (tracker.latest_message.get("intent") or {}).get("name") == "out_of_scope"
        withdrawn = conversation.desk().withdrawn()
        likely = withdrawn.without(conversation.likely_topics(tracker))
        place = conversation.named_place(tracker)
        if place is not None and likely and not is_off_topic and conversation.desk().has_local_side(likely[0]):
            # "Will police in Houston ask my status?" lies between near topics, and the rules of Houston answer each.
            return conversation.answer_topic(dispatcher, tracker, likely[0], place, withdrawn)
        if likely and not is_off_topic and conversation.desk().leads_to_people(likely[0]):
            # Asking back offers a person anyway: whoever probably asks for one gets the numbers at once.
            return conversation.answer_topic(dispatcher, tracker, likely[0], place, withdrawn)
        conversation.utter(dispatcher, ask_which_topic(likely, is_off_topic), withdrawn)
        return conversation.remember(place=place) if place is not None and not place.is_ambiguous else []
