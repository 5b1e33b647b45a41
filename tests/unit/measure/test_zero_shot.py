"""Languages are left out of training in groups; every language is left out once."""

from pathlib import Path
from typing import List

from bot.measure.zero_shot import EXAMPLES, GROUPS, encoder_file, encoder_without


def test_every_language_with_examples_is_left_out_once() -> None:
    left_out = [tag for group in GROUPS for tag in group]
    assert sorted(left_out) == sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())


def test_both_ways_to_write_chinese_are_left_out_together() -> None:
    assert any({"zh-Hans", "zh-Hant"} <= set(group) for group in GROUPS)


def test_a_kept_encoder_is_not_tuned_again(tmp_path: Path) -> None:
    kept = encoder_file(GROUPS[0], tmp_path)
    kept.write_bytes(b"kept")
    said: List[str] = []
    assert encoder_without(GROUPS[0], said.append, tmp_path) == kept
    assert said == []


def test_each_group_has_an_encoder_of_its_own(tmp_path: Path) -> None:
    assert len({encoder_file(group, tmp_path) for group in GROUPS}) == len(GROUPS)
