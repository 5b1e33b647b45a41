"""Collect the replies of one turn in the order they were said."""

from typing import Any, Dict, List, Optional

from rasa.core.channels.channel import OutputChannel

from bot.records.reply import reply_from


class Collector(OutputChannel):
    """Rasa's output side of the web chat: keeps what the generator made, word for word."""

    def __init__(self) -> None:
        self.replies: List[Dict[str, Any]] = []
        # The language that the resident wrote in, as understanding found it.
        self.spoken: Optional[str] = None

    @classmethod
    def name(cls) -> str:
        return "webchat"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        self.spoken = message.get("spoken") or self.spoken
        if message.get("text"):
            self.replies.append(reply_from(message["text"], message, message))
