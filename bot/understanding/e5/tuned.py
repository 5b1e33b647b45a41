"""The encoder's last layers, tuned on our own examples and kept in the repository.

``bot/data/encoder/tuned.npz`` holds 8-bit weights with one scale per output, as the graph uses them.
"""

import hashlib
from pathlib import Path
from typing import Dict, Mapping, Optional

import numpy as np

from bot.settings import ROOT
from bot.understanding.e5.weights import Weights, unpack

TUNED = ROOT / "bot" / "data" / "encoder" / "tuned.npz"
# Parts of one layer: those that multiply, and those that normalise.
MULTIPLIED = ("q", "k", "v", "ao", "fi", "fo")
NORMALISED = ("aln", "oln")


def tensor_names(layer: int) -> Dict[str, str]:
    """Every tensor of a layer by name: ``matrix`` or ``numbers``."""
    found = {f"l{layer}.{part}.w": "matrix" for part in MULTIPLIED}
    found |= {f"l{layer}.{part}.b": "numbers" for part in MULTIPLIED}
    return found | {f"l{layer}.{part}.{half}": "numbers" for part in NORMALISED for half in "wb"}


class Tensors:
    """Tensors in full precision: the tuned ones where there are any, else the package's."""

    def __init__(self, weights: Weights, tuned: Optional[Mapping[str, np.ndarray]] = None) -> None:
        self.weights = weights
        self._tuned = tuned or {}

    def matrix(self, name: str) -> np.ndarray:
        """A weight matrix, shape (inputs, outputs), float32."""
        if name in self._tuned:
            return self._tuned[name].astype(np.float32) * self._tuned[f"{name}.scale"]
        columns = self.weights.shape.inner if name.endswith(".fo.w") else self.weights.shape.width
        return unpack(self.weights.blocks(name, columns)).T

    def numbers(self, name: str) -> np.ndarray:
        return self._tuned.get(name, self.weights.numbers(name))


def quantise(matrix: np.ndarray) -> Dict[str, np.ndarray]:
    """Eight bits and one scale for each output: ``{"": int8 (inputs, outputs), ".scale": float32 (outputs,)}``."""
    scale = (np.abs(matrix).max(axis=0) / 127).astype(np.float32)
    scale[scale == 0] = 1  # nothing but zeros: any scale does
    return {"": np.clip(np.rint(matrix / scale), -127, 127).astype(np.int8), ".scale": scale}


def read_tuned(path: Optional[Path] = TUNED) -> Optional[Dict[str, np.ndarray]]:
    """The tuned tensors by name, or None where the encoder was never tuned."""
    if path is None or not path.exists():
        return None
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def write_tuned(tensors: Mapping[str, np.ndarray], path: Path = TUNED) -> None:
    """Write tensors in full precision as the 8-bit file; matrices have two dimensions."""
    arrays: Dict[str, np.ndarray] = {}
    for name, values in sorted(tensors.items()):
        if values.ndim == 2:
            arrays |= {name + suffix: part for suffix, part in quantise(values).items()}
        else:
            arrays[name] = values.astype(np.float32)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **arrays)


def digest(path: Optional[Path] = TUNED) -> str:
    """Twelve hexadecimal digits that change with the tuned file; ``plain`` where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path is not None and path.exists() else "plain"
