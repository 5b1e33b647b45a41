"""``make evaluate``: how well messages are understood, on a split that is never trained on.

Reads tests/evaluation/, asks the trained model as the server does, prints tables and writes
build/evaluation.json. Nothing is tuned to these figures: see tests/evaluation/README.md.
"""

import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

import yaml

from bot.commands.errors import CommandError
from bot.commands.parse import Interpreter
from bot.settings import ROOT

SPLIT = ROOT / "tests" / "evaluation"
REPORT = ROOT / "build" / "evaluation.json"


@dataclass(frozen=True)
class Question:
    """One message of the split with the topic a person would choose; None for off-topic."""

    language: str
    text: str
    topic: Optional[str]


def read_questions(split: Path) -> List[Question]:
    """Topic and off-topic messages of every language of the split."""
    found = []
    for folder in languages_of(split):
        for topic, messages in _read(folder / "topics.yml").items():
            found += [Question(folder.name, message, topic) for message in messages]
        found += [Question(folder.name, message, None) for message in _read(folder / "out_of_scope.yml")]
    return found


def languages_of(split: Path) -> List[Path]:
    return sorted(path for path in split.iterdir() if path.is_dir())


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def top_topics(parsed: Mapping[str, Any], most: int) -> List[str]:
    """The topics among the likeliest labels, likeliest first, whether or not the bot would answer."""
    names = [entry["name"] for entry in parsed["ranking"][:most]]
    return [name.split("/", 1)[1] if name.startswith("faq/") else name for name in names]


def score_topics(answers: Sequence[Tuple[Question, Mapping[str, Any]]]) -> Dict[str, float]:
    """Figures of one language, as shares of its messages.

    ``topic_accuracy``: the likeliest label is right. ``answered_right``, ``answered_wrong``,
    ``asked_back``: what the resident gets. ``off_topic_caught``: an off-topic message gets no topic.
    """
    on_topic = [(q, p) for q, p in answers if q.topic is not None]
    off_topic = [(q, p) for q, p in answers if q.topic is None]
    answered = [(q, p) for q, p in on_topic if p["intent"] == "faq"]

    def share(count: int, of: int) -> float:
        return round(count / of, 4) if of else 0.0

    return {
        "messages": len(on_topic),
        "topic_accuracy": share(sum(top_topics(p, 1) == [q.topic] for q, p in on_topic), len(on_topic)),
        "top_3": share(sum(q.topic in top_topics(p, 3) for q, p in on_topic), len(on_topic)),
        "answered_right": share(sum(p["topic"] == q.topic for q, p in answered), len(on_topic)),
        "answered_wrong": share(sum(p["topic"] != q.topic for q, p in answered), len(on_topic)),
        "asked_back": share(sum(p["intent"] == "nlu_fallback" for _, p in on_topic), len(on_topic)),
        "off_topic_messages": len(off_topic),
        "off_topic_caught": share(sum(p["intent"] != "faq" for _, p in off_topic), len(off_topic)),
    }


def score_language(answers: Sequence[Tuple[Question, Mapping[str, Any]]]) -> Dict[str, Any]:
    """Share of messages whose language was found without a conversation before them, by words."""
    buckets: Dict[str, Counter] = defaultdict(Counter)
    for question, parsed in answers:
        words = len(question.text.split())
        bucket = "1-3 words" if words <= 3 else "4-8 words" if words <= 8 else "9+ words"
        buckets[bucket]["messages"] += 1
        buckets[bucket]["right"] += parsed["language"] == question.language
    return {name: {**c, "accuracy": round(c["right"] / c["messages"], 4)} for name, c in sorted(buckets.items())}


def score_emergency(interpreter: Interpreter, folder: Path) -> Dict[str, float]:
    """Recall on danger now, and false alarms; ``by_phrases`` counts the net that needs no model."""
    split = _read(folder / "emergency.yml")
    now = [interpreter.parse(text) for text in split["now"]]
    not_now = [interpreter.parse(text) for text in split["not_now"]]
    return {
        "now": len(now),
        "recall": round(sum(p["intent"] == "emergency" for p in now) / len(now), 4),
        "recall_by_phrases": round(sum(p["emergency"] is not None for p in now) / len(now), 4),
        "not_now": len(not_now),
        "false_alarms": round(sum(p["intent"] == "emergency" for p in not_now) / len(not_now), 4),
    }


def score_places(interpreter: Interpreter, folder: Path) -> Dict[str, Any]:
    """Precision and recall of places: the first mention has to mean what a person read."""
    right = found = wanted = 0
    mistakes = []
    for case in _read(folder / "places.yml"):
        places = interpreter.parse(case["text"])["places"]
        got = place_label(places[0]) if places else None
        want = label_of(case["place"])
        found += got is not None
        wanted += want is not None
        right += got is not None and got == want
        if got != want:
            mistakes.append({"text": case["text"], "wanted": want, "got": got})
    precision, recall = (right / found if found else 0.0), (right / wanted if wanted else 0.0)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4), "mistakes": mistakes}


