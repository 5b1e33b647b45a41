"""Time how long a model takes to understand messages, in a process of its own.

``python -m bot.measure.parsing REQUEST RESULT``: the files are JSON. The bench starts it once per side and
number of cores, so that no side warms anything for the other.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Dict, List

from bot.measure.examples import topic_of


def main(request_path: str, result_path: str) -> int:
    request = json.loads(Path(request_path).read_text(encoding="utf-8"))
    if request["cores"] == 1 and hasattr(os, "sched_setaffinity"):
        # Before the first import of a numeric library: they count the cores when they are loaded.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    result = measure(request["model"], request["texts"], request["warm_up"])
    Path(result_path).write_text(json.dumps(result), encoding="utf-8")
    return 0


def measure(model: str, texts: List[str], warm_up: List[str]) -> Dict[str, Any]:
    """Milliseconds and the topic found, per text."""
    import asyncio

    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    agent = Agent.load(model)
    milliseconds: List[float] = []
    topics: List[str] = []

    async def parse_all() -> None:
        for text in warm_up:
            await agent.processor.parse_message(UserMessage(text))
        for text in texts:
            message = UserMessage(text)
            started = time.perf_counter()
            found = await agent.processor.parse_message(message)
            milliseconds.append((time.perf_counter() - started) * 1000)
            topics.append(found.get("topic") or topic_of((found.get("intent") or {}).get("name") or ""))

    asyncio.run(parse_all())
    return {"milliseconds": milliseconds, "topics": topics}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
