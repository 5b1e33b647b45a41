"""What `make check-strings` finds: catalogs behind their sources, entries that would hurt, unreadable glossaries."""

from datetime import date
from pathlib import Path
from typing import Iterator, List

from babel.messages.catalog import Catalog

from bot.language.catalogs.entry_checks import entry_errors
from bot.language.catalogs.glossary import BadGlossary, glossary_path, read_glossary
from bot.language.catalogs.po_files import UnreadableCatalog, catalog_path, nplurals, read_catalog_file, render
from bot.language.catalogs.reviews import review_problems
from bot.language.catalogs.updating import extract_template, part_for, template_path
from bot.language.languages import SOURCE_LANGUAGE, languages


def problems(root: Path) -> List[str]:
    """All of it: one line for each thing to mend, none when all is well."""
    found = []
    template = extract_template(root)
    if not template_path(root).exists() or template_path(root).read_bytes() != render(template, None):
        found.append("locales/messages.pot: not up to date; run 'make extract update' and commit the result")
    for tag in languages():
        if tag != SOURCE_LANGUAGE:
            found.extend(_catalog_problems(root, tag, part_for(tag, template)))
            found.extend(_glossary_problems(root, tag))
    folders = {tag.replace("-", "_") for tag in languages()}
    for path in sorted((root / "locales").glob("*/")):
        if path.is_dir() and path.name not in folders:
            found.append(f"{path.relative_to(root)}: no such language in bot/data/languages.yml; add its entry")
    return found


def _catalog_problems(root: Path, tag: str, template: Catalog) -> Iterator[str]:
    path = catalog_path(root, tag)
    name = str(path.relative_to(root))
    if not path.exists():
        yield f"{name}: missing; run 'make update'"
        return
    try:
        catalog = read_catalog_file(path, tag, name)
    except UnreadableCatalog as error:
        yield from error.problems
        return
    wanted = {(message.context, message.id) for message in template if message.id}
    have = {(message.context, message.id) for message in catalog if message.id}
    for context, source in sorted(wanted - have, key=str):
        yield f"{name}: entry {context or source} is missing; run 'make update'"
    for context, source in sorted(have - wanted, key=str):
        yield f"{name}: entry {context or source} is no longer used; run 'make update'"
    for number, problem in review_problems(path.read_text(encoding="utf-8-sig").split("\n"), date.today()):
        yield f"{name}:{number}: {problem}"
    yield from entry_problems(catalog, tag, name)


def entry_problems(catalog: Catalog, tag: str, name: str) -> Iterator[str]:
    """What is wrong with the entries of one catalog: file, line, key, problem."""
    for message in catalog:
        if message.id:
            for problem in entry_errors(message, nplurals(tag)):
                yield f"{name}:{message.lineno}: {message.context or message.id}: {problem}"


def _glossary_problems(root: Path, tag: str) -> List[str]:
    try:
        read_glossary(glossary_path(root, tag), root)
    except BadGlossary as error:
        return error.problems
    return []
