"""The translators' commands on a copy of the real catalogs: good input, and one clear line for bad input."""

import json
import shutil
from pathlib import Path
from typing import Any, Iterator, Tuple

import pytest

from bot.commands import translations
from bot.language.catalogs.po_files import catalog_path
from bot.settings import ROOT, get_settings

Outcome = Tuple[int, str, str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of what the catalogs are made from, as the project of this process."""
    root = tmp_path / "project"
    for name in ("locales", "bot/data/topics", "bot/console"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("babel.cfg", "domain.yml", "bot/channels/webchat/strings.yml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    monkeypatch.setattr(translations, "ROOT", root)
    monkeypatch.setenv("VAR_DIRECTORY", str(tmp_path / "var"))
    get_settings.cache_clear()
    yield root
    get_settings.cache_clear()


@pytest.fixture
def run(project: Path, capfdbinary: Any) -> Any:
    """Runs a step; returns its exit code and what it wrote."""
    from bot.__main__ import main

    def run_step(*arguments: str) -> Outcome:
        capfdbinary.readouterr()
        try:
            code = main(["translations", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        written = capfdbinary.readouterr()
        return code, written.out.decode("utf-8"), written.err.decode("utf-8")

    return run_step


def test_extract_update_and_check_follow_each_other(run: Any, project: Path) -> None:
    assert run("extract")[0] == run("update")[0] == 0
    assert run("update") == (0, "updated: nothing to do\n", "")
    domain = project / "domain.yml"
    domain.write_text(domain.read_text(encoding="utf-8").replace("Take care.", "Take good care."), encoding="utf-8")
    code, _, told = run("check")
    assert code == 2 and "messages.pot: not up to date" in told and "utter_goodbye is missing" in told
    run("extract")
    assert "es" in run("update")[1]
    assert '#| msgid "Take care.' in catalog_path(project, "es").read_text(encoding="utf-8")


def test_status_tells_how_far_each_language_is(run: Any) -> None:
    code, table, _ = run("status")
    assert code == 0 and table.startswith("language  entries  complete") and "\nes  " in table
    (spanish,) = [status for status in json.loads(run("status", "--json")[1]) if status["tag"] == "es"]
    assert spanish["entries"] >= spanish["complete"] == spanish["fuzzy"] + spanish["reviewed"]


def test_compile_writes_a_file_beside_each_catalog(run: Any, project: Path) -> None:
    code, out, _ = run("compile")
    assert code == 0 and out.startswith("compiled: es ")
    catalogs = sorted((project / "locales").glob("*/LC_MESSAGES/messages.po"))
    assert sorted((project / "locales").glob("**/*.mo")) == [path.with_suffix(".mo") for path in catalogs]


def test_a_broken_catalog_is_one_line_and_nothing_is_compiled(run: Any, project: Path) -> None:
    catalog_path(project, "vi").write_text('msgid "a\n', encoding="utf-8")
    for step in ("compile", "update", "status"):
        code, out, told = run(step)
        assert (code, out, told.count("\n")) == (2, "", 1)
        assert "locales/vi/LC_MESSAGES/messages.po:1: cannot be read" in told
    assert list((project / "locales").glob("**/*.mo")) == []


def test_an_export_can_be_written_to_a_file_or_to_the_output(run: Any, project: Path, tmp_path: Path) -> None:
    code, out, _ = run("export", "zh-Hans")
    assert code == 0 and '"Language: zh_Hans\\n"' in out
    assert run("export", "zh-Hans", str(tmp_path / "zh.po"))[0] == 0
    assert (tmp_path / "zh.po").read_text(encoding="utf-8") == out
    code, out, told = run("import", "zh-Hans", str(tmp_path / "zh.po"))
    assert (code, out, told) == (0, "zh-Hans: 0 entries changed, 0 of them reviewed\n", "")


def test_a_file_with_a_bad_entry_is_refused_with_its_line(run: Any, project: Path, tmp_path: Path) -> None:
    before = catalog_path(project, "vi").read_bytes()
    path = tmp_path / "vi.po"
    # The last one stands in a translation.
    path.write_text("912".join(run("export", "vi")[1].rsplit("911", 1)), encoding="utf-8")
    code, out, told = run("import", "vi", str(path))
    assert (code, out) == (2, "") and f"{path}:" in told and "numbers differ" in told
    assert catalog_path(project, "vi").read_bytes() == before


BAD = {
    "unknown language": (("export", "xx"), "'xx' is none of es, "),
    "the source language": (("export", "en"), "'en' is none of es, "),
    "no such file": (("import", "es", "/nowhere/x.po"), "/nowhere/x.po: cannot be read: No such file"),
    "no such folder": (("export", "es", "/dev/null/x.po"), "/dev/null"),
    "no step": ((), "STEP"),
    "no file": (("import", "es"), "FILE"),
}


@pytest.mark.parametrize(("arguments", "told"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_line_and_code_2(arguments: Any, told: str, run: Any) -> None:
    code, out, error = run(*arguments)
    assert (code, out) == (2, "") and told in error and "Traceback" not in error
