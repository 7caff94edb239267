"""Is there a Chromium for the browser journeys, and where?"""

import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = "chromium-headless-shell"

# Nothing of the browser's own may call out during a test.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-dev-shm-usage",
    # To compile a page once more, that lives for seconds, costs a tenth and pays nothing back.
    "--js-flags=--no-opt --no-maglev",
)


def chromium() -> Path | None:
    """Return the system's browser, None when it has none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


def shell() -> Path | None:
    """Return the browser without windows of its own, with which a page costs half, or the whole
    one: it cannot be rung.
    """
    found = shutil.which(SHELL)
    return Path(found) if found else chromium()


if __name__ == "__main__":
    sys.exit(chromium() is None)
