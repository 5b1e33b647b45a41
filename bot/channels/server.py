"""The bot's HTTP server: Rasa's Sanic application with our channels, page, health and errors.

Rasa's own HTTP API stays off: it would let anybody read and write conversations.
"""

import asyncio
import logging
import os
from functools import partial
from typing import List, Optional

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel
from rasa.core.run import close_resources, configure_app, create_http_input_channels, load_agent_on_start
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic, response
from sanic.exceptions import MethodNotSupported, NotFound, PayloadTooLarge, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import rasa_speed
from bot.channels.webchat.errors import ApiError
from bot.channels.webchat.files import sendable
from bot.channels.webchat.page import Pages
from bot.channels.webchat.plain import add_plain
from bot.channels.webchat.receive import WebChat
from bot.database import make_engine
from bot.language.nlg import CatalogNLG
from bot.logs import trace
from bot.records.errors import NotRecording
from bot.records.purge import purge_now
from bot.records.tracker_store import raise_if_not_recording
from bot.settings import ROOT, Settings

logger = logging.getLogger(__name__)


def set_rasa_environment(settings: Settings) -> None:
    """What Rasa reads from the environment: telemetry off, and the placeholders of endpoints.yml."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["ACTIONS_URL"] = settings.actions_url
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def make_app(settings: Settings, model: str) -> Sanic:
    """Build the application; the model is loaded when the server starts.

    Args:
        model: A trained model's file, or a folder whose newest model is used.
    """
    set_rasa_environment(settings)
    rasa_speed.compile_action_schema_once()
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    channels = create_http_input_channels(None, str(ROOT / "credentials.yml"))
    app = configure_app(channels, cors=list(settings.allowed_origins), enable_api=False, endpoints=endpoints)
    app.config.REQUEST_MAX_SIZE = 10 * settings.max_body_bytes
    # Open streams and kept connections must not hold up a stop; a running turn is over long before.
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 3.0
    app.ctx.agent = None
    refuse_credentials(app)
    add_errors(app)
    add_pages(app, settings, channels)
    add_health(app, settings)
    app.add_task(purge_regularly(settings))
    app.register_listener(partial(load_agent_on_start, model, endpoints, None), "before_server_start")
    app.register_listener(close_resources, "after_server_stop")
    return app


def serve(settings: Settings, model: Optional[str] = None) -> None:
    """Run the bot's server until it is told to stop."""
    app = make_app(settings, model or str(ROOT / "models"))
    logger.info("server.starting port=%s", settings.port)
    app.run(host=settings.host, port=settings.port, workers=1, access_log=False, motd=False)


def refuse_credentials(app: Sanic) -> None:
    """Rasa lets allowed origins send cookies; we have none, and a proxy's must not come along.

    Rasa decides it while it builds the application, and sanic-cors reads its settings only then.
    """
    for _, options in app.ctx.sanic_cors.resources:
        options["supports_credentials"] = False


def add_errors(app: Sanic) -> None:
    """Every error leaves as ``{"error", "message"}``; none with a stack trace or the request's text."""

    @app.exception(ApiError)
    async def refused(request: Request, error: ApiError) -> HTTPResponse:
        headers = {"Retry-After": str(error.retry_after_s)} if error.retry_after_s else {}
        return response.json(error.body(), status=error.status, headers=headers)

    @app.exception(NotFound)
    async def not_found(request: Request, error: Exception) -> HTTPResponse:
        return await refused(request, ApiError("not_found"))

    @app.exception(MethodNotSupported)
    async def method_not_allowed(request: Request, error: Exception) -> HTTPResponse:
        return await refused(request, ApiError("method_not_allowed"))

    @app.exception(PayloadTooLarge)
    async def too_large(request: Request, error: Exception) -> HTTPResponse:
        return await refused(request, ApiError("too_large"))

    @app.exception(SanicException)
    async def bad_request(request: Request, error: SanicException) -> HTTPResponse:
        code = "bad_request" if 400 <= (error.status_code or 500) < 500 else "internal"
        return await refused(request, ApiError(code))

    @app.exception(Exception)
    async def failed(request: Request, error: Exception) -> HTTPResponse:
        # Only the class: a message or a token could stand in the text of an error.
        logger.error("server.request_failed error=%s path=%s", trace(error), request.path)
        return await refused(request, ApiError("internal"))


def add_pages(app: Sanic, settings: Settings, channels: List[InputChannel]) -> None:
    """Serve the chat at ``/``, its files, and the chat without JavaScript; Rasa's own greeting is never reached."""
    chat = next(channel for channel in channels if isinstance(channel, WebChat))
    pages = Pages(settings, chat.phrasebook)
    files = pages.files()
    add_plain(app, chat, pages)

    @app.on_request
    async def page(request: Request) -> Optional[HTTPResponse]:
        if request.method not in ("GET", "HEAD") or request.path not in files:
            return None
        return sendable(request, files[request.path])


def add_health(app: Sanic, settings: Settings) -> None:
    engine = make_engine(settings.database_url)

    @app.get("/health")
    async def health(request: Request) -> HTTPResponse:
        """The process answers."""
        return response.json({"status": "ok"})

    @app.get("/ready")
    async def ready(request: Request) -> HTTPResponse:
        """Model loaded, our tracker store in use, database reachable: messages can be answered."""
        problems = not_ready_because(app.ctx.agent)
        try:
            with engine.connect() as connection:
                connection.execute(sa.text("SELECT 1"))
        except sa.exc.SQLAlchemyError:
            problems.append("database")
        return response.json({"ready": not problems, "waiting_for": problems}, status=503 if problems else 200)


async def purge_regularly(settings: Settings) -> None:
    """Delete, every hour, what is older than the days this deployment says it keeps."""
    while True:
        await asyncio.sleep(3600)
        try:
            await asyncio.get_running_loop().run_in_executor(None, purge_now, settings, settings.kept_days)
        except sa.exc.SQLAlchemyError as error:
            logger.error("records.purge_failed error=%s", trace(error))


def not_ready_because(agent: Optional[Agent]) -> "list[str]":
    """What is missing before messages can be answered; a class of ours that Rasa silently replaced counts."""
    if agent is None or not agent.is_ready():
        return ["model"]
    problems = []
    try:
        raise_if_not_recording(agent.tracker_store)
    except NotRecording:
        problems.append("tracker_store")
    if not isinstance(agent.nlg, CatalogNLG):
        problems.append("nlg")
    return problems
