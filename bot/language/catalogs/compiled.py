"""Compiled catalogs (``.mo``) for tools that want them; the bot itself reads the PO files."""

import io
from pathlib import Path
from typing import Dict

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from bot.language.catalogs.po_files import catalog_path, write_file
from bot.language.catalogs.standing import standing_of
from bot.language.catalogs.updating import read_all
from bot.language.languages import SOURCE_LANGUAGE, languages


def compile_catalogs(root: Path, serve_unreviewed: bool) -> Dict[str, int]:
    """Write ``messages.mo`` beside each ``messages.po``, with what residents would be told.

    Returns:
        By tag, how many entries its file holds.

    Raises:
        UnreadableCatalog: A PO file is broken; nothing was written.
    """
    tags = [tag for tag in languages() if tag != SOURCE_LANGUAGE and catalog_path(root, tag).exists()]
    written = {}
    for tag, catalog in zip(tags, read_all(root, tags), strict=True):
        said = _what_is_said(catalog, serve_unreviewed)
        content = io.BytesIO()
        write_mo(content, said, use_fuzzy=True)
        written[tag] = (catalog_path(root, tag).with_suffix(".mo"), content.getvalue(), len(said))
    for path, compiled, _ in written.values():
        write_file(path, compiled)
    return {tag: count for tag, (_, _, count) in written.items()}


def _what_is_said(catalog: Catalog, serve_unreviewed: bool) -> Catalog:
    said = Catalog(locale=catalog.locale, charset="utf-8", fuzzy=False)
    said.mime_headers = catalog.mime_headers
    for message in catalog:
        if message.id and standing_of(message, message.id).may_be_said(serve_unreviewed):
            said[message.id] = message
    return said
