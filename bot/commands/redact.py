"""``redact``: lines in, the same lines without personal data out."""

import argparse
import sys
from typing import Any

from bot.records.redact import redact_lines


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("redact", help="take personal data out of lines")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    redact_lines(sys.stdin.buffer, sys.stdout)
