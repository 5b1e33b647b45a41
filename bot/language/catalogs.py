"""What translators' tools do to the catalogs: extract, update, and the check that both were done."""

import io
import re
from pathlib import Path
from typing import List

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from bot.language.languages import SOURCE_LANGUAGE, is_answered, languages
from bot.language.words import DOMAIN

KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


# All that a language needs which we understand but do not write in yet: danger now, and the line that says so.
NEEDED_TO_BE_UNDERSTOOD = frozenset(
    ("utter_emergency_danger", "utter_emergency_suicide", "utter_emergency_captive", "utter_answered_in_other_language")
)
# Header lines that only a translated catalog fills in.
PERSONAL = ("PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid-Bugs-To")


def template_path(root: Path) -> Path:
    return root / "locales" / f"{DOMAIN}.pot"


def catalog_path(root: Path, tag: str) -> Path:
    return root / "locales" / tag.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.po"


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


def render(catalog: Catalog, is_template: bool) -> bytes:
    """The catalog as a PO file without the lines that change by themselves."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, sort_output=False, include_lineno=False, ignore_obsolete=True)
    lines = buffer.getvalue().decode("utf-8").splitlines(keepends=True)
    moving = ("POT-Creation-Date", "Generated-By") + (PERSONAL if is_template else ())
    return "".join(line for line in lines if not line.startswith(tuple(f'"{name}' for name in moving))).encode("utf-8")


def write_template(root: Path) -> Catalog:
    """Write ``locales/messages.pot``."""
    catalog = extract_template(root)
    template_path(root).write_bytes(render(catalog, is_template=True))
    return catalog


def update_catalogs(root: Path, template: Catalog) -> List[str]:
    """Bring every language's catalog up to the template; a changed source becomes fuzzy.

    Returns:
        The tags whose file changed.
    """
    changed = []
    for tag in languages():
        if tag == SOURCE_LANGUAGE:
            continue
        path = catalog_path(root, tag)
        if path.exists():
            with path.open("rb") as file:
                catalog = read_po(file, locale=languages()[tag].locale, domain=DOMAIN)
        else:
            catalog = Catalog(locale=languages()[tag].locale, domain=DOMAIN, fuzzy=False)
            path.parent.mkdir(parents=True, exist_ok=True)
        before = {message.context: message for message in catalog if message.id and message.string}
        catalog.update(part_for(tag, template), no_fuzzy_matching=True)
        for message in catalog:
            old = before.get(message.context)
            if message.context and message.id and not message.string and old is not None:
                # Its English changed: the old translation is a draft of the new one.
                message.string = old.string
                message.flags.add("fuzzy")
                message.previous_id = [old.id] if isinstance(old.id, str) else list(old.id)
        describe(catalog, tag)
        rendered = render(catalog, is_template=False)
        if not path.exists() or path.read_bytes() != rendered:
            path.write_bytes(rendered)
            changed.append(tag)
    return changed


def describe(catalog: Catalog, tag: str) -> None:
    """Fill the header with what is true of every catalog; a reviewer's own name stays."""
    catalog.project, catalog.version = "outreach-chatbot", "1"
    catalog.fuzzy = False
    catalog.header_comment = f"# {languages()[tag].autonym}: wording of the outreach chatbot. Apache-2.0.\n#"
    if "EMAIL@ADDRESS" in (catalog.last_translator or "EMAIL@ADDRESS"):
        catalog.last_translator = "machine draft, not reviewed"
    catalog.msgid_bugs_address = ""
    catalog.language_team = tag


def problems(root: Path) -> List[str]:
    """What `make check-strings` reports: one line for each thing to mend, none when all is well."""
    found = []
    template = extract_template(root)
    if not template_path(root).exists() or template_path(root).read_bytes() != render(template, is_template=True):
        found.append("locales/messages.pot: not up to date; run 'make extract update' and commit the result")
    for tag in languages():
        if tag == SOURCE_LANGUAGE:
            continue
        wanted = {(message.context, message.id) for message in part_for(tag, template) if message.id}
        path = catalog_path(root, tag)
        name = path.relative_to(root)
        if not path.exists():
            found.append(f"{name}: missing; run 'make update'")
            continue
        with path.open("rb") as file:
            catalog = read_po(file, locale=languages()[tag].locale, domain=DOMAIN)
        have = {(message.context, message.id) for message in catalog if message.id}
        for context, _ in sorted(wanted - have, key=str):
            found.append(f"{name}: entry {context} is missing; run 'make update'")
        for context, _ in sorted(have - wanted, key=str):
            found.append(f"{name}: entry {context} is no longer used; run 'make update'")
        for message in catalog:
            if message.id:
                found.extend(
                    f"{name}:{message.lineno}: {message.context}: {problem}" for problem in entry_problems(message)
                )
    return found


def entry_problems(message: object) -> List[str]:
    """What is wrong with one translated entry: empty, other placeholders, digits or links."""
    source, translation = str(message.id), str(message.string or "")  # type: ignore[attr-defined]
    if not translation:
        return ["not translated"]
    found = []
    for what, pattern in (
        ("placeholders", r"\{[a-z_]*\}"),
        ("numbers", r"\d+"),
        ("links", r"https?://\S+"),
    ):
        ours, theirs = sorted(re.findall(pattern, source)), sorted(re.findall(pattern, translation))
        if ours != theirs:
            found.append(f"{what} differ: source has {ours}, translation has {theirs}")
    return found
