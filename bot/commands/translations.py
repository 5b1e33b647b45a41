"""``translations extract|update|check``: what ``make extract update check-strings`` run."""

import argparse
from typing import Any

from bot.commands.errors import CommandError
from bot.language import catalogs
from bot.language.sms.substitutions import SubstitutionsError
from bot.language.sms.wording import over_limit
from bot.settings import ROOT


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("translations", help="keep the catalogs in step with the sources")
    parser.add_argument("step", choices=("extract", "update", "check"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    if options.step == "extract":
        template = catalogs.write_template(ROOT)
        print(f"locales/messages.pot: {sum(1 for message in template if message.id)} entries")
    elif options.step == "update":
        changed = catalogs.update_catalogs(ROOT, catalogs.extract_template(ROOT))
        print(f"updated: {', '.join(changed) or 'nothing to do'}")
    else:
        try:
            problems = catalogs.problems(ROOT) + over_limit(ROOT)
        except SubstitutionsError as error:
            raise CommandError(str(error)) from error
        if problems:
            raise CommandError("\n".join(problems))
        print("strings: every catalog is complete and in step with its sources; every text message fits")
