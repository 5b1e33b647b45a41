"""What translators' tools do to the catalogs: extract and update."""

from pathlib import Path
from typing import List

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from bot.language.catalogs.entry_checks import forms_of, translated_source
from bot.language.catalogs.po_files import (
    DOMAIN,
    UnreadableCatalog,
    catalog_path,
    read_catalog_file,
    render,
    write_file,
)
from bot.language.languages import SOURCE_LANGUAGE, is_answered, languages

KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


# All that a language needs which we understand but do not write in yet: danger now, and the line that says so.
NEEDED_TO_BE_UNDERSTOOD = frozenset(
    ("utter_emergency_danger", "utter_emergency_suicide", "utter_emergency_captive", "utter_answered_in_other_language")
)


def template_path(root: Path) -> Path:
    return root / "locales" / f"{DOMAIN}.pot"


def extract_template(root: Path) -> Catalog:
    """Every translatable message of the project, by its files, without line numbers."""
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    catalog = Catalog(
        project="outreach-chatbot",
        version="1",
        charset="utf-8",
        fuzzy=False,
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        header_comment="# Every text of the outreach chatbot that people see. Apache-2.0.\n#",
    )
    found = extract_from_dir(
        str(root), methods, options, keywords=KEYWORDS, comment_tags=("Translators:",), directory_filter=_is_ours
    )
    for filename, _line, message, comments, context in found:
        catalog.add(message, None, [(filename, 1)], auto_comments=comments, context=context)
    return catalog


def _is_ours(directory: str) -> bool:
    name = Path(directory).name
    return not (name.startswith(".") or name in ("node_modules", "build", "var", "tests", "__pycache__"))


def part_for(tag: str, template: Catalog) -> Catalog:
    """What a language's catalog holds: everything, or the few entries of one that is only understood."""
    if is_answered(tag):
        return template
    part = Catalog(domain=DOMAIN)
    for message in template:
        if message.context in NEEDED_TO_BE_UNDERSTOOD:
            part[message.id] = message
    return part


def write_template(root: Path) -> Catalog:
    """Write ``locales/messages.pot``."""
    catalog = extract_template(root)
    write_file(template_path(root), render(catalog, None))
    return catalog


def update_catalogs(root: Path, template: Catalog) -> List[str]:
    """Bring every language's catalog up to the template; a changed source becomes fuzzy.

    Every file is read before the first is written.

    Returns:
        The tags whose file changed.

    Raises:
        UnreadableCatalog: A file is broken; none was changed.
    """
    tags = [tag for tag in languages() if tag != SOURCE_LANGUAGE]
    rendered, changed = {}, []
    for tag, catalog in zip(tags, read_all(root, tags), strict=True):
        update(catalog, part_for(tag, template))
        describe(catalog, tag)
        rendered[tag] = render(catalog, tag)
    for tag, content in rendered.items():
        path = catalog_path(root, tag)
        if not path.exists() or path.read_bytes() != content:
            write_file(path, content)
            changed.append(tag)
    return changed


def read_all(root: Path, tags: List[str]) -> List[Catalog]:
    """The catalogs of these languages, new ones where there is no file.

    Raises:
        UnreadableCatalog: With the problems of all broken files.
    """
    catalogs, problems = [], []
    for tag in tags:
        path = catalog_path(root, tag)
        try:
            catalogs.append(
                read_catalog_file(path, tag, str(path.relative_to(root)))
                if path.exists()
                else Catalog(locale=languages()[tag].locale, domain=DOMAIN, fuzzy=False)
            )
        except UnreadableCatalog as error:
            problems.extend(error.problems)
    if problems:
        raise UnreadableCatalog(problems)
    return catalogs


def update(catalog: Catalog, template: Catalog) -> None:
    """Give a catalog the entries of the template.

    Where the English of an entry changed, its translation stays, is marked fuzzy and remembers, with
    its reviews, the English that it translates: the oldest one, should the English change again.
    """
    before = {message.context: message for message in catalog if message.id and message.string}
    catalog.update(template, no_fuzzy_matching=True)
    for message in catalog:
        old = before.get(message.context)
        if not message.context or not message.id or old is None:
            continue
        translated = translated_source(old)
        if old.id != message.id:
            message.string, message.flags = old.string, message.flags | {"fuzzy"}
            message.user_comments = list(old.user_comments)
        message.previous_id = list(translated) if translated != forms_of(message.id) else []


def describe(catalog: Catalog, tag: str) -> None:
    """Fill the header with what is true of every catalog; a reviewer's own name stays."""
    catalog.project, catalog.version = "outreach-chatbot", "1"
    catalog.fuzzy = False
    catalog.header_comment = f"# {languages()[tag].autonym}: wording of the outreach chatbot. Apache-2.0.\n#"
    if "EMAIL@ADDRESS" in (catalog.last_translator or "EMAIL@ADDRESS"):
        catalog.last_translator = "machine draft, not reviewed"
    catalog.msgid_bugs_address = ""
    catalog.language_team = tag
