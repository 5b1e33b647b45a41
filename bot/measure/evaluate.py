"""``make evaluate``: how well messages are understood, on a split that is never trained on.

Reads tests/evaluation/, asks the trained model as the server does, prints tables, writes
build/evaluation.json and two pictures. Nothing is tuned to these figures: see tests/evaluation/README.md.
``--peer`` adds Rasa's default pipeline on the same data, ``--zero-shot`` languages left out of training.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Sequence, Tuple

from bot.commands.errors import CommandError
from bot.commands.parse import AT_ONCE, Interpreter
from bot.measure import scores
from bot.measure.pictures import draw_confusions, draw_reliability
from bot.measure.scores import Answered, Parse
from bot.measure.split import SPLIT, LanguageSplit, Question, read_split
from bot.measure.zero_shot import zero_shot
from bot.settings import ROOT

BUILD = ROOT / "build"
REPORT = BUILD / "evaluation.json"
TOPIC_COLUMNS = ("topic_accuracy", "top_3", "answered_right", "answered_wrong", "asked_back", "off_topic_caught")


def evaluate(interpreter: Interpreter, split: Sequence[LanguageSplit]) -> Tuple[Dict[str, Any], Answered]:
    """The report, and the questions with what they were taken for."""
    report: Dict[str, Any] = {"languages": {}}
    everything: List[Tuple[Question, Parse]] = []
    places: List[Tuple[Any, Any]] = []
    danger: Dict[str, List[Parse]] = {"now": [], "not_now": []}
    for language in split:
        say(f"evaluate: {language.tag}")
        answers = list(zip(language.questions, parse(interpreter, [q.text for q in language.questions]), strict=True))
        now, not_now = parse(interpreter, language.now), parse(interpreter, language.not_now)
        found = parse(interpreter, [place.text for place in language.places])
        pairs = [(place.wanted, scores.place_found(p)) for place, p in zip(language.places, found, strict=True)]
        lengths = {name: parse(interpreter, texts) for name, texts in language.by_length.items()}
        kinds = [(kind, text) for kind, texts in language.follow_ups.items() for text in texts]
        parses = parse(interpreter, [text for _, text in kinds])
        report["languages"][language.tag] = {
            "topics": scores.score_topics(answers),
            "language_identification": scores.score_language(language.tag, lengths),
            "emergency": scores.score_emergency(now, not_now),
            "places": scores.score_places(pairs),
            "follow_ups": scores.score_follow_ups([(kind, p) for (kind, _), p in zip(kinds, parses, strict=True)]),
        }
        everything += answers
        places += pairs
        danger["now"] += now
        danger["not_now"] += not_now
    report["overall"] = {
        "topics": scores.score_topics(everything),
        "language_identification": _mean_identification(report["languages"]),
        "emergency": scores.score_emergency(danger["now"], danger["not_now"]),
        "places": scores.score_places(places),
    }
    report["reliability"] = scores.reliability(everything)
    report["calibration_error"] = scores.calibration_error(report["reliability"])
    report["by_topic"] = scores.by_topic(everything)
    report["confusions"] = scores.confusions(everything)
    return report, everything


def parse(interpreter: Interpreter, texts: Sequence[str]) -> List[Dict[str, Any]]:
    """What each text is taken for, with no conversation before it."""
    found: List[Dict[str, Any]] = []
    for start in range(0, len(texts), AT_ONCE):
        found += interpreter.parse_many([{"text": text} for text in texts[start : start + AT_ONCE]])
    return found


def _mean_identification(languages: Mapping[str, Any]) -> Dict[str, float]:
    """Mean over languages of the share of languages found, by length."""
    rows = [row["language_identification"] for row in languages.values() if row["language_identification"]]
    lengths = dict.fromkeys(length for row in rows for length in row)
    return {length: scores.share(sum(row.get(length, 0) for row in rows), len(rows)) for length in lengths}


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """The report as lines for a terminal."""
    rows = [*report["languages"].items(), ("all", report["overall"])]
    yield "language  messages  " + "  ".join(f"{name:>16}" for name in TOPIC_COLUMNS)
    for name, row in rows:
        topics = row["topics"]
        yield f"{name:8}  {topics['messages']:8}  " + "  ".join(f"{topics[c]:16.3f}" for c in TOPIC_COLUMNS)
    yield ""
    yield (
        "language  language found (1-3, 4-8, 9+ words)  emergency: recall, by phrases, false alarms"
        "  places: precision, recall, F1  follow-ups"
    )
    for name, row in rows:
        lengths = " ".join(f"{value:6.3f}" for value in row["language_identification"].values())
        danger, places = row["emergency"], row["places"]
        follow_ups = f"{row['follow_ups']['right']:10.3f}" if "follow_ups" in row else ""
        yield (
            f"{name:8}  {lengths:>35}  {danger['recall']:17.3f} {danger['recall_by_phrases']:11.3f}"
            f" {danger['false_alarms']:13.3f}  {places['precision']:17.3f} {places['recall']:7.3f} {places['f1']:5.3f}"
            f"  {follow_ups}"
        )
    yield ""
    yield f"calibration error {report['calibration_error']:.3f} (0: probabilities are honest)"
    for name, row in report.get("zero_shot", {}).items():
        yield f"left out of training: {name:8} topic accuracy {row['topic_accuracy']:.3f} of {row['messages']} messages"
    if "peer" in report:
        yield from _peer_lines(report["peer"])
    yield ""
    yield "taken for each other most often:"
    for row in report["confusions"]:
        yield f"  {row['topic']} as {row['taken_for']}: {row['times']}"


def _peer_lines(peer: Mapping[str, Any]) -> Iterator[str]:
    yield f"Rasa's default pipeline, {peer['epochs']} epochs, {peer['examples']} examples{peer['note']}:"
    for name, row in [*peer["languages"].items(), ("overall", peer["overall"])]:
        ours = f"  (this bot on the same examples, encoder not tuned: {peer['ours_on_its_examples'][name]:.3f})"
        yield f"  {name:8}  " + "  ".join(f"{column} {row[column]:.3f}" for column in TOPIC_COLUMNS) + ours


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.measure.evaluate", description=__doc__)
    parser.add_argument("--model", default=str(ROOT / "models"), help="model file or folder")
    parser.add_argument("--split", type=Path, default=SPLIT, help="folder of held-back messages")
    parser.add_argument("--peer", action="store_true", help="also Rasa's default pipeline, trained if need be (hours)")
    parser.add_argument(
        "--zero-shot", nargs="*", metavar="TAG", help="also each of these languages (all if none is named) left out"
    )
    options = parser.parse_args()
    split = read_split(options.split)
    try:
        unknown = sorted(set(options.zero_shot or ()) - {language.tag for language in split})
        if unknown:
            raise CommandError(f"--zero-shot: no held-back messages in {', '.join(unknown)}")
        report, answers = evaluate(Interpreter(options.model), split)
        if options.zero_shot is not None:
            report["zero_shot"] = zero_shot(split, options.zero_shot or [language.tag for language in split], say)
        if options.peer:
            from bot.measure.peer_evaluation import evaluate_peer

            report["peer"] = evaluate_peer(split)
    except CommandError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 2
    BUILD.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    draw_confusions(answers, BUILD / "confusions.png")
    draw_reliability(report["reliability"], BUILD / "reliability.png")
    print("\n".join(table(report)))
    print(f"\nthe whole report: {REPORT.relative_to(ROOT)}, pictures beside it")
    return 0


if __name__ == "__main__":
    from bot.logs import configure_logging

    configure_logging()
    sys.exit(main())
