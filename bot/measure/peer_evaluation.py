"""Rasa's default pipeline on the same split: what our understanding is compared with."""

from typing import Any, Dict, List, Mapping, Sequence

from bot.commands.parse import AT_ONCE, understand
from bot.measure import scores
from bot.measure.peer import FULL_EPOCHS, get_peer
from bot.measure.processes import Programs
from bot.measure.split import LanguageSplit


def evaluate_peer(split: Sequence[LanguageSplit]) -> Dict[str, Any]:
    """Topic figures of the peer by language; it is trained first if no kept one will do (hours)."""
    from rasa.core.agent import Agent

    with Programs() as programs:
        peer = get_peer(programs, FULL_EPOCHS, older_will_do=True)
    agent = Agent.load(str(peer.model))
    return {
        "epochs": peer.epochs,
        "examples": peer.examples,
        "note": ", before the newest examples were added" if peer.is_of_older_examples else "",
        "trained_at": peer.trained_at,
        "languages": {
            language.tag: scores.score_topics(
                list(zip(language.questions, parse(agent, [q.text for q in language.questions]), strict=True))
            )
            for language in split
        },
    }


def parse(agent: Any, texts: Sequence[str]) -> List[Dict[str, Any]]:
    """What the peer takes each text for, in the shape of our own parses."""
    found: List[Dict[str, Any]] = []
    for start in range(0, len(texts), AT_ONCE):
        some = texts[start : start + AT_ONCE]
        found += [in_our_terms(parsed) for parsed in understand(agent, some, [None] * len(some))]
    return found


def in_our_terms(parsed: Mapping[str, Any]) -> Dict[str, Any]:
    """``faq_u_visa_what`` of the peer as intent ``faq`` with topic ``u_visa_what``."""

    def label(name: str) -> str:
        return f"faq/{name[4:]}" if name.startswith("faq_") else name

    intent = label((parsed.get("intent") or {}).get("name") or "nlu_fallback")
    name, _, topic = intent.partition("/")
    ranking = [
        {"name": label(entry["name"]), "confidence": entry["confidence"]}
        for entry in parsed.get("intent_ranking") or []
        if entry["name"] != "nlu_fallback"
    ]
    return {"intent": name, "topic": topic or None, "ranking": ranking}
