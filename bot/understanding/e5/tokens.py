"""Cut text into the pieces that the model knows: SentencePiece's unigram method, on a small trie.

The library sentencepiece does the same with 75 MB for this vocabulary of 250,002 pieces; the trie
takes 6 MB, at 0.2 ms a message (docs/decisions/0023).
"""

import json
import re
from pathlib import Path
from typing import Dict, List

import marisa_trie
import numpy as np

from bot.understanding.e5.weights import Weights

# Stands for a space inside a piece.
SPACE = "▁"
# By how much an unknown character is worse than the rarest piece (as in SentencePiece).
UNKNOWN_PENALTY = 10.0
_SPACES = re.compile(" {2,}")


class Tokenizer:
    """Text → ids of pieces. Files: ``pieces.marisa``, ``pieces.npz``, ``characters.json``."""

    def __init__(self, directory: Path) -> None:
        self._trie = marisa_trie.Trie()
        self._trie.mmap(str(directory / "pieces.marisa"))
        with np.load(directory / "pieces.npz", allow_pickle=False) as arrays:
            self._ids, self._scores = arrays["ids"], arrays["scores"]
            self._unknown = int(arrays["unknown"])
        self._unknown_score = float(self._scores.min()) - UNKNOWN_PENALTY
        pairs = json.loads((directory / "characters.json").read_text(encoding="utf-8"))
        self._characters: Dict[int, str] = {int(code_point): text for code_point, text in pairs.items()}

    @staticmethod
    def write(weights: Weights, directory: Path) -> None:
        """Write the files that a tokenizer reads."""
        pieces = weights.pieces()
        trie = marisa_trie.Trie(pieces)
        order = np.array([trie[piece] for piece in pieces])
        ids = np.empty(len(trie), np.int32)
        scores = np.empty(len(trie), np.float32)
        ids[order] = np.arange(len(pieces), dtype=np.int32)
        scores[order] = weights.scores
        trie.save(str(directory / "pieces.marisa"))
        np.savez(directory / "pieces.npz", ids=ids, scores=scores, unknown=weights.special.unknown)
        (directory / "characters.json").write_text(json.dumps(weights.character_map()), encoding="utf-8")

    def ids(self, text: str) -> List[int]:
        """Ids of the likeliest pieces of a text (Viterbi's algorithm); any characters, never raises."""
        # Half a surrogate pair has no bytes; the trie reads bytes.
        text = text.encode("utf-8", "replace").decode("utf-8")
        text = _SPACES.sub(" ", text.translate(self._characters))
        text = (text if text.startswith(" ") else " " + text).replace(" ", SPACE)
        best = [-np.inf] * (len(text) + 1)
        best[0] = 0.0
        came_from = [0] * len(best)
        piece_before = [self._unknown] * len(best)
        for start in range(len(text)):
            so_far = best[start]
            if so_far + self._unknown_score > best[start + 1]:
                best[start + 1], came_from[start + 1] = so_far + self._unknown_score, start
                piece_before[start + 1] = self._unknown
            for piece, number in self._trie.iter_prefixes_with_ids(text[start:]):
                end = start + len(piece)
                score = so_far + float(self._scores[number])
                if piece and score > best[end]:
                    best[end], came_from[end], piece_before[end] = score, start, int(self._ids[number])
        found = []
        end = len(text)
        while end > 0:
            found.append(piece_before[end])
            end = came_from[end]
        return found[::-1]
