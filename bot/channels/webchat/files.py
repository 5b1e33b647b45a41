"""The chat's files: read once, comments taken out, compressed once, with headers that keep other scripts out."""

import gzip
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, Mapping, Tuple

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

WIDGET = Path(__file__).resolve().parent / "widget"
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
SECURITY_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    # A shared phone must not keep the conversation's page for the Back button, nor a trace in its cache.
    "Cache-Control": "no-store",
}
# Block comments that begin a line, lines that are only a comment, indentation, empty lines.
_COMMENTS = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n?|^[ \t]*//[^\n]*\n|^[ \t]+|^\n", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class File:
    """A body that is ready to be sent, plain and compressed."""

    body: bytes
    compressed: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, body: bytes, content_type: str, headers: Mapping[str, str] = SECURITY_HEADERS) -> "File":
        return cls(body, gzip.compress(body, 9, mtime=0), content_type, headers)


def security_policy(allowed_origins: Tuple[str, ...], scripts: bool) -> Dict[str, str]:
    """Headers of a page of ours: only our own files, nothing inline, framed only by sites on the list.

    Args:
        scripts: False for the pages that work without JavaScript.
    """
    ancestors = " ".join(allowed_origins) or "'none'"
    running = "script-src 'self'; connect-src 'self'; " if scripts else ""
    policy = (
        f"default-src 'none'; {running}style-src 'self'; img-src 'self'; form-action 'self'; "
        f"base-uri 'none'; frame-ancestors {ancestors}; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    return {**SECURITY_HEADERS, "Content-Security-Policy": policy}


def lean(source: str) -> str:
    """A script or style sheet without whole-line comments and indentation; the file in the repository keeps them.

    It knows nothing of the language: no string of ours goes over a line's end, and no line of code begins
    with a comment's first characters.
    """
    return _COMMENTS.sub("", source)


def widget_files() -> Dict[str, File]:
    """The files under ``/widget/``, by address; any site on the list may load them."""
    headers = {**SECURITY_HEADERS, "Cross-Origin-Resource-Policy": "cross-origin"}
    return {
        f"/widget/{path.name}": File.of(lean(path.read_text(encoding="utf-8")).encode(), TYPES[path.suffix], headers)
        for path in sorted(WIDGET.iterdir())
        if path.suffix in TYPES
    }


def sendable(request: Request, file: File, status: int = 200) -> HTTPResponse:
    """A file as a response, compressed where the browser reads that."""
    headers = {**file.headers, "Vary": "Accept-Encoding"}
    body = file.body
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = file.compressed, "gzip"
    return response.raw(body, status=status, content_type=file.content_type, headers=headers)
