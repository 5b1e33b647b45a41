"""How long it takes to look a place up in a policybook that grows from a hundred agencies to 18,000.

The agencies are synthetic: invented places with the documents of real ones, in a SQLite file of their
own. 18,000 is about the number of police agencies in the United States.
"""

import random
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import List, Mapping, Sequence

from bot.database import make_engine, session_scope, upgrade
from bot.measure.figures import Latency, latency
from bot.policybook.agreements import read_list
from bot.policybook.load import load, load_agreements
from bot.policybook.queries import look_up
from bot.policybook.schema import Agency, Place, read_directory
from bot.settings import ROOT

SIZES = (100, 500, 2000, 6000, 18000)
LOOKUPS = 400
SEED = 7
# Cities around one county, so that a look-up reads a sheriff and a state's law as it does for real.
CITIES_OF_COUNTY = 20


def synthetic(count: int, patterns: Sequence[Agency]) -> List[Agency]:
    """``count`` agencies of invented places: for each county its sheriff and its cities' police.

    Args:
        patterns: Real agencies; each invented one has the documents of one of them.
    """
    states = sorted({agency.place.state for agency in patterns if agency.place.kind == "state"})
    agencies = [agency for agency in patterns if agency.place.kind == "state"][:count]
    local = [agency for agency in patterns if agency.place.kind != "state"]
    number = 0
    while len(agencies) < count:
        county_number = number // CITIES_OF_COUNTY
        state, county = states[county_number % len(states)], f"Invented{county_number} County"
        is_sheriff = number % CITIES_OF_COUNTY == 0
        place = Place(county, "county", state) if is_sheriff else Place(f"Invented{number}", "city", state, county)
        pattern = local[number % len(local)]
        agencies.append(
            replace(
                pattern,
                id=f"invented-{number}",
                kind="sheriff" if is_sheriff else "police",
                place=place,
                aliases=(f"Invented {number} police",),
                see_also=(),
            )
        )
        number += 1
    return agencies


def measure_lookups(folder: Path, today: date) -> Mapping[int, Latency]:
    """Milliseconds of one look-up by number of agencies, in new SQLite files below ``folder``."""
    patterns = read_directory(ROOT / "bot" / "data" / "policybook", today)
    listed = read_list(ROOT / "bot" / "data" / "agreements", today)
    found = {}
    for size in SIZES:
        agencies = synthetic(size, patterns)
        url = f"sqlite:///{folder / f'lookup-{size}.db'}"
        upgrade(url)
        engine = make_engine(url)
        with session_scope(engine) as session:
            load(session, agencies)
            load_agreements(session, listed)
        chosen = random.Random(SEED).choices(agencies, k=LOOKUPS + LOOKUPS // 10)  # noqa: S311 - no secret
        milliseconds = []
        for agency in chosen:
            started = time.perf_counter()
            with session_scope(engine) as session:
                record = look_up(session, agency.place.key, agency.place.county_key)
            milliseconds.append((time.perf_counter() - started) * 1000)
            if agency.place.kind != "state" and record.status != "found":
                raise RuntimeError(f"{agency.place.key} was not found among {size} agencies")
        engine.dispose()
        found[size] = latency(milliseconds[LOOKUPS // 10 :])
    return found
