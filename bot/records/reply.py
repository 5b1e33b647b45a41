"""The message object of the web chat API, made in one place for the channel and the log."""

from typing import Any, Dict, Mapping, Optional


def reply_from(text: str, metadata: Mapping[str, Any], data: Mapping[str, Any]) -> Dict[str, Any]:
    """Build what a client receives for one utterance of the bot.

    Args:
        text: Final wording.
        metadata: ``id``, ``language``, ``dir`` and ``answer`` as the generator of words left them.
        data: Rasa's other parts of the utterance; only ``buttons`` count.
    """
    buttons = [
        {"title": str(button.get("title", "")), "payload": str(button.get("payload", ""))}
        for button in data.get("buttons") or []
    ]
    answer: Optional[Any] = metadata.get("answer")
    return {
        "id": metadata.get("id"),
        "text": text,
        "language": metadata.get("language"),
        "dir": metadata.get("dir"),
        "buttons": buttons,
        "answer": answer,
    }
