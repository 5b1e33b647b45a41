"""The command line, one file per command: ``add_to(subparsers)`` declares it, ``run`` does it."""
