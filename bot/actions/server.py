"""The action server: rasa-sdk with our actions, on the loopback address only."""

import logging

from rasa_sdk.endpoint import create_app
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.actions import conversation
from bot.logs import trace
from bot.settings import Settings

logger = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Run until told to stop."""
    # Read the topics and open the database before the first message, not inside it.
    conversation.desk()
    app = create_app("bot.actions", cors_origins=None)

    async def failed(request: Request, error: Exception) -> HTTPResponse:
        # rasa-sdk's own handler logs and returns the request, and with it the resident's message.
        logger.error("actions.failed error=%s", trace(error))
        return response.json({"error": type(error).__name__}, status=500)

    app.error_handler.add(Exception, failed)
    app.run("127.0.0.1", settings.actions_port, workers=1, access_log=False, motd=False)
