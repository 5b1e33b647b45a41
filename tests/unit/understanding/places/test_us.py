"""The country's places, as they are read from the packages and kept in the model."""

from pathlib import Path

import pytest

from bot.understanding.places.us import UsPlaces, read_packages


@pytest.fixture(scope="module")
def places() -> UsPlaces:
    return read_packages()


def test_stored_places_are_the_same(places: UsPlaces, tmp_path: Path) -> None:
    places.save(tmp_path / "us.json")
    assert UsPlaces.load(tmp_path / "us.json") == places


def test_a_zip_code_names_its_city_and_its_county(places: UsPlaces) -> None:
    assert places.zip_codes["60629"] == ("il/chicago", "il/cook-county")


def test_a_shared_name_has_every_key(places: UsPlaces) -> None:
    assert {"il/springfield", "ma/springfield", "mo/springfield"} <= set(places.names["springfield"])


@pytest.mark.parametrize("name", ["montgomery county", "condado de montgomery", "county of montgomery"])
def test_a_county_is_found_by_each_form_of_its_name(name: str, places: UsPlaces) -> None:
    assert {"md/montgomery-county", "pa/montgomery-county"} <= set(places.names[name])


def test_new_york_is_the_city(places: UsPlaces) -> None:
    assert places.names["new york"] == ("ny/new-york",) and places.titles["ny"] == "New York"


def test_larger_cities_weigh_more(places: UsPlaces) -> None:
    assert places.weight["or/portland"] > places.weight["me/portland"] > 0


def test_every_key_that_a_table_names_has_a_title(places: UsPlaces) -> None:
    keys = {key for found in places.names.values() for key in found} | set(places.county_of.values())
    keys |= {key for city, county in places.zip_codes.values() for key in (city, county) if key}
    assert keys - set(places.titles) == set()