def place_label(place: Mapping[str, Any]) -> str:
    """A found place in the split's terms: a ZIP code, ``ambiguous``, or a place key."""
    if place["zip"]:
        return str(place["zip"])
    return "ambiguous" if len(place["candidates"]) > 1 else str(place["candidates"][0])


def label_of(wanted: Optional[str]) -> Optional[str]:
    """A place of the split as a key: ``"St. Paul, MN"`` and ``"Saint Paul, MN"`` are one place."""
    from bot.understanding.places import slug

    if wanted is None or wanted == "ambiguous" or wanted.isdigit():
        return wanted
    name, _, state = wanted.rpartition(", ")
    if not name:
        return wanted.lower()
    same = {"st-paul": "saint-paul", "new-york-city": "new-york"}
    return f"{state.lower()}/{same.get(slug(name), slug(name))}"


def evaluate(model: str, split: Path) -> Dict[str, Any]:
    """Everything in one report."""
    interpreter = Interpreter(model)
    answers: Dict[str, List[Tuple[Question, Mapping[str, Any]]]] = defaultdict(list)
    questions = read_questions(split)
    for number, question in enumerate(questions, 1):
        if number % 200 == 0:
            print(f"evaluate: {number} of {len(questions)} messages", file=sys.stderr, flush=True)
        answers[question.language].append((question, interpreter.parse(question.text)))
    everything = [pair for pairs in answers.values() for pair in pairs]
    report: Dict[str, Any] = {"languages": {}, "overall": score_topics(everything)}
    for folder in languages_of(split):
        report["languages"][folder.name] = {
            "topics": score_topics(answers[folder.name]),
            "language_identification": score_language(answers[folder.name]),
            "emergency": score_emergency(interpreter, folder),
            "places": score_places(interpreter, folder),
        }
    report["by_topic"] = by_topic(everything)
    report["confusions"] = confusions(everything)
    return report


def by_topic(answers: Sequence[Tuple[Question, Mapping[str, Any]]]) -> Dict[str, Dict[str, float]]:
    """Accuracy of each topic in each language."""
    counts: Dict[str, Dict[str, List[bool]]] = defaultdict(lambda: defaultdict(list))
    for question, parsed in answers:
        if question.topic is not None:
            counts[question.topic][question.language].append(top_topics(parsed, 1) == [question.topic])
    return {
        topic: {language: round(sum(right) / len(right), 2) for language, right in sorted(languages.items())}
        for topic, languages in sorted(counts.items())
    }


def confusions(answers: Sequence[Tuple[Question, Mapping[str, Any]]], most: int = 15) -> List[Dict[str, Any]]:
    """The pairs of topics taken for each other most often."""
    pairs = Counter(
        (question.topic, top_topics(parsed, 1)[0])
        for question, parsed in answers
        if question.topic is not None and parsed["ranking"] and top_topics(parsed, 1) != [question.topic]
    )
    return [{"topic": topic, "taken_for": other, "times": times} for (topic, other), times in pairs.most_common(most)]


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """The report as lines for a terminal."""
    columns = ("topic_accuracy", "top_3", "answered_right", "answered_wrong", "asked_back", "off_topic_caught")
    yield "language  messages  " + "  ".join(f"{name:>16}" for name in columns)
    rows = [*((name, row["topics"]) for name, row in report["languages"].items()), ("all", report["overall"])]
    for name, row in rows:
        yield f"{name:8}  {row['messages']:8}  " + "  ".join(f"{row[column]:16.3f}" for column in columns)
    yield ""
    for name, row in report["languages"].items():
        identified = ", ".join(f"{k} {v['accuracy']:.3f}" for k, v in row["language_identification"].items())
        emergency, places = row["emergency"], row["places"]
        yield f"{name}: language found: {identified}"
        yield (
            f"{name}: emergency recall {emergency['recall']:.3f}, by phrases alone"
            f" {emergency['recall_by_phrases']:.3f}; false alarms {emergency['false_alarms']:.3f}"
        )
        yield (
            f"{name}: places: precision {places['precision']:.3f}, recall {places['recall']:.3f}, F1 {places['f1']:.3f}"
        )
    yield ""
    languages = list(report["languages"])
    yield f"{'topic':30}" + "".join(f"{language:>7}" for language in languages)
    for topic, row in report["by_topic"].items():
        yield f"{topic:30}" + "".join(f"{row.get(language, 0):7.2f}" for language in languages)
    yield ""
    yield "taken for each other most often:"
    for row in report["confusions"]:
        yield f"  {row['topic']} as {row['taken_for']}: {row['times']}"


def main() -> int:
    try:
        report = evaluate(str(ROOT / "models"), SPLIT)
    except CommandError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 2
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    print("\n".join(table(report)))
    print(f"\nthe whole report: {REPORT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    from bot.logs import configure_logging

    configure_logging()
    sys.exit(main())
