"""What a language loses that nobody wrote examples for: leave it out of everything that learns, and ask in it.

The encoder would flatter if it had seen the language, so it is tuned anew without it, from its makers'
weights. That takes minutes, so seven languages are left out at a time: harder than leaving out one.
"""

import hashlib
from pathlib import Path
from typing import Any, Callable, Dict, Sequence, Tuple

from bot.commands.encoder import read_examples, tune_encoder
from bot.measure.scores import share
from bot.measure.split import LanguageSplit
from bot.measure.trained_on import right_topics
from bot.settings import ROOT, get_settings
from bot.understanding.embedder import CachedEmbedder, E5Embedder

KEPT = ROOT / "build" / "zero_shot"
EXAMPLES = ROOT / "bot" / "data" / "nlu"
# Of languages that are near each other only one is left out at a time; the two ways to write Chinese are one language.
GROUPS: Tuple[Tuple[str, ...], ...] = (
    ("ar", "es", "hi", "ht", "ru", "so", "vi"),
    ("am", "pt-BR", "tl", "uk", "ur", "zh-Hans", "zh-Hant"),
    ("bn", "en", "fa", "fr", "hmn", "ko", "sw"),
)
LAYERS = 8
PASSES = 1


def zero_shot(
    split: Sequence[LanguageSplit], tags: Sequence[str], say: Callable[[str], None]
) -> Dict[str, Dict[str, Any]]:
    """Topic accuracy in each of the languages ``tags`` when its group is left out of training, by tag."""
    found: Dict[str, Dict[str, Any]] = {}
    for group in GROUPS:
        asked = [language for language in split if language.tag in tags and language.tag in group]
        if asked:
            found |= _without(group, asked, say)
    return found


def _without(
    group: Sequence[str], asked: Sequence[LanguageSplit], say: Callable[[str], None]
) -> Dict[str, Dict[str, Any]]:
    cache = get_settings().cache_directory
    embedder = CachedEmbedder(E5Embedder(cache, encoder_without(group, say)), cache / "embeddings.db")
    examples = read_examples(group, with_calibration=True)
    say(f"evaluate: training without {', '.join(group)}: {len(examples)} examples")
    return {
        tag: {"messages": asked_for, "topic_accuracy": share(right, asked_for)}
        for tag, (right, asked_for) in right_topics(examples, embedder, asked).items()
    }


def encoder_without(group: Sequence[str], say: Callable[[str], None], kept: Path = KEPT) -> Path:
    """The file of an encoder tuned without these languages, from ``build/`` or tuned now (ten minutes)."""
    path = encoder_file(group, kept)
    if not path.exists():
        say(f"evaluate: tuning an encoder without {', '.join(group)}")
        tune_encoder(path, LAYERS, PASSES, without=group, is_fresh=True, say=say)
    return path


def encoder_file(group: Sequence[str], kept: Path = KEPT) -> Path:
    """Where the encoder without these languages is kept; another name when the others' examples change."""
    seen = hashlib.sha256(f"{LAYERS} {PASSES}".encode())
    for path in sorted(EXAMPLES.glob("*/*.yml")):
        if path.parent.name not in group:
            seen.update(path.read_bytes())
    return kept / f"{seen.hexdigest()[:16]}.npz"
