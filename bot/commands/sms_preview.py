"""``sms-preview``: what topics say in a text message, and what it costs."""

import argparse
from typing import Any

from bot.commands.errors import CommandError
from bot.language.languages import answered_languages
from bot.language.sms.substitutions import SubstitutionsError
from bot.language.sms.wording import SmsText, read_texts
from bot.settings import ROOT

# A text in another script is forced by nearly every letter; more than these would hide the rest of the line.
FORCING_SHOWN = 12


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("sms-preview", help="show the text messages of the topics and count their segments")
    parser.add_argument("--lang", metavar="TAG", help="only this language")
    parser.add_argument("--over", action="store_true", help="only texts that need too many segments")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when a text is over its limit."""
    tags = [language.tag for language in answered_languages()]
    if options.lang is not None and options.lang not in tags:
        raise CommandError(f"--lang {options.lang}: not a language that we answer in; use one of {', '.join(tags)}")
    try:
        texts = [text for text in read_texts(ROOT) if options.lang in (None, text.tag)]
    except SubstitutionsError as error:
        raise CommandError(str(error)) from error
    over = [text for text in texts if text.is_over]
    for text in over if options.over else texts:
        print(preview(text))
    print(f"{len(texts)} texts, {len(over)} over their limit")
    return 1 if over else 0


def preview(text: SmsText) -> str:
    """Two lines: the count, then the text as it would be sent."""
    count = f"{text.segments} of {text.limit} segments"
    letters = " ".join(text.forcing[:FORCING_SHOWN]) + (" …" if len(text.forcing) > FORCING_SHOWN else "")
    facts = [text.tag, text.key, f"OVER: {count}" if text.is_over else count, text.alphabet]
    return "  ".join([*facts, *([f"Unicode because of: {letters}"] if letters else [])]) + f"\n    {text.text}"
