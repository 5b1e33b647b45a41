"""Run the console on this machine's own address; a proxy in front speaks to the world."""

import signal
import threading
from types import FrameType
from typing import Any, Optional

from werkzeug.serving import WSGIRequestHandler, make_server

from bot.console import create_app
from bot.settings import get_settings


class QuietHandler(WSGIRequestHandler):
    """Writes no access log and names no software."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: an address and a time are enough to tell who worked when."""

    def version_string(self) -> str:
        return "console"


def main() -> int:
    """Serve until SIGINT or SIGTERM; then finish the requests under way and return 0."""
    settings = get_settings()
    server = make_server(
        "127.0.0.1", settings.console_port, create_app(settings), threaded=True, request_handler=QuietHandler
    )

    def stop(_signal: int, _frame: Optional[FrameType]) -> None:
        # shutdown() waits for the loop that this very thread runs, so it needs another one.
        threading.Thread(target=server.shutdown, daemon=True).start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    server.serve_forever()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
