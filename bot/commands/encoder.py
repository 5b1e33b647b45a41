"""``encoder``: tune the encoder's last layers on the training examples; its file is kept in the repository."""

import argparse
from pathlib import Path
from typing import Any, Callable, List, Sequence, Tuple

from bot.commands.errors import CommandError
from bot.settings import ROOT, get_settings


def add_to(subparsers: Any) -> None:
    parser = subparsers.add_parser("encoder", help="tune the encoder on the training examples (more than half an hour)")
    parser.add_argument("--layers", type=int, default=8, help="how many of the last layers learn")
    parser.add_argument("--passes", type=int, default=3, help="passes over the examples")
    parser.add_argument("--fresh", action="store_true", help="begin with the package's weights, not the last tuning")
    parser.add_argument("--without", nargs="*", default=[], help="languages to leave out, to measure what they lose")
    parser.add_argument("--output", help="file to write instead of the one that serves")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    from bot.understanding.e5.tuned import TUNED

    output = Path(options.output) if options.output else TUNED
    tune_encoder(output, options.layers, options.passes, options.without, options.fresh, say=print_at_once)


def print_at_once(line: str) -> None:
    print(line, flush=True)


def tune_encoder(
    output: Path, layers: int, passes: int, without: Sequence[str], is_fresh: bool, say: Callable[[str], None]
) -> None:
    """Tune the last layers on the examples of all languages but ``without``, and write them to ``output``.

    Args:
        is_fresh: Begin with the package's weights, not with the last tuning.
    """
    from bot.understanding.e5.encoder import PREFIX
    from bot.understanding.e5.prepare import prepared
    from bot.understanding.e5.tokens import Tokenizer
    from bot.understanding.e5.tune import Schedule, tune
    from bot.understanding.e5.tuned import Tensors, read_tuned, write_tuned
    from bot.understanding.e5.weights import Weights, packaged_file

    weights = Weights(packaged_file())
    if not 1 <= layers <= weights.shape.layers:
        raise CommandError(f"--layers is 1 to {weights.shape.layers}")
    examples = read_examples(without)
    say(f"{len(examples)} examples, {layers} layers, {passes} passes")
    tuned = tune(
        Tensors(weights, None if is_fresh else read_tuned()),
        Tokenizer(prepared(get_settings().cache_directory)),
        [PREFIX + text for text, _ in examples],
        [label for _, label in examples],
        Schedule(layers=layers, passes=passes),
        say,
    )
    write_tuned(tuned, output)


def read_examples(without: Sequence[str], with_calibration: bool = False) -> List[Tuple[str, str]]:
    """Normalised training examples with their full intent; by default without those kept for calibration."""
    from rasa.shared.nlu.constants import TEXT

    from bot.understanding import example_files
    from bot.understanding.classifier import full_intent
    from bot.understanding.examples import language_of_example
    from bot.understanding.normalise import normalise
    from bot.understanding.scoring import is_for_calibration
    from bot.understanding.variants import without_marks

    found = []
    for path in sorted((ROOT / "bot" / "data" / "nlu").glob("*/*.yml")):
        try:
            examples = example_files.read_examples(path)
        except example_files.UnreadableExamples as error:
            raise CommandError(str(error)) from error
        for example in examples:
            language = language_of_example(example)
            if language in without:
                continue
            written = example.get(TEXT)
            text, plain = normalise(written), normalise(without_marks(written, language) or "")
            # The second form of an example kept for calibration would give it away.
            if text and (with_calibration or not is_for_calibration(text)):
                found += [(form, full_intent(example)) for form in (text, plain) if form]
    return found
