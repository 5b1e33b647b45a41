"""The texts of the bench: held-back messages to send, and our training examples in the peer's form."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterable, List, Sequence, Tuple

import yaml

from bot.settings import ROOT

EVALUATION = ROOT / "tests" / "evaluation"
NLU = ROOT / "bot" / "data" / "nlu"
FALLBACK_INTENT = "nlu_fallback"
# Raise it when the conversion below changes: models trained from the older form are then not used.
FORM = 2
# Examples of each intent and topic in each language that the peer is trained on: its training takes a
# quarter of an hour for these, and would take most of a day for all of them.
EACH_FOR_PEER = 1


@dataclass(frozen=True)
class HeldBack:
    """A message that no model was trained on, and the topic it asks about."""

    language: str
    topic: str
    text: str


def read_held_back(directory: Path = EVALUATION) -> List[HeldBack]:
    """Every held-back message, each text once."""
    found: Dict[str, HeldBack] = {}
    for path in sorted(directory.glob("*/topics.yml")):
        for topic, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for text in texts:
                found.setdefault(text, HeldBack(path.parent.name, topic, text))
    return list(found.values())


def sample(messages: Iterable[HeldBack], count: int, most_words: int = 20) -> List[HeldBack]:
    """The same ``count`` short messages on every machine, in an order that mixes topics and languages."""
    short = [message for message in messages if len(message.text.split()) <= most_words]
    return sorted(short, key=lambda message: hashlib.sha256(message.text.encode()).digest())[:count]


def conversations(messages: Sequence[HeldBack], length: int = 10) -> List[List[HeldBack]]:
    """Messages as sessions of one language and at most ``length`` messages each."""
    sessions: List[List[HeldBack]] = []
    for language in dict.fromkeys(message.language for message in messages):
        spoken = [message for message in messages if message.language == language]
        sessions.extend(spoken[start : start + length] for start in range(0, len(spoken), length))
    return sessions


def plain_intent(intent: str) -> str:
    """``faq_u_visa_what`` for ``faq/u_visa_what``: a retrieval intent as an ordinary one."""
    return intent.replace("/", "_")


def read_training(directory: Path = NLU) -> List[Dict[str, Any]]:
    """The blocks of our training files, in the order of their paths."""
    blocks: List[Dict[str, Any]] = []
    for path in sorted(directory.glob("*/*.yml")):
        blocks.extend(yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu") or [])
    return blocks


def some_of_each(blocks: Iterable[Dict[str, Any]], each: int = EACH_FOR_PEER) -> List[Dict[str, Any]]:
    """The same ``each`` examples of every intent in every language on every machine, spread over its files."""
    lines: Dict[Tuple[str, str], List[str]] = {}
    for block in blocks:
        if "intent" in block:
            key = (block["intent"], (block.get("metadata") or {}).get("language", ""))
            lines.setdefault(key, []).extend(line for line in block["examples"].splitlines() if line.startswith("- "))
    found = []
    for (intent, language), written in lines.items():
        chosen = sorted(dict.fromkeys(written), key=lambda line: hashlib.sha256(line.encode()).digest())[:each]
        examples = "".join(f"{line}\n" for line in chosen)
        found.append({"intent": intent, "metadata": {"language": language}, "examples": examples})
    return found


def for_peer(blocks: Iterable[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """The same examples for Rasa's default pipeline: plain intents, no metadata, one block per intent."""
    texts: Dict[str, List[str]] = {}
    others: List[Dict[str, Any]] = []
    for block in blocks:
        if "intent" in block:
            texts.setdefault(plain_intent(block["intent"]), []).append(block["examples"].rstrip("\n"))
        else:
            others.append({key: value for key, value in block.items() if key != "metadata"})
    return [{"intent": name, "examples": "\n".join(parts) + "\n"} for name, parts in texts.items()] + others


def count_examples(blocks: Iterable[Dict[str, Any]]) -> int:
    return sum(
        line.startswith("- ") for block in blocks if "intent" in block for line in block["examples"].splitlines()
    )


def peer_domain(blocks: Iterable[Dict[str, Any]]) -> Tuple[Dict[str, Any], Dict[str, Any]]:
    """A domain and rules that answer every intent with one stored sentence."""
    intents = [*dict.fromkeys(block["intent"] for block in blocks if "intent" in block)]
    if FALLBACK_INTENT not in intents:
        intents.append(FALLBACK_INTENT)
    domain = {
        "version": "3.1",
        "intents": intents,
        "responses": {f"utter_{intent}": [{"text": f"The stored answer about {intent}."}] for intent in intents},
    }
    rules = [
        {"rule": f"answer {intent}", "steps": [{"intent": intent}, {"action": f"utter_{intent}"}]} for intent in intents
    ]
    return domain, {"version": "3.1", "rules": rules}


def peer_key(blocks: Sequence[Dict[str, Any]], rasa_version: str, epochs: int) -> str:
    """Names a trained peer by all that went into it."""
    made_of = json.dumps([FORM, rasa_version, epochs, list(blocks)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(made_of.encode()).hexdigest()[:16]
