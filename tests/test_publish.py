"""Publishing: what is not fit to be seen is found, and readers see the whole old site or the whole new one."""

import multiprocessing
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from followthrough import publish
from followthrough.bundle import PagefindError
from followthrough.publish import PublishError
from followthrough.verify import Links, see_page
from tests.command import ROOT, files_below
from tests.outputs import make_index

PAGE = """<!doctype html>
<html lang="en"><head><title>{title}</title></head>
<body><main id="main"><h1>{title}</h1>
{body}
</main></body></html>
"""


def page(body: str = "", title: str = "Page") -> str:
    return PAGE.format(title=title, body=body)


def written(folder: Path, **pages: str) -> Path:
    """A folder with these pages; `plan__a` becomes plan/a/index.html."""
    files = {f"{name.replace('__', '/')}/index.html".removeprefix("home/"): text for name, text in pages.items()}
    folder.mkdir(exist_ok=True)
    publish.write(folder, ((name, text.encode()) for name, text in files.items()))
    return folder


def faults(site: Path) -> list[str]:
    """What is wrong with the pages of a folder."""
    links = Links()
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file():
            links.add(name, see_page(path.read_text("utf-8")) if path.suffix == ".html" else None)
    return links.wrong()


def test_a_good_site_has_nothing_wrong(tmp_path: Path) -> None:
    body = """<p id="a&amp;b">x</p> <a href="#a&amp;b">here</a> <a href="plan/">plan</a> <a href="plan/#done">done</a>
    <a href=".">home</a> <a href="./?q=1#main">home</a> <a href="data.csv">data</a> <a href="plan/../plan/">plan</a>
    <a href="https://elsewhere.example/#x">elsewhere</a> <a href="mailto:us@x.example">us</a>
    <a href="caf%C3%A9.txt">c</a> <link rel="canonical" href="https://example.org/">
    <img src="pixel.png" alt=""> <img src="data:image/png;base64,x" alt="">
    <!-- <a href="gone/"> <p id="main"> <h1> --> <script>let x = '<a href="gone/">'</script> <style>a > b {}</style>
    <a href="#:~:text=words">words</a>"""
    site = written(
        tmp_path / "site", home=page(body), plan=page('<p id="done">x</p> <a href="../">up</a> <a href="..">up</a>')
    )
    for name in ("data.csv", "pixel.png", "café.txt"):
        (site / name).write_bytes(b"")
    assert faults(site) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="gone/">x</a>', 'links to "gone/", which is not there'),
        ('<a href="plan">x</a>', 'links to "plan", which is not there'),
        ("<a href=gone.html>x</a>", 'links to "gone.html", which is not there'),
        ("<A HREF='gone/'>x</A>", 'links to "gone/", which is not there'),
        ('<a class="x"\n  href="gone/">x</a>', 'links to "gone/", which is not there'),
        ('<a href="../outside/">x</a>', 'links to "../outside/", which is not there'),
        ('<a href="%2e%2e/x">x</a>', 'links to "%2e%2e/x", which is not there'),
        ('<a href="#gone">x</a>', 'links to "#gone", but there is no such place on that page'),
        ('<a href="plan/#gone">x</a>', 'links to "plan/#gone", but there is no such place on that page'),
        ('<a href="/plan/">x</a>', 'links to "/plan/", which breaks below another address'),
        ('<a href="javascript:alert(1)">x</a>', "links to javascript:alert(1)"),
        ('<a href="file:///etc/passwd">x</a>', "links to file:///etc/passwd"),
        ('<a href="http://[x">x</a>', 'links to "http://[x", which is no address'),
        ('<img src="gone.png" alt="">', 'links to "gone.png", which is not there'),
        ('<script src="gone.js"></script>', 'links to "gone.js", which is not there'),
        ('<link rel="stylesheet" href="gone.css">', 'links to "gone.css", which is not there'),
        (
            '<img src="https://elsewhere.example/x.png" alt="">',
            "loads https://elsewhere.example/x.png from another host",
        ),
        ('<img src="//elsewhere.example/x.png" alt="">', "loads //elsewhere.example/x.png from another host"),
        (
            '<script src="https://elsewhere.example/x.js"></script>',
            "loads https://elsewhere.example/x.js from another host",
        ),
        (
            '<link rel="stylesheet" href="http://elsewhere.example/x.css">',
            "loads http://elsewhere.example/x.css from another host",
        ),
        ('<iframe src="https://elsewhere.example/"></iframe>', "loads https://elsewhere.example/ from another host"),
        (
            '<img srcset="x.png 1x, https://elsewhere.example/y.png 2x" alt="">',
            "loads https://elsewhere.example/y.png from another host",
        ),
        ('<video poster="//elsewhere.example/x.png"></video>', "loads //elsewhere.example/x.png from another host"),
        ('<object data="https://elsewhere.example/x"></object>', "loads https://elsewhere.example/x from another host"),
        (
            '<svg><use href="https://elsewhere.example/x.svg#a"/></svg>',
            "loads https://elsewhere.example/x.svg#a from another host",
        ),
        (
            '<svg><image xlink:href="https://elsewhere.example/x.png"/></svg>',
            "loads https://elsewhere.example/x.png from another host",
        ),
        ('<p id="main">x</p>', 'has the id "main" 2 times'),
        ("<h1>Another</h1>", "has 2 headings of level 1"),
    ],
)
def test_what_is_wrong_with_a_page_is_found(tmp_path: Path, body: str, fault: str) -> None:
    site = written(tmp_path / "site", home=page(body), plan=page())
    (site / "x.png").write_bytes(b"")
    assert faults(site) == [f"index.html: {fault}"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (' lang="en"', "", "has no language"),
        (' lang="en"', ' lang=""', "has no language"),
        ("<title>Page</title>", "", "has 0 titles"),
        ("<title>Page</title>", "<title> </title>", "has 0 titles"),
        ("<title>Page</title>", "<title>A</title><title>B</title>", "has 2 titles"),
        ("<h1>Page</h1>", "<h2>Page</h2>", "has 0 headings of level 1"),
    ],
)
def test_what_a_page_lacks_is_found(tmp_path: Path, old: str, new: str, fault: str) -> None:
    text = page()
    assert old in text
    site = written(tmp_path / "site", home=text.replace(old, new))
    assert faults(site) == [f"index.html: {fault}"]


