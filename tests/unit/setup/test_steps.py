"""The set-up runs on any Python 3, does nothing twice, and says in one sentence what went wrong."""

import ast
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.setup import steps
from bot.setup.steps import SetupError, fingerprint

BEFORE_ANYTHING = ("__init__.py", "__main__.py", "steps.py", "browser.py", "gettext.py", "debian.py")


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A set-up that keeps its stamps in a folder of the test's own."""
    monkeypatch.setattr(steps, "STATE", str(tmp_path / "state"))
    return tmp_path


def program(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + body + "\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize("name", BEFORE_ANYTHING)
def test_what_runs_first_needs_nothing_but_an_old_python(name: str) -> None:
    source = (Path(steps.__file__).parent / name).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    imported += [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    foreign = [module for module in imported if module.split(".")[0] not in sys.stdlib_module_names]
    assert set(foreign) <= {"bot.setup.steps", "bot.setup.debian"}


def test_no_file_that_the_set_up_watches_is_missing() -> None:
    for name in (*steps.TRAINED_FROM, *steps.LOADED_FROM, "requirements.txt", ".python-version"):
        assert os.path.exists(os.path.join(steps.ROOT, name)), name


def test_the_fingerprint_changes_with_contents_and_names_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "b").mkdir(parents=True)
    (folder / "a.yml").write_text("one")
    (folder / "b" / "c.yml").write_text("two")
    first = fingerprint([str(folder)])
    assert fingerprint([str(folder)]) == first
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.pyc").write_text("noise")
    os.utime(folder / "a.yml", (1, 1))
    assert fingerprint([str(folder)]) == first
    (folder / "a.yml").write_text("One")
    changed = fingerprint([str(folder)])
    (folder / "a.yml").rename(folder / "d.yml")
    renamed = fingerprint([str(folder)])
    assert len({first, changed, renamed}) == 3


def test_a_file_alone_has_a_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("1")
    assert fingerprint([str(tmp_path / "x")]) != fingerprint([str(tmp_path / "missing")])


def test_a_stamp_is_kept(state: Path) -> None:
    assert steps.stamp("model") == ""
    steps.write_stamp("model", "abc")
    assert steps.stamp("model") == "abc" and steps.stamp("data") == ""


def test_a_step_says_what_it_does_and_how_long_it_took(capfd: Any) -> None:
    steps.run("Doing it", [sys.executable, "-c", "print('done')"])
    said = capfd.readouterr().out
    assert said.startswith("setup: Doing it …") and "done" in said and "setup: Doing it took 0 s" in said


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ([sys.executable, "-c", "raise SystemExit(3)"], r"this step failed \(exit code 3\): Doing it"),
        (["/nowhere/no-such-program"], "no-such-program: No such file"),
    ],
    ids=["exit code", "no such program"],
)
def test_a_step_that_fails_is_one_sentence(command: Any, told: str, capfd: Any) -> None:
    with pytest.raises(SetupError, match=told):
        steps.run("Doing it", command)


def test_a_step_does_not_inherit_another_virtual_environment(monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "/somewhere/else")
    steps.run("Looking", [sys.executable, "-c", "import os; print(os.environ.get('VIRTUAL_ENV'))"])
    assert "None" in capfd.readouterr().out


