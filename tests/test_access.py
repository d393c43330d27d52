"""What axe cannot see, on every kind of page: the keyboard, targets, text spacing, landmarks, paper, motion."""

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import COLOURS, FLAGS, find, serve
from tests.test_pages_in_browser import KINDS

# The long lists of all councils are like those of one, only longer.
SHORT = {kind: at for kind, at in KINDS.items() if at not in ("/actions/", "/recommendations/", "/measures/")}


@pytest.fixture(scope="module")
def root(site: Path) -> Iterator[str]:
    with serve(site) as url:
        yield url


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 320, "height": 640}) as context:
        yield context.new_page()


@pytest.fixture(scope="module", params=["320 light", "1280 dark"])
def keyboard(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, scheme = request.param.split()
    with browser.new_context(
        viewport={"width": int(width), "height": 640}, color_scheme=scheme, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.add_init_script(WALK)
        yield page


@pytest.fixture(scope="module", params=[24, 32])
def large(request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A phone whose owner has asked for larger text; only a profile of its own knows that."""
    profile = tmp_path_factory.mktemp("profile")
    (profile / "Default").mkdir()
    wanted = {"webkit": {"webprefs": {"default_font_size": request.param}}}
    (profile / "Default" / "Preferences").write_text(json.dumps(wanted), "utf-8")
    with browser.browser_type.launch_persistent_context(
        profile, executable_path=find(), args=FLAGS, viewport={"width": 320, "height": 640}
    ) as context:
        yield context.new_page()


# After every press of the Tab key: which control has the focus, how that shows, and what lies over it. A line of a link
# that is broken across lines is a box of its own.
WALK = (
    "(() => {"
    + COLOURS
    + """
    window.walk = [];
    addEventListener("keyup", (event) => {
        if (event.key !== "Tab") return;
        const e = document.activeElement;
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(e);
        const wrong = [];
        if (outlineStyle !== "solid" || parseFloat(outlineWidth) < 2) wrong.push(`outline ${outlineStyle} ${outlineWidth}`);
        const contrast = ratio(outlineColor, ground(e.parentElement ?? e));
        if (contrast < 3) wrong.push(`contrast ${contrast}`);
        const boxes = [...e.getClientRects()].filter((box) => box.width && box.height);
        if (!boxes.length) wrong.push("has no size");
        for (const box of boxes.slice(0, 1)) {
            for (const [x, y] of [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8]]) {
                const [left, top] = [box.left + x * box.width, box.top + y * box.height];
                if (left < 0 || left >= innerWidth || top < 0 || top >= innerHeight) continue;
                const over = document.elementFromPoint(left, top);
                if (!over || !(e.contains(over) || over.contains(e))) wrong.push(`covered by ${over?.outerHTML.slice(0, 80)}`);
            }
        }
        window.walk.push([e, wrong]);
    }, true);
    })()"""
)

# What a keyboard must reach, in the order of the page; of radio buttons of a name, and of what is in a closed menu, nothing.
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }))"""


def go(page: Page, root: str, at: str) -> None:
    """Open a page; search once its filters and results have come."""
    searches = at.startswith("/search/")
    page.goto(root + at.lstrip("/"), wait_until="networkidle" if searches else "load")
    if searches:
        page.wait_for_selector(".search--answered")


