"""Pictures of an evaluation: who is taken for whom, and whether probabilities are honest."""

from pathlib import Path
from typing import Any, List, Mapping, Sequence

import numpy as np

from bot.measure.figures import Latency
from bot.measure.scores import Answered, top_topics


def draw_confusions(answers: Answered, path: Path) -> None:
    """One row for each true topic, one column for each label it was taken for; dark means often."""
    topics = sorted({question.topic or "out_of_scope" for question, _ in answers})
    place = {topic: number for number, topic in enumerate(topics)}
    counts = np.zeros((len(topics), len(topics)))
    for question, parsed in answers:
        taken = top_topics(parsed, 1)
        if taken and taken[0] in place:
            counts[place[question.topic or "out_of_scope"], place[taken[0]]] += 1
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure, axes = _figure(16, 15)
    axes.imshow(shares, cmap="magma_r", vmin=0, vmax=1)
    axes.set_xticks(range(len(topics)), topics, rotation=90, fontsize=6)
    axes.set_yticks(range(len(topics)), topics, fontsize=6)
    axes.set_xlabel("taken for")
    axes.set_ylabel("topic")
    _save(figure, path)


def draw_reliability(bins: Sequence[Mapping[str, float]], path: Path) -> None:
    """How often the likeliest label is right, over how sure we were; the diagonal is honest."""
    figure, axes = _figure(6, 6)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    axes.plot([row["sure"] for row in bins], [row["right"] for row in bins], marker="o")
    for row in bins:
        axes.annotate(str(int(row["messages"])), (row["sure"], row["right"]), fontsize=7)
    axes.set_xlabel("probability given to the likeliest label")
    axes.set_ylabel("share of messages where it was right")
    _save(figure, path)


def draw_lookups(lookups: Mapping[int, Latency], path: Path) -> None:
    """Time of one look-up over the size of the policybook, both on logarithmic axes."""
    figure, axes = _figure(7, 5)
    for part, marker in (("p50", "o"), ("p95", "s")):
        axes.plot(list(lookups), [getattr(found, part) for found in lookups.values()], marker=marker, label=part)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(list(lookups), [f"{size:,}" for size in lookups])
    axes.set_xlabel("agencies in the policybook")
    axes.set_ylabel("milliseconds for one look-up (SQLite)")
    axes.legend()
    _save(figure, path)


def _figure(width: float, height: float) -> List[Any]:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    return list(pyplot.subplots(figsize=(width, height)))


def _save(figure: Any, path: Path) -> None:
    from matplotlib import pyplot

    path.parent.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
