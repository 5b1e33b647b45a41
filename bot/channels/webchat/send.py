"""Collect the replies of one turn in the order they were said."""
from typing import Any, Dict, List, Text

from rasa.core.channels.channel import OutputChannel

from bot.records.reply import reply_from


class Collector(OutputChannel):
    """Rasa's output side of the web chat: keeps what the generator made, word for word."""

    def __init__(self) -> None:
        self.replies: List[Dict[Text, Any]] = []

    @classmethod
    def name(cls) -> Text:
        return "webchat"

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        if message.get("text"):
            self.replies.append(reply_from(message["text"], message, message))
