"""Names with a slip of the finger."""

from typing import Optional

import pytest

from bot.understanding.places.slips import NearNames

NAMES = {"chicago": 2_700_000, "houston": 2_300_000, "boston": 650_000, "new york": 8_000_000, "warren county": 1}
NEAR = NearNames({**NAMES, "wayne county": 1, "philadelphia": 1_600_000, "saint paul": 300_000})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("houtson", "houston"),
        ("chigaco", "chicago"),
        ("bostn", "boston"),
        ("philadelpia", "philadelphia"),
        ("new yrok", "new york"),
        ("saint pual", "saint paul"),
        ("bost", None),
        ("boxtan", None),
        ("ouston", None),
        ("", None),
        ("water county", None),
    ],
)
def test_a_slip_is_forgiven_by_the_length_and_size_of_the_place(written: str, meant: Optional[str]) -> None:
    assert NEAR.nearest(written) == meant


def test_of_two_names_as_near_the_larger_place_is_meant() -> None:
    assert NearNames({"dallas": 1_300_000, "dollas": 10}).nearest("dullas") == "dallas"
