"""Our classifier trained on some examples alone, and asked the questions of the split."""

from typing import Dict, List, Sequence, Tuple

import numpy as np

from bot.measure.split import LanguageSplit
from bot.understanding.classifier import TopicClassifier
from bot.understanding.embedder import CachedEmbedder
from bot.understanding.normalise import normalise
from bot.understanding.scoring import train


def right_topics(
    examples: Sequence[Tuple[str, str]], embedder: CachedEmbedder, split: Sequence[LanguageSplit]
) -> Dict[str, Tuple[int, int]]:
    """For each language of the split: messages about a topic whose likeliest topic is right, and all of them.

    Args:
        examples: Normalised texts with their full intents.
    """
    texts: List[str] = [text for text, _ in examples]
    config = TopicClassifier.get_default_config()
    labels = [label for _, label in examples]
    model = train(embedder.remember(texts), texts, labels, config["strength"], config["wrong_allowed"])
    found = {}
    for language in split:
        questions = [question for question in language.questions if question.topic is not None]
        plain = [normalise(question.text) for question in questions]
        decided = [model.decide(np.asarray(v), text) for v, text in zip(embedder.embed(plain), plain, strict=True)]
        right = sum(d.label == f"faq/{q.topic}" for d, q in zip(decided, questions, strict=True))
        found[language.tag] = (right, len(questions))
    return found
