"""What every test may ask for."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import launch
from tests.command import CONTENT, MINIMAL, MINIMAL_TODAY, TODAY, run

LONGEST = ("test_pages_in_browser", "test_stopping")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--bless`: what the site looks like now is what tests expect from now on."""
    parser.addoption("--bless", action="store_true", help="accept present output as the expected output")


def pytest_configure() -> None:
    """What is started here hears every signal, even if the tests run in the background or under nohup."""
    for name, handler in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The modules that take longest begin first, so that no core is idle at the end."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


@pytest.fixture(scope="session")
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether to write expected output instead of comparing with it."""
    return bool(request.config.getoption("--bless"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped content, built once for all tests; look, but do not touch."""
    return _built(CONTENT, TODAY, tmp_path_factory.mktemp("shipped") / "site")


@pytest.fixture(scope="session")
def minimal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest content that uses everything, built once for all tests; look, but do not touch."""
    return _built(MINIMAL, MINIMAL_TODAY, tmp_path_factory.mktemp("minimal") / "site")


def _built(content: Path, day: str, to: Path) -> Path:
    # A copy, because a build notes new addresses beside the content.
    content = shutil.copytree(content, to.parent / "content")
    done = run("--content", content, "--as-of", day, "--site", to)
    assert done.returncode == 0, done.stdout + done.stderr
    return to


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser; one for all tests."""
    with launch() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own for the test, with nothing remembered from others."""
    with browser.new_context() as context:
        yield context.new_page()
