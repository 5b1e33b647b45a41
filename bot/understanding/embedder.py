"""Sentence embeddings behind a small interface, and a cache on disk for training examples."""

import hashlib
import os
import sqlite3
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator, List, Optional, Protocol, Sequence, Tuple

import numpy as np

from bot.understanding.e5.encoder import E5Encoder
from bot.understanding.e5.prepare import NAME, VERSION
from bot.understanding.e5.tuned import TUNED, digest

# Examples embedded and then kept on disk together: what an interrupted training need not do again.
BATCH = 256


class Embedder(Protocol):
    """Turns texts into vectors; implementations name their model so that caches cannot mix them."""

    name: str
    dimensions: int

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, shape ``(len(texts), dimensions)``, float32; several threads may ask at once."""
        ...


class E5Embedder:
    """multilingual-e5-small in 8-bit arithmetic; its weights come from a package, nothing is downloaded."""

    def __init__(self, cache: Path, tuned: Optional[Path] = TUNED) -> None:
        """Load the model; the first time, prepare it in the folder ``cache`` (two seconds).

        Args:
            tuned: The file with the tuned layers; None for the encoder as its makers left it.
        """
        self._encoder = E5Encoder(cache, tuned)
        # Vectors of another tuning are other vectors: the cache must not mix them.
        self.name = f"{NAME}-{VERSION}-{digest(tuned)}/query"
        self.dimensions: int = self._encoder.dimensions

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([self._encoder.encode(text) for text in texts], np.float32).reshape(-1, self.dimensions)


class CachedEmbedder:
    """An embedder that remembers: recent messages in memory, training examples on disk.

    Residents' messages never reach the disk: a vector can be turned back into words, and a hash of
    a short text can be guessed. ``remember`` is for texts of the project only.
    """

    def __init__(self, embedder: Embedder, path: Optional[Path] = None, recent: int = 512) -> None:
        self._embedder = embedder
        self._path = path
        self._recent: OrderedDict[str, np.ndarray] = OrderedDict()
        self._recent_size = recent
        self.name = embedder.name
        self.dimensions = embedder.dimensions

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of messages, shape ``(n, dimensions)``; kept in memory only."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._recent]
        if missing:
            for text, vector in zip(missing, self._embedder.embed(missing), strict=False):
                self._recent[text] = vector
        rows = []
        for text in texts:
            self._recent.move_to_end(text)
            rows.append(self._recent[text])
        while len(self._recent) > self._recent_size:
            self._recent.popitem(last=False)
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimensions)

    def remember(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of training examples, shape ``(n, dimensions)``; kept on disk by hash of the text."""
        if self._path is None:
            return self._embedder.embed(texts)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(self._path) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL)")
            keys = [self._key(text) for text in texts]
            # The file also holds vectors of examples and encoders of the past.
            wanted = set(keys)
            stored = connection.execute("SELECT key, vector FROM vectors")
            known = {key: vector for key, vector in stored if key in wanted}
            missing = list(dict.fromkeys(text for text, key in zip(texts, keys, strict=False) if key not in known))
            for batch, found in self._embed_in_batches(missing):
                rows = [(self._key(text), vector.tobytes()) for text, vector in zip(batch, found, strict=False)]
                connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                connection.commit()
                known.update(rows)
        vectors: List[np.ndarray] = [np.frombuffer(known[key], dtype=np.float32) for key in keys]
        return np.array(vectors, dtype=np.float32).reshape(len(texts), self.dimensions)

    def _embed_in_batches(self, texts: List[str]) -> Iterator[Tuple[List[str], np.ndarray]]:
        """Texts and their vectors, in order; as many batches at a time as there are processors."""
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            try:
                yield from zip(batches, pool.map(self._embedder.embed, batches), strict=True)
            finally:
                # Whoever interrupts a training does not wait for the batches that have not begun.
                pool.shutdown(cancel_futures=True)

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self.name}\0{text}".encode("utf-8", "replace")).hexdigest()
