"""`make setup` runs this: make sure that the tests have a browser and can drive it, or say what to install."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests import browser


def main() -> int:
    """Install what is missing, where this may; exit code 1 if something still is."""
    if not driver_starts():
        if is_debian_root():
            apt_install("libatomic1")
        if not driver_starts():
            print("Playwright does not start. The Node that comes with it needs libatomic:", file=sys.stderr)
            print("sudo apt-get install libatomic1, or sudo dnf install libatomic", file=sys.stderr)
            return 1
    if not has_browser() and browser.VARIABLE not in os.environ:
        if is_debian_root():
            apt_install("chromium")
        else:
            playwright_install()
    try:
        browser.find()
    except browser.NoBrowserError as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


def has_browser() -> bool:
    """Whether there is one."""
    try:
        browser.find()
    except browser.NoBrowserError:
        return False
    return True


def driver_starts() -> bool:
    """Whether Playwright itself runs: its Node wants a library that the smallest systems lack."""
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def is_debian_root() -> bool:
    """Whether apt may be asked. On Debian itself only: Ubuntu's package named chromium is not a browser."""
    release = Path("/etc/os-release")
    debian = release.is_file() and "ID=debian" in release.read_text("utf-8").split()
    return debian and os.geteuid() == 0


def apt_install(package: str) -> None:
    """Install a package of Debian's; waits its turn."""
    print(f"Installing Debian's {package} for the tests", flush=True)
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=600", "-o", "Dpkg::Use-Pty=0"]
    run([*apt, "update"])
    run([*apt, "install", "-y", "--no-install-recommends", package])


def playwright_install() -> None:
    """Have Playwright fetch its browser, and as root the libraries that this needs."""
    print("Installing Playwright's chromium for the tests", flush=True)
    as_root = sys.platform == "linux" and os.geteuid() == 0
    run([sys.executable, "-m", "playwright", "install", *(["--with-deps"] if as_root else []), "chromium"])


def run(command: Sequence[str]) -> None:
    """Run the command. It reports its own failure; whether it helped is for the caller to see."""
    subprocess.run(command, check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


if __name__ == "__main__":
    sys.exit(main())
