"""Prepare the model once and keep it on disk: the ONNX file and the tokenizer's files."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Optional

from bot.understanding.e5.names import GRAPH_FILE
from bot.understanding.e5.tokens import Tokenizer
from bot.understanding.e5.tuned import TUNED, Tensors, digest, read_tuned
from bot.understanding.e5.weights import Weights, packaged_file

# Raise it when the prepared files change their form.
VERSION = 1
NAME = "multilingual-e5-small-int8"


def prepared(cache: Path, tuned: Optional[Path] = TUNED) -> Path:
    """The folder with the prepared model, made if it is not there yet (about two seconds, 30 MB)."""
    target = cache / f"{NAME}-{VERSION}-{digest(tuned)}"
    if target.is_dir():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=cache))
    try:
        _write(making, tuned)
        # Two processes may start at once: the first to rename wins, the other's work is thrown away.
        os.rename(making, target)
    except OSError:
        if not target.is_dir():
            raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return target


def _write(directory: Path, tuned: Optional[Path]) -> None:
    # Only who prepares the model needs the library that writes ONNX files.
    import onnx

    from bot.understanding.e5.graph import build

    weights = Weights(packaged_file())
    onnx.save(build(Tensors(weights, read_tuned(tuned))), str(directory / GRAPH_FILE))
    Tokenizer.write(weights, directory)
    directory.chmod(0o755)
