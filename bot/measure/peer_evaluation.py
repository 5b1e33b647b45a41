"""Rasa's default pipeline on the same split, and our own classifier trained on no more examples than it."""

from typing import Any, Dict, List, Mapping, Sequence, Tuple

from bot.commands.parse import AT_ONCE, understand
from bot.measure import scores
from bot.measure.examples import read_training, some_of_each
from bot.measure.peer import FULL_EPOCHS, get_peer
from bot.measure.processes import Programs
from bot.measure.split import LanguageSplit
from bot.measure.trained_on import right_topics
from bot.settings import get_settings
from bot.understanding.embedder import CachedEmbedder, E5Embedder
from bot.understanding.normalise import normalise


def evaluate_peer(split: Sequence[LanguageSplit]) -> Dict[str, Any]:
    """Topic figures of the peer by language; it is trained first if no kept one will do (a quarter of an hour)."""
    from rasa.core.agent import Agent

    with Programs() as programs:
        peer = get_peer(programs, FULL_EPOCHS, older_will_do=True)
    agent = Agent.load(str(peer.model))
    answers = {
        language.tag: list(zip(language.questions, parse(agent, [q.text for q in language.questions]), strict=True))
        for language in split
    }
    return {
        "epochs": peer.epochs,
        "examples": peer.examples,
        "note": ", before the newest examples were added" if peer.is_of_older_examples else "",
        "trained_at": peer.trained_at,
        "languages": {tag: scores.score_topics(pairs) for tag, pairs in answers.items()},
        "overall": scores.score_topics([pair for pairs in answers.values() for pair in pairs]),
        "ours_on_its_examples": ours_on_its_examples(split),
    }


def ours_on_its_examples(split: Sequence[LanguageSplit]) -> Dict[str, float]:
    """Topic accuracy of our classifier by language when it sees the peer's examples alone.

    The encoder is the one its makers left: the tuned one has seen all the examples.
    """
    embedder = CachedEmbedder(E5Embedder(get_settings().cache_directory, tuned=None))
    counts = right_topics(_texts_and_labels(some_of_each(read_training())), embedder, split)
    found = {tag: scores.share(right, asked) for tag, (right, asked) in counts.items()}
    rights, askeds = zip(*counts.values(), strict=True)
    return {**found, "overall": scores.share(sum(rights), sum(askeds))}


def _texts_and_labels(blocks: Sequence[Mapping[str, Any]]) -> List[Tuple[str, str]]:
    return [(normalise(line[2:]), block["intent"]) for block in blocks for line in block["examples"].splitlines()]


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
