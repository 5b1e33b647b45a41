"""The pure parts of the bench; no time is asserted."""

import pytest
import yaml

from bot.measure import bench, peer
from bot.measure.examples import (
    HeldBack,
    conversations,
    count_examples,
    for_peer,
    peer_domain,
    peer_key,
    read_held_back,
    read_training,
    sample,
    some_of_each,
)
from bot.measure.figures import Cost, Figures, cpu_model, latency, percentile, rows, table_text
from bot.measure.processes import BenchError, Programs, environment, peer_environment, progress

BLOCKS = [
    {"intent": "faq/u_visa_what", "metadata": {"language": "en"}, "examples": "- what is a u visa\n- u visa?\n"},
    {"intent": "greet", "metadata": {"language": "en"}, "examples": "- hello\n"},
    {"intent": "faq/u_visa_what", "metadata": {"language": "es"}, "examples": "- qué es la visa U\n"},
]


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([7], 0.95, 7), ([3, 1, 2], 0.5, 2), ([1, 2, 3, 4], 0.5, 2.5), (list(range(101)), 0.95, 95), ([5, 9], 1, 9)],
)
def test_percentile_is_interpolated_between_neighbours(values, share, expected):
    assert percentile(values, share) == pytest.approx(expected)


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1], 1.5), ([1], -0.1)])
def test_percentile_of_nothing_or_outside_the_values_is_refused(values, share):
    with pytest.raises(ValueError):
        percentile(values, share)


def test_latency_is_rounded_and_counted():
    found = latency([1.0, 2.0, 3.0])
    assert (found.p50, found.mean, found.count) == (2.0, 2.0, 3)


def test_table_shows_both_sides_and_marks_what_is_kept():
    ours = Figures("this bot", parse_one_core_ms=latency([10.0, 20.0]), memory_mb={"bot": 500.0, "actions": 120.0})
    other = Figures("default", training=Cost(1800.4, 3000.0), training_is_from_cache=True, memory_mb={"bot": 700.0})
    text = table_text(rows([ours, other]))
    lines = text.splitlines()
    assert lines[0].split() == ["this", "bot", "default"]
    assert any(line.split()[-2:] == ["15.0", "-"] for line in lines)
    assert any(line.startswith("memory of actions") and line.endswith("-") for line in lines)
    assert any(line.startswith("memory together") and line.split()[-2:] == ["620", "700"] for line in lines)
    assert any(line.startswith("training from nothing") and line.endswith("1,800*") for line in lines)


def test_figures_that_nobody_measured_have_no_row():
    assert rows([Figures("this bot")]) == [("", "", "this bot")]


def test_processor_is_named_without_double_spaces():
    assert cpu_model("processor : 0\nmodel name\t: Example  CPU @ 2 GHz\n") == "Example CPU @ 2 GHz"
    assert cpu_model("") is None


def test_examples_become_plain_intents_without_metadata():
    assert for_peer(BLOCKS) == [
        {"intent": "faq_u_visa_what", "examples": "- what is a u visa\n- u visa?\n- qué es la visa U\n"},
        {"intent": "greet", "examples": "- hello\n"},
    ]


def test_peer_gets_as_many_examples_of_each_intent_in_each_language():
    chosen = some_of_each([*BLOCKS, *BLOCKS], each=1)
    assert [(block["intent"], block["metadata"]["language"]) for block in chosen] == [
        ("faq/u_visa_what", "en"),
        ("greet", "en"),
        ("faq/u_visa_what", "es"),
    ]
    assert [count_examples([block]) for block in chosen] == [1, 1, 1]


def test_peer_gets_the_same_examples_in_whatever_order_files_are_read():
    def chosen(blocks):
        return {(b["intent"], b["metadata"]["language"]): b["examples"] for b in some_of_each(blocks)}

    ours = read_training()
    assert chosen(ours) == chosen(list(reversed(ours)))


def test_blocks_that_are_no_intents_are_kept_without_metadata():
    assert for_peer([{"synonym": "visa U", "metadata": {}, "examples": "- u visa\n"}]) == [
        {"synonym": "visa U", "examples": "- u visa\n"}
    ]


def test_conversion_loses_no_example():
    ours = read_training()
    assert ours
    assert count_examples(for_peer(ours)) == count_examples(ours)


