"""Editions: frozen as the site stood on a day, marked, out of search, with a way to the current page, and offline."""

import io
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from playwright.sync_api import Browser, expect

from followthrough.edition import EditionError, keep
from tests.command import CONTENT_WRONG, DONE, FAILED, MINIMAL, MINIMAL_TODAY, files_below, run

DAY = "2022-10-01"
PLAN = "anytown/improvement-plan/index.html"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with content that has an edition, and the site made of it."""
    folder = tmp_path_factory.mktemp("edition")
    content = shutil.copytree(MINIMAL, folder / "content")
    done = run("--content", content, "--site", folder / "site", "--as-of", MINIMAL_TODAY, "--edition", DAY)
    assert done.returncode == DONE, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def unpacked(made: Path) -> Path:
    """The edition as somebody has it who downloaded and unpacked it."""
    with zipfile.ZipFile(made / "site" / "editions" / f"{DAY}.zip") as archive:
        archive.extractall(made / "offline")
    return made / "offline"


def test_an_edition_is_what_was_known_by_its_day(made: Path) -> None:
    now = (made / "site" / PLAN).read_text("utf-8")
    then = (made / "site" / "editions" / DAY / PLAN).read_text("utf-8")
    assert "30 September 2022" in then
    pages = files_below(made / "site" / "editions" / DAY)
    assert "anytown/improvement-plan/reviews/2022-09-30/index.html" in pages
    assert "anytown/trust-plan/reviews/2022-12-31/index.html" not in pages
    assert (made / "site" / "anytown/trust-plan/reviews/2022-12-31/index.html").is_file()
    assert now != then


def test_every_page_of_an_edition_is_marked_and_leads_to_the_current_one(made: Path) -> None:
    site = made / "site"
    pages = {name: data.decode() for name, data in files_below(site / "editions" / DAY).items() if ".html" in name}
    assert len(pages) > 20
    for name, text in pages.items():
        assert "This is an edition: the site as it stood on 1 October 2022." in text, name
        [current] = re.findall(r'<a href="https://example.org/([^"]*)">See what it says now</a>', text)
        assert (site / current / "index.html").is_file(), name
        assert f"{current}index.html" == name or 'http-equiv="refresh"' in text
        assert '<link rel="canonical" href="https://example.org/' in text


def test_an_edition_is_out_of_search(made: Path) -> None:
    site = made / "site"
    pages = {name: data.decode() for name, data in files_below(site / "editions" / DAY).items() if ".html" in name}
    assert not [name for name, text in pages.items() if '<meta name="robots" content="noindex">' not in text]
    assert "/editions/2022" not in (site / "sitemap.xml").read_text("utf-8")
    fragments = [path.name for path in (site / "pagefind" / "fragment").iterdir()]
    alone = made / "alone"
    done = run("--content", shutil.copytree(MINIMAL, made / "bare"), "--site", alone, "--as-of", MINIMAL_TODAY)
    assert done.returncode == DONE
    assert sorted(fragments) == sorted(path.name for path in (alone / "pagefind" / "fragment").iterdir())


def test_a_later_build_does_not_change_an_edition(made: Path, tmp_path: Path) -> None:
    content = shutil.copytree(made / "content", tmp_path / "content")
    packed = (content / "editions" / f"{DAY}.zip").read_bytes()
    recommendation = next((content / "authorities/anytown/inspections/2021-sif/recommendations").glob("01-*.md"))
    recommendation.write_text(recommendation.read_text("utf-8").replace("## In plain words", "## In plain words\nNew."))
    done = run("--content", content, "--site", tmp_path / "site", "--as-of", MINIMAL_TODAY)
    assert done.returncode == DONE, done.stdout
    assert (tmp_path / "site" / "editions" / f"{DAY}.zip").read_bytes() == packed
    before, after = (files_below(site / "editions" / DAY) for site in (made / "site", tmp_path / "site"))
    assert before == after
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == after
    with pytest.raises(EditionError, match="never changes"):
        keep(content, date.fromisoformat(DAY), b"")


def test_an_unpacked_edition_reads_from_the_file_system(unpacked: Path, browser: Browser) -> None:
    """Links lead to files, styles are there, lists narrow, and nothing is asked of a host."""
    asked: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(f"error: {error}"))
        page.goto((unpacked / "index.html").as_uri())
        page.get_by_role("main").get_by_role("link", name="Anytown Council").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Anytown Council")
        assert page.evaluate("getComputedStyle(document.querySelector('.edition')).display") != "inline"
        page.get_by_role("main").get_by_role("link", name=re.compile(r"^\d+ actions? in one list")).first.click()
        expect(page.locator("#narrow-count")).to_have_text(re.compile(r"^\d+ actions$"))
        page.get_by_label("Words").fill("zzzz")
        expect(page.locator("#narrow-count")).to_contain_text("None of the")
        page.get_by_role("button", name="Show all").click()
        expect(page.locator("#narrow-count")).to_have_text(re.compile(r"^\d+ actions$"))
        page.locator(".table--list tbody th a").first.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert [url for url in asked if not url.startswith(unpacked.as_uri())] == []


def test_no_link_of_an_edition_leads_out_of_it_or_nowhere(unpacked: Path) -> None:
    for path in unpacked.rglob("*.html"):
        for link in re.findall(r'\b(?:href|src)="([^"]*)"', path.read_text("utf-8")):
            if not re.match(r"[a-z]+:|#", link):
                target = (path.parent / re.split("[?#]", link)[0]).resolve()
                assert target.is_file(), f"{path.relative_to(unpacked)}: {link}"
                assert unpacked in target.parents


def test_the_page_of_editions_leads_to_it(made: Path) -> None:
    text = (made / "site" / "editions" / "index.html").read_text("utf-8")
    assert f'href="./{DAY}/index.html"' in text
    assert f'href="./{DAY}.zip"' in text


def frozen(content: Path, *more: str) -> CompletedProcess[str]:
    return run(
        "--content", content, "--site", content.parent / "site", "--as-of", MINIMAL_TODAY, "--edition", DAY, *more
    )


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINIMAL, tmp_path / "content"))


def test_an_edition_knows_nothing_of_what_ended_later(made: Path) -> None:
    pages = {
        name: data.decode() for name, data in files_below(made / "site" / "editions" / DAY).items() if ".html" in name
    }
    assert "4 October 2022" in (made / "site/anytown/2021-sif/recommendations/4/index.html").read_text("utf-8")
    # A fact keeps its source, whenever that came out; the page of components shows no council that exists.
    told = {name for name, text in pages.items() if "4 October 2022" in text}
    assert told == {"anytown/sources/index.html", "components/index.html"}


def test_content_with_problems_is_not_frozen(content: Path) -> None:
    (content / "authorities/anytown/authority.yml").write_text("nmae: x\n", "utf-8")
    done = frozen(content)
    assert done.returncode == CONTENT_WRONG
    assert "[unknown-field]" in done.stdout
    assert not (content / "editions").exists()


def test_what_the_site_cannot_be_built_with_is_not_kept(content: Path) -> None:
    about = content / "pages/about.md"
    about.write_text(about.read_text("utf-8") + "\n[Nowhere](#no-such-place)\n", "utf-8")
    assert frozen(content).returncode == CONTENT_WRONG
    assert [*(content / "editions").iterdir()] == []


def test_a_damaged_edition_ends_the_build_in_words(content: Path) -> None:
    assert frozen(content).returncode == DONE
    path = content / "editions" / f"{DAY}.zip"
    data = bytearray(path.read_bytes())
    data[200:260] = bytes(60)
    path.write_bytes(data)
    done = run("--content", content, "--site", content.parent / "site", "--as-of", MINIMAL_TODAY)
    assert done.returncode == FAILED
    assert f"The edition of {DAY} is damaged" in done.stderr
    assert "Traceback" not in done.stderr
