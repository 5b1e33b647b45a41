"""Serve bot, action server and console together; Ctrl-C stops all three cleanly.

A thin layer over honcho's process manager: it also says when the bot is ready, and where.
"""

import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Dict

import honcho.manager
from honcho.environ import parse_procfile
from honcho.manager import Manager

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> int:
    # A bot that answers its last message may need longer than honcho's five seconds.
    honcho.manager.KILL_WAIT = 20
    manager = Manager()
    procfile = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8"))
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    for name, command in procfile.processes.items():
        manager.add_process(name, f"exec {command}", env=environment, cwd=str(ROOT))
    threading.Thread(target=_say_when_ready, args=(dict(os.environ),), daemon=True).start()
    manager.loop()
    # honcho hands on the code of the process that ended first; ended by Ctrl-C is a clean end.
    return 0 if manager.returncode in (None, 0, -signal.SIGINT, -signal.SIGTERM, 130, 143) else int(manager.returncode)


def _say_when_ready(environment: Dict[str, Any]) -> None:
    port, console = environment.get("PORT") or "5005", environment.get("CONSOLE_PORT") or "5080"
    started = time.time()
    while time.time() - started < 300:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=2) as reply:
                if reply.status == 200:
                    took = time.time() - started
                    print(
                        f"ready after {took:.0f} s: chat http://127.0.0.1:{port}/ · console http://127.0.0.1:{console}/",
                        flush=True,
                    )
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
