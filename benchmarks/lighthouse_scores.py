"""What Lighthouse gives pages of content/ on the phone that it pretends to be: `python -m benchmarks --lighthouse`.

The figures are of this machine: Lighthouse slows the processor by a factor, so that a busy machine lowers performance.
Needs Node.js 18.20 or newer with npm, which fetches Lighthouse as pinned in benchmarks/lighthouse/.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from tests.browser import FLAGS, find, serve

ROOT: Final = Path(__file__).resolve().parent.parent
PINNED: Final = ROOT / "benchmarks" / "lighthouse"
PAGES: Final = ("", "walsall/", "walsall/2017-sif/recommendations/1/")
"""The home page, an authority, a recommendation."""
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")


def measure(rounds: int, folder: Path, as_of: str) -> dict[str, Any]:
    """Build content/, and give each page's scores out of 100, medians of so many runs, and the audits that cost points.

    Raises SystemExit without Node.js and npm, CalledProcessError if the build, npm or Lighthouse fails.
    """
    site = folder / "site"
    _run([sys.executable, str(ROOT / "build.py"), "--as-of", as_of, "--site", str(site)], ROOT)
    command = _lighthouse(folder / "lighthouse")
    found: dict[str, Any] = {}
    with serve(site, compressed=True) as url:
        for page in PAGES:
            reports = [_report([*command, url + page], folder) for _ in range(rounds)]
            found[f"/{page}"] = {
                "scores": {name: statistics.median(_score(report, name) for report in reports) for name in CATEGORIES},
                "lowest": {name: min(_score(report, name) for report in reports) for name in CATEGORIES},
                "costs": {name: told for report in reports for name, told in _costs(report).items()},
            }
    return {"lighthouse": json.loads((PINNED / "package.json").read_text("utf-8"))["dependencies"], "pages": found}


def _lighthouse(folder: Path) -> list[str]:
    """Install it, and give the command that measures a page."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise SystemExit("Lighthouse needs Node.js and npm: https://nodejs.org/")
    shutil.copytree(PINNED, folder)
    _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
    flags = [f'{name}="{value}"' if value else name for name, _, value in (flag.partition("=") for flag in FLAGS)]
    return [
        node,
        str(folder / "node_modules" / "lighthouse" / "cli" / "index.js"),
        "--quiet",
        "--output=json",
        "--no-enable-error-reporting",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={' '.join(['--headless=new', *flags])}",
    ]


def _report(command: list[str], folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(_run(command, folder))
    if "runtimeError" in report:
        raise SystemExit(f"Lighthouse: {report['runtimeError']['message']}")
    return report


def _run(command: list[str], folder: Path) -> bytes:
    known = os.environ | {"CHROME_PATH": str(find())}
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, env=known).stdout  # noqa: S603


def _score(report: dict[str, Any], category: str) -> int:
    score: float = report["categories"][category]["score"]
    return round(score * 100)


def _costs(report: dict[str, Any]) -> dict[str, str]:
    """Audits that count and are not perfect: what Lighthouse says of each."""
    counted = [part["id"] for name in CATEGORIES for part in report["categories"][name]["auditRefs"] if part["weight"]]
    audits = [report["audits"][name] for name in counted]
    return {
        audit["id"]: f"{audit['title']} {audit.get('displayValue', '')} ({audit['score']})"
        for audit in audits
        if audit["score"] is not None and audit["score"] < 1
    }
