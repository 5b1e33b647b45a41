"""``content``: what is due, and taking content back; the real commands on a real database."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any, Iterator, List, Tuple

import pytest

from bot.settings import ROOT, get_settings

Outcome = Tuple[int, str, str]


@pytest.fixture
def run(
    loaded_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Any]:
    """Runs a command on a deployment of its own; returns its exit code and what it wrote."""
    from bot.__main__ import main

    shutil.copytree(loaded_var, tmp_path / "var")
    monkeypatch.setenv("VAR_DIRECTORY", str(tmp_path / "var"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    get_settings.cache_clear()

    def run_command(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["bot"])
        capsys.readouterr()
        try:
            code = main(list(arguments))
        except SystemExit as end:
            code = int(end.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    yield run_command
    get_settings.cache_clear()


def refusal(outcome: Outcome) -> str:
    """The one line of a refusal."""
    code, _, errors = outcome
    assert code == 2 and "Traceback" not in errors
    (line,) = [line for line in errors.splitlines() if line.startswith("python -m bot")]
    return line


def test_due_is_one_list_with_file_and_line_of_each(run: Any) -> None:
    code, out, _ = run("content", "due", "--within", "200", "--json")
    rows = json.loads(out)
    assert code == 0 and {row["what"] for row in rows} == {"topic", "policy", "organization"}
    for row in rows:
        assert set(row) == {"what", "id", "version", "file", "line", "reason", "since", "until"}
        line = (ROOT / row["file"]).read_text(encoding="utf-8").splitlines()[row["line"] - 1]
        if row["what"] != "organization":
            assert "review_by:" in line, (row, line)
    days = [row["since"] or row["until"] or "" for row in rows]
    assert days == sorted(days)
    _, text, _ = run("content", "due", "--within", "200")
    assert len(text.splitlines()) == len(rows)


def test_due_of_negative_days_is_refused(run: Any) -> None:
    assert "--within is -1" in refusal(run("content", "due", "--within", "-1"))


def test_what_is_withdrawn_is_listed_with_its_reason_until_it_is_restored(run: Any) -> None:
    taken: List[Tuple[str, ...]] = [
        ("topic", "u_visa_wait"),
        ("policy", "minneapolis-mn-pd", "policy-9-114"),
        ("organization", "ndvh"),
    ]
    for what in taken:
        code, out, _ = run("content", "withdraw", *what, "--reason", "the page   was\nchanged")
        assert code == 0 and out.startswith(f"withdrawn: {what[0]} {'/'.join(what[1:])}")
    _, out, _ = run("content", "withdrawn", "--json")
    rows = json.loads(out)
    assert {(row["what"], row["id"]) for row in rows} == {(what[0], "/".join(what[1:])) for what in taken}
    assert {row["reason"] for row in rows} == {"the page was changed"}
    for what in taken:
        assert run("content", "restore", *what)[0] == 0
    assert run("content", "withdrawn")[1] == "nothing is withdrawn\n"


def test_a_withdrawal_survives_a_load(run: Any) -> None:
    run("content", "withdraw", "organization", "ndvh", "--reason", "closed")
    assert run("load")[0] == 0
    assert "ndvh" in run("content", "withdrawn")[1]


def test_withdrawing_a_second_time_keeps_one_entry_with_the_new_reason(run: Any) -> None:
    run("content", "withdraw", "topic", "u_visa_wait", "--reason", "first")
    code, out, _ = run("content", "withdraw", "topic", "u_visa_wait", "--reason", "second")
    assert code == 0 and "was withdrawn already" in out
    listed = run("content", "withdrawn")[1]
    assert "second" in listed and "first" not in listed


def test_a_withdrawn_topic_is_in_no_list_of_topics(run: Any) -> None:
    assert "u_visa_wait" in run("topics")[1]
    run("content", "withdraw", "topic", "u_visa_wait", "--reason", "old")
    assert "u_visa_wait" not in run("topics")[1] and "u_visa_wait" not in run("topics", "--json")[1]


def test_the_facts_of_a_withdrawn_policy_are_not_in_the_place(run: Any) -> None:
    def minneapolis() -> Any:
        found = json.loads(run("policy", "Minneapolis, MN", "--json")[1])
        return next(agency for agency in found["agencies"] if agency["id"] == "minneapolis-mn-pd")

    before = minneapolis()
    run("content", "withdraw", "policy", "minneapolis-mn-pd", "policy-9-114", "--reason", "old")
    after = minneapolis()
    assert before["facts"]["public"] == "no" and len(after["facts"]) < len(before["facts"])


def test_withdrawing_an_organization_names_the_texts_that_give_its_number(run: Any) -> None:
    _, out, _ = run("content", "withdraw", "organization", "ndvh", "--reason", "closed")
    assert "still told in" in out and "topic.dv_help.short" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("withdraw", "topic", "u_visa_wiat", "--reason", "x"), "nearest: u_visa_w"),
        (("withdraw", "policy", "minneapolis-mn-pd", "policy-9", "--reason", "x"), "minneapolis-mn-pd policy-9-114"),
        (("withdraw", "policy", "minneapolis", "policy-9-114", "--reason", "x"), "minneapolis-mn-pd policy-9-114"),
        (("withdraw", "organization", "ndvhh", "--reason", "x"), "nearest: ndvh"),
        (("withdraw", "topic", "", "--reason", "x"), "there is no topic ''"),
        (("withdraw", "topic", "u_visa_wait", "--reason", "  "), "--reason has 0 characters"),
        (("withdraw", "topic", "u_visa_wait", "--reason", "x" * 501), "--reason has 501 characters"),
        (("restore", "topic", "u_visa_wait"), "is not withdrawn"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(run: Any, arguments: Any, told: str) -> None:
    assert told in refusal(run("content", *arguments))
    assert run("content", "withdrawn")[1] == "nothing is withdrawn\n"


def test_withdrawing_without_a_reason_is_refused(run: Any) -> None:
    code, _, errors = run("content", "withdraw", "topic", "u_visa_wait")
    assert code == 2 and "--reason" in errors


def test_without_a_database_the_command_says_how_to_make_one(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAR_DIRECTORY", str(tmp_path / "empty"))
    get_settings.cache_clear()
    assert "python -m bot load" in refusal(run("content", "withdrawn"))
    assert run("topics")[0] == 0


def test_nothing_is_without_a_source(run: Any) -> None:
    assert run("content", "unsourced")[:2] == (0, "")
    assert run("content", "unsourced", "--markdown")[1].splitlines()[-1] == "| none | | |"
