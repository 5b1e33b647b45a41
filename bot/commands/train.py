"""``train``: train the model from bot/data/nlu, rules and stories into models/."""

import argparse
import gc
import os
from typing import Any

from bot.commands.errors import CommandError
from bot.settings import ROOT, get_settings
from bot.without_tensorflow import leave_out_tensorflow

NAME = "outreach"


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("train", help="train the understanding of messages")
    parser.add_argument("--output", default=str(ROOT / "models"), help="folder for the model")
    parser.add_argument("--force", action="store_true", help="train every component again")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    if not get_settings().import_tensorflow:
        leave_out_tensorflow()
    # Python would look through all the examples for cycles again and again; they make none.
    gc.disable()
    path = train(options.output, options.force)
    print(f"trained: {os.path.relpath(path)}")


def train(output: str, force: bool = False) -> str:
    """Train and return the model's path."""
    from rasa.api import train as rasa_train

    from bot.understanding.example_files import UnreadableExamples

    # Only these folders: Rasa reads as training data any YAML in which a line starts with its words.
    folders = [str(ROOT / "bot" / "data" / name) for name in ("nlu", "rules", "stories")]
    try:
        result = rasa_train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=folders,
            output=output,
            force_training=force,
            fixed_model_name=NAME,
        )
    except UnreadableExamples as error:
        raise CommandError(str(error)) from error
    if result.model is None:
        raise CommandError("the model was not trained; the lines above say why")
    return str(result.model)
