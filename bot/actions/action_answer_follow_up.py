"""Answer "how long does it take?" about whatever was asked before."""

from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import conversation
from bot.answers.follow_ups import still_about, topic_meant
from bot.answers.topics import topics


class ActionAnswerFollowUp(Action):
    def name(self) -> str:
        return "action_answer_follow_up"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[EventType]:
        kind = str(tracker.latest_message.get("follow_up") or "more")
        before = topics().get(tracker.get_slot("topic") or "")
        topic = topic_meant(kind, before)
        place = conversation.named_place(tracker)
        if topic is not None and before is not None:
            events = conversation.answer_topic(dispatcher, tracker, topic, place)
            return events + conversation.remember(still_about(before, topics()[topic]))
        withdrawn = conversation.desk().withdrawn()
        answer = conversation.desk().answer_follow_up(kind, before, conversation.today(), withdrawn)
        conversation.utter(dispatcher, answer, withdrawn)
        return []
