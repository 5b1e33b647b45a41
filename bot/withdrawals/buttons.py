"""Which topic a button asks about, so that a withdrawn one is offered nowhere."""

import json
from typing import Optional

_TOPIC = "/faq"


def topic_of(payload: str) -> Optional[str]:
    """``/faq{"topic": "u_visa_what"}`` → ``u_visa_what``; None for any other payload."""
    if not payload.startswith(_TOPIC + "{"):
        return None
    try:
        value = json.loads(payload[len(_TOPIC) :])
    except ValueError:
        return None
    topic = value.get("topic") if isinstance(value, dict) else None
    return topic if isinstance(topic, str) else None
