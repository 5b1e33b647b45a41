"""``python3 -m bot.setup``: the steps in order. ``--no-data`` stops after the dependencies."""

import sys

from bot.setup.steps import SetupError, install_dependencies, load_data, train_model


def main() -> int:
    try:
        install_dependencies()
        if "--no-data" not in sys.argv[1:]:
            load_data()
            train_model()
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("setup: stopped; run the same command again to go on from here", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
