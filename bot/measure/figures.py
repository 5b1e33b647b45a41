"""Pure parts of the bench: percentiles, the figures of one side, the table, the machine."""

import os
import platform
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Latency:
    """Milliseconds of many messages, in short."""

    p50: float
    p95: float
    mean: float
    count: int


@dataclass(frozen=True)
class Cost:
    """What one run of a program took: by the clock, and of all processors together."""

    wall_s: float
    cpu_s: float


@dataclass
class Figures:
    """Everything measured of one side; None was not measured."""

    name: str
    parse_one_core_ms: Optional[Latency] = None
    parse_all_cores_ms: Optional[Latency] = None
    right_topic_share: Optional[float] = None
    message_ms: Optional[Latency] = None
    memory_idle_mb: Dict[str, float] = field(default_factory=dict)
    memory_mb: Dict[str, float] = field(default_factory=dict)
    start_s: Optional[float] = None
    training: Optional[Cost] = None
    training_again: Optional[Cost] = None
    model_mb: Optional[float] = None
    examples: Optional[int] = None
    training_is_from_cache: bool = False
    trained_at: Optional[str] = None


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of the values lie, interpolated between neighbours.

    Raises:
        ValueError: There are no values, or the share is outside 0 to 1.
    """
    if not values:
        raise ValueError("no values")
    if not 0 <= share <= 1:
        raise ValueError(f"{share} is not between 0 and 1")
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    lower = int(position)
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (ordered[upper] - ordered[lower]) * (position - lower)


def latency(milliseconds: Sequence[float]) -> Latency:
    """The summary of measured milliseconds; there must be at least one."""
    return Latency(
        p50=round(percentile(milliseconds, 0.5), 2),
        p95=round(percentile(milliseconds, 0.95), 2),
        mean=round(sum(milliseconds) / len(milliseconds), 2),
        count=len(milliseconds),
    )


Row = Tuple[str, ...]


def rows(sides: Sequence[Figures]) -> List[Row]:
    """One row per figure: what, unit, then each side's value."""
    processes = sorted({name for side in sides for name in side.memory_mb})
    table: List[Row] = [("", "", *(side.name for side in sides))]

    def add(
        what: str, unit: str, values: Sequence[Optional[float]], digits: int = 0, marks: Sequence[str] = ()
    ) -> None:
        if any(value is not None for value in values):
            texts = ["-" if value is None else f"{value:,.{digits}f}" for value in values]
            table.append((what, unit, *(t + m for t, m in zip(texts, marks or [""] * len(texts), strict=True))))

    for attribute, what in (
        ("parse_one_core_ms", "understand a message, one core"),
        ("parse_all_cores_ms", "understand a message, all cores"),
        ("message_ms", "whole message over HTTP"),
    ):
        for part in ("p50", "p95"):
            values = [getattr(getattr(side, attribute), part, None) for side in sides]
            add(f"{what}, {part}", "ms", values, 1)
    for name in processes:
        add(f"memory of {name} after the load", "MB", [side.memory_mb.get(name) for side in sides])
    add("memory together", "MB", [sum(side.memory_mb.values()) if side.memory_mb else None for side in sides])
    add("start until ready", "s", [side.start_s for side in sides], 1)
    stars = ["*" if side.training_is_from_cache else "" for side in sides]
    for attribute, what in (("training", "training from nothing"), ("training_again", "training, embeddings kept")):
        costs: List[Optional[Cost]] = [getattr(side, attribute) for side in sides]
        marks = [star if cost else "" for star, cost in zip(stars, costs, strict=True)]
        add(what, "s", [cost.wall_s if cost else None for cost in costs], 0, marks)
        add(f"{what}, processor time", "s", [cost.cpu_s if cost else None for cost in costs], 0, marks)
    add("model file", "MB", [side.model_mb for side in sides], 1)
    add("training examples", "", [side.examples for side in sides], 0)
    shares = [None if side.right_topic_share is None else 100 * side.right_topic_share for side in sides]
    add("right topic in this sample", "%", shares, 1)
    return table


def lookup_rows(lookups: Mapping[int, Latency]) -> List[Row]:
    """One row for each size of the policybook."""
    head: Row = ("agencies in the policybook", "", "p50", "p95")
    return [head, *((f"{size:,}", "ms", f"{found.p50:.1f}", f"{found.p95:.1f}") for size, found in lookups.items())]


def table_text(table: Sequence[Row]) -> str:
    """The rows as aligned text; the first row is the heading, figures stand at the right."""
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = []
    for row in table:
        cells = [
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def machine() -> Dict[str, object]:
    """What the figures were measured on."""
    import psutil

    return {
        "cpu": cpu_model(_read("/proc/cpuinfo")) or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load_average_before": round(os.getloadavg()[0], 2),
        "niceness": os.nice(0),
    }


def cpu_model(cpuinfo: str) -> Optional[str]:
    """The first ``model name`` of /proc/cpuinfo, or None on other systems."""
    for line in cpuinfo.splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            return " ".join(value.split())
    return None


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
