"""What a load did."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    """How many records a load touched."""

    added: int
    changed: int
    removed: int
    unchanged: int
