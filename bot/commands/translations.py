"""``translations extract|update|compile|check|status|export|import``: what translators and `make` run."""

import argparse
import json
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Callable, Dict, Sequence

from bot.commands.errors import CommandError
from bot.language.catalogs import check_strings, compiled, exchange, updating
from bot.language.catalogs.glossary import BadGlossary
from bot.language.catalogs.po_files import UnreadableCatalog, catalog_path, write_file
from bot.language.catalogs.status import LanguageStatus, read_status
from bot.language.languages import SOURCE_LANGUAGE, languages
from bot.language.sms.substitutions import SubstitutionsError
from bot.language.sms.wording import over_limit
from bot.settings import ROOT, get_settings

# Column of the table, and what stands in it.
COLUMNS: Dict[str, Callable[[LanguageStatus], object]] = {
    "language": lambda status: status.tag,
    "entries": lambda status: status.entries,
    "complete": lambda status: status.complete,
    "fuzzy": lambda status: status.fuzzy,
    "reviewed": lambda status: status.reviewed,
    "changed since": lambda status: status.changed_since_review,
    "in English": lambda status: status.said_in_english,
    "glossary": lambda status: status.glossary_to_look_at,
    "oldest review": lambda status: status.oldest_review or "-",
    "reviewers": lambda status: ", ".join(f"{name} {times}" for name, times in status.reviewers.items()) or "-",
}


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("translations", help="keep the catalogs in step with the sources")
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    for name, step, told in (
        ("extract", extract, "collect every translatable text into locales/messages.pot"),
        ("update", update, "bring every language's catalog up to the sources"),
        ("compile", compile_all, "write a .mo file beside each catalog, for tools that want one"),
        ("check", check, "say what is wrong with the catalogs and glossaries"),
        ("status", status, "say how far each language is, and who has checked it"),
        ("export", export, "write one language's catalog for Poedit or Weblate"),
        ("import", import_file, "take a translator's file, all of it or nothing"),
    ):
        one = steps.add_parser(name, help=told)
        one.set_defaults(run=_run, do=step)
        if name == "status":
            one.add_argument("--json", action="store_true", help="one JSON object per language")
        if name in ("export", "import"):
            one.add_argument("tag", metavar="TAG", help="language, for example zh-Hans")
            one.add_argument("file", metavar="FILE", nargs="?" if name == "export" else None, help="PO file")


def _run(options: argparse.Namespace) -> None:
    try:
        options.do(options)
    except (UnreadableCatalog, BadGlossary, SubstitutionsError) as error:
        raise CommandError(str(error)) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}") from error


def extract(options: argparse.Namespace) -> None:
    template = updating.write_template(ROOT)
    print(f"locales/messages.pot: {sum(1 for message in template if message.id)} entries")


def update(options: argparse.Namespace) -> None:
    changed = updating.update_catalogs(ROOT, updating.extract_template(ROOT))
    print(f"updated: {', '.join(changed) or 'nothing to do'}")


def compile_all(options: argparse.Namespace) -> None:
    counts = compiled.compile_catalogs(ROOT, get_settings().unreviewed_translations == "serve")
    print(f"compiled: {', '.join(f'{tag} {count}' for tag, count in counts.items())}")


def check(options: argparse.Namespace) -> None:
    problems = check_strings.problems(ROOT)
    with suppress(UnreadableCatalog):
        # A catalog that cannot be read is among the problems already.
        problems += over_limit(ROOT)
    if problems:
        raise CommandError("\n".join(problems))
    print("strings: every catalog is complete and in step with its sources; every text message fits")


def status(options: argparse.Namespace) -> None:
    found = read_status(ROOT)
    if options.json:
        print(json.dumps([asdict(language) for language in found], ensure_ascii=False, indent=1))
        return
    rows = [list(COLUMNS), *([str(tell(language)) for tell in COLUMNS.values()] for language in found)]
    for row in rows:
        print(_line(row, [max(len(other[n]) for other in rows) for n in range(len(COLUMNS))]))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def export(options: argparse.Namespace) -> None:
    _raise_if_no_catalog(options.tag)
    content = exchange.export_catalog(ROOT, options.tag)
    if options.file is None:
        sys.stdout.buffer.write(content)
        return
    write_file(Path(options.file), content)
    print(f"{options.file}: {languages()[options.tag].autonym}")


def import_file(options: argparse.Namespace) -> None:
    _raise_if_no_catalog(options.tag)
    done = exchange.import_catalog(ROOT, options.tag, Path(options.file), date.today())
    print(f"{options.tag}: {len(done.changed)} entries changed, {len(done.reviewed)} of them reviewed")
    for keys, told in (
        (done.of_older_english, "translated from an older English; it stays fuzzy until somebody compares"),
        (done.kept, "newer here than in the file; our wording stays"),
        (done.unknown, "not in our catalog any more; passed over"),
    ):
        for key in keys:
            print(f"{key}: {told}", file=sys.stderr)


def _raise_if_no_catalog(tag: str) -> None:
    if tag not in languages() or tag == SOURCE_LANGUAGE:
        ours = ", ".join(other for other in languages() if other != SOURCE_LANGUAGE)
        raise CommandError(f"{tag!r} is none of {ours}")
    if not catalog_path(ROOT, tag).exists():
        raise CommandError(f"{catalog_path(ROOT, tag).relative_to(ROOT)} is missing; run 'make update'")
