"""Run the prepared model: one text in, one unit vector out."""

from pathlib import Path

import numpy as np
import onnxruntime

from bot.understanding.e5.names import GRAPH_FILE, INPUT, OUTPUT
from bot.understanding.e5.prepare import prepared
from bot.understanding.e5.tokens import Tokenizer
from bot.understanding.e5.weights import Weights, packaged_file, unpack

# The model card asks for this before a question.
PREFIX = "query: "
# Of a text with more tokens than the model takes, the end counts too: that is where the question is.
TOKENS_OF_THE_END = 126


class E5Encoder:
    """multilingual-e5-small, single-threaded: two cores serve two messages, not one twice as fast."""

    def __init__(self, cache: Path) -> None:
        """Load the model, after preparing it in ``cache`` if that was never done."""
        directory = prepared(cache)
        self._weights = Weights(packaged_file())
        self._shape, self._special = self._weights.shape, self._weights.special
        self._tokenizer = Tokenizer(directory)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(directory / GRAPH_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._words = self._weights.blocks("emb.word", self._shape.width)
        positions = self._weights.numbers("emb.pos").reshape(-1, self._shape.width)
        self._positions = positions + self._weights.numbers("emb.type")[: self._shape.width]

    @property
    def dimensions(self) -> int:
        return self._shape.width

    def encode(self, text: str) -> np.ndarray:
        """The unit vector of a text, shape (dimensions,), float32. Alone, so that the same text
        always gets the same vector: in a batch the 8-bit scales would depend on its neighbours."""
        ids = self._tokenizer.ids(PREFIX + text)
        most = self._shape.positions - 2
        if len(ids) > most:
            ids = ids[: most - TOKENS_OF_THE_END] + ids[-TOKENS_OF_THE_END:]
        ids = [self._special.start, *ids, self._special.end]
        embedded = unpack(self._words[ids]) + self._positions[: len(ids)]
        hidden = self._session.run([OUTPUT], {INPUT: embedded[None]})[0][0]
        mean = hidden.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32)