def test_the_own_uv_is_taken_before_the_machines(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machines = program(state / "bin" / "uv", "exit 0")
    monkeypatch.setenv("PATH", str(state / "bin"))
    assert steps.find_uv() == str(machines)
    own = program(state / "state" / "uv" / "bin" / "uv", "exit 0")
    assert steps.find_uv() == str(own)


def test_the_python_that_uv_finds_is_taken(state: Path) -> None:
    uv = program(state / "uv", 'echo "/opt/python3.10/bin/python"')
    assert steps.find_python(str(uv)) == "/opt/python3.10/bin/python"


@pytest.mark.parametrize("place", [".pyenv/versions/3.10.14", ".asdf/installs/python/3.10.14"])
def test_a_version_managers_python_is_found(place: str, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(state))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    python = program(state / place / "bin" / "python", "exit 0")
    program(state / ".pyenv" / "versions" / "3.11.2" / "bin" / "python", "exit 0")
    assert steps.find_python(str(program(state / "uv", "exit 2"))) == str(python)


def test_without_any_python_the_sentence_says_what_to_install(
    state: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    monkeypatch.setenv("HOME", str(state))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    with pytest.raises(SetupError, match="Python 3.10 is missing"):
        steps.find_python(str(program(state / "uv", "exit 2")))


@pytest.fixture
def project(state: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose python writes down what it was asked."""
    root = state / "project"
    for name in ("bot/data/nlu", "bot/data/policybook", "models"):
        (root / name).mkdir(parents=True)
    (root / "bot/data/nlu/a.yml").write_text("nlu: []")
    (root / "bot/data/policybook/a.yml").write_text("id: a")
    (root / "requirements.txt").write_text("")
    python = program(root / ".venv/bin/python", f'echo "$*" >> "{root}/asked"')
    monkeypatch.setattr(steps, "ROOT", str(root))
    monkeypatch.setattr(steps, "PYTHON", str(python))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("VAR_DIRECTORY", raising=False)
    return root


def asked(root: Path) -> int:
    return len((root / "asked").read_text().splitlines()) if (root / "asked").exists() else 0


def test_the_model_is_trained_when_its_examples_change_and_not_otherwise(project: Path, capfd: Any) -> None:
    steps.train_model()
    (project / "models" / "outreach.tar.gz").write_text("")
    steps.train_model()
    assert asked(project) == 1
    (project / "bot/data/nlu/a.yml").write_text("nlu: [1]")
    steps.train_model()
    steps.train_model()
    assert asked(project) == 2
    (project / "models" / "outreach.tar.gz").unlink()
    steps.train_model()
    assert asked(project) == 3


def test_data_are_loaded_when_they_change_or_the_database_is_gone(project: Path, capfd: Any) -> None:
    (project / "var").mkdir()
    (project / "var" / "outreach.db").write_text("")
    steps.load_data()
    steps.load_data()
    assert asked(project) == 1
    (project / "bot/data/policybook/a.yml").write_text("id: b")
    steps.load_data()
    (project / "var" / "outreach.db").unlink()
    steps.load_data()
    assert asked(project) == 3


def test_data_are_loaded_into_the_folder_that_the_environment_names(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    (project / "var").mkdir()
    (project / "var" / "outreach.db").write_text("")
    monkeypatch.setenv("VAR_DIRECTORY", str(project / "other"))
    steps.load_data()
    steps.load_data()
    assert asked(project) == 2, "the database of the other folder does not exist yet"
    (project / "other").mkdir()
    (project / "other" / "outreach.db").write_text("")
    steps.load_data()
    assert asked(project) == 2


def test_a_step_that_failed_is_tried_again(project: Path, capfd: Any) -> None:
    program(project / ".venv/bin/python", "exit 1")
    with pytest.raises(SetupError):
        steps.train_model()
    assert steps.stamp("model") == ""


def test_dependencies_are_installed_when_the_lock_changes_and_not_otherwise(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    program(project / "bin" / "uv", f'echo "$*" >> "{project}/asked"')
    monkeypatch.setenv("PATH", str(project / "bin") + os.pathsep + os.environ["PATH"])
    steps.install_dependencies()
    steps.install_dependencies()
    assert asked(project) == 1
    (project / "requirements.txt").write_text("example==1.0")
    steps.install_dependencies()
    assert asked(project) == 2
    assert all("--require-hashes" in line for line in (project / "asked").read_text().splitlines())


def test_a_set_up_that_fails_ends_with_one_line_and_code_1(tmp_path: Path) -> None:
    script = (
        "import sys; from bot.setup import steps, __main__ as main\n"
        "def fail(): raise steps.SetupError('install this, then run again')\n"
        "main.install_dependencies = fail\n"
        "sys.argv = ['setup']; sys.exit(main.main())"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=steps.ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "setup: install this, then run again\n")