def test_every_intent_of_the_peer_has_one_answer_and_one_rule():
    domain, rules = peer_domain(for_peer(BLOCKS))
    assert domain["intents"] == ["faq_u_visa_what", "greet", "nlu_fallback"]
    assert set(domain["responses"]) == {f"utter_{intent}" for intent in domain["intents"]}
    assert [rule["steps"][1]["action"] for rule in rules["rules"]] == list(domain["responses"])


def test_project_of_the_peer_reads_back_as_written(tmp_path):
    blocks = for_peer(BLOCKS)
    peer.write_project(tmp_path, blocks, {"pipeline": []})
    read = yaml.safe_load((tmp_path / "data" / "nlu.yml").read_text(encoding="utf-8"))
    assert read["nlu"] == blocks


def test_peer_is_named_by_examples_version_and_epochs():
    key = peer_key(for_peer(BLOCKS), "3.6.21", 100)
    assert key == peer_key(for_peer(BLOCKS), "3.6.21", 100)
    others = [
        peer_key(for_peer(BLOCKS[:2]), "3.6.21", 100),
        peer_key(for_peer(BLOCKS), "3.6.20", 100),
        peer_key(for_peer(BLOCKS), "3.6.21", 5),
    ]
    assert len({key, *others}) == 4


def test_default_pipeline_is_asked_of_rasa_and_only_its_epochs_change():
    full, quick = peer.default_config(100), peer.default_config(5)
    assert "DIETClassifier" in [component["name"] for component in full["pipeline"]]
    assert "TEDPolicy" in [policy["name"] for policy in full["policies"]]
    assert {c["epochs"] for c in quick["pipeline"] if "epochs" in c} == {5}
    assert [c["name"] for c in quick["pipeline"]] == [c["name"] for c in full["pipeline"]]


def test_unfinished_peer_is_not_read(tmp_path):
    assert peer.read_peer(tmp_path) is None
    (tmp_path / "record.json").write_text("{}")
    assert peer.read_peer(tmp_path) is None
    assert peer.newest_peer(tmp_path, 100) is None


def test_sample_is_the_same_each_time_short_and_without_repeats():
    messages = read_held_back()
    chosen = sample(messages, 50)
    assert chosen == sample(reversed(messages), 50)
    assert len({message.text for message in chosen}) == 50
    assert all(len(message.text.split()) <= 20 for message in chosen)


def test_sessions_speak_one_language_and_lose_no_message():
    messages = [HeldBack("en" if number % 3 else "es", "topic", str(number)) for number in range(47)]
    sessions = conversations(messages, 10)
    assert all(len({message.language for message in session}) == 1 for session in sessions)
    assert max(map(len, sessions)) == 10
    assert sorted(m.text for session in sessions for m in session) == sorted(m.text for m in messages)


@pytest.mark.parametrize("arguments", [["--what"], ["--messages", "0"], ["--messages", "many"], ["now"]])
def test_bad_arguments_end_with_code_2(arguments):
    with pytest.raises(SystemExit) as end:
        bench.main(arguments)
    assert end.value.code == 2


def test_progress_is_the_last_bar_of_the_log(tmp_path):
    log = tmp_path / "log"
    assert progress(log) == ""
    log.write_text("Epochs:  10%|#   | 1/10\rEpochs:  20%|##  | 2/10")
    assert progress(log) == ", epochs 20 %"


def test_settings_of_a_deployment_do_not_reach_what_is_measured(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///elsewhere.db")
    monkeypatch.setenv("ACTIONS_PORT", "1")
    found = environment(PORT="2")
    assert "DATABASE_URL" not in found
    assert "ACTIONS_PORT" not in found
    assert found["PORT"] == "2"
    assert "OMP_WAIT_POLICY" in found
    assert "OMP_WAIT_POLICY" not in peer_environment()


def test_programs_end_with_the_block_and_failures_are_told(tmp_path):
    import sys

    import psutil

    log = tmp_path / "log"
    with Programs() as programs:
        programs.start("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], log, environment(), tmp_path)
        (child,) = [c for c in psutil.Process().children() if "time.sleep(60)" in " ".join(c.cmdline())]
        with pytest.raises(BenchError, match="code 3"):
            programs.run("failing", [sys.executable, "-c", "raise SystemExit(3)"], log, environment(), tmp_path)
    assert not child.is_running()
