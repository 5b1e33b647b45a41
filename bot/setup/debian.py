"""Install Debian's packages for tests that need a program, where it is missing and may be installed."""

import os
import shutil
import subprocess
import sys
from typing import Sequence


def ensure(programs: Sequence[str], packages: Sequence[str], name: str, without: str) -> int:
    """Have one of some programs; 0 also where it cannot be had and the tests that need it can be skipped.

    Args:
        programs: Any of these will do.
        packages: What to install otherwise.
        name: What it is called in the lines that are printed.
        without: What happens without it.
    """
    if any(shutil.which(program) for program in programs):
        return 0
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        print(f"setup: no {name}; {without} (install the package '{packages[0]}')", flush=True)
        return 1 if os.environ.get("CI") else 0
    print(f"setup: Installing {name} for the tests …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages],
    ):
        code = subprocess.call(command, env=environment, stdout=subprocess.DEVNULL)
        if code:
            print(f"setup: '{' '.join(command)}' failed with exit code {code}", file=sys.stderr)
            return code if os.environ.get("CI") else 0
    return 0
