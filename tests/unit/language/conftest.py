"""A small project of its own for the tests of catalogs."""

import shutil
from pathlib import Path

import pytest

from bot.language.catalogs import updating
from bot.language.catalogs.po_files import catalog_path
from bot.language.languages import SOURCE_LANGUAGE, answered_languages
from bot.settings import ROOT

DOMAIN = """
responses:
  # Translators: Said at the start.
  # It stays short.
  utter_greet:
    - text: Hello {name}.
      buttons:
        - title: Help
          payload: /help
  utter_bye:
    - text: Goodbye.
"""
TOPICS = """
u_visa_what:
  title: What is a U visa?
  short: A paper.
  sms: Paper.
  long: null
  steps:
    - Ask.
    - Wait.
  sources: []
"""
STRINGS = """
# Translators: Button.
send: Send
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "babel.cfg", tmp_path)
    (tmp_path / "domain.yml").write_text(DOMAIN)
    for path, text in (("bot/data/topics/u_visa.yml", TOPICS), ("bot/channels/webchat/strings.yml", STRINGS)):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "locales").mkdir()
    updating.update_catalogs(tmp_path, updating.write_template(tmp_path))
    return tmp_path


# The languages that have a whole catalog, in the order of the list.
TRANSLATED = [language.tag for language in answered_languages() if language.tag != SOURCE_LANGUAGE]


def translate_all(root: Path) -> None:
    """Fill in whatever is empty, in every language that we write in."""
    for tag in TRANSLATED:
        path = catalog_path(root, tag)
        lines = path.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines):
            if line == 'msgstr ""' and lines[number - 1].startswith('msgid "') and lines[number - 1] != 'msgid ""':
                lines[number] = lines[number - 1].replace('msgid "', 'msgstr "Así: ', 1)
        path.write_text("\n".join(lines), encoding="utf-8")
