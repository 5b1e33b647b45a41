"""The peer: the pipeline and policies that ``rasa init`` writes, trained on some of our examples in every language.

What Rasa fills in for an empty ``pipeline:`` and ``policies:`` is asked of the installed Rasa. Every choice
is made in the peer's favour: it has rules alone (so the policies that learn from stories have nothing to do),
no action server, and Rasa's default of conversations in memory.

``python -m bot.measure.peer`` trains it ahead of a bench.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import warnings
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any, Dict, List, Optional

import yaml

from bot.measure.examples import count_examples, for_peer, peer_domain, peer_key, read_training, some_of_each
from bot.measure.figures import Cost
from bot.measure.processes import BenchError, Programs, end_cleanly_when_terminated, peer_environment, say
from bot.settings import ROOT

KEPT = ROOT / "build" / "peer"
FULL_EPOCHS = 100
QUICK_EPOCHS = 5
MODEL = "model.tar.gz"
RECORD = "record.json"


@dataclass(frozen=True)
class Peer:
    """A trained peer and what its training took."""

    model: Path
    training: Cost
    epochs: int
    examples: int
    rasa: str
    trained_at: str
    niceness: int
    load_average_before: float
    is_from_cache: bool = False
    is_of_older_examples: bool = False


def get_peer(programs: Programs, epochs: int, older_will_do: bool = False, kept: Path = KEPT) -> Peer:
    """The peer of today's examples, from ``build/peer/`` or trained now.

    Args:
        older_will_do: Take the newest peer kept there, though examples have changed since.
    """
    blocks = for_peer(some_of_each(read_training()))
    key = peer_key(blocks, version("rasa"), epochs)
    found = read_peer(kept / key)
    if found is None and older_will_do:
        found = newest_peer(kept, epochs)
    if found is not None:
        return found
    return train_peer(programs, blocks, epochs, kept / key)


def read_peer(folder: Path, is_of_older_examples: bool = False) -> Optional[Peer]:
    """A kept peer, or None when the folder holds no complete one."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not (folder / MODEL).exists():
        return None
    return Peer(
        **{**record, "training": Cost(**record["training"])},
        model=folder / MODEL,
        is_from_cache=True,
        is_of_older_examples=is_of_older_examples,
    )


def newest_peer(kept: Path, epochs: int) -> Optional[Peer]:
    """The last trained peer of this Rasa and as many epochs."""
    found = [read_peer(record.parent, is_of_older_examples=True) for record in kept.glob(f"*/{RECORD}")]
    fitting = [peer for peer in found if peer and peer.epochs == epochs and peer.rasa == version("rasa")]
    return max(fitting, key=lambda peer: peer.trained_at, default=None)


def default_config(epochs: int) -> Dict[str, Any]:
    """What Rasa completes an empty configuration to; fewer epochs only where it names epochs itself."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe

    empty = {"recipe": "default.v1", "language": "en", "assistant_id": "default-pipeline"}
    with warnings.catch_warnings():
        # Rasa asks a deprecated library where its default configuration lies.
        warnings.simplefilter("ignore", DeprecationWarning)
        completed = DefaultV1Recipe.complete_config(empty, {"pipeline", "policies"})
    config: Dict[str, Any] = json.loads(json.dumps(completed))
    for component in [*config["pipeline"], *config["policies"]]:
        if component.get("epochs") == FULL_EPOCHS:
            component["epochs"] = epochs
    return config


def train_peer(programs: Programs, blocks: List[Dict[str, Any]], epochs: int, folder: Path) -> Peer:
    """Train with Rasa's own command, from nothing, and keep the model beside its record."""
    examples = count_examples(blocks)
    say(f"Training Rasa's default pipeline: {examples} examples, {epochs} epochs. This can take an hour.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="peer-", dir=folder.parent) as temporary:
        project = Path(temporary) / "project"
        write_project(project, blocks, default_config(epochs))
        load_average = round(os.getloadavg()[0], 2)
        command = [sys.executable, "-m", "rasa", "train", "--force", "--data", "data", "--fixed-model-name", "model"]
        log = folder.parent / f"{folder.name}.log"
        log.unlink(missing_ok=True)
        cost = programs.run("training of the peer", command, log, peer_environment(), project)
        trained = project / "models" / MODEL
        if not trained.exists():
            raise BenchError(f"the peer was not trained; see {log}")
        done = Path(temporary) / "done"
        done.mkdir()
        shutil.move(trained, done / MODEL)
        record = {
            "training": asdict(cost),
            "epochs": epochs,
            "examples": examples,
            "rasa": version("rasa"),
            "trained_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "niceness": os.nice(0),
            "load_average_before": load_average,
        }
        (done / RECORD).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        # A complete folder appears at once or not at all; an interrupted training leaves none.
        if folder.exists():
            shutil.rmtree(folder)
        os.replace(done, folder)
    peer = read_peer(folder)
    if peer is None:
        raise BenchError(f"the trained peer cannot be read from {folder}")
    return Peer(**{**peer.__dict__, "is_from_cache": False})


def write_project(project: Path, blocks: List[Dict[str, Any]], config: Dict[str, Any]) -> None:
    """A folder like that of ``rasa init``, with our examples."""
    domain, rules = peer_domain(blocks)
    files = {
        "config.yml": config,
        "domain.yml": domain,
        "data/nlu.yml": {"version": "3.1", "nlu": blocks},
        "data/rules.yml": rules,
    }
    for name, content in files.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.measure.peer", description="Train the peer ahead of a bench.")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_EPOCHS} epochs instead of {FULL_EPOCHS}")
    options = parser.parse_args()
    end_cleanly_when_terminated()
    try:
        with Programs() as programs:
            peer = get_peer(programs, QUICK_EPOCHS if options.quick else FULL_EPOCHS)
    except BenchError as error:
        print(f"peer: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("peer: stopped; nothing was kept", file=sys.stderr)
        return 130
    said = "kept from" if peer.is_from_cache else "trained"
    print(f"{said} {peer.trained_at}: {peer.training.wall_s:.0f} s, {peer.training.cpu_s:.0f} s of processor time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
