"""The staff console: staff read, correct and take over conversations here.

In come requests of staff browsers; out go pages made from ``templates/``. It stands at the end of a
message's path. For now it has a placeholder page and a health check; signing in is not built yet.
"""

import logging
from typing import Mapping, Tuple

import sqlalchemy as sa
from flask import Flask, Response, jsonify, render_template
from flask_babel import Babel, get_locale
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.database import make_engine
from bot.settings import Settings

logger = logging.getLogger(__name__)

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app(settings: Settings) -> Flask:
    """The console over the deployment's database. It sets no cookie."""
    app = Flask(__name__)
    Babel(app, default_locale="en")
    engine = make_engine(settings.database_url)

    @app.get("/")
    def start() -> str:
        return render_template("start.html", locale=get_locale())

    @app.get("/health")
    def health() -> Tuple[Response, int]:
        if _is_answering(engine):
            return jsonify(status="ok"), 200
        return jsonify(status="unavailable"), 503

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.update(SECURITY_HEADERS)
        return response

    return app


def _is_answering(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            return bool(connection.scalar(sa.text("SELECT 1")) == 1)
    except SQLAlchemyError as error:
        # The error's text can hold the database's address and password.
        logger.error("console.database_unavailable error=%s", type(error).__name__)
        return False
