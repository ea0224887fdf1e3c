"""Finds the browser that the tests drive: an installed Chrome or Chromium, else Debian's package where it may be installed.

Run as a program it installs one if need be, and says the one command to run where it may not. It never downloads a browser
build of its own.
"""

from __future__ import annotations

import os
import shutil
import sys

from debian_packages import install_packages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/usr/bin/chromium", "/snap/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # The first two are the address bar's, a page of its own that takes longer to start than ours. The others Playwright turns off
    # too; the browser minds the last list that it is given.
    "--disable-features=" + ",".join((
        "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
        "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
        "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
        "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning",
    )),
]
BY_HAND = "No Chrome or Chromium was found. Install one and run the tests again:  sudo apt-get install chromium"


def find() -> str | None:
    """Path of an installed browser: CHROME if set, else the first known name or place; None if there is none."""
    named = os.environ.get("CHROME")
    if named:
        return named if os.access(named, os.X_OK) else None
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return next((place for place in PLACES if os.access(place, os.X_OK)), None)


def install() -> str | None:
    """Install Debian's package if this machine lets us; the path of the browser, or None."""
    return find() if install_packages(("chromium",), "the browser tests") else None


if __name__ == "__main__":
    browser = find() or install()
    if browser is None:
        sys.exit(BY_HAND)
    print(f"Browser for the tests: {browser}")
