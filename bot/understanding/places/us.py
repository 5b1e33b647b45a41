"""Every city, county, state and ZIP code of the United States, from packages. No Rasa in here.

The package that lists them takes 140 MB when imported. So training reads it once and keeps what we
need in the model; whoever serves reads that file and never imports the package.
"""

import json
import sys
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Dict, Mapping, Set, Tuple

from bot.policybook.names import slug
from bot.understanding.places.names import COUNTY_OF, fold


@dataclass(frozen=True)
class UsPlaces:
    """What the postal data says.

    Attributes:
        names: Folded name → the keys it may mean.
        weight: Key of a city or county → number of its ZIP codes: how large it is.
        county_of: Key of a city → key of the county that most of it lies in.
        zip_codes: ZIP code → (city key, county key or "").
        titles: Key → the place's own name with its state.
    """

    names: Mapping[str, Tuple[str, ...]]
    weight: Mapping[str, int]
    county_of: Mapping[str, str]
    zip_codes: Mapping[str, Tuple[str, str]]
    titles: Mapping[str, str]

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "UsPlaces":
        data = json.loads(path.read_text(encoding="utf-8"))
        same = sys.intern  # a key stands in several tables; one string serves all
        return cls(
            names={name: tuple(map(same, keys)) for name, keys in data["names"].items()},
            weight={same(key): count for key, count in data["weight"].items()},
            county_of={same(key): same(county) for key, county in data["county_of"].items()},
            zip_codes={code: (same(city), same(county)) for code, (city, county) in data["zip_codes"].items()},
            titles={same(key): title for key, title in data["titles"].items()},
        )


def read_packages() -> UsPlaces:
    """Build the tables from the packages ``zipcodes`` (US Postal Service data) and ``us``."""
    import us
    import zipcodes

    names: Dict[str, Set[str]] = defaultdict(set)
    weight: Dict[str, int] = defaultdict(int)
    counties: Dict[str, Dict[str, int]] = defaultdict(lambda: defaultdict(int))
    zip_codes: Dict[str, Tuple[str, str]] = {}
    titles: Dict[str, str] = {}
    states = {state.abbr: state for state in [*us.states.STATES, us.states.DC, us.states.PR]}

    def add(name: str, state: str) -> str:
        key = f"{state.lower()}/{slug(name)}"
        names[fold(name)].add(key)
        titles.setdefault(key, f"{name}, {state}")
        return key

    for entry in zipcodes.list_all():
        state = states.get(entry["state"])
        if state is None or not entry["city"]:
            continue
        city = add(entry["city"], state.abbr)
        weight[city] += 1
        for other in entry["acceptable_cities"]:
            weight[add(other, state.abbr)] += 0
        county = ""
        if entry["county"]:
            county = add(entry["county"], state.abbr)
            weight[county] += 1
            own_name, is_county, _ = fold(entry["county"]).rpartition(" county")
            if is_county:
                for before in COUNTY_OF:
                    names[before + own_name].add(county)
            counties[city][county] += 1
        zip_codes[entry["zip_code"]] = (city, county)
    for abbreviation, state in states.items():
        key = abbreviation.lower()
        titles[key] = state.name
        names[fold(state.name)] = {key} if state.name != "New York" else {"ny/new-york"}
    return UsPlaces(
        names={name: tuple(sorted(keys)) for name, keys in names.items()},
        weight=dict(weight),
        county_of={city: max(found, key=lambda county: found[county]) for city, found in counties.items()},
        zip_codes=zip_codes,
        titles=titles,
    )
