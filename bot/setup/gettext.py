"""Install Debian's gettext, which reads our catalogs independently of us in the tests, where it is missing."""

import sys

from bot.setup.debian import ensure


def main() -> int:
    return ensure(("msgfmt",), ("gettext",), "gettext", "its check of the catalogs will be skipped")


if __name__ == "__main__":
    sys.exit(main())
