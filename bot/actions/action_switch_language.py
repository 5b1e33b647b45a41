"""Take up another language at once, and say the last answer again in it."""

from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import conversation
from bot.answers.answer import Answer, Part
from bot.language.languages import answered_languages, is_answered
from bot.language.switch import requested_language


class ActionSwitchLanguage(Action):
    def name(self) -> str:
        return "action_switch_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[EventType]:
        wanted = conversation.entity(tracker, "language") or requested_language(
            tracker.latest_message.get("text") or ""
        )
        if wanted is None or not is_answered(wanted):
            # Understood but not written: the channel says so the first time, and understanding goes on.
            ours = {"list": [language.autonym for language in answered_languages()]}
            conversation.utter(dispatcher, Answer("clarify", (Part("utter_language_not_here", {"languages": ours}),)))
            return []
        conversation.utter(dispatcher, Answer("language", (Part("utter_language_switched"),)), in_language=wanted)
        topic = tracker.get_slot("topic")
        if topic:
            withdrawn = conversation.desk().withdrawn()
            question = conversation.question(tracker, topic, None)
            answer = conversation.desk().answer(question, conversation.today(), withdrawn)
            conversation.utter(dispatcher, answer, withdrawn, in_language=wanted)
        return []
