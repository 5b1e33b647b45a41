"""The command line: each command with good input, and one clear line with exit code 2 for bad input.

Most run in this process, where Rasa is imported once; exit codes of the process itself have their own.
"""

import io
import json
import shutil
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

import pytest
import sqlalchemy as sa

from bot.answers.topics import read_topics
from bot.commands import load as load_command
from bot.database import make_engine, session_scope
from bot.language.languages import languages
from bot.records import queries
from bot.settings import ROOT, get_settings
from tests.system import RunningSystem, environment

Outcome = Tuple[int, str, str]


@pytest.fixture
def var(loaded_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A deployment of its own, as the current one of this process."""
    shutil.copytree(loaded_var, tmp_path / "var")
    monkeypatch.setenv("VAR_DIRECTORY", str(tmp_path / "var"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    get_settings.cache_clear()
    yield tmp_path / "var"
    get_settings.cache_clear()


class Stdin:
    """Standard input with bytes beneath, as ``sys.stdin`` has."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


@pytest.fixture
def run(var: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a command; returns its exit code and what it wrote."""
    from bot.__main__ import main

    def run_command(*arguments: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", Stdin(stdin))
        capsys.readouterr()
        try:
            code = main(list(arguments))
        except SystemExit as end:
            code = int(end.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return run_command


def own_lines(errors: str) -> List[str]:
    """What the command itself says; libraries may warn beside it."""
    return [line for line in errors.splitlines() if line.startswith("python -m bot")]


def assert_refused(outcome: Outcome, *pieces: str) -> None:
    """Exit code 2 and one line that names what is wrong; no trace."""
    code, _, errors = outcome
    assert code == 2
    (line,) = own_lines(errors)
    for piece in pieces:
        assert piece in line, line
    assert "Traceback" not in errors


def process(*arguments: str, stdin: str = "", **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        env={**environment(Path(settings.pop("var"))), **settings},
        timeout=120,
    )


# parse

MESSAGES = [
    {"text": "Will police ask about my immigration status?"},
    {"text": "¿Qué es la visa U?"},
    {"text": "Minneapolis", "language": "es"},
    {"text": "Springfield"},
    {"text": "help he has a gun"},
    {"text": ""},
    {"text": "/restart"},
    {"text": "\u00a0/restart"},
    {"text": "\ud800 \u0000"},
    {"text": "a" * 5000},
]
FIELDS = {
    "text", "language", "intent", "topic", "second_topic", "follow_up", "confidence", "ranking", "likely_topics",
    "places", "emergency",
}  # fmt: skip


@pytest.fixture(scope="module")
def parsed(loaded_var: Path, model_path: Path) -> List[Dict[str, Any]]:
    """What the model makes of MESSAGES: one run, for the model takes seconds to load."""
    stdin = "\n".join(["", *map(json.dumps, MESSAGES), "  ", ""])
    found = process("parse", stdin=stdin, var=str(loaded_var))
    assert found.returncode == 0, found.stderr[-2000:]
    return [json.loads(line) for line in found.stdout.splitlines()]


def test_parse_answers_each_line_with_the_same_fields(parsed: List[Dict[str, Any]]) -> None:
    assert len(parsed) == len(MESSAGES)
    for request, found in zip(MESSAGES, parsed, strict=True):
        assert set(found) == FIELDS
        assert found["text"] == request["text"].replace("\ud800", "?")
        assert found["language"] in languages()
        assert isinstance(found["intent"], str) and 0 <= found["confidence"] <= 1
        assert all(set(entry) == {"name", "confidence"} for entry in found["ranking"])


def test_parse_finds_topic_language_place_and_danger(parsed: List[Dict[str, Any]]) -> None:
    status, visa, city, several, danger = parsed[:5]
    assert (status["intent"], status["topic"], status["language"]) == ("faq", "police_ask_status", "en")
    assert status["ranking"][0]["name"] == "faq/police_ask_status"
    assert (visa["topic"], visa["language"]) == ("u_visa_what", "es")
    (place,) = city["places"]
    assert (city["intent"], city["language"], place["candidates"]) == ("inform_place", "es", ["mn/minneapolis"])
    assert place["county"] == "mn/hennepin-county"
    assert len(several["places"][0]["candidates"]) > 1
    assert (danger["intent"], danger["emergency"]) == ("emergency", "danger")
    assert status["emergency"] is None


def test_parse_takes_a_leading_slash_as_text(parsed: List[Dict[str, Any]]) -> None:
    assert all(found["intent"] != "restart" and found["ranking"] for found in parsed[6:8])


BAD_LINES = {
    "not json": (b"hello", "line 1 is not JSON"),
    "second line": (b'\n{"text": "hi"', "line 2 is not JSON"),
    "array": (b"[]", "line 1 is not an object"),
    "no text": (b"{}", "line 1 is not an object"),
    "text a number": (b'{"text": 1}', "line 1 is not an object"),
}


@pytest.mark.parametrize(("stdin", "told"), BAD_LINES.values(), ids=BAD_LINES.keys())
def test_parse_names_the_line_that_it_cannot_read(
    run: Any, model_path: Path, monkeypatch: pytest.MonkeyPatch, stdin: bytes, told: str
) -> None:
    from bot.commands import parse

    # The lines are read before a message is parsed: no model is needed to refuse them.
    monkeypatch.setattr(parse, "Interpreter", lambda model: None)
    assert_refused(run("parse", stdin=stdin), told)


def test_parse_without_a_model_says_how_to_make_one(run: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert_refused(run("parse", "--model", str(tmp_path / "empty"), stdin=b'{"text": "hi"}'), "python -m bot train")


# topics


def test_topics_are_listed_as_json(run: Any) -> None:
    code, out, _ = run("topics", "--json")
    assert code == 0
    rows = {row["id"]: row for row in json.loads(out)}
    assert set(rows) == set(read_topics())
    for row in rows.values():
        assert set(row) == {"id", "group", "title", "as_of", "review_by", "stale", "sources"}
        assert all(set(source) == {"title", "url", "published"} for source in row["sources"])


def test_topics_are_listed_as_text(run: Any) -> None:
    code, out, _ = run("topics")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == list(read_topics())


# policy


@pytest.mark.parametrize("place", ["Minneapolis", "minneapolis", "Minneapolis, MN", "55404", "Mpls"])
def test_policy_of_a_place(run: Any, place: str) -> None:
    code, out, _ = run("policy", place, "--json")
    found = json.loads(out)
    assert (code, found["status"], found["place"]) == (0, "found", "Minneapolis, MN")
    police = found["agencies"][0]
    assert police["id"] == "minneapolis-mn-pd"
    assert police["facts"]["public"] == "no"
    assert police["sources"] and all(set(source) == {"title", "url", "published"} for source in police["sources"])


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("Montgomery County", "ambiguous"),
        ("Duluth, MN", "state_only"),
        ("Boise, Idaho", "state_only"),
        ("Juneau, Alaska", "none"),
    ],
)
def test_policy_says_what_it_does_not_know(run: Any, place: str, status: str) -> None:
    code, out, _ = run("policy", place, "--json")
    found = json.loads(out)
    assert (code, found["status"]) == (0, status)
    if status == "ambiguous":
        assert "Montgomery County, MD" in found["candidates"]
    else:
        assert not any(agency["id"] == "minneapolis-mn-pd" for agency in found["agencies"])


def test_policy_as_text_names_its_sources(run: Any) -> None:
    code, out, _ = run("policy", "San Francisco")
    assert code == 0
    assert "San Francisco Police Department" in out
    assert "source: " in out and "https://" in out


@pytest.mark.parametrize("place", ["Xyzzyville", "", "00000", "\ud800"])
def test_policy_of_an_unknown_place_is_refused(run: Any, place: str) -> None:
    assert_refused(run("policy", place, "--json"), "no place in the United States")


# redact


def test_redact_takes_personal_data_out_of_lines(run: Any) -> None:
    lines = b"call me at 612-555-0142\nWhat is a U visa?\nmi correo es a@example.org\n"
    code, out, _ = run("redact", stdin=lines + b"\xff bytes\n")
    first, second, third, fourth = out.splitlines()
    assert code == 0
    assert "555" not in first and "example" not in third
    assert second == "What is a U visa?"
    assert fourth.endswith("bytes")


# load


def rows(var: Path) -> Dict[str, List[Any]]:
    """Everything of policybook and advocates."""
    engine = make_engine(f"sqlite:///{var / 'outreach.db'}")
    found = {}
    with engine.connect() as connection:
        for name in sa.inspect(engine).get_table_names():
            found[name] = sorted(map(repr, connection.exec_driver_sql(f"SELECT * FROM {name}")))  # noqa: S608
    engine.dispose()
    return found


def test_load_a_second_time_changes_nothing(run: Any, var: Path) -> None:
    before = rows(var)
    code, out, _ = run("load")
    assert code == 0
    agencies, agreements, organisations = out.splitlines()
    assert agencies.startswith("agencies: 0 added, 0 changed, 0 removed, ")
    assert agreements.startswith("287(g) agreements: 0 added, 0 changed, 0 removed, ")
    assert organisations.startswith("organizations: 0 added, 0 changed, 0 removed, ")
    assert rows(var) == before


def test_load_into_an_empty_folder_makes_everything(run: Any, var: Path) -> None:
    before = rows(var)
    for file in var.glob("outreach.db*"):
        file.unlink()
    assert run("load")[0] == 0
    assert {name: len(found) for name, found in rows(var).items()} == {
        name: len(found) for name, found in before.items()
    }


MINNEAPOLIS = "policybook/mn/minneapolis-mn-pd.yml"
BROKEN = {
    "not yaml": (MINNEAPOLIS, "id: [", "minneapolis-mn-pd.yml"),
    "unknown value": (MINNEAPOLIS, ('public: "no"', "public: perhaps"), "minneapolis-mn-pd.yml"),
    "organization not yaml": ("advocates/mn.yml", ": {", "mn.yml"),
}


@pytest.mark.parametrize(("file", "change", "named"), BROKEN.values(), ids=BROKEN.keys())
def test_load_of_a_broken_file_names_it_and_changes_nothing(
    run: Any, var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, change: Any, named: str
) -> None:
    root = tmp_path / "copy"
    shutil.copytree(ROOT / "bot" / "data", root / "bot" / "data")
    broken = root / "bot" / "data" / file
    text = broken.read_text(encoding="utf-8")
    broken.write_text(change if isinstance(change, str) else text.replace(*change), encoding="utf-8")
    # Another file is fine but changed: it must not be loaded either.
    other = root / "bot" / "data" / "policybook" / "tx" / "houston-tx-pd.yml"
    other.write_text(other.read_text(encoding="utf-8").replace("aliases: [", "aliases: [Hou Town, "), encoding="utf-8")
    monkeypatch.setattr(load_command, "ROOT", root)
    before = rows(var)
    code, out, errors = run("load")
    assert (code, out) == (2, "")
    assert own_lines(errors)[0].startswith("python -m bot load: nothing was loaded")
    told = [line for line in errors.splitlines() if named in line]
    assert told and any(character.isdigit() for character in told[0].split(named)[1]), "no line is named"
    assert "Traceback" not in errors
    assert rows(var) == before


# purge


def conversations(var: Path) -> Optional[int]:
    return len(rows(var)["conversations"])


def test_purge_deletes_what_is_older(run: Any, var: Path) -> None:
    engine = make_engine(f"sqlite:///{var / 'outreach.db'}")
    now = datetime.now(timezone.utc)
    with session_scope(engine) as session:
        for days in (40, 29, 0):
            queries.open_conversation(session, "webchat", "en", now=now - timedelta(days=days))
    engine.dispose()
    assert run("purge")[:2] == (0, "deleted 1 conversations older than 30 days\n")
    assert run("purge", "--days", "7")[:2] == (0, "deleted 1 conversations older than 7 days\n")
    assert conversations(var) == 1
    assert run("purge", "--days", "0")[:2] == (0, "deleted 1 conversations older than 0 days\n")
    assert conversations(var) == 0


def test_purge_of_negative_days_is_refused(run: Any) -> None:
    assert_refused(run("purge", "--days", "-1"), "0 or more")


# chat


@pytest.mark.journey
def test_chat_in_the_terminal(system: RunningSystem) -> None:
    before = system.counts()
    stdin = "1\nMinneapolis\n\nwhat is a U visa?\n"
    found = process("chat", "--server", system.url, stdin=stdin, var=str(system.var))
    assert found.returncode == 0, found.stderr[-2000:]
    assert "(1) Will police ask status?" in found.stdout
    assert "Policy 9-114" in found.stdout
    assert "U visa" in found.stdout
    assert "https://" in found.stdout
    assert system.counts() == before, "the terminal leaves its conversation behind"


def test_chat_without_a_bot_says_how_to_start_one(run: Any) -> None:
    assert_refused(run("chat", "--server", "http://127.0.0.1:1"), "make run")


@pytest.mark.journey
def test_chat_in_an_unknown_language_is_refused(run: Any, system: RunningSystem) -> None:
    assert_refused(run("chat", "--server", system.url, "--language", "tlh"), "bad_language")


@pytest.mark.journey
@pytest.mark.parametrize("stdin", [b"/restart\n", b"99\n", b"\xff\xfe\n"], ids=["slash", "no such button", "bytes"])
def test_chat_takes_odd_lines_as_text(system: RunningSystem, stdin: bytes) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--server", system.url],
        cwd=ROOT, input=stdin, capture_output=True, env=environment(system.var), timeout=120,
    )  # fmt: skip
    assert (found.returncode, b"Traceback" in found.stderr) == (0, False), found.stderr[-2000:]


# The command itself


def test_an_unknown_command_is_refused(run: Any) -> None:
    code, _, errors = run("dance")
    assert code == 2
    assert "dance" in errors and "Traceback" not in errors


def test_without_a_command_the_commands_are_listed(run: Any) -> None:
    code, _, errors = run()
    assert code == 2
    assert "COMMAND" in errors


def test_every_command_explains_itself(run: Any) -> None:
    for command in ("serve", "chat", "parse", "topics", "policy", "redact", "load", "train", "purge", "translations"):
        code, out, _ = run(command, "--help")
        assert code == 0 and f"python -m bot {command}" in out


BAD_SETTINGS = {
    "port": ({"PORT": "five"}, "PORT"),
    "two at once": ({"PORT": "0", "KEPT_DAYS": "never"}, "KEPT_DAYS"),
    "secret": ({"SECRET_KEY": "short"}, "SECRET_KEY"),
}


@pytest.mark.parametrize(("settings", "named"), BAD_SETTINGS.values(), ids=BAD_SETTINGS.keys())
def test_settings_that_cannot_be_used_are_refused(
    run: Any, monkeypatch: pytest.MonkeyPatch, settings: Dict[str, str], named: str
) -> None:
    for key, value in settings.items():
        monkeypatch.setenv(key, value)
    get_settings.cache_clear()
    for command in (("purge",), ("load",), ("policy", "Minneapolis"), ("chat",), ("serve", "bot")):
        assert_refused(run(*command), named)


def test_the_process_ends_with_the_same_code_and_line(loaded_var: Path) -> None:
    found = process("purge", var=str(loaded_var), PORT="five")
    assert (found.returncode, found.stdout) == (2, "")
    assert_refused((found.returncode, found.stdout, found.stderr), "PORT")
