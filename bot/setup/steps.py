"""The steps of the set-up. Standard library only, and old syntax: any Python 3 may run this."""

import glob
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from typing import Iterable, List

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STATE = os.path.join(ROOT, ".setup")
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
UV_VERSION = "0.13.9"
PYTHON_VERSION = "3.10"
# What the trained model depends on; a change trains again.
TRAINED_FROM = (
    "bot/data/nlu",
    "bot/data/rules",
    "bot/data/stories",
    "bot/understanding",
    "bot/language/identify.py",
    "config.yml",
    "domain.yml",
    "requirements.txt",
)
LOADED_FROM = (
    "bot/data/policybook",
    "bot/data/advocates",
    "bot/data/topics",
    "bot/policybook",
    "bot/advocates",
    "bot/migrations",
    "requirements.txt",
)


class SetupError(Exception):
    """One sentence that says what to do."""


def install_dependencies() -> None:
    """A virtual environment of Python 3.10 with exactly the packages of requirements.txt."""
    wanted = fingerprint(("requirements.txt", ".python-version"))
    if os.path.exists(PYTHON) and stamp("dependencies") == wanted:
        return
    uv = find_uv()
    if not os.path.exists(PYTHON):
        interpreter = find_python(uv)
        run("Creating the virtual environment", [uv, "venv", "--quiet", "--clear", "--python", interpreter, VENV])
    run(
        "Installing the locked dependencies",
        [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, os.path.join(ROOT, "requirements.txt")],
    )
    write_stamp("dependencies", wanted)


def load_data() -> None:
    """The database with its tables, the policybook and the advocates."""
    wanted = fingerprint(LOADED_FROM) + os.environ.get("DATABASE_URL", "") + os.environ.get("VAR_DIRECTORY", "")
    var = os.environ.get("VAR_DIRECTORY") or os.path.join(ROOT, "var")
    is_there = os.environ.get("DATABASE_URL") or os.path.exists(os.path.join(var, "outreach.db"))
    if is_there and stamp("data") == wanted:
        return
    run("Loading policies and organizations into the database", [PYTHON, "-m", "bot", "load"])
    write_stamp("data", wanted)


def train_model() -> None:
    """The understanding model, trained when its examples or code changed."""
    wanted = fingerprint(TRAINED_FROM)
    if glob.glob(os.path.join(ROOT, "models", "*.tar.gz")) and stamp("model") == wanted:
        return
    run("Training the understanding of messages", [PYTHON, "-m", "bot", "train"])
    write_stamp("model", wanted)


def find_uv() -> str:
    """The path of uv; installed from the package index into .setup/ when the machine has none."""
    known = os.path.join(STATE, "uv", "bin", "uv")
    if os.path.exists(known):
        return known
    found = shutil.which("uv")
    if found:
        return found
    if subprocess.call(
        [sys.executable, "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ):
        raise SetupError("this Python has no pip; install your system's package 'python3-pip', then run again")
    target = os.path.join(STATE, "uv")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-warn-script-location",
    ]
    run("Installing uv", [*command, "--target", target, "uv==" + UV_VERSION])
    return known


def find_python(uv: str) -> str:
    """A Python 3.10: on the PATH, where version managers keep theirs, or installed by uv."""
    found = subprocess.run(
        [uv, "python", "find", "--no-project", PYTHON_VERSION],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    if found.returncode == 0:
        return found.stdout.strip()
    home = os.path.expanduser("~")
    managers = (
        os.environ.get("PYENV_ROOT", os.path.join(home, ".pyenv")),
        os.path.join(home, ".asdf", "installs", "python"),
    )
    for folder in managers:
        for pattern in ("versions/{}.*/bin/python", "{}.*/bin/python"):
            candidates = sorted(glob.glob(os.path.join(folder, pattern.format(PYTHON_VERSION))))
            if candidates:
                return candidates[-1]
    try:
        run("Installing Python " + PYTHON_VERSION, [uv, "python", "install", "--quiet", PYTHON_VERSION])
    except SetupError as error:
        raise SetupError(
            "Python 3.10 is missing and could not be downloaded; install it (for example 'pyenv install 3.10') "
            "so that 'python3.10 --version' works, then run again"
        ) from error
    return PYTHON_VERSION


def run(what: str, command: List[str]) -> None:
    """Run one step: say what it does, show that it is alive after two seconds, say how long it took."""
    started = time.time()
    print("setup: " + what + " …", flush=True)
    done = threading.Event()
    ticker = threading.Thread(target=_tick, args=(what, started, done), daemon=True)
    ticker.start()
    environment = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONHOME")}
    try:
        code = subprocess.call(command, cwd=ROOT, env=environment)
    except OSError as error:
        raise SetupError(f"{command[0]}: {error.strerror}") from error
    finally:
        done.set()
        ticker.join()
    if code:
        raise SetupError(f"this step failed (exit code {code}): {what}")
    print(f"setup: {what} took {time.time() - started:.0f} s", flush=True)


def _tick(what: str, started: float, done: threading.Event) -> None:
    """A line on a terminal that counts seconds; in a log, one line every 20 s."""
    is_terminal = sys.stdout.isatty()
    while not done.wait(2 if is_terminal else 20):
        line = f"setup: {what} … {time.time() - started:.0f} s"
        print("\r" + line if is_terminal else line, end="" if is_terminal else "\n", flush=True)
    if is_terminal:
        print("\r", end="", flush=True)


def fingerprint(names: Iterable[str]) -> str:
    """A hash over files and folders of the project: names and contents."""
    total = hashlib.sha256()
    for name in names:
        path = os.path.join(ROOT, name)
        files = [path] if os.path.isfile(path) else []
        for folder, folders, members in os.walk(path):
            folders[:] = sorted(f for f in folders if f != "__pycache__")
            files += [os.path.join(folder, member) for member in sorted(members)]
        for file in files:
            total.update(os.path.relpath(file, ROOT).encode())
            with open(file, "rb") as stream:
                total.update(hashlib.sha256(stream.read()).digest())
    return total.hexdigest()


def stamp(name: str) -> str:
    path = os.path.join(STATE, name + ".stamp")
    if not os.path.exists(path):
        return ""
    with open(path) as stream:
        return stream.read()


def write_stamp(name: str, value: str) -> None:
    os.makedirs(STATE, exist_ok=True)
    with open(os.path.join(STATE, name + ".stamp"), "w") as stream:
        stream.write(value)