@pytest.mark.parametrize("kind", SHORT)
def test_the_keyboard_reaches_every_control_in_order(keyboard: Page, root: str, kind: str) -> None:
    """Tab goes from one control to the next as they stand on the page; each shows its focus, and nothing is over it."""
    page = keyboard
    go(page, root, SHORT[kind])
    # Which tables scroll is known once they are laid out.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    count = page.evaluate(f"({REACHABLE})().length")
    session = page.context.new_cdp_session(page)
    for _ in range(count):
        for what in ("rawKeyDown", "keyUp"):
            session.send(
                "Input.dispatchKeyEvent", {"type": what, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
            )
    session.detach()
    missed, wrong = page.evaluate(
        f"""() => {{
            const expected = ({REACHABLE})();
            const at = walk.findIndex(([e], n) => e !== expected[n]);
            return [
                at < 0 ? [] : [at, expected[at]?.outerHTML.slice(0, 120), walk[at][0].outerHTML.slice(0, 120)],
                walk.filter(([, wrong]) => wrong.length).map(([e, wrong]) => [e.outerHTML.slice(0, 120), ...wrong]),
            ];
        }}"""
    )
    assert (missed, wrong) == ([], [])
    assert page.evaluate("walk.length") == count > 5


def test_the_skip_link_leads_past_the_header(keyboard: Page, root: str) -> None:
    page = keyboard
    page.goto(root + KINDS["plan"].lstrip("/"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    assert page.locator(".md-skip").bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_menu_opens_covers_nothing_and_closes_by_keyboard(phone: Page, root: str) -> None:
    page = phone
    page.goto(root + KINDS["recommendation"].lstrip("/"))
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    links = page.locator(".menu a")
    assert links.first.is_visible()
    last = links.last.bounding_box()
    main = page.locator("main").bounding_box()
    assert last
    assert main
    assert last["y"] + last["height"] <= main["y"]
    first = links.first.bounding_box()
    assert first
    for above in (".site-name", ".header-button--search", ".scheme-toggle", ".menu > summary"):
        box = page.locator(f".md-header {above}").bounding_box()
        assert box
        assert box["y"] + box["height"] <= first["y"], above
        assert box["height"] < 50, above
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.menu') !== null")
    page.keyboard.press("Escape")
    assert not links.first.is_visible()
    assert page.evaluate("document.activeElement.matches('.menu > summary')")


# WCAG 2.5.8: every control that is not a link in a sentence, under 24 px one way, and not far enough from the next. A
# circle 24 px wide about the middle of a small one touches no other control, nor the circle of another small one.
SMALL = """() => {
    const box = (e) => {
        const boxes = [e, ...(e.labels ?? [])].map((part) => part.getBoundingClientRect());
        const [left, top] = ["left", "top"].map((side) => Math.min(...boxes.map((box) => box[side])));
        const [right, bottom] = ["right", "bottom"].map((side) => Math.max(...boxes.map((box) => box[side])));
        return { e, left, top, right, bottom, x: (left + right) / 2, y: (top + bottom) / 2,
            small: Math.round(Math.min(right - left, bottom - top)) < 24 };
    };
    const inline = (e) => getComputedStyle(e).display === "inline" && e.parentElement.textContent.trim() !== e.textContent.trim();
    const far = (one, other) => other.small
        ? Math.hypot(one.x - other.x, one.y - other.y) >= 24
        : Math.hypot(one.x - Math.min(Math.max(one.x, other.left), other.right),
            one.y - Math.min(Math.max(one.y, other.top), other.bottom)) >= 12;
    const found = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
        .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(".md-skip, .term") && !inline(e))
        .filter((e) => e.getBoundingClientRect().width > 1).map(box);
    const near = (one) => found.filter((other) => other !== one && !far(one, other));
    return [found.length, found.filter((one) => one.small && near(one).length)
        .map((one) => [one.right - one.left, one.bottom - one.top, one.e.outerHTML.slice(0, 160)])];
}"""


@pytest.mark.parametrize("kind", SHORT)
def test_targets_are_large_enough_for_a_finger(phone: Page, root: str, kind: str) -> None:
    """24 px each way, or 24 px to itself. Links and terms in a sentence are as high as its lines (inline)."""
    go(phone, root, SHORT[kind])
    count, small = phone.evaluate(SMALL)
    assert count > 5
    assert small == []


# As WCAG 1.4.12 has it; the page's policy allows no style of a tool's, but this.
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
        p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets.push(sheet);
}"""

# What is cut off, or runs out of the box that is drawn around it.
CUT = """() => {
    const found = [];
    for (const e of document.querySelectorAll("body *")) {
        if (!e.checkVisibility() || e.closest(".visually-hidden, thead, .md-skip")) continue;
        const { overflowX, overflowY, display } = getComputedStyle(e);
        const scrolls = e.closest("[tabindex='0']");
        if (!scrolls && overflowX !== "visible" && overflowX !== "auto" && e.scrollWidth > e.clientWidth + 1) found.push(["width", e]);
        if (overflowY !== "visible" && overflowY !== "auto" && e.scrollHeight > e.clientHeight + 1) found.push(["height", e]);
        if (e.matches("button, summary, .status, .term") && display !== "inline" && e.scrollWidth > e.clientWidth + 1) found.push(["button", e]);
        if (!scrolls && e.childElementCount === 0 && e.textContent.trim() && e.getBoundingClientRect().right > innerWidth + 1) found.push(["right", e]);
        if (e.matches("svg text")) {
            const box = e.getBoundingClientRect();
            if (box.left < 0 || box.right > innerWidth) found.push(["chart", e]);
        }
    }
    return found.filter(([, e]) => !e.matches("input, select")).map(([what, e]) => [what, e.outerHTML.slice(0, 160)]);
}"""


@pytest.mark.parametrize("kind", SHORT)
def test_wider_spacing_of_text_cuts_nothing_off(phone: Page, root: str, kind: str) -> None:
    go(phone, root, SHORT[kind])
    before = phone.evaluate("document.body.scrollHeight")
    phone.evaluate(SPACED)
    assert phone.evaluate("document.body.scrollHeight") > before
    assert phone.evaluate(CUT) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


STRUCTURE = """() => {
    const all = (what) => [...document.querySelectorAll(what)];
    const shown = (e) => e.checkVisibility();
    const levels = all("h1, h2, h3, h4, h5, h6").filter(shown).map((e) => Number(e.tagName[1]));
    const here = location.pathname;
    return {
        headings: levels[0] === 1 && levels.filter((level) => level === 1).length === 1
            && levels.every((level, n) => !n || level <= levels[n - 1] + 1),
        h1: all("main h1").filter(shown).length,
        landmarks: ["header", "main", "footer"].map((what) => all(`body > ${what}, body > .md-container > ${what}`).length),
        unnamed: all("nav, [role=search], [role=region], section[aria-labelledby]").filter((e) => !(e.ariaLabel
            || document.getElementById(e.getAttribute("aria-labelledby"))?.textContent.trim())).map((e) => e.outerHTML.slice(0, 99)),
        twice: all("nav").filter(shown).map((e) => e.ariaLabel).filter((name, n, names) => names.indexOf(name) !== n),
        skip: document.querySelector("body > a:first-child").getAttribute("href") === "#main" && all("main#main").length === 1,
        current: all("nav [aria-current]").filter((e) => e.pathname !== here
            && (e.ariaCurrent === "page" || !here.includes(e.pathname))).map((e) => e.outerHTML),
        wanted: all(".md-tabs a").filter((e) => e.pathname === here && e.ariaCurrent !== "page").map((e) => e.outerHTML),
        statement: all("footer a").filter((e) => e.pathname === "/accessibility/").length,
    };
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_has_its_landmarks_and_headings(page: Page, root: str, kind: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 640})
    page.goto(root + KINDS[kind].lstrip("/"))
    found: dict[str, Any] = page.evaluate(STRUCTURE)
    assert found == {
        "headings": True,
        "h1": 1,
        "landmarks": [1, 1, 1],
        "unnamed": [],
        "twice": [],
        "skip": True,
        "current": [],
        "wanted": [],
        "statement": 1,
    }


# On paper all that the screen has, and what is folded up on it; not what only a screen can use.
LOST = """() => [...document.querySelectorAll("main article :is(p, li, td, th, dd, dt, h1, h2, h3, h4, figcaption, caption, summary, svg)")]
    .filter((e) => !e.closest(".jump, .narrow, .narrow__count, .between, .between__all, .search, .search-form, [popover], [hidden], .table--list button"))
    .filter((e) => (e.textContent.trim() || e.matches("svg:not(.shapes)")) && !(e.checkVisibility({ contentVisibilityAuto: true })
        && e.getBoundingClientRect().height > 1))
    .filter((e) => !e.matches("summary *"))
    .map((e) => e.outerHTML.slice(0, 160))"""

DARK = (
    "() => {"
    + COLOURS
    + """
    return [...document.querySelectorAll("html, body, body *")].filter((e) => e.checkVisibility())
        .filter((e) => light(ground(e)) < 0.7 || (e.textContent.trim() && ratio(getComputedStyle(e).color, ground(e)) < 4.5))
        .map((e) => e.outerHTML.slice(0, 120));
    }"""
)


@pytest.mark.parametrize("kind", SHORT)
def test_paper_has_everything_and_no_controls(browser: Browser, root: str, kind: str) -> None:
    """A4 with margins is about 680 px wide. Whoever reads in dark colours prints in light ones."""
    with browser.new_context(
        viewport={"width": 680, "height": 960}, color_scheme="dark", reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        go(page, root, SHORT[kind])
        page.emulate_media(media="print")
        assert page.evaluate(LOST) == []
        assert page.evaluate(DARK) == []
        for what in (
            "header form",
            "header",
            ".md-tabs",
            ".contents",
            ".jump",
            ".md-skip",
            ".narrow",
            ".between",
            "main .search-form",
        ):
            assert page.locator(f"{what}:visible").count() == 0, what
        assert page.evaluate("document.documentElement.scrollWidth") <= 680
        assert (
            page.locator("main a[href^=http]:visible").evaluate_all(
                "all => all.filter(e => !(e.textContent + getComputedStyle(e, '::after').content).includes(e.getAttribute('href')))"
                ".map(e => e.outerHTML)"
            )
            == []
        )


MOVING = """() => {
    const found = document.getAnimations().map((a) => a.animationName);
    for (const e of document.querySelectorAll("*")) {
        for (const part of [null, "::before", "::after"]) {
            const { transitionDuration, transitionDelay, animationName, scrollBehavior } = getComputedStyle(e, part);
            if (/[1-9]/.test(transitionDuration + transitionDelay) || animationName !== "none" || scrollBehavior === "smooth")
                found.push(e.outerHTML.slice(0, 100));
        }
    }
    return found;
}"""


@pytest.mark.parametrize("kind", ["home", "plan", "search search", "list-actions", "specimens components", "prose"])
def test_nothing_moves_for_those_who_want_no_motion(keyboard: Page, root: str, kind: str) -> None:
    keyboard.goto(root + KINDS[kind].lstrip("/"))
    assert keyboard.evaluate(MOVING) == []


@pytest.mark.parametrize("at", SHORT.values(), ids=SHORT.keys())
def test_large_text_fits_a_phone_and_covers_nothing(root: str, large: Page, at: str) -> None:
    go(large, root, at)
    assert large.evaluate("document.documentElement.scrollWidth") <= 320
    header = """[...document.querySelectorAll(".site-name, .header-button")]
        .filter((e) => e.offsetWidth).map((e) => e.getBoundingClientRect().toJSON())"""
    boxes = large.evaluate(header)
    assert len(boxes) >= 3
    for one, other in combinations(boxes, 2):
        beside = one["right"] <= other["left"] or other["right"] <= one["left"]
        assert beside or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]
    assert all(box["left"] >= 0 and box["right"] <= 320 for box in boxes)
