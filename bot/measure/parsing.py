"""Time how long a model takes to understand messages, in a process of its own.

``python bot/measure/parsing.py REQUEST RESULT``: the files are JSON. The bench starts it once per side and
number of cores, so that no side warms anything for the other. It imports nothing of ours by itself: what our
package sets for its processes must not reach the peer.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Dict, List


def main(request_path: str, result_path: str) -> int:
    # Where `python -m` would look: the neighbours of this file are no top-level modules.
    sys.path[0] = os.getcwd()
    request = json.loads(Path(request_path).read_text(encoding="utf-8"))
    if request["cores"] == 1 and hasattr(os, "sched_setaffinity"):
        # Before the first import of a numeric library: they count the cores when they are loaded.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    result = measure(request["model"], request["texts"], request["warm_up"])
    Path(result_path).write_text(json.dumps(result), encoding="utf-8")
    return 0


def measure(model: str, texts: List[str], warm_up: List[str]) -> Dict[str, Any]:
    """Milliseconds and what was found, per text: the topic if the model names one, else the intent."""
    import asyncio

    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    agent = Agent.load(model)
    milliseconds: List[float] = []
    found: List[str] = []

    async def parse_all() -> None:
        for text in warm_up:
            await agent.processor.parse_message(UserMessage(text))
        for text in texts:
            message = UserMessage(text)
            started = time.perf_counter()
            parsed = await agent.processor.parse_message(message)
            milliseconds.append((time.perf_counter() - started) * 1000)
            found.append(parsed.get("topic") or (parsed.get("intent") or {}).get("name") or "")

    asyncio.run(parse_all())
    return {"milliseconds": milliseconds, "found": found}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
