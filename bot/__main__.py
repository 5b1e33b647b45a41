"""``python -m bot COMMAND``. Bad input ends with exit code 2 and one clear line."""

import argparse
import os
import sys
from typing import List, Optional

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from bot.logs import configure_logging  # noqa: E402

configure_logging()

from bot.commands import (  # noqa: E402
    chat,
    content,
    encoder,
    load,
    parse,
    policy,
    purge,
    redact,
    serve,
    sms_preview,
    topics,
    train,
    translations,
)
from bot.commands.errors import CommandError  # noqa: E402
from bot.language.catalogs.po_files import UnreadableCatalog  # noqa: E402
from bot.settings import SettingsError  # noqa: E402

COMMANDS = (serve, chat, parse, topics, policy, content, redact, load, train, encoder, purge, translations, sms_preview)


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot", description="The outreach chatbot.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(subparsers)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except (CommandError, SettingsError, UnreadableCatalog) as error:
        print(f"python -m bot {options.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
