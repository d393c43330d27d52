"""`make screenshots` runs this: pictures of the built site for the README, into docs/images."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser import launch, serve
from tests.command import ROOT, TODAY, command

IMAGES = ROOT / "docs" / "images"
PAGES = {
    "home": "",
    "authority": "thurrock/",
    "recommendation": "walsall/2017-sif/recommendations/1/",
    "plan": "thurrock/ofsted-action-plan/",
    "since": "thurrock/changes/2017-02-01-to-2017-04-28/",
}
SIZES = {"wide": (1280, 900), "narrow": (320, 640)}


def main() -> int:
    """Build the site, and take each page at each size; returns the exit code 0."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        subprocess.run(command("--as-of", TODAY, "--site", site), cwd=ROOT, check=True)
        with launch() as browser, serve(site) as url:
            for size, (width, height) in SIZES.items():
                with browser.new_context(viewport={"width": width, "height": height}) as context:
                    page = context.new_page()
                    for name, address in PAGES.items():
                        page.goto(url + address)
                        page.screenshot(path=IMAGES / f"{name}-{size}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
