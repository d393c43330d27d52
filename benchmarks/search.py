"""How much a reader loads before the first result of a search is there: `python -m benchmarks --search`.

A real browser asks a server that compresses text as static hosts do. What counts is everything asked for before the
first result was shown: the page, styles, scripts, and the parts of the index.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from benchmarks.generate import generate
from tests.browser import launch, serve

ROOT: Final = Path(__file__).resolve().parent.parent
QUERIES: Final[Mapping[str, Mapping[str, str]]] = {
    "plain": {"q": "independent reviewing officers"},
    "plain, one word": {"q": "permanence"},
    "synonym": {"q": "kids in care"},
    "filtered": {"q": "foster carers", "authority": "Council 7", "status": "Off track"},
}
"""What is asked: words that most pages have, a word that few have, other words for the glossary's, and with filters."""
_FIRST: Final = """
new MutationObserver((_, watcher) => {
  if (!document.querySelector(".result")) return;
  window.firstResult = performance.now();
  watcher.disconnect();
}).observe(document, {childList: true, subtree: true});
"""
_ASKED: Final = """
() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter((entry) => entry.startTime < window.firstResult)
  .map((entry) => [entry.name, entry.encodedBodySize, entry.transferSize])
"""


def measure(authorities: int, folder: Path, as_of: str) -> dict[str, Any]:
    """Build a site of so many authorities, and how many bytes each query costs, in all and by kind of file."""
    generate(authorities, folder / "content")
    command = [sys.executable, str(ROOT / "build.py"), "--as-of", as_of, "--content", str(folder / "content")]
    subprocess.run([*command, "--site", str(folder / "site")], check=True, capture_output=True)  # noqa: S603
    return loaded(folder / "site")


def loaded(site: Path) -> dict[str, Any]:
    """The bytes that each query costs on a finished site, and how many pages it has."""
    with serve(site, compressed=True) as url, launch() as browser:
        found: dict[str, Any] = {"pages": sum(1 for _ in site.rglob("index.html"))}
        for name, asked in QUERIES.items():
            with browser.new_context() as context:
                page = context.new_page()
                page.add_init_script(_FIRST)
                page.goto(f"{url}search/?{urlencode(asked)}")
                page.locator(".result").first.wait_for(timeout=60_000)
                page.wait_for_load_state("networkidle")
                kinds: Counter[str] = Counter()
                for address, size, sent in page.evaluate(_ASKED):
                    if sent:
                        kinds[_kind(urlsplit(address).path)] += size
                words = page.locator("#search-count").inner_text()
            found[name] = {"total": kinds.total(), "by": dict(kinds.most_common()), "says": words}
    return found


def _kind(path: str) -> str:
    name = PurePosixPath(path)
    if "pagefind" not in name.parts:
        return "page" if path.endswith("/") else name.suffix.removeprefix(".")
    return name.parent.name if name.parent.name != "pagefind" else name.suffix.removeprefix(".")
