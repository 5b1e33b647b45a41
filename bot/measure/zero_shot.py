"""What a language loses that nobody wrote examples for: leave each out of training and ask in it.

The classifier is trained on the other languages over the encoder as its makers left it: the tuned
layers have seen every language, so they would flatter.
"""

from typing import Any, Callable, Dict, List, Sequence

import numpy as np

from bot.commands.encoder import read_examples
from bot.measure.scores import share
from bot.measure.split import LanguageSplit
from bot.settings import get_settings
from bot.understanding.classifier import TopicClassifier
from bot.understanding.embedder import CachedEmbedder, E5Embedder
from bot.understanding.normalise import normalise
from bot.understanding.scoring import train


def zero_shot(
    split: Sequence[LanguageSplit], tags: Sequence[str], say: Callable[[str], None]
) -> Dict[str, Dict[str, Any]]:
    """Topic accuracy in each language when its examples are left out, by tag."""
    cache = get_settings().cache_directory
    embedder = CachedEmbedder(E5Embedder(cache, tuned=None), cache / "embeddings.db")
    config = TopicClassifier.get_default_config()
    found: Dict[str, Dict[str, Any]] = {}
    for language in split:
        if language.tag not in tags:
            continue
        say(f"evaluate: without {language.tag}")
        # Simplified and traditional Chinese are one language in two writings: both are left out.
        without = [language.tag] if not language.tag.startswith("zh") else ["zh-Hans", "zh-Hant"]
        examples = read_examples(without, with_calibration=True)
        texts: List[str] = [text for text, _ in examples]
        labels = [label for _, label in examples]
        model = train(embedder.remember(texts), texts, labels, config["strength"], config["wrong_allowed"])
        questions = [question for question in language.questions if question.topic is not None]
        plain = [normalise(question.text) for question in questions]
        decided = [
            model.decide(np.asarray(vector), text) for vector, text in zip(embedder.embed(plain), plain, strict=True)
        ]
        right = sum(d.label == f"faq/{q.topic}" for d, q in zip(decided, questions, strict=True))
        found[language.tag] = {"messages": len(questions), "topic_accuracy": share(right, len(questions))}
    return found
