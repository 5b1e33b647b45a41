"""How ``python -m bot parse`` reads lines: what has arrived together is answered together."""

import io
import os

import pytest

from bot.commands.parse import AT_ONCE, arriving_lines, read_requests


def test_a_line_is_handed_on_while_the_writer_waits() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream, os.fdopen(writing, "wb", buffering=0) as writer:
        writer.write(b'{"text": "hello"}\n')
        assert next(arriving_lines(stream)) == (1, [b'{"text": "hello"}'])


def test_a_line_cut_in_two_is_put_together() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream, os.fdopen(writing, "wb", buffering=0) as writer:
        batches = arriving_lines(stream)
        writer.write(b"first\nsec")
        assert next(batches) == (1, [b"first"])
        writer.write(b"ond\n")
        assert next(batches) == (2, [b"second"])


@pytest.mark.parametrize("count", [0, 1, AT_ONCE, AT_ONCE + 1, 300])
@pytest.mark.parametrize("ending", [b"", b"\n"], ids=["no line end", "line end"])
def test_every_line_of_a_file_comes_once_with_its_number(count: int, ending: bytes) -> None:
    lines = [b"line %d" % number for number in range(1, count + 1)]
    stream = io.BytesIO(b"\n".join(lines) + (ending if count else b""))
    found = [(first + n, line) for first, batch in arriving_lines(stream) for n, line in enumerate(batch) if line]
    assert found == [(number, line) for number, line in enumerate(lines, 1)]


def test_good_lines_before_a_bad_one_are_kept_and_the_bad_one_is_named() -> None:
    requests, problem = read_requests([b'{"text": "hello"}', b"", b"nope", b'{"text": "later"}'], first=65)
    assert [request["text"] for request in requests] == ["hello"]
    assert str(problem) == "line 67 is not JSON"