def test_every_fault_of_every_page_is_found_at_once(tmp_path: Path) -> None:
    bad = '<a href="gone/">x</a><a href="gone/">y</a><a href="#gone">x</a>'
    site = written(tmp_path / "site", home=page(bad), plan=page(bad))
    assert len(faults(site)) == 4


def test_a_tag_ends_where_it_ends_and_not_in_a_value(tmp_path: Path) -> None:
    bad = (
        """<a title="a > b" href='gone/'>x</a><img alt="it's > all" src="gone.svg"><p id=x data-a='"<p id=y>"'>y</p>"""
    )
    site = written(tmp_path / "site", home=page(bad + '<a href="#x">to x</a>'), plan=page('<a href="../#y">y</a>'))
    found = [fault.partition(":")[2] for fault in faults(site)]
    assert found == [
        ' links to "gone.svg", which is not there',
        ' links to "gone/", which is not there',
        ' links to "../#y", but there is no such place on that page',
    ]


def test_the_error_page_may_link_from_the_top(tmp_path: Path) -> None:
    site = written(tmp_path / "site", home=page())
    (site / "404.html").write_text(page('<a href="/">home</a>'), "utf-8")
    assert faults(site) == []


@pytest.mark.parametrize("name", ["../x.html", "/etc/x.html", "a/../../x.html", "a/.."])
def test_nothing_is_written_outside_the_site(tmp_path: Path, name: str) -> None:
    site = tmp_path / "site"
    site.mkdir()
    with pytest.raises(PublishError, match="outside"):
        publish.write(site, [(name, b"")])
    assert files_below(tmp_path) == {}


def test_two_pages_in_one_place_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="exists"):
        publish.write(tmp_path, [("a/index.html", b"1"), ("a/index.html", b"2")])


def test_a_new_site_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for number in "12":
        with publish.staging(site) as folder:
            written(folder, home=page(number))
            publish.swap(folder, site)
        assert number in (site / "index.html").read_text("utf-8")
        assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_without_a_stroke_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "_exchange", lambda *_: False)
    test_a_new_site_takes_the_place_of_the_old_one(tmp_path)


