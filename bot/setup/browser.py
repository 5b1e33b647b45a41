"""Install Debian's Chromium for the browser tests, where it is missing and may be installed."""

import os
import shutil
import subprocess
import sys


def main() -> int:
    if shutil.which("chromium") or shutil.which("chromium-browser"):
        return 0
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        print("setup: no Chromium; the browser tests will be skipped (install the package 'chromium')", flush=True)
        return 1 if os.environ.get("CI") else 0
    print("setup: Installing Chromium for the browser tests …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-core"],
    ):
        code = subprocess.call(command, env=environment, stdout=subprocess.DEVNULL)
        if code:
            print(f"setup: '{' '.join(command)}' failed with exit code {code}", file=sys.stderr)
            return code if os.environ.get("CI") else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
