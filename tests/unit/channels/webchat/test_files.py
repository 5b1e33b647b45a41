"""What is sent is what is in the repository, less comments and indentation."""

import gzip

import pytest

from bot.channels.webchat.files import WIDGET, lean, security_policy, widget_files


def test_comments_and_indentation_go_and_code_stays() -> None:
    source = """/** A story
 * in a comment. */
function say() {
  // A line.
  const url = "https://example.org/*"; // stays: it ends a line of code

  return url;
}
"""
    kept = 'const url = "https://example.org/*"; // stays: it ends a line of code'
    assert lean(source) == f"function say() {{\n{kept}\nreturn url;\n}}\n"


@pytest.mark.parametrize("path", sorted(WIDGET.iterdir()), ids=lambda path: path.name)
def test_no_line_of_code_is_lost(path: object) -> None:
    source = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    code = [line.strip() for line in source.splitlines()]
    in_comment, expected = False, []
    for line in code:
        if line.startswith("/*"):
            in_comment = "*/" not in line
            continue
        if in_comment:
            in_comment = "*/" not in line
        elif line and not line.startswith("//"):
            expected.append(line)
    assert [line.rstrip() for line in lean(source).splitlines()] == expected


def test_every_file_is_ready_in_both_forms() -> None:
    files = widget_files()
    assert {"/widget/outreach-chat.js", "/widget/outreach-chat-element.js", "/widget/outreach-chat.css"} <= set(files)
    assert all(gzip.decompress(file.compressed) == file.body for file in files.values())


def test_policy_names_who_may_frame_the_page() -> None:
    text = security_policy(("https://a.example", "https://b.example:8443"), True)["Content-Security-Policy"]
    assert "frame-ancestors https://a.example https://b.example:8443;" in text
    assert "script-src 'self'" in text
    without = security_policy((), False)["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in without and "script-src" not in without
