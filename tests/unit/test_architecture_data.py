"""What the data files promise each other, in every language."""

import configparser
import string
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Dict, Iterator, List, Set

import pytest
import yaml

from bot.advocates import vocabulary as advocates_vocabulary
from bot.answers.follow_ups import KINDS as FOLLOW_UPS
from bot.answers.topics import read_topics
from bot.language.catalogs import check_strings
from bot.language.languages import LANGUAGES_FILE, languages
from bot.language.sources import SOURCE_FILES, read_sources, sources
from bot.policybook import vocabulary as policy_vocabulary
from bot.settings import ROOT
from bot.understanding.normalise import normalise

NLU = ROOT / "bot" / "data" / "nlu"
EVALUATION = ROOT / "tests" / "evaluation"
# The two languages that are answered have more, because most residents write them.
LEAST_EXAMPLES = defaultdict(lambda: 6, en=15, es=15)
TAGS = list(languages())


def blocks(tag: str) -> Iterator[Dict[str, Any]]:
    for path in sorted((NLU / tag).glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            yield {**block, "file": path.name}


def examples(block: Dict[str, Any]) -> List[str]:
    return [line.strip()[2:].strip() for line in block["examples"].splitlines() if line.strip()]


def held_back(value: Any) -> Iterator[str]:
    """The messages of an evaluation file: its texts, not its labels."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from held_back(item)
    elif isinstance(value, dict):
        for item in [value["text"]] if "text" in value else value.values():
            yield from held_back(item)


def held_back_of(tag: str) -> Set[str]:
    found: Set[str] = set()
    for path in sorted((EVALUATION / tag).glob("*.yml")):
        found.update(normalise(text) for text in held_back(yaml.safe_load(path.read_text(encoding="utf-8"))))
    return found


def test_every_language_has_a_folder_of_examples_and_no_folder_is_without_a_language() -> None:
    assert {path.name for path in NLU.iterdir() if path.is_dir()} == set(TAGS)


@pytest.mark.parametrize("tag", TAGS)
def test_every_block_of_examples_names_the_language_of_its_folder(tag: str) -> None:
    wrong = [
        (block["file"], block["intent"])
        for block in blocks(tag)
        if (block.get("metadata") or {}).get("language") != tag
    ]
    assert wrong == []


@pytest.mark.parametrize("tag", TAGS)
def test_no_example_stands_twice_in_a_language(tag: str) -> None:
    found = Counter(normalise(text) for block in blocks(tag) for text in examples(block))
    assert [text for text, times in found.items() if times > 1] == []


def test_no_example_has_two_labels_in_two_languages() -> None:
    labels: Dict[str, Set[str]] = defaultdict(set)
    for tag in TAGS:
        for block in blocks(tag):
            for text in examples(block):
                labels[normalise(text)].add(block["intent"])
    assert {text: found for text, found in labels.items() if len(found) > 1} == {}


def test_every_example_has_something_to_learn_from() -> None:
    assert [b["intent"] for tag in TAGS for b in blocks(tag) for text in examples(b) if not normalise(text)] == []


@pytest.mark.parametrize("tag", TAGS)
def test_no_held_back_message_is_among_the_training_examples(tag: str) -> None:
    kept = held_back_of(tag)
    assert len(kept) > 100
    learnt = {normalise(text) for other in TAGS for block in blocks(other) for text in examples(block)}
    assert sorted(kept & learnt) == []


@pytest.mark.parametrize("tag", TAGS)
def test_every_topic_has_enough_examples(tag: str) -> None:
    counts: Dict[str, int] = defaultdict(int)
    for block in blocks(tag):
        counts[block["intent"]] += len(examples(block))
    few = {topic: counts[f"faq/{topic}"] for topic in read_topics() if counts[f"faq/{topic}"] < LEAST_EXAMPLES[tag]}
    assert few == {}


@pytest.mark.parametrize("tag", TAGS)
def test_every_example_belongs_to_a_topic_or_an_intent_of_the_domain(tag: str) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = {name if isinstance(name, str) else next(iter(name)) for name in domain["intents"]}
    known = (intents - {"faq", "follow_up"}) | {f"faq/{topic}" for topic in read_topics()}
    known |= {f"follow_up/{kind}" for kind in FOLLOW_UPS}
    assert {block["intent"] for block in blocks(tag)} - known == set()


def test_every_language_can_be_asked_for_by_a_name_of_its_own() -> None:
    entries = yaml.safe_load(LANGUAGES_FILE.read_text(encoding="utf-8"))
    assert [entry["tag"] for entry in entries] == TAGS
    names = Counter(name for entry in entries for name in {entry["autonym"].lower(), *entry["names"]})
    assert [name for name, times in names.items() if times > 1 or name != name.lower()] == []
    assert {entry["direction"] for entry in entries} <= {"ltr", "rtl"}
    assert all(entry["names"] for entry in entries)


@pytest.mark.parametrize("tag", TAGS)
def test_every_language_has_emergency_phrases(tag: str) -> None:
    phrases = yaml.safe_load((ROOT / "bot" / "data" / "emergency" / f"{tag}.yml").read_text(encoding="utf-8"))
    assert all(phrases[kind] for kind in ("suicide", "captive", "danger"))


@pytest.mark.parametrize(
    "keys",
    [policy_vocabulary.response_keys(), advocates_vocabulary.response_keys()],
    ids=["policybook", "advocates"],
)
def test_every_code_has_an_english_sentence(keys: List[str]) -> None:
    assert [key for key in keys if not sources().get(key)] == []


def test_every_topic_has_its_texts() -> None:
    found = sources()
    for topic in read_topics().values():
        wanted = ["title", "short", *(f"step.{number}" for number in range(topic.steps))]
        wanted += ["long"] if topic.has_long else []
        assert [part for part in wanted if not found.get(f"topic.{topic.id}.{part}")] == []


def test_catalogs_are_complete_and_in_step_with_the_sources() -> None:
    assert check_strings.problems(ROOT) == []


def test_no_source_text_has_an_empty_or_numbered_placeholder() -> None:
    names = {
        key: [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
        for key, text in sources().items()
    }
    assert {key: found for key, found in names.items() if any(not name.isidentifier() for name in found)} == {}


def test_babel_extracts_the_files_that_words_are_read_from() -> None:
    config = configparser.ConfigParser(delimiters=("=",))
    config.read_string((ROOT / "babel.cfg").read_text(encoding="utf-8"))
    ours = dict(config["extractors"])
    wanted = {
        (ours[kind].replace(":", "."), pattern.strip())
        for kind, _, pattern in (section.partition(":") for section in config.sections() if ":" in section)
        if kind in ours
    }
    assert wanted == {(f"{extractor.__module__}.{extractor.__name__}", pattern) for extractor, pattern in SOURCE_FILES}


def test_every_key_stands_in_one_file_only() -> None:
    seen: Counter = Counter()
    for extractor, pattern in SOURCE_FILES:
        for path in sorted(Path(ROOT).glob(pattern)):
            with path.open("rb") as file:
                seen.update(context for _, _, (context, _), _ in extractor(file, {}, [], {}))
    assert [key for key, times in seen.items() if times > 1] == []
    assert set(seen) == set(read_sources(ROOT))
