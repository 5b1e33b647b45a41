"""Figures from parsed messages: shares, recall, precision. Pure; a *parse* is a line of ``python -m bot parse``."""

from collections import Counter, defaultdict
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from bot.measure.split import Question
from bot.understanding.emergency import detect

Parse = Mapping[str, Any]
Answered = Sequence[Tuple[Question, Parse]]


def share(count: float, of: float) -> float:
    return round(count / of, 4) if of else 0.0


def top_topics(parsed: Parse, most: int) -> List[str]:
    """The topics among the likeliest labels, likeliest first, whether or not the bot would answer."""
    names = [entry["name"] for entry in parsed["ranking"][:most]]
    return [name.split("/", 1)[1] if name.startswith("faq/") else name for name in names]


def score_topics(answers: Answered) -> Dict[str, float]:
    """Figures of one language, as shares of its messages.

    ``topic_accuracy``: the likeliest label is right. ``answered_right``, ``answered_wrong``,
    ``asked_back``: what the resident gets. ``off_topic_caught``: an off-topic message gets no topic.
    """
    on_topic = [(q, p) for q, p in answers if q.topic is not None]
    off_topic = [(q, p) for q, p in answers if q.topic is None]
    answered = [(q, p) for q, p in on_topic if p["intent"] == "faq"]
    return {
        "messages": len(on_topic),
        "topic_accuracy": share(sum(top_topics(p, 1) == [q.topic] for q, p in on_topic), len(on_topic)),
        "top_3": share(sum(q.topic in top_topics(p, 3) for q, p in on_topic), len(on_topic)),
        "answered_right": share(sum(p["topic"] == q.topic for q, p in answered), len(on_topic)),
        "answered_wrong": share(sum(p["topic"] != q.topic for q, p in answered), len(on_topic)),
        "asked_back": share(sum(p["intent"] == "nlu_fallback" for _, p in on_topic), len(on_topic)),
        "taken_for_emergency": share(sum(p["intent"] == "emergency" for _, p in on_topic), len(on_topic)),
        "off_topic_messages": len(off_topic),
        "off_topic_caught": share(sum(p["intent"] != "faq" for _, p in off_topic), len(off_topic)),
    }


def score_language(tag: str, by_length: Mapping[str, Sequence[Parse]]) -> Dict[str, float]:
    """Share of messages whose language was found with no conversation before them, by length."""
    return {
        length: share(sum(parsed["language"] == tag for parsed in parses), len(parses))
        for length, parses in by_length.items()
    }


def score_emergency(now: Sequence[Parse], not_now: Sequence[Parse]) -> Dict[str, float]:
    """Recall on danger now, and false alarms; ``by_phrases`` counts the net that needs no model."""

    def alarms(parses: Sequence[Parse]) -> int:
        return sum(parsed["intent"] == "emergency" for parsed in parses)

    def told_by_phrases(parses: Sequence[Parse]) -> int:
        return sum(detect(parsed["text"]) is not None for parsed in parses)

    return {
        "now": len(now),
        "recall": share(alarms(now), len(now)),
        "recall_by_phrases": share(told_by_phrases(now), len(now)),
        "not_now": len(not_now),
        "false_alarms": share(alarms(not_now), len(not_now)),
        "false_alarms_by_phrases": share(told_by_phrases(not_now), len(not_now)),
    }


def place_found(parsed: Parse) -> Optional[str]:
    """The first place of a message in the split's terms: a ZIP code, ``ambiguous``, or a place key."""
    if not parsed["places"]:
        return None
    place = parsed["places"][0]
    if place["zip"]:
        return str(place["zip"])
    return "ambiguous" if len(place["candidates"]) > 1 else str(place["candidates"][0])


def score_places(pairs: Sequence[Tuple[Optional[str], Optional[str]]]) -> Dict[str, float]:
    """Precision, recall and F1 of (wanted, found) pairs."""
    right = sum(wanted is not None and wanted == found for wanted, found in pairs)
    precision = share(right, sum(found is not None for _, found in pairs))
    recall = share(right, sum(wanted is not None for wanted, _ in pairs))
    f1 = share(2 * precision * recall, precision + recall)
    return {"messages": len(pairs), "precision": precision, "recall": recall, "f1": f1}


def score_follow_ups(pairs: Sequence[Tuple[str, Parse]]) -> Dict[str, float]:
    """Share of bare follow-ups taken for the right kind, and of those taken for some topic instead."""
    return {
        "messages": len(pairs),
        "right": share(sum(parsed["follow_up"] == kind for kind, parsed in pairs), len(pairs)),
        "taken_for_a_topic": share(sum(parsed["intent"] == "faq" for _, parsed in pairs), len(pairs)),
    }


def by_topic(answers: Answered) -> Dict[str, Dict[str, float]]:
    """Accuracy of each topic in each language."""
    counts: Dict[str, Dict[str, List[bool]]] = defaultdict(lambda: defaultdict(list))
    for question, parsed in answers:
        if question.topic is not None:
            counts[question.topic][question.language].append(top_topics(parsed, 1) == [question.topic])
    return {
        topic: {language: round(sum(right) / len(right), 2) for language, right in sorted(languages.items())}
        for topic, languages in sorted(counts.items())
    }


def confusions(answers: Answered, most: int = 25) -> List[Dict[str, Any]]:
    """The pairs of topics taken for each other most often."""
    pairs = Counter(
        (question.topic, top_topics(parsed, 1)[0])
        for question, parsed in answers
        if question.topic is not None and parsed["ranking"] and top_topics(parsed, 1) != [question.topic]
    )
    return [{"topic": topic, "taken_for": other, "times": times} for (topic, other), times in pairs.most_common(most)]


def reliability(answers: Answered, bins: int = 10) -> List[Dict[str, float]]:
    """For each range of probability: how sure the likeliest label was on average, and how often right."""
    found: Dict[int, List[Tuple[float, bool]]] = defaultdict(list)
    for question, parsed in answers:
        if parsed["ranking"]:
            sure = parsed["ranking"][0]["confidence"]
            right = top_topics(parsed, 1) == [question.topic or "out_of_scope"]
            found[min(int(sure * bins), bins - 1)].append((sure, right))
    return [
        {
            "messages": len(pairs),
            "sure": round(sum(sure for sure, _ in pairs) / len(pairs), 4),
            "right": round(sum(right for _, right in pairs) / len(pairs), 4),
        }
        for _, pairs in sorted(found.items())
    ]


def calibration_error(bins: Sequence[Mapping[str, float]]) -> float:
    """Expected calibration error: mean distance of ``sure`` and ``right``, weighted by messages."""
    total = sum(row["messages"] for row in bins)
    return share(sum(row["messages"] * abs(row["sure"] - row["right"]) for row in bins), total)
