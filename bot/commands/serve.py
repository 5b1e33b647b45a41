"""``serve bot|actions|console``: one process of the running system; the Procfile starts all three."""

import argparse
from typing import Any

from bot.language.words import raise_if_unreadable
from bot.settings import get_settings
from bot.without_tensorflow import leave_out_tensorflow


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("serve", help="run one server process")
    parser.add_argument("process", choices=("bot", "actions", "console"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    {"bot": serve_bot, "actions": serve_actions, "console": serve_console}[options.process]()


def serve_bot() -> None:
    settings = get_settings()
    if not settings.import_tensorflow:
        leave_out_tensorflow()
    from bot.channels.server import serve

    # A broken catalog stops the start, not the first message in its language.
    raise_if_unreadable()
    serve(settings)


def serve_actions() -> None:
    from bot.actions.server import serve

    serve(get_settings())


def serve_console() -> None:
    from bot.console.serve import main

    main()
