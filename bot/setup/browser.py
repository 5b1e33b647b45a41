"""Install Debian's Chromium for the browser tests, where it is missing and may be installed."""

import sys

from bot.setup.debian import ensure


def main() -> int:
    return ensure(
        ("chromium", "chromium-browser"),
        ("chromium", "fonts-noto-core"),
        "Chromium",
        "the browser tests will be skipped",
    )


if __name__ == "__main__":
    sys.exit(main())