def test_a_swap_cut_short_between_two_renames_is_mended(tmp_path: Path) -> None:
    site = tmp_path / "site"
    written(tmp_path / ".site.old", home=page("old"))
    (tmp_path / ".site.new-abc").mkdir()
    with publish.staging(site):
        assert "old" in (site / "index.html").read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_build_that_fails_leaves_the_old_site_and_nothing_else(tmp_path: Path) -> None:
    site = written(tmp_path / "site", home=page("old"))
    before = files_below(tmp_path)
    with pytest.raises(PublishError), publish.staging(site) as folder:
        publish.write(folder, [("index.html", b"new"), ("../index.html", b"new")])
    assert files_below(tmp_path) == before


def test_what_is_no_site_is_never_replaced(tmp_path: Path) -> None:
    for name in ("file", "link", "full"):
        site = tmp_path / name
        if name == "file":
            site.write_text("mine", "utf-8")
        elif name == "link":
            site.symlink_to(tmp_path, target_is_directory=True)
        else:
            site.mkdir()
            (site / "thesis.txt").write_text("mine", "utf-8")
        before = files_below(tmp_path)
        with pytest.raises(PublishError, match="it would be replaced"), publish.staging(site):
            pass
        assert files_below(tmp_path) == before


def test_an_empty_folder_may_become_a_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    with publish.staging(site) as folder:
        written(folder, home=page())
        publish.swap(folder, site)
    assert (site / "index.html").is_file()


def test_one_build_at_a_time(tmp_path: Path) -> None:
    site = tmp_path / "site"
    with publish.only_one(site):
        with pytest.raises(PublishError, match="Another build is writing"), publish.only_one(site):
            pass
        with publish.only_one(tmp_path / "another"):
            pass
    with publish.only_one(site):
        pass


HOLD = """
import sys, time
from pathlib import Path
from followthrough import publish
with publish.only_one(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_lock_of_a_killed_build_is_free(tmp_path: Path) -> None:
    site = tmp_path / "site"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(site)], stdout=subprocess.PIPE, cwd=ROOT) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(PublishError), publish.only_one(site):
            pass
        holder.send_signal(signal.SIGKILL)
    with publish.only_one(site):
        pass


def _swap_for_ever(site: str) -> None:
    for number in range(10_000):
        with publish.staging(Path(site)) as folder:
            written(folder, home=page(f"whole {number}"), plan=page(f"whole {number}"))
            publish.swap(folder, Path(site))


def test_readers_never_see_a_site_that_is_not_there(tmp_path: Path) -> None:
    site = tmp_path / "site"
    written(site, home=page("whole"), plan=page("whole"))
    builder = multiprocessing.get_context("spawn").Process(target=_swap_for_ever, args=(str(site),))
    builder.start()
    try:
        seen = set()
        until = time.monotonic() + 3
        while time.monotonic() < until:
            text = (site / "index.html").read_text("utf-8")
            assert "whole" in text
            seen.add(text)
        assert len(seen) > 5
    finally:
        builder.kill()
        builder.join()


def test_the_index_is_made_of_what_browsers_need(tmp_path: Path) -> None:
    site = written(tmp_path / "site", home=page())
    make_index(site, [("index.html", page("<div data-pagefind-body><p>thresholds</p></div>").encode())])
    names = {name for name in files_below(site) if name.startswith("pagefind/")}
    assert {"pagefind/pagefind.js", "pagefind/pagefind-entry.json"} <= names
    assert any(name.endswith(".pf_fragment") for name in names)


def test_an_index_of_nothing_can_be_searched(tmp_path: Path) -> None:
    make_index(tmp_path, [])
    assert (tmp_path / "pagefind" / "pagefind-entry.json").is_file()


def test_an_index_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "pagefind").write_text("in the way", "utf-8")
    with pytest.raises(PagefindError, match="search index could not be made"):
        make_index(tmp_path, [("index.html", page("<div data-pagefind-body><p>x</p></div>").encode())])
    assert [path.name for path in tmp_path.iterdir()] == ["pagefind"]
