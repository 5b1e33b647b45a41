"""The files of the chat page, read once, with the headers that keep other scripts out."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Dict, Mapping, Optional

DIRECTORY = Path(__file__).resolve().parent / "page"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    # A shared phone must not keep the conversation's page for the Back button.
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class PageFile:
    body: bytes
    content_type: str
    headers: Mapping[str, str]


@lru_cache(maxsize=1)
def _files() -> Dict[str, PageFile]:
    files = {}
    for path in sorted(DIRECTORY.iterdir()):
        if path.suffix in TYPES:
            file = PageFile(path.read_bytes(), TYPES[path.suffix], SECURITY_HEADERS)
            files["/" if path.name == "index.html" else f"/page/{path.name}"] = file
    return files


def page_file(path: str) -> Optional[PageFile]:
    """The file behind an address, or None where the page has none."""
    return _files().get(path)
