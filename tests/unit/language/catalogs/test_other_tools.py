"""Tools that know nothing of us read our catalogs, and find the same mistakes."""

import importlib.util
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Set

import pytest

from bot.language.catalogs import updating
from bot.language.catalogs.entry_checks import entry_errors
from bot.language.catalogs.exchange import export_catalog, import_catalog
from bot.language.catalogs.po_files import catalog_path, read_catalog_file, render
from bot.language.languages import SOURCE_LANGUAGE, languages
from bot.settings import ROOT
from tests.unit.language.conftest import translate_all

TAGS = [tag for tag in languages() if tag != SOURCE_LANGUAGE]
# What both of us can judge. "numbers" there counts month names and native forms otherwise than ours does.
FILTERS = ("pythonbraceformat", "numbers", "urls", "newlines")
has_msgfmt = pytest.mark.skipif(
    shutil.which("msgfmt") is None, reason="gettext is not installed (Debian: apt-get install gettext)"
)
has_pofilter = pytest.mark.skipif(
    importlib.util.find_spec("translate") is None, reason="translate-toolkit is not installed (see requirements.in)"
)


def msgfmt(path: Path) -> "subprocess.CompletedProcess[str]":
    command = ["msgfmt", "--check-format", "--check-header", "--check-domain", "-o", "/dev/null", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def pofilter(path: Path, found: Path) -> Set[str]:
    """The keys of the entries that pofilter would have somebody look at."""
    command = [sys.executable, "-m", "translate.filters.pofilter", "--progress=none"]
    command += [f"--test={name}" for name in FILTERS]
    subprocess.run([*command, str(path), str(found)], check=True, capture_output=True)
    return set(re.findall(r'^msgctxt "(.*)"$', found.read_text(encoding="utf-8"), re.M)) if found.exists() else set()


@has_msgfmt
@pytest.mark.parametrize("tag", TAGS)
def test_gettext_finds_nothing_wrong_with_a_catalog(tag: str, tmp_path: Path) -> None:
    (tmp_path / "x.po").write_bytes(export_catalog(ROOT, tag))
    for path in (catalog_path(ROOT, tag), tmp_path / "x.po"):
        done = msgfmt(path)
        assert done.returncode == 0, done.stderr


@has_pofilter
@pytest.mark.parametrize("tag", TAGS)
def test_pofilter_finds_no_lost_placeholder_number_or_link(tag: str, tmp_path: Path) -> None:
    (tmp_path / "x.po").write_bytes(export_catalog(ROOT, tag))
    assert pofilter(tmp_path / "x.po", tmp_path / "found.po") == set()


SPOILT = {
    "placeholder": (r"\{[a-z_]+\}", "", "utter_which_place"),
    "number": ("911", "912", "utter_goodbye"),
}


@pytest.fixture
def spoilt(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An export in which one entry lost a fact."""
    pattern, instead, key = request.param
    catalog = read_catalog_file(catalog_path(ROOT, "es"), "es")
    message = next(message for message in catalog if message.context == key)
    changed = re.sub(pattern, instead, str(message.string), count=1)
    assert changed != message.string
    message.string = changed
    assert entry_errors(message) != []
    (tmp_path / "spoilt.po").write_bytes(render(catalog, "es"))
    return tmp_path / "spoilt.po"


@has_pofilter
@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT.keys(), indirect=True)
def test_pofilter_finds_what_our_check_finds(spoilt: Path, tmp_path: Path) -> None:
    assert len(pofilter(spoilt, tmp_path / "found.po")) == 1


@has_msgfmt
def test_gettext_refuses_what_we_refuse(tmp_path: Path) -> None:
    content = export_catalog(ROOT, "es").decode("utf-8")
    (tmp_path / "x.po").write_text(content.replace('msgstr "', "msgstr ", 1), encoding="utf-8")
    assert msgfmt(tmp_path / "x.po").returncode != 0


@has_msgfmt
def test_what_gettext_has_written_anew_comes_back_without_a_change(project: Path) -> None:
    """msgcat breaks lines, orders remarks and writes the older English as other tools do."""
    translate_all(project)
    path = catalog_path(project, "ar")
    entry = '#: domain.yml\nmsgctxt "utter_emergency_danger"\nmsgid "Call 911."\nmsgstr "اتصل 911."\n'
    (project / "domain.yml").write_text(
        'responses:\n  utter_emergency_danger:\n  - text: Call 911 now, or ask "somebody" to do it.\n', encoding="utf-8"
    )
    review = "# reviewed: Ana Example, 2026-11-01\n"
    path.write_text(path.read_text(encoding="utf-8") + review + entry, encoding="utf-8")
    updating.update_catalogs(project, updating.write_template(project))
    before = path.read_bytes()
    assert b'#| msgid "Call 911."' in before and review.encode() in before
    (project / "theirs.po").write_bytes(export_catalog(project, "ar"))
    command = ["msgcat", "--width=40", "--sort-output", str(project / "theirs.po"), "-o", str(project / "theirs.po")]
    subprocess.run(command, check=True)
    assert import_catalog(project, "ar", project / "theirs.po", date(2026, 11, 23)).changed == ()
    assert path.read_bytes() == before
