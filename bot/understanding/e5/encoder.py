"""Run the prepared model: one text in, one unit vector out."""

from pathlib import Path
from typing import List, Optional

import numpy as np
import onnxruntime

from bot.understanding.e5.names import GRAPH_FILE, INPUT, OUTPUT
from bot.understanding.e5.prepare import prepared
from bot.understanding.e5.tokens import Tokenizer
from bot.understanding.e5.weights import Weights, packaged_file, unpack

# The model card asks for this before a question.
PREFIX = "query: "
# Of a text with more tokens than the model takes, the end counts too: that is where the question is.
SHARE_OF_THE_END = 0.25


class E5Encoder:
    """multilingual-e5-small, single-threaded: two cores serve two messages, not one twice as fast."""

    def __init__(self, cache: Path, tuned: Optional[Path]) -> None:
        """Load the model with these tuned layers, after preparing it in ``cache`` if that was never done."""
        directory = prepared(cache, tuned)
        self._weights = Weights(packaged_file())
        self._tokenizer = Tokenizer(directory)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(directory / GRAPH_FILE), options, providers=["CPUExecutionProvider"]
        )

    @property
    def dimensions(self) -> int:
        return self._weights.shape.width

    def encode(self, text: str) -> np.ndarray:
        """The unit vector of a text, shape (dimensions,), float32.

        One text at a time, so that the same text always gets the same vector: in a batch the 8-bit
        scales would depend on its neighbours.
        """
        ids = cut(self._weights, self._tokenizer.ids(PREFIX + text), self._weights.shape.positions)
        hidden = self._session.run([OUTPUT], {INPUT: word_vectors(self._weights, ids)[None]})[0][0]
        mean = hidden.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32)


def cut(weights: Weights, ids: List[int], most: int) -> List[int]:
    """Ids between the marks of start and end, at most ``most`` with them; the middle goes first."""
    room = most - 2
    if len(ids) > room:
        end = int(room * SHARE_OF_THE_END)
        ids = ids[: room - end] + ids[len(ids) - end :]
    return [weights.special.start, *ids, weights.special.end]


def word_vectors(weights: Weights, ids: List[int]) -> np.ndarray:
    """What the first layer gets: word, position and type vectors added, shape (tokens, width)."""
    width = weights.shape.width
    positions = weights.numbers("emb.pos").reshape(-1, width)[: len(ids)]
    return unpack(weights.blocks("emb.word", width)[ids]) + positions + weights.numbers("emb.type")[:width]
